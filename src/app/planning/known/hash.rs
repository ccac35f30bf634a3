//! The hash of what the model is told: the same hash, the same answer.

use chrono::{Datelike as _, NaiveDate};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::model::MODEL_VERSION;
use crate::model::history::HouseRecord;

/// SHA-256 of all that the model is told, in hexadecimal.
pub(super) fn hash(
    (origin, flows_until): (NaiveDate, Option<NaiveDate>),
    deaths: &impl std::fmt::Debug,
    houses: &[HouseRecord],
) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("{MODEL_VERSION} {origin} {deaths:?}"));
    if let Some(last) = flows_until {
        digest.update(format!("{last}"));
    }
    for house in houses {
        add(&mut digest, house);
    }
    HEXLOWER.encode(&digest.finalize())
}

/// Adds all that the model is told of a house.
fn add(digest: &mut Sha256, house: &HouseRecord) {
    let HouseRecord {
        id,
        region,
        location,
        days,
        beds,
        admits_from,
    } = house;
    digest.update(format!(
        "{:?}",
        (id, region, location, beds, admits_from, days.len())
    ));
    for day in days {
        let beds = [
            day.physical,
            day.closed,
            day.occupied,
            day.respite,
            day.reserved,
            day.in_turnover,
        ];
        let flows = [
            day.admissions,
            day.departures,
            day.requests,
            day.redirected,
            day.refused_for_room,
            day.refused_otherwise,
            day.gave_up,
            day.waiting,
        ];
        digest.update(day.date.num_days_from_ce().to_le_bytes());
        digest.update([u8::from(day.is_stopped)]);
        for number in beds {
            digest.update(number.to_le_bytes());
        }
        for number in flows {
            // No count is as large as this.
            digest.update(number.unwrap_or(u32::MAX).to_le_bytes());
        }
    }
}
