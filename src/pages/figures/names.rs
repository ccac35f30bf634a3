//! What reasons and periods are called on the pages.

use crate::domain::language::Language;
use crate::domain::period::PeriodKind;
use crate::domain::stand::{ClosureReason, RefusalReason};

pub fn refusal(reason: RefusalReason, language: Language) -> &'static str {
    match reason {
        RefusalReason::NoBed => language.pick("geen bed vrij", "no bed free"),
        RefusalReason::NoStaff => language.pick("te weinig mensen", "too few staff"),
        RefusalReason::CareTooComplex => language.pick("zorg te complex", "care too complex"),
        RefusalReason::NotEligible => language.pick("voldoet niet aan de voorwaarden", "not eligible"),
        RefusalReason::Infection => language.pick("infectie", "infection"),
        RefusalReason::RespiteNotOffered => language.pick("geen respijtzorg", "no respite care"),
        RefusalReason::NoFunding => language.pick("geen financiering", "no funding"),
        RefusalReason::Other => language.pick("andere reden", "other reason"),
    }
}

pub fn closure(reason: ClosureReason, language: Language) -> &'static str {
    match reason {
        ClosureReason::NoVolunteers => language.pick("te weinig vrijwilligers", "too few volunteers"),
        ClosureReason::NoNursing => language.pick("te weinig verpleging", "too little nursing"),
        ClosureReason::Renovation => language.pick("verbouwing", "renovation"),
        ClosureReason::Infection => language.pick("infectie", "infection"),
        ClosureReason::Holiday => language.pick("vakantie", "holiday"),
        ClosureReason::QuietAfterDeath => language.pick("rust na een overlijden", "quiet after a death"),
        ClosureReason::Other => language.pick("andere reden", "other reason"),
    }
}

pub fn period(kind: PeriodKind, language: Language) -> &'static str {
    match kind {
        PeriodKind::Day => language.pick("dag", "day"),
        PeriodKind::Week => language.pick("week", "week"),
        PeriodKind::Month => language.pick("maand", "month"),
        PeriodKind::Quarter => language.pick("kwartaal", "quarter"),
        PeriodKind::Year => language.pick("jaar", "year"),
        PeriodKind::Total => language.pick("alles samen", "all together"),
    }
}
