//! The board for who looks for a bed: which house has one, how sure that is, from when it admits, and whom to call.
//! It is made from memory, so that it answers while the database is away.

use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::frame::{Frame, answer};
use crate::domain::access::Principal;
use crate::domain::availability::Availability;
use crate::domain::calendar::{care_day, wall_clock, write_moment};
use crate::domain::code::Coded as _;
use crate::domain::house::HouseType;
use crate::domain::referral::{Finding, Prospect, When, find};
use crate::domain::when;
use crate::http::Web;
use crate::http::auth::{self, CanSeeBoard};
use crate::http::problem::{Kind, Problem};

mod card;
mod filter;
mod map;
pub(super) mod words;

use card::{Beds, Card};
use filter::Filter;
use map::Map;

/// How long is waited to know who asks, where everybody may: the page does not hang on a database that is away.
const PATIENCE: Duration = Duration::from_millis(500);
/// How old the last reading of the register is before the page says so.
const OLD_READING: TimeDelta = TimeDelta::minutes(2);

#[derive(Template)]
#[template(path = "board/page.html")]
struct Page {
    frame: Frame,
    filter: Filter,
    choices: Choices,
    groups: Vec<Group>,
    map: Option<Map>,
    sums: Sums,
    as_of: Moment,
    now: Moment,
    /// Whether the register was last read a while ago.
    is_old: bool,
    /// Until what age a count is fresh, and until what age it is stale. Unit: seconds.
    limits: (i64, i64),
}

/// What can be chosen in the filter.
struct Choices {
    /// Their values are whole addresses.
    whens: Vec<Choice>,
    regions: Vec<Choice>,
    kinds: Vec<Choice>,
    places: Vec<Choice>,
    /// The name of the device's position, where that is in use.
    position: Option<&'static str>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

/// The houses of one class, under their heading.
struct Group {
    class: &'static str,
    heading: &'static str,
    /// What the heading becomes once the page is too old to say what is now.
    past: Option<&'static str>,
    cards: Vec<Card>,
}

/// The figures of the first line.
struct Sums {
    beds_free: u32,
    /// Those of them that cannot be had now, for their houses admit later.
    later: u32,
    known: usize,
    covered: usize,
    /// Houses left out because they do not admit when a bed is looked for.
    left_out: usize,
    /// Whether any house that is listed has a bed.
    has_bed: bool,
}

/// A moment for programs, for people, and how long ago it was.
struct Moment {
    exact: String,
    clock: String,
    whole: String,
    age: String,
}

/// Shows the board.
///
/// # Errors
/// A [`Problem`] where the board is not open to whoever asks, or the register was never read.
pub async fn show(can: CanSeeBoard, request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = match can.principal() {
        Ok(principal) => Some(principal),
        Err(_) => visitor(&request, &web).await,
    };
    let board = web.app.shown_board();
    let board = board.ok_or_else(|| Problem::new(Kind::Unavailable))?;
    let filter = Filter::read(request.query_string(), &board.places);
    let address = filter.address(filter.search.when);
    let frame = Frame::at(&address, request.headers(), principal);
    let limits = web.app.settings.freshness;
    let limits = (limits.fresh.num_seconds(), limits.stale.num_seconds());
    let page = Page::of(frame, filter, &board, web.app.now(), limits);
    answer(&request, &page.frame, &page)
}

/// Who looks at a board that is open to all, where that can be said.
async fn visitor(request: &HttpRequest, web: &Web) -> Option<Principal> {
    let asked = timeout(PATIENCE, auth::principal(request, web)).await;
    asked.ok()?.ok()?
}

impl Page {
    fn of(
        frame: Frame,
        filter: Filter,
        board: &Availability,
        now: DateTime<Utc>,
        limits: (i64, i64),
    ) -> Self {
        let today = care_day(now);
        let finding = find(board, &filter.search, today);
        let cards: Vec<Card> = finding
            .houses
            .iter()
            .map(|found| Card::of(found, frame.language, now, today))
            .collect();
        Self {
            map: map::draw(&finding.houses, &cards, &board.places, filter.search.near),
            sums: Sums::of(&finding),
            choices: Choices::of(&frame, &filter, board),
            groups: groups(&frame, cards),
            as_of: Moment::of(&frame, board.as_of, now, today),
            now: Moment::of(&frame, now, now, today),
            is_old: now - board.as_of > OLD_READING,
            limits,
            filter,
            frame,
        }
    }
}

impl Sums {
    fn of(finding: &Finding) -> Self {
        let has_bed = |prospect| matches!(prospect, Prospect::Now | Prospect::Perhaps | Prospect::Later);
        Self {
            beds_free: finding.beds_free,
            later: finding.beds_free.saturating_sub(finding.beds_free_now),
            known: finding.houses_known,
            covered: finding.houses_covered,
            left_out: finding.houses_covered - finding.houses.len(),
            has_bed: finding.houses.iter().any(|found| has_bed(found.prospect)),
        }
    }
}

impl Choices {
    fn of(frame: &Frame, filter: &Filter, board: &Availability) -> Self {
        let search = &filter.search;
        let whens = [
            (None, frame.t("Alles", "All")),
            (Some(When::Today), frame.t("Vandaag", "Today")),
            (Some(When::Weekend), frame.t("Dit weekend", "This weekend")),
        ];
        let kinds = HouseType::ALL.iter();
        let regions = board.places.regions.iter();
        let places = filter::located(&board.places);
        Self {
            whens: whens
                .map(|(when, name)| Choice::new(filter.address(when), name, search.when == when))
                .into(),
            regions: regions
                .map(|region| {
                    let is_chosen = search.region.as_ref() == Some(&region.id);
                    Choice::new(region.id.to_string(), region.name.as_str(), is_chosen)
                })
                .collect(),
            kinds: kinds
                .map(|kind| {
                    let name = words::kind(frame.language, *kind);
                    Choice::new(kind.code().to_owned(), name, search.house_type == Some(*kind))
                })
                .collect(),
            places: places
                .map(|(name, _)| Choice::new(name.to_owned(), name, filter.place.as_deref() == Some(name)))
                .collect(),
            position: filter
                .position()
                .map(|_| frame.language.pick("mijn plaats", "my place")),
        }
    }

