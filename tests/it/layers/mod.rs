//! The layers of the program: each uses only those it may, and only the outside crates it may.

mod checker;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use checker::violations;

/// The outside crates, as code names them.
fn outside_crates() -> BTreeSet<String> {
    let manifest = include_str!("../../../Cargo.toml");
    let mut section = "";
    let mut crates = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && let Some((name, _)) = line.split_once('=')
        {
            crates.insert(name.trim().replace('-', "_"));
        }
    }
    crates
}

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_keeps_to_its_layer() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&source, &mut files);
    assert!(files.len() > 50, "the files are found");
    let crates = outside_crates();
    assert!(
        crates.contains("actix_web") && crates.contains("proptest"),
        "{crates:?}"
    );
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&source).expect("a file of src");
        let path = path.to_str().expect("UTF-8").replace('\\', "/");
        let is_test = path
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"));
        if !is_test {
            let text = std::fs::read_to_string(&file).expect("its text");
            found.extend(violations(&path, &text, &crates));
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn this_test_sees_a_layer_that_is_broken() {
    let crates = outside_crates();
    for (path, text, expected) in [
        (
            "domain/house.rs",
            "use crate::store::Store;",
            "uses the layer store",
        ),
        (
            "domain/house.rs",
            "use crate::{\n    domain::text,\n    app::{App, Error},\n};",
            "uses the layer app",
        ),
        (
            "domain/house.rs",
            "fn f() { super::super::http::x() }",
            "uses the layer http",
        ),
        (
            "domain/mod.rs",
            "fn f() { super::model::x() }",
            "uses the layer model",
        ),
        (
            "domain/house.rs",
            "use serde::Serialize;",
            "names the crate serde",
        ),
        (
            "domain/house.rs",
            "#[derive(thiserror::Error)]",
            "names the crate thiserror",
        ),
        (
            "domain/calendar.rs",
            "let now = chrono::Utc::now();",
            "says Utc::now",
        ),
        (
            "domain/house.rs",
            "let text = std::fs::read(path);",
            "says std::fs",
        ),
        ("model/rates.rs", "use crate::app::App;", "uses the layer app"),
        (
            "model/rates.rs",
            "use diesel::prelude::*;",
            "names the crate diesel",
        ),
        ("store/house.rs", "use crate::app::Error;", "uses the layer app"),
        (
            "store/house.rs",
            "use crate::model::rates;",
            "uses the layer model",
        ),
        (
            "store/house.rs",
            "let json = serde_json::json!({});",
            "names the crate serde_json",
        ),
        ("app/houses.rs", "use crate::http::View;", "uses the layer http"),
        (
            "app/houses.rs",
            "use crate::config::Config;",
            "uses the layer config",
        ),
        (
            "app/houses.rs",
            "use diesel::prelude::*;",
            "names the crate diesel",
        ),
        (
            "app/houses.rs",
            "use actix_web::web;",
            "names the crate actix_web",
        ),
        ("app/houses.rs", "use serde as s;", "names the crate serde"),
        (
            "http/houses.rs",
            "use crate::store::Store;",
            "uses the layer store",
        ),
        (
            "http/houses.rs",
            "use crate::model::rates;",
            "uses the layer model",
        ),
        ("http/houses.rs", "use diesel::prelude::*;", "says diesel::"),
        ("http/jobs.rs", "use crate::mail::Sender;", "uses the layer mail"),
        (
            "app/reminders.rs",
            "use lettre::Message;",
            "names the crate lettre",
        ),
        (
            "mail/letter.rs",
            "use crate::store::Store;",
            "uses the layer store",
        ),
        (
            "http/registrations/body.rs",
            "use super::super::super::store::x;",
            "uses the layer store",
        ),
        ("cli/serve.rs", "use diesel::prelude::*;", "says diesel::"),
        ("helpers/mod.rs", "", "is of no layer"),
    ] {
        assert_eq!(
            violations(path, text, &crates),
            [format!("{path} {expected}")],
            "{text}"
        );
    }
    for (path, text) in [
        (
            "domain/house.rs",
            "use chrono::NaiveDate;\nuse crate::domain::text::Name;\nuse super::place::Location;",
        ),
        (
            "domain/house.rs",
            "// use crate::store::Store;\n//! See crate::app.",
        ),
        (
            "domain/house.rs",
            "#[cfg(test)]\nmod tests {\n    use proptest::prelude::*;\n}",
        ),
        ("http/registrations/body.rs", "use super::super::input::Code;"),
        (
            "app/houses.rs",
            "use crate::store::{self, Connection};\nstore::house::find(c)",
        ),
        ("cli/serve.rs", "use crate::http::View;\nuse clap::Parser;"),
    ] {
        assert_eq!(violations(path, text, &crates), [""; 0], "{text}");
    }
}
