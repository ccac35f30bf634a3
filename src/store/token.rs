//! Tokens: who may use the register. Secrets are stored as their hash only.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::{token_houses, tokens};
use crate::domain::access::{Principal, Role, Token};
use crate::domain::code::Coded;
use crate::domain::text::{HouseId, Id, Name};

#[derive(Queryable, Insertable)]
#[diesel(table_name = tokens)]
struct TokenRow {
    id: String,
    name: String,
    role: String,
    secret_hash: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    revoked_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

/// Tokens with the houses of each, by one statement: those that `$wanted` says of all, the houses of one next to each
/// other.
macro_rules! tokens_with_houses {
    ($connection:expr, |$joined:ident| $wanted:expr) => {{
        let rows: Vec<(TokenRow, Option<String>)> = on!($connection, |c| {
            let $joined = tokens::table
                .left_join(token_houses::table.on(token_houses::token_id.eq(tokens::id)))
                .select((tokens::all_columns, token_houses::house_id.nullable()));
            $wanted.load(c)?
        });
        with_houses(&rows)
    }};
}

/// All tokens, in order of creation.
pub fn all(connection: &mut Connection) -> Result<Vec<Token>, Error> {
    tokens_with_houses!(connection, |joined| joined
        .order((tokens::created_at, tokens::id)))
}

/// The token with this id.
pub fn find(connection: &mut Connection, id: &Id) -> Result<Option<Token>, Error> {
    let found = tokens_with_houses!(connection, |joined| joined.filter(tokens::id.eq(id.as_str())));
    found.map(|tokens| tokens.into_iter().next())
}

/// Those of these tokens that there are, by one statement, in order of their ids.
pub fn find_all(connection: &mut Connection, ids: &BTreeSet<Id>) -> Result<Vec<Token>, Error> {
    if let (Some(id), 1) = (ids.first(), ids.len()) {
        return Ok(find(connection, id)?.into_iter().collect());
    }
    let texts = ids.iter().map(Id::as_str);
    tokens_with_houses!(connection, |joined| joined
        .filter(tokens::id.eq_any(texts))
        .order(tokens::id))
}

/// Those of these tokens that there are and that nobody has revoked: all that can change of a token.
pub fn unrevoked(connection: &mut Connection, ids: &BTreeSet<Id>) -> Result<BTreeSet<Id>, Error> {
    let standing = tokens::table
        .filter(tokens::revoked_at.is_null())
        .select(tokens::id);
    let texts: Vec<&str> = ids.iter().map(Id::as_str).collect();
    let found: BTreeSet<String> = on!(connection, |c| match texts.as_slice() {
        // A statement of one value is kept; of more a file's is prepared each time.
        [id] => standing.filter(tokens::id.eq(*id)).load(c)?,
        ids => standing.filter(tokens::id.eq_any(ids)).load(c)?,
    })
    .into_iter()
    .collect();
    let mut unrevoked = ids.clone();
    unrevoked.retain(|id| found.contains(id.as_str()));
    Ok(unrevoked)
}

fn with_houses(rows: &[(TokenRow, Option<String>)]) -> Result<Vec<Token>, Error> {
    rows.chunk_by(|(one, _), (other, _)| one.id == other.id)
        .filter_map(|rows| {
            Some((
                &rows.first()?.0,
                rows.iter().filter_map(|(_, house)| house.as_deref()),
            ))
        })
        .map(|(row, houses)| token(row, houses).ok_or_else(|| Error::Corrupt(format!("token {}", row.id))))
        .collect()
}

/// Adds a token.
pub fn insert(connection: &mut Connection, token: &Token) -> Result<(), Error> {
    let id = token.principal.token_id.as_str();
    let row = TokenRow {
        id: id.to_owned(),
        name: token.principal.name.to_string(),
        role: token.principal.role.code().to_owned(),
        secret_hash: HEXLOWER.encode(&token.secret_hash),
        created_at: token.created_at.naive_utc(),
        expires_at: token.expires_at.naive_utc(),
        revoked_at: token.revoked_at.map(|moment| moment.naive_utc()),
        last_used_at: None,
    };
    let links: Vec<_> = token
        .principal
        .houses
        .iter()
        .map(|house| {
            (
                token_houses::token_id.eq(id),
                token_houses::house_id.eq(house.as_str()),
            )
        })
        .collect();
    on!(connection, |c| {
        diesel::insert_into(tokens::table).values(&row).execute(c)?;
        diesel::insert_into(token_houses::table).values(&links).execute(c)
    })?;
    Ok(())
}

/// Revokes a token; one revoked before keeps its first moment.
pub fn revoke(connection: &mut Connection, id: &Id, at: DateTime<Utc>) -> Result<(), Error> {
    let open = tokens::table.filter(tokens::id.eq(id.as_str()).and(tokens::revoked_at.is_null()));
    let change = tokens::revoked_at.eq(Some(at.naive_utc()));
    on!(connection, |c| diesel::update(open).set(change).execute(c))?;
    Ok(())
}

/// Notes when a token was last used.
pub fn note_use(connection: &mut Connection, id: &Id, at: DateTime<Utc>) -> Result<(), Error> {
    let change = tokens::last_used_at.eq(Some(at.naive_utc()));
    on!(connection, |c| diesel::update(tokens::table.find(id.as_str()))
        .set(change)
        .execute(c))?;
    Ok(())
}

fn token<'a>(row: &TokenRow, houses: impl Iterator<Item = &'a str>) -> Option<Token> {
    let mut houses = houses.map(HouseId::new).collect::<Option<Vec<_>>>()?;
    houses.sort();
    Some(Token {
        principal: Principal {
            token_id: Id::new(&row.id)?,
            name: Name::new(&row.name)?,
            role: Role::from_code(&row.role)?,
            houses,
        },
        secret_hash: HEXLOWER
            .decode(row.secret_hash.as_bytes())
            .ok()?
            .try_into()
            .ok()?,
        created_at: row.created_at.and_utc(),
        expires_at: row.expires_at.and_utc(),
        revoked_at: row.revoked_at.map(|moment| moment.and_utc()),
        last_used_at: row.last_used_at.map(|moment| moment.and_utc()),
    })
}
