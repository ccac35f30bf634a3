//! `openapi`: the committed documents are those of the code.

use crate::harness::repository;
use crate::harness::run;

#[test]
fn the_committed_documents_are_those_of_the_code() {
    for (file, arguments) in [
        ("openapi/openapi.json", ["openapi", "--version", "3.1"]),
        ("openapi/openapi-3.0.json", ["openapi", "--version", "3.0"]),
    ] {
        let written = run(&[], &arguments).output();
        let committed = std::fs::read_to_string(repository(file)).unwrap_or_default();
        assert!(
            written == committed,
            "{file} is not what the code says; renew it with: cargo run -- {} > {file}",
            arguments.join(" ")
        );
    }
    assert_eq!(
        run(&[], &["openapi"]).output(),
        run(&[], &["openapi", "--version", "3.1"]).output()
    );
}
