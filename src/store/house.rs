//! Houses and what is valid of them from which day.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::{Connection, on};
use super::error::Error;
use super::kept::{Kept, Many};
use super::schema::{house_beds, house_identifiers, house_versions, houses};
use crate::domain::code::Coded;
use crate::domain::count::Count;
use crate::domain::house::{
    BedPlan, House, HouseDetails, HouseHistory, HouseType, Identifier, Opening, Phone,
};
use crate::domain::place::Location;
use crate::domain::text::{HouseId, Id, Line, Name};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = houses, treat_none_as_null = true)]
struct HouseRow {
    id: String,
    opens_on: NaiveDate,
    closes_on: Option<NaiveDate>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = house_versions, treat_none_as_null = true)]
struct VersionRow {
    house_id: String,
    valid_from: NaiveDate,
    name: String,
    house_type: String,
    region_id: Option<String>,
    municipality: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    phone: Option<String>,
    organisation: Option<String>,
    admits_on_weekend: Option<bool>,
    recorded_at: NaiveDateTime,
    recorded_by: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = house_beds)]
struct BedsRow {
    house_id: String,
    valid_from: NaiveDate,
    beds_physical: i32,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = house_identifiers)]
struct IdentifierRow {
    house_id: String,
    system: String,
    value: String,
}

/// A house, from when until when it is open, and from when it has how many beds.
type CapacityRow = (String, NaiveDate, Option<NaiveDate>, NaiveDate, i32);

/// All houses as they are on the day `on`, in order of their ids. A house that is only described from a
/// later day on comes with its first description.
pub fn all(connection: &mut Connection, on: NaiveDate) -> Result<Vec<House>, Error> {
    let houses = load(connection, None)?.into_iter();
    Ok(houses.filter_map(|house| house.on(on)).collect())
}

/// All houses with all that was ever said of them, in order of their ids.
pub fn histories(connection: &mut Connection) -> Result<Vec<HouseHistory>, Error> {
    load(connection, None)
}

/// When houses are open, and with which beds.
pub type Capacities = BTreeMap<HouseId, (Opening, BedPlan)>;

/// When these houses are open, and with which beds; of those that there are.
pub fn capacities(connection: &mut Connection, ids: &[HouseId]) -> Result<Capacities, Error> {
    let rows: Vec<CapacityRow> = on!(connection, |c| {
        let joined = houses::table
            .inner_join(house_beds::table.on(house_beds::house_id.eq(houses::id)))
            .select((
                houses::id,
                houses::opens_on,
                houses::closes_on,
                house_beds::valid_from,
                house_beds::beds_physical,
            ));
        match ids {
            // A statement of one value is kept; of more a file's is prepared each time.
            [id] => joined.filter(houses::id.eq(id.as_str())).load(c)?,
            _ => joined
                .filter(houses::id.eq_any(ids.iter().map(HouseId::as_str)))
                .load(c)?,
        }
    });
    let by_house = group(rows, |(id, ..)| id.clone()).into_iter();
    by_house
        .map(|(id, rows)| capacity(&id, &rows).ok_or_else(|| Error::Corrupt(format!("house {id}"))))
        .collect()
}

/// One house as it is on the day `on`.
pub fn find(connection: &mut Connection, id: &HouseId, on: NaiveDate) -> Result<Option<House>, Error> {
    let house = load(connection, Some(id))?.pop();
    Ok(house.and_then(|house| house.on(on)))
}

/// Makes others that want to write for this house wait until this transaction ends. On `SQLite` they
/// wait already.
pub fn lock(connection: &mut Connection, id: &HouseId) -> Result<(), Error> {
    lock_all(connection, std::slice::from_ref(id))
}

/// The same for several houses, which have to be in order of their ids: so nobody waits for whom another waits.
pub fn lock_all(connection: &mut Connection, ids: &[HouseId]) -> Result<(), Error> {
    if let Connection::Postgres(c) = connection {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || house, 0)) \
                    FROM unnest(?) AS house";
        Kept::<_>::new(lock, [texts(ids)]).execute(*c)?;
    }
    Ok(())
}

