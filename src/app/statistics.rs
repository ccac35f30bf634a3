//! The capacity measurement: which days of which houses, added up by `domain::statistics`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{App, Error};
use crate::domain::code::{Coded as _, coded};
use crate::domain::house::{HouseHistory, HouseType};
use crate::domain::period::{Period, PeriodKind};
use crate::domain::place::Region;
use crate::domain::statistics::{DayCounts, HouseDay, HouseSeries, Measured, carry_forward, tabulate};
use crate::domain::text::{HouseId, RegionId};
use crate::store;
use crate::store::registration::AsOf;

coded! {
    /// What houses are taken together by.
    GroupBy {
        House = "house",
        Type = "type",
        NetworkRegion = "networkRegion",
        Network = "network",
    }
}

/// What is asked. An empty list of values leaves that filter out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub range: Period,
    pub period: PeriodKind,
    pub group_by: GroupBy,
    pub houses: Vec<HouseId>,
    pub regions: Vec<RegionId>,
    pub types: Vec<HouseType>,
    /// Use an earlier stand on a missing day, up to so many days after it.
    pub carry_forward: u32,
    /// As the register stood at a past moment.
    pub as_of: AsOf,
}

/// A group of houses and what is measured of it, for each period.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The house, type, region or network; nothing for houses whose region is not known.
    pub id: Option<String>,
    /// The houses that were in the group on any day.
    pub houses: Vec<HouseId>,
    pub measured: Vec<Measured>,
}

/// Measures capacity.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn measure(app: &App, question: Question) -> Result<Vec<Group>, Error> {
    app.check_past(question.as_of)?;
    let (houses, regions, days, question) = app
        .store
        .read(move |connection| {
            let houses = store::house::histories(connection)?;
            let regions = store::place::regions(connection)?;
            let days = store::registration::days(connection, question.range, question.as_of)?;
            Ok::<_, Error>((houses, regions, days, question))
        })
        .await?;
    Ok(group(&houses, &regions, days, &question))
}

type Days = Vec<(String, NaiveDate, DayCounts)>;

fn group(houses: &[HouseHistory], regions: &[Region], days: Days, question: &Question) -> Vec<Group> {
    let mut days_of = BTreeMap::<String, BTreeMap<NaiveDate, DayCounts>>::new();
    for (house, date, counts) in days {
        days_of.entry(house).or_default().insert(date, counts);
    }
    let mut groups = BTreeMap::<Option<String>, Vec<(HouseId, HouseSeries)>>::new();
    for house in houses
        .iter()
        .filter(|house| is_asked(&question.houses, &house.id))
    {
        let days = days_of.remove(house.id.as_str()).unwrap_or_default();
        for (id, series) in split(house, regions, days, question) {
            groups.entry(id).or_default().push((house.id.clone(), series));
        }
    }
    let periods = question.range.split(question.period);
    groups
        .into_iter()
        .map(|(id, members)| {
            let series: Vec<&HouseSeries> = members.iter().map(|(_, series)| series).collect();
            Group {
                id,
                measured: periods
                    .iter()
                    .map(|period| tabulate(&series, question.range, *period))
                    .collect(),
                houses: members.into_iter().map(|(id, _)| id).collect(),
            }
        })
        .collect()
}

/// The house's days, in the group to which each belongs: a house that moves to another region counts for
/// the one until that day and for the other from it.
fn split(
    house: &HouseHistory,
    regions: &[Region],
    mut days: BTreeMap<NaiveDate, DayCounts>,
    question: &Question,
) -> BTreeMap<Option<String>, HouseSeries> {
    let dates = || question.range.from.iter_days().take(question.range.days());
    let known: Vec<HouseDay> = dates()
        .map(|date| match (days.remove(&date), house.physical_on(date)) {
            (Some(counts), _) => HouseDay::Reported(counts),
            (None, Some(physical)) => HouseDay::Missing {
                physical: physical.get(),
            },
            (None, None) => HouseDay::NotExpected,
        })
        .collect();
    let known = carry_forward(known, question.carry_forward);
    let mut series = BTreeMap::<Option<String>, HouseSeries>::new();
    for (index, (date, day)) in dates().zip(known).enumerate() {
        let Some(details) = house.details_on(date) else {
            continue;
        };
        let region_is_asked = match &details.region {
            Some(region) => is_asked(&question.regions, region),
            None => question.regions.is_empty(),
        };
        if matches!(day, HouseDay::NotExpected)
            || !region_is_asked
            || !is_asked(&question.types, &details.house_type)
        {
            continue;
        }
        let id = match question.group_by {
            GroupBy::House => Some(house.id.to_string()),
            GroupBy::Type => Some(details.house_type.code().to_owned()),
            GroupBy::NetworkRegion => details.region.as_ref().map(ToString::to_string),
            GroupBy::Network => network_of(details.region.as_ref(), regions),
        };
        let days = &mut series.entry(id).or_insert_with(|| unknown(question.range)).days;
        if let Some(place) = days.get_mut(index) {
            *place = day;
        }
    }
    series
}

fn unknown(range: Period) -> HouseSeries {
    HouseSeries {
        days: vec![HouseDay::NotExpected; range.days()],
    }
}

fn network_of(region: Option<&RegionId>, regions: &[Region]) -> Option<String> {
    let region = region?;
    let found = regions.iter().find(|known| known.id == *region)?;
    Some(found.network.to_string())
}

fn is_asked<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}
