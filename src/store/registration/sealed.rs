//! The two columns of a revision that hold its seal.

use diesel::backend::Backend;
use diesel::expression::{Expression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::{AppearsInFromClause, Column, Once};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{AppearsOnTable, SelectableExpression};

use super::revisions;
use super::row::RevisionRow;
use crate::store::kept::{Kept, Many, One};

/// A column of the table beyond the 32 that diesel lets one declaration have. It builds for twice as long where it
/// is to let it have more, and reads that do not ask for a seal do not fetch it.
macro_rules! beyond {
    ($column:ident: $sql_type:ty) => {
        #[expect(non_camel_case_types, reason = "as the columns that diesel declares")]
        #[derive(Clone, Copy, Debug, QueryId)]
        pub(super) struct $column;

        impl Expression for $column {
            type SqlType = $sql_type;
        }

        impl Column for $column {
            type Table = revisions::table;
            const NAME: &'static str = stringify!($column);
        }

        impl<DB: Backend> QueryFragment<DB> for $column {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                out.push_identifier("registration_revisions")?;
                out.push_sql(".");
                out.push_identifier(Self::NAME)
            }
        }

        impl SelectableExpression<revisions::table> for $column {}

        impl<QS: AppearsInFromClause<revisions::table, Count = Once>> AppearsOnTable<QS> for $column {}

        impl ValidGrouping<()> for $column {
            type IsAggregate = is_aggregate::No;
        }
    };
}

beyond!(entry_number: Nullable<BigInt>);
beyond!(hash: Nullable<Text>);

/// What inserts rows by all their columns: statements that a connection keeps.
macro_rules! inserts {
    ($($column:ident),*) => {
        impl SealedRow {
            /// What inserts this one.
            pub(super) fn insert(&self) -> Kept<One<'_>> {
                // No column is forgotten: this would not compile.
                let Self { row: RevisionRow { $($column),* }, .. } = self;
                Kept::new(
                    inserts!(text "VALUES (" $($column)*),
                    vec![$(One::of($column),)* One::of(&self.number), One::of(&self.hash)],
                )
            }

            /// What inserts all of them on `PostgreSQL`, of however many, given an array for each column.
            pub(super) fn insert_all(rows: &[Self]) -> Kept<Many<'_>> {
                Kept::new(
                    inserts!(text "SELECT * FROM unnest(" $($column)*),
                    vec![
                        $(Many::of(rows.iter().map(|sealed| &sealed.row.$column)),)*
                        Many::of(rows.iter().map(|sealed| &sealed.number)),
                        Many::of(rows.iter().map(|sealed| &sealed.hash)),
                    ],
                )
            }
        }
    };
    (text $values:literal $($column:ident)*) => {
        concat!(
            "INSERT INTO registration_revisions (",
            $(stringify!($column), ", ",)*
            "entry_number, hash) ",
            $values,
            $(inserts!(mark $column),)*
            "?, ?)"
        )
    };
    (mark $column:ident) => { "?, " };
}

/// A revision with its seal: its place in the chain of its house, and its hash.
#[derive(Queryable)]
pub(super) struct SealedRow {
    pub(super) row: RevisionRow,
    pub(super) number: Option<i64>,
    pub(super) hash: Option<String>,
}

impl SealedRow {
    pub(super) const COLUMNS: (<revisions::table as Table>::AllColumns, entry_number, hash) =
        (revisions::all_columns, entry_number, hash);
}

#[rustfmt::skip]
inserts!(house_id, date, revision, is_current, is_withdrawn, recorded_at, recorded_by, token_id, reason, beds_physical,
    beds_occupied, beds_respite, beds_reserved, beds_in_turnover, beds_closed, beds_free, closures, stop_reason,
    stop_expected_until, admits_from, admissions, deaths, discharges, requests, requests_redirected, refusals, withdrawals,
    died_before_admission, waiting_list_active, waiting_list_passive, confirmed_warnings, counted_at);