/// Locks those of these houses that nobody else writes for now, and answers which they are: who waits keeps no house
/// from others. Where none is free it waits for the first, for `patience` at most.
pub fn lock_free(
    connection: &mut Connection,
    ids: &[HouseId],
    patience: Duration,
) -> Result<Vec<HouseId>, Error> {
    let Connection::Postgres(c) = connection else {
        return Ok(ids.to_vec());
    };
    let free = try_all(c, ids)?;
    let Some(first) = ids.first().filter(|_| free.is_empty()) else {
        return Ok(free);
    };
    let waited = c.transaction(|c| {
        c.batch_execute(&format!("SET LOCAL lock_timeout = {}", patience.as_millis()))?;
        lock(&mut Connection::Postgres(c), first)?;
        // What is set in a savepoint outlives it.
        Ok(c.batch_execute("SET LOCAL lock_timeout TO DEFAULT")?)
    });
    match waited {
        Ok(()) => try_all(c, ids),
        Err(Error::Unavailable(_)) => Ok(free),
        Err(error) => Err(error),
    }
}

/// Locks those that are free; those that this transaction has locked already are.
fn try_all(connection: &mut PgConnection, ids: &[HouseId]) -> Result<Vec<HouseId>, Error> {
    let lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '/' || house, 0)) \
                FROM unnest(?) WITH ORDINALITY AS houses (house, place) ORDER BY place";
    let are_locked: Vec<bool> = Kept::<_, Bool>::new(lock, [texts(ids)]).load(connection)?;
    let tried = ids.iter().zip(are_locked);
    let locked = tried.filter(|(_, is_locked)| *is_locked);
    Ok(locked.map(|(id, _)| id.clone()).collect())
}

fn texts(ids: &[HouseId]) -> Many<'_> {
    Many::of(ids.iter().map(HouseId::as_str))
}

/// Writes the house whole: its opening, identifiers and beds replace those of before, and its details
/// become the version of their day, replacing one of the same day.
pub fn put(
    connection: &mut Connection,
    house: &House,
    recorded_at: DateTime<Utc>,
    recorded_by: &Name,
) -> Result<(), Error> {
    let id = house.id.as_str();
    let row = HouseRow {
        id: id.to_owned(),
        opens_on: house.opening.opens_on,
        closes_on: house.opening.closes_on,
    };
    let version = version_row(house, recorded_at, recorded_by);
    let beds: Vec<BedsRow> = house
        .beds
        .steps()
        .iter()
        .map(|step| beds_row(id, *step))
        .collect();
    let identifiers: Vec<IdentifierRow> = house
        .identifiers
        .iter()
        .map(|identifier| identifier_row(id, identifier))
        .collect();
    on!(connection, |c| {
        diesel::insert_into(houses::table)
            .values(&row)
            .on_conflict(houses::id)
            .do_update()
            .set(&row)
            .execute(c)?;
        diesel::insert_into(house_versions::table)
            .values(&version)
            .on_conflict((house_versions::house_id, house_versions::valid_from))
            .do_update()
            .set(&version)
            .execute(c)?;
        diesel::delete(house_beds::table.filter(house_beds::house_id.eq(id))).execute(c)?;
        diesel::insert_into(house_beds::table).values(&beds).execute(c)?;
        diesel::delete(house_identifiers::table.filter(house_identifiers::house_id.eq(id))).execute(c)?;
        diesel::insert_into(house_identifiers::table)
            .values(&identifiers)
            .execute(c)
    })?;
    Ok(())
}

/// How many houses there are.
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(on!(connection, |c| houses::table.count().get_result(c))?)
}

/// The rows of a table that are of the house `$only`; of all where it is nothing.
macro_rules! rows_of {
    ($table:ident.$house:ident, $only:expr, $c:expr) => {{
        let query = $table::table.into_boxed();
        let query = match $only {
            None => query,
            Some(id) => query.filter($table::$house.eq(id.as_str())),
        };
        query.load($c)?
    }};
}

fn load(connection: &mut Connection, only: Option<&HouseId>) -> Result<Vec<HouseHistory>, Error> {
    let (mut rows, versions, beds, identifiers): (Vec<HouseRow>, Vec<VersionRow>, Vec<BedsRow>, Vec<_>) =
        on!(connection, |c| (
            rows_of!(houses.id, only, c),
            rows_of!(house_versions.house_id, only, c),
            rows_of!(house_beds.house_id, only, c),
            rows_of!(house_identifiers.house_id, only, c),
        ));
    // Sorted here, for PostgreSQL sorts text by its own locale.
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    let mut versions_of = group(versions, |row| row.house_id.clone());
    let mut beds_of = group(beds, |row| row.house_id.clone());
    let mut identifiers_of = group(identifiers, |row: &IdentifierRow| row.house_id.clone());
    rows.into_iter()
        .map(|row| {
            let versions = versions_of.remove(&row.id).unwrap_or_default();
            let beds = beds_of.remove(&row.id).unwrap_or_default();
            let identifiers = identifiers_of.remove(&row.id).unwrap_or_default();
            house(&row, &versions, &beds, identifiers)
                .ok_or_else(|| Error::Corrupt(format!("house {}", row.id)))
        })
        .collect()
}

