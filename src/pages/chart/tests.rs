//! What holds for every chart, whatever it is told.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::domain::period::Period;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + Days::new(number)
}

fn on(number: u64) -> Period {
    Period {
        from: day(number),
        until: day(number),
    }
}

fn face() -> Face {
    Face {
        id: "bezetting".to_owned(),
        title: "Bezetting <per dag>".to_owned(),
        message: "Het loopt \"op\" & af.".to_owned(),
        unit: "bedden".to_owned(),
        form: Form::Number,
        language: Language::Dutch,
    }
}

fn time(values: &[Option<f64>]) -> TimeChart {
    let dated = |values: &[Option<f64>]| (0..).map(on).zip(values.iter().copied()).collect::<Vec<_>>();
    TimeChart {
        face: face(),
        range: Period {
            from: day(0),
            until: day(values.len().max(1) as u64 - 1),
        },
        shows: vec![0.0],
        bands: vec![Band {
            label: "80 %".to_owned(),
            look: BandLook::Inner,
            is_stepped: false,
            limits: dated(values)
                .into_iter()
                .map(|(period, value)| (period, value.map(|value| (value - 1.0, value + 1.0))))
                .collect(),
        }],
        lines: vec![Line {
            label: "bezet".to_owned(),
            look: Look::Main,
            values: dated(values),
        }],
        mark: Some(Mark {
            date: day(2),
            label: "vandaag".to_owned(),
        }),
    }
}

fn bars(bars: Vec<Parts>) -> Chart {
    Chart::Bars(StackedBars {
        face: face(),
        range: Period {
            from: day(0),
            until: day(bars.len().max(1) as u64 - 1),
        },
        kinds: vec!["geen bed".to_owned(), "anders".to_owned()],
        bars: (0..)
            .map(on)
            .zip(bars)
            .map(|(period, parts)| Bar { period, parts })
            .collect(),
    })
}

/// The values of an attribute, wherever it stands.
fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let parts = svg.split(&format!(" {name}=\"")).skip(1).collect::<Vec<_>>();
    parts
        .into_iter()
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

/// The attributes of the elements with this class.
fn with_class<'a>(svg: &'a str, class: &str) -> Vec<&'a str> {
    let elements = svg.split('<').filter(|element| !element.starts_with("text"));
    elements
        .filter(|element| element.contains(&format!("class=\"{class}")))
        .collect()
}

/// What a number can be in a file: digits, a sign and a point.
fn assert_plain(svg: &str) {
    for name in ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"] {
        for value in attributes(svg, name) {
            let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
            assert!(is_number && !value.contains('e'), "{name}=\"{value}\"");
        }
    }
    for path in attributes(svg, "d").into_iter().chain(attributes(svg, "viewBox")) {
        let is_plain = |letter: char| letter.is_ascii_digit() || "MLHVZhv .-".contains(letter);
        assert!(path.chars().all(is_plain), "{path}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn a_gap_ends_a_path_and_another_begins_after_it() {
    let chart = time(&[Some(1.0), Some(2.0), None, Some(3.0), Some(4.0), None, Some(5.0)]);
    let svg = Chart::Time(chart).inline();
    let wide = svg.split("</svg>").next().expect("a chart");
    let lines = with_class(wide, "chart-line chart-line-main");
    // Two in the chart and one in its legend; a value alone is a dot.
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| line.matches('M').count() == 1));
    assert_eq!(with_class(wide, "chart-band chart-band-inner").len(), 3 + 1);
    // Five days, and the legend.
    assert_eq!(with_class(wide, "chart-dot").len(), 5 + 1);
    // Two days, and the legend.
    assert_eq!(with_class(wide, "chart-gap").len(), 2 + 1);
}

#[test]
fn without_data_a_chart_says_so() {
    let empty = [
        Chart::Time(time(&[])),
        Chart::Time(time(&[None, Some(f64::NAN), Some(f64::INFINITY)])),
        bars(vec![]),
        bars(vec![Parts::Missing, Parts::Missing]),
    ];
    for chart in empty {
        let svg = chart.inline();
        assert_eq!(svg.matches(">geen gegevens</text>").count() % 2, 0);
        assert!(
            svg.contains("text-anchor=\"middle\">geen gegevens</text>"),
            "{svg}"
        );
        assert_plain(&svg);
    }
}

