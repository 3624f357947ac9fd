//! A limit on wrong owner's tokens: an address that has sent too many is refused for a time,
//! even with the right one.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::allowance::Allowance;
use super::problems::{ApiError, Limited};
use crate::client::ClientAddress;

/// Wrong tokens that an address may send an hour: more than typing errors.
const WRONG: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// Log lines a minute about wrong tokens.
const LINES: NonZeroU32 = NonZeroU32::MIN;

/// The wrong tokens of each address.
pub(super) struct Guesses {
    wrong: Allowance,
    /// Refused addresses and sites, by their numbers, with the end of the refusal.
    refused: Mutex<HashMap<u64, Instant>>,
    lines: DefaultDirectRateLimiter,
    /// Wrong tokens since the last log line.
    untold: AtomicU64,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            wrong: Allowance::an_hour(WRONG),
            refused: Mutex::default(),
            lines: RateLimiter::direct(Quota::per_minute(LINES)),
            untold: AtomicU64::new(0),
        }
    }
}

impl fmt::Debug for Guesses {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Guesses")
    }
}

impl Guesses {
    /// Admits the owner, unless the address is refused.
    ///
    /// # Errors
    /// [`ApiError::TooMany`] while the address is refused: if the right token were admitted
    /// then, guessing on would find it.
    pub(super) fn admit(&self, address: ClientAddress) -> Result<(), ApiError> {
        let (client, site) = self.wrong.names(address, ());
        let refused = self.refused();
        let until = [Some(client), site].into_iter().flatten();
        let until = until.filter_map(|name| refused.get(&name)).max();
        let left = until.and_then(|until| until.checked_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(ApiError::too_many(Limited::Tokens, left)),
            None => Ok(()),
        }
    }

    /// Counts a wrong token from the address; returns the error to respond with.
    pub(super) fn refuse(&self, address: ClientAddress) -> ApiError {
        self.tell(address);
        if let Err(refusal) = self.admit(address) {
            return refusal;
        }
        match self.wrong.take(address, (), 1) {
            Ok(()) => ApiError::TokenNeeded,
            Err(used_up) => {
                let until = Instant::now() + used_up.wait;
                self.refused().insert(used_up.name, until);
                ApiError::too_many(Limited::Tokens, used_up.wait)
            }
        }
    }

    /// Logs the address, unless the log had such a line just now.
    fn tell(&self, address: ClientAddress) {
        let untold = self.untold.fetch_add(1, Ordering::Relaxed) + 1;
        if self.lines.check().is_ok() {
            self.untold.fetch_sub(untold, Ordering::Relaxed);
            tracing::warn!(count = untold, latest = %address, "wrong tokens in the owner's place");
        }
    }

    /// Forgets the addresses that have their whole allowance again.
    pub(super) fn forget_idle(&self) {
        self.wrong.forget_idle();
        let now = Instant::now();
        self.refused().retain(|_, until| *until > now);
    }

    fn refused(&self) -> MutexGuard<'_, HashMap<u64, Instant>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
