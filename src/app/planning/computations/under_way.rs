//! The computations that this process works on: how far each is, and whether it is to stop.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use rand::TryRng as _;
use rand::rngs::SysRng;
use tokio::sync::Notify;

use crate::domain::text::Id;
use crate::model::progress::Watch;

/// The computations that this process works on.
pub struct UnderWay {
    server: String,
    flags: Mutex<BTreeMap<Id, Arc<Flag>>>,
    pub(super) asked: Notify,
}

impl Default for UnderWay {
    fn default() -> Self {
        let mut bytes = [0_u8; 8];
        // Without chance two servers would share a name; the process's address tells most apart.
        if SysRng.try_fill_bytes(&mut bytes).is_err() {
            let place = std::ptr::from_ref(&bytes).addr();
            bytes = u64::try_from(place).unwrap_or(0).to_le_bytes();
        }
        Self {
            server: HEXLOWER.encode(&bytes),
            flags: Mutex::default(),
            asked: Notify::new(),
        }
    }
}

impl UnderWay {
    pub(in crate::app) fn server(&self) -> &str {
        &self.server
    }

    pub(super) fn begin(&self, id: &Id) -> Arc<Flag> {
        let flag = Arc::new(Flag::default());
        let mut flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
        flags.insert(id.clone(), Arc::clone(&flag));
        flag
    }

    pub(super) fn end(&self, id: &Id) {
        let mut flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
        flags.remove(id);
    }

    pub(super) fn flag(&self, id: &Id) -> Option<Arc<Flag>> {
        let flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
        flags.get(id).cloned()
    }
}

/// How far a computation of this process is, and whether it is to stop.
#[derive(Default)]
pub struct Flag {
    is_stopped: AtomicBool,
    done: AtomicU64,
    whole: AtomicU64,
}

impl Flag {
    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (
            self.done.load(Ordering::Relaxed),
            self.whole.load(Ordering::Relaxed),
        )
    }
}

impl Watch for Flag {
    fn goes_on(&self, done: u64, whole: u64) -> bool {
        // Threads tell of themselves in any order.
        self.done.fetch_max(done, Ordering::Relaxed);
        self.whole.store(whole, Ordering::Relaxed);
        !self.is_stopped.load(Ordering::Relaxed)
    }
}
