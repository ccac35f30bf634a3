//! Small counts: which figures of people the role analyst may see. docs/suppression.md says why.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::group::{Places, known, split};
use super::{Group, GroupBy, Question};
use crate::app::ledger::Days;
use crate::domain::code::{Coded as _, coded};
use crate::domain::count::Tally;
use crate::domain::house::HouseHistory;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::stand::RefusalReason;
use crate::domain::statistics::{DayCounts, HouseDay, HouseSeries, Measured};
use crate::domain::suppression::{
    Answer, Count as Cell, Month, Pattern, Policy, Row, Table, Unit, suppress, suppress_parts,
};

coded! {
    /// A figure that tells of people.
    Figure {
        Admissions = "admissions",
        Deaths = "deaths",
        Discharges = "discharges",
        Requests = "requests",
        RequestsRedirected = "requestsRedirected",
        Refusals = "refusals",
        RefusalsByReason = "refusalsByReason",
        Withdrawals = "withdrawals",
        DiedBeforeAdmission = "diedBeforeAdmission",
        WaitingListActive = "waitingListActive",
        WaitingListPassive = "waitingListPassive",
        WaitingListActiveMaximum = "waitingListActiveMaximum",
        WaitingListPassiveMaximum = "waitingListPassiveMaximum",
        AdmissionsPerBedYear = "admissionsPerBedYear",
        MeanLengthOfStayDays = "meanLengthOfStayDays",
        TurnoverIntervalDays = "turnoverIntervalDays",
        RefusalShare = "refusalShare",
        NoBedShare = "noBedShare",
    }
}

/// Decides which figures of people an answer may hold.
pub(super) struct Guard {
    group_by: GroupBy,
    /// Nothing where the question cuts people in a way that is not offered.
    networks: Vec<Network>,
}

/// A network: its rows, and what of them is published.
struct Network {
    id: Option<String>,
    /// The regions in order; nothing for houses of no known region.
    regions: Vec<Option<String>>,
    patterns: Patterns,
}

/// Nothing where counts contradict each other, which those of the register cannot: nothing of them is shown.
struct Patterns {
    departures: Option<Pattern>,
    deaths: Option<Pattern>,
    refusals: Option<Pattern>,
    requests: Option<Pattern>,
    requests_redirected: Option<Pattern>,
    withdrawals: Option<Pattern>,
    died_before_admission: Option<Pattern>,
    waiting_active: Option<Pattern>,
    waiting_passive: Option<Pattern>,
}

impl Guard {
    /// The guard of an answer. `settled` is the last day of the last quarter that is over and settled. What
    /// is decided does not depend on the question, but for the years that it touches.
    pub(super) fn new(
        question: &Question,
        houses: &[HouseHistory],
        places: &Places,
        days: &Days,
        settled: NaiveDate,
        policy: Policy,
    ) -> Self {
        let networks = if is_offered(question) {
            let years = days.years();
            let rows = rows(houses, places, days, years);
            let decide = |(id, rows)| Network::decide(id, rows, Month::of(settled), policy);
            rows.into_iter().map(decide).collect()
        } else {
            Vec::new()
        };
        Self {
            group_by: question.group_by,
            networks,
        }
    }

    /// Notes what this reader may not see of a group.
    pub(super) fn apply(&self, group: &mut Group) {
        for period in &mut group.periods {
            period.withheld = self.withheld(group.id.as_deref(), &period.measured);
        }
    }

    fn withheld(&self, id: Option<&str>, measured: &Measured) -> Vec<Figure> {
        let published = match (self.row(id), whole_months(measured.period)) {
            (Some((network, row)), Some(months)) => network.patterns.published(row, months, measured),
            _ => Vec::new(),
        };
        let is_withheld = |figure: &Figure| !published.contains(figure);
        Figure::ALL.iter().copied().filter(is_withheld).collect()
    }

    fn row(&self, id: Option<&str>) -> Option<(&Network, Row)> {
        if self.group_by == GroupBy::Network {
            let network = self.networks.iter().find(|network| network.id.as_deref() == id)?;
            return Some((network, Row::Network));
        }
        // Houses of no known region may be of several networks: no row of any table.
        let id = id?;
        self.networks.iter().find_map(|network| {
            let is_it = |region: &Option<String>| region.as_deref() == Some(id);
            let place = network.regions.iter().position(is_it)?;
            Some((network, Row::Region(place)))
        })
    }
}

/// Offered is the network, or its regions, by month or coarser, as it stands now.
fn is_offered(question: &Question) -> bool {
    let by_network = match question.group_by {
        GroupBy::Network => question.filter.regions.is_empty(),
        GroupBy::NetworkRegion => true,
        GroupBy::House | GroupBy::Type => false,
    };
    by_network
        && question.filter.houses.is_empty()
        && question.filter.types.is_empty()
        && question.as_of.is_none()
        && !matches!(question.period, PeriodKind::Day | PeriodKind::Week)
}

