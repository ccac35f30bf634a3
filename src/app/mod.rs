//! What the register does: one function per job, called by the API, the pages and the commands alike.

pub mod audit;
pub mod board;
pub mod clock;
pub mod completeness;
pub mod corrections;
pub mod csv_file;
mod error;
pub mod example;
pub mod export;
pub mod filter;
pub mod house_day;
pub mod houses;
pub mod import_deaths;
pub mod import_houses;
pub mod import_registrations;
mod ledger;
pub mod list_registrations;
pub mod model_file;
pub mod places;
pub mod planning;
pub mod record_registration;
pub mod registration_csv;
pub mod registration_table;
pub mod reminders;
pub mod reporting;
pub mod secret;
pub mod sessions;
pub mod statistics;
pub mod table;
mod together;
pub mod tokens;
pub mod verify;
pub mod warnings;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::Instant;

pub use error::{Error, Missing};

use crate::domain::availability::{Availability, FreshnessLimits};
use crate::domain::calendar::{care_day, days_before, next_day};
use crate::domain::completeness::Duty;
use crate::domain::holiday::ReportingDays;
use crate::domain::period::first_of_quarter;
use crate::domain::registration::CorrectionWindow;
use crate::domain::rule::{Fault, Place, Rule};
use crate::domain::suppression::Policy;
use crate::store::registration::AsOf;
use crate::store::{self, Store};

use board::Board;
use clock::Clock;
use ledger::Ledger;
use planning::Planning;
use record_registration::Recording;
use sessions::Attempts;
use tokens::{Remembered, Uses};

/// What an installation decides for itself.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub correction_window: CorrectionWindow,
    pub freshness: FreshnessLimits,
    /// Whether availability and houses can be read without a token.
    pub public_availability: bool,
    /// When houses are to report that have no deadline of their own.
    pub duty: Duty,
    /// Which counts of people are too small for the role analyst.
    pub small_counts: Policy,
    /// How long a browser stays signed in at most.
    pub longest_session: TimeDelta,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            correction_window: CorrectionWindow { reporter_days: 14 },
            freshness: FreshnessLimits {
                fresh: TimeDelta::hours(24),
                stale: TimeDelta::hours(72),
            },
            public_availability: true,
            duty: Duty {
                days: ReportingDays::All,
                deadline: TEN_O_CLOCK,
            },
            small_counts: Policy::default(),
            longest_session: TimeDelta::days(30),
        }
    }
}

