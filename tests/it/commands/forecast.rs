//! `forecast`: the model on files.

use std::collections::BTreeMap;

use super::Files;
use crate::harness::{Outcome, run};

const DIVI: &str = include_str!("../../reference/divi_counts.csv");

/// Forecasts `content` from these origins; what was written and how it ended.
fn forecast(content: &str, arguments: &[&str]) -> (Outcome, Option<String>) {
    let files = Files::new();
    let file = files.write("days.csv", content);
    let out = files.path("out.csv");
    let out = out.to_str().expect("UTF-8");
    let mut all = vec!["forecast", "--registrations", &file, "--out", out];
    all.extend(arguments);
    let outcome = run(&[], &all);
    (outcome, std::fs::read_to_string(out).ok())
}

/// By unit, origin and horizon: the seven quantiles and values.
fn rows(text: &str) -> BTreeMap<(String, String, u32), Vec<(String, f64)>> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("unit,origin,horizon,quantile,value"));
    let mut rows = BTreeMap::<_, Vec<_>>::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let key = (
            cells[0].to_owned(),
            cells[1].to_owned(),
            cells[2].parse().expect("a horizon"),
        );
        let value = cells[4].parse().expect("a value");
        rows.entry(key).or_default().push((cells[3].to_owned(), value));
    }
    rows
}

#[test]
fn every_house_and_region_has_seven_quantiles_for_each_day_of_each_origin() {
    let (outcome, text) = forecast(DIVI, &["--origin", "2022-09-01", "2022-06-01", "--horizon", "9"]);
    outcome.output();
    let rows = rows(&text.expect("a file"));
    assert_eq!(rows.len(), 2 * (9 + 3) * 9);
    for ((unit, origin, horizon), values) in &rows {
        let place = (unit, origin, horizon);
        let levels: Vec<&str> = values.iter().map(|(level, _)| level.as_str()).collect();
        assert_eq!(
            levels,
            ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"],
            "{place:?}"
        );
        assert!(values.is_sorted_by(|one, other| one.1 <= other.1), "{place:?}");
        assert!(
            values.iter().all(|(_, value)| (0.0..=120.0).contains(value)),
            "{place:?}"
        );
    }
    assert!(rows.contains_key(&("R1".to_owned(), "2022-06-01".to_owned(), 9)));
    assert!(rows.contains_key(&("01057".to_owned(), "2022-09-01".to_owned(), 1)));
}

#[test]
fn origins_may_be_named_one_by_one_and_the_answer_is_the_same_with_one_thread() {
    let files = Files::new();
    let file = files.write("days.csv", DIVI);
    let answer = |arguments: &[&str], threads: &str| {
        let out = files.path("out.csv");
        let path = out.to_str().expect("UTF-8");
        let mut all = vec!["forecast", "--registrations", &file, "--out", path];
        all.extend(arguments);
        run(&[("RAYON_NUM_THREADS", threads)], &all).output();
        std::fs::read(out).expect("a file")
    };
    let together = answer(&["--origin", "2022-06-01", "2022-09-01"], "2");
    let apart = answer(
        &[
            "--origin",
            "2022-09-01",
            "--origin",
            "2022-06-01",
            "--origin",
            "2022-06-01",
        ],
        "1",
    );
    assert_eq!(together, apart);
}

#[test]
fn rows_after_the_origin_or_entered_after_it_change_nothing() {
    let known = "house_id,date,beds_occupied,entered_at\na,2024-01-01,2,\na,2024-01-02,3,\na,2024-01-03,3,\n";
    let origin = ["--origin", "2024-01-03"];
    let (_, before) = forecast(known, &origin);
    let later = format!("{known}a,2024-01-04,9,\nb,2024-01-09,1,\na,2024-01-01,9,2024-01-20\n");
    let (outcome, after) = forecast(&later, &origin);
    outcome.output();
    assert!(before.is_some());
    assert_eq!(before, after);
}

