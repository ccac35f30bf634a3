//! Connections to a server that are asked whether they still live, but not each time that one is taken.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::r2d2::{ConnectionManager, Error, ManageConnection};

/// For how long a connection that was seen to live is taken to live on; asking each time would be a journey to the server
/// for each request.
const TRUSTED: Duration = Duration::from_secs(1);

/// Opens connections, and tests them.
pub(super) struct Manager {
    connections: ConnectionManager<PgConnection>,
    /// When one was last found dead: the others may have died with it.
    died_at: Mutex<Option<Instant>>,
}

/// A connection, and when it was tested, or opened.
pub(super) struct Tested {
    pub(super) connection: PgConnection,
    tested_at: Option<Instant>,
}

impl Tested {
    /// Has it tested before it is used again.
    pub(super) fn distrust(&mut self) {
        self.tested_at = None;
    }
}

impl Manager {
    pub(super) fn new(url: &str) -> Self {
        Self {
            connections: ConnectionManager::new(url),
            died_at: Mutex::default(),
        }
    }

    fn is_trusted(&self, tested: &Tested) -> bool {
        let died_at = *self.died_at.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |tested_at: Instant| tested_at.elapsed() < TRUSTED && Some(tested_at) > died_at;
        tested.tested_at.is_some_and(is_recent)
    }

    fn note_death(&self) {
        *self.died_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

impl ManageConnection for Manager {
    type Connection = Tested;
    type Error = Error;

    fn connect(&self) -> Result<Tested, Error> {
        self.connections.connect().map(|connection| Tested {
            connection,
            tested_at: Some(Instant::now()),
        })
    }

    fn is_valid(&self, tested: &mut Tested) -> Result<(), Error> {
        if self.is_trusted(tested) {
            return Ok(());
        }
        let test = self.connections.is_valid(&mut tested.connection);
        tested.tested_at = test.is_ok().then(Instant::now);
        test.inspect_err(|_| self.note_death())
    }

    fn has_broken(&self, tested: &mut Tested) -> bool {
        let has_broken = self.connections.has_broken(&mut tested.connection);
        if has_broken {
            self.note_death();
        }
        has_broken
    }
}
