//! The question of the page: what changes, until when, and what share may be left without a bed.

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::app::places::Subjects;
use crate::app::planning::computations::Computation;
use crate::app::planning::known::Known;
use crate::app::planning::projections::DRAWS;
use crate::app::planning::what_if::{MoreBeds, WhatIf};
use crate::domain::access::Principal;
use crate::domain::calendar::write_moment;
use crate::domain::rule::Rule;
use crate::http::Web;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::{bed_requirements, projections};
use crate::pages::figures::address;
use crate::pages::figures::unit::Unit;
use crate::pages::frame::Frame;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub unit: Unit,
    /// The last year, and that of which the needed beds are told.
    pub until: u32,
    /// The year at the beginning of which everything changes.
    pub from: u32,
    /// In hundredths of what it was otherwise.
    pub demand: u32,
    pub stay: u32,
    /// Beds more, or fewer.
    pub beds: i32,
    /// The house or region where.
    pub at: Option<Unit>,
    /// The share of requests that may end without a bed, in hundredths.
    pub target: u32,
    /// How often what is not known for certain is drawn; nothing for what is usual.
    draws: Option<u32>,
    as_of: Option<DateTime<Utc>>,
    /// Whether an answer is wanted, or only the form.
    pub runs: bool,
}

/// The years that can be chosen to end with.
pub const UNTIL: [u32; 4] = [2030, 2035, 2040, 2050];
/// Demand and stays, in hundredths.
pub const PERCENT: (u32, u32) = (50, 200);
/// Beds more or fewer.
pub const BEDS: (i32, i32) = (-10, 10);
/// The share without a bed, in hundredths.
pub const TARGET: (u32, u32) = (1, 30);

impl Asked {
    pub fn usual(today: NaiveDate) -> Self {
        Self {
            unit: Unit::Network(None),
            until: 2040,
            from: today.year().unsigned_abs() + 1,
            demand: 100,
            stay: 100,
            beds: 0,
            at: None,
            target: 5,
            draws: None,
            as_of: None,
            runs: false,
        }
    }

    /// What is said of it in the query. Where that is wrong, what is right of it is kept.
    pub fn read(&mut self, request: &HttpRequest, places: &Subjects) -> Result<(), Problem> {
        let mut query = Query::of(request);
        self.unit = Unit::read_expected(&mut query, places);
        let first = self.from;
        self.until = query.number("until", first, 2060).unwrap_or(self.until);
        self.from = query
            .number("from", first, self.until.max(first))
            .unwrap_or(first);
        self.demand = query.number("demand", PERCENT.0, PERCENT.1).unwrap_or(100);
        self.stay = query.number("stay", PERCENT.0, PERCENT.1).unwrap_or(100);
        self.target = query.number("target", TARGET.0, TARGET.1).unwrap_or(self.target);
        self.read_beds(&mut query, places);
        self.draws = query.number("draws", DRAWS.0, DRAWS.1);
        self.as_of = query.moment("asOf");
        self.runs = query.number("run", 0, 1) == Some(1);
        query.close()
    }

    fn read_beds(&mut self, query: &mut Query, places: &Subjects) {
        let (least, most) = BEDS;
        let rule = |least: i32| Rule::WholeNumber {
            least: least.into(),
            most: most.into(),
        };
        let beds = query.one("beds", rule(least), |text| {
            let beds = text.parse().ok()?;
            (least..=most).contains(&beds).then_some(beds)
        });
        self.beds = beds.unwrap_or(0);
        self.at = Unit::read_part(query, "at", places);
        match self.at {
            None if self.beds != 0 => query.refuse("at", Rule::Required),
            // From which of its houses beds would go is not said.
            Some(Unit::Region(_)) if self.beds < 0 => query.refuse("beds", rule(0)),
            _ => {}
        }
    }

