//! How a house enters its stands: mostly each morning, sometimes twice, late, wrongly or not at all.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::Entry;
use super::clock::{days_after, moment};
use super::dice::Dice;
use super::flows::{Flows, count};
use super::site::Site;
use crate::domain::calendar::{is_weekend, next_day};
use crate::domain::count::{Count, Tally};
use crate::domain::stand::{AdmissionStop, ClosureReason, Counts, Stand};
use crate::domain::text::Reason;

/// When the doors open on the first day of `admits_from`: seconds after midnight.
const OPENS_AT: u32 = 8 * 3_600;

const BEDS_MISCOUNTED: [&str; 5] = [
    "Verteld bij de ochtendronde: telling klopte niet",
    "Nageteld bij de overdracht: een bed verschil",
    "Invoerfout: telling verkeerd overgenomen",
    "Cijfer verwisseld bij het invullen",
    "Telling liep een bed achter",
];
const LIST_MISCOUNTED: &str = "Wachtlijst nageteld: aantal klopte niet";

/// How one house posts, and what it has posted.
pub(super) struct Posts {
    seed: u64,
    /// The house posts nothing before this day: nobody thinks of it.
    forgets_until: Option<NaiveDate>,
    /// The house has registered a day before today.
    begun: bool,
    /// Today's stand of the morning, where an update could follow it.
    morning: Option<Morning>,
}

struct Morning {
    beds: Counts,
    flows: Flows,
    first: bool,
}

impl Posts {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            forgets_until: None,
            begun: false,
            morning: None,
        }
    }

    /// Posts the morning count of `day`, unless it is missed.
    pub(super) fn morning(&mut self, site: &mut Site, day: NaiveDate, entries: &mut Vec<Entry>) {
        self.morning = None;
        let Some(beds) = site.beds else { return };
        let mut dice = self.dice("post", site, day);
        if self.is_missed(day, &mut dice) {
            return;
        }
        let first = !self.begun;
        self.begun = true;
        let flows = std::mem::take(&mut site.flows);
        let now = self.posted_at(site, day);
        let stand = stand(site);
        let right = state(&stand, &flows, first);
        let late = if is_weekend(day) { 0.035 } else { 0.015 };
        if dice.chance(late) {
            let tomorrow = self.posted_at(site, next_day(day)) - seconds(&mut dice, 60, 200);
            entries.push(entry(site, day, tomorrow, right));
        } else if let Some((wrong, reason)) = miscount(&right, beds, &mut dice) {
            entries.push(entry(site, day, now, wrong));
            let noticed = self.noticed_at(site, day, &mut dice);
            entries.push(Entry {
                reason: Some(reason),
                ..entry(site, day, noticed, right)
            });
        } else {
            entries.push(entry(site, day, now, right));
            self.morning = Some(Morning {
                beds: stand,
                flows,
                first,
            });
        }
    }

    /// Posts `day` once more in the afternoon, mostly where something changed since the morning.
    pub(super) fn afternoon(&mut self, site: &mut Site, day: NaiveDate, entries: &mut Vec<Entry>) {
        let Some(morning) = self.morning.take() else {
            return;
        };
        let mut dice = self.dice("update", site, day);
        let stand = stand(site);
        let likely = if stand == morning.beds { 0.01 } else { 0.12 };
        if dice.chance(likely) {
            let flows = morning.flows.and(std::mem::take(&mut site.flows));
            let now = moment(day, dice.between(15 * 3_600 + 2_100, 17 * 3_600));
            entries.push(entry(site, day, now, state(&stand, &flows, morning.first)));
        }
    }

    /// Days are missed one by one, or a few in a row; more easily at weekends.
    fn is_missed(&mut self, day: NaiveDate, dice: &mut Dice) -> bool {
        if self.forgets_until.is_some_and(|until| day < until) {
            return true;
        }
        let missed = dice.chance(if is_weekend(day) { 0.025 } else { 0.014 });
        let days = match dice.unit() {
            ..0.65 => 1,
            ..0.92 => dice.between(2, 3),
            _ => dice.between(4, 8),
        };
        self.forgets_until = missed.then(|| days_after(day, days));
        missed
    }

    /// The moment at which the house posts on `day`: its usual time, give or take ten minutes.
    fn posted_at(&self, site: &Site, day: NaiveDate) -> DateTime<Utc> {
        let jitter = self.dice("moment", site, day).between(0, 1_200);
        moment(day, site.nature.posts_at + jitter) - TimeDelta::seconds(600)
    }

    /// The moment at which a miscount of `day` is corrected: mostly the next morning.
    fn noticed_at(&self, site: &Site, day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
        match dice.unit() {
            ..0.2 => moment(day, dice.between(12 * 3_600, 17 * 3_600)),
            ..0.85 => self.posted_at(site, next_day(day)) - seconds(dice, 240, 900),
            _ => {
                let later = days_after(day, dice.between(2, 5));
                self.posted_at(site, later) + seconds(dice, 240, 900)
            }
        }
    }

    fn dice(&self, purpose: &str, site: &Site, day: NaiveDate) -> Dice {
        Dice::of(self.seed, purpose, site.house.id.as_str(), day.num_days_from_ce())
    }
}

