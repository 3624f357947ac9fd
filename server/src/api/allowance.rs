//! So much an hour for each address, and for the addresses around it.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::client::ClientAddress;

/// How many times as much as one client the 65,536 of an IPv6 `/48` have together.
const SITE: NonZeroU32 = NonZeroU32::new(10).expect("10 is not 0");

/// What each address has, at once or piece by piece: it comes back evenly, all of it
/// within an hour.
#[derive(Debug)]
pub(super) struct Allowance {
    clients: DefaultKeyedRateLimiter<u64>,
    sites: DefaultKeyedRateLimiter<u64>,
    most: NonZeroU32,
    clock: DefaultClock,
    /// Names an address, and what it is about, by one number, so that long keys cost no
    /// more memory than short ones, and nobody can foresee which share a number.
    hasher: RandomState,
}

/// An address has not so much left, or the addresses around it have not.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedUp {
    /// The name of the one or the others.
    pub(super) name: u64,
    /// After how long there is so much again.
    pub(super) wait: Duration,
}

impl Allowance {
    /// So much an hour.
    pub(super) fn an_hour(most: NonZeroU32) -> Self {
        let limiter = |most| DefaultKeyedRateLimiter::dashmap(Quota::per_hour(most));
        Self {
            clients: limiter(most),
            sites: limiter(most.saturating_mul(SITE)),
            most,
            clock: DefaultClock::default(),
            hasher: RandomState::new(),
        }
    }

    /// Takes so much from what the address has left of it `of` something. What is more
    /// than an hour brings takes all of that.
    ///
    /// # Errors
    /// When so much is not left.
    pub(super) fn take(
        &self,
        address: ClientAddress,
        of: impl Hash,
        amount: u32,
    ) -> Result<(), UsedUp> {
        let Some(amount) = NonZeroU32::new(amount) else {
            return Ok(());
        };
        let amount = amount.min(self.most);
        let (client, site) = self.names(address, of);
        self.take_from(&self.clients, client, amount)?;
        match site {
            Some(site) => self.take_from(&self.sites, site, amount),
            None => Ok(()),
        }
    }

    fn take_from(
        &self,
        limiter: &DefaultKeyedRateLimiter<u64>,
        name: u64,
        amount: NonZeroU32,
    ) -> Result<(), UsedUp> {
        match limiter.check_key_n(&name, amount) {
            Ok(Err(refusal)) => Err(UsedUp {
                name,
                wait: refusal.wait_time_from(self.clock.now()),
            }),
            // No amount is more than the most.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    /// The names of an address, and of the addresses around it if there are any.
    pub(super) fn names(&self, address: ClientAddress, of: impl Hash) -> (u64, Option<u64>) {
        let site = address.site();
        let site = site.map(|site| self.hasher.hash_one((site, &of)));
        (self.hasher.hash_one((address, &of)), site)
    }

    /// Forgets the addresses that have as much as any again.
    pub(super) fn forget_idle(&self) {
        for limiter in [&self.clients, &self.sites] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(most: u32) -> Allowance {
        Allowance::an_hour(NonZeroU32::new(most).expect("some"))
    }

    fn client(address: &str) -> ClientAddress {
        ClientAddress::new(address.parse().expect("an address"))
    }

    /// How many of the addresses get something one after the other.
    fn taken<'a>(allowance: &Allowance, addresses: impl IntoIterator<Item = &'a str>) -> usize {
        let takes = |address: &&str| allowance.take(client(address), (), 1).is_ok();
        addresses.into_iter().filter(takes).count()
    }

    #[test]
    fn the_addresses_of_a_site_have_ten_times_as_much_together() {
        let allowance = allowance(2);
        let addresses: Vec<String> = (0..50)
            .map(|net| format!("2001:db8:0:{net:x}::1"))
            .collect();
        assert_eq!(taken(&allowance, addresses.iter().map(String::as_str)), 20);
        assert_eq!(taken(&allowance, ["2001:db8:1::1"; 3]), 2);
        assert_eq!(taken(&allowance, ["192.0.2.1"; 3]), 2);
    }

    #[test]
    fn one_client_of_a_site_uses_no_more_of_it_than_its_own() {
        let allowance = allowance(2);
        assert_eq!(taken(&allowance, ["2001:db8::1"; 50]), 2);
        let others: Vec<String> = (1..50)
            .map(|net| format!("2001:db8:0:{net:x}::1"))
            .collect();
        assert_eq!(taken(&allowance, others.iter().map(String::as_str)), 18);
    }

    #[test]
    fn what_is_more_than_all_takes_all() {
        let allowance = allowance(10);
        let address = client("192.0.2.1");
        assert!(allowance.take(address, (), 1_000).is_ok());
        let used_up = allowance.take(address, (), 1).expect_err("nothing is left");
        assert!(used_up.wait <= Duration::from_secs(360), "{used_up:?}");
        assert!(allowance.take(address, (), 0).is_ok());
    }
}
