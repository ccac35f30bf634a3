//! Long computations: how far one has come.

use super::code::coded;

coded! {
    /// How far a computation has come.
    State {
        /// Waits for a server that has room.
        Queued = "queued",
        Running = "running",
        Done = "done",
        /// It cannot be answered, or servers ended while they worked on it.
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

impl State {
    /// Nothing more comes.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}
