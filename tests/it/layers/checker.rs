//! Which layer may use what, and how a file is held to it.

use std::collections::BTreeSet;

/// A layer, the layers it may use, and the outside crates it may name; where none are listed it may name all
/// but those of the last column.
struct Layer {
    name: &'static str,
    uses: &'static [&'static str],
    crates: Option<&'static [&'static str]>,
    never: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "domain",
        uses: &["domain"],
        crates: Some(&["chrono", "chrono_tz"]),
        never: CLOCK_AND_IO,
    },
    Layer {
        name: "model",
        uses: &["domain", "model"],
        crates: Some(&["chrono", "rand", "rand_distr", "rand_pcg", "rayon", "statrs"]),
        never: CLOCK_AND_IO,
    },
    Layer {
        name: "store",
        uses: &["domain", "store"],
        crates: Some(&[
            "chrono",
            "data_encoding",
            "diesel",
            "diesel_migrations",
            "log",
            "sha2",
            "thiserror",
            "tokio",
        ]),
        never: &["std::env", "SystemTime::", "Utc::now"],
    },
    Layer {
        name: "app",
        uses: &["domain", "model", "store", "app"],
        crates: Some(&[
            "arc_swap",
            "chrono",
            "csv",
            "data_encoding",
            "governor",
            "log",
            "rand",
            // The threads on which the model works are the register's, so that requests keep a core.
            "rayon",
            "rust_xlsxwriter",
            "sha2",
            "subtle",
            "tempfile",
            "thiserror",
            "tokio",
        ]),
        never: &["std::env", "std::fs"],
    },
    Layer {
        name: "http",
        uses: &["app", "domain", "http"],
        crates: None,
        never: &[
            "diesel::",
            "diesel_migrations::",
            "rusqlite::",
            "Utc::now",
            "std::env",
            "std::fs",
        ],
    },
    Layer {
        name: "mail",
        uses: &["app", "domain", "mail"],
        crates: Some(&["chrono", "chrono_tz", "lettre", "log", "percent_encoding", "url"]),
        never: &["std::env", "std::fs", "Utc::now"],
    },
    Layer {
        name: "pages",
        uses: &["app", "domain", "http", "pages"],
        crates: Some(&[
            "actix_web",
            "askama",
            "chrono",
            "chrono_tz",
            "data_encoding",
            "form_urlencoded",
            "log",
            "pulldown_cmark",
            "serde_json",
            "sha2",
        ]),
        never: &["std::env", "std::fs", "Utc::now"],
    },
    Layer {
        name: "cli",
        uses: EVERYTHING,
        crates: None,
        never: &["diesel::"],
    },
    Layer {
        name: "config",
        uses: EVERYTHING,
        crates: None,
        never: &["diesel::"],
    },
    Layer {
        name: "main",
        uses: EVERYTHING,
        crates: None,
        never: &[],
    },
    Layer {
        name: "lib",
        uses: EVERYTHING,
        crates: None,
        never: &[],
    },
];

const EVERYTHING: &[&str] = &[
    "app", "cli", "config", "domain", "http", "mail", "model", "pages", "store",
];

/// Time and seed are arguments.
const CLOCK_AND_IO: &[&str] = &[
    "Utc::now",
    "Local::now",
    "SystemTime::",
    "Instant::now",
    "SysRng",
    "rand::rng(",
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "println!",
    "eprintln!",
    "async fn",
];

/// What a file of the program does that its layer may not. `path` is relative to `src`.
pub fn violations(path: &str, text: &str, crates: &BTreeSet<String>) -> Vec<String> {
    let modules: Vec<&str> = path
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| *part != "mod")
        .collect();
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == modules[0]) else {
        return vec![format!("{path} is of no layer")];
    };
    let code = without_tests_and_comments(text);
    let mut found = Vec::new();
    for used in layers_used(&code, modules.len()) {
        if EVERYTHING.contains(&used.as_str()) && !layer.uses.contains(&used.as_str()) {
            found.push(format!("{path} uses the layer {used}"));
        }
    }
    for root in roots(&code).intersection(crates) {
        if layer
            .crates
            .is_some_and(|allowed| !allowed.contains(&root.as_str()))
        {
            found.push(format!("{path} names the crate {root}"));
        }
    }
    let never = layer.never.iter().filter(|never| code.contains(**never));
    found.extend(never.map(|never| format!("{path} says {never}")));
    found
}

/// The code above the first test module, without its comments.
fn without_tests_and_comments(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The layers that paths name: by `crate::`, or by as many `super::` as lead up to the crate.
fn layers_used(code: &str, depth: usize) -> BTreeSet<String> {
    let up = "super::".repeat(depth);
    let by_name = code
        .match_indices("crate::")
        .map(|(at, mark)| &code[at + mark.len()..]);
    let by_climbing = code
        .match_indices(&up)
        .filter(|(at, _)| !code[..*at].ends_with("super::"))
        .map(|(at, mark)| &code[at + mark.len()..])
        .filter(|rest| !rest.starts_with("super::"));
    by_name.chain(by_climbing).flat_map(first_names).collect()
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![identifier(rest).to_owned()];
    };
    let mut depth = 1;
    let mut names = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(String::new()),
            _ if depth == 1 => names.last_mut().expect("a name").push(letter),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
        .iter()
        .map(|name| identifier(name.trim()).to_owned())
        .collect()
}

/// The names with which paths begin, and those of `use` and `extern crate`.
fn roots(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let start = before
            .rfind(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .map_or(0, |at| at + 1);
        if !before[..start].ends_with("::") {
            found.insert(before[start..].to_owned());
        }
    }
    for mark in ["use ", "extern crate "] {
        for (at, _) in code.match_indices(mark) {
            found.insert(identifier(code[at + mark.len()..].trim_start_matches("::")).to_owned());
        }
    }
    found
}

fn identifier(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}
