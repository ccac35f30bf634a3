//! How houses report: their own deadline, and where they are reminded.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::{house_reminder_addresses as addresses, house_reporting as arrangements};
use crate::domain::reporting::{MailAddress, Reporting};
use crate::domain::text::{HouseId, Name};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = arrangements, treat_none_as_null = true)]
struct ArrangementRow {
    house_id: String,
    reports_by: Option<NaiveTime>,
    recorded_at: NaiveDateTime,
    recorded_by: String,
}

/// A house and its own deadline.
type Deadline = (String, Option<NaiveTime>);
/// A house and an address.
type Link = (String, String);

/// The arrangements of all houses that have one.
pub fn all(connection: &mut Connection) -> Result<BTreeMap<HouseId, Reporting>, Error> {
    load(connection, None)
}

/// The arrangement of one house; nothing where it has none.
pub fn find(connection: &mut Connection, house: &HouseId) -> Result<Option<Reporting>, Error> {
    Ok(load(connection, Some(house))?.remove(house))
}

/// Writes a house's arrangement whole.
pub fn put(
    connection: &mut Connection,
    house: &HouseId,
    reporting: &Reporting,
    recorded_at: DateTime<Utc>,
    recorded_by: &Name,
) -> Result<(), Error> {
    let row = ArrangementRow {
        house_id: house.to_string(),
        reports_by: reporting.reports_by(),
        recorded_at: recorded_at.naive_utc(),
        recorded_by: recorded_by.to_string(),
    };
    let of_house = || addresses::table.filter(addresses::house_id.eq(house.as_str()));
    let rows: Vec<_> = reporting
        .remind_at()
        .iter()
        .map(|address| {
            (
                addresses::house_id.eq(house.as_str()),
                addresses::address.eq(address.as_str()),
            )
        })
        .collect();
    on!(connection, |c| {
        diesel::insert_into(arrangements::table)
            .values(&row)
            .on_conflict(arrangements::house_id)
            .do_update()
            .set(&row)
            .execute(c)?;
        diesel::delete(of_house()).execute(c)?;
        diesel::insert_into(addresses::table).values(&rows).execute(c)
    })?;
    Ok(())
}

fn load(connection: &mut Connection, only: Option<&HouseId>) -> Result<BTreeMap<HouseId, Reporting>, Error> {
    let (rows, links): (Vec<Deadline>, Vec<Link>) = on!(connection, |c| {
        let mut arrangement_query = arrangements::table
            .select((arrangements::house_id, arrangements::reports_by))
            .into_boxed();
        let mut address_query = addresses::table.into_boxed();
        if let Some(house) = only {
            arrangement_query = arrangement_query.filter(arrangements::house_id.eq(house.as_str()));
            address_query = address_query.filter(addresses::house_id.eq(house.as_str()));
        }
        (arrangement_query.load(c)?, address_query.load(c)?)
    });
    let mut addresses_of = BTreeMap::<String, Vec<String>>::new();
    for (house, address) in links {
        addresses_of.entry(house).or_default().push(address);
    }
    rows.into_iter()
        .map(|(house, reports_by)| {
            let remind_at = addresses_of.remove(&house).unwrap_or_default();
            arrangement(&house, reports_by, &remind_at)
                .ok_or_else(|| Error::Corrupt(format!("the reporting of {house}")))
        })
        .collect()
}

fn arrangement(
    house: &str,
    reports_by: Option<NaiveTime>,
    remind_at: &[String],
) -> Option<(HouseId, Reporting)> {
    let remind_at: Option<Vec<MailAddress>> = remind_at
        .iter()
        .map(|address| MailAddress::new(address))
        .collect();
    Some((HouseId::new(house)?, Reporting::new(reports_by, remind_at?)?))
}
