//! Whatever is sent: each bed is in one state, or nothing is stored.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::harness::{Server, TODAY, day};

/// Counts around what a house of six beds can hold, some of them not stated.
fn stands() -> impl Strategy<Value = Value> {
    let count = || prop::option::of(0..4_u32);
    let reason = prop::sample::select(vec!["holiday", "no_nursing", "other"]);
    let closures = prop::option::of(prop::collection::vec((reason, 0..3_u32), 0..3));
    (0..5_u32, count(), count(), count(), closures).prop_map(
        |(occupied, respite, reserved, in_turnover, closures)| {
            let closures = closures.map(|parts| {
                let parts = parts
                    .iter()
                    .map(|(reason, beds)| json!({"reason": reason, "beds": beds}));
                parts.collect::<Vec<_>>()
            });
            json!({"bedsOccupied": occupied, "bedsRespite": respite, "bedsReserved": reserved,
                "bedsInTurnover": in_turnover, "closures": closures})
        },
    )
}

fn sum(stand: &Value) -> u64 {
    let open = ["bedsOccupied", "bedsRespite", "bedsReserved", "bedsInTurnover"];
    let open = open.iter().filter_map(|name| stand[name].as_u64());
    let closures = stand["closures"].as_array().into_iter().flatten();
    let closed = closures.filter_map(|part| part["beds"].as_u64());
    open.chain(closed).sum()
}

#[test]
fn each_bed_is_in_one_state_whatever_is_sent() {
    let server = Server::start();
    let token = server.reporter("het-baken");
    let path = day("het-baken", TODAY);
    // Each case asks the whole server, and a failing one is small as it is: nothing is kept in a file.
    let config = Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&stands(), |stand| {
        let before = server.get(&path).token(&token).send();
        let answer = server.put(&path, &stand).token(&token).send();
        if sum(&stand) > 6 {
            prop_assert_eq!(answer.status, 409);
            let after = server.get(&path).token(&token).send();
            prop_assert_eq!(after.status, before.status);
            prop_assert_eq!(after.header("ETag"), before.header("ETag"));
            return Ok(());
        }
        prop_assert!(matches!(answer.status, 200 | 201));
        let kept = answer.json();
        let free = kept["bedsFree"].as_u64().expect("a count");
        prop_assert_eq!(sum(&kept) + free, 6);
        prop_assert_eq!(sum(&kept), sum(&stand));
        for name in ["bedsOccupied", "bedsRespite", "bedsReserved", "bedsInTurnover"] {
            prop_assert_eq!(&kept[name], &stand[name]);
        }
        prop_assert_eq!(&server.get(&path).token(&token).send().json(), &kept);
        Ok(())
    });
    outcome.expect("the identity");
}
