//! The capacity measurement: which days of which houses, added up by `domain::statistics`, with the rates
//! and their intervals.

use super::filter::Filter;
use super::{App, Error};
use crate::domain::access::{Principal, Role};
use crate::domain::calendar::{care_day, days_before};
use crate::domain::code::coded;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::statistics::{Measured, tabulate};
use crate::domain::text::HouseId;
use crate::store;
use crate::store::registration::AsOf;

mod group;
mod guard;
mod rates;
pub mod table;

use group::{Members, Places, group};
pub use guard::Figure;
use guard::Guard;
pub use rates::{LEVEL, Rate, Rates};
use rates::{learnt_stay_days, rates};

use crate::model::rates::DEFAULT_DEPARTURES_PER_BED_DAY;

coded! {
    /// What houses are taken together by.
    GroupBy {
        House = "house",
        Type = "type",
        NetworkRegion = "networkRegion",
        Network = "network",
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub range: Period,
    pub period: PeriodKind,
    pub group_by: GroupBy,
    pub filter: Filter,
    /// Use an earlier stand on a missing day, up to so many days after it.
    pub carry_forward: u32,
    /// As the register stood at a past moment.
    pub as_of: AsOf,
}

impl Question {
    /// The days of which stands may be used.
    fn reach(&self) -> Period {
        Period {
            from: days_before(self.range.from, self.carry_forward),
            until: self.range.until,
        }
    }
}

/// A group of houses and what is measured of it, for each period.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The house, type, region or network; nothing for houses of no known region, or of no known network.
    pub id: Option<String>,
    /// The houses that were in the group on any day.
    pub houses: Vec<HouseId>,
    /// The mean stay that the intervals reckon with. Unit: days.
    pub assumed_stay_days: f64,
    pub periods: Vec<InPeriod>,
}

/// What is measured of a group in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct InPeriod {
    pub measured: Measured,
    pub rates: Rates,
    /// What of it is not for this reader.
    pub withheld: Vec<Figure>,
}

/// Measures capacity. The role analyst gets the counts of people only where nobody can be recognised.
///
/// # Errors
/// [`Error::Conflict`] for a moment to come, [`Error::Unavailable`], [`Error::Internal`].
pub async fn measure(app: &App, principal: &Principal, question: Question) -> Result<Vec<Group>, Error> {
    app.check_past(question.as_of)?;
    let _turn = app.turn().await?;
    let days = app
        .ledger
        .days(&app.store, question.reach(), question.as_of)
        .await?;
    let (houses, places) = app
        .store
        .read(|connection| {
            let houses = store::house::histories(connection)?;
            let regions = store::place::regions(connection)?;
            let municipalities = store::place::municipalities(connection)?;
            Ok::<_, Error>((houses, Places::new(&regions, &municipalities)))
        })
        .await?;
    // Today is still to come until it is registered.
    let last = days_before(care_day(question.as_of.unwrap_or_else(|| app.now())), 1);
    let is_guarded = principal.role == Role::Analyst;
    let settled = app.settled_until();
    let policy = app.settings.small_counts;
    let work = move || {
        let groups = group(&houses, &places, &days, &question, last);
        let periods = question.range.split(question.period);
        check_size(groups.len() * periods.len())?;
        std::thread::scope(|scope| {
            // What is withheld takes as long to find as the measurement itself: side by side.
            let guard = is_guarded
                .then(|| scope.spawn(|| Guard::new(&question, &houses, &places, &days, settled, policy)));
            let mut told: Vec<Group> = groups
                .into_iter()
                .map(|(id, members)| tell(&question, &periods, id, &members, is_guarded))
                .collect();
            if let Some(guard) = guard {
                let guard = guard.join().map_err(|_| broken_off("the guard"))?;
                for group in &mut told {
                    guard.apply(group);
                }
            }
            Ok(told)
        })
    };
    let told = tokio::task::spawn_blocking(work).await;
    told.map_err(|_| broken_off("the measurement"))?
}

fn broken_off(what: &str) -> Error {
    store::Error::Unavailable(format!("{what} was broken off")).into()
}

/// The most groups times periods in an answer: 300 houses by month for two years, some 25 megabytes.
const MOST_RESULTS: usize = 8_000;

fn check_size(results: usize) -> Result<(), Error> {
    if results <= MOST_RESULTS {
        return Ok(());
    }
    Err(Error::Conflict(vec![Fault {
        place: Place::Parameter("period"),
        rule: Rule::TooManyPeriods { most: MOST_RESULTS },
    }]))
}

fn tell(
    question: &Question,
    periods: &[Period],
    id: Option<String>,
    members: &Members,
    is_guarded: bool,
) -> Group {
    let series: Vec<_> = members.iter().map(|(_, series)| series.as_slice()).collect();
    let tabulate = |period: &Period| {
        let mut measured = tabulate(&series, question.range, *period);
        if is_guarded {
            measured.beds.hide_deaths();
        }
        measured
    };
    let measured: Vec<Measured> = periods.iter().map(tabulate).collect();
    let assumed_stay_days = if is_guarded {
        // A mean stay that is learnt would tell the departures.
        1.0 / DEFAULT_DEPARTURES_PER_BED_DAY
    } else {
        learnt_stay_days(&measured)
    };
    let periods = measured
        .into_iter()
        .map(|measured| InPeriod {
            rates: rates(&measured, assumed_stay_days),
            withheld: Vec::new(),
            measured,
        })
        .collect();
    Group {
        houses: members.iter().map(|(house, _)| house.clone()).collect(),
        id,
        assumed_stay_days,
        periods,
    }
}
