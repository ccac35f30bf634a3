//! Is everything there that was acknowledged, once, and nothing that nobody asked for?

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::load::{Action, Key, Record, Told, Write};
use crate::site::{Site, day};

/// What is wrong with these days, in words; nothing where all is well.
pub fn find_faults(site: &Site, record: &Record, days: &[Key]) -> Vec<String> {
    let mut faults = Vec::new();
    for key in days {
        let writes = record.by_day.get(key).map_or(&[][..], Vec::as_slice);
        let history = site.history(key.0, key.1);
        let mut found = compare(&history, writes);
        found.extend(check_current(site, *key, history.last()));
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{} {}: {fault}", key.0, key.1)),
        );
    }
    faults
}

/// Compares the history of a day with what was asked for.
pub fn compare(history: &[Value], writes: &[Write]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut by_reason = BTreeMap::<&str, Vec<&Value>>::new();
    for (index, revision) in history.iter().enumerate() {
        if revision["revision"] != index + 1 {
            faults.push(format!(
                "revision {} is not the {}th",
                revision["revision"],
                index + 1
            ));
        }
        let reason = revision["reason"].as_str().unwrap_or_default();
        by_reason.entry(reason).or_default().push(revision);
    }
    for write in writes {
        let reason = write.reason();
        let found = by_reason.remove(reason.as_str()).unwrap_or_default();
        match (&write.told, found.as_slice()) {
            (Told::Done(_), []) => faults.push(format!("{reason} was acknowledged and is lost")),
            (Told::Refused, [_, ..]) => faults.push(format!("{reason} was refused and is there")),
            (_, [_, _, ..]) => faults.push(format!("{reason} is there {} times", found.len())),
            (told, [revision]) => {
                if let Told::Done(Some(number)) = told
                    && revision["revision"] != *number
                {
                    faults.push(format!(
                        "{reason} was told revision {number}, and is {}",
                        revision["revision"]
                    ));
                }
                if !is_whole(revision, write) {
                    faults.push(format!(
                        "{reason} is not what was sent, {:?}: {revision}",
                        write.action
                    ));
                }
            }
            (Told::Refused | Told::Unknown(_), []) => {}
        }
    }
    faults.extend(
        by_reason
            .keys()
            .map(|reason| format!("nobody asked for {reason:?}")),
    );
    faults
}

/// Does the revision say all that was sent, and nothing else?
fn is_whole(revision: &Value, write: &Write) -> bool {
    if write.action == Action::Withdraw {
        return revision["withdrawn"] == true && revision["stand"].is_null();
    }
    let (stand, body) = (&revision["stand"], write.body());
    let said = body
        .as_object()
        .is_some_and(|body| body.iter().all(|(name, value)| stand[name] == *value));
    let number = |name: &str| stand[name].as_u64().unwrap_or(u64::MAX);
    let adds_up = number("bedsPhysical") == number("bedsFree").saturating_add(number("bedsOccupied"));
    let unsaid = [
        "admissions",
        "deaths",
        "discharges",
        "diedBeforeAdmission",
        "waitingListActive",
    ];
    revision["withdrawn"] == false && said && adds_up && unsaid.iter().all(|name| stand[name].is_null())
}

/// The day as it stands is its last revision, and so the board shows it.
fn check_current(site: &Site, (house, date): Key, last: Option<&Value>) -> Option<String> {
    let answer = site.get(&day(house, date));
    let last = last.filter(|last| last["withdrawn"] == false);
    let Some(last) = last else {
        return (answer.status != 404).then(|| format!("withdrawn, and answered {}", answer.text()));
    };
    if answer.status != 200 {
        return Some(format!("registered, and answered {}", answer.status));
    }
    let current = answer.json();
    let stand = last["stand"].as_object()?;
    if current["revision"] != last["revision"] || stand.iter().any(|(name, value)| current[name] != *value) {
        return Some(format!(
            "the last revision is {last}, and what stands is {current}"
        ));
    }
    if date != site.today {
        return None;
    }
    let agrees = || {
        let offer = site.get(&format!("/v1/availability/{house}")).expect(200).json();
        offer["bedsFree"] == stand["bedsFree"] && offer["reportedAt"] == current["reportedAt"]
    };
    // What was committed without an answer is shown within a second.
    let started = Instant::now();
    while !agrees() {
        if started.elapsed() > Duration::from_secs(2) {
            return Some(format!("the board does not show what stands: {current}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    None
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::json;

    use super::*;
    use crate::load::Failure;

    fn write(number: u64, told: Told) -> Write {
        Write {
            number,
            key: ("de-linde", NaiveDate::MIN),
            action: Action::Register {
                occupied: 1,
                requests: number,
                withdrawals: 0,
            },
            told,
            sent: Instant::now(),
            took: Duration::ZERO,
        }
    }

    fn revision(revision: u64, number: u64) -> Value {
        json!({
            "revision": revision, "reason": format!("write {number}"), "withdrawn": false,
            "stand": {"bedsPhysical": 4, "bedsOccupied": 1, "bedsFree": 3, "requests": number, "withdrawals": 0}
        })
    }

    #[test]
    fn what_may_follow_a_crash_is_no_fault() {
        let done = [
            write(7, Told::Done(Some(1))),
            write(8, Told::Unknown(Failure::NoAnswer)),
            write(9, Told::Unknown(Failure::NoAnswer)),
        ];
        assert_eq!(compare(&[revision(1, 7)], &done), [""; 0]);
        assert_eq!(compare(&[revision(1, 7), revision(2, 9)], &done), [""; 0]);
    }

    #[test]
    fn every_other_outcome_is_found() {
        let mut changed = revision(1, 7);
        changed["stand"]["requests"] = json!(8);
        let mut half = revision(1, 7);
        half["stand"]["withdrawals"] = Value::Null;
        for (history, told, fault) in [
            (vec![], Told::Done(Some(1)), "acknowledged and is lost"),
            (
                vec![revision(1, 7), revision(2, 7)],
                Told::Done(Some(1)),
                "there 2 times",
            ),
            (
                vec![revision(1, 7), revision(2, 7)],
                Told::Unknown(Failure::NoAnswer),
                "there 2 times",
            ),
            (vec![revision(1, 7)], Told::Done(Some(2)), "was told revision 2"),
            (vec![revision(1, 7)], Told::Refused, "refused and is there"),
            (
                vec![revision(2, 7)],
                Told::Unknown(Failure::NoAnswer),
                "is not the 1th",
            ),
            (vec![changed], Told::Done(Some(1)), "is not what was sent"),
            (
                vec![half],
                Told::Unknown(Failure::NoAnswer),
                "is not what was sent",
            ),
            (
                vec![revision(1, 7), revision(2, 8)],
                Told::Done(Some(1)),
                "nobody asked for",
            ),
        ] {
            let found = compare(&history, &[write(7, told)]);
            assert!(found.len() == 1 && found[0].contains(fault), "{fault}: {found:?}");
        }
    }
}
