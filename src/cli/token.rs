//! `hospice-capacity token`.

use chrono::{DateTime, Days, NaiveDate, Utc};
use clap::Subcommand;

use super::{Failure, block_on, date, open};
use crate::app::tokens::{NewToken, create, list, revoke};
use crate::app::{App, Error};
use crate::domain::access::{Issuer, Role, Token};
use crate::domain::calendar::{day_end, write_moment};
use crate::domain::code::Coded;
use crate::domain::language::Language;
use crate::domain::text::{HouseId, Id, Name};

#[derive(Subcommand)]
pub(super) enum Job {
    /// Hand out a token; it is shown once, on the standard output
    Create {
        /// reporter, app, analyst, coordinator or admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// A house of a reporter; may be repeated
        #[arg(long = "house", value_name = "ID", value_parser = id)]
        houses: Vec<HouseId>,
        /// Who or what it is for, such as "De Linde, telefoon"
        #[arg(long, value_name = "TEXT", value_parser = name)]
        name: Name,
        /// The last day on which it is valid; a year from today by default
        #[arg(long, value_name = "DATE", value_parser = date)]
        expires: Option<NaiveDate>,
    },
    /// List the tokens, without their secrets
    List,
    /// Revoke a token, at once and for good
    Revoke {
        #[arg(value_parser = id)]
        id: Id,
    },
}

pub(super) fn run(job: Job) -> Result<(), Failure> {
    match job {
        Job::Create {
            role,
            houses,
            name,
            expires,
        } => {
            let app = open(false)?;
            let expires_at = expiry(&app, expires);
            let new = NewToken {
                name,
                role,
                houses,
                expires_at,
            };
            let (token, text) = block_on(create(&app, Issuer::Operator, new)).map_err(refusal)?;
            let until = write_moment(token.expires_at);
            eprintln!(
                "token {} is valid until {until}; keep it now, it is not shown again:",
                token.principal.token_id
            );
            println!("{}", text.reveal());
        }
        Job::List => {
            let app = open(false)?;
            let now = app.now();
            for listed in block_on(list(&app, Issuer::Operator))? {
                println!("{}", line(&listed.token, now));
            }
        }
        Job::Revoke { id } => {
            let app = open(false)?;
            if !block_on(revoke(&app, Issuer::Operator, id.clone()))? {
                return Err(Failure(vec![format!("there is no token {id}")]));
            }
            println!("token {id} is revoked");
        }
    }
    Ok(())
}

/// The end of the last day on which a token is valid.
pub(super) fn expiry(app: &App, last_day: Option<NaiveDate>) -> DateTime<Utc> {
    let in_a_year = || {
        app.today()
            .checked_add_days(Days::new(365))
            .unwrap_or_else(|| app.today())
    };
    day_end(last_day.unwrap_or_else(in_a_year))
}

fn line(token: &Token, now: DateTime<Utc>) -> String {
    let principal = &token.principal;
    let state = if token.revoked_at.is_some() {
        "revoked"
    } else if token.is_valid_at(now) {
        "valid"
    } else {
        "expired"
    };
    let houses: Vec<&str> = principal.houses.iter().map(HouseId::as_str).collect();
    format!(
        "{}\t{}\t{}\t{state}\tuntil {}\tlast used {}\t{}",
        principal.token_id,
        principal.role.code(),
        principal.name,
        write_moment(token.expires_at),
        token
            .last_used_at
            .map_or_else(|| "never".to_owned(), write_moment),
        houses.join(","),
    )
}

fn refusal(error: Error) -> Failure {
    match error {
        Error::Conflict(faults) => Failure(
            faults
                .iter()
                .map(|fault| match fault.rule {
                    crate::domain::rule::Rule::Required => "a reporter needs a house: --house ID".to_owned(),
                    crate::domain::rule::Rule::UnknownName => "only a reporter has houses".to_owned(),
                    _ => fault.rule.say(Language::English),
                })
                .collect(),
        ),
        other => other.into(),
    }
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| {
        let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("a role is one of {}", codes.join(", "))
    })
}

fn id(text: &str) -> Result<Id, String> {
    Id::new(text).ok_or_else(|| crate::domain::rule::Rule::Id.say(Language::English))
}

fn name(text: &str) -> Result<Name, String> {
    Name::new(text).ok_or_else(|| crate::domain::rule::Rule::Line { most: 120 }.say(Language::English))
}
