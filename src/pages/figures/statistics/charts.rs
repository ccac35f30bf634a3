//! The charts and tables of what was measured.

use crate::app::statistics::{Figure, Group, InPeriod};
use crate::domain::code::Coded as _;
use crate::domain::language::Language;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::stand::{ClosureReason, RefusalReason};
use crate::pages::chart::words::Form;
use crate::pages::chart::{
    Band, BandLook, Bar, Chart, Face, Line, Look, Parts, StackedBars, TimeChart, describe,
};
use crate::pages::figures::names;
use crate::pages::frame::Frame;

/// What charts there are of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Occupancy,
    Refusals,
    Closures,
}

/// What a chart is about, beside the group.
pub struct About {
    /// The place of the group on the page.
    pub number: u32,
    pub range: Period,
    pub per: PeriodKind,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Occupancy, Self::Refusals, Self::Closures];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Occupancy => "bezetting",
            Self::Refusals => "afwijzingen",
            Self::Closures => "sluitingen",
        }
    }

    pub fn of_file(file: &str) -> Option<Self> {
        let slug = file.strip_suffix(".svg")?;
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    fn title(self, per: PeriodKind, language: Language) -> String {
        let per = names::period(per, language);
        let (what, by) = match self {
            Self::Occupancy => (language.pick("Bezettingsgraad", "Occupancy"), ""),
            Self::Refusals => (
                language.pick("Afwijzingen", "Refusals"),
                language.pick(" naar reden", " by reason"),
            ),
            Self::Closures => (
                language.pick("Gesloten bedden", "Closed beds"),
                language.pick(" naar reden", " by reason"),
            ),
        };
        language.pick(format!("{what}{by}, per {per}"), format!("{what}{by}, by {per}"))
    }

    fn unit(self, language: Language) -> &'static str {
        match self {
            Self::Occupancy => {
                language.pick("deel van de inzetbare beddagen", "share of bed-days in service")
            }
            Self::Refusals => language.pick("afgewezen aanvragen", "refused requests"),
            Self::Closures => language.pick("gesloten beddagen", "closed bed-days"),
        }
    }

    /// How to read it.
    pub fn note(self, frame: &Frame, per: PeriodKind) -> String {
        let per = names::period(per, frame.language);
        match self {
            Self::Occupancy => frame.language.pick(
                format!("Het vlak is het 95 %-interval: daarbinnen schommelt de bezetting van even drukke huizen door toeval alleen. Huizen zijn er niet mee te vergelijken: een huis van drie bedden gaat van {per} tot {per} flink op en neer zonder dat er iets verandert."),
                format!("The band is the 95 % interval: within it the occupancy of equally busy houses moves by chance alone. Houses cannot be compared by it: a house of three beds goes well up and down from {per} to {per} without anything changing."),
            ),
            Self::Refusals => frame.t(
                "Aantallen aanvragen die huizen zelf als afgewezen opgaven. Wie bij twee huizen is afgewezen, telt twee keer.",
                "Numbers of requests that houses themselves stated as refused. Whoever was refused by two houses counts twice.",
            ).to_owned(),
            Self::Closures => frame.t(
                "Een beddag is een bed dat een dag niet inzetbaar was.",
                "A bed-day is a bed that was not in service for a day.",
            ).to_owned(),
        }
    }
}

/// A chart of a group.
pub fn chart(kind: Kind, group: &Group, about: &About, frame: &Frame) -> Chart {
    let language = frame.language;
    let face = |message| Face {
        id: format!("{}-{}", kind.slug(), about.number),
        title: kind.title(about.per, language),
        message,
        unit: kind.unit(language).to_owned(),
        form: match kind {
            Kind::Occupancy => Form::Percent,
            Kind::Refusals | Kind::Closures => Form::Number,
        },
        language,
    };
    if kind == Kind::Occupancy {
        return occupancy(group, about.range, face, language);
    }
    let bars = bars(kind, group);
    let kinds = kinds(kind, language);
    let sums: Vec<(String, f64)> = kinds
        .iter()
        .enumerate()
        .map(|(place, name)| (name.clone(), bars.iter().map(|bar| part(bar, place)).sum()))
        .collect();
    let untold = bars
        .iter()
        .filter(|bar| !matches!(bar.parts, Parts::Known(_)))
        .count();
    Chart::Bars(StackedBars {
        face: face(describe::parts(&sums, (untold, bars.len()), language)),
        range: about.range,
        kinds,
        bars,
    })
}

