//! A new migration changes the program, which embeds them all.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
