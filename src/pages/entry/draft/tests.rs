use super::*;
use crate::domain::calendar::parse_moment;
use crate::domain::stand::RefusalReason;

fn count(number: i64) -> Count {
    Count::new(number).expect("a count")
}

/// The form of `text`, and what is wrong with it.
fn read(text: &str) -> Result<Sent, Vec<Fault>> {
    let (draft, faults) = Draft::read(text.as_bytes());
    let sent = draft.sent();
    if faults.is_empty() { sent } else { Err(faults) }
}

fn places(text: &str) -> Vec<String> {
    let faults = read(text).expect_err("a fault");
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_form_that_is_sent_back_says_the_counts_it_was_made_of() {
    let all = Counts {
        beds_occupied: count(3),
        beds_respite: Some(count(0)),
        beds_reserved: Some(count(1)),
        beds_in_turnover: Some(count(2)),
        closures: Some(Tally::new([
            (ClosureReason::Holiday, 2),
            (ClosureReason::Other, 1),
        ])),
        admission_stop: Some(AdmissionStop {
            reason: ClosureReason::NoNursing,
            expected_until: parse_date("2026-11-24"),
        }),
        admits_from: parse_moment("2026-11-23T08:30:00Z"),
        admissions: Some(count(4)),
        deaths: Some(count(5)),
        discharges: Some(count(6)),
        requests: Some(count(7)),
        requests_redirected: Some(count(1)),
        refusals: Some(Tally::new([(RefusalReason::NoBed, 2)])),
        withdrawals: Some(count(8)),
        died_before_admission: Some(count(9)),
        waiting_list_active: Some(count(10)),
        waiting_list_passive: Some(count(999)),
    };
    let nothing_by_reason = Counts {
        closures: Some(Tally::new([])),
        refusals: Some(Tally::new([])),
        ..Counts::default()
    };
    for counts in [all, nothing_by_reason, Counts::default()] {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair(BASIS, "3");
        form.extend_pairs(Draft::of(&counts).filled());
        let sent = read(&form.finish()).expect("nothing wrong");
        assert_eq!((sent.said.counts, sent.basis), (counts, 3));
    }
}

#[test]
fn an_empty_field_is_not_known_and_never_none() {
    let sent = read("beds_occupied=2&beds_respite=&requests=+&closed_other=&refused_other=&basis=0");
    let counts = sent.expect("nothing wrong").said.counts;
    let expected = Counts {
        beds_occupied: count(2),
        ..Counts::default()
    };
    assert_eq!(counts, expected);
}

#[test]
fn one_stated_reason_makes_the_others_none() {
    let sent = read("beds_occupied=2&closed_other=1&closed_holiday=&basis=0").expect("nothing wrong");
    assert_eq!(
        sent.said.counts.closures,
        Some(Tally::new([(ClosureReason::Other, 1)]))
    );
}

#[test]
fn all_faults_are_told_at_once_each_at_its_field() {
    for (form, expected, reason) in [
        ("", vec!["beds_occupied", "basis"], "nothing was filled in"),
        (
            "beds_occupied=-1&basis=0",
            vec!["beds_occupied"],
            "fewer than none",
        ),
        ("beds_occupied=1000&basis=0", vec!["beds_occupied"], "too many"),
        (
            "beds_occupied=2,5&basis=0",
            vec!["beds_occupied"],
            "no whole number",
        ),
        (
            "beds_occupied=twee&deaths=x&refused_no_bed=x&basis=x",
            vec!["beds_occupied", "deaths", "refused_no_bed", "basis"],
            "words and letters",
        ),
        (
            "beds_occupied=1&stop_expected_until=2026-11-24&basis=0",
            vec!["stop_reason"],
            "an end without a stop",
        ),
        (
            "beds_occupied=1&stop_reason=bad&basis=0",
            vec!["stop_reason"],
            "an unknown reason",
        ),
        (
            "beds_occupied=1&stop_reason=other&stop_expected_until=2026-02-30&basis=0",
            vec!["stop_expected_until"],
            "no day of the calendar",
        ),
        (
            "beds_occupied=1&admits_from_time=08:00&basis=0",
            vec!["admits_from_date"],
            "a time without its day",
        ),
        (
            "beds_occupied=1&admits_from_date=2026-11-23&admits_from_time=25:00&basis=0",
            vec!["admits_from_time"],
            "no time of day",
        ),
        (
            "beds_occupied=1&confirmed=all&basis=0",
            vec!["confirmed"],
            "no warning",
        ),
        (
            "beds_occupied=1&basis=0&x=1&y=2",
            vec!["x", "y"],
            "fields there are not",
        ),
        (
            "beds_occupied=1&beds_occupied=2&basis=0",
            vec!["beds_occupied"],
            "said twice",
        ),
    ] {
        assert_eq!(places(form), expected, "{reason}");
    }
    let long = format!("beds_occupied=1&basis=0&reason={}", "x".repeat(201));
    assert_eq!(places(&long), ["reason"]);
    let many: Vec<String> = (0..50).map(|number| format!("x{number}=1")).collect();
    assert_eq!(places(&many.join("&")).len(), MOST_UNKNOWN);
}

#[test]
fn times_are_those_of_amsterdam() {
    for (date, time, expected) in [
        ("2026-11-23", "08:30", "2026-11-23T07:30:00Z"),
        ("2026-07-01", "08:30", "2026-07-01T06:30:00Z"),
        ("2026-11-23", "", "2026-11-22T23:00:00Z"),
    ] {
        let form = format!("beds_occupied=1&basis=0&admits_from_date={date}&admits_from_time={time}");
        let sent = read(&form).expect("nothing wrong");
        assert_eq!(
            sent.said.counts.admits_from,
            parse_moment(expected),
            "{date} {time}"
        );
    }
}

#[test]
fn confirmed_warnings_and_a_reason_are_read_too() {
    let sent = read("beds_occupied=1&basis=2&reason=Later+geteld&confirmed=balance_mismatch+occupied_jump");
    let sent = sent.expect("nothing wrong");
    assert_eq!(sent.reason, Reason::new("Later geteld"));
    let expected = [WarningCode::BalanceMismatch, WarningCode::OccupiedJump];
    assert!(sent.said.confirmed.into_iter().eq(expected));
}

#[test]
fn nothing_that_was_typed_is_lost() {
    let (draft, _) = Draft::read("beds_occupied=twee&reason=%3Cb%3E&basis=0".as_bytes());
    assert_eq!(
        (draft.text("beds_occupied"), draft.text("reason")),
        ("twee", "<b>")
    );
}
