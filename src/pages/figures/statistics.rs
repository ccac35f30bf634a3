//! Figures over time: how full it was, who was refused and why, and which beds were closed and why.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{Datelike as _, NaiveDate};

use super::figure::Figure;
use super::unit::{ChoiceGroup, Unit};
use super::{Wrong, address, drawing, moment, names, wrong};
use crate::app::places::{Subjects, subjects};
use crate::app::statistics::{Group, GroupBy, Question, measure};
use crate::domain::access::{Principal, Role};
use crate::domain::calendar::days_before;
use crate::domain::code::Coded as _;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::rule::Rule;
use crate::domain::text::Id;
use crate::http::Web;
use crate::http::auth::CanMeasure;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{LONGEST_RANGE, Query, check_range};
use crate::pages::frame::{Frame, answer, refuse};

mod charts;
mod tables;

use charts::Kind as ChartKind;

#[derive(Template)]
#[template(path = "figures/statistics.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    units: Vec<ChoiceGroup>,
    wrong: Vec<Wrong>,
    sections: Vec<Section>,
    /// Whether small counts are withheld from whoever reads this.
    is_guarded: bool,
    made_at: String,
}

/// The figures of one group of houses.
struct Section {
    name: String,
    completeness: String,
    figures: Vec<Figure>,
}

/// What is asked.
#[derive(Clone, Debug)]
struct Asked {
    unit: Unit,
    range: Period,
    period: PeriodKind,
}

/// By which periods figures are told.
const PERIODS: [PeriodKind; 3] = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];

/// The page.
///
/// # Errors
/// A [`Problem`] where it cannot be answered; what is wrong with the question stands on the page.
pub async fn show(can: CanMeasure, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let frame = Frame::new(&request, Some(principal.clone()));
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual(web.app.today());
    let found = match asked.read(&request, &places) {
        Ok(()) => groups(&web, &principal, &asked).await,
        Err(problem) => Err(problem),
    };
    let (groups, wrong) = match found {
        Ok(groups) => (groups, Vec::new()),
        Err(problem) => (Vec::new(), wrong(problem, &frame, field)?),
    };
    let sections = (0..).zip(&groups);
    let sections = sections.map(|(number, group)| asked.section(number, group, &places, &frame));
    let page = Page {
        sections: sections.collect(),
        units: asked.unit.choices(&places, &frame, true),
        is_guarded: principal.role == Role::Analyst,
        made_at: moment(web.app.now(), frame.language),
        asked,
        wrong,
        frame,
    };
    if page.wrong.is_empty() {
        answer(&request, &page.frame, &page)
    } else {
        refuse(Kind::InvalidInput, &page.frame, &page)
    }
}

/// One chart as a file.
///
/// # Errors
/// A [`Problem`] where there is no such chart, or the question is wrong.
pub async fn draw(can: CanMeasure, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let kind = ChartKind::of_file(request.match_info().query("file"));
    let kind = kind.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let places = subjects(&web.app).await?;
    let mut asked = Asked::usual(web.app.today());
    asked.read(&request, &places)?;
    let groups = groups(&web, &principal, &asked).await?;
    let group = groups.first().ok_or_else(|| Problem::new(Kind::NotFound))?;
    let frame = Frame::new(&request, Some(principal));
    let name = asked.section_unit(group).name(&places, &frame);
    let mut chart = charts::chart(kind, group, &asked.about(0), &frame);
    chart.rename(&format!("{}, {name}", chart.face().title));
    let at = moment(web.app.now(), frame.language);
    let note = match kind {
        ChartKind::Occupancy => frame.t(
            "Hospicebedden. Vlak: 95 %-interval. Stand van",
            "Hospice beds. Band: 95 % interval. As of",
        ),
        ChartKind::Refusals | ChartKind::Closures => {
            frame.t("Hospicebedden. Stand van", "Hospice beds. As of")
        }
    };
    let file = format!("{}-{}-{}", kind.slug(), asked.range.from, asked.range.until);
    Ok(drawing::answer(&frame, &chart, &file, &format!("{note} {at}.")))
}

/// What is measured of what is asked.
async fn groups(web: &Web, principal: &Principal, asked: &Asked) -> Result<Vec<Group>, Problem> {
    check_range(asked.range, LONGEST_RANGE)?;
    let mut groups = measure(&web.app, principal, asked.question()).await?;
    if let Unit::Network(Some(id)) = &asked.unit {
        groups.retain(|group| group.id.as_deref() == Some(id.as_str()));
    }
    groups.truncate(MOST_SECTIONS);
    Ok(groups)
}

/// More on one page nobody reads.
const MOST_SECTIONS: usize = 20;

