//! Lines, bands and points over time. A missing value is a gap: never nought, and never bridged.

use chrono::NaiveDate;

use super::Face;
use super::band::Band;
use super::frame::{Content, Layout, Plot, draw};
use super::legend::{Entry, Sample};
use super::scale::drawable;
use super::svg::{Px, Svg, path_of};
use crate::domain::period::Period;

/// A chart of values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeChart {
    pub face: Face,
    pub range: Period,
    /// Values that the axis shows in any case, such as 0.
    pub shows: Vec<f64>,
    /// Drawn first, in their order.
    pub bands: Vec<Band>,
    pub lines: Vec<Line>,
    /// A day that divides the range.
    pub mark: Option<Mark>,
}

/// A value over time; nothing where it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub label: String,
    pub look: Look,
    pub values: Vec<(Period, Option<f64>)>,
}

/// Lines differ by their strokes and markers, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What the chart is about; where it has a gap, its axis says so.
    Main,
    /// What it is compared with.
    Other,
    /// What was observed: points alone. A gap is marked on the axis.
    Happened,
    /// What holds for each whole period, such as beds in service.
    Level,
}

/// A line across the chart at the beginning of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub date: NaiveDate,
    pub label: String,
}

/// The most values that have markers: more would run into each other.
const MOST_MARKERS: usize = 24;

impl TimeChart {
    pub(super) fn draw(&self, layout: &Layout, note: Option<&str>) -> Svg {
        let content = Content {
            face: &self.face,
            range: self.range,
            ends: self.ends(),
            legend: self.legend(),
        };
        draw(&content, layout, note, |plot, svg| {
            self.draw_gaps(svg, plot);
            for band in &self.bands {
                band.draw(svg, plot);
            }
            if let Some(mark) = &self.mark {
                mark.draw(svg, plot, layout.font);
            }
            for line in &self.lines {
                line.draw(svg, plot);
            }
        })
    }

    fn ends(&self) -> Option<(f64, f64)> {
        let limits = self.bands.iter().flat_map(|band| &band.limits);
        let limits = limits
            .filter_map(|(_, limits)| *limits)
            .flat_map(|(low, high)| [low, high]);
        let values = self.lines.iter().flat_map(|line| &line.values);
        let values = values.filter_map(|(_, value)| *value);
        let (low, high) = limits
            .chain(values)
            .filter_map(drawable)
            .map(|value| (value, value))
            .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
        let shown = self.shows.iter().copied().filter_map(drawable);
        Some(shown.fold((low, high), |ends, shown| (ends.0.min(shown), ends.1.max(shown))))
    }

    fn legend(&self) -> Vec<Entry> {
        let lines = self.lines.iter().filter(|line| line.has_values());
        let lines = lines.map(|line| Entry {
            sample: Sample::Line(line.look.stroke(), line.look.marker()),
            label: line.label.clone(),
        });
        let bands = self
            .bands
            .iter()
            .filter(|band| band.limits.iter().any(|(_, limits)| limits.is_some()));
        let bands = bands.map(|band| Entry {
            sample: Sample::Box(band.class()),
            label: band.label.clone(),
        });
        let gap = self.gaps().next().map(|_| Entry {
            sample: Sample::Box("chart-gap"),
            label: self.face.language.pick("geen gegevens", "no data").to_owned(),
        });
        lines.chain(bands).chain(gap).collect()
    }

    /// The periods of which a value was expected and is not known.
    fn gaps(&self) -> impl Iterator<Item = Period> {
        let lines = self.lines.iter().filter(|line| line.look.shows_gaps());
        let values = lines.flat_map(|line| &line.values);
        values
            .filter(|(_, value)| value.and_then(drawable).is_none())
            .map(|(period, _)| *period)
    }

    fn draw_gaps(&self, svg: &mut Svg, plot: &Plot) {
        for gap in self.gaps() {
            let (left, right) = (plot.begin(gap.from), plot.end(gap.until));
            let (x, width) = (Px(left), Px((right - left).max(1.0)));
            let (y, height) = (Px(plot.bottom - 7.0), 7.0);
            svg.element(
                "rect",
                &[
                    ("class", &"chart-gap"),
                    ("x", &x),
                    ("y", &y),
                    ("width", &width),
                    ("height", &height),
                ],
            );
        }
    }
}

impl Line {
    fn draw(&self, svg: &mut Svg, plot: &Plot) {
        let places = self.values.iter().map(|(period, value)| {
            let y = plot.height(drawable((*value)?)?);
            Some((*period, (plot.middle(*period), y)))
        });
        let known = places.clone().flatten().count();
        for run in runs(places) {
            let places: Vec<(f64, f64)> = if self.look == Look::Level {
                let ends = |(period, (_, y)): &(Period, (f64, f64))| {
                    [(plot.begin(period.from), *y), (plot.end(period.until), *y)]
                };
                run.iter().flat_map(ends).collect()
            } else {
                run.iter().map(|(_, place)| *place).collect()
            };
            if self.look != Look::Happened && places.len() > 1 {
                let (class, path) = (self.look.stroke(), path_of(&places));
                svg.element("path", &[("class", &class), ("d", &path)]);
            }
            if let Some(class) = self.look.marker()
                && (known <= MOST_MARKERS || places.len() == 1 || self.look == Look::Happened)
            {
                for (x, y) in places {
                    svg.element(
                        "circle",
                        &[("class", &class), ("cx", &Px(x)), ("cy", &Px(y)), ("r", &3.5)],
                    );
                }
            }
        }
    }

    fn has_values(&self) -> bool {
        self.values.iter().any(|(_, value)| value.is_some())
    }
}

impl Look {
    fn stroke(self) -> &'static str {
        match self {
            Self::Main => "chart-line chart-line-main",
            Self::Other => "chart-line chart-line-other",
            Self::Happened => "chart-line-none",
            Self::Level => "chart-line chart-line-level",
        }
    }

    fn marker(self) -> Option<&'static str> {
        match self {
            Self::Main => Some("chart-dot chart-dot-main"),
            Self::Other => Some("chart-dot chart-dot-other"),
            Self::Happened => Some("chart-dot chart-dot-happened"),
            Self::Level => None,
        }
    }

    fn shows_gaps(self) -> bool {
        matches!(self, Self::Main | Self::Happened)
    }
}

impl Mark {
    fn draw(&self, svg: &mut Svg, plot: &Plot, font: f64) {
        let x = plot.begin(self.date).clamp(plot.left, plot.right);
        let path = format!("M{} {}V{}", Px(x), Px(plot.top), Px(plot.bottom));
        svg.element("path", &[("class", &"chart-mark"), ("d", &path)]);
        let (x, y) = (Px(x), Px(plot.top - font * 0.4));
        svg.text(
            "text",
            &[("x", &x), ("y", &y), ("text-anchor", &"middle")],
            &self.label,
        );
    }
}

/// What is known in a row, without what is missing in between.
pub fn runs<T>(values: impl Iterator<Item = Option<T>>) -> Vec<Vec<T>> {
    let mut runs: Vec<Vec<T>> = Vec::new();
    let mut continues = false;
    for value in values {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) if continues => run.push(value),
            (Some(value), _) => {
                runs.push(vec![value]);
                continues = true;
            }
            (None, _) => continues = false,
        }
    }
    runs
}
