//! Tokens: who may use the register. Secrets are stored as their hash only.

use std::collections::{BTreeMap, BTreeSet};

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

/// All tokens, in order of creation.
pub fn all(connection: &mut Connection) -> Result<Vec<Token>, Error> {
    let (rows, links): (Vec<TokenRow>, Vec<(String, String)>) = on!(connection, |c| (
        tokens::table.order((tokens::created_at, tokens::id)).load(c)?,
        token_houses::table.load(c)?
    ));
    with_houses(rows, links)
}

fn with_houses(rows: Vec<TokenRow>, links: Vec<(String, String)>) -> Result<Vec<Token>, Error> {
    let mut houses = BTreeMap::<String, Vec<String>>::new();
    for (token, house) in links {
        houses.entry(token).or_default().push(house);
    }
    rows.into_iter()
        .map(|row| {
            let houses = houses.remove(&row.id).unwrap_or_default();
            token(&row, &houses).ok_or_else(|| Error::Corrupt(format!("token {}", row.id)))
        })
        .collect()
}

/// The token with this id.
pub fn find(connection: &mut Connection, id: &Id) -> Result<Option<Token>, Error> {
    let (row, houses): (Option<TokenRow>, Vec<String>) = on!(connection, |c| (
        tokens::table.find(id.as_str()).first(c).optional()?,
        token_houses::table
            .filter(token_houses::token_id.eq(id.as_str()))
            .select(token_houses::house_id)
            .load(c)?
    ));
    row.map(|row| token(&row, &houses).ok_or_else(|| Error::Corrupt(format!("token {id}"))))
        .transpose()
}

/// Those of these tokens that there are, in no order.
pub fn find_all(connection: &mut Connection, ids: &BTreeSet<Id>) -> Result<Vec<Token>, Error> {
    if let (Some(id), 1) = (ids.first(), ids.len()) {
        return Ok(find(connection, id)?.into_iter().collect());
    }
    let texts = || ids.iter().map(Id::as_str);
    let (rows, links): (Vec<TokenRow>, Vec<(String, String)>) = on!(connection, |c| (
        tokens::table.filter(tokens::id.eq_any(texts())).load(c)?,
        token_houses::table
            .filter(token_houses::token_id.eq_any(texts()))
            .load(c)?
    ));
    with_houses(rows, links)
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

fn token(row: &TokenRow, houses: &[String]) -> Option<Token> {
    let mut houses = houses
        .iter()
        .map(|id| HouseId::new(id))
        .collect::<Option<Vec<_>>>()?;
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
