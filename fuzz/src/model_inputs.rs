//! What the model is told by files: `simulate`, `forecast`, `project` and its bed requirement.
//!
//! The first line says what is asked: `simulate`, `forecast ORIGIN HORIZON`, or `project`. Then follows the file of the
//! network; the registrations; or the scenario, a line `---` and the registrations.

use std::time::{Duration, Instant};

use hospice_capacity::app::model_file;
use hospice_capacity::app::planning::known::Known;
use hospice_capacity::cli::simulated;
use hospice_capacity::domain::calendar::parse_date;
use hospice_capacity::http::{Questions, ScenarioFile, read_json};
use hospice_capacity::model::forecast::{Question, UnitForecast, forecast};
use hospice_capacity::model::progress::Watch;
use hospice_capacity::model::projection::{self, project};
use hospice_capacity::model::requirement::require;

/// More is not played, so that many inputs are. Unit: house-days.
const MOST_WORK: f64 = 60_000.0;
/// Likewise. Unit: bytes.
const LONGEST: usize = 16 * 1024;

/// Does what the first line asks; answers whether it was sound.
///
/// # Panics
/// Where a chance is none, or quantiles are not in order.
pub fn run(data: &[u8]) -> bool {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (first, rest) = data.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    let first = String::from_utf8_lossy(first);
    let words: Vec<&str> = first.split_ascii_whitespace().collect();
    if data.len() > LONGEST {
        return false;
    }
    match words.as_slice() {
        ["simulate"] => matches!(simulated(rest, MOST_WORK), Ok(Some(_))),
        ["forecast", origin, horizon] => {
            let (Some(origin), Ok(horizon)) = (parse_date(origin), horizon.parse()) else {
                return false;
            };
            forecasts(origin, horizon, rest)
        }
        ["project"] => projects(rest).is_some(),
        _ => false,
    }
}

fn forecasts(origin: chrono::NaiveDate, horizon: u32, registrations: &[u8]) -> bool {
    let Ok(file) = model_file::read(registrations) else {
        return false;
    };
    let houses = file.known_at(origin);
    if houses.is_empty() || !(1..=28).contains(&horizon) {
        return false;
    }
    let question = Question {
        origin,
        horizon,
        paths: 20,
        seed: 1,
    };
    let Ok(answer) = forecast(&houses, &question, &Patience::new()) else {
        return true;
    };
    assert_eq!(answer.houses.len(), houses.len());
    for unit in answer
        .houses
        .iter()
        .chain(&answer.regions)
        .chain([&answer.network])
    {
        check_unit(unit);
    }
    true
}

fn check_unit(unit: &UnitForecast) {
    for day in &unit.days {
        let sum: f64 = day.mass.iter().sum();
        assert!((sum - 1.0).abs() < 1e-6, "{}: the chances sum to {sum}", unit.id);
        assert!(day.mass.iter().all(|chance| (0.0..=1.000_001).contains(chance)));
        for chance in [day.any_free, day.all_full] {
            assert!(
                (-1e-9..=1.000_001).contains(&chance),
                "{}: a chance of {chance}",
                unit.id
            );
        }
        assert!(day.quantile(0.025) <= day.quantile(0.5) && day.quantile(0.5) <= day.quantile(0.975));
    }
}

fn projects(input: &[u8]) -> Option<()> {
    let mark = b"\n---\n";
    let at = input.windows(mark.len()).position(|window| window == mark)?;
    let scenario: ScenarioFile = read_json(input.get(..at)?).ok()?;
    let file = model_file::read(input.get(at + mark.len()..)?).ok()?;
    let origin = scenario.origin.unwrap_or(file.span().1);
    let houses = file.known_at(origin);
    if houses.is_empty() {
        return None;
    }
    let deaths = scenario.deaths.clone();
    let known = Known::of_file(houses, origin, &deaths);
    let Questions {
        projection,
        requirement,
    } = scenario.questions(&known).ok()?;
    let years = projection.until - chrono::Datelike::year(&origin) + 1;
    let houses = known.houses.len() + projection.scenario.openings.len();
    let days = f64::from(years) * 366.0 * f64::from(u32::try_from(houses).ok()?);
    if days * f64::from(projection.draws) * f64::from(projection.paths) > 4.0 * MOST_WORK {
        return None;
    }
    let told = projection::Known {
        houses: &known.houses,
        origin,
        deaths: &deaths,
    };
    if let Ok(answer) = project(&told, &projection, &Patience::new()) {
        for unit in answer
            .houses
            .iter()
            .chain(&answer.regions)
            .chain([&answer.network])
        {
            for figure in unit.periods.iter().flatten() {
                check_spread(&figure.value);
            }
        }
    }
    if let Some(question) = requirement
        && question.draws <= 40
        && houses <= 3
        && let Ok(answer) = require(&told, &question, &Patience::new())
    {
        for house in &answer.houses {
            check_spread(&house.load);
        }
    }
    Some(())
}

fn check_spread(spread: &projection::Spread) {
    assert!(
        spread.mean.is_finite() && spread.simulation_error.is_finite(),
        "{spread:?}"
    );
    assert!(spread.p05 <= spread.p50 && spread.p50 <= spread.p95, "{spread:?}");
}

/// Half a second is enough: what goes on longer although nobody wants it is a finding.
struct Patience(Instant);

impl Patience {
    fn new() -> Self {
        Self(Instant::now())
    }
}

impl Watch for Patience {
    fn goes_on(&self, _: u64, _: u64) -> bool {
        self.0.elapsed() < Duration::from_millis(500)
    }
}
