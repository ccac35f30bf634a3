//! Intervals over time.

use super::frame::Plot;
use super::scale::drawable;
use super::svg::{Svg, path_of};
use super::time::runs;
use crate::domain::period::Period;

/// An interval over time; nothing where it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub label: String,
    pub look: BandLook,
    /// Whether the limits hold for the whole of each period, as those of whole beds do, or meet in between.
    pub is_stepped: bool,
    pub limits: Vec<(Period, Option<(f64, f64)>)>,
}

/// Bands differ by their shade and by their edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandLook {
    /// In which the value lies nearly always.
    Outer,
    /// In which it mostly lies.
    Inner,
    /// Of another series: its edges alone.
    Other,
}

impl Band {
    pub(super) fn class(&self) -> &'static str {
        self.look.class()
    }

    pub(super) fn draw(&self, svg: &mut Svg, plot: &Plot) {
        let places = self.limits.iter().map(|(period, limits)| {
            let (low, high) = (*limits)?;
            Some((
                *period,
                (plot.height(drawable(low)?), plot.height(drawable(high)?)),
            ))
        });
        for run in runs(places) {
            let class = self.look.class();
            let edges: Vec<(f64, (f64, f64))> = match run.as_slice() {
                several if self.is_stepped => several
                    .iter()
                    .flat_map(|(period, limits)| {
                        [
                            (plot.begin(period.from), *limits),
                            (plot.end(period.until), *limits),
                        ]
                    })
                    .collect(),
                // Of one value alone the band would have no width.
                [(period, limits)] => {
                    let x = plot.middle(*period);
                    vec![(x - 4.0, *limits), (x + 4.0, *limits)]
                }
                several => several
                    .iter()
                    .map(|(period, limits)| (plot.middle(*period), *limits))
                    .collect(),
            };
            let lower = edges.iter().map(|(x, (low, _))| (*x, *low));
            let upper = edges.iter().rev().map(|(x, (_, high))| (*x, *high));
            let outline: Vec<(f64, f64)> = lower.chain(upper).collect();
            let path = format!("{}Z", path_of(&outline));
            svg.element("path", &[("class", &class), ("d", &path)]);
        }
    }
}

impl BandLook {
    fn class(self) -> &'static str {
        match self {
            Self::Outer => "chart-band chart-band-outer",
            Self::Inner => "chart-band chart-band-inner",
            Self::Other => "chart-band chart-band-other",
        }
    }
}
