//! The capacity measurement as a file.

use hospice_capacity::domain::access::Role;
use serde_json::json;

use super::ten_days;

const DAYS: &str = "from=2026-11-10&until=2026-11-19&houseId=de-linde&groupBy=house";

#[test]
fn csv_has_a_row_for_each_group_period_and_measure() {
    let server = ten_days();
    let token = server.coordinator();
    let path = format!("/v1/statistics?{DAYS}&period=week&format=csv");
    let answer = server.get(&path).token(&token).send().expect(200);
    assert_eq!(
        answer.header("Content-Disposition"),
        Some("attachment; filename=\"capaciteitsmeting-2026-11-10-2026-11-19.csv\"")
    );
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    let header = "group_id,from,until,measure,unit,value,low,high,numerator,denominator,house_days,withheld";
    assert_eq!(lines[0], header);
    for row in [
        "de-linde,2026-11-10,2026-11-15,basis.missing,house-days,2,,,,,,",
        "de-linde,2026-11-10,2026-11-15,bedDays.occupied,bed-days,10,10,18,,,4,",
        "de-linde,2026-11-16,2026-11-19,bedDays.closedByReason.renovation,bed-days,4,,,,,,",
        "de-linde,2026-11-10,2026-11-15,flows.deaths,people,1,,,,,2,",
        "de-linde,2026-11-10,2026-11-15,flows.refusalsByReason.no_bed,people,1,,,,,2,",
        "de-linde,2026-11-16,2026-11-19,rates.meanLengthOfStayDays,days,,,,,,,",
    ] {
        assert!(lines.contains(&row), "{row} is not in {text}");
    }
    let measures = lines.len() - 1;
    assert_eq!(measures % 2, 0, "two weeks with the same measures");
    let of_json = server.get(&format!("/v1/statistics?{DAYS}")).token(&token).send();
    assert_ne!(of_json.expect(200).tag(), answer.tag());
    let semicolons = format!("{path}&separator=semicolon");
    let semicolons = server.get(&semicolons).token(&token).send().expect(200);
    let semicolons = semicolons.text();
    assert!(semicolons.starts_with("\u{feff}group_id;from;"));
    let rate = semicolons
        .lines()
        .find(|line| line.contains("10;2026-11-15;rates.occupancyPhysical;"));
    // 10 of 16 bed-days, as it is written on a Dutch computer.
    assert!(rate.expect("a rate").contains(";share;0,625;"), "{semicolons}");
}

#[test]
fn what_an_analyst_does_not_get_is_said_in_the_file() {
    let server = ten_days();
    let path = format!("/v1/statistics?{DAYS}&format=csv");
    let answer = server.get(&path).token(&server.token(Role::Analyst, &[])).send();
    let text = answer.expect(200).text();
    for row in [
        "de-linde,2026-11-10,2026-11-19,flows.deaths,people,,,,,,2,ja",
        "de-linde,2026-11-10,2026-11-19,waitingListActive.maximum,people,,,,,,2,ja",
        "de-linde,2026-11-10,2026-11-19,bedDays.occupied,bed-days,18,18,26,,,8,",
    ] {
        assert!(text.lines().any(|line| line == row), "{row} is not in {text}");
    }
}

#[test]
fn a_workbook_has_real_dates_and_numbers() {
    let server = ten_days();
    let token = server.coordinator();
    let path = format!("/v1/statistics?{DAYS}&format=xlsx");
    let answer = server.get(&path).token(&token).send().expect(200);
    let sheet = answer.part("xl/worksheets/sheet1.xml");
    // 10 November 2026 as Excel counts days; one house with a stand.
    for expected in [
        "<v>46336</v>",
        "<t>basis.houses</t>",
        "<c r=\"F2\"><v>1</v></c>",
        "state=\"frozen\"",
    ] {
        assert!(sheet.contains(expected), "{expected}: {sheet}");
    }
    assert!(
        answer
            .part("xl/workbook.xml")
            .contains("name=\"Capaciteitsmeting\"")
    );
    let refused = server
        .get("/v1/statistics")
        .token(&token)
        .header("Accept", "image/png");
    refused.send().problem(406, "not-acceptable");
    server.register("de-linde", "2026-11-19", &json!({"bedsOccupied": 1}));
    let again = server
        .get(&path)
        .token(&token)
        .header("If-None-Match", answer.tag())
        .send();
    again.expect(200);
}
