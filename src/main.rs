//! The command `hospice-capacity`.

fn main() -> std::process::ExitCode {
    hospice_capacity::cli::run()
}
