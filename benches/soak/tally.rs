//! What came of requests: how many were served and refused, and how long the served ones took.

use std::fmt;
use std::time::Duration;

/// Steps of the histogram to a doubling.
const STEPS: f64 = 32.0;

#[derive(Clone, Default)]
pub struct Tally {
    pub served: u64,
    pub too_many: u64,
    pub busy: u64,
    pub other: u64,
    /// One of the others.
    pub example: Option<String>,
    /// The longest. Unit: microseconds.
    pub slowest: u64,
    steps: Vec<u64>,
}

impl Tally {
    pub fn note(&mut self, status: u16, took: Duration) {
        match status {
            200..=399 => self.serve(took),
            429 => self.too_many += 1,
            503 => self.busy += 1,
            _ => self.go_wrong(format!("{status}")),
        }
    }

    pub fn go_wrong(&mut self, how: String) {
        self.other += 1;
        self.example = Some(how);
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive number"
    )]
    fn serve(&mut self, took: Duration) {
        self.served += 1;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.slowest = self.slowest.max(micros);
        let step = ((took.as_secs_f64() * 1e6).max(1.0).log2() * STEPS) as usize;
        if self.steps.len() <= step {
            self.steps.resize(step + 1, 0);
        }
        self.steps[step] += 1;
    }

    pub fn add(&mut self, other: &Self) {
        self.served += other.served;
        self.too_many += other.too_many;
        self.busy += other.busy;
        self.other += other.other;
        self.example = self.example.take().or_else(|| other.example.clone());
        self.slowest = self.slowest.max(other.slowest);
        if self.steps.len() < other.steps.len() {
            self.steps.resize(other.steps.len(), 0);
        }
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            *mine += theirs;
        }
    }

    /// So many of a hundred took no longer. Unit: microseconds, within 2 %.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "small positive numbers"
    )]
    pub fn percentile(&self, percent: u64) -> u64 {
        let wanted = (self.served * percent).div_ceil(100);
        let mut seen = 0;
        for (step, number) in self.steps.iter().enumerate() {
            seen += number;
            if seen >= wanted {
                return ((step as f64 + 1.0) / STEPS).exp2() as u64;
            }
        }
        0
    }
}

impl fmt::Display for Tally {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            served,
            too_many,
            busy,
            other,
            ..
        } = self;
        let [half, most, all] =
            [self.percentile(50), self.percentile(99), self.slowest].map(|micros| micros as f64 / 1e3);
        write!(
            f,
            "{served} | {too_many} | {busy} | {other} | {half:.1} | {most:.1} | {all:.1}"
        )
    }
}