fn occupancy(group: &Group, range: Period, face: impl Fn(String) -> Face, language: Language) -> Chart {
    let rates = || {
        let periods = group.periods.iter();
        periods.map(|period| (period.measured.period, period.rates.occupancy))
    };
    let values: Vec<(Period, Option<f64>)> = rates()
        .map(|(period, rate)| (period, rate.map(|rate| rate.value)))
        .collect();
    Chart::Time(TimeChart {
        face: face(describe::line(&values, Form::Percent, language)),
        range,
        shows: vec![0.0, 1.0],
        bands: vec![Band {
            label: language.pick("95 %-interval", "95 % interval").to_owned(),
            look: BandLook::Inner,
            is_stepped: false,
            limits: rates()
                .map(|(period, rate)| (period, rate.and_then(|rate| rate.limits)))
                .collect(),
        }],
        lines: vec![Line {
            label: language.pick("bezettingsgraad", "occupancy").to_owned(),
            look: Look::Main,
            values,
        }],
        mark: None,
    })
}

/// The names of the parts of a bar; last those of which no reason may be told.
pub fn kinds(kind: Kind, language: Language) -> Vec<String> {
    let names: Vec<&str> = if kind == Kind::Refusals {
        let reasons = RefusalReason::ALL.iter();
        let untold = language.pick("reden niet getoond", "reason not shown");
        reasons
            .map(|reason| names::refusal(*reason, language))
            .chain([untold])
            .collect()
    } else {
        let reasons = ClosureReason::ALL.iter();
        reasons.map(|reason| names::closure(*reason, language)).collect()
    };
    names.into_iter().map(str::to_owned).collect()
}

/// The bars of a group.
pub fn bars(kind: Kind, group: &Group) -> Vec<Bar> {
    let bar = |period: &InPeriod| Bar {
        period: period.measured.period,
        parts: if kind == Kind::Refusals {
            refusals(period)
        } else {
            closures(period)
        },
    };
    group.periods.iter().map(bar).collect()
}

fn refusals(period: &InPeriod) -> Parts {
    let flows = &period.measured.flows;
    if flows.refusals.house_days == 0 {
        return Parts::Missing;
    }
    if period.withheld.contains(&Figure::Refusals) {
        return Parts::Withheld;
    }
    let shows_reasons = !period.withheld.contains(&Figure::RefusalsByReason);
    let of = |reason: &RefusalReason| {
        let count = flows.refusals_by_reason.get(reason).copied();
        count.filter(|_| shows_reasons).map_or(0.0, float)
    };
    let untold = if shows_reasons {
        0.0
    } else {
        float(flows.refusals.sum)
    };
    Parts::Known(RefusalReason::ALL.iter().map(of).chain([untold]).collect())
}

fn closures(period: &InPeriod) -> Parts {
    if period.measured.basis.reported == 0 {
        return Parts::Missing;
    }
    let closed = &period.measured.beds.closed;
    let of = |reason: &ClosureReason| closed.get(reason).copied().map_or(0.0, float);
    Parts::Known(ClosureReason::ALL.iter().map(of).collect())
}

/// What a kind adds to a bar.
pub fn part(bar: &Bar, place: usize) -> f64 {
    match &bar.parts {
        Parts::Known(parts) => parts.get(place).copied().unwrap_or_default(),
        Parts::Withheld | Parts::Missing => 0.0,
    }
}

/// A sum as a number to draw; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "sums of bed-days are far below 2^53")]
fn float(sum: u64) -> f64 {
    sum as f64
}
