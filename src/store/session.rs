//! Sessions: browsers that are signed in by a token. Secrets are stored as their hash only.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::sessions;
use crate::domain::access::Session;
use crate::domain::text::Id;

#[derive(Queryable, Insertable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    secret_hash: String,
    token_id: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

/// The session with this id.
pub fn find(connection: &mut Connection, id: &Id) -> Result<Option<Session>, Error> {
    let row: Option<SessionRow> = on!(connection, |c| sessions::table
        .find(id.as_str())
        .first(c)
        .optional())?;
    row.map(|row| session(&row).ok_or_else(|| Error::Corrupt(format!("session {id}"))))
        .transpose()
}

/// Adds a session.
pub fn insert(connection: &mut Connection, session: &Session) -> Result<(), Error> {
    let row = SessionRow {
        id: session.id.to_string(),
        secret_hash: HEXLOWER.encode(&session.secret_hash),
        token_id: session.token_id.to_string(),
        created_at: session.created_at.naive_utc(),
        expires_at: session.expires_at.naive_utc(),
    };
    on!(connection, |c| diesel::insert_into(sessions::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// Forgets a session; one that is not there is forgotten already.
pub fn delete(connection: &mut Connection, id: &Id) -> Result<(), Error> {
    on!(connection, |c| diesel::delete(sessions::table.find(id.as_str()))
        .execute(c))?;
    Ok(())
}

/// How many sessions each token has that last beyond `moment`; tokens without any are not named.
pub fn count_by_token(
    connection: &mut Connection,
    moment: DateTime<Utc>,
) -> Result<BTreeMap<Id, u32>, Error> {
    let wanted = sessions::table
        .filter(sessions::expires_at.gt(moment.naive_utc()))
        .group_by(sessions::token_id)
        .select((sessions::token_id, diesel::dsl::count_star()));
    let rows: Vec<(String, i64)> = on!(connection, |c| wanted.load(c))?;
    rows.into_iter()
        .map(|(token, number)| {
            let id = Id::new(&token).ok_or_else(|| Error::Corrupt(format!("a session of {token}")))?;
            Ok((id, u32::try_from(number).unwrap_or(u32::MAX)))
        })
        .collect()
}

/// Forgets the sessions that have ended by `moment`.
pub fn delete_ended(connection: &mut Connection, moment: DateTime<Utc>) -> Result<(), Error> {
    let ended = sessions::table.filter(sessions::expires_at.le(moment.naive_utc()));
    on!(connection, |c| diesel::delete(ended).execute(c))?;
    Ok(())
}

fn session(row: &SessionRow) -> Option<Session> {
    Some(Session {
        id: Id::new(&row.id)?,
        secret_hash: HEXLOWER
            .decode(row.secret_hash.as_bytes())
            .ok()?
            .try_into()
            .ok()?,
        token_id: Id::new(&row.token_id)?,
        created_at: row.created_at.and_utc(),
        expires_at: row.expires_at.and_utc(),
    })
}