/// What a field of the question is called on the page.
fn field(name: &str, frame: &Frame) -> String {
    let name = match name {
        "from" => frame.t("Van", "From"),
        "until" => frame.t("Tot en met", "Until"),
        "unit" => frame.t("Waarvan", "Of what"),
        "period" => frame.t("Per", "By"),
        other => other,
    };
    name.to_owned()
}

impl Asked {
    /// The twelve whole months before this one, of the network.
    fn usual(today: NaiveDate) -> Self {
        let until = days_before(today, today.day());
        let from = NaiveDate::from_ymd_opt(today.year() - 1, today.month(), 1);
        Self {
            unit: Unit::Network(None),
            range: Period {
                from: from.unwrap_or(until),
                until,
            },
            period: PeriodKind::Month,
        }
    }

    /// What is said of it in the query. Where that is wrong, what is right of it is kept.
    fn read(&mut self, request: &HttpRequest, places: &Subjects) -> Result<(), Problem> {
        let mut query = Query::of(request);
        self.unit = Unit::read(&mut query, places);
        self.range = Period {
            from: query.date("from").unwrap_or(self.range.from),
            until: query.date("until").unwrap_or(self.range.until),
        };
        let codes = PERIODS.iter().map(|period| period.code()).collect();
        let period = query.one("period", Rule::OneOf(codes), |text| {
            PERIODS.into_iter().find(|period| period.code() == text)
        });
        self.period = period.unwrap_or(self.period);
        query.close()
    }

    fn question(&self) -> Question {
        Question {
            range: self.range,
            period: self.period,
            group_by: match self.unit {
                Unit::Network(_) => GroupBy::Network,
                Unit::Regions | Unit::Region(_) => GroupBy::NetworkRegion,
                Unit::House(_) => GroupBy::House,
            },
            filter: self.unit.filter(),
            carry_forward: 0,
            as_of: None,
        }
    }

    fn about(&self, number: u32) -> charts::About {
        charts::About {
            number,
            range: self.range,
            per: self.period,
        }
    }

    /// The unit that a group of the answer is.
    fn section_unit(&self, group: &Group) -> Unit {
        let id = group.id.as_deref().and_then(Id::new);
        match (&self.unit, id) {
            (Unit::Network(None), Some(id)) => Unit::Network(Some(id)),
            (Unit::Regions, Some(id)) => Unit::Region(id),
            (unit, _) => unit.clone(),
        }
    }

    fn section(&self, number: u32, group: &Group, places: &Subjects, frame: &Frame) -> Section {
        let unit = self.section_unit(group);
        let figures = ChartKind::ALL.into_iter().map(|kind| {
            let chart = charts::chart(kind, group, &self.about(number), frame);
            let note = kind.note(frame, self.period);
            let figure = Figure::new(&chart, note, tables::table(kind, group, frame));
            if group.id.is_none() {
                // Of houses of no known region or network nothing can be asked by a name.
                return figure;
            }
            figure.with_files(self.csv(&unit), self.drawing(kind, &unit))
        });
        let name = if group.id.is_none() {
            frame.t("Regio niet bekend", "Region not known").to_owned()
        } else {
            unit.name(places, frame)
        };
        Section {
            name,
            completeness: tables::completeness(group, frame),
            figures: figures.collect(),
        }
    }

    /// The same question to the API.
    fn csv(&self, unit: &Unit) -> String {
        let mut question = vec![
            ("from", self.range.from.to_string()),
            ("until", self.range.until.to_string()),
            ("period", self.period.code().to_owned()),
            ("groupBy", self.question().group_by.code().to_owned()),
        ];
        match unit {
            Unit::Region(id) => question.push(("networkRegion", id.to_string())),
            Unit::House(id) => question.push(("houseId", id.to_string())),
            Unit::Network(_) | Unit::Regions => {}
        }
        question.push(("format", "csv".to_owned()));
        question.push(("separator", "semicolon".to_owned()));
        address("/v1/statistics", &question)
    }

    fn drawing(&self, kind: ChartKind, unit: &Unit) -> String {
        let question = [
            ("unit", unit.code()),
            ("from", self.range.from.to_string()),
            ("until", self.range.until.to_string()),
            ("period", self.period.code().to_owned()),
        ];
        address(&format!("/cijfers/{}.svg", kind.slug()), &question)
    }

    /// The periods to choose from: code, name and whether it is chosen.
    fn periods(&self, frame: &Frame) -> Vec<(&'static str, &'static str, bool)> {
        let choice = |period: PeriodKind| {
            let name = names::period(period, frame.language);
            (period.code(), name, period == self.period)
        };
        PERIODS.into_iter().map(choice).collect()
    }
}
