//! A limited resource, of which each client has a share, so that it leaves some to the
//! others: connections, for example, or bytes of memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::{ClientAddress, ClientSite};

/// The amounts that may be taken at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    /// By all clients together.
    pub(crate) all: usize,
    /// By the clients of a site together.
    pub(crate) site: usize,
    /// By one client.
    pub(crate) client: usize,
}

impl Most {
    /// The same amount for everyone together and for each client.
    pub(crate) const fn for_anyone(all: usize) -> Self {
        Self {
            all,
            site: all,
            client: all,
        }
    }

    /// The holders in whose name a client takes something: none if it is unknown, or has no
    /// limit of its own.
    fn holders(&self, client: Option<ClientAddress>) -> impl Iterator<Item = Holder> {
        let is_limited = self.client.min(self.site) < self.all;
        let client = client.filter(|_| is_limited);
        let site = client.and_then(ClientAddress::site);
        let client = client.map(Holder::Client);
        client.into_iter().chain(site.map(Holder::Site))
    }
}

/// The resource, with the amounts that are taken of it.
#[derive(Debug)]
pub(crate) struct Shares {
    /// Its name in the log, in the plural.
    name: &'static str,
    most: Most,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// Holders of nothing are not in it.
    holders: HashMap<Holder, usize>,
    refused: Refused,
}

/// Someone whose part of the resource is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder {
    Client(ClientAddress),
    Site(ClientSite),
}

/// The refusals since the log last had a line of them.
#[derive(Debug, Default)]
struct Refused {
    beyond_share: u64,
    beyond_all: u64,
    latest: Option<ClientAddress>,
}

impl Shares {
    /// Nothing of it is taken yet.
    pub(crate) fn new(name: &'static str, most: Most) -> Arc<Self> {
        Arc::new(Self {
            name,
            most,
            taken: Mutex::default(),
        })
    }

    /// Takes the amount for the client until the share is dropped, or nothing if less is
    /// left, for the client or at all. An unknown client may be anyone, and has no limit of
    /// its own.
    pub(crate) fn take(
        self: &Arc<Self>,
        client: Option<ClientAddress>,
        amount: usize,
    ) -> Option<Share> {
        let mut share = Share {
            shares: self.clone(),
            client,
            amount: 0,
        };
        share.grow(amount).then_some(share)
    }

    /// Logs the number of refusals since the last call, if there were any.
    pub(crate) fn tell_refused(&self) {
        let refused = std::mem::take(&mut self.taken().refused);
        let Refused {
            beyond_share,
            beyond_all,
            latest,
        } = refused;
        if beyond_share + beyond_all == 0 {
            return;
        }
        let latest = latest.unwrap_or(ClientAddress::UNKNOWN);
        let name = self.name;
        tracing::warn!(beyond_share, beyond_all, %latest, "{name} were refused");
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // No one panics while it is locked, and numbers are sound at any moment.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Takes the amount if it is left; returns whether it was, and counts the refusal.
    fn take(&mut self, most: &Most, client: Option<ClientAddress>, amount: usize) -> bool {
        let is_beyond_all = amount > most.all - self.all;
        let is_left = |holder| amount <= self.left(most, holder);
        if !is_beyond_all && most.holders(client).all(is_left) {
            self.all += amount;
            for holder in most.holders(client) {
                *self.holders.entry(holder).or_default() += amount;
            }
            return true;
        }
        if is_beyond_all {
            self.refused.beyond_all += 1;
        } else {
            self.refused.beyond_share += 1;
        }
        self.refused.latest = client;
        false
    }

    fn left(&self, most: &Most, holder: Holder) -> usize {
        let most = match holder {
            Holder::Client(_) => most.client,
            Holder::Site(_) => most.site,
        };
        most - self.holders.get(&holder).copied().unwrap_or_default()
    }

    fn give_back(&mut self, most: &Most, client: Option<ClientAddress>, amount: usize) {
        self.all -= amount;
        for holder in most.holders(client) {
            if let Entry::Occupied(mut entry) = self.holders.entry(holder) {
                *entry.get_mut() -= amount;
                if *entry.get() == 0 {
                    entry.remove();
                }
            }
        }
    }
}

/// An amount of the resource that a client holds until this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    client: Option<ClientAddress>,
    amount: usize,
}

impl Share {
    /// Takes the amount in addition, if it is left; returns whether it was.
    pub(crate) fn grow(&mut self, amount: usize) -> bool {
        let shares = &self.shares;
        let has_grown = shares.taken().take(&shares.most, self.client, amount);
        if has_grown {
            self.amount += amount;
        }
        has_grown
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let most = &self.shares.most;
        let mut taken = self.shares.taken();
        taken.give_back(most, self.client, self.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Option<ClientAddress> {
        Some(ClientAddress::new(address.parse().expect("an address")))
    }

    fn shares() -> Arc<Shares> {
        let most = Most {
            all: 10,
            site: 6,
            client: 4,
        };
        Shares::new("places", most)
    }

    #[test]
    fn a_client_leaves_what_is_not_its_share_and_gets_it_again() {
        let shares = shares();
        let one = client("192.0.2.1");
        let mut share = shares.take(one, 3).expect("a share");
        assert!(share.grow(1));
        assert!(!share.grow(1));
        assert!(shares.take(one, 1).is_none());
        let other = shares.take(client("192.0.2.2"), 4).expect("a share");
        assert!(shares.take(client("192.0.2.3"), 3).is_none(), "of 2");
        drop(share);
        assert!(shares.take(one, 4).is_some());
        drop(other);
        let taken = shares.taken();
        assert_eq!((taken.all, taken.holders.len()), (0, 0));
        let refused = &taken.refused;
        assert_eq!((refused.beyond_share, refused.beyond_all), (2, 1));
        assert_eq!(refused.latest, client("192.0.2.3"));
    }

    #[test]
    fn a_sites_clients_have_a_share_together() {
        let shares = shares();
        let first = shares.take(client("2001:db8:0:1::1"), 4).expect("a share");
        assert!(shares.take(client("2001:db8:0:1::2"), 1).is_none());
        let second = shares.take(client("2001:db8:0:2::1"), 2).expect("a share");
        assert!(shares.take(client("2001:db8:0:3::1"), 1).is_none());
        let elsewhere = shares.take(client("2001:db8:1::1"), 4).expect("a share");
        drop((first, second, elsewhere));
        let taken = shares.taken();
        assert_eq!((taken.all, taken.holders.len()), (0, 0));
    }

    #[test]
    fn who_may_be_anyone_has_what_all_have() {
        let shares = shares();
        let unknown = shares.take(None, 10).expect("all of it");
        assert!(shares.take(None, 1).is_none());
        assert!(shares.take(client("192.0.2.1"), 1).is_none());
        drop(unknown);
        assert!(shares.take(client("192.0.2.1"), 1).is_some());
    }
}
