//! The charts and tables of what is expected.

use chrono::NaiveDate;

use crate::app::planning::forecasts::{DayForecast, Unit};
use crate::app::planning::outlook::Outlook;
use crate::domain::calendar::{days_before, next_day};
use crate::domain::language::Language;
use crate::domain::period::Period;
use crate::pages::chart::words::{self, Form};
use crate::pages::chart::{Band, BandLook, Chart, Face, Line, Look, Mark, TimeChart};
use crate::pages::figures::figure::Table;
use crate::pages::frame::Frame;

/// What charts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fan,
    Chances,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Fan, Self::Chances];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Fan => "bezette-bedden",
            Self::Chances => "kans-op-een-bed",
        }
    }

    pub fn of_file(file: &str) -> Option<Self> {
        let slug = file.strip_suffix(".svg")?;
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// How to read it.
    pub fn note(self, back: u32, frame: &Frame) -> String {
        match self {
            Self::Fan => frame.language.pick(
                format!("In 80 van de 100 gevallen zal het aantal bezette bedden in het binnenste vlak liggen, in 95 van de 100 in het buitenste. Links staat de prognose van {back} dagen geleden naast wat er kwam. Wat niemand registreerde, zoals een huis dat gaat sluiten, zit er niet in."),
                format!("In 80 of 100 cases the number of occupied beds will lie in the inner band, in 95 of 100 in the outer one. To the left the forecast of {back} days ago stands beside what came. What nobody registered, such as a house about to close, is not in it."),
            ),
            Self::Chances => frame.t(
                "De kans dat er die dag minstens een bed is dat vergeven kan worden. De kans dat alles vol is, is wat er aan 100 % ontbreekt.",
                "The chance that on that day there is at least one bed that can be given. The chance that all is full is what is missing to 100 %.",
            ).to_owned(),
        }
    }
}

/// A chart; nothing where nothing is forecast.
pub fn chart(kind: Kind, told: &Outlook, back: u32, frame: &Frame) -> Option<Chart> {
    let unit = told.unit()?;
    Some(Chart::Time(match kind {
        Kind::Fan => fan(unit, told, back, frame),
        Kind::Chances => chances(unit, frame),
    }))
}

fn on(date: NaiveDate) -> Period {
    Period {
        from: date,
        until: date,
    }
}

fn band(unit: &Unit, (low, high): (f64, f64), look: BandLook, label: String) -> Band {
    let limits = |day: &DayForecast| (on(day.date), Some((day.quantile(low), day.quantile(high))));
    Band {
        label,
        look,
        is_stepped: true,
        limits: unit.forecast.days.iter().map(limits).collect(),
    }
}

fn expected(unit: &Unit, look: Look, label: &str) -> Line {
    let days = unit.forecast.days.iter();
    Line {
        label: label.to_owned(),
        look,
        values: days.map(|day| (on(day.date), Some(day.mean()))).collect(),
    }
}

fn fan(unit: &Unit, told: &Outlook, back: u32, frame: &Frame) -> TimeChart {
    let origin = told.now.known.origin;
    let last = unit.forecast.days.last().map_or(origin, |day| day.date);
    let before = told.unit_before();
    let earlier = frame.t("eerdere prognose", "earlier forecast");
    let mut bands = vec![
        band(unit, (0.025, 0.975), BandLook::Outer, "95 %".to_owned()),
        band(unit, (0.1, 0.9), BandLook::Inner, "80 %".to_owned()),
    ];
    bands.extend(before.map(|unit| band(unit, (0.1, 0.9), BandLook::Other, format!("{earlier}, 80 %"))));
    let happened = |part: fn((u32, u32)) -> u32| {
        let days = told.happened.iter();
        days.map(|day| (on(day.date), day.beds.map(|beds| f64::from(part(beds)))))
            .collect()
    };
    let mut lines = vec![Line {
        label: frame.t("inzetbaar", "in service").to_owned(),
        look: Look::Level,
        values: happened(|(_, in_service)| in_service),
    }];
    lines.extend(before.map(|unit| expected(unit, Look::Other, earlier)));
    lines.push(Line {
        label: frame.t("geregistreerd", "registered").to_owned(),
        look: Look::Happened,
        values: happened(|(occupied, _)| occupied),
    });
    lines.push(expected(unit, Look::Main, frame.t("verwacht", "expected")));
    TimeChart {
        face: Face {
            id: Kind::Fan.slug().to_owned(),
            title: frame
                .t(
                    "Bezette bedden, de komende vier weken",
                    "Occupied beds in the coming four weeks",
                )
                .to_owned(),
            message: message(unit, frame.language),
            unit: frame.t("bezette bedden", "occupied beds").to_owned(),
            form: Form::Number,
            language: frame.language,
        },
        range: Period {
            from: next_day(days_before(origin, back)),
            until: last,
        },
        shows: vec![0.0],
        bands,
        lines,
        mark: Some(Mark {
            date: next_day(origin),
            label: frame.t("prognose", "forecast").to_owned(),
        }),
    }
}

