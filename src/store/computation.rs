//! Long computations: asked of one server, claimed and done by any.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::computations;
use crate::domain::code::Coded;
use crate::domain::computation::State;
use crate::domain::text::{Id, Name};

/// A computation, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computation {
    pub id: Id,
    pub kind: String,
    pub question: String,
    /// SHA-256 of what the model is told: what was registered by `known_at`.
    pub input_hash: String,
    pub known_at: DateTime<Utc>,
    pub state: State,
    /// Pieces of work that are done, of so many in all; 0 of 0 where that is not known yet.
    pub done: u64,
    pub whole: u64,
    pub asked_at: DateTime<Utc>,
    /// How often a server has begun it.
    pub attempts: u32,
    pub finished_at: Option<DateTime<Utc>>,
    /// The answer where it is done; why not where it failed.
    pub result: Option<String>,
}

/// A computation that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub id: Id,
    pub kind: &'static str,
    pub question: String,
    pub key_hash: String,
    pub input_hash: String,
    pub known_at: DateTime<Utc>,
    pub asked_at: DateTime<Utc>,
    pub asked_by: Name,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = computations)]
struct Row {
    id: String,
    kind: String,
    question: String,
    input_hash: String,
    known_at: NaiveDateTime,
    state: String,
    done: i64,
    whole: i64,
    asked_at: NaiveDateTime,
    attempts: i32,
    finished_at: Option<NaiveDateTime>,
    result: Option<String>,
}

impl Row {
    fn into_computation(self) -> Result<Computation, Error> {
        let corrupt = || Error::Corrupt(format!("computation {}", self.id));
        Ok(Computation {
            id: Id::new(&self.id).ok_or_else(corrupt)?,
            state: State::from_code(&self.state).ok_or_else(corrupt)?,
            kind: self.kind,
            question: self.question,
            input_hash: self.input_hash,
            known_at: self.known_at.and_utc(),
            done: self.done.unsigned_abs(),
            whole: self.whole.unsigned_abs(),
            asked_at: self.asked_at.and_utc(),
            attempts: self.attempts.unsigned_abs(),
            finished_at: self.finished_at.map(|moment| moment.and_utc()),
            result: self.result,
        })
    }
}

/// The states in which others that ask the same share a computation.
const SHARED: [&str; 3] = ["queued", "running", "done"];
const UNDER_WAY: [&str; 2] = ["queued", "running"];

