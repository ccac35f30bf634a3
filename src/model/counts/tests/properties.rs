//! What holds whatever was registered.

use proptest::prelude::*;

use super::*;

/// Some houses with gaps, beds that change, and more guests than beds now and then.
fn any_houses() -> impl Strategy<Value = Vec<HouseRecord>> {
    let day = (1_u64..40, 0_u32..8, 0_u32..9, any::<bool>(), 0_u32..4);
    let house = (proptest::collection::vec(day, 0..60), 0_u8..3);
    proptest::collection::vec(house, 0..5).prop_map(|houses| {
        let records = houses.into_iter().enumerate().map(|(number, (days, region))| {
            let mut date = date("2025-01-01");
            let days = days
                .into_iter()
                .map(|(gap, physical, occupied, is_stopped, reserved)| {
                    date = date + Days::new(if gap < 30 { 1 } else { gap });
                    Day {
                        date,
                        physical,
                        occupied,
                        reserved,
                        is_stopped,
                        ..Day::default()
                    }
                });
            let region = (region > 0).then(|| format!("r{region}"));
            HouseRecord {
                region,
                ..super::house(&format!("h{number}"), None, days.collect())
            }
        });
        records.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_answer_is_a_distribution_over_the_beds(houses in any_houses(), after in 0_u64..400) {
        let origin = date("2025-01-01") + Days::new(after);
        let known: Vec<HouseRecord> = houses.iter().map(|house| house.until(origin)).collect();
        let answer = forecast(&known, &question(origin), &Unwatched).expect("unwatched");
        let units = answer.houses.iter().chain(&answer.regions).chain([&answer.network]);
        for unit in units {
            prop_assert_eq!(unit.days.len(), 28);
            for day in &unit.days {
                prop_assert!(day.mass.iter().all(|chance| (0.0..=1.0).contains(chance)), "{:?}", day);
                prop_assert!((day.mass.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&day.any_free) && (0.0..=1.0).contains(&day.all_full));
                let quantiles = crate::model::score::quantiles(&day.mass);
                prop_assert!(quantiles.is_sorted());
                prop_assert!(day.mean() <= f64::from(u32::try_from(day.mass.len()).expect("few")) - 1.0 + 1e-9);
            }
        }
        for (unit, house) in answer.houses.iter().zip(&known) {
            let most = house.days.iter().map(|day| day.physical.max(day.occupied)).max().unwrap_or(0);
            prop_assert!(unit.days.iter().all(|day| day.mass.len() <= most as usize + 1));
        }
    }

    #[test]
    fn what_comes_after_the_origin_changes_nothing(houses in any_houses(), after in 0_u64..60) {
        let origin = date("2025-01-01") + Days::new(after);
        let mut changed = houses.clone();
        for day in changed.iter_mut().flat_map(|house| &mut house.days).filter(|day| day.date > origin) {
            day.occupied = 7 - day.occupied.min(7);
            day.physical += 3;
            day.is_stopped = !day.is_stopped;
        }
        let answer = |houses: &[HouseRecord]| crate::model::forecast::forecast(houses, &question(origin), &Unwatched);
        prop_assert_eq!(answer(&houses), answer(&changed));
    }
}
