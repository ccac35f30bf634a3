//! The answer as JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::projection::{Figure, Measure, Projection, Spread, UnitProjection};
use crate::model::requirement::{PooledRequirement, Question, Requirement, Target};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    model_version: &'static str,
    origin: String,
    seed: u64,
    draws: u32,
    paths: u32,
    assumptions: Value,
    houses: Vec<Value>,
    regions: Vec<Value>,
    network: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<RequirementAnswer>,
}

impl Answer {
    pub(super) fn of(projection: &Projection, requirement: Option<RequirementAnswer>) -> Self {
        let units = |units: &[UnitProjection]| units.iter().map(|each| unit(projection, each)).collect();
        let assumptions = &projection.assumptions;
        Self {
            model_version: projection.version,
            origin: projection.origin.to_string(),
            seed: projection.seed,
            draws: projection.draws,
            paths: projection.paths,
            assumptions: json!({
                "yearlyTrendOfUse": assumptions.trend,
                "regionsWithoutDeaths": assumptions.flat_regions,
                "silentHouses": assumptions.silent_houses,
            }),
            houses: units(&projection.houses),
            regions: units(&projection.regions),
            network: unit(projection, &projection.network),
            requirement,
        }
    }
}

fn unit(projection: &Projection, unit: &UnitProjection) -> Value {
    let periods = projection.periods.iter().zip(&unit.periods);
    let periods = periods.map(|(period, figures)| {
        let mut told = Map::new();
        told.insert("from".to_owned(), json!(period.from.to_string()));
        told.insert("until".to_owned(), json!(period.until.to_string()));
        for (measure, figure) in Measure::ALL.into_iter().zip(figures) {
            told.insert(name(measure).to_owned(), self::figure(figure));
        }
        Value::Object(told)
    });
    let periods = periods.collect::<Vec<_>>();
    if unit.id.is_empty() {
        json!({"periods": periods})
    } else {
        json!({"id": unit.id, "periods": periods})
    }
}

fn figure(figure: &Figure) -> Value {
    let mut told = spread(&figure.value);
    if let (Value::Object(told), Some(change)) = (&mut told, &figure.change) {
        told.insert("change".to_owned(), spread(change));
    }
    told
}

fn spread(spread: &Spread) -> Value {
    json!({
        "mean": spread.mean,
        "p05": spread.p05,
        "p10": spread.p10,
        "p50": spread.p50,
        "p90": spread.p90,
        "p95": spread.p95,
        "simulationError": spread.simulation_error,
    })
}

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Requests => "requests",
        Measure::FoundFull => "foundFull",
        Measure::Moved => "moved",
        Measure::Lost => "lost",
        Measure::GaveUp => "gaveUp",
        Measure::Admissions => "admissions",
        Measure::OccupiedBedDays => "occupiedBedDays",
        Measure::InServiceBedDays => "inServiceBedDays",
        Measure::Occupancy => "occupancy",
        Measure::FoundFullShare => "foundFullShare",
        Measure::NoBedShare => "noBedShare",
        Measure::DaysFullShare => "daysFullShare",
        Measure::DaysAllFullShare => "daysAllFullShare",
    }
}

#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct RequirementAnswer(Value);

impl RequirementAnswer {
    pub(super) fn of(question: &Question, found: &Requirement) -> Self {
        let (target, share) = match question.target {
            Target::NoBed(share) => ("noBed", share),
            Target::FoundFull(share) => ("foundFull", share),
            Target::Occupancy(share) => ("occupancy", share),
        };
        let houses = found.houses.iter().map(|house| {
            json!({
                "id": house.id,
                "bedsNow": house.beds_now,
                "loadErlang": spread(&house.load),
                "bedsExpected": house.expected,
                "bedsCertain": house.certain,
                "erlangBUpperBound": house.erlang_b,
                "erlangA": house.erlang_a,
            })
        });
        let more = found.one_more_bed.iter().map(|house| {
            json!({
                "house": house.house,
                "avoidedPerYear": spread(&house.avoided),
                "tiesUntilPlace": house.ties_until + 1,
            })
        });
        Self(json!({
            "year": question.year,
            "target": target,
            "atMost": share,
            "certainty": question.certainty,
            "draws": found.draws,
            "houses": houses.collect::<Vec<_>>(),
            "regions": found.regions.iter().map(pooled).collect::<Vec<_>>(),
            "network": pooled(&found.network),
            "oneMoreBed": more.collect::<Vec<_>>(),
        }))
    }
}

fn pooled(unit: &PooledRequirement) -> Value {
    let mut told = json!({
        "bedsNow": unit.beds_now,
        "bedsApart": unit.apart,
        "bedsHelping": unit.helping,
        "bedsPooled": unit.pooled,
        "poolingGain": unit.apart.zip(unit.pooled).map(|(apart, pooled)| i64::from(apart) - i64::from(pooled)),
    });
    if let (Value::Object(told), false) = (&mut told, unit.id.is_empty()) {
        told.insert("id".to_owned(), json!(unit.id));
    }
    told
}
