//! The page of a house's day.

use askama::Template;
use chrono::NaiveDate;

use super::actions::{Fields, Same, Tap, base, fields_of, same, taps};
use super::address_of;
use super::draft::{Draft, Fault};
use super::fields::{BASIS, CONFIRMED};
use super::form::Form;
use super::past::{Cell, Change, cells, changes};
use super::questions::question;
use super::words;
use crate::app::house_day::{HouseDay, Permission};
use crate::app::warnings::Checked;
use crate::domain::calendar::{care_day, write_moment};
use crate::domain::code::Coded as _;
use crate::domain::completeness::Day;
use crate::domain::count::Count;
use crate::domain::stand::Counts;
use crate::domain::warning::Warning;
use crate::domain::when;
use crate::pages::frame::Frame;

/// What just happened, to be said first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    None,
    /// This revision was received.
    Received(u32),
    Withdrawn,
    /// Somebody changed the day meanwhile, so it was not withdrawn.
    Changed,
    /// The change of one bed did not fit the stand.
    Impossible,
    /// The page that something was sent from is of an earlier day.
    NewDay,
    /// Somebody reported the same change of a bed before: it may be of another guest.
    SaidBefore,
}

#[derive(Template)]
#[template(path = "entry/page.html")]
pub struct Page {
    pub frame: Frame,
    pub house: String,
    /// The page of today.
    pub home: String,
    /// The page of this day, to which its form is sent.
    pub address: String,
    pub date: NaiveDate,
    pub today: NaiveDate,
    /// When the page was made.
    pub now: String,
    pub day: String,
    pub status: Status,
    pub receipt: Option<Receipt>,
    pub notice: Notice,
    pub questions: Vec<String>,
    /// What answers them with yes.
    pub yes: Fields,
    pub same: Option<Same>,
    pub taps: Vec<Tap>,
    /// What the taps start from.
    pub taps_from: String,
    pub refusal: Option<String>,
    /// The stand in words, where somebody may only read it.
    pub stand: Option<String>,
    pub form: Form,
    pub is_form_open: bool,
    /// The revision that the form was made from.
    pub basis: u32,
    /// The revision that stands; 0 where none does.
    pub revision: u32,
    /// What was occupied before, and when: where the counts do not follow from it the form says so.
    pub before: Option<(u32, String)>,
    pub cells: Vec<Cell>,
    pub changes: Vec<Change>,
}

/// Whether the day is in.
pub struct Status {
    pub class: &'static str,
    pub sign: &'static str,
    pub text: String,
}

pub struct Receipt {
    pub title: String,
    pub stand: String,
    pub board: Option<String>,
}

/// What is shown of a day.
pub struct Shown<'a> {
    pub day: &'a HouseDay,
    pub notice: Notice,
    /// What somebody typed; without it the form begins with what stands.
    pub draft: Option<Draft>,
    pub faults: Vec<Fault>,
    /// Whether the form is unfolded though a stand is in.
    pub is_changing: bool,
    pub now: chrono::DateTime<chrono::Utc>,
}

impl Page {
    #[must_use]
    pub fn new(frame: Frame, shown: Shown<'_>) -> Self {
        let Shown {
            day,
            notice,
            draft,
            faults,
            ..
        } = shown;
        let language = frame.language;
        let start = day.counts().or(day.unchanged.as_ref());
        let is_form_open = shown.is_changing || !faults.is_empty() || draft.is_some();
        let draft = draft.unwrap_or_else(|| start.map_or_else(first_draft, Draft::of));
        let questions = day.current.as_ref().map(open_warnings).unwrap_or_default();
        let previous = day.previous.as_ref();
        Self {
            house: day.house.details.name.to_string(),
            home: format!("/vandaag/{}", day.house.id),
            address: address_of(&day.house.id, day.date),
            date: day.date,
            today: day.today,
            now: write_moment(shown.now),
            day: when::whole_day(language, day.date),
            status: status(&frame, day),
            receipt: receipt(&frame, day, notice),
            notice,
            yes: yes(day, &questions),
            questions: questions
                .into_iter()
                .map(|warning| question(language, warning))
                .collect(),
            same: same(&frame, day),
            taps: taps(&frame, day),
            taps_from: base(day)
                .map(|stand| words::stand(language, &stand))
                .unwrap_or_default(),
            refusal: match &day.permission {
                Permission::Refused(refusal) => {
                    Some(words::refused(language, refusal, day.house.details.name.as_str()))
                }
                Permission::Open | Permission::WithReason => None,
            },
            stand: day
                .current
                .as_ref()
                .map(|current| words::stand(language, &current.registration.stand)),
            form: Form::new(language, day, &draft, &faults),
            is_form_open,
            basis: draft.text(BASIS).parse().unwrap_or(day.revision()),
            revision: day.revision(),
            before: previous.map(|previous| {
                let occupied = previous.stand.counts().beds_occupied.get();
                let is_today = day.date == day.today;
                let on = if is_today {
                    when::nearby_day(language, previous.date, day.today)
                } else {
                    when::day(language, previous.date)
                };
                (occupied, on)
            }),
            cells: cells(&frame, day),
            changes: changes(language, day),
            frame,
        }
    }

