//! `hospice-capacity project`: the projection on files, without a database.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::json::{read_file, refuse};
use super::model_file::read_file as read_registrations;
use super::progress::Bar;
use crate::app::planning::known::Known as Files;
use crate::http::{FileAnswer, Questions, ScenarioFile};
use crate::model::history::HouseRecord;
use crate::model::projection::{Known, RegionDeaths, Unanswered, project};
use crate::model::requirement::require;

/// Project what becomes of a file's houses in the years ahead, under a scenario
#[derive(Args)]
#[command(after_long_help = HELP)]
pub(super) struct Job {
    /// Registrations as CSV; `house_id`, `date` and `beds_occupied` are enough
    #[arg(long, value_name = "FILE.csv")]
    registrations: PathBuf,
    /// What changes; {} changes nothing
    #[arg(long, value_name = "FILE.json")]
    scenario: PathBuf,
    /// Where the answer is written
    #[arg(long, value_name = "FILE.json")]
    out: PathBuf,
}

const HELP: &str = r#"The scenario; every field may be left out (docs/scenario.md explains them):
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

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let asked: ScenarioFile = read_file(&job.scenario)?;
    let registrations = read_registrations(&job.registrations)?;
    let origin = asked.origin.unwrap_or(registrations.span().1);
    let houses = registrations.known_at(origin);
    if houses.is_empty() {
        return Err(Failure(vec![format!(
            "{} says nothing that was known on {origin}; it begins on {}",
            job.registrations.display(),
            registrations.span().0
        )]));
    }
    check_regions(job, &asked.deaths, &houses)?;
    let deaths = asked.deaths.clone();
    let files = Files::of_file(houses, origin, &deaths);
    let questions = asked
        .questions(&files)
        .map_err(|faults| refuse(&job.scenario, &faults))?;
    let answer = answer(&files, &deaths, &questions).map_err(|unanswered| say(job, &files, &unanswered))?;
    let text = serde_json::to_string_pretty(&answer)? + "\n";
    std::fs::write(&job.out, text)
        .map_err(|error| Failure(vec![format!("{} cannot be written: {error}", job.out.display())]))?;
    println!(
        "{} houses projected from {origin} until {}, written to {}",
        files.houses.len() + questions.projection.scenario.openings.len(),
        questions.projection.until,
        job.out.display()
    );
    Ok(())
}

fn answer(files: &Files, deaths: &[RegionDeaths], questions: &Questions) -> Result<FileAnswer, Unanswered> {
    let known = Known {
        houses: &files.houses,
        origin: files.origin,
        deaths,
    };
    let projection = project(&known, &questions.projection, &Bar::new())?;
    let requirement = questions.requirement.as_ref();
    let requirement = requirement.map(|question| require(&known, question, &Bar::new()));
    let requirement = requirement.transpose()?;
    Ok(FileAnswer::new(
        files,
        questions,
        &projection,
        requirement.as_ref(),
    ))
}

fn check_regions(job: &Job, deaths: &[RegionDeaths], houses: &[HouseRecord]) -> Result<(), Failure> {
    let unknown = deaths.iter().filter(|deaths| {
        let mut regions = houses.iter().map(|house| &house.region);
        !regions.any(|region| *region == deaths.region)
    });
    let sentences: Vec<String> = unknown
        .map(|deaths| {
            let region = deaths.region.as_deref().unwrap_or("(none)");
            format!(
                "{}: deaths name the region {region:?}, of which {} has no house",
                job.scenario.display(),
                job.registrations.display()
            )
        })
        .collect();
    if sentences.is_empty() {
        Ok(())
    } else {
        Err(Failure(sentences))
    }
}

fn say(job: &Job, files: &Files, unanswered: &Unanswered) -> Failure {
    Failure(vec![match unanswered {
        Unanswered::Stopped => "the projection was stopped".to_owned(),
        Unanswered::NoHouses => format!(
            "{}: no house registered anything in the last {} days before {}",
            job.registrations.display(),
            crate::model::flows::SILENT_DAYS,
            files.origin
        ),
        // The questions were checked before; only the size of what they would answer is left.
        Unanswered::TooMuch | Unanswered::BadYear | Unanswered::BadTarget | Unanswered::BadScenario(_) => {
            format!(
                "{}: this is too much work for so many houses: ask for fewer draws or years",
                job.scenario.display()
            )
        }
    }])
}
