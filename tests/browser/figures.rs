//! Figures and forecasts: charts with data in them, their tables, and what can be taken away.

use std::time::Duration;

use hospice_capacity::domain::access::Role;

use crate::chromium::Page;
use crate::people::{desk, filled, open_patiently, sign_in};

/// Whether each chart of the page draws something and has a table that says the same.
fn has_charts(page: &Page) {
    let charts = page.count("figure.figure");
    assert!(charts > 0, "no chart");
    assert_eq!(page.count("figure.figure:has(svg[role=img] > title)"), charts);
    assert_eq!(page.evaluate(DRAWN), true);
    let tables = page.evaluate("[...document.querySelectorAll('figure.figure')].every(figure => figure.querySelectorAll('tbody tr').length > 1)");
    assert_eq!(tables, true);
}

const DRAWN: &str = "[...document.querySelectorAll('figure.figure svg')]
    .every(svg => svg.querySelectorAll('path, rect, circle').length > 5)";

#[test]
fn an_analyst_sees_figures_takes_them_away_and_passes_them_on() {
    let server = filled();
    let page = desk(&server);
    sign_in(&page, &server, Role::Analyst);
    page.goto("/cijfers");
    has_charts(&page);
    page.fill("#period", "quarter");
    page.follow(|page| page.click("form.question button.main"));
    has_charts(&page);
    assert!(page.path().contains("period=quarter"));
    for (ending, kind) in [("CSV", "text/csv"), ("SVG", "image/svg+xml")] {
        let taken = page.evaluate(&format!(
            "fetch([...document.querySelectorAll('figure a[download]')].find(link => link.innerText.startsWith('{ending}')).href)
             .then(answer => answer.status + ' ' + answer.headers.get('Content-Type'))"
        ));
        assert!(
            taken
                .as_str()
                .expect("a text")
                .starts_with(&format!("200 {kind}")),
            "{taken}"
        );
    }
    // Whoever opens the address sees the same.
    let shown = page.text("figure.figure figcaption");
    let other = desk(&server);
    sign_in(&other, &server, Role::Analyst);
    other.goto(&page.path());
    assert_eq!(other.text("figure.figure figcaption"), shown);
}

#[test]
fn a_table_opens_under_its_chart() {
    let server = filled();
    let page = desk(&server);
    sign_in(&page, &server, Role::Coordinator);
    page.goto("/cijfers");
    assert!(!page.sees("figure.figure table"));
    page.click("figure.figure summary");
    page.wait_for("figure.figure table");
}

#[test]
fn a_forecast_is_drawn_with_the_one_before() {
    let server = filled();
    let page = desk(&server);
    sign_in(&page, &server, Role::Analyst);
    open_patiently(&page, "/prognose");
    has_charts(&page);
    assert!(page.text(".facts").contains('%'), "{}", page.text(".facts"));
}

#[test]
fn what_if_is_computed_while_the_page_tells_how_far_it_is() {
    let server = filled();
    let page = desk(&server).within(Duration::from_mins(5));
    sign_in(&page, &server, Role::Analyst);
    page.goto("/prognose/scenario");
    let until = page.evaluate("document.querySelector('#until option').value");
    page.fill("#until", until.as_str().expect("a year"));
    page.click("form.question button.main");
    page.wait_for("#result .facts");
    has_charts(&page);
    assert!(page.path().contains("until="), "{}", page.path());
    assert_eq!(page.axe(), [""; 0]);
    page.screenshot("scenario-uitgerekend-bureau-nl-light");
}
