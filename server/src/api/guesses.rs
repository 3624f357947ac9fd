//! Those who guess the token of the blog's owner: each address may guess for a while,
//! and then not even the right token helps it.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::allowance::Allowance;
use super::problems::{Failure, Limited};
use crate::client::ClientAddress;

/// How many wrong tokens an address may send an hour: more than a hand that slips.
const WRONG: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// How many lines of the log tell of wrong tokens at most in a minute.
const LINES: NonZeroU32 = NonZeroU32::MIN;

/// The wrong tokens of each address.
pub(super) struct Guesses {
    wrong: Allowance,
    /// Until when which names of addresses are refused.
    refused: Mutex<HashMap<u64, Instant>>,
    lines: DefaultDirectRateLimiter,
    /// How many wrong tokens came that no line tells of.
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
    /// Lets the owner in, whose token came from the address.
    ///
    /// # Errors
    /// [`Failure::TooMany`] while the address is refused: else guessing on would tell
    /// which token is right.
    pub(super) fn admit(&self, address: ClientAddress) -> Result<(), Failure> {
        let (client, site) = self.wrong.names(address, ());
        let refused = self.refused();
        let until = [Some(client), site].into_iter().flatten();
        let until = until.filter_map(|name| refused.get(&name)).max();
        let left = until.and_then(|until| until.checked_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(Failure::too_many(Limited::Tokens, left)),
            None => Ok(()),
        }
    }

    /// Counts a wrong token that came from the address; how to answer it.
    pub(super) fn refuse(&self, address: ClientAddress) -> Failure {
        self.tell(address);
        if let Err(refusal) = self.admit(address) {
            return refusal;
        }
        match self.wrong.take(address, (), 1) {
            Ok(()) => Failure::TokenNeeded,
            Err(used_up) => {
                let until = Instant::now() + used_up.wait;
                self.refused().insert(used_up.name, until);
                Failure::too_many(Limited::Tokens, used_up.wait)
            }
        }
    }

    /// Tells the log of the address, unless it was told of one just now.
    fn tell(&self, address: ClientAddress) {
        let untold = self.untold.fetch_add(1, Ordering::Relaxed) + 1;
        if self.lines.check().is_ok() {
            self.untold.fetch_sub(untold, Ordering::Relaxed);
            tracing::warn!(count = untold, latest = %address, "wrong tokens in the owner's place");
        }
    }

    /// Forgets the addresses that did not guess for long.
    pub(super) fn forget_idle(&self) {
        self.wrong.forget_idle();
        let now = Instant::now();
        self.refused().retain(|_, until| *until > now);
    }

    fn refused(&self) -> MutexGuard<'_, HashMap<u64, Instant>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
