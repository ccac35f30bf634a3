//! Using an earlier stand where a day is missing: only where it is asked for, and always counted.

use super::HouseDay;

/// Puts the last registered stand on missing days up to `most` days after it. The number of beds must be
/// the same: another number says that the old stand no longer fits.
pub fn carry_forward(days: &mut [HouseDay], most: u32) {
    let mut last = None;
    for day in days {
        match *day {
            HouseDay::Reported(counts) => last = Some((counts, 0)),
            HouseDay::NotExpected => last = None,
            HouseDay::Missing { physical } => {
                if let Some((counts, age)) = &mut last {
                    *age += 1;
                    if *age <= most && counts.physical == physical {
                        *day = HouseDay::Carried(counts);
                    }
                }
            }
            HouseDay::Carried(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statistics::DayCounts;

    const MISSING: HouseDay = HouseDay::Missing { physical: 3 };

    fn stand(occupied: u32) -> DayCounts {
        DayCounts {
            physical: 3,
            occupied,
            ..DayCounts::default()
        }
    }

    /// The days after carrying, as letters: the number registered, the number carried, or a dot.
    fn seen(days: &[HouseDay], most: u32) -> String {
        let mut days = days.to_vec();
        carry_forward(&mut days, most);
        let letter = |day: &HouseDay| match day {
            HouseDay::Reported(counts) => counts.occupied.to_string(),
            HouseDay::Carried(counts) => format!("({})", counts.occupied),
            HouseDay::Missing { .. } | HouseDay::NotExpected => ".".to_owned(),
        };
        days.iter().map(letter).collect()
    }

    #[test]
    fn a_stand_is_carried_so_many_days() {
        let (two, one) = (stand(2), stand(1));
        let (two, one) = (HouseDay::Reported(&two), HouseDay::Reported(&one));
        let days = [MISSING, two, MISSING, MISSING, MISSING, one];
        assert_eq!(seen(&days, 0), ".2...1");
        assert_eq!(seen(&days, 2), ".2(2)(2).1");
    }

    #[test]
    fn a_stand_is_not_carried_over_a_closing_or_to_another_number_of_beds() {
        let two = stand(2);
        let two = HouseDay::Reported(&two);
        assert_eq!(seen(&[two, HouseDay::NotExpected, MISSING], 5), "2..");
        assert_eq!(seen(&[two, HouseDay::Missing { physical: 4 }], 5), "2.");
    }
}
