//! `import registrations` of files with faults: each named, and nothing imported.

use super::import_registrations::import;
use super::{network, revisions};

#[test]
fn every_faulty_row_is_named_with_its_line_and_column_and_nothing_is_imported() {
    let database = network();
    let header =
        "house_id,date,beds_physical,beds_occupied,beds_closed,closure_reason,requests,requests_redirected";
    let good = "de-linde,2024-01-01,4,3,,,,";
    for (row, expected, reason) in [
        (
            "niemand,2024-01-02,,3,,,,",
            "line 3, house_id: The house niemand",
            "an unknown house",
        ),
        (
            ",2024-01-02,,3,,,,",
            "line 3, house_id: This is required",
            "no house",
        ),
        (
            "de linde,2024-01-02,,3,,,,",
            "line 3, house_id: This must be an id",
            "no id",
        ),
        (
            "de-linde,2024-02-30,,3,,,,",
            "line 3, date: This must be a real day",
            "30 February",
        ),
        (
            "de-linde,01-02-2024,,3,,,,",
            "line 3, date: This must be a real day",
            "the other way round",
        ),
        (
            "de-linde,2011-01-02,,3,,,,",
            "line 3, date: The house is not open",
            "before the opening",
        ),
        (
            "de-linde,2999-01-02,,3,,,,",
            "line 3, date: This day has not begun",
            "in the future",
        ),
        (
            "de-linde,2024-01-02,,,,,,",
            "line 3, beds_occupied: This is required",
            "nothing occupied",
        ),
        (
            "de-linde,2024-01-02,,-1,,,,",
            "line 3, beds_occupied: This must be a whole number",
            "negative",
        ),
        (
            "de-linde,2024-01-02,,1.5,,,,",
            "line 3, beds_occupied: This must be a whole number",
            "half a bed",
        ),
        (
            "de-linde,2024-01-02,,1000,,,,",
            "line 3, beds_occupied: This must be a whole number",
            "too many",
        ),
        (
            "de-linde,2024-01-02,,x,,,,",
            "line 3, beds_occupied: This must be a whole number",
            "a word",
        ),
        (
            "de-linde,2024-01-02,,5,,,,",
            "line 3, beds_occupied: Occupied, respite",
            "more than there are",
        ),
        (
            "de-linde,2024-01-02,5,3,,,,",
            "line 3, beds_physical: This says 5 beds, but the house has 4",
            "other beds",
        ),
        (
            "de-linde,2024-01-02,,3,1,strike,,",
            "line 3, closure_reason: This must be one of",
            "an unknown reason",
        ),
        (
            "de-linde,2024-01-02,,3,,holiday,,",
            "line 3, closure_reason: Closed beds",
            "a reason alone",
        ),
        (
            "de-linde,2024-01-02,,1,2,holiday=1,,",
            "line 3, closure_reason: Closed beds",
            "reasons for fewer beds",
        ),
        (
            "de-linde,2024-01-02,,3,,,1,2",
            "line 3, requests_redirected: There are 2 redirected",
            "more than all",
        ),
        (
            "de-linde,2024-01-01,,3,,,,",
            "line 3, date: This house and day stand on line 2",
            "a day twice",
        ),
        (
            "de-linde,2024-01-02,,3,,,",
            "line 3: The row has 7 cells, but the header has 8",
            "a cell too few",
        ),
        (
            "de-linde,2024-01-02,,3,,,,,",
            "line 3: The row has 9 cells, but the header has 8",
            "a cell too many",
        ),
    ] {
        let complaint = import(&database, format!("{header}\n{good}\n{row}\n"), false).complaint();
        assert!(
            complaint.contains(&format!("days.csv, {expected}")),
            "{reason}: {complaint}"
        );
        assert!(
            complaint.contains("1 faults; nothing was imported"),
            "{reason}: {complaint}"
        );
        assert_eq!(revisions(&database), 0, "{reason}");
    }
}

#[test]
fn all_faulty_rows_are_named_at_once() {
    let database = network();
    let file = "house_id,date,beds_occupied,deaths\nde-linde,2024-01-01,x,y\nde-linde,2024-01-02,1,1\n\
        de linde,2024-02-30,1,1\n\"de-linde\n\",2024-01-03,1,1\nde-linde,2024-01-04,-1,1\n";
    let complaint = import(&database, file, false).complaint();
    for place in [
        "line 2, beds_occupied",
        "line 2, deaths",
        "line 4, house_id",
        "line 4, date",
        "line 7, beds_occupied",
    ] {
        assert!(complaint.contains(place), "{place}: {complaint}");
    }
    assert!(
        complaint.contains("5 faults; nothing was imported"),
        "{complaint}"
    );
}

#[test]
fn a_file_whose_columns_are_wrong_is_refused_by_its_header() {
    let database = network();
    for (content, expected, reason) in [
        ("", "line 1: This is required", "an empty file"),
        (
            "de-linde,2024-01-01,3\n",
            "line 1, de-linde: No such name",
            "no header",
        ),
        (
            "house_id,date\nde-linde,2024-01-01\n",
            "line 1, beds_occupied: This is required",
            "a column is missing",
        ),
        (
            "house_id,date,beds_occupied,guest_name\n",
            "line 1, guest_name: No such name",
            "an unknown column",
        ),
        (
            "house_id,date,beds_occupied,deaths,deaths\n",
            "line 1, deaths: This is stated more than once",
            "twice",
        ),
        (
            "House_id,Date,Beds_occupied\n",
            "line 1, House_id: No such name",
            "case matters",
        ),
    ] {
        let complaint = import(&database, content, false).complaint();
        assert!(complaint.contains(expected), "{reason}: {complaint}");
    }
}

#[test]
fn a_cell_that_is_not_utf_8_is_named() {
    let database = network();
    let file = b"house_id,date,beds_occupied,closure_reason\nde-linde,2024-01-01,3,\nd\xe9-linde,2024-01-02,3,\xff\n";
    let complaint = import(&database, file, false).complaint();
    assert!(
        complaint.contains("line 3, house_id: This is not UTF-8"),
        "{complaint}"
    );
    assert!(
        complaint.contains("line 3, closure_reason: This is not UTF-8"),
        "{complaint}"
    );
    assert_eq!(revisions(&database), 0);
}
