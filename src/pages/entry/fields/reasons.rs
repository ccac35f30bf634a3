//! The fields of counts by reason.

use super::{Field, NO_HINT, Part, Words, asked, field};
use crate::domain::stand::{ClosureReason, RefusalReason};

const fn closed(name: &'static str, label: Words) -> Field {
    let one = ("gesloten bed", "closed bed");
    field(name, label, NO_HINT, one, Part::Beds("closed"))
}

/// Beds closed, by reason.
pub const CLOSED: [(ClosureReason, Field); 7] = [
    (
        ClosureReason::NoVolunteers,
        closed(
            "closed_no_volunteers",
            ("Te weinig vrijwilligers", "Too few volunteers"),
        ),
    ),
    (
        ClosureReason::NoNursing,
        closed(
            "closed_no_nursing",
            ("Te weinig verpleegkundigen", "Too few nurses"),
        ),
    ),
    (
        ClosureReason::Renovation,
        closed("closed_renovation", ("Verbouwing", "Renovation")),
    ),
    (
        ClosureReason::Infection,
        closed("closed_infection", ("Besmetting", "Infection")),
    ),
    (
        ClosureReason::Holiday,
        closed("closed_holiday", ("Vakantie", "Holiday")),
    ),
    (
        ClosureReason::QuietAfterDeath,
        closed(
            "closed_quiet_after_death",
            ("Rust na een overlijden", "Quiet after a death"),
        ),
    ),
    (
        ClosureReason::Other,
        closed("closed_other", ("Andere reden", "Another reason")),
    ),
];

const fn refused(name: &'static str, label: Words) -> Field {
    asked(name, label, NO_HINT, ("afwijzing", "refusal"))
}

/// Requests refused, by reason.
pub const REFUSED: [(RefusalReason, Field); 8] = [
    (
        RefusalReason::NoBed,
        refused("refused_no_bed", ("Geen bed vrij", "No free bed")),
    ),
    (
        RefusalReason::NoStaff,
        refused("refused_no_staff", ("Te weinig mensen", "Too few staff")),
    ),
    (
        RefusalReason::CareTooComplex,
        refused(
            "refused_care_too_complex",
            ("Zorg te zwaar voor het huis", "Care too complex"),
        ),
    ),
    (
        RefusalReason::NotEligible,
        refused(
            "refused_not_eligible",
            ("Komt niet in aanmerking", "Not eligible"),
        ),
    ),
    (
        RefusalReason::Infection,
        refused("refused_infection", ("Besmetting", "Infection")),
    ),
    (
        RefusalReason::RespiteNotOffered,
        refused(
            "refused_respite_not_offered",
            ("Geen respijtzorg in het huis", "Respite not offered"),
        ),
    ),
    (
        RefusalReason::NoFunding,
        refused("refused_no_funding", ("Geen vergoeding", "No funding")),
    ),
    (
        RefusalReason::Other,
        refused("refused_other", ("Andere reden", "Another reason")),
    ),
];
