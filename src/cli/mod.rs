//! The commands: one file each. They call the same functions of `app` as the API.

mod backtest;
mod backup;
mod demo;
mod erlang;
mod export;
mod forecast;
mod import;
mod json;
mod migrate;
mod model_file;
mod openapi;
mod progress;
mod project;
mod restore;
mod serve;
mod simulate;
mod token;
mod verify;

#[doc(hidden)]
pub use simulate::simulated;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Parser, Subcommand, ValueEnum};

use crate::app::App;
use crate::app::clock::Clock;
use crate::config::Config;
use crate::domain::calendar::parse_date;
use crate::store::{Limits, Store};

/// Register and planning instrument for the palliative beds of a regional network.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Command {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Serve the register, with the settings of the environment
    Serve,
    /// Serve an example network of eight fictional houses, with two years of simulated registrations
    Demo {
        /// Where to listen
        #[arg(long, value_name = "ADDR", default_value = crate::config::DEFAULT_LISTEN)]
        listen: String,
        /// Where the example is kept from one start to the next
        #[arg(long, value_name = "DIR", default_value = "data/demo")]
        data: PathBuf,
    },
    /// Make the database, or bring it to this version
    Migrate,
    /// Copy the register into a new file while it is in use (`SQLite`), and verify the copy
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a backup where `DATABASE_URL` says and nothing is yet (`SQLite`), and verify it
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Verify(verify::Job),
    /// Hand out, list and revoke tokens
    Token {
        #[command(subcommand)]
        job: token::Job,
    },
    /// Read houses or registrations from a file
    Import {
        #[command(subcommand)]
        job: import::Job,
    },
    /// Write registrations to the standard output
    Export {
        #[command(subcommand)]
        job: export::Job,
    },
    Project(project::Job),
    Simulate(simulate::Job),
    /// Tell what a house alone refuses, where nobody waits (Erlang's loss formula): one line of JSON
    Erlang(erlang::Job),
    /// Forecast the occupied beds of a file's houses and regions, without a database
    Forecast(forecast::Forecasts),
    /// Score the forecasts that would have been made of a file, beside forecasts without a model
    Backtest(backtest::Backtests),
    /// Write the `OpenAPI` document to the standard output
    Openapi {
        /// The version of the specification
        #[arg(long, value_enum, default_value = "3.1")]
        version: OpenapiVersion,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum OpenapiVersion {
    #[value(name = "3.1")]
    ThreeOne,
    #[value(name = "3.0")]
    ThreeZero,
}

/// Why a command did not do its job, in sentences for whoever ran it.
struct Failure(Vec<String>);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(vec![error.to_string()])
    }
}

/// Runs the command of the command line.
#[must_use]
pub fn run() -> ExitCode {
    let command = Command::parse();
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    let outcome = match command.job {
        Job::Serve => serve::run(),
        Job::Demo { listen, data } => demo::run(&listen, &data),
        Job::Migrate => migrate::run(),
        Job::Backup { file } => backup::run(&file),
        Job::Restore { file } => restore::run(&file),
        Job::Verify(job) => verify::run(&job),
        Job::Token { job } => token::run(job),
        Job::Import { job } => import::run(job),
        Job::Export { job } => export::run(&job),
        Job::Project(job) => project::run(&job),
        Job::Simulate(job) => simulate::run(&job),
        Job::Erlang(job) => erlang::run(&job),
        Job::Forecast(job) => forecast::run(job),
        Job::Backtest(job) => backtest::run(job),
        Job::Openapi { version } => openapi::run(version),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(sentences)) => {
            for sentence in sentences {
                eprintln!("hospice-capacity: {sentence}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Runs an asynchronous job to its end.
fn block_on<T>(job: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(job)
}

fn config() -> Result<Config, Failure> {
    Config::from_environment().map_err(Failure)
}

/// The register for a command that works on it and ends: nobody waits for its answer, so it may take long.
fn open(create: bool) -> Result<App, Failure> {
    let config = config()?;
    let limits = Limits {
        connections: 2,
        patience: Duration::from_secs(30),
        deadline: Duration::from_hours(24),
        ..Limits::default()
    };
    let store = Store::open(&config.database, create, limits)?;
    Ok(App::new(store, config.register, Clock::system(), |_| ()))
}

/// The register for a server, and the board it shows.
fn start(config: &Config, create: bool) -> Result<(Arc<App>, crate::http::View), Failure> {
    let view = crate::http::View::default();
    let shown = view.clone();
    let store = Store::open(&config.database, create, config.limits)?;
    let app = App::new(store, config.register, Clock::system(), move |availability| {
        shown.show(availability);
    });
    Ok((Arc::new(app), view))
}

fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| "a day is written as YYYY-MM-DD".to_owned())
}
