//! What the board says, in words.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike as _, Utc};

use crate::domain::calendar::wall_clock;
use crate::domain::house::HouseType;
use crate::domain::language::Language;
use crate::domain::when;

/// The kind of a house.
pub(in crate::pages) fn kind(language: Language, kind: HouseType) -> &'static str {
    match kind {
        HouseType::BijnaThuisHuis => {
            language.pick("Bijna-thuis-huis", "Volunteer hospice (bijna-thuis-huis)")
        }
        HouseType::HighCareHospice => language.pick("High-care hospice", "High-care hospice"),
        HouseType::PalliativeUnit => language.pick("Palliatieve unit", "Palliative unit"),
        HouseType::ElvPalliative => language.pick(
            "Eerstelijnsverblijf (ELV) palliatief",
            "Palliative primary-care bed",
        ),
    }
}

/// A chance of 0 to 1 as whole percents; one that is all but certain is not said to be so.
pub(super) fn percent(language: Language, chance: f64) -> String {
    let rounded = (chance * 100.0).round();
    let number = if rounded >= 100.0 {
        "> 99".to_owned()
    } else if rounded < 1.0 {
        "< 1".to_owned()
    } else {
        format!("{rounded:.0}")
    };
    format!("{number}{}", language.pick("\u{a0}%", "%"))
}

/// How likely it is that a bed is still free.
pub(super) fn still_free(language: Language, chance: f64) -> &'static str {
    match chance {
        _ if chance >= 0.95 => language.pick("Vrijwel zeker nog vrij", "Almost certainly still free"),
        _ if chance >= 0.7 => language.pick("Waarschijnlijk nog vrij", "Probably still free"),
        _ if chance >= 0.4 => language.pick("Misschien nog vrij", "Perhaps still free"),
        _ => language.pick("Waarschijnlijk niet meer vrij", "Probably no longer free"),
    }
}

/// How long ago something was: minutes up to an hour and a half, hours up to two days, then days.
pub(super) fn age(language: Language, age: TimeDelta) -> String {
    let (number, one, more) = if age < TimeDelta::minutes(1) {
        return language.pick("zojuist", "just now").to_owned();
    } else if age < TimeDelta::minutes(90) {
        (age.num_minutes(), ("minuut", "minute"), ("minuten", "minutes"))
    } else if age < TimeDelta::hours(48) {
        (age.num_hours(), ("uur", "hour"), ("uur", "hours"))
    } else {
        (age.num_days(), ("dag", "day"), ("dagen", "days"))
    };
    let (dutch, english) = if number == 1 { one } else { more };
    let unit = language.pick(dutch, english);
    format!("{number} {unit} {}", language.pick("geleden", "ago"))
}

/// `vandaag 08:41`, `gisteren 21:10`, `woensdag 18 november 08:41`.
pub(super) fn moment(language: Language, moment: DateTime<Utc>, today: NaiveDate) -> String {
    let day = when::nearby_day(language, wall_clock(moment).date(), today);
    format!("{day} {}", when::time(moment))
}

/// From when a house admits: the day, and the time where that is not midnight.
pub(super) fn beginning(language: Language, moment: DateTime<Utc>, today: NaiveDate) -> String {
    let clock = wall_clock(moment);
    let date = clock.date();
    let day = if date == today {
        language.pick("vandaag", "today").to_owned()
    } else {
        when::day(language, date)
    };
    if clock.num_seconds_from_midnight() == 0 {
        day
    } else {
        format!("{day} {}", when::time(moment))
    }
}

/// A distance, to the kilometre; below ten to a tenth.
pub(super) fn distance(language: Language, kilometres: f64) -> String {
    if kilometres >= 9.95 {
        return format!("{kilometres:.0} km");
    }
    let written = format!("{kilometres:.1} km");
    match language {
        Language::Dutch => written.replace('.', ","),
        Language::English => written,
    }
}

/// A telephone number as a link has it: digits, and a plus in front.
pub(in crate::pages) fn telephone(written: &str) -> String {
    let plus = written.trim_start().starts_with('+').then_some('+');
    // A nought in brackets is only for calls from within the country.
    let written = if plus.is_some() {
        written.replace("(0)", "")
    } else {
        written.to_owned()
    };
    let digits = written.chars().filter(char::is_ascii_digit);
    plus.into_iter().chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_date, parse_moment};

    #[test]
    fn ages_are_in_the_unit_that_people_would_use() {
        for (minutes, dutch, english) in [
            (0, "zojuist", "just now"),
            (1, "1 minuut geleden", "1 minute ago"),
            (89, "89 minuten geleden", "89 minutes ago"),
            (90, "1 uur geleden", "1 hour ago"),
            (150, "2 uur geleden", "2 hours ago"),
            (2879, "47 uur geleden", "47 hours ago"),
            (2880, "2 dagen geleden", "2 days ago"),
        ] {
            assert_eq!(age(Language::Dutch, TimeDelta::minutes(minutes)), dutch);
            assert_eq!(age(Language::English, TimeDelta::minutes(minutes)), english);
        }
    }

    #[test]
    fn a_chance_is_never_said_to_be_certain() {
        for (chance, said) in [(1.0, "> 99%"), (0.824, "82%"), (0.006, "1%"), (0.0, "< 1%")] {
            assert_eq!(percent(Language::English, chance), said);
        }
        assert_eq!(percent(Language::Dutch, 0.5), "50\u{a0}%");
    }

    #[test]
    fn a_house_that_admits_from_midnight_admits_that_day() {
        let today = parse_date("2026-11-20").expect("a date");
        let said = |text: &str| beginning(Language::Dutch, parse_moment(text).expect("a moment"), today);
        assert_eq!(said("2026-11-22T23:00:00Z"), "maandag 23 november");
        assert_eq!(said("2026-11-23T08:00:00Z"), "maandag 23 november 09:00");
        assert_eq!(said("2026-11-20T15:30:00Z"), "vandaag 16:30");
    }

    #[test]
    fn telephone_numbers_become_links() {
        assert_eq!(telephone("+31 (0)50 - 123 45 67"), "+31501234567");
        assert_eq!(telephone("050-1234567"), "0501234567");
    }

    #[test]
    fn distances_have_a_decimal_only_where_it_matters() {
        assert_eq!(distance(Language::Dutch, 4.26), "4,3 km");
        assert_eq!(distance(Language::English, 4.26), "4.3 km");
        assert_eq!(distance(Language::Dutch, 9.97), "10 km");
    }
}
