//! An hourly allowance for each client address, and for the IPv6 site that it is in.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::client::ClientAddress;

/// The allowance of an IPv6 `/48` (65,536 clients), in multiples of one client's.
const SITE: NonZeroU32 = NonZeroU32::new(10).expect("10 is not 0");

/// An amount for each address, taken at once or piece by piece. It comes back evenly, all of
/// it within an hour.
#[derive(Debug)]
pub(super) struct Allowance {
    clients: DefaultKeyedRateLimiter<u64>,
    sites: DefaultKeyedRateLimiter<u64>,
    most: NonZeroU32,
    clock: DefaultClock,
    /// Makes one number of an address and the object of its writing. So long keys cost no
    /// more memory than short ones, and nobody can foresee which of them share a number.
    hasher: RandomState,
}

/// Less than the amount is left to an address, or to its site.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedUp {
    /// The number of the address or of the site.
    pub(super) name: u64,
    /// The time until the amount is there again.
    pub(super) wait: Duration,
}

impl Allowance {
    /// An allowance of `most` an hour.
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

    /// Takes an amount from the address's allowance for `of`, an article for example. More
    /// than the allowance of an hour counts as all of it.
    ///
    /// # Errors
    /// When less is left.
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

    /// The numbers of an address, and of its site if it has one.
    pub(super) fn names(&self, address: ClientAddress, of: impl Hash) -> (u64, Option<u64>) {
        let site = address.site();
        let site = site.map(|site| self.hasher.hash_one((site, &of)));
        (self.hasher.hash_one((address, &of)), site)
    }

    /// Forgets the addresses that have their whole allowance again.
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

    /// The number of addresses that get one, one after the other.
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
