use super::*;
use crate::domain::registration::{Entry as Entered, Registration, fit};
use crate::domain::warning::{Confirmed, HISTORY_DAYS, PastDay, warnings};

/// How many registrations of two years of the network deserve each warning, and how many there are.
fn counted(seed: u64) -> (BTreeMap<&'static str, usize>, usize) {
    use crate::domain::code::Coded as _;
    let houses = network();
    let mut revisions = BTreeMap::<(HouseId, NaiveDate), Registration>::new();
    for entry in two_years(&houses, seed) {
        let house = houses.iter().find(|house| house.id == entry.house);
        let house = house.expect("a house");
        let stand = fit((&house.opening, &house.beds), entry.date, entry.counts).expect("a stand");
        let key = (entry.house.clone(), entry.date);
        let revision = revisions
            .get(&key)
            .map_or(1, |current| current.entry.revision + 1);
        let registration = Registration {
            house_id: entry.house,
            date: entry.date,
            stand,
            entry: Entered {
                revision,
                recorded_at: entry.entered_at,
                counted_at: None,
                recorded_by: Name::new("Test").expect("a name"),
                token_id: None,
                reason: entry.reason,
                confirmed: Confirmed::new(),
            },
        };
        revisions.insert(key, registration);
    }
    let mut past = BTreeMap::<HouseId, Vec<PastDay>>::new();
    let mut found = BTreeMap::new();
    for ((house, date), registration) in &revisions {
        let days = past.entry(house.clone()).or_default();
        days.retain(|day| *date - day.date <= TimeDelta::days(i64::from(HISTORY_DAYS)));
        let mut codes: Vec<_> = warnings(registration, days)
            .iter()
            .map(|warning| warning.code().code())
            .collect();
        codes.dedup();
        for code in codes {
            *found.entry(code).or_default() += 1;
        }
        days.push(PastDay::of(*date, &registration.stand));
    }
    (found, revisions.len())
}

#[test]
fn a_house_is_warned_rarely() {
    let mut sums = BTreeMap::<&str, usize>::new();
    let mut registrations = 0;
    for seed in 0..4 {
        let (found, all) = counted(seed);
        registrations += all;
        for (code, count) in found {
            *sums.entry(code).or_default() += count;
        }
    }
    println!("of {registrations}: {sums:?}");
    let share = |code: &str| ratio(sums.get(code).copied().unwrap_or(0), registrations);
    // The measured shares stand in docs/definitions.md.
    for (code, least, most) in [
        ("balance_mismatch", 0.0, 0.000_5),
        ("flows_not_stated", 0.0, 0.000_5),
        ("occupied_jump", 0.001, 0.004),
        ("unusual_beds", 0.002, 0.007),
        ("stop_past_its_end", 0.0, 0.000_5),
        ("correction_without_reason", 0.0, 0.000_5),
    ] {
        assert!((least..most).contains(&share(code)), "{code}: {sums:?}");
    }
}