    /// The id of the token behind the page, by which a device knows whose it is.
    #[must_use]
    pub fn who(&self) -> String {
        let principal = self.frame.principal.as_ref();
        principal.map_or_else(String::new, |principal| principal.token_id.to_string())
    }

    #[must_use]
    pub fn is_today(&self) -> bool {
        self.date == self.today
    }

    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.revision > 0
    }
}

/// The form of a house that never registered: nobody came or went, as far as is known.
fn first_draft() -> Draft {
    let mut draft = Draft::of(&Counts {
        beds_reserved: Some(Count::default()),
        admissions: Some(Count::default()),
        deaths: Some(Count::default()),
        discharges: Some(Count::default()),
        ..Counts::default()
    });
    draft.put("beds_occupied", None);
    draft
}

fn open_warnings(current: &Checked) -> Vec<Warning> {
    let open = current.warnings.iter().copied();
    open.filter(|warning| !current.is_confirmed(*warning)).collect()
}

/// The same counts, with all warnings confirmed.
fn yes(day: &HouseDay, questions: &[Warning]) -> Fields {
    let Some(current) = &day.current else {
        return Fields::new();
    };
    let mut confirmed = current.registration.entry.confirmed.clone();
    confirmed.extend(questions.iter().map(|warning| warning.code()));
    let codes: Vec<&str> = confirmed.iter().map(|code| code.code()).collect();
    let mut fields = fields_of(current.registration.stand.counts(), day.revision());
    fields.push((CONFIRMED, codes.join(" ")));
    fields
}

fn status(frame: &Frame, day: &HouseDay) -> Status {
    let language = frame.language;
    if let Some(current) = &day.current {
        let entry = &current.registration.entry;
        let at = when::time_and_day(language, entry.recorded_at, day.today);
        let by = &entry.recorded_by;
        return Status {
            class: "good",
            sign: "✓",
            text: language.pick(
                format!("Gemeld: {at}, door {by}"),
                format!("Reported: {at}, by {by}"),
            ),
        };
    }
    let (class, sign, text) = match day.state {
        Day::DueLater { due_at } => {
            let time = when::time(due_at);
            (
                "warn",
                "○",
                language.pick(
                    format!("Nog niet gemeld. Graag vóór {time}."),
                    format!("Not reported yet. Please do before {time}."),
                ),
            )
        }
        Day::Missing { due_at } => {
            let time = when::time(due_at);
            (
                "bad",
                "!",
                language.pick(
                    format!("Nog niet gemeld. We verwachtten de stand om {time}."),
                    format!("Not reported yet. We expected the stand at {time}."),
                ),
            )
        }
        Day::NotExpected | Day::OnTime | Day::Late => (
            "",
            "○",
            language
                .pick(
                    "Niet gemeld. Op deze dag hoeft het niet.",
                    "Not reported. It is not needed on this day.",
                )
                .to_owned(),
        ),
    };
    Status { class, sign, text }
}

fn receipt(frame: &Frame, day: &HouseDay, notice: Notice) -> Option<Receipt> {
    let language = frame.language;
    let registration = &day.current.as_ref()?.registration;
    let at = when::time_and_day(language, registration.entry.recorded_at, day.today);
    let on_board = day.offer.as_ref().filter(|_| day.date == day.today);
    (notice == Notice::Received(registration.entry.revision)).then(|| Receipt {
        title: if care_day(registration.entry.recorded_at) == day.today {
            language.pick(format!("Ontvangen om {at}"), format!("Received at {at}"))
        } else {
            language.pick(format!("Ontvangen: {at}"), format!("Received: {at}"))
        },
        stand: words::stand(language, &registration.stand),
        board: on_board.map(|offer| words::offer(language, offer, day.today)),
    })
}
