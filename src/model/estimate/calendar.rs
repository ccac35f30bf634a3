//! What the days of the week and the seasons do to demand, and the swings of a whole region.

use std::f64::consts::TAU;

use chrono::{Datelike, Days, NaiveDate};

use super::demand::Asked;
use super::posterior::within;
use super::steps::{days_between, weight};

/// How many requests on a weekday the absence of an effect is worth.
const WEEKDAY_PRIOR_EVENTS: f64 = 4.0;
/// The standard deviation that either part of a season is thought to have, as a share of demand.
const SEASON_PRIOR_SD: f64 = 0.06;
/// A season is not looked for in less.
const SEASON_LEAST_DAYS: f64 = 730.0;
const YEAR_DAYS: f64 = 365.25;
/// The variance of swings where nothing is known, and how many blocks of 14 days it is worth.
const SWING_PRIOR: (f64, f64) = (0.01, 6.0);
/// The correlation of the level from one week to the next: three quarters over two weeks.
pub const SWING_WEEKLY_CORRELATION: f64 = 0.866;
const BLOCK_DAYS: f64 = 14.0;
/// A standard deviation of a half: more is no swing but contradictory registrations.
const MOST_SWING_VARIANCE: f64 = 0.25;
/// The highest and lowest present level, as a logarithm: 4.5 times the usual.
const MOST_LEVEL: f64 = 1.5;

/// The level of demand by weekday, Monday first; mean 1. Counts pooled over the houses, each factor shrunk to 1.
pub(in crate::model) fn weekday(asked: &[Asked]) -> [f64; 7] {
    let mut found = [WEEKDAY_PRIOR_EVENTS; 7];
    let mut expected = [WEEKDAY_PRIOR_EVENTS; 7];
    for day in asked.iter().filter(|day| day.is_one_day) {
        let of_week = day.date.weekday().num_days_from_monday() as usize;
        for (sum, part) in [(&mut found, day.events), (&mut expected, day.expected)] {
            if let Some(sum) = sum.get_mut(of_week) {
                *sum += part;
            }
        }
    }
    let mut factors = [1.0; 7];
    for (factor, (found, expected)) in factors.iter_mut().zip(found.into_iter().zip(expected)) {
        *factor = within(found / expected, 0.02, 7.0);
    }
    let mean = factors.iter().sum::<f64>() / 7.0;
    factors.map(|factor| factor / mean)
}

/// Found and expected events of a time, oldest last: the first block ends at the end of what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Block {
    pub found: f64,
    pub expected: f64,
}

/// Blocks of so many days, counted back from `as_of`; `level` is the factor that a day is expected to have.
pub(super) fn blocks(
    asked: &[Asked],
    as_of: NaiveDate,
    days: f64,
    level: impl Fn(&Asked) -> f64,
) -> Vec<Block> {
    let mut blocks = Vec::<Block>::new();
    for day in asked {
        let place = (days_between(day.date, as_of).max(0.0) / days).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand blocks"
        )]
        let place = place.min(20_000.0) as usize;
        if blocks.len() <= place {
            blocks.resize(place + 1, Block::default());
        }
        if let Some(block) = blocks.get_mut(place) {
            block.found += day.events;
            block.expected += day.expected * level(day);
        }
    }
    blocks
}

/// A yearly wave `1 + cosine cos(2 pi d / 365.25) + sine sin(2 pi d / 365.25)`, `d` days after 1 January.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wave {
    pub cosine: f64,
    pub sine: f64,
}

impl Wave {
    pub(super) fn at(self, date: NaiveDate) -> f64 {
        let (sine, cosine) = (TAU * f64::from(date.ordinal0()) / YEAR_DAYS).sin_cos();
        self.cosine.mul_add(cosine, self.sine.mul_add(sine, 1.0))
    }

    /// Its amplitude, and the day of the year, from 0, on which it is highest.
    pub(super) fn peak(self) -> (f64, f64) {
        let day = self.sine.atan2(self.cosine).rem_euclid(TAU) / TAU * YEAR_DAYS;
        (self.cosine.hypot(self.sine), day)
    }
}

