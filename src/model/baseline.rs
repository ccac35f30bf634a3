//! Forecasts that need no model. A model that does not beat them is of no use.

use super::mass::normalised;
use super::series::Series;

/// Today's count plus what it changed by in as many days before (naive with empirical errors), clipped to
/// the support. The chances of 0 to `beds`, `horizon` days after `origin`; all alike where nothing is known.
#[must_use]
pub fn naive(series: &Series, origin: i32, horizon: u32, beds: u32) -> Vec<f64> {
    let Some(last) = series.last() else {
        return alike(beds);
    };
    let ahead = origin.saturating_sub(last.day).saturating_add_unsigned(horizon);
    let values = pairs(series, ahead).map(|(before, after)| {
        (i64::from(last.occupied) + i64::from(after) - i64::from(before)).clamp(0, i64::from(beds))
    });
    counted(values.map(|value| u32::try_from(value).unwrap_or(0)), beds)
}

/// The counts `ahead` days apart, for every day that has both.
fn pairs(series: &Series, ahead: i32) -> impl Iterator<Item = (u32, u32)> {
    series.points.iter().filter_map(move |point| {
        let target = point.day.checked_add(ahead)?;
        let place = series
            .points
            .binary_search_by_key(&target, |later| later.day)
            .ok()?;
        Some((point.occupied, series.points.get(place)?.occupied))
    })
}

/// The shares of these numbers; all alike where there are none.
fn counted(values: impl Iterator<Item = u32>, beds: u32) -> Vec<f64> {
    let mut mass = vec![0.0; usize::try_from(beds).unwrap_or(0) + 1];
    let mut number = 0;
    for value in values {
        number += 1;
        if let Some(place) = usize::try_from(value.min(beds))
            .ok()
            .and_then(|value| mass.get_mut(value))
        {
            *place += 1.0;
        }
    }
    if number == 0 {
        alike(beds)
    } else {
        normalised(mass)
    }
}

fn alike(beds: u32) -> Vec<f64> {
    normalised(vec![1.0; usize::try_from(beds).unwrap_or(0) + 1])
}