#[test]
fn a_withheld_bar_is_no_bar_of_nought() {
    let svg = bars(vec![
        Parts::Known(vec![3.0, 1.0]),
        Parts::Withheld,
        Parts::Known(vec![0.0, 0.0]),
    ])
    .inline();
    assert!(svg.contains("te klein om te tonen"));
    // In each of two layouts one bar, and one in the legend.
    assert_eq!(with_class(&svg, "chart-withheld").len(), 4);
    assert!(!svg.contains("geen gegevens"));
}

#[test]
fn a_chart_has_a_name_a_description_and_no_style_of_its_own_in_a_page() {
    let svg = Chart::Time(time(&[Some(1.0)])).inline();
    assert_eq!(svg.matches("role=\"img\"").count(), 2);
    for layout in ["wide", "narrow"] {
        assert!(svg.contains(&format!("aria-labelledby=\"bezetting-{layout}-title\"")));
        assert!(svg.contains(&format!(
            "<title id=\"bezetting-{layout}-title\">Bezetting &lt;per dag&gt;</title>"
        )));
        let description = "Het loopt &quot;op&quot; &amp; af.";
        assert!(svg.contains(&format!(
            "<desc id=\"bezetting-{layout}-desc\">{description}</desc>"
        )));
    }
    assert!(!svg.contains("<style") && !svg.contains("style="), "{svg}");
    let ids = attributes(&svg, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
}

#[test]
fn a_file_stands_alone() {
    let file = bars(vec![Parts::Known(vec![3.0, 1.0])]).standalone("Stand van 23 nov 2026.");
    assert!(file.starts_with("<?xml"));
    assert!(file.contains("<style>") && file.contains(">Stand van 23 nov 2026.</text>"));
    assert!(!file.contains("var("));
    for fill in attributes(&file, "fill")
        .into_iter()
        .filter_map(|fill| fill.strip_prefix("url(#"))
    {
        assert!(file.contains(&format!("<pattern id=\"{}\"", fill.trim_end_matches(')'))));
    }
}

#[test]
fn letters_on_a_phone_are_at_least_twelve_pixels() {
    let (place, layout) = (288.0, frame::NARROW);
    assert!(layout.font * place / layout.width >= 12.0);
    let (place, layout) = (44.0 * 16.0 - 32.0, frame::WIDE);
    assert!(layout.font * place / layout.width >= 12.0);
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        Just(None),
        (-5.0..60.0_f64).prop_map(Some),
        any::<f64>().prop_map(Some),
        Just(Some(f64::NAN)),
        Just(Some(f64::INFINITY)),
        Just(Some(f64::MAX)),
        Just(Some(1e12)),
        Just(Some(-1e12)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_drawn_every_number_is_one(values in prop::collection::vec(any_value(), 0..60)) {
        let chart = Chart::Time(time(&values));
        assert_plain(&chart.inline());
        assert_plain(chart.standalone("noot").split("</style>").nth(1).unwrap());
    }

    #[test]
    fn whatever_is_stacked_every_number_is_one(values in prop::collection::vec((any_value(), any_value()), 0..30)) {
        let parts = |(one, other): (Option<f64>, Option<f64>)| match (one, other) {
            (Some(one), Some(other)) => Parts::Known(vec![one, other]),
            (None, Some(_)) => Parts::Withheld,
            _ => Parts::Missing,
        };
        assert_plain(&bars(values.into_iter().map(parts).collect()).inline());
    }

    #[test]
    fn no_text_breaks_out_of_its_place(text in "\\PC{0,40}") {
        let mut chart = time(&[Some(1.0)]);
        chart.face.title.clone_from(&text);
        chart.face.unit = text;
        let svg = Chart::Time(chart).inline();
        let opened = svg.matches("<text").count();
        prop_assert_eq!(opened, svg.matches("</text>").count());
        prop_assert_eq!(svg.matches("<svg").count(), 2);
    }
}