    /// The names of what is chosen, but for when.
    fn chosen(&self) -> Vec<&str> {
        let choices = [&self.places, &self.regions, &self.kinds].into_iter().flatten();
        let chosen = choices.filter(|choice| choice.is_chosen);
        let names = chosen.map(|choice| choice.name.as_str());
        self.position.into_iter().chain(names).collect()
    }
}

impl Choice {
    fn new(value: String, name: &str, is_chosen: bool) -> Self {
        Self {
            value,
            name: name.to_owned(),
            is_chosen,
        }
    }
}

impl Moment {
    fn of(frame: &Frame, moment: DateTime<Utc>, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let date = wall_clock(moment).date();
        Self {
            exact: write_moment(moment),
            clock: words::moment(frame.language, moment, today),
            whole: format!("{} {}", when::whole_day(frame.language, date), when::time(moment)),
            age: words::age(frame.language, now - moment),
        }
    }
}

/// The cards by class. All classes are there, for a script moves houses between them as their counts age.
fn groups(frame: &Frame, cards: Vec<Card>) -> Vec<Group> {
    let headings = [
        (Prospect::Now, frame.t("Nu een bed vrij", "A bed free now")),
        (
            Prospect::Perhaps,
            frame.t("Verouderde telling: bel eerst", "Stale count: call first"),
        ),
        (Prospect::Later, frame.t("Opname later", "Admits later")),
        (Prospect::Full, frame.t("Vol", "Full")),
        (
            Prospect::NotNow,
            frame.t("Opnamestop of gesloten", "Admission stop or closed"),
        ),
        (
            Prospect::Unknown,
            frame.t("Stand onbekend: bel", "Not known: call"),
        ),
    ];
    let mut groups = Vec::from(headings.map(|(prospect, heading)| Group {
        class: card::class(prospect),
        heading,
        past: (prospect == Prospect::Now).then(|| {
            frame
                .language
                .pick("Bed vrij bij de laatste stand", "A bed free at the last stand")
        }),
        cards: Vec::new(),
    }));
    for card in cards {
        if let Some(group) = groups.iter_mut().find(|group| group.class == card.class()) {
            group.cards.push(card);
        }
    }
    groups
}
