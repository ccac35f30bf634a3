//! The numbers behind the charts of what was measured.

use super::charts::{Kind, bars, kinds, part};
use crate::app::statistics::{Group, InPeriod, Rate};
use crate::domain::language::Language;
use crate::domain::statistics::Basis;
use crate::pages::chart::words::{self, Form};
use crate::pages::chart::{Bar, Parts};
use crate::pages::figures::figure::Table;
use crate::pages::frame::Frame;

/// The numbers of a chart.
pub fn table(kind: Kind, group: &Group, frame: &Frame) -> Table {
    let language = frame.language;
    let period = |name: &InPeriod| words::period(name.measured.period, language);
    let basis = |period: &InPeriod| {
        let basis = period.measured.basis;
        format!("{} / {}", basis.reported, basis.expected)
    };
    let mut head = vec![language.pick("Periode", "Period").to_owned()];
    let rows = if kind == Kind::Occupancy {
        let columns = [
            ("Bezettingsgraad", "Occupancy"),
            ("Van (95 %)", "From (95 %)"),
            ("Tot (95 %)", "To (95 %)"),
            ("Bezette beddagen", "Occupied bed-days"),
            ("Inzetbare beddagen", "Bed-days in service"),
            ("Huisdagen geregistreerd", "House-days registered"),
        ];
        head.extend(columns.map(|(dutch, english)| frame.t(dutch, english).to_owned()));
        let row = |at: &InPeriod| {
            let mut row = vec![period(at)];
            row.extend(rate_cells(at.rates.occupancy, language));
            row.push(basis(at));
            row
        };
        group.periods.iter().map(row).collect()
    } else {
        let bars = bars(kind, group);
        let kinds = kinds(kind, language);
        let used: Vec<usize> = (0..kinds.len())
            .filter(|place| bars.iter().any(|bar| part(bar, *place) > 0.0))
            .collect();
        head.extend(used.iter().filter_map(|place| kinds.get(*place).cloned()));
        head.push(frame.t("Samen", "Together").to_owned());
        head.push(
            frame
                .t("Huisdagen geregistreerd", "House-days registered")
                .to_owned(),
        );
        let rows = group.periods.iter().zip(&bars).map(|(at, bar)| {
            let mut row = vec![period(at)];
            row.extend(used.iter().map(|place| cell(bar, part(bar, *place), frame)));
            row.push(cell(
                bar,
                (0..kinds.len()).map(|place| part(bar, place)).sum(),
                frame,
            ));
            row.push(basis(at));
            row
        });
        rows.collect()
    };
    Table { head, rows }
}

fn rate_cells(rate: Option<Rate>, language: Language) -> [String; 5] {
    let percent = |value: Option<f64>| {
        value.map_or_else(
            || UNKNOWN.to_owned(),
            |value| Form::Percent.write(value, 3, language),
        )
    };
    let days = |value: Option<f64>| {
        value.map_or_else(|| UNKNOWN.to_owned(), |value| words::number(value, 0, language))
    };
    let limits = rate.and_then(|rate| rate.limits);
    [
        percent(rate.map(|rate| rate.value)),
        percent(limits.map(|(low, _)| low)),
        percent(limits.map(|(_, high)| high)),
        days(rate.map(|rate| rate.numerator)),
        days(rate.map(|rate| rate.denominator)),
    ]
}

/// Stands where nothing is known.
const UNKNOWN: &str = "–";

fn cell(bar: &Bar, value: f64, frame: &Frame) -> String {
    match bar.parts {
        Parts::Known(_) => words::number(value, 0, frame.language),
        Parts::Withheld => frame.t("te klein", "too small").to_owned(),
        Parts::Missing => UNKNOWN.to_owned(),
    }
}

/// On how much the figures of a group rest.
pub fn completeness(group: &Group, frame: &Frame) -> String {
    let sum = |part: fn(&Basis) -> u32| {
        let bases = group.periods.iter().map(|period| &period.measured.basis);
        bases.map(part).sum::<u32>()
    };
    let (expected, reported) = (sum(|basis| basis.expected), sum(|basis| basis.reported));
    let say = |days: u32| words::number(days.into(), 0, frame.language);
    if expected == 0 {
        let none = frame.t(
            "In deze tijd was hier geen huis open.",
            "No house was open here in this time.",
        );
        return none.to_owned();
    }
    let share = words::Form::Percent.say(f64::from(reported) / f64::from(expected), frame.language);
    let (reported, expected) = (say(reported), say(expected));
    frame.language.pick(
        format!("Geregistreerd: {reported} van {expected} huisdagen ({share}). Een ontbrekende dag telt nergens als nul."),
        format!("Registered: {reported} of {expected} house-days ({share}). A missing day counts as nought nowhere."),
    )
}
