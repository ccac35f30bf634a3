//! How far a long computation is, and whether it is still wanted.

/// Asked now and then by a long computation, from any of its threads.
pub trait Watch: Sync {
    /// `done` of `whole` pieces of work are done; is the rest still wanted?
    fn goes_on(&self, done: u64, whole: u64) -> bool;
}

/// Nobody looks, and the work goes on to its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn goes_on(&self, _: u64, _: u64) -> bool {
        true
    }
}

/// The work was no longer wanted and stopped on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;
