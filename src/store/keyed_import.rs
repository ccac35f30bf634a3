//! Imports that came with a key, and what each did: kept for a day, so that a request sent again is answered
//! and not done again.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::keyed_imports as imports;
use crate::domain::text::Id;

/// An import that was done. Numbers are days of houses.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = imports)]
pub struct KeyedImport {
    pub token_id: String,
    pub key_hash: String,
    pub fingerprint: String,
    pub created_at: NaiveDateTime,
    pub days_created: i32,
    pub days_corrected: i32,
    pub days_unchanged: i32,
}

/// Takes the key for this transaction, unless another transaction has it now; whether it was free. On `SQLite`
/// there is one transaction at a time.
pub fn claim(connection: &mut Connection, token: &Id, key_hash: &str) -> Result<bool, Error> {
    match connection {
        Connection::Sqlite(_) => Ok(true),
        Connection::Postgres(c) => {
            let lock = diesel::dsl::sql::<diesel::sql_types::Bool>(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '/import/' || ",
            )
            .bind::<diesel::sql_types::Text, _>(format!("{token}/{key_hash}"))
            .sql(", 0))");
            Ok(lock.get_result(*c)?)
        }
    }
}

/// What was done under this key.
pub fn find(connection: &mut Connection, token: &Id, key_hash: &str) -> Result<Option<KeyedImport>, Error> {
    let wanted = imports::table.find((token.as_str(), key_hash));
    Ok(on!(connection, |c| wanted.first(c).optional())?)
}

pub fn insert(connection: &mut Connection, done: &KeyedImport) -> Result<(), Error> {
    on!(connection, |c| diesel::insert_into(imports::table)
        .values(done)
        .execute(c))?;
    Ok(())
}

/// Forgets what was done before a moment.
pub fn forget(connection: &mut Connection, before: DateTime<Utc>) -> Result<(), Error> {
    let old = imports::table.filter(imports::created_at.lt(before.naive_utc()));
    on!(connection, |c| diesel::delete(old).execute(c))?;
    Ok(())
}
