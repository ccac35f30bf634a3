//! Cookies, hosts and sites: who can make a browser send or keep what.

use hospice_capacity::domain::access::Role;
use hospice_capacity::http::WebSettings;
use hospice_capacity::http::router::ROUTES;
use serde_json::json;

use crate::harness::{Request, Server, TODAY, day};
use crate::pages::{Browser, post};

fn behind_tls(public_url: Option<&str>) -> Server {
    Server::with_web(WebSettings {
        behind_tls: true,
        public_url: public_url.map(str::to_owned),
        ..WebSettings::default()
    })
}

#[test]
fn behind_tls_no_other_host_can_set_or_see_the_session() {
    let server = behind_tls(None);
    let sign_in = |server: &Server| {
        let answer = post(server, "/aanmelden", &[("code", &server.coordinator())]).send();
        answer.expect(303)
    };
    let answer = sign_in(&server);
    let cookie = answer.header("Set-Cookie").expect("a cookie");
    for part in [
        "__Host-session=hs_",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Path=/;",
    ] {
        assert!(format!("{cookie};").contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let safely = answer.header("Strict-Transport-Security").expect("only over TLS");
    assert!(safely.contains("max-age="), "{safely}");
    // A cookie of the other name is what a neighbour on the domain, or a page without TLS, could have set.
    let value = cookie.split(['=', ';']).nth(1).expect("its value");
    let as_is = server
        .get("/v1/completeness")
        .header("Cookie", &format!("session={value}"));
    as_is.send().problem(401, "unauthenticated");
    let own = format!("__Host-session={value}");
    server
        .get("/v1/completeness")
        .header("Cookie", &own)
        .send()
        .expect(200);
}

#[test]
fn a_cookie_alone_changes_nothing_on_any_route() {
    let server = Server::start();
    let cookie = Browser::with_session(&server, &server.coordinator()).cookie;
    let changing = ROUTES.iter().flat_map(|route| {
        let methods = route.methods.iter().filter(|method| **method != "get");
        methods.map(|method| (method.to_uppercase(), route.path))
    });
    let mut tried = 0;
    for (method, route) in changing {
        let path = route
            .replace("{houseId}", "de-linde")
            .replace("{date}", TODAY)
            .replace("{computationId}", "0123456789abcdef");
        for (header, value) in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Origin", "https://evil.example"),
            ("X-A", "b"),
        ] {
            let request = server
                .request(&method, &format!("/v1{path}"))
                .header("Cookie", &cookie);
            let request = request.header(header, value).json(&json!({"bedsOccupied": 1}));
            request.send().problem(403, "cross-site");
        }
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
    assert_eq!(
        server
            .database
            .number("SELECT COUNT(*) FROM registration_revisions"),
        0
    );
}

#[test]
fn a_token_is_no_cookie_and_a_session_no_token() {
    let server = Server::start();
    let token = server.coordinator();
    let session = Browser::with_session(&server, &token).cookie;
    let session = session.strip_prefix("session=").expect("its value");
    let path = "/v1/completeness";
    server
        .get(path)
        .token(session)
        .send()
        .problem(401, "unauthenticated");
    let as_cookie = server.get(path).header("Cookie", &format!("session={token}"));
    as_cookie.send().problem(401, "unauthenticated");
}

/// The personal link that is told when a token is handed out.
fn link(request: Request) -> String {
    let text = request.send().expect(200).text();
    let start = text.split_once("id=\"link\">").expect("a link").1;
    start.split_once('<').expect("its end").0.to_owned()
}

#[test]
fn a_personal_link_leads_where_the_settings_say_whatever_host_was_asked_for() {
    let server = behind_tls(Some("https://register.example"));
    let value = Browser::with_session(&server, &server.coordinator()).cookie;
    let cookie = format!("__Host-{value}");
    let form = [
        ("name", "Telefoon"),
        ("role", "analyst"),
        ("last_day", "2027-01-01"),
    ];
    let told = link(
        post(&server, "/netwerk/toegang", &form)
            .header("Cookie", &cookie)
            .header("Host", "evil.example")
            .header("X-Forwarded-Host", "evil.example"),
    );
    assert!(told.starts_with("https://register.example/aanmelden#"), "{told}");
}

#[test]
fn a_host_that_a_caller_claims_to_be_forwarded_counts_only_behind_a_proxy() {
    let server = Server::start();
    let browser = Browser::with_session(&server, &server.coordinator());
    let form = [
        ("name", "Telefoon"),
        ("role", "analyst"),
        ("last_day", "2027-01-01"),
    ];
    let told = link(
        browser
            .post("/netwerk/toegang", &form)
            .header("X-Forwarded-Host", "evil.example"),
    );
    assert!(told.starts_with("http://127.0.0.1:"), "{told}");
    let put = server.put(&day("de-linde", TODAY), &json!({"bedsOccupied": 1}));
    let put = put
        .header("Cookie", &browser.cookie)
        .header("Origin", "https://evil.example")
        .header("X-Forwarded-Host", "evil.example");
    put.send().problem(403, "cross-site");
}

#[test]
fn no_answer_of_the_api_repeats_the_host_it_was_asked_for() {
    let server = Server::start();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let token = server.coordinator();
    for path in [
        "/v1/registrations?pageSize=1",
        "/v1/availability",
        "/v1/houses",
        "/v1/openapi.json",
        "/problems/conflict",
        "/.well-known/security.txt",
        "/nergens",
    ] {
        let answer = server
            .get(path)
            .token(&token)
            .header("Host", "evil.example")
            .send();
        assert!(!answer.text().contains("evil.example"), "{path}");
        let told = answer.headers.iter().any(|(_, value)| {
            let value = value.to_str().unwrap_or_default();
            value.contains("evil.example")
        });
        assert!(!told, "{path}: {:?}", answer.headers);
    }
}

#[test]
fn answers_to_a_token_are_kept_by_nobody_between() {
    let server = Server::closed();
    server.register("de-linde", TODAY, &json!({"bedsOccupied": 1}));
    let token = server.coordinator();
    let mut asked = 0;
    for route in ROUTES.iter().filter(|route| route.methods.contains(&"get")) {
        let path = route
            .path
            .replace("{houseId}", "de-linde")
            .replace("{date}", TODAY)
            .replace("{computationId}", "0123456789abcdef");
        let path = match route.path {
            "/projections" => format!("{path}?until=2026&draws=20"),
            "/bed-requirements" => format!("{path}?year=2026&draws=20"),
            _ => path,
        };
        let answer = server.get(&format!("/v1{path}")).token(&token).send();
        let cached = answer.header("Cache-Control").expect("a word on keeping it");
        assert!(
            cached.contains("no-store") || cached.contains("private"),
            "{path}: {cached}"
        );
        asked += 1;
    }
    assert!(asked >= 15, "{asked}");
}

#[test]
fn methods_that_echo_are_not_there() {
    let server = Server::start();
    let token = server.token(Role::App, &[]);
    for path in ["/", "/v1/availability", "/vandaag", "/livez", "/nergens"] {
        for method in ["TRACE", "TRACK"] {
            let answer = server.request(method, path).token(&token).send();
            assert!(
                matches!(answer.status, 404 | 405),
                "{method} {path}: {}",
                answer.status
            );
            assert!(!answer.text().contains(&token), "{method} {path}");
        }
    }
}
