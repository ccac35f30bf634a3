//! Taps, clicks and keys, as the browser gets them from a screen and a keyboard.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::page::{FIRST_SEEN, Page};

impl Page {
    /// Taps (on a phone) or clicks in the middle of the first such element that can be seen, once it is
    /// there and nothing covers it.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let find = format!("({AIM})(({FIRST_SEEN})({}))", json!(selector));
        let mut last = String::new();
        let (x, y) = self.until(&format!("a way to click on {selector}"), || {
            let aim = self.try_evaluate(&find).unwrap_or_default();
            if let Some(hindrance) = aim.as_str()
                && hindrance != last
            {
                hindrance.clone_into(&mut last);
                eprintln!("{selector} {hindrance}");
            }
            Some((aim["x"].as_f64()?, aim["y"].as_f64()?))
        });
        self.taps.fetch_add(1, Ordering::Relaxed);
        if self.has_touch {
            self.ask(
                "Input.dispatchTouchEvent",
                &json!({"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}),
            );
            self.ask(
                "Input.dispatchTouchEvent",
                &json!({"type": "touchEnd", "touchPoints": []}),
            );
        } else {
            for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
                let button = if kind == "mouseMoved" { "none" } else { "left" };
                let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
                self.ask("Input.dispatchMouseEvent", &event);
            }
        }
    }

    /// How many taps and clicks there were since this was last asked.
    pub fn taps(&self) -> u32 {
        self.taps.swap(0, Ordering::Relaxed)
    }

    /// Types into whatever has the focus, key by key.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            self.key(&Key::letter(letter), 0);
        }
    }

    /// Presses a key, such as `Tab`, `Enter`, `Space`, `ArrowUp` or `Shift+Tab`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let (modifiers, name) = match keys.strip_prefix("Shift+") {
            Some(name) => (8, name),
            None => (0, keys),
        };
        self.key(&Key::named(name), modifiers);
    }

    fn key(&self, key: &Key, modifiers: u8) {
        let mut down = json!({"type": "keyDown", "key": key.name, "code": key.code,
            "windowsVirtualKeyCode": key.number, "modifiers": modifiers});
        if !key.text.is_empty() {
            down["text"] = json!(key.text);
        }
        self.ask("Input.dispatchKeyEvent", &down);
        down["type"] = json!("keyUp");
        if let Some(event) = down.as_object_mut() {
            event.remove("text");
        }
        self.ask("Input.dispatchKeyEvent", &down);
    }

    /// Replaces what stands in a field: text, number, date, or the choice of a list by its value.
    #[track_caller]
    pub fn fill(&self, selector: &str, value: &str) {
        self.wait_for(selector);
        let fill = format!("({FILL})(({FIRST_SEEN})({}), {})", json!(selector), json!(value));
        self.evaluate(&fill);
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, selector: &str) -> String {
        let found = self.evaluate(&format!("document.querySelector({})?.value", json!(selector)));
        match found {
            Value::String(value) => value,
            _ => panic!("{selector} has no value"),
        }
    }

    /// Presses Tab until this has the focus; says how often.
    #[track_caller]
    pub fn tab_to(&self, selector: &str) -> u32 {
        let has_focus = format!("!!document.activeElement?.matches({})", json!(selector));
        for presses in 0..200 {
            if self.evaluate(&has_focus) == true {
                return presses;
            }
            self.press("Tab");
        }
        panic!("{selector} cannot be reached with Tab");
    }
}

/// Where to tap on an element, or what is in the way. Scrolls it into view.
const AIM: &str = r#"element => {
  if (!element) return "cannot be seen";
  if (element.matches(":disabled")) return "is disabled";
  element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const box = element.getClientRects()[0];
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const hit = document.elementFromPoint(x, y);
  if (!hit) return "is out of sight";
  if (element.contains(hit) || hit.closest("label")?.control === element) return {x, y};
  return `is covered by <${hit.localName} class="${hit.className}">`;
}"#;

/// Sets a value as typing does: through the element's own setter, with the events that follow.
const FILL: &str = r#"(element, value) => {
  element.focus();
  const prototype = Object.getPrototypeOf(element);
  Object.getOwnPropertyDescriptor(prototype, "value").set.call(element, value);
  element.dispatchEvent(new Event("input", {bubbles: true}));
  element.dispatchEvent(new Event("change", {bubbles: true}));
}"#;

/// A key of the keyboard.
struct Key {
    /// Its name in the page's events.
    name: String,
    code: String,
    number: u32,
    /// What it writes; empty where it writes nothing.
    text: String,
}

impl Key {
    fn letter(letter: char) -> Self {
        let number = letter.to_ascii_uppercase();
        Self {
            name: letter.to_string(),
            code: String::new(),
            number: if number.is_ascii_alphanumeric() {
                number.into()
            } else {
                0
            },
            text: letter.to_string(),
        }
    }

    #[track_caller]
    fn named(name: &str) -> Self {
        let (key, number, text) = match name {
            "Enter" => ("Enter", 13, "\r"),
            "Space" => (" ", 32, " "),
            "Tab" => ("Tab", 9, ""),
            "Escape" => ("Escape", 27, ""),
            "Backspace" => ("Backspace", 8, ""),
            "Delete" => ("Delete", 46, ""),
            "ArrowLeft" => ("ArrowLeft", 37, ""),
            "ArrowUp" => ("ArrowUp", 38, ""),
            "ArrowRight" => ("ArrowRight", 39, ""),
            "ArrowDown" => ("ArrowDown", 40, ""),
            _ => panic!("no key of this table: {name}"),
        };
        Self {
            name: key.to_owned(),
            code: name.to_owned(),
            number,
            text: text.to_owned(),
        }
    }
}
