//! What is one tap away: a day like the last one, and the change of one bed.

use super::draft::Draft;
use super::fields::BASIS;
use super::words;
use crate::app::house_day::{HouseDay, Permission};
use crate::domain::calendar::days_before;
use crate::domain::code::Coded as _;
use crate::domain::count::Count;
use crate::domain::next_stand::BedChange;
use crate::domain::stand::{Counts, Stand};
use crate::domain::when;
use crate::pages::frame::Frame;

/// The fields of a form that somebody sends without seeing them.
pub type Fields = Vec<(&'static str, String)>;

/// One button for a day on which nothing changed.
pub struct Same {
    pub label: String,
    pub stand: String,
    pub fields: Fields,
}

/// One button for one bed.
pub struct Tap {
    pub what: &'static str,
    pub label: &'static str,
}

/// The fields that say these counts, made from this revision.
#[must_use]
pub fn fields_of(counts: &Counts, basis: u32) -> Fields {
    let draft = Draft::of(counts);
    let filled = draft.filled().map(|(name, text)| (name, text.to_owned()));
    filled.chain([(BASIS, basis.to_string())]).collect()
}

/// The button for a day like the last one, where none is in yet and the last one still fits.
#[must_use]
pub fn same(frame: &Frame, day: &HouseDay) -> Option<Same> {
    if day.current.is_some() || day.permission != Permission::Open {
        return None;
    }
    let counts = day.unchanged.as_ref()?;
    let stand = base(day)?;
    let last = day.previous.as_ref()?.date;
    let language = frame.language;
    let label = if last == days_before(day.date, 1) && day.date == day.today {
        language
            .pick("Zelfde als gisteren", "Same as yesterday")
            .to_owned()
    } else {
        let last = when::day(language, last);
        language.pick(format!("Zelfde als op {last}"), format!("Same as on {last}"))
    };
    Some(Same {
        label,
        stand: words::stand(language, &stand),
        fields: fields_of(counts, 0),
    })
}

/// What stands, or would if nothing had changed, where that fits the house.
#[must_use]
pub fn base(day: &HouseDay) -> Option<Stand> {
    let counts = day.counts().or(day.unchanged.as_ref())?;
    fitting(day, counts.clone())
}

fn fitting(day: &HouseDay, counts: Counts) -> Option<Stand> {
    let physical = Count::new(i64::from(day.physical?))?;
    Stand::new(counts, physical).ok()
}

/// The changes of one bed that are possible now.
#[must_use]
pub fn taps(frame: &Frame, day: &HouseDay) -> Vec<Tap> {
    let Some(base) = base(day).filter(|_| day.date == day.today && day.permission == Permission::Open) else {
        return Vec::new();
    };
    let is_possible = |change: &BedChange| {
        let after = change.applied_to(base.counts());
        after.is_some_and(|counts| fitting(day, counts).is_some())
    };
    let possible = BedChange::ALL.iter().copied().filter(is_possible);
    let label = |change| match change {
        BedChange::Taken => frame.t("Bed net bezet", "Bed just taken"),
        BedChange::ReservedTaken => frame.t("Gereserveerd bed net bezet", "Reserved bed just taken"),
        BedChange::Died => frame.t("Bed net vrij: gast overleden", "Bed just free: guest died"),
        BedChange::Discharged => frame.t("Bed net vrij: gast ontslagen", "Bed just free: guest discharged"),
    };
    let tap = |change: BedChange| (change.code(), label(change));
    possible
        .map(tap)
        .map(|(what, label)| Tap {
            what,
            label: frame.language.pick(label, label),
        })
        .collect()
}
