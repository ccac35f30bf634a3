//! Linear programs in exact numbers: the least and the most that sums of unknowns can be.

/// What is known of unknowns that are 0 or more.
#[derive(Clone, Debug)]
pub(super) struct Knowledge {
    unknowns: usize,
    equations: Vec<(Vec<i128>, i128)>,
}

impl Knowledge {
    pub(super) fn of(unknowns: usize) -> Self {
        Self {
            unknowns,
            equations: Vec::new(),
        }
    }

    pub(super) fn equal(&mut self, sum: &[i64], value: i64) {
        self.equations
            .push((sum.iter().copied().map(i128::from).collect(), value.into()));
    }

    pub(super) fn at_least(&mut self, sum: &[i64], value: i64) {
        self.with_slack(sum, value, -1);
    }

    pub(super) fn at_most(&mut self, sum: &[i64], value: i64) {
        self.with_slack(sum, value, 1);
    }

    /// Makes up the difference by an unknown of its own.
    fn with_slack(&mut self, sum: &[i64], value: i64, sign: i128) {
        let mut row: Vec<i128> = sum.iter().copied().map(i128::from).collect();
        row.resize(self.unknowns, 0);
        row.push(sign);
        self.unknowns += 1;
        self.equations.push((row, value.into()));
    }

    /// A corner of what is possible.
    pub(super) fn corner(self) -> Corner {
        let mut corner = Corner {
            rows: Vec::new(),
            width: self.unknowns,
        };
        for (mut coefficients, right) in self.equations {
            coefficients.resize(self.unknowns, 0);
            let mut row = Row { coefficients, right };
            for (known, solved_for) in &corner.rows {
                row.eliminate(known, *solved_for);
            }
            if let Some(column) = row.coefficients.iter().position(|one| *one != 0) {
                corner.rows.push((row, column));
                corner.pivot(corner.rows.len() - 1, column);
            } else {
                assert_eq!(row.right, 0, "the answers contradict each other");
            }
        }
        corner.enter();
        corner
    }
}

/// An equation in whole numbers, without a common factor.
#[derive(Clone, Debug)]
struct Row {
    coefficients: Vec<i128>,
    right: i128,
}

impl Row {
    /// Takes `other` off so often that `column` vanishes.
    fn eliminate(&mut self, other: &Self, column: usize) {
        let (own, theirs) = (self.coefficients[column], other.coefficients[column]);
        if own == 0 {
            return;
        }
        let (times_own, times_theirs) = if theirs < 0 {
            (-theirs, -own)
        } else {
            (theirs, own)
        };
        for (one, two) in self.coefficients.iter_mut().zip(&other.coefficients) {
            *one = *one * times_own - two * times_theirs;
        }
        self.right = self.right * times_own - other.right * times_theirs;
        let factor = self
            .coefficients
            .iter()
            .fold(self.right, |one, two| common_factor(one, *two))
            .abs();
        if factor > 1 {
            self.coefficients.iter_mut().for_each(|one| *one /= factor);
            self.right /= factor;
        }
    }
}

fn common_factor(one: i128, other: i128) -> i128 {
    if other == 0 {
        one.abs()
    } else {
        common_factor(other, one % other)
    }
}

/// Equations solved for as many unknowns, the others being 0.
#[derive(Clone, Debug)]
pub(super) struct Corner {
    /// Each with the unknown it is solved for, whose coefficient is positive.
    rows: Vec<(Row, usize)>,
    width: usize,
}

impl Corner {
    /// The least and the most that a sum can be, rounded inwards; nothing where there is no most.
    pub(super) fn bounds(&self, sum: &[i64]) -> (i64, Option<i64>) {
        let opposite: Vec<i64> = sum.iter().map(|one| -one).collect();
        let least = self.clone().least(sum).expect("sums of counts are not negative");
        (least, self.clone().least(&opposite).map(|least| -least))
    }

