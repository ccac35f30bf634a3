//! Charts, drawn by the server as SVG: data in, text out. They need no script, print, follow the theme of the page by
//! their classes, and stand alone as files.

mod band;
mod bars;
mod calendar;
pub mod describe;
mod frame;
mod legend;
mod scale;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod time;
pub mod words;

use crate::domain::language::Language;

pub use band::{Band, BandLook};
pub use bars::{Bar, Parts, StackedBars};
pub use style::PAGE_STYLE;
pub use time::{Line, Look, Mark, TimeChart};
pub use words::Form;

use frame::{Layout, NARROW, WIDE};
use svg::Svg;

/// What every chart says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Begins the ids of its parts: letters, digits and hyphens, once on a page.
    pub id: String,
    pub title: String,
    /// The main message in a sentence or two, for whoever cannot see it.
    pub message: String,
    /// What the values are, at the head of their axis.
    pub unit: String,
    pub form: Form,
    pub language: Language,
}

/// A chart and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    Time(TimeChart),
    Bars(StackedBars),
}

impl Chart {
    #[must_use]
    pub fn face(&self) -> &Face {
        match self {
            Self::Time(chart) => &chart.face,
            Self::Bars(chart) => &chart.face,
        }
    }

    /// Gives the chart another title, such as one that says of whom it tells.
    pub fn rename(&mut self, title: &str) {
        let face = match self {
            Self::Time(chart) => &mut chart.face,
            Self::Bars(chart) => &mut chart.face,
        };
        title.clone_into(&mut face.title);
    }

    /// The chart for a page, twice: for wide screens and for narrow ones, of which the style sheet shows one.
    #[must_use]
    pub fn inline(&self) -> String {
        let both = [&WIDE, &NARROW].map(|layout| self.draw(layout, None).into_text());
        both.concat()
    }

    /// The chart as a file of its own, in light colours, with its title above it and `note` below.
    #[must_use]
    pub fn standalone(&self, note: &str) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.push_str(&self.draw(&WIDE, Some(note)).into_text());
        text
    }

    fn draw(&self, layout: &Layout, note: Option<&str>) -> Svg {
        match self {
            Self::Time(chart) => chart.draw(layout, note),
            Self::Bars(chart) => chart.draw(layout, note),
        }
    }
}
