//! How far a long command is: a bar on a terminal; elsewhere nothing is drawn.

use indicatif::{ProgressBar, ProgressStyle};

use crate::model::progress::Watch;

pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::no_length();
        let style = ProgressStyle::with_template("{bar:40} {percent} %, {eta} to go");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }
}

impl Watch for Bar {
    fn goes_on(&self, done: u64, whole: u64) -> bool {
        self.0.set_length(whole);
        self.0.set_position(done);
        true
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
