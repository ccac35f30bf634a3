//! Bars over time, stacked by kind. What may not be shown, and what is not known, is told and never drawn as nought.

use super::Face;
use super::frame::{Content, Layout, Plot, draw};
use super::legend::{Entry, Sample};
use super::scale::drawable;
use super::svg::{Px, Svg};
use crate::domain::period::Period;

/// A chart of sums over time, by kind.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedBars {
    pub face: Face,
    pub range: Period,
    /// The names of the kinds, from the axis upwards. Each has a pattern of its own up to `PATTERNS` of them.
    pub kinds: Vec<String>,
    pub bars: Vec<Bar>,
}

/// A bar: it is as wide as its period.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub period: Period,
    pub parts: Parts,
}

/// What a bar is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Parts {
    /// The sum of each kind, in their order; from 0.
    Known(Vec<f64>),
    /// Too few people for this reader to be told of.
    Withheld,
    /// Nothing was registered.
    Missing,
}

/// The hatches, as paths in a square of eight by eight; the first kind is plain.
const HATCHES: [&str; 9] = [
    "",
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M0 2H8M0 6H8",
    "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "M2 0V8M6 0V8",
    "M0 0L8 8M8 0L0 8",
    "M0 4H8M4 0V8",
    "M0 2H8",
];
/// How many kinds can be told apart.
pub const PATTERNS: usize = HATCHES.len();

impl StackedBars {
    pub(super) fn draw(&self, layout: &Layout, note: Option<&str>) -> Svg {
        let prefix = format!("{}-{}", self.face.id, layout.name);
        let content = Content {
            face: &self.face,
            range: self.range,
            ends: self.highest().map(|highest| (0.0, highest)),
            legend: self.legend(&prefix),
        };
        draw(&content, layout, note, |plot, svg| {
            self.define_patterns(svg, &prefix);
            for bar in &self.bars {
                bar.draw(svg, plot, &prefix);
            }
        })
    }

    /// The highest bar; nothing where there is none.
    fn highest(&self) -> Option<f64> {
        let told = self.bars.iter().filter(|bar| bar.parts != Parts::Missing);
        told.map(|bar| bar.sums().last().map_or(0.0, |(_, top)| *top))
            .reduce(f64::max)
    }

    /// The kinds that occur; the uppermost first, as in the bars.
    fn legend(&self, prefix: &str) -> Vec<Entry> {
        let language = self.face.language;
        let occurs = |kind: usize| self.bars.iter().any(|bar| bar.part(kind) > 0.0);
        let kinds = self.kinds.iter().enumerate().filter(|(kind, _)| occurs(*kind));
        let kinds = kinds.map(|(kind, name)| Entry {
            sample: Sample::Pattern(kind, prefix.to_owned()),
            label: name.clone(),
        });
        let special = |parts: Parts, class, label: &str| {
            let is_used = self.bars.iter().any(|bar| bar.parts == parts);
            is_used.then(|| Entry {
                sample: Sample::Box(class),
                label: label.to_owned(),
            })
        };
        let withheld = language.pick("te klein om te tonen", "too small to show");
        let missing = language.pick("geen gegevens", "no data");
        let withheld = special(Parts::Withheld, "chart-withheld", withheld);
        let missing = special(Parts::Missing, "chart-gap", missing);
        kinds.chain(withheld).chain(missing).collect()
    }

    fn define_patterns(&self, svg: &mut Svg, prefix: &str) {
        svg.open("defs", &[]);
        for kind in 0..self.kinds.len().min(PATTERNS) {
            let id = pattern_id(prefix, kind);
            svg.open(
                "pattern",
                &[
                    ("id", &id),
                    ("width", &8),
                    ("height", &8),
                    ("patternUnits", &"userSpaceOnUse"),
                ],
            );
            let class = format!("chart-kind-{kind}");
            svg.element("rect", &[("class", &class), ("width", &8), ("height", &8)]);
            if let Some(hatch) = HATCHES.get(kind).filter(|hatch| !hatch.is_empty()) {
                svg.element("path", &[("class", &"chart-hatch"), ("d", hatch)]);
            }
            svg.close("pattern");
        }
        svg.close("defs");
    }
}

/// The id of the pattern of a kind.
pub fn pattern_id(prefix: &str, kind: usize) -> String {
    format!("{prefix}-kind-{}", kind.min(PATTERNS - 1))
}

impl Bar {
    /// What a kind adds; 0 where that is not known, which is drawn otherwise.
    fn part(&self, kind: usize) -> f64 {
        let Parts::Known(parts) = &self.parts else {
            return 0.0;
        };
        let part = parts.get(kind).copied().and_then(drawable);
        part.unwrap_or_default().max(0.0)
    }

    /// From where to where each kind reaches.
    fn sums(&self) -> Vec<(f64, f64)> {
        let Parts::Known(parts) = &self.parts else {
            return Vec::new();
        };
        let mut top = 0.0;
        let stack = |kind| {
            let bottom = top;
            top += self.part(kind);
            (bottom, top)
        };
        (0..parts.len()).map(stack).collect()
    }

    fn draw(&self, svg: &mut Svg, plot: &Plot, prefix: &str) {
        let (left, right) = (plot.begin(self.period.from), plot.end(self.period.until));
        let space = (right - left) * 0.1;
        let (x, width) = (Px(left + space), Px((right - left - 2.0 * space).max(0.5)));
        let mut draw = |(top, bottom): (f64, f64), look: (&'static str, &dyn std::fmt::Display)| {
            let (y, height) = (Px(top), Px(bottom - top));
            let place: [(&'static str, &dyn std::fmt::Display); 6] = [
                ("class", &"chart-part"),
                look,
                ("x", &x),
                ("y", &y),
                ("width", &width),
                ("height", &height),
            ];
            let places = if look.0 == "class" {
                place.get(1..)
            } else {
                Some(&place[..])
            };
            svg.element("rect", places.unwrap_or_default());
        };
        match self.parts {
            Parts::Known(_) => {
                for (kind, (bottom, top)) in self.sums().into_iter().enumerate() {
                    let fill = format!("url(#{})", pattern_id(prefix, kind));
                    if top > bottom {
                        draw((plot.height(top), plot.height(bottom)), ("fill", &fill));
                    }
                }
            }
            Parts::Withheld => {
                let top = plot.bottom - (plot.bottom - plot.top) / 6.0;
                draw((top, plot.bottom), ("class", &"chart-withheld"));
            }
            Parts::Missing => draw((plot.bottom - 7.0, plot.bottom), ("class", &"chart-gap")),
        }
    }
}