    /// The least value, rounded up; nothing where there is none.
    fn least(mut self, sum: &[i64]) -> Option<i64> {
        let mut objective = Row {
            coefficients: sum.iter().copied().map(i128::from).collect(),
            right: 0,
        };
        // The last unknown is the sum itself, so that scaling the row loses nothing.
        objective.coefficients.resize(self.width, 0);
        objective.coefficients.push(-1);
        for (row, _) in &mut self.rows {
            row.coefficients.push(0);
        }
        loop {
            for (row, column) in &self.rows {
                objective.eliminate(row, *column);
            }
            let costs = &objective.coefficients[..self.width];
            let Some(column) = costs.iter().position(|cost| *cost < 0) else {
                let scale = -objective.coefficients[self.width];
                // 0 = rest + right, with the sum at -right / -scale.
                let least = -objective.right;
                let rounded_up = least.div_euclid(scale) + i128::from(least.rem_euclid(scale) != 0);
                return Some(i64::try_from(rounded_up).expect("a small figure"));
            };
            let leaving = self.leaving(column)?;
            self.pivot(leaving, column);
        }
    }

    /// Makes all unknowns 0 or more, one after the other, none falling below it again.
    fn enter(&mut self) {
        while let Some((_, target)) = self.rows.iter().find(|(row, _)| row.right < 0) {
            let target = *target;
            while let Some(place) = self
                .rows
                .iter()
                .position(|(row, own)| *own == target && row.right < 0)
            {
                let row = &self.rows[place].0;
                let column = row
                    .coefficients
                    .iter()
                    .position(|one| *one < 0)
                    .expect("the truth is possible");
                let leaving = self.leaving(column).filter(|leaving| {
                    let other = &self.rows[*leaving].0;
                    other.right * -row.coefficients[column] < -row.right * other.coefficients[column]
                });
                self.pivot(leaving.unwrap_or(place), column);
            }
        }
    }

    /// The row whose unknown is the first to reach 0 when that of `column` rises (Bland's rule).
    fn leaving(&self, column: usize) -> Option<usize> {
        let rows = self.rows.iter().enumerate();
        let falling = rows.filter(|(_, (row, _))| row.coefficients[column] > 0 && row.right >= 0);
        let first = falling.min_by(|(_, (one, own)), (_, (other, others))| {
            let (left, right) = (
                one.right * other.coefficients[column],
                other.right * one.coefficients[column],
            );
            left.cmp(&right).then(own.cmp(others))
        });
        first.map(|(place, _)| place)
    }

    /// Solves the row at `place` for `column`.
    fn pivot(&mut self, place: usize, column: usize) {
        let mut solved = self.rows[place].0.clone();
        if solved.coefficients[column] < 0 {
            solved.coefficients.iter_mut().for_each(|one| *one = -*one);
            solved.right = -solved.right;
        }
        for (other, (row, _)) in self.rows.iter_mut().enumerate() {
            if other != place {
                row.eliminate(&solved, column);
            }
        }
        self.rows[place] = (solved, column);
    }
}

#[test]
fn bounds_are_those_of_hand_reckoned_programs() {
    // x + y = 5, y + z = 3: y up to 3, x from 2 to 5.
    let mut knowledge = Knowledge::of(3);
    knowledge.equal(&[1, 1, 0], 5);
    knowledge.equal(&[0, 1, 1], 3);
    let corner = knowledge.clone().corner();
    assert_eq!(corner.bounds(&[0, 1, 0]), (0, Some(3)));
    assert_eq!(corner.bounds(&[1, 0, 0]), (2, Some(5)));
    assert_eq!(corner.bounds(&[1, 1, 0]), (5, Some(5)));
    // Halves are no counts: 2 y = z leaves y at 1, that is z at 2.
    knowledge.equal(&[0, 2, -1], 0);
    assert_eq!(knowledge.corner().bounds(&[0, 1, 0]), (1, Some(1)));
    // x >= 4 and x <= 7, y free above.
    let mut knowledge = Knowledge::of(2);
    knowledge.at_least(&[1, 0], 4);
    knowledge.at_most(&[1, 0], 7);
    let corner = knowledge.corner();
    assert_eq!(corner.bounds(&[1, 0]), (4, Some(7)));
    assert_eq!(corner.bounds(&[1, 1]), (4, None));
    // 3 x = 4 y + 1: a third of that is rounded inwards.
    let mut knowledge = Knowledge::of(2);
    knowledge.equal(&[3, -4], 1);
    knowledge.at_most(&[0, 1], 3);
    assert_eq!(knowledge.corner().bounds(&[1, 0]), (1, Some(4)));
}
