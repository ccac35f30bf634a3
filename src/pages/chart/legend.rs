//! What each line, band and pattern of a chart stands for.

use super::bars::pattern_id;
use super::frame::{Layout, text_width};
use super::svg::{Px, Svg};

/// A sample and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub sample: Sample,
    pub label: String,
}

/// What is drawn before the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sample {
    /// A line of this class, with a marker of that class where it has one.
    Line(&'static str, Option<&'static str>),
    /// A box of this class.
    Box(&'static str),
    /// A box with the pattern of this number in the chart and layout of these names.
    Pattern(usize, String),
}

/// The entries of a legend, each in its place: as many in a row as fit.
pub struct Legend<'a> {
    placed: Vec<(f64, u32, &'a Entry)>,
    rows: u32,
    font: f64,
}

impl<'a> Legend<'a> {
    pub fn new(entries: &'a [Entry], layout: &Layout) -> Self {
        let font = layout.font;
        let (mut x, mut row) = (8.0, 0_u32);
        let mut placed = Vec::new();
        for entry in entries {
            let width = text_width(entry.label.chars().count(), font) + sample_width(font) + font * 1.4;
            if x > 8.0 && x + width > layout.width {
                x = 8.0;
                row += 1;
            }
            placed.push((x, row, entry));
            x += width;
        }
        let rows = if entries.is_empty() { 0 } else { row + 1 };
        Self { placed, rows, font }
    }

    pub fn height(&self) -> f64 {
        self.font * 1.6 * f64::from(self.rows)
    }

    pub fn draw(&self, svg: &mut Svg, top: f64) {
        let font = self.font;
        for (x, row, entry) in &self.placed {
            let y = top + font * (1.0 + 1.6 * f64::from(*row));
            entry.sample.draw(svg, (*x, y), font);
            let (x, y) = (Px(x + sample_width(font) + font * 0.4), Px(y));
            svg.text("text", &[("x", &x), ("y", &y)], &entry.label);
        }
    }
}

fn sample_width(font: f64) -> f64 {
    font * 1.8
}

impl Sample {
    /// Left of a text whose line stands at `y`.
    fn draw(&self, svg: &mut Svg, (x, y): (f64, f64), font: f64) {
        let (width, middle) = (sample_width(font), y - font * 0.35);
        match self {
            Self::Line(class, marker) => {
                let path = format!("M{} {}h{}", Px(x), Px(middle), Px(width));
                svg.element("path", &[("class", class), ("d", &path)]);
                if let Some(marker) = marker {
                    let (x, middle) = (Px(x + width / 2.0), Px(middle));
                    svg.element(
                        "circle",
                        &[("class", marker), ("cx", &x), ("cy", &middle), ("r", &3.5)],
                    );
                }
            }
            Self::Box(class) => sample_box(svg, (x, y), font, ("class", class)),
            Self::Pattern(number, prefix) => {
                let fill = format!("url(#{})", pattern_id(prefix, *number));
                sample_box(svg, (x, y), font, ("fill", &fill));
            }
        }
    }
}

fn sample_box(svg: &mut Svg, (x, y): (f64, f64), font: f64, look: (&'static str, &dyn std::fmt::Display)) {
    let (x, y) = (Px(x), Px(y - font * 0.8));
    let (width, height) = (Px(sample_width(font)), Px(font * 0.95));
    svg.element(
        "rect",
        &[look, ("x", &x), ("y", &y), ("width", &width), ("height", &height)],
    );
}
