//! A house's own arrangement on reporting: private, and guarded like every resource.

use serde_json::{Value, json};

use crate::harness::{Server, places};

const PATH: &str = "/v1/houses/de-linde/reporting";

#[test]
fn a_house_that_never_had_an_arrangement_has_an_empty_one() {
    let server = Server::start();
    let get = server.get(PATH).token(&server.reporter("de-linde")).send();
    assert_eq!(get.expect(200).json(), json!({"reportsBy": null, "remindAt": []}));
}

#[test]
fn an_arrangement_reads_back_with_each_address_once() {
    let server = Server::start();
    let token = server.coordinator();
    let body =
        json!({"reportsBy": "09:30", "remindAt": ["b@linde.example", "a@linde.example", "b@linde.example"]});
    let put = server.put(PATH, &body).token(&token).send().expect(200);
    let expected = json!({"reportsBy": "09:30", "remindAt": ["a@linde.example", "b@linde.example"]});
    assert_eq!(put.json(), expected);
    let get = server
        .get(PATH)
        .token(&server.reporter("de-linde"))
        .send()
        .expect(200);
    assert_eq!(get.json(), expected);
    assert_eq!(get.tag(), put.tag());
    assert_eq!(get.header("Cache-Control"), Some("private, no-cache"));
    let known = server
        .get(PATH)
        .token(&token)
        .header("If-None-Match", get.header("ETag").expect("a tag"));
    known.send().expect(304);
    server.put(PATH, &json!({})).token(&token).send().expect(200);
    let get = server.get(PATH).token(&token).send().expect(200);
    assert_eq!(
        get.json(),
        json!({"reportsBy": null, "remindAt": []}),
        "what is left out holds no more"
    );
}

#[test]
fn a_change_is_guarded_by_its_tag() {
    let server = Server::start();
    let token = server.coordinator();
    let old = server.get(PATH).token(&token).send().expect(200).tag().to_owned();
    let put = |body: &Value, name: &str, value: &str| {
        server.put(PATH, body).token(&token).header(name, value).send()
    };
    let body = json!({"reportsBy": "09:30"});
    put(&body, "If-None-Match", "*").problem(412, "precondition-failed");
    put(&body, "If-Match", "\"other\"").problem(412, "precondition-failed");
    let now = put(&body, "If-Match", &old).expect(200).tag().to_owned();
    assert_ne!(now, old);
    put(&body, "If-Match", &old).problem(412, "precondition-failed");
    put(&body, "If-Match", &now).expect(200);
    put(&body, "If-Match", "*").expect(200);
}

#[test]
fn mail_addresses_stand_nowhere_else() {
    let server = Server::start();
    let body = json!({"remindAt": ["registratie@linde.example"]});
    server
        .put(PATH, &body)
        .token(&server.coordinator())
        .send()
        .expect(200);
    for path in [
        "/v1/houses",
        "/v1/houses/de-linde",
        "/v1/availability",
        "/v1/completeness",
    ] {
        let answer = server.get(path).token(&server.coordinator()).send().expect(200);
        assert!(!answer.text().contains("linde.example"), "{path}");
    }
    for token in [
        server.reporter("het-baken"),
        server.token(hospice_capacity::domain::access::Role::Analyst, &[]),
    ] {
        server.get(PATH).token(&token).send().problem(403, "forbidden");
    }
}

#[test]
fn a_house_that_is_not_known_has_no_arrangement() {
    let server = Server::start();
    let token = server.coordinator();
    let path = "/v1/houses/niemand/reporting";
    server
        .get(path)
        .token(&token)
        .send()
        .problem(404, "house-not-found");
    server
        .put(path, &json!({}))
        .token(&token)
        .send()
        .problem(404, "house-not-found");
    let reporter = server.reporter("de-linde");
    server.get(path).token(&reporter).send().problem(403, "forbidden");
}

#[test]
fn what_is_no_time_or_no_address_is_named() {
    let server = Server::start();
    let token = server.coordinator();
    let many = ["a@b.nl", "b@b.nl", "c@b.nl", "d@b.nl", "e@b.nl", "f@b.nl"];
    for (body, status, expected, reason) in [
        (json!([]), 400, vec![""], "a list"),
        (
            json!({"reportsBy": "25:00"}),
            400,
            vec!["/reportsBy"],
            "no such time",
        ),
        (json!({"reportsBy": "9:30"}), 400, vec!["/reportsBy"], "one digit"),
        (json!({"reportsBy": 930}), 400, vec!["/reportsBy"], "a number"),
        (json!({"remindAt": "a@b.nl"}), 400, vec!["/remindAt"], "no list"),
        (json!({"remindAt": many}), 400, vec!["/remindAt"], "too many"),
        (
            json!({"remindAt": ["a@b.nl", "b"]}),
            400,
            vec!["/remindAt/1"],
            "no address",
        ),
        (
            json!({"remindAt": ["A <a@b.nl>"]}),
            400,
            vec!["/remindAt/0"],
            "a name with it",
        ),
        (
            json!({"remindAt": ["a@b.nl\r\nBcc: c@d.nl"]}),
            400,
            vec!["/remindAt/0"],
            "a header with it",
        ),
        (json!({"remindAt": [null]}), 400, vec!["/remindAt/0"], "nothing"),
        (
            json!({"reportsBy": "x", "remindAt": ["y"], "phone": "z"}),
            400,
            vec!["/reportsBy", "/remindAt/0", "/phone"],
            "all at once",
        ),
        (
            json!({"remindAt": [format!("{}@b.nl", "x".repeat(65))]}),
            409,
            vec!["/remindAt/0"],
            "the pattern allows it",
        ),
    ] {
        let kind = if status == 400 {
            "invalid-input"
        } else {
            "conflict"
        };
        let problem = server.put(PATH, &body).token(&token).send().problem(status, kind);
        assert_eq!(places(&problem), expected, "{reason}: {body}");
    }
    let get = server.get(PATH).token(&token).send().expect(200);
    assert_eq!(
        get.json(),
        json!({"reportsBy": null, "remindAt": []}),
        "nothing is stored"
    );
}

#[test]
fn a_network_file_may_say_how_a_house_reports() {
    let server = Server::start();
    server.add_house("het-nieuwe", |house| {
        house["reporting"] = json!({"reportsBy": "11:00", "remindAt": ["a@nieuw.example"]});
    });
    let path = "/v1/houses/het-nieuwe/reporting";
    let get = || {
        server
            .get(path)
            .token(&server.coordinator())
            .send()
            .expect(200)
            .json()
    };
    let expected = json!({"reportsBy": "11:00", "remindAt": ["a@nieuw.example"]});
    assert_eq!(get(), expected);
    server.add_house("het-nieuwe", |house| house["phone"] = json!("+44 1632 960299"));
    assert_eq!(
        get(),
        expected,
        "a file that says nothing of it changes nothing of it"
    );
    let house = json!({"name": "Proefhuis", "type": "bijna_thuis_huis", "municipality": "Groningen",
        "beds": [{"from": "2012-03-01", "physical": 4}], "reporting": {}});
    let put = server
        .put("/v1/houses/het-nieuwe", &house)
        .token(&server.coordinator());
    assert_eq!(places(&put.send().problem(400, "invalid-input")), ["/reporting"]);
}
