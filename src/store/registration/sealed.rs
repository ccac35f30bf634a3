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
use crate::store::kept::{Kept, Many};

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

/// What a revision is inserted by.
type Values<'a> = (
    &'a RevisionRow,
    diesel::dsl::Eq<entry_number, Option<i64>>,
    diesel::dsl::Eq<hash, Option<&'a str>>,
);

/// The statement that inserts rows, given an array for each column.
macro_rules! insert {
    ($rows:ident: $($column:ident),*) => {{
        // No column is forgotten: this would not compile.
        let _all = |RevisionRow { $($column: _),* }: RevisionRow| ();
        Kept::new(
            concat!(
                "INSERT INTO registration_revisions (",
                $(stringify!($column), ", ",)*
                "entry_number, hash) SELECT * FROM unnest(",
                $(insert!(mark $column),)*
                "?, ?)"
            ),
            vec![
                $(Many::of($rows.iter().map(|sealed| &sealed.row.$column)),)*
                Many::of($rows.iter().map(|sealed| &sealed.number)),
                Many::of($rows.iter().map(|sealed| &sealed.hash)),
            ],
        )
    }};
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

    /// As it is inserted.
    pub(super) fn values(&self) -> Values<'_> {
        (
            &self.row,
            entry_number.eq(self.number),
            hash.eq(self.hash.as_deref()),
        )
    }

    /// What inserts all of them on `PostgreSQL`, of however many: one statement, which a connection keeps.
    #[rustfmt::skip]
    pub(super) fn insert_all(rows: &[Self]) -> Kept<Many<'_>> {
        insert!(rows: house_id, date, revision, is_current, is_withdrawn, recorded_at, recorded_by, token_id, reason,
            beds_physical, beds_occupied, beds_respite, beds_reserved, beds_in_turnover, beds_closed, beds_free, closures,
            stop_reason, stop_expected_until, admits_from, admissions, deaths, discharges, requests, requests_redirected,
            refusals, withdrawals, died_before_admission, waiting_list_active, waiting_list_passive, confirmed_warnings,
            counted_at)
    }
}
