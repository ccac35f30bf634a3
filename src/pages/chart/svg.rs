//! SVG written piece by piece: every text is escaped and every number is finite, whatever it is made of.

use std::fmt::{self, Display};

/// A document, or a part of one, that is being written.
#[derive(Debug, Default)]
pub struct Svg {
    text: String,
}

/// The attributes of an element, in their order.
pub type Attributes<'a> = [(&'static str, &'a dyn Display)];

impl Svg {
    /// An element without content.
    pub fn element(&mut self, name: &'static str, attributes: &Attributes) {
        self.begin(name, attributes);
        self.text.push_str("/>");
    }

    pub fn open(&mut self, name: &'static str, attributes: &Attributes) {
        self.begin(name, attributes);
        self.text.push('>');
    }

    pub fn close(&mut self, name: &'static str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element with a text.
    pub fn text(&mut self, name: &'static str, attributes: &Attributes, content: &str) {
        self.open(name, attributes);
        escape(content, &mut self.text);
        self.close(name);
    }

    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    fn begin(&mut self, name: &'static str, attributes: &Attributes) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            escape(&value.to_string(), &mut self.text);
            self.text.push('"');
        }
    }
}

/// Writes a text so that no reader of XML takes any of it for markup; what XML cannot hold becomes a space.
fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => into.push(' '),
            control if control.is_control() => into.push(' '),
            plain => into.push(plain),
        }
    }
}

/// A length on the paper, to a tenth: more than that nobody sees. What is no number is written as 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Px(pub f64);

impl Display for Px {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round();
        // A negative nought would be written with its sign.
        let length = if tenths.is_finite() && tenths != 0.0 {
            tenths / 10.0
        } else {
            0.0
        };
        write!(formatter, "{length}")
    }
}

/// The commands of a path that joins these places.
#[must_use]
pub fn path_of(places: &[(f64, f64)]) -> String {
    let commands: Vec<String> = places
        .iter()
        .enumerate()
        .map(|(number, (x, y))| {
            let command = if number == 0 { "M" } else { "L" };
            format!("{command}{} {}", Px(*x), Px(*y))
        })
        .collect();
    commands.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let mut svg = Svg::default();
        svg.text("text", &[("class", &"\"><script>")], "a < b & 'c'\u{0}\u{ffff}");
        let expected = "<text class=\"&quot;&gt;&lt;script&gt;\">a &lt; b &amp; &#39;c&#39;  </text>";
        assert_eq!(svg.into_text(), expected);
    }

    #[test]
    fn lengths_are_written_short_and_never_as_something_else_than_a_number() {
        for (length, written) in [
            (1.0, "1"),
            (1.26, "1.3"),
            (-0.01, "0"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
            (f64::MAX, "0"),
        ] {
            assert_eq!(Px(length).to_string(), written);
        }
    }
}
