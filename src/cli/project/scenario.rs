//! The scenario of a file.

use chrono::{Datelike, NaiveDate};

use super::super::json::Fields;
use crate::model::network::Helping;
use crate::model::projection::{self, RegionDeaths, Step, USUAL_DRAWS, USUAL_PATHS, YearOfDeaths};
use crate::model::requirement::{self, Target, USUAL_CERTAINTY};
use crate::model::scenario::{BedChange, LAST_YEAR, MOST_ENTRIES, NewDemand, Opening, Scenario, Trend};

pub(super) const HELP: &str = r#"The scenario; every field may be left out (docs/scenario.md explains them):
  {"origin": "2026-11-23", "until": 2036, "step": "year", "draws": 200, "paths": 2, "seed": 1,
   "trend": "none",                 none, estimated, or a yearly growth such as 0.03
   "demandFactors": [{"from": "2028-01-01", "factor": 1.2}],
   "stayFactors": [{"from": "2028-01-01", "factor": 0.9}],
   "beds": [{"house": "a", "from": "2028-01-01", "beds": 5}],          0 closes it
   "openings": [{"id": "new", "region": "north", "from": "2029-01-01", "beds": 4, "requestsPerDay": 0.15}],
   "moving": 0.6, "waiting": 0.3, "patienceDays": 5, "helping": "region",     alone, region, network
   "deaths": [{"region": "north", "year": 2026, "deaths": 2100, "low": 2050, "high": 2150}],
   "requirement": {"year": 2036, "target": "noBed", "atMost": 0.1, "certainty": 0.8, "draws": 100}}

The target is noBed, foundFull or occupancy."#;

/// What the file asks for.
pub(super) struct Asked {
    pub(super) origin: Option<NaiveDate>,
    /// Was there a year, or is it to be set from the origin?
    has_until: bool,
    pub(super) projection: projection::Question,
    pub(super) deaths: Vec<RegionDeaths>,
    pub(super) requirement: Option<requirement::Question>,
}

/// Years ahead where none is asked for.
const USUAL_YEARS: i32 = 10;

impl Asked {
    pub(super) fn set_default_years(&mut self, origin: NaiveDate) {
        if !self.has_until {
            self.projection.until = (origin.year() + USUAL_YEARS).min(LAST_YEAR);
        }
    }
}

pub(super) fn read(fields: &mut Fields<'_>) -> Asked {
    let origin = fields.is_given("origin").then(|| fields.date("origin"));
    if origin.is_none() {
        fields.knows("origin");
    }
    let has_until = fields.is_given("until");
    let year = |fields: &mut Fields<'_>, name| {
        let year = fields.whole_or(name, 1900..=2060, Some(2060)).unwrap_or_default();
        i32::try_from(year).unwrap_or(LAST_YEAR)
    };
    let until = year(fields, "until");
    let step = fields.choice("step", &[("year", Step::Year), ("quarter", Step::Quarter)]);
    let (least, most) = projection::DRAWS;
    let draws = fields.whole_or("draws", least..=most, Some(USUAL_DRAWS));
    let (least, most) = projection::PATHS;
    let paths = fields.whole_or("paths", least..=most, Some(USUAL_PATHS));
    let seed = u64::from(fields.whole_or("seed", 0..=u32::MAX, Some(1)).unwrap_or(1));
    let scenario = scenario(fields);
    let deaths = deaths(fields);
    let needed = fields.object("requirement", |fields| {
        let year = year(fields, "year");
        let draws = fields.whole_or("draws", least_draws(), Some(requirement::USUAL_DRAWS));
        let kinds = [("noBed", 0), ("foundFull", 1), ("occupancy", 2)];
        let kind = fields.choice("target", &kinds).unwrap_or(0);
        let share = fields.number("atMost", 0.001..=0.99);
        let certainty = fields.number_or("certainty", 0.5..=0.99, Some(USUAL_CERTAINTY));
        requirement::Question {
            year,
            target: match kind {
                0 => Target::NoBed(share),
                1 => Target::FoundFull(share),
                _ => Target::Occupancy(share),
            },
            certainty: certainty.unwrap_or(USUAL_CERTAINTY),
            scenario: scenario.clone(),
            draws: draws.unwrap_or_default(),
            seed,
        }
    });
    Asked {
        origin,
        has_until,
        projection: projection::Question {
            until,
            step: step.unwrap_or_default(),
            scenario,
            draws: draws.unwrap_or_default(),
            paths: paths.unwrap_or_default(),
            seed,
        },
        deaths,
        requirement: needed,
    }
}

