//! What two descriptions of a house tell differently.

use super::fields::Fields;
use crate::domain::language::Language;

/// One thing that is told differently.
pub(super) struct Difference {
    pub what: &'static str,
    /// What is stored now.
    pub theirs: String,
    /// What the form says.
    pub mine: String,
}

/// What a form tells otherwise than what is stored.
pub(super) fn differences(stored: &Fields, form: &Fields, language: Language) -> Vec<Difference> {
    let told = told(stored, language).into_iter().zip(told(form, language));
    told.filter(|((_, theirs), (_, mine))| theirs != mine)
        .map(|((what, theirs), (_, mine))| Difference { what, theirs, mine })
        .collect()
}

fn told(fields: &Fields, language: Language) -> [(&'static str, String); 15] {
    let pairs = |rows: &[(String, String)]| {
        let mut lines: Vec<String> = rows
            .iter()
            .filter(|(one, other)| !one.is_empty() || !other.is_empty())
            .map(|(one, other)| format!("{one}: {other}"))
            .collect();
        lines.sort();
        lines.join("; ")
    };
    let mut addresses: Vec<&str> = fields
        .remind_at
        .iter()
        .map(String::as_str)
        .filter(|address| !address.is_empty())
        .collect();
    addresses.sort_unstable();
    let name = |dutch, english| language.pick(dutch, english);
    [
        (name("Naam", "Name"), fields.name.clone()),
        (name("Soort", "Kind"), fields.kind.clone()),
        (name("Regio", "Region"), fields.region.clone()),
        (name("Gemeente", "Municipality"), fields.municipality.clone()),
        (name("Organisatie", "Organisation"), fields.organisation.clone()),
        (name("Telefoon", "Phone"), fields.phone.clone()),
        (
            name("Opname in het weekend", "Weekend admission"),
            fields.weekend.clone(),
        ),
        (name("Breedte", "Latitude"), fields.latitude.clone()),
        (name("Lengte", "Longitude"), fields.longitude.clone()),
        (name("Eerste dag", "First day"), fields.opens_on.clone()),
        (name("Laatste dag", "Last day"), fields.closes_on.clone()),
        (name("Bedden", "Beds"), pairs(&fields.beds)),
        (name("Kenmerken", "Identifiers"), pairs(&fields.identifiers)),
        (name("Doorgeven voor", "Reports by"), fields.reports_by.clone()),
        (name("Herinneringen naar", "Reminders to"), addresses.join("; ")),
    ]
}
