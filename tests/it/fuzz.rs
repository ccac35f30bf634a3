//! The fuzz targets, run on their seeds and on every input that once was a finding.

use std::path::Path;

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use targets::{csv_imports, json_bodies, model_inputs, requests};

/// Does what a target does with each of its files; how many there are.
fn each(folder: &str, target: &str, run: impl Fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(folder)
        .join(target);
    let Ok(files) = std::fs::read_dir(folder) else {
        return 0;
    };
    files
        .map(|file| {
            let path = file.expect("a file").path();
            println!("{}", path.display());
            run(&std::fs::read(&path).expect("its bytes"));
        })
        .count()
}

fn check(target: &str, run: impl Fn(&[u8])) {
    assert!(each("seeds", target, &run) >= 5, "{target} has seeds");
    each("regressions", target, &run);
}

#[test]
fn files_of_csv_break_nothing() {
    check("csv_imports", csv_imports::run);
}

#[test]
fn bodies_of_json_break_nothing() {
    check("json_bodies", json_bodies::run);
}

#[test]
fn requests_break_nothing() {
    check("requests", requests::run);
}

#[test]
fn what_the_model_is_told_breaks_nothing() {
    check("model_inputs", |data| {
        model_inputs::run(data);
    });
}

#[test]
fn every_seed_of_the_model_is_answered() {
    let answered = std::cell::Cell::new(0);
    let seeds = each("seeds", "model_inputs", |data| {
        answered.set(answered.get() + usize::from(model_inputs::run(data)));
    });
    assert_eq!(
        answered.get(),
        seeds,
        "what is refused tries nothing of the model"
    );
}
