//! Planning: what the occupancy model says of the registered houses. The model's work runs on threads of its own, so
//! that requests keep a core; what takes longer than a moment is a computation that can be polled and cancelled.

pub mod computations;
pub mod forecast_table;
pub mod forecasts;
pub mod known;
pub(super) mod ledger;
pub mod outlook;
pub mod projections;
pub mod score_table;
pub mod scores;
pub mod what_if;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{App, Error};
use crate::model::forecast::Forecast;
use crate::store;

pub use crate::model::MODEL_VERSION;

pub use ledger::make_daily;

use computations::UnderWay;
use known::Known;

/// What the model's side of the register keeps in memory.
pub(super) struct Planning {
    threads: Option<Arc<rayon::ThreadPool>>,
    /// What the model was told of late; the newest last.
    known: Mutex<VecDeque<(known::Stamp, Arc<Known>)>>,
    /// What it made of it; the newest last.
    forecasts: Mutex<VecDeque<(forecasts::Key, Arc<Forecast>)>>,
    /// The forecasts that stand in the ledger, as far as this server knows.
    put_down: Mutex<VecDeque<String>>,
    pub(super) under_way: UnderWay,
}

impl Default for Planning {
    fn default() -> Self {
        Self {
            threads: threads(),
            known: Mutex::default(),
            forecasts: Mutex::default(),
            put_down: Mutex::default(),
            under_way: UnderWay::default(),
        }
    }
}

/// How much of each kind is kept: what is known of three hundred houses takes some 45 megabytes, its forecast one.
/// Of the present there are two views.
const KEPT_KNOWN: usize = 3;
const KEPT_FORECASTS: usize = 8;
const MOST_NOTES: usize = 10_000;

/// All cores but one.
fn threads() -> Option<Arc<rayon::ThreadPool>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(cores.saturating_sub(1).max(1))
        .thread_name(|number| format!("model-{number}"))
        .build();
    pool.map(Arc::new)
        .inspect_err(|error| log::error!(error:% = error; "the model gets no threads of its own"))
        .ok()
}

impl Planning {
    fn known(&self, stamp: &known::Stamp) -> Option<Arc<Known>> {
        look_up(&self.known, |kept| kept == stamp)
    }

    /// What the model was told of late by its hash.
    fn known_by_hash(&self, input_hash: &str) -> Option<Arc<Known>> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(_, known)| known.input_hash == input_hash);
        found.map(|(_, known)| Arc::clone(known))
    }

    fn keep_known(&self, stamp: known::Stamp, known: &Arc<Known>) {
        keep(&self.known, (stamp, Arc::clone(known)), KEPT_KNOWN);
    }

    fn forecast(&self, key: &forecasts::Key) -> Option<Arc<Forecast>> {
        look_up(&self.forecasts, |kept| kept == key)
    }

    fn keep_forecast(&self, key: forecasts::Key, forecast: &Arc<Forecast>) {
        keep(&self.forecasts, (key, Arc::clone(forecast)), KEPT_FORECASTS);
    }

    /// Those of `marks` that are not noted yet.
    fn unnoted(&self, marks: Vec<String>) -> Vec<String> {
        let noted = self.put_down.lock().unwrap_or_else(PoisonError::into_inner);
        marks.into_iter().filter(|mark| !noted.contains(mark)).collect()
    }

    fn note(&self, mark: String) {
        keep(&self.put_down, mark, MOST_NOTES);
    }

    /// Runs work of the model that is soon done on its threads, off those that answer requests.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the work broke off.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        run_on(self.threads.clone(), work).await
    }
}

/// Runs work that takes long on threads of its own, so that nothing shorter waits behind it.
///
/// # Errors
/// [`Error::Unavailable`] where the work broke off.
async fn run_long<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    run_on(threads(), work).await
}

async fn run_on<T: Send + 'static>(
    threads: Option<Arc<rayon::ThreadPool>>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let ran = tokio::task::spawn_blocking(move || match threads {
        Some(threads) => threads.install(work),
        None => work(),
    });
    ran.await.map_err(|_| {
        log::error!("the model's work was broken off");
        store::Error::Unavailable("the model's work was broken off".to_owned()).into()
    })
}

fn look_up<K, V>(kept: &Mutex<VecDeque<(K, Arc<V>)>>, is_wanted: impl Fn(&K) -> bool) -> Option<Arc<V>> {
    let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept.iter().find(|(key, _)| is_wanted(key));
    found.map(|(_, value)| Arc::clone(value))
}

fn keep<T>(kept: &Mutex<VecDeque<T>>, value: T, most: usize) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push_back(value);
    while kept.len() > most {
        kept.pop_front();
    }
}

impl App {
    /// Whom a computation of this process belongs to.
    pub(super) fn server_id(&self) -> &str {
        self.planning.under_way.server()
    }
}
