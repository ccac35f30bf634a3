//! Refusals, counted until they are written down.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{deed, event};
use crate::domain::audit::{Deed, Event};

/// For how long refusals that are alike are counted together.
const TOGETHER: TimeDelta = TimeDelta::minutes(1);
/// How many refusals that differ are told apart in that time; others are counted without saying of whom.
const MOST_APART: usize = 200;

/// Refusals that are not written down yet.
#[derive(Default)]
pub(in crate::app) struct Refusals(Mutex<HashMap<Deed, Count>>);

/// How often the same refusal happened since it was written down.
#[derive(Default)]
struct Count {
    number: u32,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    written_at: Option<DateTime<Utc>>,
}

impl Refusals {
    pub(super) fn count(&self, refused: Deed, at: DateTime<Utc>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = counts.len() < MOST_APART || counts.contains_key(&refused);
        let counted = if has_room {
            refused
        } else {
            Deed {
                outcome: refused.outcome,
                ..deed(refused.kind, None)
            }
        };
        let count = counts.entry(counted).or_default();
        count.number = count.number.saturating_add(1);
        let first = count.span.map_or(at, |(first, _)| first);
        count.span = Some((first, at));
    }

    /// What is to be written now: what is new at once, what was written a minute ago with all that came since.
    pub(super) fn take(&self, now: DateTime<Utc>, is_last: bool) -> Vec<Event> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut events = Vec::new();
        counts.retain(|deed, count| {
            let is_due = is_last || count.written_at.is_none_or(|at| now - at >= TOGETHER);
            if !is_due {
                return true;
            }
            let Some((first, last)) = count.span.take() else {
                return false;
            };
            events.push(Event {
                last_occurred_at: last,
                number: std::mem::take(&mut count.number),
                ..event(deed.clone(), first)
            });
            count.written_at = Some(now);
            true
        });
        events
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::domain::audit::{EventKind, Outcome};
    use crate::domain::calendar::parse_moment;

    fn refused(last_byte: u8, third_byte: u8) -> Deed {
        Deed {
            outcome: Outcome::NotRecognised,
            ..deed(
                EventKind::AccessRefused,
                Some(IpAddr::from([203, 0, third_byte, last_byte])),
            )
        }
    }

    fn numbers(events: &[Event]) -> Vec<u32> {
        events.iter().map(|event| event.number).collect()
    }

    #[test]
    fn a_flood_from_one_source_is_a_line_at_once_and_one_a_minute() {
        let refusals = Refusals::default();
        let start = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        for second in 0..120 {
            let now = start + TimeDelta::seconds(second);
            for number in 0..1000 {
                refusals.count(refused(u8::try_from(number % 250).expect("small"), 113), now);
            }
            let expected = match second {
                0 => vec![1_000],
                60 => vec![60_000],
                _ => vec![],
            };
            assert_eq!(numbers(&refusals.take(now, false)), expected, "second {second}");
        }
        let rest = refusals.take(start + TimeDelta::seconds(120), true);
        assert_eq!(numbers(&rest), [59_000]);
        let seen = (rest[0].occurred_at, rest[0].last_occurred_at);
        assert_eq!(
            seen,
            (start + TimeDelta::seconds(61), start + TimeDelta::seconds(119))
        );
    }

    #[test]
    fn many_sources_are_told_apart_as_far_as_there_is_room_and_none_is_lost() {
        let refusals = Refusals::default();
        let now = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        for third_byte in 0..=255 {
            refusals.count(refused(1, third_byte), now);
        }
        let events = refusals.take(now, false);
        assert_eq!(events.len(), MOST_APART + 1);
        assert_eq!(numbers(&events).iter().sum::<u32>(), 256);
        let nobody: Vec<&Event> = events
            .iter()
            .filter(|event| event.deed.address_range.is_none())
            .collect();
        assert_eq!(nobody.len(), 1);
        assert_eq!(nobody[0].number, 256 - 200);
    }

    #[test]
    fn a_source_that_is_silent_for_a_minute_is_forgotten() {
        let refusals = Refusals::default();
        let now = parse_moment("2026-11-20T08:00:00Z").expect("a moment");
        refusals.count(refused(1, 1), now);
        assert_eq!(numbers(&refusals.take(now, false)), [1]);
        assert_eq!(numbers(&refusals.take(now + TOGETHER, false)), [0; 0]);
        assert!(refusals.0.lock().expect("no panic").is_empty());
    }
}
