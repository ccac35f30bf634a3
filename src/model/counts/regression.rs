//! What a count comes to so many days later: one linear regression over all houses.
#![expect(
    clippy::indexing_slicing,
    reason = "matrices of fixed size, clearest with indices"
)]

use super::panel::{History, LEVELS, Lead, State};

/// The levels, and one regressor for each day of the week.
const REGRESSORS: usize = LEVELS + 7;

/// How much the day of the week counts: its coefficients are shrunk more than those of the levels.
const WEEKDAY: f64 = 0.1;

/// Shrinks every coefficient to 0, and so the prediction to the base.
const RIDGE: f64 = 0.6;

/// A ridge regression (Hoerl and Kennard, Technometrics 12, 1970) of the distance from the base, in units of each
/// house's mean beds, on what was known so many days before, recent pairs of days weighing more.
pub(super) struct Regression {
    ahead: i32,
    coefficients: [f64; REGRESSORS],
}

impl Regression {
    pub(super) fn fit(panel: &[History], lead: Lead) -> Self {
        let mut matrix = [[0.0; REGRESSORS]; REGRESSORS];
        let mut right = [0.0; REGRESSORS];
        for history in panel {
            for pair in history.pairs(lead) {
                let values = regressors(pair.state, lead.ahead);
                let came = (pair.observed - pair.state.base) / history.scale;
                // All but two days of the week are 0.
                let days = [pair.state.day, pair.state.day.saturating_add(lead.ahead)];
                let [one, other] = days.map(|day| LEVELS + weekday(day));
                let pair_of_days = [one, other];
                let of_week = if one == other { &[][..] } else { &pair_of_days };
                for row in (0..LEVELS).chain(of_week.iter().copied()) {
                    let weighted = pair.weight * values[row];
                    right[row] += weighted * came;
                    for column in 0..LEVELS.min(row + 1) {
                        matrix[row][column] += weighted * values[column];
                    }
                }
                if one != other {
                    let square = pair.weight * WEEKDAY * WEEKDAY;
                    matrix[one][one] += square;
                    matrix[other][other] += square;
                    matrix[one.max(other)][one.min(other)] -= square;
                }
            }
        }
        for (place, row) in matrix.iter_mut().enumerate() {
            row[place] += RIDGE;
        }
        Self {
            ahead: lead.ahead,
            coefficients: solve(matrix, right),
        }
    }

    /// The beds expected so many days after each day of a house.
    pub(super) fn predictions(&self, history: &History) -> Vec<f64> {
        let predictions = history.states.iter().map(|state| {
            let values = regressors(state, self.ahead);
            let parts = values.iter().zip(&self.coefficients);
            state.base + history.scale * parts.map(|(value, coefficient)| value * coefficient).sum::<f64>()
        });
        predictions.collect()
    }
}

/// The day of the week of the target counts for, that of the day itself against.
fn regressors(state: &State, ahead: i32) -> [f64; REGRESSORS] {
    let mut values = [0.0; REGRESSORS];
    values[..LEVELS].copy_from_slice(&state.levels);
    values[LEVELS + weekday(state.day.saturating_add(ahead))] += WEEKDAY;
    values[LEVELS + weekday(state.day)] -= WEEKDAY;
    values
}

fn weekday(day: i32) -> usize {
    usize::try_from(day.rem_euclid(7)).unwrap_or(0)
}

/// Solves `matrix * x = right` by Cholesky decomposition; of the symmetric matrix, which the ridge makes positive
/// definite, only the lower half is given.
fn solve(mut matrix: [[f64; REGRESSORS]; REGRESSORS], mut right: [f64; REGRESSORS]) -> [f64; REGRESSORS] {
    for column in 0..REGRESSORS {
        for row in column..REGRESSORS {
            let known: f64 = (0..column).map(|k| matrix[row][k] * matrix[column][k]).sum();
            let rest = matrix[row][column] - known;
            matrix[row][column] = if row == column {
                rest.max(1e-12).sqrt()
            } else {
                rest / matrix[column][column]
            };
        }
    }
    for row in 0..REGRESSORS {
        let known: f64 = (0..row).map(|k| matrix[row][k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    for row in (0..REGRESSORS).rev() {
        let known: f64 = (row + 1..REGRESSORS).map(|k| matrix[k][row] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::counts::panel::panel;
    use crate::model::series::{Point, Series};

    #[test]
    fn a_system_of_equations_is_solved() {
        let truth: [f64; REGRESSORS] = std::array::from_fn(|place| weight(place) - 4.0);
        let entry = |row: usize, column: usize| {
            let diagonal = if row == column { 1.0 } else { 0.0 };
            diagonal + 1.0 / (1.0 + weight(row) + weight(column))
        };
        let matrix: [[f64; REGRESSORS]; REGRESSORS] =
            std::array::from_fn(|row| std::array::from_fn(|column| entry(row, column)));
        let right = std::array::from_fn(|row| {
            matrix[row]
                .iter()
                .zip(truth)
                .map(|(one, other)| one * other)
                .sum()
        });
        for (found, expected) in solve(matrix, right).iter().zip(truth) {
            assert!((found - expected).abs() < 1e-10, "{found} for {expected}");
        }
    }

    fn weight(place: usize) -> f64 {
        f64::from(u32::try_from(place).expect("few"))
    }

    #[test]
    fn houses_that_empty_at_weekends_are_seen_to() {
        let points = (0..400).map(|day: i32| Point {
            day,
            occupied: if day.rem_euclid(7) >= 5 { 2 } else { 4 },
            beds: 5,
        });
        let series = Series {
            points: points.collect(),
        };
        let panel = panel([&series; 8].into_iter(), 399);
        for ahead in 1..=13 {
            let lead = Lead { ahead, origin: 399 };
            let predictions = Regression::fit(&panel, lead).predictions(&panel[0]);
            let expected = if (399 + ahead).rem_euclid(7) >= 5 {
                2.0
            } else {
                4.0
            };
            let found = predictions[399];
            // The few houses of a network are not believed wholly.
            assert!((found - expected).abs() < 0.5, "{ahead}: {found}");
        }
    }
}