fn message(unit: &Unit, language: Language) -> String {
    let Some(last) = unit.forecast.days.last() else {
        return language.pick("Geen prognose.", "No forecast.").to_owned();
    };
    let (low, high) = (last.quantile(0.1), last.quantile(0.9));
    let [mean, low, high] = [last.mean(), low, high].map(|beds| Form::Number.say(beds, language));
    let date = words::day(last.date, language);
    language.pick(
        format!(
            "Op {date} zijn naar verwachting {mean} bedden bezet; met 80 % kans {low} tot en met {high}."
        ),
        format!("On {date} {mean} beds are expected to be occupied; with a chance of 80 % {low} to {high}."),
    )
}

fn chances(unit: &Unit, frame: &Frame) -> TimeChart {
    let days = &unit.forecast.days;
    let values: Vec<(Period, Option<f64>)> = days
        .iter()
        .map(|day| (on(day.date), Some(day.any_free)))
        .collect();
    let range = days.first().zip(days.last());
    let range = range.map(|(first, last)| Period {
        from: first.date,
        until: last.date,
    });
    let title = frame.t("Kans op minstens een vrij bed", "Chance of at least one free bed");
    TimeChart {
        face: Face {
            id: Kind::Chances.slug().to_owned(),
            title: title.to_owned(),
            message: crate::pages::chart::describe::line(&values, Form::Percent, frame.language),
            unit: frame.t("kans", "chance").to_owned(),
            form: Form::Percent,
            language: frame.language,
        },
        range: range.unwrap_or(on(unit.forecast.basis.last.unwrap_or_default())),
        shows: vec![0.0, 1.0],
        bands: Vec::new(),
        lines: vec![Line {
            label: frame.t("kans op een vrij bed", "chance of a free bed").to_owned(),
            look: Look::Main,
            values,
        }],
        mark: None,
    }
}

/// The numbers of a chart.
pub fn table(kind: Kind, told: &Outlook, frame: &Frame) -> Table {
    let days = told.unit().map_or(&[][..], |unit| &unit.forecast.days);
    let percent = |chance: f64| Form::Percent.write(chance, 3, frame.language);
    let beds = |beds: f64| words::number(beds, 0, frame.language);
    let mut head = vec![frame.t("Dag", "Day").to_owned()];
    let columns: &[(&str, &str)] = match kind {
        Kind::Fan => &[
            ("Verwacht", "Expected"),
            ("2,5 %", "2.5 %"),
            ("10 %", "10 %"),
            ("50 %", "50 %"),
            ("90 %", "90 %"),
            ("97,5 %", "97.5 %"),
        ],
        Kind::Chances => &[
            ("Minstens een vrij", "At least one free"),
            ("Alles vol", "All full"),
        ],
    };
    head.extend(
        columns
            .iter()
            .map(|(dutch, english)| frame.t(dutch, english).to_owned()),
    );
    let row = |day: &DayForecast| {
        let mut row = vec![words::full_day(day.date, frame.language)];
        match kind {
            Kind::Fan => {
                row.push(words::number(day.mean(), 1, frame.language));
                row.extend([0.025, 0.1, 0.5, 0.9, 0.975].map(|chance| beds(day.quantile(chance))));
            }
            Kind::Chances => row.extend([percent(day.any_free), percent(day.all_full)]),
        }
        row
    };
    Table {
        head,
        rows: days.iter().map(row).collect(),
    }
}
