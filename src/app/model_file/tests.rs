use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn file(text: &str) -> ModelFile {
    read(text.as_bytes()).expect("a file without faults")
}

#[test]
fn three_columns_are_enough_and_the_beds_are_the_most_seen_so_far() {
    let file =
        file("house_id,date,beds_occupied\n01057,2024-01-02,3\n01057,2024-01-01,2\n01057,2024-01-03,1\n");
    let houses = file.known_at(date("2024-02-01"));
    assert_eq!(houses.len(), 1);
    assert_eq!((houses[0].id.as_str(), &houses[0].region), ("01057", &None));
    let days: Vec<(u32, u32)> = houses[0]
        .days
        .iter()
        .map(|day| (day.occupied, day.physical))
        .collect();
    assert_eq!(days, [(2, 2), (3, 3), (1, 3)]);
    assert_eq!(houses[0].days[0].admissions, None);
    assert_eq!(file.span(), (date("2024-01-01"), date("2024-01-03")));
}

#[test]
fn what_is_entered_later_is_not_known_before() {
    let file = file(
        "house_id;date;entered_at;beds_occupied;network_region\n\
         a;2024-01-01;2024-01-01;2;R 1\n\
         a;2024-01-01;2024-01-05T09:00:00Z;3;R 1\n\
         a;2024-01-02;2024-01-04;1;R 1\n\
         b;2024-01-03;;1;\n",
    );
    let counts = |origin: &str| {
        let houses = file.known_at(date(origin));
        let days = houses
            .iter()
            .map(|house| house.days.iter().map(|day| day.occupied).collect::<Vec<_>>());
        days.collect::<Vec<_>>()
    };
    assert_eq!(counts("2023-12-31"), Vec::<Vec<u32>>::new());
    assert_eq!(counts("2024-01-02"), [vec![2]]);
    assert_eq!(counts("2024-01-04"), [vec![2, 1], vec![1]]);
    assert_eq!(counts("2024-01-05"), [vec![3, 1], vec![1]]);
    assert_eq!(
        file.known_at(date("2024-01-05"))[0].region.as_deref(),
        Some("R 1")
    );
}

#[test]
fn flows_and_closures_are_told_as_the_register_tells_them() {
    let file = file(
        "house_id,date,beds_physical,beds_occupied,beds_closed,deaths,requests,refused_no_bed,latitude,longitude\n\
         a,2024-01-01,4,5,1,2,3,1,53.2,6.5\n",
    );
    let house = &file.known_at(date("2024-01-01"))[0];
    let day = house.days[0];
    assert_eq!((day.physical, day.occupied, day.closed), (4, 5, 1));
    assert_eq!(
        (day.departures, day.admissions, day.requests),
        (Some(2), None, Some(3))
    );
    assert_eq!(
        (day.refused_for_room, day.refused_otherwise, day.waiting),
        (Some(1), Some(0), None)
    );
    assert_eq!(house.location, Location::new(53.2, 6.5));
}

#[test]
fn a_faulty_file_is_told_by_line_and_column() {
    let header = "house_id,date,beds_occupied\n";
    for (text, line, column) in [
        (String::new(), 1, None),
        (header.to_owned(), 2, None),
        (
            "house_id,date\na,2024-01-01\n".to_owned(),
            1,
            Some("beds_occupied"),
        ),
        ("house_id,date,beds_occupied,wat\n".to_owned(), 1, Some("wat")),
        (
            format!("{header}a,2024-01-01,1\na,2024-13-01,1\n"),
            3,
            Some("date"),
        ),
        (format!("{header}a,2024-01-01,-1\n"), 2, Some("beds_occupied")),
        (format!("{header}a,2024-01-01,1000\n"), 2, Some("beds_occupied")),
        (format!("{header}a,2024-01-01,\n"), 2, Some("beds_occupied")),
        (format!("{header},2024-01-01,1\n"), 2, Some("house_id")),
        (format!("{header}a,2024-01-01\n"), 2, None),
        (
            format!("{header}a,2024-01-01,1\na,2024-01-01,2\n"),
            3,
            Some("date"),
        ),
        (
            "house_id,date,beds_occupied,latitude\na,2024-01-01,1,NaN\n".to_owned(),
            2,
            Some("latitude"),
        ),
        (
            "house_id,date,beds_occupied,entered_at\na,2024-01-01,1,soon\n".to_owned(),
            2,
            Some("entered_at"),
        ),
    ] {
        let faults = read(text.as_bytes()).expect_err(&text);
        let places: Vec<_> = faults
            .iter()
            .map(|fault| (fault.line, fault.column.as_deref()))
            .collect();
        assert_eq!(places, [(line, column)], "{text}");
    }
}
