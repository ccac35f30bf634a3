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
}
