use super::*;

fn row(line: u64, year: i32, region: &str, municipality: Option<&str>, share: Option<f64>) -> YearOfDeaths {
    YearOfDeaths {
        line,
        year,
        region: RegionId::new(region).expect("an id"),
        municipality: municipality.map(|name| Name::new(name).expect("a name")),
        share,
        deaths: 100.0,
        band: Some((90.0, 120.0)),
    }
}

#[test]
fn a_municipality_of_two_regions_counts_to_each_by_its_share() {
    let rows = vec![
        row(2, 2030, "north", Some("Between"), Some(0.25)),
        row(3, 2030, "south", Some("Between"), Some(0.75)),
        row(4, 2030, "south", Some("Below"), None),
    ];
    let sums = Deaths::new(rows).expect("deaths").by_region();
    let of = |region: &str| sums[&RegionId::new(region).expect("an id")][0];
    assert_eq!(
        of("north"),
        YearOfRegion {
            year: 2030,
            deaths: 25.0,
            band: Some((22.5, 30.0))
        }
    );
    assert_eq!(
        of("south"),
        YearOfRegion {
            year: 2030,
            deaths: 175.0,
            band: Some((157.5, 210.0))
        }
    );
}

#[test]
fn rows_that_do_not_fit_each_other_are_named_with_their_rule() {
    let sum = Rule::SharesOverOne { year: 2030 };
    for (rows, line, column, rule) in [
        (
            vec![row(2, 2030, "a", None, None), row(3, 2030, "a", None, None)],
            3,
            "year",
            Rule::Repeated,
        ),
        (
            vec![row(2, 2030, "a", None, None), row(3, 2030, "a", Some("m"), None)],
            2,
            "network_region",
            Rule::RegionTwice,
        ),
        (
            vec![row(2, 2030, "a", None, Some(0.5))],
            2,
            "share",
            Rule::ShareOfRegion,
        ),
        (
            vec![
                row(2, 2030, "a", Some("m"), Some(0.6)),
                row(3, 2030, "b", Some("m"), Some(0.6)),
            ],
            3,
            "share",
            sum,
        ),
        (
            vec![
                row(2, 2030, "a", Some("m"), Some(0.6)),
                row(3, 2030, "b", Some("m"), None),
            ],
            3,
            "share",
            Rule::ShareNeeded,
        ),
        (
            vec![row(2, 2030, "a", None, None), row(3, 2032, "a", None, None)],
            2,
            "year",
            Rule::YearMissing { year: 2031 },
        ),
        (
            vec![
                row(2, 2030, "a", None, None),
                row(3, 2031, "a", None, None),
                row(4, 2031, "b", None, None),
            ],
            4,
            "year",
            Rule::YearMissing { year: 2030 },
        ),
    ] {
        assert_eq!(Deaths::new(rows), Err(vec![Misfit { line, column, rule }]));
    }
    let narrow = YearOfDeaths {
        band: Some((101.0, 120.0)),
        ..row(2, 2030, "a", None, None)
    };
    let misfits = Deaths::new(vec![narrow]).expect_err("the middle lies below the band");
    assert_eq!(misfits[0].rule, Rule::Band);
}
