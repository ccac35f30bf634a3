//! Adding up a group of houses over a period.

use super::{
    Basis, BedDays, DayCounts, DaySums, Flows, Full, HouseDay, HouseSeries, Measured, Stated, Waiting,
};
use crate::domain::period::Period;
use crate::domain::stand::RefusalReason;

/// What is measured of `houses`, whose days are those of `range`, in `period`, which lies within it.
#[must_use]
pub fn tabulate(houses: &[&HouseSeries], range: Period, period: Period) -> Measured {
    let mut sums = Sums::default();
    let mut daily = Vec::with_capacity(period.days());
    let mut run = 0;
    for date in period.from.iter_days().take(period.days()) {
        let days = range
            .index_of(date)
            .into_iter()
            .flat_map(|index| houses.iter().filter_map(move |house| house.days.get(index)));
        let mut today = Today::default();
        for day in days {
            sums.add(day, &mut today);
        }
        let all_full = today.all_full();
        run = if all_full == Some(true) { run + 1 } else { 0 };
        sums.full.longest_run = sums.full.longest_run.max(run);
        sums.full.complete_days += u32::from(all_full.is_some());
        sums.full.all_days += u32::from(all_full == Some(true));
        sums.waiting_active.add(today.waiting_active);
        sums.waiting_passive.add(today.waiting_passive);
        daily.push((today.reported > 0).then_some(DaySums {
            date,
            all_full,
            ..today.sums
        }));
    }
    Measured {
        period,
        basis: sums.basis,
        beds: sums.beds,
        flows: sums.flows,
        full: sums.full,
        waiting_active: sums.waiting_active,
        waiting_passive: sums.waiting_passive,
        daily,
    }
}

#[derive(Default)]
struct Sums {
    basis: Basis,
    beds: BedDays,
    flows: Flows,
    full: Full,
    waiting_active: Waiting,
    waiting_passive: Waiting,
}

/// A group on one day.
#[derive(Default)]
struct Today {
    expected: u32,
    reported: u32,
    /// Houses that could have admitted.
    offering: u32,
    waiting_active: Option<u32>,
    waiting_passive: Option<u32>,
    sums: DaySums,
}

impl Today {
    /// Whether no house could have admitted; not known where one is missing, or none was expected.
    fn all_full(&self) -> Option<bool> {
        (self.expected > 0 && self.reported == self.expected).then_some(self.offering == 0)
    }
}

impl Sums {
    fn add(&mut self, day: &HouseDay, today: &mut Today) {
        match day {
            HouseDay::NotExpected => {}
            HouseDay::Missing { physical } => {
                today.expected += 1;
                self.basis.expected += 1;
                self.basis.missing += 1;
                self.basis.missing_physical += physical;
            }
            HouseDay::Reported(counts) => {
                today.expected += 1;
                self.basis.expected += 1;
                if counts.is_carried {
                    self.basis.missing += 1;
                    self.basis.carried += 1;
                } else {
                    self.basis.reported += 1;
                    self.basis.closed += u32::from(counts.in_service == 0);
                }
                self.beds.add(counts);
                self.flows.add(counts);
                self.full.add(counts);
                today.add(counts);
            }
        }
    }
}

impl Today {
    fn add(&mut self, counts: &DayCounts) {
        self.reported += 1;
        self.offering += u32::from(counts.free > 0 && !counts.is_stopped);
        self.sums.occupied += counts.occupied;
        self.sums.in_service += counts.in_service;
        self.sums.physical += counts.physical;
        self.sums.full += u32::from(is_full(counts));
        self.sums.open += u32::from(counts.in_service > 0);
        let add = |sum: &mut Option<u32>, more: Option<u32>| {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(0) + more);
            }
        };
        add(&mut self.waiting_active, counts.waiting_list_active);
        add(&mut self.waiting_passive, counts.waiting_list_passive);
    }
}

impl BedDays {
    fn add(&mut self, counts: &DayCounts) {
        self.physical += counts.physical;
        self.in_service += counts.in_service;
        for (reason, beds) in counts.closures.iter().flat_map(|closures| closures.parts()) {
            *self.closed.entry(reason).or_default() += beds;
        }
        self.occupied += counts.occupied;
        self.respite += counts.respite;
        self.reserved += counts.reserved;
        self.in_turnover += counts.in_turnover;
        self.free += counts.free;
    }
}

impl Stated {
    fn add(&mut self, count: Option<u32>) {
        if let Some(count) = count {
            self.sum = self.sum.saturating_add(count);
            self.house_days += 1;
        }
    }
}

impl Flows {
    fn add(&mut self, counts: &DayCounts) {
        self.admissions.add(counts.admissions);
        self.deaths.add(counts.deaths);
        self.discharges.add(counts.discharges);
        self.requests.add(counts.requests);
        self.requests_redirected.add(counts.requests_redirected);
        self.withdrawals.add(counts.withdrawals);
        self.died_before_admission.add(counts.died_before_admission);
        let refused = counts.refusals.as_ref();
        self.refusals.add(refused.map(|refusals| refusals.total()));
        for (reason, count) in refused.into_iter().flat_map(|refusals| refusals.parts()) {
            let sum = self.refusals_by_reason.entry(reason).or_default();
            *sum = sum.saturating_add(count);
        }
        if let (Some(requests), Some(refusals)) = (counts.requests, refused) {
            self.requests_with_refusals += requests;
            self.refusals_with_requests = self.refusals_with_requests.saturating_add(refusals.total());
            let no_bed = refusals.of(RefusalReason::NoBed);
            self.refused_no_bed_with_requests = self.refused_no_bed_with_requests.saturating_add(no_bed);
        }
        if let (Some(deaths), Some(discharges)) = (counts.deaths, counts.discharges) {
            self.occupied_with_departures += counts.occupied;
            self.in_service_with_departures += counts.in_service;
            self.departures += deaths + discharges;
        }
        if counts.admissions.is_some() {
            self.in_service_with_admissions += counts.in_service;
        }
    }
}

impl Full {
    fn add(&mut self, counts: &DayCounts) {
        self.house_days += u32::from(is_full(counts));
        self.of_house_days += u32::from(counts.in_service > 0);
        self.stopped_house_days += u32::from(counts.is_stopped);
    }
}

impl Waiting {
    fn add(&mut self, number: Option<u32>) {
        if let Some(number) = number {
            self.sum = self.sum.saturating_add(number);
            self.days += 1;
            self.maximum = self.maximum.max(number);
        }
    }
}

/// Beds in service, and none of them free.
fn is_full(counts: &DayCounts) -> bool {
    counts.in_service > 0 && counts.free == 0
}
