//! Using an earlier stand where a day is missing: only where it is asked for, and always counted.

use super::{DayCounts, HouseDay};

/// Puts the last registered stand, without its flows, on missing days up to `most` days after it. The
/// number of beds must be the same: another number says that the old stand no longer fits.
#[must_use]
pub fn carry_forward(days: Vec<HouseDay>, most: u32) -> Vec<HouseDay> {
    let mut last: Option<(DayCounts, u32)> = None;
    days.into_iter()
        .map(|day| match day {
            HouseDay::Reported(counts) => {
                last = Some((stand_only(&counts), 0));
                HouseDay::Reported(counts)
            }
            HouseDay::NotExpected => {
                last = None;
                HouseDay::NotExpected
            }
            HouseDay::Missing { physical } => {
                let used = last.as_mut().and_then(|(counts, age)| {
                    *age = age.saturating_add(1);
                    (*age <= most && counts.physical == physical).then(|| counts.clone())
                });
                used.map_or(HouseDay::Missing { physical }, HouseDay::Reported)
            }
        })
        .collect()
}

fn stand_only(counts: &DayCounts) -> DayCounts {
    DayCounts {
        physical: counts.physical,
        in_service: counts.in_service,
        free: counts.free,
        occupied: counts.occupied,
        respite: counts.respite,
        reserved: counts.reserved,
        in_turnover: counts.in_turnover,
        closures: counts.closures.clone(),
        is_stopped: counts.is_stopped,
        is_carried: true,
        ..DayCounts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(occupied: u32) -> HouseDay {
        HouseDay::Reported(DayCounts {
            physical: 3,
            occupied,
            admissions: Some(1),
            ..DayCounts::default()
        })
    }

    fn occupied(days: &[HouseDay]) -> Vec<Option<(u32, Option<u32>)>> {
        days.iter()
            .map(|day| match day {
                HouseDay::Reported(counts) => Some((counts.occupied, counts.admissions)),
                HouseDay::Missing { .. } | HouseDay::NotExpected => None,
            })
            .collect()
    }

    #[test]
    fn a_stand_is_carried_so_many_days_and_its_flows_never() {
        let missing = || HouseDay::Missing { physical: 3 };
        let days = vec![
            missing(),
            reported(2),
            missing(),
            missing(),
            missing(),
            reported(1),
        ];
        let seen = |most| occupied(&carry_forward(days.clone(), most));
        let (own, one, last) = (Some((2, Some(1))), Some((2, None)), Some((1, Some(1))));
        assert_eq!(seen(0), [None, own, None, None, None, last]);
        assert_eq!(seen(2), [None, own, one, one, None, last]);
    }

    #[test]
    fn a_stand_is_not_carried_over_a_closing_or_to_another_number_of_beds() {
        let days = vec![
            reported(2),
            HouseDay::NotExpected,
            HouseDay::Missing { physical: 3 },
        ];
        assert_eq!(occupied(&carry_forward(days, 5))[2], None);
        let days = vec![reported(2), HouseDay::Missing { physical: 4 }];
        assert_eq!(occupied(&carry_forward(days, 5))[1], None);
    }
}
