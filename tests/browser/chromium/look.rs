//! What a page looks like, and what it weighs.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::page::Page;
use super::pipe::words;

impl Page {
    /// What the network carried since the last `goto` or `reload`: bytes as they were sent, with headers.
    pub fn weight(&self) -> u64 {
        self.settle();
        self.record.bytes()
    }

    /// Forgets the files it has kept, as a device that was never here; its cookies stay.
    pub fn forget_files(&self) {
        let origin = self.evaluate("location.origin");
        let what = json!({"origin": origin, "storageTypes": "service_workers,cache_storage"});
        self.ask("Storage.clearDataForOrigin", &what);
        self.ask("Network.clearBrowserCache", &json!({}));
    }

    /// The places of what reaches beyond the right edge of the window; nothing where all fits.
    pub fn sticks_out(&self) -> Vec<String> {
        let found = self.evaluate(STICKS_OUT);
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().map(words).collect()
    }

    /// Writes a picture of the whole page to `target/screenshots/`.
    #[track_caller]
    pub fn screenshot(&self, name: &str) {
        self.picture(name)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    pub(super) fn picture(&self, name: &str) -> Result<PathBuf, String> {
        let question = json!({"format": "png", "captureBeyondViewport": true});
        let answer = self.try_ask("Page.captureScreenshot", &question)?;
        let bytes = data_encoding::BASE64
            .decode(words(&answer["data"]).as_bytes())
            .map_err(|error| error.to_string())?;
        let path = screenshots().join(format!("{name}.png"));
        path.parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&path, bytes))
            .map_err(|error| error.to_string())?;
        Ok(path)
    }
}

/// Where pictures go.
fn screenshots() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("screenshots")
}

/// Nothing where the page cannot be scrolled sideways, for what reaches out is then cut or scrolls by itself.
const STICKS_OUT: &str = "(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [`the page, ${root.scrollWidth} of ${root.clientWidth} wide`, ...[...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > root.clientWidth + 0.5)
    .map(element => `${element.localName}#${element.id}.${element.getAttribute('class')}`)];
})()";