#[test]
fn a_file_that_cannot_be_forecast_is_told_by_what_is_wrong() {
    let header = "house_id,date,beds_occupied\n";
    let good = format!("{header}a,2024-01-01,1\n");
    for (content, origin, complaint) in [
        (String::new(), "2024-01-01", "line 1"),
        (header.to_owned(), "2024-01-01", "line 2: This is required."),
        (
            "huis;dag;bezet\n".to_owned(),
            "2024-01-01",
            "line 1, huis: No such name is known.",
        ),
        (
            format!("{header}a,2024-01-01,-1\n"),
            "2024-01-01",
            "line 2, beds_occupied: ",
        ),
        (
            format!("{header}a,2024-01-01,1\na,2024-01-02,x\n"),
            "2024-01-01",
            "line 3, beds_occupied: ",
        ),
        (format!("{good}a,2024-01-01,1\n"), "2024-01-01", "line 3, date: "),
        (
            "house_id,date,beds_occupied,guest\n".to_owned(),
            "2024-01-01",
            "line 1, guest: ",
        ),
        (
            good,
            "2023-12-31",
            "nothing that was known on 2023-12-31; it begins on 2024-01-01",
        ),
    ] {
        let (outcome, out) = forecast(&content, &["--origin", origin]);
        let errors = outcome.complaint();
        assert!(errors.contains(complaint), "{content:?}: {errors}");
        assert_eq!(out, None, "{content:?}");
    }
    let missing = run(
        &[],
        &[
            "forecast",
            "--registrations",
            "no.csv",
            "--origin",
            "2024-01-01",
            "--out",
            "out.csv",
        ],
    );
    assert!(missing.complaint().contains("no.csv cannot be read"));
    let folder = run(
        &[],
        &[
            "forecast",
            "--registrations",
            ".",
            "--origin",
            "2024-01-01",
            "--out",
            "out.csv",
        ],
    );
    assert!(folder.complaint().contains("line 1"));
}

#[test]
fn what_cannot_be_asked_is_refused_before_the_file_is_read() {
    for (arguments, about) in [
        (vec!["--origin", "2024-01-01", "--horizon", "0"], "--horizon"),
        (vec!["--origin", "2024-01-01", "--horizon", "29"], "--horizon"),
        (
            vec!["--origin", "2024-01-01", "--horizon", "1000000000"],
            "--horizon",
        ),
        (vec!["--origin", "2024-01-01", "--paths", "1000000000"], "--paths"),
        (vec!["--origin", "yesterday"], "--origin"),
        (vec![], "--origin"),
    ] {
        let (outcome, out) = forecast("not even a header", &arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert!(
            outcome.errors.contains(about),
            "{arguments:?}: {}",
            outcome.errors
        );
        assert_eq!(out, None);
    }
}

#[test]
fn one_registration_gets_a_wide_answer() {
    let (outcome, text) = forecast(
        "house_id;date;beds_occupied;beds_physical;network_region\na b;2024-01-01;2;4;Noord\n",
        &["--origin", "2024-01-03"],
    );
    outcome.output();
    let rows = rows(&text.expect("a file"));
    let last: Vec<f64> = rows[&("a b".to_owned(), "2024-01-03".to_owned(), 28)]
        .iter()
        .map(|(_, value)| *value)
        .collect();
    assert!(last[0] <= 1.0 && last[6] >= 4.0 && last[6] <= 4.0, "{last:?}");
    assert_eq!(rows.len(), 2 * 28);
}

#[test]
fn a_region_named_like_a_house_is_refused() {
    let days =
        "house_id,date,network_region,beds_occupied\nnoord,2026-01-01,noord,2\nzuid,2026-01-01,noord,1\n";
    let (outcome, text) = forecast(days, &["--origin", "2026-01-01"]);
    let complaint = outcome.complaint();
    assert!(
        complaint.contains("days.csv names both a house and a region \"noord\""),
        "{complaint}"
    );
    assert_eq!(text, None, "nothing is written");
}
