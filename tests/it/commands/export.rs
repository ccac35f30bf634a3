//! `export`: registrations as files, and what their columns mean.

use serde_json::Value;

use super::import_registrations::import;
use super::{Files, network};
use crate::harness::{Server, run, run_on};

#[test]
fn a_workbook_is_written_to_a_file_or_to_the_standard_output() {
    let database = network();
    import(
        &database,
        "house_id,date,beds_occupied\nde-linde,2024-02-28,3\n",
        false,
    )
    .output();
    let files = Files::new();
    let path = files.path("export.xlsx");
    let out = path.to_str().expect("UTF-8");
    let arguments = [
        "export",
        "registrations",
        "--format",
        "xlsx",
        "--until",
        "2024-02-28",
        "--out",
        out,
    ];
    assert_eq!(run_on(&database, &arguments).output(), "");
    let written = std::fs::read(&path).expect("a file");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&written)).expect("a workbook");
    archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    let csv = files.path("export.csv");
    let out = csv.to_str().expect("UTF-8");
    let arguments = [
        "export",
        "registrations",
        "--from",
        "2024-02-28",
        "--until",
        "2024-02-28",
    ];
    let output = run_on(&database, &arguments).output();
    run_on(&database, &[&arguments[..], &["--out", out]].concat()).output();
    assert_eq!(std::fs::read_to_string(csv).expect("a file"), output);
    assert_eq!(output.lines().count(), 2);
    let nowhere = [&arguments[..], &["--out", "/nowhere/at/all.csv"]].concat();
    assert!(run_on(&database, &nowhere).complaint().contains("cannot be made"));
}

/// The names of the fields that a descriptor names.
fn fields(descriptor: &Value) -> Vec<String> {
    let fields = descriptor["resources"][0]["schema"]["fields"].as_array();
    let fields = fields.expect("fields").iter();
    fields
        .map(|field| field["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn the_data_package_describes_the_columns_that_are_exported() {
    let server = Server::start();
    let token = server.token(hospice_capacity::domain::access::Role::Analyst, &[]);
    let answer = server.get("/v1/datapackage").token(&token).send().expect(200);
    let descriptor = answer.json();
    let resource = &descriptor["resources"][0];
    let path = resource["path"].as_str().expect("a path");
    let export = server
        .get(&format!("/v1/{path}"))
        .token(&token)
        .send()
        .expect(200);
    let header: Vec<String> = export.text().trim_end().split(',').map(str::to_owned).collect();
    assert_eq!(fields(&descriptor), header);
    let exported = run_on(&server.database, &["export", "registrations"]).output();
    assert_eq!(exported.trim_end().split(',').collect::<Vec<_>>(), header);

    for (index, kind, required) in [
        (0, "string", true),
        (1, "date", true),
        (3, "integer", true),
        (8, "string", false),
        (19, "integer", false),
    ] {
        let field = &resource["schema"]["fields"][index];
        assert_eq!(field["type"], kind, "{field}");
        assert_eq!(field["constraints"]["required"], required, "{field}");
        for text in ["title", "description"] {
            assert!(
                field[text].as_str().is_some_and(|text| !text.is_empty()),
                "{field}"
            );
        }
    }
    let again = server
        .get("/v1/datapackage")
        .token(&token)
        .header("If-None-Match", answer.tag());
    again.send().expect(304);

    let command = run(&[], &["export", "datapackage"]).output();
    let written: Value = serde_json::from_str(&command).expect("JSON");
    assert_eq!(written["resources"][0]["path"], "registrations.csv");
    assert_eq!(written["resources"][0]["schema"], resource["schema"]);
    let arguments = [
        "export",
        "datapackage",
        "--path",
        "a.csv",
        "--separator",
        "semicolon",
    ];
    let other: Value = serde_json::from_str(&run(&[], &arguments).output()).expect("JSON");
    assert_eq!(other["resources"][0]["path"], "a.csv");
    assert_eq!(other["resources"][0]["dialect"]["delimiter"], ";");
}
