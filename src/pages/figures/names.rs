//! What reasons and periods are called on the pages.

use crate::domain::code::Coded as _;
use crate::domain::language::Language;
use crate::domain::period::PeriodKind;
use crate::domain::stand::{ClosureReason, RefusalReason};
use crate::pages::entry::fields::{CLOSED, REFUSED, Words};

/// What a house chose it by, when it registered the refusal.
pub fn refusal(reason: RefusalReason, language: Language) -> &'static str {
    let field = REFUSED.iter().find(|(known, _)| *known == reason);
    field.map_or(reason.code(), |(_, field)| said(field.label, language))
}

/// What a house chose it by, when it registered the closure.
pub fn closure(reason: ClosureReason, language: Language) -> &'static str {
    let field = CLOSED.iter().find(|(known, _)| *known == reason);
    field.map_or(reason.code(), |(_, field)| said(field.label, language))
}

fn said((dutch, english): Words, language: Language) -> &'static str {
    language.pick(dutch, english)
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