fn least_draws() -> std::ops::RangeInclusive<u32> {
    projection::DRAWS.0..=projection::DRAWS.1
}

fn scenario(fields: &mut Fields<'_>) -> Scenario {
    let trend = if fields.is_number("trend") {
        Trend::Yearly(fields.number("trend", -0.2..=0.2))
    } else {
        let trends = [("none", Trend::None), ("estimated", Trend::Estimated)];
        fields.choice("trend", &trends).unwrap_or_default()
    };
    let factor = |fields: &mut Fields<'_>| (fields.date("from"), fields.number("factor", 0.0..=10.0));
    let share = |fields: &mut Fields<'_>, name| {
        let share = fields.number_or(name, 0.0..=1.0, Some(-1.0));
        share.filter(|share| *share >= 0.0)
    };
    Scenario {
        trend,
        demand_factors: fields.objects("demandFactors", MOST_ENTRIES, factor),
        stay_factors: fields.objects("stayFactors", MOST_ENTRIES, factor),
        beds: fields.objects("beds", MOST_ENTRIES, |fields| BedChange {
            house: fields.text("house"),
            from: fields.date("from"),
            beds: fields.whole("beds", 0..=999),
        }),
        openings: fields.objects("openings", MOST_ENTRIES, |fields| Opening {
            id: fields.text("id"),
            region: fields.optional_text("region"),
            from: fields.date("from"),
            beds: fields.whole("beds", 1..=999),
            demand: fields
                .number_or("requestsPerDay", 0.0..=100.0, Some(-1.0))
                .filter(|requests| *requests >= 0.0)
                .map_or(NewDemand::FromRegion, NewDemand::PerDay),
        }),
        moving: share(fields, "moving"),
        waiting: share(fields, "waiting"),
        patience_days: fields
            .number_or("patienceDays", 0.1..=365.0, Some(-1.0))
            .filter(|days| *days > 0.0),
        helping: fields
            .choice(
                "helping",
                &[
                    ("region", Helping::Region),
                    ("alone", Helping::Alone),
                    ("network", Helping::Network),
                ],
            )
            .unwrap_or_default(),
    }
}

/// Years of deaths, by region and in order.
fn deaths(fields: &mut Fields<'_>) -> Vec<RegionDeaths> {
    let rows = fields.objects("deaths", 10_000, |fields| {
        let region = fields.optional_text("region");
        let year = fields.whole("year", 1900..=2100);
        let deaths = fields.number("deaths", 0.1..=1e7);
        let low = fields.number_or("low", 0.1..=1e7, Some(0.0)).unwrap_or_default();
        let high = fields.number_or("high", 0.1..=1e7, Some(0.0)).unwrap_or_default();
        if (low > 0.0) != (high > 0.0) || low > high || (low > 0.0 && !(low..=high).contains(&deaths)) {
            fields.refuse(
                "low",
                "and high are the band around deaths: both or neither, low first",
            );
        }
        let year = YearOfDeaths {
            year: i32::try_from(year).unwrap_or(LAST_YEAR),
            deaths,
            band: (low > 0.0).then_some((low, high)),
        };
        (region, year)
    });
    let mut regions: Vec<RegionDeaths> = Vec::new();
    for (region, year) in rows {
        match regions.iter_mut().find(|known| known.region == region) {
            Some(known) => {
                if known.years.iter().any(|told| told.year == year.year) {
                    let rule = format!("tells {} of a region twice", year.year);
                    fields.refuse("deaths", &rule);
                }
                known.years.push(year);
            }
            None => regions.push(RegionDeaths {
                region,
                years: vec![year],
            }),
        }
    }
    for region in &mut regions {
        region.years.sort_by_key(|told| told.year);
    }
    regions
}