/// The wave that fits best, shrunk to none: by how much says what chance and swings of variance `swing` do to it.
pub(super) fn season(asked: &[Asked], as_of: NaiveDate, weekday: [f64; 7], swing: f64) -> Wave {
    let blocks = blocks(asked, as_of, BLOCK_DAYS, |day| day.level(weekday));
    let number = number(&blocks);
    let (found, expected) = total(&blocks);
    if number * BLOCK_DAYS < SEASON_LEAST_DAYS || found <= 0.0 {
        return Wave::default();
    }
    let mean = found / expected;
    let mut wave = Wave::default();
    for (block, age) in blocks.iter().zip(0_u64..) {
        let middle = as_of.checked_sub_days(Days::new(14 * age + 7)).unwrap_or(as_of);
        let (sine, cosine) = (TAU * f64::from(middle.ordinal0()) / YEAR_DAYS).sin_cos();
        let excess = 2.0 * (block.found / mean - block.expected) / expected;
        wave.cosine += excess * cosine;
        wave.sine += excess * sine;
    }
    // Of a sum over `n` blocks of correlation .75 from one to the next the variance is seven times as large.
    let error = 2.0 / found + 2.0 * 7.0 * swing / number;
    let kept = SEASON_PRIOR_SD.powi(2) / (SEASON_PRIOR_SD.powi(2) + error);
    let wave = Wave {
        cosine: wave.cosine * kept,
        sine: wave.sine * kept,
    };
    // A wave this high is contradictory registrations.
    if wave.peak().0 < 0.9 {
        wave
    } else {
        Wave::default()
    }
}

/// The variance of the region's level of demand beyond what chance makes: of 14-day blocks
/// `sum ((Y - m)^2 - m) / sum m^2`, not below 0, shrunk to .01. A block of few requests says little, so that the prior
/// is worth the more blocks the fewer requests they hold.
pub(super) fn swing_variance(blocks: &[Block]) -> f64 {
    let number = number(blocks);
    let (found, expected) = total(blocks);
    let (guess, worth) = SWING_PRIOR;
    if found <= 0.0 || number < 2.0 {
        return guess;
    }
    let scale = found / expected;
    let (mut beyond, mut squares) = (0.0, 0.0);
    for block in blocks {
        let mean = block.expected * scale;
        beyond += (block.found - mean).powi(2) - mean;
        squares += mean * mean;
    }
    let per_block = found / number;
    let worth = worth * (1.0 + 5.0 / per_block).powi(2);
    let measured = (beyond / squares).max(0.0);
    // The swings of the whole time are in its mean, and so missing around it.
    let lost = mean_variance(number, 0.75, |_| 1.0).min(0.5);
    within(
        (measured / (1.0 - lost) * number + guess * worth) / (number + worth),
        0.0,
        MOST_SWING_VARIANCE,
    )
}

/// The standard deviation that swings of variance `variance` leave in the mean of the weighted weeks.
pub(super) fn level_error(variance: f64, weeks: usize) -> f64 {
    let weeks = f64::from(u32::try_from(weeks).unwrap_or(u32::MAX)).max(1.0);
    let share = mean_variance(weeks, SWING_WEEKLY_CORRELATION, |week| weight(7.0 * week));
    (variance * share).sqrt()
}

/// The variance of a weighted mean of so many values of variance 1, of this correlation from one to the next.
fn mean_variance(number: f64, correlation: f64, weight: impl Fn(f64) -> f64) -> f64 {
    let (mut total, mut weights, mut carried, mut place) = (0.0, 0.0, 0.0, 0.0);
    while place < number.min(20_000.0) {
        let weight = weight(place);
        total += weight * (weight + 2.0 * carried);
        weights += weight;
        carried = correlation * (carried + weight);
        place += 1.0;
    }
    if weights > 0.0 {
        total / (weights * weights)
    } else {
        1.0
    }
}

/// The present level of the swings: mean and variance of `z`, where demand is `exp(z - variance / 2)` of its mean.
///
/// `z` goes from week to week with [`SWING_WEEKLY_CORRELATION`]; a week's requests are Poisson. The posterior of each
/// week is taken as normal around its mode (a Laplace approximation, three steps of Newton's method).
pub(super) fn present_level(weeks: &[Block], variance: f64) -> (f64, f64) {
    let (mut level, mut error) = (0.0, variance);
    if variance <= 1e-6 {
        return (0.0, 0.0);
    }
    for week in weeks.iter().rev() {
        level *= SWING_WEEKLY_CORRELATION;
        error = variance + SWING_WEEKLY_CORRELATION.powi(2) * (error - variance);
        let prior = (level, error);
        for _ in 0..3 {
            let mean = week.expected * (level - variance / 2.0).exp();
            let slope = week.found - mean - (level - prior.0) / prior.1;
            let bend = mean + 1.0 / prior.1;
            level = within(level + slope / bend, -MOST_LEVEL, MOST_LEVEL);
            error = 1.0 / bend;
        }
    }
    (level, error)
}

fn total(blocks: &[Block]) -> (f64, f64) {
    let sum = |part: fn(&Block) -> f64| blocks.iter().map(part).sum::<f64>();
    (sum(|block| block.found), sum(|block| block.expected).max(1e-9))
}

/// How many blocks anything was expected in.
fn number(blocks: &[Block]) -> f64 {
    let seen = blocks.iter().filter(|block| block.expected > 0.0).count();
    f64::from(u32::try_from(seen).unwrap_or(u32::MAX))
}
