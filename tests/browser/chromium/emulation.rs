//! The screen, the eyes, the language and the clock a page is shown with.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::page::Page;

/// How somebody looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// As style sheets and file names say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page {
    /// A phone of 375 by 812 CSS pixels, for fingers.
    pub fn phone(mut self) -> Self {
        let screen = json!({"width": 375, "height": 812, "deviceScaleFactor": 2, "mobile": true});
        self.ask("Emulation.setDeviceMetricsOverride", &screen);
        let touch = json!({"enabled": true, "maxTouchPoints": 1});
        self.ask("Emulation.setTouchEmulationEnabled", &touch);
        self.has_touch = true;
        self
    }

    /// A window of so many CSS pixels, for a mouse. Half the width is what a zoom of 200 % leaves.
    pub fn size(&self, width: u32, height: u32) {
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.ask("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// What the system says of its user's eyes.
    pub fn emulate(&self, theme: Theme, reduced_motion: bool) {
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": theme.name()},
            {"name": "prefers-reduced-motion", "value": motion},
        ]});
        self.ask("Emulation.setEmulatedMedia", &features);
    }

    /// What the browser likes best to read, such as `nl-NL,nl`.
    pub fn prefer_language(&self, languages: &str) {
        let browser = &self.context.browser.user_agent;
        let who = json!({"userAgent": browser, "acceptLanguage": languages});
        self.ask("Emulation.setUserAgentOverride", &who);
    }

    /// Lets no script of the page run from now on, or lets them run again.
    pub fn scripts(&self, may_run: bool) {
        self.ask(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": !may_run}),
        );
    }

    /// Sets the clock that the scripts of the documents opened from now on read. It runs on from there.
    pub fn clock(&self, now: DateTime<Utc>) {
        let source = format!("({SHIFT})({} - Date.now())", now.timestamp_millis());
        self.ask(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": source}),
        );
    }
}

/// Puts the clock of a document forward by milliseconds. A later call shifts what an earlier one left.
pub const SHIFT: &str = "shift => {
  const Before = Date;
  globalThis.Date = class extends Before {
    constructor(...parts) { parts.length ? super(...parts) : super(Before.now() + shift); }
    static now() { return Before.now() + shift; }
  };
}";
