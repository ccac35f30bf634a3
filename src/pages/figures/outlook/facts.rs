//! What matters most of what is expected.

use crate::app::planning::forecasts::{DayForecast, MAX_HORIZON};
use crate::app::planning::outlook::Outlook;
use crate::pages::chart::words::{self, Form};
use crate::pages::figures::figure::Fact;
use crate::pages::frame::Frame;

/// The chances of tomorrow, of a week ahead and of the last day.
pub fn facts(told: &Outlook, frame: &Frame) -> Vec<Fact> {
    let days = told.unit().map_or(&[][..], |unit| &unit.forecast.days);
    let wanted = days
        .iter()
        .filter(|day| [1, 7, MAX_HORIZON].contains(&day.horizon));
    let fact = |day: &DayForecast| {
        let (free, full) = (percent(day.any_free, frame), percent(day.all_full, frame));
        let (low, high) = (day.quantile(0.1), day.quantile(0.9));
        let (low, high) = (
            words::number(low, 0, frame.language),
            words::number(high, 0, frame.language),
        );
        Fact {
            name: frame.language.pick(
                format!(
                    "Kans op minstens een vrij bed, {}",
                    words::day(day.date, frame.language)
                ),
                format!(
                    "Chance of at least one free bed, {}",
                    words::day(day.date, frame.language)
                ),
            ),
            value: free,
            detail: frame.language.pick(
                format!("Alles vol: {full}. Bezette bedden: {low} tot {high} (80 %)."),
                format!("All full: {full}. Occupied beds: {low} to {high} (80 %)."),
            ),
        }
    };
    wanted.map(fact).collect()
}

/// A chance as people say it: one that is small is not nought.
fn percent(chance: f64, frame: &Frame) -> String {
    if chance > 0.0 && chance < 0.005 {
        return frame.t("minder dan 1\u{a0}%", "less than 1\u{a0}%").to_owned();
    }
    if chance < 1.0 && chance > 0.995 {
        return frame.t("meer dan 99\u{a0}%", "more than 99\u{a0}%").to_owned();
    }
    Form::Percent.say(chance, frame.language)
}
