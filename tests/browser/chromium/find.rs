//! Where Chromium is on this machine.

use std::env;
use std::path::PathBuf;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

const MACOS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The program to start: what `CHROMIUM` names, else the first one found.
///
/// # Errors
/// One sentence on what to install.
pub fn find() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        let path = PathBuf::from(named);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!("CHROMIUM names {}, which is no file.", path.display()))
        };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let in_path = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    in_path
        .chain(MACOS.map(PathBuf::from))
        .find(|path| path.is_file())
        .ok_or_else(|| MISSING.to_owned())
}

/// What to do where there is none.
pub const MISSING: &str = "The tests in the browser need Chromium. Debian: apt-get install chromium; \
    macOS: brew install --cask chromium; elsewhere: name the program in the variable CHROMIUM.";
