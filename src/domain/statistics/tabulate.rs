//! Adding up a group of houses over a period.

use super::{Basis, BedDays, DayCounts, DaySums, Flows, Full, HouseDay, Measured, Stated, Waiting};
use crate::domain::count::Tally;
use crate::domain::period::Period;
use crate::domain::stand::RefusalReason;

/// What is measured of `houses`, whose days are those of `range`, in `period`, which lies within it.
#[must_use]
pub fn tabulate(houses: &[&[HouseDay]], range: Period, period: Period) -> Measured {
    let mut sums = Sums::default();
    let first = range.index_of(period.from).unwrap_or(usize::MAX);
    let of_period = |house: &&[HouseDay]| {
        house
            .iter()
            .skip(first)
            .take(period.days())
            .any(HouseDay::has_stand)
    };
    sums.basis.houses = houses.iter().map(|house| u32::from(of_period(house))).sum();
    let mut daily = Vec::with_capacity(period.days());
    let mut run = 0;
    for (day, date) in period.from.iter_days().take(period.days()).enumerate() {
        let mut today = Today::default();
        for day in houses
            .iter()
            .filter_map(|house| house.get(first.checked_add(day)?))
        {
            sums.add(*day, &mut today);
        }
        let all_full = today.all_full();
        run = if all_full == Some(true) { run + 1 } else { 0 };
        sums.full.longest_run = sums.full.longest_run.max(run);
        sums.full.complete_days += u32::from(all_full.is_some());
        sums.full.all_days += u32::from(all_full == Some(true));
        sums.waiting_active.add(today.waiting_active);
        sums.waiting_passive.add(today.waiting_passive);
        daily.push((today.stands > 0).then_some(DaySums {
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
    /// Houses with a stand, of this day or carried.
    stands: u32,
    /// Houses that could have admitted.
    offering: u32,
    waiting_active: Stated,
    waiting_passive: Stated,
    sums: DaySums,
}

impl Today {
    /// Whether no house could have admitted; not known where one is missing, or none was expected.
    fn all_full(&self) -> Option<bool> {
        (self.expected > 0 && self.reported == self.expected).then_some(self.offering == 0)
    }
}

impl Sums {
    fn add(&mut self, day: HouseDay, today: &mut Today) {
        if matches!(day, HouseDay::NotExpected) {
            return;
        }
        today.expected += 1;
        self.basis.expected += 1;
        match day {
            HouseDay::NotExpected => {}
            HouseDay::Missing { physical } => {
                self.basis.missing += 1;
                self.basis.missing_physical += u64::from(physical);
            }
            HouseDay::Carried(counts) => {
                self.basis.missing += 1;
                self.basis.carried += 1;
                self.add_stand(counts, today);
            }
            HouseDay::Reported(counts) => {
                self.basis.reported += 1;
                today.reported += 1;
                self.basis.closed += u32::from(counts.in_service == 0);
                self.add_stand(counts, today);
                self.flows.add(counts);
                today.add_waiting(counts);
            }
        }
    }

    fn add_stand(&mut self, counts: &DayCounts, today: &mut Today) {
        self.beds.add(counts);
        self.full.add(counts);
        today.add(counts);
    }
}

impl Today {
    fn add(&mut self, counts: &DayCounts) {
        self.stands += 1;
        self.offering += u32::from(counts.free > 0 && !counts.is_stopped);
        self.sums.occupied += counts.occupied;
        self.sums.in_service += counts.in_service;
        self.sums.physical += counts.physical;
        self.sums.full += u32::from(is_full(counts));
        self.sums.open += u32::from(counts.in_service > 0);
    }

    fn add_waiting(&mut self, counts: &DayCounts) {
        self.waiting_active.add(counts.waiting_list_active);
        self.waiting_passive.add(counts.waiting_list_passive);
    }
}

impl BedDays {
    fn add(&mut self, counts: &DayCounts) {
        self.physical += u64::from(counts.physical);
        self.in_service += u64::from(counts.in_service);
        for (reason, beds) in counts.closures.iter().flat_map(Tally::parts) {
            *self.closed.entry(reason).or_default() += u64::from(beds);
        }
        self.occupied += u64::from(counts.occupied);
        self.respite += u64::from(counts.respite);
        self.reserved += u64::from(counts.reserved);
        self.in_turnover += u64::from(counts.in_turnover);
        self.free += u64::from(counts.free);
    }
}

impl Stated {
    fn add(&mut self, count: Option<u32>) {
        if let Some(count) = count {
            self.sum += u64::from(count);
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
        self.refusals.add(refused.map(Tally::total));
        for (reason, count) in refused.into_iter().flat_map(Tally::parts) {
            *self.refusals_by_reason.entry(reason).or_default() += u64::from(count);
        }
        if let (Some(requests), Some(refusals)) = (counts.requests, refused) {
            self.requests_with_refusals += u64::from(requests);
            self.refusals_with_requests += u64::from(refusals.total());
            self.refused_no_bed_with_requests += u64::from(refusals.of(RefusalReason::NoBed));
        }
        if let (Some(deaths), Some(discharges)) = (counts.deaths, counts.discharges) {
            self.occupied_with_departures += u64::from(counts.occupied);
            self.in_service_with_departures += u64::from(counts.in_service);
            self.departures += u64::from(deaths + discharges);
        }
        if counts.admissions.is_some() {
            self.in_service_with_admissions += u64::from(counts.in_service);
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
    fn add(&mut self, today: Stated) {
        if today.house_days > 0 {
            self.sum += today.sum;
            self.days += 1;
            self.house_days += today.house_days;
            self.maximum = self.maximum.max(u32::try_from(today.sum).unwrap_or(u32::MAX));
        }
    }
}

/// Beds in service, and none of them free.
fn is_full(counts: &DayCounts) -> bool {
    counts.in_service > 0 && counts.free == 0
}