/// By when houses report where nobody decided otherwise.
pub const TEN_O_CLOCK: NaiveTime = match NaiveTime::from_hms_opt(10, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// How many questions that take long are answered at once.
const TURNS: usize = 2;
/// How long such a question waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How often it is looked at most whether the database can be read.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// The register at work: its database, its board and its clock.
pub struct App {
    pub settings: Settings,
    store: Store,
    board: Arc<Board>,
    ledger: Arc<Ledger>,
    turns: Arc<Semaphore>,
    /// The board of a past moment is asked for by many more, who have a turn of their own.
    looking_back: Semaphore,
    clock: Clock,
    /// When it was last looked whether the database can be read, and what came of it.
    checked: Mutex<Option<(Instant, bool)>>,
    uses: Uses,
    asked_tokens: tokens::Asked,
    remembered: Remembered,
    recording: Recording,
    attempts: Attempts,
    /// Refusals that are not in the audit log yet.
    refusals: audit::Refusals,
    /// How many files may still be begun.
    exports: Arc<Semaphore>,
    /// The imports with a key that are under way.
    under_way: import_registrations::UnderWay,
    planning: Planning,
}

/// What work needs that outlives whoever asked for it.
#[derive(Clone)]
struct Shared {
    store: Store,
    board: Arc<Board>,
    clock: Clock,
    freshness: FreshnessLimits,
}

impl App {
    /// The register on `store`. `on_board` is told of each new state of the board, before anybody is
    /// told that the change behind it is done.
    #[must_use]
    pub fn new(
        store: Store,
        settings: Settings,
        clock: Clock,
        on_board: impl Fn(&Availability) + Send + Sync + 'static,
    ) -> Self {
        let board = Arc::new(Board::new(Box::new(on_board)));
        let shared = Shared {
            store: store.clone(),
            board: Arc::clone(&board),
            clock: clock.clone(),
            freshness: settings.freshness,
        };
        Self {
            settings,
            asked_tokens: tokens::asked_of(&store),
            recording: record_registration::recording(&shared),
            store,
            board,
            ledger: Arc::default(),
            turns: Arc::new(Semaphore::new(TURNS)),
            looking_back: Semaphore::new(1),
            clock,
            checked: Mutex::default(),
            uses: Uses::default(),
            remembered: Remembered::default(),
            attempts: Attempts::default(),
            refusals: audit::Refusals::default(),
            exports: Arc::new(Semaphore::new(export::AT_ONCE)),
            under_way: import_registrations::UnderWay::default(),
            planning: Planning::default(),
        }
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    #[must_use]
    pub fn today(&self) -> NaiveDate {
        care_day(self.now())
    }

    /// Brings the board up to date with the database; it shows at least what was committed before
    /// this call.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the database cannot be read; the board then goes on with what it
    /// last knew.
    pub async fn refresh_board(&self) -> Result<(), Error> {
        let (now, freshness) = (self.now(), self.settings.freshness);
        self.board.refresh(&self.store, now, freshness).await?;
        self.board.learn(&self.store, now, freshness).await;
        Ok(())
    }

    /// What is offered now, from memory; nothing before the register was first read.
    #[must_use]
    pub fn shown_board(&self) -> Option<Arc<Availability>> {
        self.board.shown()
    }

    /// What was offered at a past moment, by what was registered by then.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a moment to come; [`Error::Unavailable`].
    pub async fn availability_at(&self, moment: DateTime<Utc>) -> Result<Availability, Error> {
        self.check_past(Some(moment))?;
        let _turn = turn(&self.looking_back).await?;
        board::at(&self.store, moment, self.settings.freshness).await
    }

    /// One of the few turns for measurements and other questions that take long.
    async fn turn(&self) -> Result<SemaphorePermit<'_>, Error> {
        turn(&self.turns).await
    }

    /// One of them for work that goes on where whoever asked has gone.
    async fn lasting_turn(&self) -> Result<OwnedSemaphorePermit, Error> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        match tokio::time::timeout(LONGEST_WAIT, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(store::Error::Busy.into()),
        }
    }

    /// The last day of the last quarter that is over and that its reporters can no longer correct.
    #[must_use]
    fn settled_until(&self) -> NaiveDate {
        self.settled_by(self.today())
    }

    /// The same as it was on a past day.
    #[must_use]
    fn settled_by(&self, day: NaiveDate) -> NaiveDate {
        let window = self.settings.correction_window.reporter_days;
        let last = days_before(day, window.saturating_add(1));
        // A day later than `last` may still be corrected, so a quarter that ends on it is settled.
        days_before(first_of_quarter(next_day(last)), 1)
    }

    /// Nothing can be read as of a moment to come.
    fn check_past(&self, as_of: AsOf) -> Result<(), Error> {
        if as_of.is_none_or(|moment| moment <= self.now()) {
            return Ok(());
        }
        Err(Error::Conflict(vec![Fault {
            place: Place::Parameter("as_of"),
            rule: Rule::MomentToCome,
        }]))
    }

    /// Can the database be read now? It is asked twice a second at most, however many ask here.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where not.
    pub async fn check_database(&self) -> Result<(), Error> {
        let mut checked = self.checked.lock().await;
        let recent = checked.filter(|(at, _)| at.elapsed() < CHECK_INTERVAL);
        let is_there = if let Some((_, is_there)) = recent {
            is_there
        } else {
            let count = self
                .store
                .read_promptly(|connection| store::house::count(connection).map_err(Error::from));
            let is_there = count.await.is_ok();
            *checked = Some((Instant::now(), is_there));
            is_there
        };
        let away = || store::Error::Unavailable("it did not answer".to_owned());
        is_there.then_some(()).ok_or_else(|| away().into())
    }
}

/// Waits for a turn, so that many questions that take long cannot keep the register from its work. The turn
/// lasts until the answer is dropped.
async fn turn(turns: &Semaphore) -> Result<SemaphorePermit<'_>, Error> {
    match tokio::time::timeout(LONGEST_WAIT, turns.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(_)) | Err(_) => Err(store::Error::Busy.into()),
    }
}
