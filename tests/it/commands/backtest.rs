//! `backtest`: how good the forecasts of a file would have been.

use super::Files;
use crate::harness::{Outcome, run};

fn backtest(content: &str, arguments: &[&str]) -> Outcome {
    let files = Files::new();
    let file = files.write("days.csv", content);
    let mut all = vec!["backtest", "--registrations", &file];
    all.extend(arguments);
    run(&[], &all)
}

#[test]
fn the_model_stands_beside_forecasts_without_a_model() {
    let content = include_str!("../../reference/nhs_counts.csv");
    let table = backtest(
        content,
        &["--origin", "2018-12-20", "2019-12-20", "--horizon", "14"],
    )
    .output();
    assert!(
        table.starts_with("2 origins, 2018-12-20 to 2019-12-20\n"),
        "{table}"
    );
    let cells = |name: &str| {
        let row = table.lines().find(|line| line.starts_with(name)).expect(name);
        row.split_whitespace()
            .skip(1)
            .map(|cell| cell.parse().expect("a number"))
            .collect::<Vec<f64>>()
    };
    for name in ["houses", "regions"] {
        let [
            number,
            naive,
            _,
            recent,
            model,
            error,
            within_80,
            within_95,
            brier,
        ] = cells(name)[..]
        else {
            panic!("{table}");
        };
        assert!(number > 25.0 && naive > 0.1 && error > 0.1, "{table}");
        assert!(model < 0.95 && model < recent + 0.1, "{table}");
        assert!(
            (50.0..100.0).contains(&within_80) && (within_80..=100.0).contains(&within_95),
            "{table}"
        );
        assert!((0.0..0.3).contains(&brier), "{table}");
    }
}

#[test]
fn origins_are_spread_over_the_file_where_none_are_named() {
    let content = include_str!("../../reference/divi_counts.csv");
    let table = backtest(content, &["--origins", "2", "--horizon", "7"]).output();
    assert!(
        table.starts_with("2 origins, 2022-08-25 to 2023-05-24\n"),
        "{table}"
    );
}

#[test]
fn a_file_too_short_to_look_back_from_says_so() {
    let content = "house_id,date,beds_occupied\na,2024-01-01,1\na,2024-01-02,1\n";
    let complaint = backtest(content, &[]).complaint();
    assert!(
        complaint.contains("too few days to look back 28 days from"),
        "{complaint}"
    );
    let complaint = backtest(content, &["--origin", "2020-01-01"]).complaint();
    assert!(complaint.contains("it begins on 2024-01-01"), "{complaint}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for arguments in [
        ["--horizon", "0"],
        ["--horizon", "29"],
        ["--origins", "0"],
        ["--origins", "1000000000"],
    ] {
        let outcome = backtest("", &arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
    }
    let both = backtest("", &["--origin", "2024-01-01", "--origins", "3"]);
    assert_eq!(both.code, Some(2));
}
