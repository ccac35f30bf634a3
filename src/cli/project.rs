//! `hospice-capacity project`: the projection on files, without a database.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::json::read_file;
use super::model_file::read_file as read_registrations;
use super::progress::Bar;
use crate::model::history::HouseRecord;
use crate::model::projection::{Known, Unanswered, project};
use crate::model::requirement::require;
use crate::model::scenario::{Fault, LAST_YEAR, Problem};

use answer::{Answer, RequirementAnswer};
use scenario::{Asked, read};

mod answer;
mod scenario;

/// Project what becomes of a file's houses in the years ahead, under a scenario
#[derive(Args)]
#[command(after_long_help = scenario::HELP)]
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

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let mut asked = read_file(&job.scenario, read)?;
    let file = read_registrations(&job.registrations)?;
    let origin = asked.origin.unwrap_or(file.span().1);
    let houses = file.known_at(origin);
    if houses.is_empty() {
        let registrations = job.registrations.display();
        return Err(Failure(vec![format!(
            "{registrations} says nothing that was known on {origin}; it begins on {}",
            file.span().0
        )]));
    }
    asked.set_default_years(origin);
    let known = Known {
        houses: &houses,
        origin,
        deaths: &asked.deaths,
    };
    check_regions(job, &asked, &houses)?;
    let say = |unanswered| say(job, &asked, origin, unanswered);
    let projection = project(&known, &asked.projection, &Bar::new()).map_err(say)?;
    let requirement = asked.requirement.as_ref();
    let requirement = requirement.map(|question| {
        let found = require(&known, question, &Bar::new()).map_err(say)?;
        Ok::<_, Failure>(RequirementAnswer::of(question, &found))
    });
    let answer = Answer::of(&projection, requirement.transpose()?);
    let text = serde_json::to_string_pretty(&answer)? + "\n";
    std::fs::write(&job.out, text)
        .map_err(|error| Failure(vec![format!("{} cannot be written: {error}", job.out.display())]))?;
    println!(
        "{} houses projected from {origin} until {}, written to {}",
        projection.houses.len(),
        asked.projection.until,
        job.out.display()
    );
    Ok(())
}

fn check_regions(job: &Job, asked: &Asked, houses: &[HouseRecord]) -> Result<(), Failure> {
    let unknown = asked.deaths.iter().filter(|deaths| {
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

fn say(job: &Job, asked: &Asked, origin: chrono::NaiveDate, unanswered: Unanswered) -> Failure {
    let file = job.scenario.display();
    let sentence = match unanswered {
        Unanswered::Stopped => "the projection was stopped".to_owned(),
        Unanswered::NoHouses => format!(
            "{}: no house registered anything in the last {} days before {origin}",
            job.registrations.display(),
            crate::model::flows::SILENT_DAYS
        ),
        Unanswered::BadYear => format!(
            "{file}: until and requirement.year must be years with days after {origin}, and {LAST_YEAR} at the latest"
        ),
        Unanswered::TooMuch => format!(
            "{file}: {} draws of {} paths until {} are too much work for so many houses: ask for fewer",
            asked.projection.draws, asked.projection.paths, asked.projection.until
        ),
        Unanswered::BadTarget => format!(
            "{file}: requirement.atMost must be 0.001 to 0.9 (of occupancy 0.05 to 0.99), and requirement.certainty \
             0.5 to 0.99"
        ),
        Unanswered::BadScenario(faults) => {
            let sentences = faults
                .iter()
                .map(|fault| format!("{file}: {}", say_fault(fault, origin)));
            return Failure(sentences.collect());
        }
    };
    Failure(vec![sentence])
}

fn say_fault(fault: &Fault, origin: chrono::NaiveDate) -> String {
    let rule = match fault.problem {
        Problem::OutOfRange { least, most } => format!("must be a number from {least} to {most}"),
        Problem::NotAhead => format!("must be a day after {origin}, and in {LAST_YEAR} at the latest"),
        Problem::NotInOrder => "must come after the days before it, each day once".to_owned(),
        Problem::UnknownHouse => "names no house of the registrations, and none that is opened".to_owned(),
        Problem::UnknownRegion => "names no region of the registrations".to_owned(),
        Problem::KnownHouse => "is the id of another house".to_owned(),
        Problem::NoId => "must be a text of 1 to 100 characters".to_owned(),
        Problem::TooMany { most } => format!("must be a list of at most {most} entries"),
    };
    format!("{} {rule}", fault.at)
}
