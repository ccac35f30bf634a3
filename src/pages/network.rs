//! The network, for its coordinator: who has not reported, what looks odd, what was corrected and who was reminded.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::frame::{Frame, answer};
use crate::app::corrections::{self, Corrections};
use crate::app::filter::Filter;
use crate::app::list_registrations::{Page as Registrations, Selection};
use crate::app::{completeness, houses as known_houses, reminders, warnings};
use crate::domain::calendar::days_before;
use crate::domain::language::Language;
use crate::domain::period::Period;
use crate::domain::text::{HouseId, Name};
use crate::http::Web;
use crate::http::auth::CanSeeNetwork;
use crate::http::problem::Problem;

pub mod access;
pub mod audit;
mod form;
mod grid;
pub mod houses;
mod log;
mod today;
mod words;

use grid::Grid;
use log::{CorrectedDay, RemindedDay, WarnedDay};
use today::Today;

/// How many days are looked back on. Unit: days.
const DAYS: u32 = 14;
/// How many days of warnings are looked through. Unit: days.
const WARNING_DAYS: u32 = 28;
/// How many registrations with warnings are shown.
const MOST_WARNINGS: u32 = 20;
/// How many corrections are shown.
const MOST_CORRECTIONS: usize = 30;

#[derive(Template)]
#[template(path = "network/page.html")]
struct Page {
    frame: Frame,
    tab: Tab,
    today: Today,
    grid: Grid,
    warnings: Vec<WarnedDay>,
    /// How many there are, shown or not.
    warnings_total: u64,
    corrections: Vec<CorrectedDay>,
    /// How many there are, shown or not.
    corrections_total: usize,
    /// How often a day was only brought up to date.
    updates: usize,
    /// Whether all revisions of the time were looked through.
    is_whole: bool,
    reminders: Vec<RemindedDay>,
}

/// Which of the network's pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Houses,
    Access,
    Audit,
}

/// The names of all houses, whether they are open or not.
struct Names(BTreeMap<HouseId, Name>);

impl Names {
    fn of(&self, house: &HouseId) -> String {
        self.0
            .get(house)
            .map_or_else(|| house.to_string(), Name::to_string)
    }
}

/// Shows how the network reports.
///
/// # Errors
/// A [`Problem`] where the caller is no coordinator, or the database is away.
pub async fn show(can: CanSeeNetwork, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let (principal, app) = (can.principal()?, &web.app);
    let names = known_houses::list(app, app.today()).await?;
    let names = Names(
        names
            .into_iter()
            .map(|house| (house.id, house.details.name))
            .collect(),
    );
    let overview = completeness::overview(app, &principal, DAYS).await?;
    let selection = Selection {
        range: Period {
            from: days_before(app.today(), WARNING_DAYS - 1),
            until: app.today(),
        },
        filter: Filter::default(),
        as_of: None,
    };
    let open = warnings::open(app, &principal, selection, 1, MOST_WARNINGS).await?;
    let corrected = corrections::latest(app, &principal, DAYS).await?;
    let reminded = reminders::latest(app, &principal, DAYS).await?;
    let frame = Frame::new(&request, Some(principal));
    let language = frame.language;
    let page = Page {
        tab: Tab::Overview,
        today: Today::new(&overview, language),
        grid: Grid::new(&overview, language),
        warnings_total: open.total,
        warnings: warned(&open, &names, language),
        corrections_total: corrected.items.len(),
        updates: corrected.updates,
        is_whole: corrected.is_whole,
        corrections: corrected_days(&corrected, &names, language),
        reminders: reminded
            .iter()
            .map(|reminded| RemindedDay::new(reminded, &names, language))
            .collect(),
        frame,
    };
    answer(&request, &page.frame, &page)
}

fn warned(open: &Registrations, names: &Names, language: Language) -> Vec<WarnedDay> {
    open.items
        .iter()
        .map(|checked| WarnedDay::new(checked, names, language))
        .collect()
}

fn corrected_days(corrections: &Corrections, names: &Names, language: Language) -> Vec<CorrectedDay> {
    corrections
        .items
        .iter()
        .take(MOST_CORRECTIONS)
        .map(|correction| CorrectedDay::new(correction, names, language))
        .collect()
}
