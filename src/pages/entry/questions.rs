//! Warnings, asked as questions.

use super::words::beds;
use crate::domain::language::Language;
use crate::domain::warning::{BedState, Warning};
use crate::domain::when;

/// A warning as a question that can be answered with yes.
#[must_use]
pub fn question(language: Language, warning: Warning) -> String {
    let on = |date| when::day(language, date);
    match warning {
        Warning::BalanceMismatch {
            occupied,
            expected,
            previous,
        } => language.pick(
            format!(
                "Klopt het dat {} bezet {}? Met de stand van {} en wie er sindsdien kwam en ging zouden het er {expected} zijn.",
                beds(language, occupied),
                if occupied == 1 { "is" } else { "zijn" },
                on(previous)
            ),
            format!(
                "Is it right that {} {} occupied? The stand of {} and who came and went since make {expected}.",
                beds(language, occupied),
                if occupied == 1 { "is" } else { "are" },
                on(previous)
            ),
        ),
        Warning::FlowsNotStated {
            occupied,
            before,
            previous,
        } => language.pick(
            format!(
                "Klopt het dat bezet sinds {} van {before} naar {occupied} ging, zonder dat is ingevuld wie er kwam of ging?",
                on(previous)
            ),
            format!(
                "Is it right that occupied went from {before} to {occupied} since {}, without saying who came or went?",
                on(previous)
            ),
        ),
        Warning::OccupiedJump {
            occupied,
            before,
            previous,
        } => language.pick(
            format!(
                "Klopt het dat bezet sinds {} van {before} naar {occupied} ging? Dat is voor dit huis een ongewoon grote sprong.",
                on(previous)
            ),
            format!(
                "Is it right that occupied went from {before} to {occupied} since {}? For this house that is an unusually large jump.",
                on(previous)
            ),
        ),
        Warning::UnusualBeds { state, stated, usual } => {
            let beds = beds(language, stated);
            let state = state_words(language, state);
            language.pick(
                format!("Klopt het: {beds} {state}? Meestal zijn het er {usual}."),
                format!("Is it right: {beds} {state}? Usually there are {usual}."),
            )
        }
        Warning::StopPastItsEnd { expected_until } => language.pick(
            format!("Klopt het dat de opnamestop nog duurt? Hij zou tot en met {} duren.", on(expected_until)),
            format!("Is it right that the admission stop still lasts? It was expected to end after {}.", on(expected_until)),
        ),
        Warning::CorrectionWithoutReason => language.pick(
            "Deze dag is later gewijzigd zonder dat is gezegd waarom. Klopt de stand zo?".to_owned(),
            "This day was changed later without saying why. Is the stand right like this?".to_owned(),
        ),
    }
}

fn state_words(language: Language, state: BedState) -> &'static str {
    let words = match state {
        BedState::Closed => ("gesloten", "closed"),
        BedState::Respite => ("met een respijtgast", "with a respite guest"),
        BedState::Reserved => ("gereserveerd", "reserved"),
        BedState::InTurnover => ("dat wordt klaargemaakt", "being made ready"),
    };
    language.pick(words.0, words.1)
}
