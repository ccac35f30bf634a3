//! Who has reported: expected, on time, late and missing days.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

use super::calendar::day_start;
use super::holiday::ReportingDays;
use super::house::HouseHistory;
use super::period::Period;
use super::text::HouseId;

/// When a day's stand is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    pub days: ReportingDays,
    /// The time of day in Amsterdam by which a house reports that has no deadline of its own.
    pub deadline: NaiveTime,
}

impl Duty {
    /// The moment by which a house reports the care day `date`. A time that the clock skips in March
    /// counts as an hour later, one that it repeats in October as the first.
    #[must_use]
    pub fn due(&self, own: Option<NaiveTime>, date: NaiveDate) -> DateTime<Utc> {
        let time = own.unwrap_or(self.deadline);
        let moment = Amsterdam.from_local_datetime(&date.and_time(time)).earliest();
        moment.map_or_else(
            || day_start(date) + time.signed_duration_since(NaiveTime::MIN),
            |moment| moment.to_utc(),
        )
    }
}

/// What a house has reported of a period. A day that is not expected but reported counts nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    pub house_id: Option<HouseId>,
    pub expected: u32,
    pub reported: u32,
    pub on_time: u32,
    pub late: u32,
    pub missing: Vec<NaiveDate>,
}

/// When each day that stands was first reported.
pub type FirstReports = std::collections::BTreeMap<NaiveDate, DateTime<Utc>>;

/// How complete a house's days of `period` are at `now`. A day whose deadline is still to come is only
/// expected once it is reported.
#[must_use]
pub fn completeness(
    house: &HouseHistory,
    own_deadline: Option<NaiveTime>,
    reports: &FirstReports,
    period: Period,
    duty: Duty,
    now: DateTime<Utc>,
) -> Completeness {
    let mut found = Completeness {
        house_id: Some(house.id.clone()),
        ..Completeness::default()
    };
    let days = period.from.iter_days().take(period.days());
    for date in days.filter(|date| house.opening.includes(*date) && duty.days.includes(*date)) {
        let due = duty.due(own_deadline, date);
        match reports.get(&date) {
            Some(reported_at) => {
                found.expected += 1;
                found.reported += 1;
                if *reported_at <= due {
                    found.on_time += 1;
                } else {
                    found.late += 1;
                }
            }
            None if due < now => {
                found.expected += 1;
                found.missing.push(date);
            }
            None => {}
        }
    }
    found
}
