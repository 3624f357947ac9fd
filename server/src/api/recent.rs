//! Remembers recent writes: a repeated one is looked up before it is counted, and a new one costs
//! no reading.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers writes, each by one number, until it is told to forget.
#[derive(Debug, Default)]
pub(super) struct Recent {
    hasher: RandomState,
    numbers: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    younger: HashSet<u64>,
    older: HashSet<u64>,
}

impl Recent {
    /// True if such a write came lately. Rarely, another one has the same number.
    pub(super) fn has(&self, write: impl Hash) -> bool {
        let number = self.hasher.hash_one(write);
        let numbers = self.numbers();
        numbers.younger.contains(&number) || numbers.older.contains(&number)
    }

    /// Remembers a write.
    pub(super) fn add(&self, write: impl Hash) {
        let number = self.hasher.hash_one(write);
        self.numbers().younger.insert(number);
    }

    /// Forgets what was there already when this was called before.
    pub(super) fn forget(&self) {
        let mut numbers = self.numbers();
        numbers.older = std::mem::take(&mut numbers.younger);
    }

    fn numbers(&self) -> MutexGuard<'_, Generations> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_known_for_a_while() {
        let recent = Recent::default();
        recent.add(("first", 1));
        recent.forget();
        recent.add(("first", 2));
        assert!(recent.has(("first", 1)) && recent.has(("first", 2)));
        assert!(!recent.has(("second", 1)));
        recent.forget();
        assert!(!recent.has(("first", 1)) && recent.has(("first", 2)));
    }
}