/// Asks for a computation, or finds the one that was asked for before. Nothing where `most` are under way.
pub fn ask(connection: &mut Connection, asked: &Asked, most: i64) -> Result<Option<Computation>, Error> {
    if let Some(known) = find_shared(connection, &asked.key_hash)? {
        return Ok(Some(known));
    }
    let under_way = computations::table.filter(computations::state.eq_any(UNDER_WAY));
    let waiting: i64 = on!(connection, |c| under_way.count().get_result(c))?;
    if waiting >= most {
        return Ok(None);
    }
    let row = (
        computations::id.eq(asked.id.as_str()),
        computations::kind.eq(asked.kind),
        computations::question.eq(asked.question.as_str()),
        computations::key_hash.eq(asked.key_hash.as_str()),
        computations::input_hash.eq(asked.input_hash.as_str()),
        computations::known_at.eq(asked.known_at.naive_utc()),
        computations::state.eq(State::Queued.code()),
        computations::done.eq(0),
        computations::whole.eq(0),
        computations::asked_at.eq(asked.asked_at.naive_utc()),
        computations::asked_by.eq(asked.asked_by.as_str()),
        computations::attempts.eq(0),
    );
    on!(connection, |c| diesel::insert_into(computations::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    find_shared(connection, &asked.key_hash)
}

fn find_shared(connection: &mut Connection, key_hash: &str) -> Result<Option<Computation>, Error> {
    let wanted = computations::table
        .filter(computations::key_hash.eq(key_hash))
        .filter(computations::state.eq_any(SHARED));
    let row: Option<Row> = on!(connection, |c| wanted
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_computation).transpose()
}

pub fn find(connection: &mut Connection, id: &Id) -> Result<Option<Computation>, Error> {
    let wanted = computations::table.find(id.as_str());
    let row: Option<Row> = on!(connection, |c| wanted
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_computation).transpose()
}

/// Is there a computation to claim?
pub fn is_any_free(connection: &mut Connection, silent_since: DateTime<Utc>) -> Result<bool, Error> {
    let free = computations::table.filter(is_free(silent_since));
    let number: i64 = on!(connection, |c| free.count().get_result(c))?;
    Ok(number > 0)
}

/// Claims the oldest computation that waits, or whose server was not heard since `silent_since`. Of several
/// servers that claim it at once one gets it.
pub fn claim(
    connection: &mut Connection,
    server: &str,
    now: DateTime<Utc>,
    silent_since: DateTime<Utc>,
) -> Result<Option<Computation>, Error> {
    let oldest = computations::table
        .filter(is_free(silent_since))
        .order((computations::asked_at, computations::id))
        .select(computations::id);
    let id: Option<String> = on!(connection, |c| oldest.first(c).optional())?;
    let Some(id) = id else { return Ok(None) };
    let claimed = computations::table.find(&id).filter(is_free(silent_since));
    let change = (
        computations::state.eq(State::Running.code()),
        computations::server.eq(server),
        computations::heard_at.eq(now.naive_utc()),
        computations::attempts.eq(computations::attempts + 1),
    );
    let number = on!(connection, |c| diesel::update(claimed).set(change).execute(c))?;
    if number == 0 {
        return Ok(None);
    }
    let row: Row = on!(connection, |c| computations::table
        .find(&id)
        .select(Row::as_select())
        .first(c))?;
    Ok(Some(row.into_computation()?))
}

/// Waits, or was begun by a server that is no longer heard.
#[diesel::dsl::auto_type(no_type_alias)]
fn is_free(silent_since: DateTime<Utc>) -> _ {
    let silent_since: NaiveDateTime = silent_since.naive_utc();
    let is_queued = computations::state.eq("queued").nullable();
    let is_running = computations::state.eq("running").nullable();
    is_queued.or(is_running.and(computations::heard_at.lt(silent_since)))
}

/// Says that the server still works on it, and how far it is; whether it is still the server's to do.
pub fn beat(
    connection: &mut Connection,
    id: &Id,
    server: &str,
    (done, whole): (u64, u64),
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let stored = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let change = (
        computations::done.eq(stored(done)),
        computations::whole.eq(stored(whole)),
        computations::heard_at.eq(Some(now.naive_utc())),
    );
    let own = computations::table
        .find(id.as_str())
        .filter(computations::server.eq(server))
        .filter(computations::state.eq(State::Running.code()));
    let number = on!(connection, |c| diesel::update(own).set(change).execute(c))?;
    Ok(number > 0)
}

/// Ends a computation that is the server's to do: done or failed, with what came of it.
pub fn finish(
    connection: &mut Connection,
    id: &Id,
    server: &str,
    (state, result): (State, &str),
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let change = (
        computations::state.eq(state.code()),
        computations::result.eq(Some(result)),
        computations::finished_at.eq(Some(now.naive_utc())),
        // The last beat may have come before the last piece.
        (state == State::Done).then(|| computations::done.eq(computations::whole)),
    );
    let own = computations::table
        .find(id.as_str())
        .filter(computations::server.eq(server))
        .filter(computations::state.eq(State::Running.code()));
    let number = on!(connection, |c| diesel::update(own).set(change).execute(c))?;
    Ok(number > 0)
}

/// Puts a computation back that the server does not go on with, for another to take up.
pub fn release(connection: &mut Connection, id: &Id, server: &str) -> Result<(), Error> {
    let change = (
        computations::state.eq(State::Queued.code()),
        computations::server.eq(None::<String>),
        computations::attempts.eq(computations::attempts - 1),
    );
    let own = computations::table
        .find(id.as_str())
        .filter(computations::server.eq(server))
        .filter(computations::state.eq(State::Running.code()));
    on!(connection, |c| diesel::update(own).set(change).execute(c))?;
    Ok(())
}

/// Cancels a computation that is under way; one that is over stays as it is.
pub fn cancel(connection: &mut Connection, id: &Id, now: DateTime<Utc>) -> Result<(), Error> {
    let change = (
        computations::state.eq(State::Cancelled.code()),
        computations::finished_at.eq(Some(now.naive_utc())),
    );
    let under_way = computations::table
        .find(id.as_str())
        .filter(computations::state.eq_any(UNDER_WAY));
    on!(connection, |c| diesel::update(under_way).set(change).execute(c))?;
    Ok(())
}

/// Forgets what was asked before a moment, and of what is over all but the newest `most`.
pub fn forget(connection: &mut Connection, before: DateTime<Utc>, most: i64) -> Result<(), Error> {
    let old = computations::table.filter(computations::asked_at.lt(before.naive_utc()));
    on!(connection, |c| diesel::delete(old).execute(c))?;
    let surplus = computations::table
        .filter(computations::state.ne_all(UNDER_WAY))
        .order((computations::asked_at.desc(), computations::id))
        .offset(most)
        .limit(1000)
        .select(computations::id);
    let ids: Vec<String> = on!(connection, |c| surplus.load(c))?;
    if !ids.is_empty() {
        let surplus = computations::table.filter(computations::id.eq_any(ids));
        on!(connection, |c| diesel::delete(surplus).execute(c))?;
    }
    Ok(())
}