/// The first and the last month of a period that is whole months.
fn whole_months(period: Period) -> Option<(Month, Month)> {
    let (first, last) = (Month::of(period.from), Month::of(period.until));
    let begins = period
        .from
        .pred_opt()
        .is_none_or(|before| Month::of(before) != first);
    let ends = period
        .until
        .succ_opt()
        .is_none_or(|after| Month::of(after) != last);
    (begins && ends).then_some((first, last))
}

/// By region, each house's registered days by month.
type Rows<'a> = BTreeMap<Option<String>, Vec<HouseMonths<'a>>>;
type HouseMonths<'a> = Vec<(Month, Vec<&'a DayCounts>)>;

/// The houses' days by network and region.
fn rows<'a>(
    houses: &[HouseHistory],
    places: &Places,
    days: &'a Days,
    years: Period,
) -> BTreeMap<Option<String>, Rows<'a>> {
    let mut rows = BTreeMap::<Option<String>, Rows>::new();
    for house in houses {
        let place = split(house, &known(house, days, years, years.until), years, |details| {
            let region = details.region.as_ref().map(ToString::to_string);
            Some((places.network_of(details).map(str::to_owned), region))
        });
        for ((network, region), series) in place {
            rows.entry(network)
                .or_default()
                .entry(region)
                .or_default()
                .push(months(&series, years));
        }
    }
    rows
}

fn months<'a>(house: &HouseSeries<'a>, years: Period) -> HouseMonths<'a> {
    let mut months = HouseMonths::new();
    for (date, day) in years.from.iter_days().zip(house) {
        if let HouseDay::Reported(counts) = day {
            let month = Month::of(date);
            match months.last_mut() {
                Some((last, days)) if *last == month => days.push(*counts),
                _ => months.push((month, vec![*counts])),
            }
        }
    }
    months
}

impl Network {
    fn decide(id: Option<String>, rows: Rows, until: Month, policy: Policy) -> Self {
        let counted = Counted { rows: &rows, until };
        let decide = |table: Option<Table>| table.map(|table| suppress(&table, policy));
        let people = |of: fn(&DayCounts) -> Option<Cell>| decide(counted.table(of, Unit::People));
        let waiting = |of: fn(&DayCounts) -> Option<Cell>| decide(counted.table(of, Unit::PersonDays));
        let departures = people(departures);
        let parts = counted.table(deaths, Unit::People).zip(departures.as_ref());
        let patterns = Patterns {
            deaths: parts.map(|(parts, whole)| suppress_parts(&parts, whole, policy)),
            departures,
            refusals: decide(counted.by_reason()),
            requests: people(requests),
            requests_redirected: people(|counts| within(counts.requests_redirected, counts.requests)),
            withdrawals: people(|counts| alone(counts.withdrawals)),
            died_before_admission: people(|counts| alone(counts.died_before_admission)),
            waiting_active: waiting(|counts| alone(counts.waiting_list_active)),
            waiting_passive: waiting(|counts| alone(counts.waiting_list_passive)),
        };
        Self {
            id,
            regions: rows.into_keys().collect(),
            patterns,
        }
    }
}

impl Patterns {
    fn published(&self, row: Row, (from, until): (Month, Month), measured: &Measured) -> Vec<Figure> {
        let flows = &measured.flows;
        let is_shown = |pattern: &Option<Pattern>, row: Row, value: u64| match pattern
            .as_ref()
            .map(|pattern| pattern.answer(row, from, until))
        {
            Some(Answer::Published(figures)) => figures.value == value,
            Some(Answer::Missing) => value == 0,
            Some(Answer::Suppressed) | None => false,
        };
        let reasons = || {
            let of = |reason: &RefusalReason| flows.refusals_by_reason.get(reason).copied().unwrap_or(0);
            let mut kinds = RefusalReason::ALL.iter().enumerate();
            row == Row::Network
                && kinds.all(|(kind, reason)| is_shown(&self.refusals, Row::Kind(kind), of(reason)))
        };
        let departures = flows.deaths.sum + flows.discharges.sum;
        let shows_departures = is_shown(&self.departures, row, departures);
        let shows_parts = is_shown(&self.deaths, row, flows.deaths.sum);
        let shows_refusals = is_shown(&self.refusals, row, flows.refusals.sum);
        let shows_requests = is_shown(&self.requests, row, flows.requests.sum);
        let shows_reasons = reasons();
        // Rates of a part of the counts would tell of that part.
        let rates_departures = shows_departures && flows.departures == departures;
        let rates_refusals = shows_refusals
            && shows_requests
            && flows.refusals_with_requests == flows.refusals.sum
            && flows.requests_with_refusals == flows.requests.sum;
        let figures = [
            (Figure::Admissions, shows_departures),
            (Figure::Deaths, shows_parts),
            (Figure::Discharges, shows_parts),
            (Figure::Requests, shows_requests),
            (
                Figure::RequestsRedirected,
                is_shown(&self.requests_redirected, row, flows.requests_redirected.sum),
            ),
            (Figure::Refusals, shows_refusals),
            (Figure::RefusalsByReason, shows_reasons),
            (
                Figure::Withdrawals,
                is_shown(&self.withdrawals, row, flows.withdrawals.sum),
            ),
            (
                Figure::DiedBeforeAdmission,
                is_shown(&self.died_before_admission, row, flows.died_before_admission.sum),
            ),
            (
                Figure::WaitingListActive,
                is_shown(&self.waiting_active, row, measured.waiting_active.sum),
            ),
            (
                Figure::WaitingListPassive,
                is_shown(&self.waiting_passive, row, measured.waiting_passive.sum),
            ),
            (Figure::AdmissionsPerBedYear, shows_departures),
            (Figure::MeanLengthOfStayDays, rates_departures),
            (Figure::TurnoverIntervalDays, rates_departures),
            (Figure::RefusalShare, rates_refusals),
            (Figure::NoBedShare, rates_refusals && shows_reasons),
        ];
        let shown = figures.into_iter().filter(|(_, is_shown)| *is_shown);
        shown.map(|(figure, _)| figure).collect()
    }
}

