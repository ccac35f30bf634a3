//! Networks, regions and municipalities.

use diesel::prelude::*;

use super::connection::{Connection, on};
use super::error::Error;
use super::schema::{municipalities, networks, regions};
use crate::domain::place::{Location, Municipality, Network, Places, Region};
use crate::domain::text::{Id, Name, NetworkId, RegionId};

/// Is this region known?
pub fn has_region(connection: &mut Connection, id: &RegionId) -> Result<bool, Error> {
    let wanted = regions::table.find(id.as_str()).select(regions::id);
    let found: Option<String> = on!(connection, |c| wanted.first(c).optional())?;
    Ok(found.is_some())
}

/// Is this municipality known?
pub fn has_municipality(connection: &mut Connection, name: &Name) -> Result<bool, Error> {
    let wanted = municipalities::table
        .find(name.as_str())
        .select(municipalities::name);
    let found: Option<String> = on!(connection, |c| wanted.first(c).optional())?;
    Ok(found.is_some())
}

/// All regions, in order of their ids.
pub fn regions(connection: &mut Connection) -> Result<Vec<Region>, Error> {
    let mut rows: Vec<(String, String, String)> = on!(connection, |c| regions::table.load(c))?;
    rows.sort();
    rows.into_iter()
        .map(|(id, network, name)| {
            let region = || {
                Some(Region {
                    id: Id::new(&id)?,
                    network: Id::new(&network)?,
                    name: Name::new(&name)?,
                })
            };
            region().ok_or_else(|| Error::Corrupt(format!("region {id}")))
        })
        .collect()
}

/// A row of `municipalities`.
type MunicipalityRow = (String, String, Option<f64>, Option<f64>);

/// All municipalities, in order of their names.
pub fn municipalities(connection: &mut Connection) -> Result<Vec<Municipality>, Error> {
    let mut rows: Vec<MunicipalityRow> = on!(connection, |c| municipalities::table.load(c))?;
    rows.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    rows.into_iter()
        .map(|row| municipality(&row).ok_or_else(|| Error::Corrupt(format!("municipality {}", row.0))))
        .collect()
}

fn municipality((name, network, latitude, longitude): &MunicipalityRow) -> Option<Municipality> {
    let location = match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Some(Location::new(*latitude, *longitude)?),
        _ => None,
    };
    Some(Municipality {
        name: Name::new(name)?,
        network: Id::new(network)?,
        location,
    })
}

/// The regions and municipalities.
pub fn all(connection: &mut Connection) -> Result<Places, Error> {
    Ok(Places {
        regions: regions(connection)?,
        municipalities: municipalities(connection)?,
    })
}

/// Is this network known?
pub fn has_network(connection: &mut Connection, id: &NetworkId) -> Result<bool, Error> {
    let wanted = networks::table.find(id.as_str()).select(networks::id);
    let found: Option<String> = on!(connection, |c| wanted.first(c).optional())?;
    Ok(found.is_some())
}

/// Adds a network, or renames it.
pub fn put_network(connection: &mut Connection, network: &Network) -> Result<(), Error> {
    let name = networks::name.eq(network.name.as_str());
    let row = (networks::id.eq(network.id.as_str()), name);
    on!(connection, |c| diesel::insert_into(networks::table)
        .values(row)
        .on_conflict(networks::id)
        .do_update()
        .set(name)
        .execute(c))?;
    Ok(())
}

/// Adds a region, or renames it or moves it to another network.
pub fn put_region(connection: &mut Connection, region: &Region) -> Result<(), Error> {
    let rest = (
        regions::network_id.eq(region.network.as_str()),
        regions::name.eq(region.name.as_str()),
    );
    let row = (regions::id.eq(region.id.as_str()), rest);
    on!(connection, |c| diesel::insert_into(regions::table)
        .values(row)
        .on_conflict(regions::id)
        .do_update()
        .set(rest)
        .execute(c))?;
    Ok(())
}

/// Adds a municipality, or moves it to another network. A location that is not stated stays what it was.
pub fn put_municipality(connection: &mut Connection, municipality: &Municipality) -> Result<(), Error> {
    let rest = municipalities::network_id.eq(municipality.network.as_str());
    let row_of = municipalities::table.find(municipality.name.as_str());
    let row = (municipalities::name.eq(municipality.name.as_str()), rest);
    on!(connection, |c| diesel::insert_into(municipalities::table)
        .values(row)
        .on_conflict(municipalities::name)
        .do_update()
        .set(rest)
        .execute(c))?;
    if let Some(location) = municipality.location {
        let location = (
            municipalities::latitude.eq(location.latitude()),
            municipalities::longitude.eq(location.longitude()),
        );
        on!(connection, |c| diesel::update(row_of).set(location).execute(c))?;
    }
    Ok(())
}

/// All networks, in order of their ids.
pub fn networks(connection: &mut Connection) -> Result<Vec<Network>, Error> {
    let mut rows: Vec<(String, String)> = on!(connection, |c| networks::table.load(c))?;
    rows.sort();
    rows.into_iter()
        .map(|(id, name)| {
            let network = || {
                Some(Network {
                    id: Id::new(&id)?,
                    name: Name::new(&name)?,
                })
            };
            network().ok_or_else(|| Error::Corrupt(format!("network {id}")))
        })
        .collect()
}
