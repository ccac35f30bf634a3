//! One house in the long run, by formula: who finds it full, who waits, and how many beds meet a target.
//!
//! Requests are Poisson, stays exponential (for [`loss`] of any shape), and nothing changes with time. The load is
//! the requests of a mean stay: requests per day times mean stay in days, in Erlang; with fewer guests than that
//! nobody would be refused.
//!
//! These are references beside the simulation, which knows of houses that help each other. [`loss`] is an upper
//! bound of refusals: in it nobody waits and no house helps another.

#[cfg(test)]
mod tests;

/// Requests of a mean stay, 0 to [`Self::MOST`] Erlang.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Load(f64);

impl Load {
    /// Far above any network.
    pub const MOST: f64 = 1e6;

    /// Nothing outside 0 to [`Self::MOST`], and for no number.
    #[must_use]
    pub fn new(erlang: f64) -> Option<Self> {
        (0.0..=Self::MOST).contains(&erlang).then_some(Self(erlang))
    }

    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The most beds that a formula is asked for: it bounds the work.
pub const MOST_BEDS: u32 = 100_000;

/// A house that refuses whoever finds it full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// The probability that a request is refused, which is also the share of time in which the house is full.
    pub blocking: f64,
    /// Of all beds, the share that is occupied on average; 0 without beds.
    pub occupancy: f64,
}

/// Erlang's loss formula, by the recursion `B(c) = a B(c-1) / (c + a B(c-1))` with `B(0) = 1`, in which nothing
/// cancels and nothing overflows (Jagerman, Bell System Technical Journal 53, 1974). Beds above [`MOST_BEDS`]
/// count as so many.
///
/// ```
/// # use hospice_capacity::model::queue::{Load, loss};
/// let house = Load::new(4.0).map(|load| loss(4, load)).expect("a load");
/// assert!((house.blocking - 0.310_679_611_650).abs() < 1e-12);
/// ```
#[must_use]
pub fn loss(beds: u32, load: Load) -> Loss {
    let beds = beds.min(MOST_BEDS);
    let blocking = (1..=beds).fold(1.0, |blocking, bed| one_more_bed(blocking, bed, load));
    Loss {
        blocking,
        occupancy: occupancy(beds, load, blocking),
    }
}

/// The fewest beds of which [`loss`] refuses at most `target` of the requests, 0 to 1; nothing where that takes
/// more than [`MOST_BEDS`], or for a target that is not of that range.
#[must_use]
pub fn beds_for(load: Load, target: f64) -> Option<u32> {
    if !(0.0..=1.0).contains(&target) {
        return None;
    }
    let mut blocking = 1.0;
    let mut beds = 0;
    while blocking > target {
        if beds == MOST_BEDS {
            return None;
        }
        beds += 1;
        blocking = one_more_bed(blocking, beds, load);
    }
    Some(beds)
}

fn one_more_bed(blocking: f64, bed: u32, load: Load) -> f64 {
    load.0 * blocking / (f64::from(bed) + load.0 * blocking)
}

/// Those who are admitted each bring a mean stay.
fn occupancy(beds: u32, load: Load, refused: f64) -> f64 {
    if beds == 0 {
        0.0
    } else {
        (load.0 * (1.0 - refused) / f64::from(beds)).min(1.0)
    }
}

/// A house for which everybody waits who finds it full, however long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// The probability that a request has to wait.
    pub waits: f64,
    /// The mean time that a request waits, in mean stays; those who need not wait count with 0.
    pub wait_in_stays: f64,
}

/// Erlang's delay formula, `C = B / (1 - (a / c)(1 - B))`, and the mean wait `C / (c - a)`; nothing where the load
/// is not below the beds, since then the queue grows without end.
#[must_use]
pub fn delay(beds: u32, load: Load) -> Option<Delay> {
    let beds = beds.min(MOST_BEDS);
    let spare = f64::from(beds) - load.0;
    if spare <= 0.0 {
        return None;
    }
    let blocking = loss(beds, load).blocking;
    // The denominator as a sum, so that nothing cancels where the load is near the beds.
    let waits = f64::from(beds) * blocking / (spare + load.0 * blocking);
    Some(Delay {
        waits,
        wait_in_stays: waits / spare,
    })
}

/// A house for which everybody waits who finds it full, until a bed is free or patience ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abandonment {
    /// The probability that a request has to wait.
    pub waits: f64,
    /// The probability that a request ends without a bed: died or went elsewhere while waiting.
    pub gives_up: f64,
    /// Of all beds, the share that is occupied on average; 0 without beds.
    pub occupancy: f64,
}

/// Erlang-A, the queue with impatient people (Palm 1957; Garnett, Mandelbaum and Reiman, Manufacturing & Service
/// Operations Management 4, 2002): with patience exponential of mean `patience_in_stays` mean stays, 0.001 to
/// 1000, the chance of `j` waiting is that of none times the product over `i` of 1 to `j` of
/// `a / (c + i / patience)`. The sum goes on until what is left cannot change it. Nothing outside that
/// range, and where load times patience, about the number of people waiting, is above a million.
#[must_use]
pub fn abandonment(beds: u32, load: Load, patience_in_stays: f64) -> Option<Abandonment> {
    if !(0.001..=1000.0).contains(&patience_in_stays) || load.0 * patience_in_stays > 1e6 {
        return None;
    }
    let beds = beds.min(MOST_BEDS);
    let give_up_rate = 1.0 / patience_in_stays;
    // Of the states with all beds full: how likely, and how many wait, as multiples of `unit`, the chance that
    // nobody waits; `not_full` is that of a free bed. A bed more or less is what the loss formula is about.
    let blocking = loss(beds, load).blocking;
    let (mut unit, mut term, mut full, mut queue) = (1.0_f64, 1.0_f64, 1.0_f64, 0.0_f64);
    for waiting in 1_u32.. {
        let position = f64::from(waiting);
        let ratio = load.0 / (f64::from(beds) + position * give_up_rate);
        term *= ratio;
        full += term;
        queue += position * term;
        if full > 1e200 {
            (unit, term, full, queue) = (unit * 1e-200, term * 1e-200, full * 1e-200, queue * 1e-200);
        }
        if ratio < 1.0 && (position + 1.0) * term <= queue * 1e-17 * (1.0 - ratio) {
            break;
        }
    }
    let not_full = unit * (1.0 - blocking) / blocking;
    let all = if blocking > 0.0 {
        not_full + full
    } else {
        f64::INFINITY
    };
    let gives_up = if load.0 > 0.0 {
        give_up_rate * queue / all / load.0
    } else {
        0.0
    };
    Some(Abandonment {
        waits: full / all,
        gives_up,
        occupancy: occupancy(beds, load, gives_up),
    })
}