    /// The changes.
    pub fn what_if(&self) -> WhatIf {
        let year = i32::try_from(self.from).unwrap_or_default();
        let beds = match &self.at {
            Some(Unit::House(id)) if self.beds != 0 => Some(MoreBeds::House(id.clone(), self.beds)),
            Some(Unit::Region(id)) if self.beds > 0 => {
                Some(MoreBeds::Region(id.clone(), self.beds.unsigned_abs()))
            }
            _ => None,
        };
        WhatIf {
            from: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default(),
            demand: f64::from(self.demand) / 100.0,
            stay: f64::from(self.stay) / 100.0,
            beds,
        }
    }

    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        self.as_of
    }

    /// The projection and the beds needed, begun or found.
    pub async fn take_up(
        &self,
        web: &Data<Web>,
        principal: &Principal,
        known: &Known,
    ) -> Result<(Computation, Computation), Problem> {
        let scenario = self.what_if().scenario(known);
        let projection = projections::Asked {
            until: Some(self.until),
            draws: self.draws,
            as_of: self.as_of,
            ..projections::Asked::default()
        };
        let requirement = bed_requirements::Asked {
            year: Some(self.until),
            target: Some(bed_requirements::TargetCode::NoBed),
            level: Some(f64::from(self.target) / 100.0),
            draws: self.draws,
            as_of: self.as_of,
            ..bed_requirements::Asked::default()
        };
        let projection = projections::take_up(web, principal, known, projection, scenario.clone()).await?;
        let requirement = bed_requirements::take_up(web, principal, known, requirement, scenario).await?;
        Ok((projection, requirement))
    }

    /// The question as it stands in an address.
    pub fn question(&self) -> Vec<(&'static str, String)> {
        let mut question = vec![
            ("unit", self.unit.code()),
            ("until", self.until.to_string()),
            ("from", self.from.to_string()),
            ("demand", self.demand.to_string()),
            ("stay", self.stay.to_string()),
            ("beds", self.beds.to_string()),
            ("target", self.target.to_string()),
        ];
        question.extend(self.at.as_ref().map(|at| ("at", at.code())));
        question.extend(self.draws.map(|draws| ("draws", draws.to_string())));
        question
    }

    /// The address that gives the same answer for good, below `path`.
    pub fn lasting(&self, path: &str, known: &Known) -> String {
        let at = self.as_of.unwrap_or(known.at);
        let mut question = self.question();
        question.push(("asOf", write_moment(at)));
        question.push(("run", "1".to_owned()));
        address(&format!("/prognose/scenario{path}"), &question)
    }

    /// The years to end with, and whether that is chosen.
    pub fn ends(&self) -> Vec<(u32, bool)> {
        let mut years: Vec<u32> = UNTIL.into_iter().filter(|year| *year >= self.from).collect();
        if !years.contains(&self.until) {
            years.push(self.until);
            years.sort_unstable();
        }
        years.into_iter().map(|year| (year, year == self.until)).collect()
    }
}

/// What a field of the question is called on the page.
pub fn field(name: &str, frame: &Frame) -> String {
    let name = match name {
        "unit" => frame.t("Waarvan", "Of what"),
        "until" | "year" => frame.t("Tot en met het jaar", "Until the year"),
        "from" => frame.t("Vanaf januari van", "From January of"),
        "demand" | "demandFactors" => frame.t("Toeloop", "Demand"),
        "stay" | "stayFactors" => frame.t("Verblijfsduur", "Length of stay"),
        "beds" => frame.t("Bedden erbij", "Beds more"),
        "at" | "openings" => frame.t("Waar", "Where"),
        "target" | "atMost" => frame.t("Hoogstens zonder bed", "At most without a bed"),
        "asOf" => frame.t("Stand van", "As of"),
        other => other,
    };
    name.to_owned()
}

impl Asked {
    /// What changes, in a sentence.
    pub fn say(&self, places: &Subjects, frame: &Frame) -> String {
        let mut changes = Vec::new();
        if self.demand != 100 {
            changes.push(format!("{} {} %", frame.t("toeloop", "demand"), self.demand));
        }
        if self.stay != 100 {
            changes.push(format!(
                "{} {} %",
                frame.t("verblijfsduur", "length of stay"),
                self.stay
            ));
        }
        if let Some(at) = self.at.as_ref().filter(|_| self.beds != 0) {
            let (beds, at) = (self.beds, at.name(places, frame));
            changes.push(frame.language.pick(
                format!("{beds:+} bedden in {at}"),
                format!("{beds:+} beds in {at}"),
            ));
        }
        if changes.is_empty() {
            return frame.t("Zonder veranderingen.", "Without changes.").to_owned();
        }
        let (changes, from) = (changes.join(", "), self.from);
        frame.language.pick(
            format!("Vanaf januari {from}: {changes}."),
            format!("From January {from}: {changes}."),
        )
    }
}