fn seconds(dice: &mut Dice, least: u32, most: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(dice.between(least, most)))
}

fn entry(site: &Site, date: NaiveDate, entered_at: DateTime<Utc>, counts: Counts) -> Entry {
    Entry {
        house: site.house.id.clone(),
        date,
        entered_at,
        counts,
        reason: None,
    }
}

/// `stand` with the flows since the one before it; the first of a house has none before it.
fn state(stand: &Counts, flows: &Flows, first: bool) -> Counts {
    if first {
        stand.clone()
    } else {
        flows.onto(stand.clone())
    }
}

/// The beds and the lists as they are now, without flows.
fn stand(site: &Site) -> Counts {
    let mut unused = site.beds.unwrap_or(0).saturating_sub(site.in_use());
    let by_plan = site.closing.iter().map(|(reason, beds)| {
        let closed = unused.min(*beds);
        unused -= closed;
        (*reason, closed)
    });
    let quiet = (ClosureReason::QuietAfterDeath, site.quiet());
    let closures = Some(Tally::new(by_plan.chain([quiet])));
    let winding_down = site.winding_down.then_some(AdmissionStop {
        reason: ClosureReason::Other,
        expected_until: None,
    });
    Counts {
        beds_occupied: count(site.occupied()),
        beds_respite: Some(count(site.respite())),
        beds_reserved: Some(count(site.reserved())),
        beds_in_turnover: Some(count(site.in_turnover())),
        closures,
        admission_stop: winding_down.or_else(|| site.trouble.and_then(|trouble| trouble.stop())),
        admits_from: site.admits_from.map(|from| moment(from, OPENS_AT)),
        waiting_list_active: Some(count(site.waiting)),
        waiting_list_passive: Some(count(site.passive)),
        ..Counts::default()
    }
}

/// Now and then `right` with a wrong count in it that still fits the house, and the reason that
/// its correction will give.
fn miscount(right: &Counts, beds: u32, dice: &mut Dice) -> Option<(Counts, Reason)> {
    if !dice.chance(0.016) {
        return None;
    }
    let more = |counted: Count| Count::new(i64::from(counted.get()) + 1);
    let fewer = |counted: Count| Count::new(i64::from(counted.get()) - 1);
    let occupied = right.beds_occupied;
    let reserved_unseen = right.beds_reserved.and_then(fewer).map(|reserved| Counts {
        beds_reserved: Some(reserved),
        ..right.clone()
    });
    let one_more = more(occupied).map(|beds_occupied| Counts {
        beds_occupied,
        ..right.clone()
    });
    let one_fewer = fewer(occupied).map(|beds_occupied| Counts {
        beds_occupied,
        ..right.clone()
    });
    let list = Counts {
        waiting_list_active: right.waiting_list_active.and_then(more),
        ..right.clone()
    };
    let fits = |counts: &Counts| Stand::new(counts.clone(), count(beds)).is_ok();
    let of_beds = match dice.unit() {
        ..0.2 => None,
        ..0.45 => reserved_unseen.or(one_fewer),
        ..0.75 => one_more.filter(fits).or(one_fewer),
        _ => one_fewer,
    };
    let reason = match of_beds {
        Some(_) => dice.pick(&BEDS_MISCOUNTED)?,
        None => LIST_MISCOUNTED,
    };
    Some((of_beds.unwrap_or(list), Reason::new(reason)?))
}
