//! How long guests stay: distributions of mean 1, and what is left of the stay of somebody met on a given day.

use super::stream::Stream;

/// The shape of the distribution of stays. Its mean is a parameter of its own.
///
/// Counts tell the mean, not the shape. Of a house that refuses whoever finds it full, the long-run refusals do
/// not depend on the shape at all (Sevastyanov, Theory of Probability and its Applications 2, 1957); where
/// people wait, and for the days after a known stand, they do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum StayShape {
    /// Without memory: a coefficient of variation of 1.
    #[default]
    Exponential,
    /// Two exponential phases of the same weight in days ("balanced means"), of this squared coefficient of
    /// variation, 1 to 100.
    HyperExponential { cv_squared: f64 },
    /// Of this coefficient of variation, 0 to 10.
    LogNormal { cv: f64 },
    /// Each stay as long as the mean.
    Deterministic,
}

/// A shape with its constants worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sampler {
    Exponential,
    /// The probability of the first phase, and the mean of each.
    HyperExponential {
        first: f64,
        means: [f64; 2],
    },
    /// The standard deviation of the logarithm.
    LogNormal {
        sigma: f64,
    },
    Deterministic,
}

impl Sampler {
    pub(super) fn of(shape: StayShape) -> Self {
        match shape {
            StayShape::Exponential => Self::Exponential,
            StayShape::HyperExponential { cv_squared } => {
                // Balanced means: Whitt, Operations Research 30 (1982), page 136.
                let cv_squared = if cv_squared.is_nan() {
                    1.0
                } else {
                    cv_squared.clamp(1.0, 100.0)
                };
                let first = f64::midpoint(1.0, ((cv_squared - 1.0) / (cv_squared + 1.0)).sqrt());
                Self::HyperExponential {
                    first,
                    means: [0.5 / first, 0.5 / (1.0 - first)],
                }
            }
            StayShape::LogNormal { cv } => {
                let cv = if cv.is_nan() { 0.0 } else { cv.clamp(0.0, 10.0) };
                Self::LogNormal {
                    sigma: cv.mul_add(cv, 1.0).ln().sqrt(),
                }
            }
            StayShape::Deterministic => Self::Deterministic,
        }
    }

    /// A stay, in means.
    #[inline]
    pub(super) fn stay(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Exponential => stream.exponential(),
            Self::HyperExponential { first, means } => {
                let [short, long] = means;
                let mean = if stream.unit() < first { short } else { long };
                mean * stream.exponential()
            }
            Self::LogNormal { sigma } => sigma.mul_add(stream.normal(), -0.5 * sigma * sigma).exp(),
            Self::Deterministic => 1.0,
        }
    }

    /// What is left, in means, of a stay that is met at a moment when the house has been open for long: density
    /// `P(stay > t)`, the equilibrium distribution of renewal theory (Cox, Renewal Theory, 1962, section 5.2).
    pub(super) fn remainder(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Exponential => stream.exponential(),
            // Both phases hold half of the days, so each is met as often.
            Self::HyperExponential { means, .. } => {
                let [short, long] = means;
                let mean = if stream.unit() < 0.5 { short } else { long };
                mean * stream.exponential()
            }
            // A stay met is long in proportion to its length: for the log-normal, one of a logarithm that is
            // higher by sigma squared; and it is met at any of its moments alike.
            Self::LogNormal { sigma } => {
                let met = sigma.mul_add(stream.normal(), 0.5 * sigma * sigma).exp();
                stream.unit() * met
            }
            Self::Deterministic => stream.unit(),
        }
    }
}
