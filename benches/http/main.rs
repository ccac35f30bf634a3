//! How fast the server is, each time beside the best that could be had on the same machine in the same run: a bare
//! server that answers the same bytes, the database without a server, the disk's own sync.
//! `cargo bench --bench http`; see benches/README.md.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark ends where something is not as it should be"
)]

mod bare;
#[path = "../fixture/mod.rs"]
mod fixture;
mod latency;
mod one_commit;
mod pgbench;
mod process;
mod raw;
mod read;
mod table;
mod unchanged;
mod weight;
mod write;
mod wrk;

const SECTIONS: [(&str, fn()); 5] = [
    ("read", read::measure),
    ("write", write::measure),
    ("unchanged", unchanged::measure),
    ("latency", latency::measure),
    ("weight", weight::measure),
];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        // This program is the servers to compare with too, each as a process of its own.
        ["bare", answer @ ..] => bare::serve(answer),
        ["one-commit", url] => one_commit::serve(url),
        wanted => {
            let known = |word: &&str| SECTIONS.iter().any(|(name, _)| name == word);
            assert!(
                wanted.iter().all(known),
                "there is: read, write, unchanged, latency, weight"
            );
            wrk::check();
            for (name, measure) in SECTIONS {
                if wanted.is_empty() || wanted.contains(&name) {
                    println!("\n## {name}\n");
                    measure();
                }
            }
        }
    }
}
