//! The forecast of a unit beside the one that was told of it before, and what happened since.

use chrono::NaiveDate;

use super::forecasts::{Answer, Question, Unit, UnitKind, forecast};
use crate::app::statistics::{self, Group, GroupBy, measure};
use crate::app::{App, Error};
use crate::domain::access::Principal;
use crate::domain::calendar::{day_start, days_before, next_day};
use crate::domain::period::{Period, PeriodKind};
use crate::domain::statistics::Basis;

/// What is expected of a unit, what was expected, and what came.
#[derive(Clone, Debug)]
pub struct Outlook {
    pub now: Answer,
    /// The forecast as it was made when so many days fewer were known.
    pub before: Answer,
    /// The days since then, in order.
    pub happened: Vec<Happened>,
}

/// What was registered of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    pub date: NaiveDate,
    /// Occupied beds, and beds in service; nothing where not every house of the unit registered the day, for the sum
    /// of some would pass for that of all.
    pub beds: Option<(u32, u32)>,
}

impl Outlook {
    /// The unit's forecast; nothing where nothing is forecast of it, such as of a house that has closed.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        self.now.units.first()
    }

    /// The same from before, up to the last day that is known.
    #[must_use]
    pub fn unit_before(&self) -> Option<&Unit> {
        self.before.units.first()
    }
}

/// The forecast that is asked for, the same as of `back` days before its last known day, and the days in between.
///
/// # Errors
/// As [`forecast`].
pub async fn outlook(
    app: &App,
    principal: &Principal,
    question: Question,
    back: u32,
) -> Result<Outlook, Error> {
    let now = forecast(app, question.clone()).await?;
    let origin = now.known.origin;
    let told_on = days_before(origin, back);
    let then = Question {
        as_of: Some(day_start(next_day(told_on))),
        seed: None,
        ..question.clone()
    };
    let mut before = forecast(app, then).await?;
    for unit in &mut before.units {
        unit.forecast.days.retain(|day| day.date <= origin);
    }
    let range = Period {
        from: next_day(told_on),
        until: origin,
    };
    let asked = statistics::Question {
        range,
        period: PeriodKind::Day,
        group_by: match question.group_by {
            UnitKind::House => GroupBy::House,
            UnitKind::NetworkRegion => GroupBy::NetworkRegion,
            UnitKind::Network => GroupBy::Network,
        },
        filter: question.filter,
        carry_forward: 0,
        as_of: question.as_of,
    };
    let groups = measure(app, principal, asked).await?;
    let unit = now.units.first().map(|unit| unit.id.as_str());
    let group = groups.iter().find(|group| group.id.as_deref() == unit);
    Ok(Outlook {
        happened: happened(range, group),
        now,
        before,
    })
}

fn happened(range: Period, group: Option<&Group>) -> Vec<Happened> {
    let days = range.from.iter_days().take(range.days());
    days.map(|date| {
        let measured = group.and_then(|group| {
            let mut periods = group.periods.iter().map(|period| &period.measured);
            periods.find(|measured| measured.period.from == date)
        });
        let is_complete = |basis: Basis| basis.expected > 0 && basis.reported == basis.expected;
        let complete = measured.filter(|measured| is_complete(measured.basis));
        let sums = complete.and_then(|measured| measured.daily.first().copied().flatten());
        Happened {
            date,
            beds: sums.map(|sums| (sums.occupied, sums.in_service)),
        }
    })
    .collect()
}
