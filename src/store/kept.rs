//! Statements in the databases' own words that a connection keeps. Diesel has updates, upserts and statements given as
//! text planned anew each time.

use std::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};
use diesel::sqlite::Sqlite;

/// A statement, whose answer has the types `Row`.
pub(super) struct Kept<V, Row = ()> {
    /// With a `?` for each value.
    text: &'static str,
    values: Vec<V>,
    row: PhantomData<Row>,
}

impl<V, Row> Kept<V, Row> {
    pub(super) fn new(text: &'static str, values: impl Into<Vec<V>>) -> Self {
        Self {
            text,
            values: values.into(),
            row: PhantomData,
        }
    }
}

/// A value that either database takes; any may be missing.
pub(super) enum One<'a> {
    Text(Option<&'a str>),
    Date(Option<NaiveDate>),
    Moment(Option<NaiveDateTime>),
    Count(Option<i32>),
    Number(Option<i64>),
    Flag(Option<bool>),
}

impl<'a> One<'a> {
    pub(super) fn of(value: impl Stored<'a>) -> Self {
        value.alone()
    }
}

/// Values that `PostgreSQL` takes at once; any may be missing.
pub(super) enum Many<'a> {
    Texts(Vec<Option<&'a str>>),
    Dates(Vec<Option<NaiveDate>>),
    Moments(Vec<Option<NaiveDateTime>>),
    Counts(Vec<Option<i32>>),
    Numbers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
}

impl<'a> Many<'a> {
    pub(super) fn of<T: Stored<'a>>(values: impl IntoIterator<Item = T>) -> Self {
        T::gather(values)
    }
}

/// What is given to a database: [`One`] by itself, or [`Many`] together.
pub(super) trait Stored<'a> {
    fn alone(self) -> One<'a>;
    fn gather(values: impl IntoIterator<Item = Self>) -> Many<'a>;
}

macro_rules! stored {
    ($one:ident, $many:ident: $($from:ty, $value:ident => $into:expr;)*) => {$(
        impl<'a> Stored<'a> for $from {
            fn alone(self) -> One<'a> {
                let $value = self;
                One::$one($into)
            }

            fn gather(values: impl IntoIterator<Item = Self>) -> Many<'a> {
                Many::$many(values.into_iter().map(|$value| $into).collect())
            }
        }
    )*};
}

stored! { Text, Texts:
    &'a str, text => Some(text);
    &'a String, text => Some(text.as_str());
    &'a Option<String>, text => text.as_deref();
}
stored! { Date, Dates:
    &'a NaiveDate, date => Some(*date);
    &'a Option<NaiveDate>, date => *date;
}
stored! { Moment, Moments:
    &'a NaiveDateTime, moment => Some(*moment);
    &'a Option<NaiveDateTime>, moment => *moment;
}
stored! { Count, Counts:
    &'a i32, count => Some(*count);
    &'a Option<i32>, count => *count;
}
stored! { Number, Numbers:
    &'a i64, number => Some(*number);
    &'a Option<i64>, number => *number;
}
stored! { Flag, Flags: &'a bool, flag => Some(*flag); }

/// What can stand in the place of a `?`.
pub(super) trait Value<DB: diesel::backend::Backend> {
    fn push<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

macro_rules! one {
    ($database:ty) => {
        impl Value<$database> for One<'_> {
            fn push<'b>(&'b self, mut out: AstPass<'_, 'b, $database>) -> QueryResult<()> {
                match self {
                    Self::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text),
                    Self::Date(date) => out.push_bind_param::<Nullable<Date>, _>(date),
                    Self::Moment(moment) => out.push_bind_param::<Nullable<Timestamp>, _>(moment),
                    Self::Count(count) => out.push_bind_param::<Nullable<Integer>, _>(count),
                    Self::Number(number) => out.push_bind_param::<Nullable<BigInt>, _>(number),
                    Self::Flag(flag) => out.push_bind_param::<Nullable<Bool>, _>(flag),
                }
            }
        }
    };
}

one!(Sqlite);
one!(Pg);

impl Value<Pg> for Many<'_> {
    fn push<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::Texts(texts) => out.push_bind_param::<Array<Nullable<Text>>, _>(texts),
            Self::Dates(dates) => out.push_bind_param::<Array<Nullable<Date>>, _>(dates),
            Self::Moments(moments) => out.push_bind_param::<Array<Nullable<Timestamp>>, _>(moments),
            Self::Counts(counts) => out.push_bind_param::<Array<Nullable<Integer>>, _>(counts),
            Self::Numbers(numbers) => out.push_bind_param::<Array<Nullable<BigInt>>, _>(numbers),
            Self::Flags(flags) => out.push_bind_param::<Array<Nullable<Bool>>, _>(flags),
        }
    }
}

impl<DB: diesel::backend::Backend, V: Value<DB>, Row> QueryFragment<DB> for Kept<V, Row> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut parts = self.text.split('?');
        out.push_sql(parts.next().unwrap_or_default());
        for (value, part) in self.values.iter().zip(parts) {
            value.push(out.reborrow())?;
            out.push_sql(part);
        }
        Ok(())
    }
}

// Known by its words, as every statement that is not of one type.
impl<V, Row> QueryId for Kept<V, Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<V, Row> Query for Kept<V, Row> {
    type SqlType = Row;
}

impl<C: diesel::Connection, V, Row> RunQueryDsl<C> for Kept<V, Row> {}