fn group<R>(rows: Vec<R>, key: impl Fn(&R) -> String) -> BTreeMap<String, Vec<R>> {
    let mut groups = BTreeMap::<String, Vec<R>>::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn house(
    row: &HouseRow,
    versions: &[VersionRow],
    beds: &[BedsRow],
    identifiers: Vec<IdentifierRow>,
) -> Option<HouseHistory> {
    let versions = versions.iter().map(details).collect::<Option<Vec<_>>>()?;
    let mut identifiers = identifiers
        .into_iter()
        .map(|row| {
            Some(Identifier {
                system: Line::new(&row.system)?,
                value: Line::new(&row.value)?,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    identifiers.sort();
    let beds = bed_plan(beds.iter().map(|row| (row.valid_from, row.beds_physical)))?;
    let opening = Opening {
        opens_on: row.opens_on,
        closes_on: row.closes_on,
    };
    HouseHistory::new(Id::new(&row.id)?, identifiers, opening, beds, versions)
}

fn capacity(id: &str, rows: &[CapacityRow]) -> Option<(HouseId, (Opening, BedPlan))> {
    let (_, opens_on, closes_on, ..) = rows.first()?;
    let opening = Opening {
        opens_on: *opens_on,
        closes_on: *closes_on,
    };
    let beds = bed_plan(rows.iter().map(|(.., from, physical)| (*from, *physical)))?;
    Some((Id::new(id)?, (opening, beds)))
}

fn bed_plan(steps: impl Iterator<Item = (NaiveDate, i32)>) -> Option<BedPlan> {
    let steps = steps.map(|(from, physical)| Some((from, Count::new(i64::from(physical))?)));
    BedPlan::new(steps.collect::<Option<Vec<_>>>()?)
}

fn details(row: &VersionRow) -> Option<HouseDetails> {
    let location = match (row.latitude, row.longitude) {
        (Some(latitude), Some(longitude)) => Some(Location::new(latitude, longitude)?),
        _ => None,
    };
    let region = match &row.region_id {
        Some(id) => Some(Id::new(id)?),
        None => None,
    };
    Some(HouseDetails {
        valid_from: row.valid_from,
        name: Name::new(&row.name)?,
        house_type: HouseType::from_code(&row.house_type)?,
        region,
        municipality: Name::new(&row.municipality)?,
        location,
        phone: row.phone.as_deref().and_then(Phone::new),
        organisation: row.organisation.as_deref().and_then(Name::new),
        admits_on_weekend: row.admits_on_weekend,
    })
}

fn version_row(house: &House, recorded_at: DateTime<Utc>, recorded_by: &Name) -> VersionRow {
    let details = &house.details;
    VersionRow {
        house_id: house.id.to_string(),
        valid_from: details.valid_from,
        name: details.name.to_string(),
        house_type: details.house_type.code().to_owned(),
        region_id: details.region.as_ref().map(ToString::to_string),
        municipality: details.municipality.to_string(),
        latitude: details.location.map(Location::latitude),
        longitude: details.location.map(Location::longitude),
        phone: details.phone.as_ref().map(ToString::to_string),
        organisation: details.organisation.as_ref().map(ToString::to_string),
        admits_on_weekend: details.admits_on_weekend,
        recorded_at: recorded_at.naive_utc(),
        recorded_by: recorded_by.to_string(),
    }
}

fn beds_row(house_id: &str, (valid_from, physical): (NaiveDate, Count)) -> BedsRow {
    BedsRow {
        house_id: house_id.to_owned(),
        valid_from,
        beds_physical: physical.get().cast_signed(),
    }
}

fn identifier_row(house_id: &str, identifier: &Identifier) -> IdentifierRow {
    IdentifierRow {
        house_id: house_id.to_owned(),
        system: identifier.system.as_str().to_owned(),
        value: identifier.value.as_str().to_owned(),
    }
}