/// The houses' days of a network, to be counted by region and month.
struct Counted<'a> {
    rows: &'a Rows<'a>,
    until: Month,
}

impl Counted<'_> {
    fn table(&self, of: impl Fn(&DayCounts) -> Option<Cell>, unit: Unit) -> Option<Table> {
        self.table_of(&of, Vec::new(), unit)
    }

    fn by_reason(&self) -> Option<Table> {
        let kind = |reason: &RefusalReason| {
            let mut months = BTreeMap::<Month, u32>::new();
            for (month, days) in self.rows.values().flatten().flatten() {
                let refusals = days.iter().filter_map(|counts| counts.refusals.as_ref());
                let stated: Vec<u32> = refusals.map(|refusals| refusals.of(*reason)).collect();
                if !stated.is_empty() {
                    *months.entry(*month).or_default() += stated.iter().sum::<u32>();
                }
            }
            months
        };
        self.table_of(
            &refusals,
            RefusalReason::ALL.iter().map(kind).collect(),
            Unit::People,
        )
    }

    fn table_of(
        &self,
        of: &impl Fn(&DayCounts) -> Option<Cell>,
        kinds: Vec<BTreeMap<Month, u32>>,
        unit: Unit,
    ) -> Option<Table> {
        let regions = self.rows.values().map(|houses| {
            let mut months = BTreeMap::<Month, Cell>::new();
            for (month, days) in houses.iter().flatten() {
                // Nothing where the house stated the count on no day of the month.
                if let Some(cell) = days.iter().filter_map(|counts| of(counts)).reduce(and) {
                    let sum = months.entry(*month).or_default();
                    *sum = and(*sum, Cell { houses: 1, ..cell });
                }
            }
            months
        });
        Table::new(regions.collect(), kinds, self.until, unit).ok()
    }
}

/// The sum; what only one states is that one's.
fn and(one: Cell, other: Cell) -> Cell {
    let sum = |one: Option<u32>, other: Option<u32>| match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    };
    Cell {
        value: one.value + other.value,
        companion: sum(one.companion, other.companion),
        rest: sum(one.rest, other.rest),
        least: one.least + other.least,
        most: sum(one.most, other.most),
        houses: one.houses + other.houses,
    }
}

fn alone(count: Option<u32>) -> Option<Cell> {
    Some(Cell {
        value: count?,
        ..Cell::default()
    })
}

/// A count of some of `whole`.
fn within(count: Option<u32>, whole: Option<u32>) -> Option<Cell> {
    let value = count?;
    Some(Cell {
        value,
        most: Some(whole.unwrap_or(value).max(value)),
        ..Cell::default()
    })
}

/// Departures with the admissions, from which they differ by what everybody can see: the change of the
/// occupied beds.
fn departures(counts: &DayCounts) -> Option<Cell> {
    let discharges = counts.discharges.unwrap_or(0);
    moved(counts).then(|| Cell {
        value: counts.deaths.unwrap_or(0) + discharges,
        companion: Some(counts.admissions.unwrap_or(0)),
        least: discharges,
        ..Cell::default()
    })
}

fn deaths(counts: &DayCounts) -> Option<Cell> {
    moved(counts).then(|| Cell {
        value: counts.deaths.unwrap_or(0),
        rest: Some(counts.discharges.unwrap_or(0)),
        ..Cell::default()
    })
}

/// Did the house state any of its flows of guests?
fn moved(counts: &DayCounts) -> bool {
    counts.admissions.is_some() || counts.deaths.is_some() || counts.discharges.is_some()
}

fn refusals(counts: &DayCounts) -> Option<Cell> {
    within(counts.refusals.as_ref().map(Tally::total), counts.requests)
}

fn requests(counts: &DayCounts) -> Option<Cell> {
    let refused = counts.refusals.as_ref().map_or(0, Tally::total);
    let value = counts.requests?;
    Some(Cell {
        value,
        least: refused.min(value),
        ..Cell::default()
    })
}
