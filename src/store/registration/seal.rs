//! The seal of a revision: a hash over the one before it and over its own content, whatever database it
//! stands in. The rules are those of docs/decisions/0012.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::row::RevisionRow;

/// What stands in the place of the hash before the first one.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What every content begins with, so that no other text has the hash of one.
const KIND: &str = "hospice-capacity revision 1\n";

/// SHA-256 of a text, in hexadecimal.
pub(in crate::store) fn sha256_hex(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// The hash of a revision of this content that follows one of the hash `before`.
pub(super) fn link(before: &str, content: &str) -> String {
    sha256_hex(&format!("{before}{content}"))
}

/// The hash of all that never changes of a row.
pub(super) fn content(row: &RevisionRow) -> String {
    sha256_hex(&canonical(row))
}

/// All that never changes of a row, as one text that no other row has.
fn canonical(row: &RevisionRow) -> String {
    // Every column is named, so that a new one is not forgotten. It goes to the end, and is left out where it is
    // NULL: rows that were sealed before it was there keep their hash.
    let RevisionRow {
        house_id,
        date,
        revision,
        is_current: _,
        is_withdrawn,
        recorded_at,
        recorded_by,
        token_id,
        reason,
        beds_physical,
        beds_occupied,
        beds_respite,
        beds_reserved,
        beds_in_turnover,
        beds_closed,
        beds_free,
        closures,
        stop_reason,
        stop_expected_until,
        admits_from,
        admissions,
        deaths,
        discharges,
        requests,
        requests_redirected,
        refusals,
        withdrawals,
        died_before_admission,
        waiting_list_active,
        waiting_list_passive,
        confirmed_warnings,
        counted_at,
    } = row;
    let mut content = Content(String::from(KIND));
    content.text(house_id);
    content.day(*date);
    content.number(*revision);
    content.text(if *is_withdrawn { "true" } else { "false" });
    content.moment(*recorded_at);
    content.text(recorded_by);
    content.optional(token_id.as_deref(), Content::text);
    content.optional(reason.as_deref(), Content::text);
    content.number(*beds_physical);
    content.number(*beds_occupied);
    for beds in [beds_respite, beds_reserved, beds_in_turnover, beds_closed] {
        content.optional(*beds, Content::number);
    }
    content.number(*beds_free);
    content.optional(closures.as_deref(), Content::text);
    content.optional(stop_reason.as_deref(), Content::text);
    content.optional(*stop_expected_until, Content::day);
    content.optional(*admits_from, Content::moment);
    for flow in [admissions, deaths, discharges, requests, requests_redirected] {
        content.optional(*flow, Content::number);
    }
    content.optional(refusals.as_deref(), Content::text);
    for flow in [
        withdrawals,
        died_before_admission,
        waiting_list_active,
        waiting_list_passive,
    ] {
        content.optional(*flow, Content::number);
    }
    content.optional(confirmed_warnings.as_deref(), Content::text);
    content.optional(*counted_at, Content::moment);
    content.0
}

/// A text in which each value says how long it is, in bytes: `6:groter,`. No value is `-,`.
struct Content(String);

impl Content {
    fn text(&mut self, value: &str) {
        // Writing to a text never fails.
        let _ = write!(self.0, "{}:{value},", value.len());
    }

    fn number(&mut self, value: i32) {
        self.text(&value.to_string());
    }

    fn day(&mut self, value: NaiveDate) {
        self.text(&value.format("%Y-%m-%d").to_string());
    }

    /// In UTC and to the microsecond, for that is what `PostgreSQL` keeps.
    fn moment(&mut self, value: NaiveDateTime) {
        self.text(&value.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.0.push_str("-,"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> RevisionRow {
        let moment = |hour| {
            NaiveDate::from_ymd_opt(2026, 11, 23)
                .and_then(|day| day.and_hms_micro_opt(hour, 45, 6, 7))
                .expect("a moment")
        };
        RevisionRow {
            house_id: "de-linde".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"),
            revision: 2,
            is_current: true,
            is_withdrawn: false,
            recorded_at: moment(8),
            recorded_by: "De Linde, telefoon".to_owned(),
            token_id: Some("a1b2".to_owned()),
            reason: Some("één overlijden".to_owned()),
            beds_physical: 6,
            beds_occupied: 3,
            beds_respite: Some(0),
            beds_reserved: Some(1),
            beds_in_turnover: None,
            beds_closed: Some(1),
            beds_free: 1,
            closures: Some("no_volunteers=1".to_owned()),
            stop_reason: Some("no_nursing".to_owned()),
            stop_expected_until: NaiveDate::from_ymd_opt(2026, 11, 24),
            admits_from: Some(moment(9)),
            admissions: Some(1),
            deaths: Some(1),
            discharges: Some(0),
            requests: Some(2),
            requests_redirected: Some(0),
            refusals: Some("no_bed=1".to_owned()),
            withdrawals: Some(0),
            died_before_admission: None,
            waiting_list_active: Some(2),
            waiting_list_passive: Some(0),
            confirmed_warnings: None,
            counted_at: None,
        }
    }

    #[test]
    fn the_content_of_a_revision_is_written_as_the_decision_says() {
        let expected = "hospice-capacity revision 1\n\
            8:de-linde,10:2026-11-22,1:2,5:false,27:2026-11-23T08:45:06.000007Z,18:De Linde, telefoon,4:a1b2,\
            16:één overlijden,1:6,1:3,1:0,1:1,-,1:1,1:1,15:no_volunteers=1,10:no_nursing,10:2026-11-24,\
            27:2026-11-23T09:45:06.000007Z,1:1,1:1,1:0,1:2,1:0,8:no_bed=1,1:0,-,1:2,1:0,-,-,";
        assert_eq!(canonical(&row()), expected);
    }

    #[test]
    fn a_seal_rests_on_the_hash_before_and_on_the_content() {
        assert_eq!(
            sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "the example of FIPS 180-4"
        );
        let content = content(&row());
        assert_eq!(
            link(GENESIS, &content),
            sha256_hex(&format!("{}{content}", "0".repeat(64)))
        );
        assert_ne!(link(GENESIS, &content), link(&content, GENESIS));
    }

    #[test]
    fn what_stands_in_one_column_is_not_what_stands_in_the_next() {
        let moved = RevisionRow {
            token_id: None,
            reason: Some("a1b2".to_owned()),
            ..row()
        };
        let not_moved = RevisionRow {
            token_id: Some("a1b2".to_owned()),
            reason: None,
            ..row()
        };
        assert_ne!(content(&moved), content(&not_moved));
        let split = |by: &str, token: &str| {
            content(&RevisionRow {
                recorded_by: by.to_owned(),
                token_id: Some(token.to_owned()),
                ..row()
            })
        };
        assert_ne!(split("a,1:b", "c"), split("a", "b,1:c"));
        assert_ne!(split("", "-"), split("-", ""));
    }

    #[test]
    fn which_revision_is_current_is_not_of_its_content() {
        let other = RevisionRow {
            is_current: false,
            ..row()
        };
        assert_eq!(content(&other), content(&row()));
    }
}
