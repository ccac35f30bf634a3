//! Importing a network: its regions, municipalities and houses, all or nothing.

use std::collections::BTreeSet;

use super::houses::{Described, put_in};
use super::{App, Error};
use crate::domain::place::{Municipality, Network, Region};
use crate::domain::rule::{Fault, Rule};
use crate::domain::text::Name;
use crate::store::{self, Connection};

/// What a file describes. Networks, regions and municipalities that are known already need not be in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    pub networks: Vec<Network>,
    pub regions: Vec<Region>,
    pub municipalities: Vec<Municipality>,
    pub houses: Vec<Described>,
}

/// What is wrong with one part of the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartFault {
    /// Such as `houses`.
    pub part: &'static str,
    /// Its place in that list, from 0 on.
    pub index: usize,
    pub fault: Fault,
}

/// Writes the description, or says everything that is wrong with it and writes nothing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn import_houses(app: &App, description: Description, by: Name) -> Result<Vec<PartFault>, Error> {
    let now = app.now();
    let outcome = app
        .store
        .transact(move |connection| {
            let mut faults = put_places(connection, &description)?;
            // All at once and in order, so that two imports never wait for each other.
            let ids: BTreeSet<_> = description
                .houses
                .iter()
                .map(|described| &described.house.id)
                .collect();
            for id in ids {
                store::house::lock(connection, id)?;
            }
            if faults.is_empty() {
                for (index, described) in description.houses.into_iter().enumerate() {
                    let of_house = put_in(connection, described, now, &by)?;
                    faults.extend(of_house.into_iter().map(|fault| part("houses", index, fault)));
                }
            }
            if faults.is_empty() {
                Ok(())
            } else {
                Err(Stop::Faults(faults))
            }
        })
        .await;
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(Stop::Faults(faults)) => Ok(faults),
        Err(Stop::Failed(error)) => Err(error.into()),
    }
}

/// Why the transaction is undone.
enum Stop {
    Faults(Vec<PartFault>),
    Failed(store::Error),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(error) | Error::Internal(error) => Self::Failed(error),
            other => Self::Failed(store::Error::Corrupt(other.to_string())),
        }
    }
}

fn put_places(
    connection: &mut Connection,
    description: &Description,
) -> Result<Vec<PartFault>, store::Error> {
    let mut faults = Vec::new();
    for network in &description.networks {
        store::place::put_network(connection, network)?;
    }
    let unknown = |network: &str| Fault::field("network_id", Rule::UnknownNetwork(network.to_owned()));
    for (index, region) in description.regions.iter().enumerate() {
        if store::place::has_network(connection, &region.network)? {
            store::place::put_region(connection, region)?;
        } else {
            faults.push(part("regions", index, unknown(region.network.as_str())));
        }
    }
    for (index, municipality) in description.municipalities.iter().enumerate() {
        if store::place::has_network(connection, &municipality.network)? {
            store::place::put_municipality(connection, municipality)?;
        } else {
            faults.push(part(
                "municipalities",
                index,
                unknown(municipality.network.as_str()),
            ));
        }
    }
    Ok(faults)
}

fn part(part: &'static str, index: usize, fault: Fault) -> PartFault {
    PartFault { part, index, fault }
}
