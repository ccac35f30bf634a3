use proptest::prelude::*;

use super::*;

struct Row {
    kind: String,
    beds: u32,
    load: Load,
    extra: String,
    value: f64,
}

fn references() -> Vec<Row> {
    let rows = include_str!("../../../tests/reference/erlang_ref.csv")
        .lines()
        .skip(1);
    let row = |line: &str| {
        let cells = line.split(',').collect::<Vec<_>>();
        let number = |at: usize| cells[at].parse::<f64>().expect("a number");
        Row {
            kind: cells[0].to_owned(),
            beds: cells[1].parse().unwrap_or(0),
            load: Load::new(number(2)).expect("a load"),
            extra: cells[3].to_owned(),
            value: number(4),
        }
    };
    rows.map(row).collect()
}

/// What the program says where the reference says `row.value`.
fn ours(row: &Row) -> f64 {
    let delay = || delay(row.beds, row.load).expect("a stable queue");
    let abandonment = || {
        let rate = row.extra.strip_prefix("theta/mu=").expect("a rate");
        let rate: f64 = rate.parse().expect("a number");
        abandonment(row.beds, row.load, 1.0 / rate).expect("a patience")
    };
    match row.kind.as_str() {
        "erlang_b" => loss(row.beds, row.load).blocking,
        "erlang_b_occupancy" => loss(row.beds, row.load).occupancy,
        "erlang_c" => delay().waits,
        "erlang_c_wait_in_los" => delay().wait_in_stays,
        "erlang_a_pwait" => abandonment().waits,
        "erlang_a_pabandon" => abandonment().gives_up,
        "erlang_a_occupancy" => abandonment().occupancy,
        "beds_for_blocking_le" => {
            let target = row.extra.parse().expect("a target");
            assert_eq!(beds_for(row.load, target), Some(row.beds));
            loss(row.beds, row.load).blocking
        }
        kind => panic!("the reference has {kind}"),
    }
}

#[test]
fn all_erlang_formulas_agree_with_values_of_fifty_digits() {
    let rows = references();
    assert_eq!(rows.len(), 670);
    for row in rows {
        let (ours, value) = (ours(&row), row.value);
        let error = (ours - value).abs();
        assert!(
            error <= 1e-12 * value.abs(),
            "{} of {} beds, load {:?}, {}: {ours} for {value}",
            row.kind,
            row.beds,
            row.load,
            row.extra
        );
    }
}

#[test]
fn a_house_that_nobody_asks_refuses_nobody_and_one_without_beds_everybody() {
    let load = |erlang| Load::new(erlang).expect("a load");
    assert_eq!(
        loss(3, load(0.0)),
        Loss {
            blocking: 0.0,
            occupancy: 0.0
        }
    );
    assert_eq!(
        loss(0, load(2.0)),
        Loss {
            blocking: 1.0,
            occupancy: 0.0
        }
    );
    assert_eq!(delay(0, load(0.0)), None);
    assert_eq!(beds_for(load(0.0), 0.0), Some(1));
    assert_eq!(beds_for(load(5.0), 1.0), Some(0));
    let idle = abandonment(2, load(0.0), 0.2).expect("a patience");
    assert_eq!((idle.waits, idle.gives_up, idle.occupancy), (0.0, 0.0, 0.0));
}

#[test]
fn what_is_out_of_range_has_no_answer() {
    for erlang in [-1e-9, f64::NAN, f64::INFINITY, 1.1e6] {
        assert_eq!(Load::new(erlang), None, "{erlang}");
    }
    let load = Load::new(7.0).expect("a load");
    for target in [-0.1, 1.1, f64::NAN] {
        assert_eq!(beds_for(load, target), None, "{target}");
    }
    assert_eq!(beds_for(Load::new(1e6).expect("a load"), 0.01), None);
    assert_eq!(delay(7, load), None);
    assert_eq!(abandonment(7, Load::new(1e6).expect("a load"), 1000.0), None);
    for patience in [0.0, -1.0, 1e-4, 1e4, f64::NAN] {
        assert_eq!(abandonment(7, load, patience), None, "{patience}");
    }
}

#[test]
fn the_largest_systems_neither_overflow_nor_run_on() {
    for erlang in [1e-300, 1.0, 1e6] {
        let load = Load::new(erlang).expect("a load");
        for beds in [1, u32::MAX] {
            let Loss { blocking, occupancy } = loss(beds, load);
            assert!((0.0..=1.0).contains(&blocking), "{beds} {erlang}: {blocking}");
            assert!((0.0..=1.0).contains(&occupancy), "{beds} {erlang}: {occupancy}");
            for queue in [0.001, 1.0].map(|patience| abandonment(beds, load, patience)) {
                let queue = queue.expect("a patience");
                for share in [queue.waits, queue.gives_up, queue.occupancy] {
                    assert!(
                        (-1e-9..=1.0 + 1e-9).contains(&share),
                        "{beds} {erlang}: {queue:?}"
                    );
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn one_more_bed_never_refuses_more(beds in 0_u32..60, erlang in 0.0_f64..80.0, target in 0.001_f64..0.5) {
        let load = Load::new(erlang).expect("a load");
        prop_assert!(loss(beds + 1, load).blocking <= loss(beds, load).blocking);
        let needed = beds_for(load, target).expect("so many beds");
        prop_assert!(loss(needed, load).blocking <= target);
        prop_assert!(needed == 0 || loss(needed - 1, load).blocking > target);
    }

    #[test]
    fn whoever_waits_with_patience_is_lost_less_often_than_whoever_never_waits(
        beds in 1_u32..40,
        erlang in 0.01_f64..60.0,
        patience in 0.01_f64..10.0,
    ) {
        let load = Load::new(erlang).expect("a load");
        let queue = abandonment(beds, load, patience).expect("a patience");
        prop_assert!(queue.gives_up <= loss(beds, load).blocking * (1.0 + 1e-12));
        prop_assert!(queue.gives_up <= queue.waits * (1.0 + 1e-12));
    }
}
