//! Something of which there is so much, and of which one client has a share, so that it
//! leaves some to the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::{ClientAddress, ClientSite};

/// How much may be taken at a time: of connections, for example, or of bytes.
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
    /// So much for all, of which a client has no share.
    pub(crate) const fn for_anyone(all: usize) -> Self {
        Self {
            all,
            site: all,
            client: all,
        }
    }
}

/// What is shared.
#[derive(Debug)]
pub(crate) struct Shares {
    /// What it is, in the plural.
    name: &'static str,
    most: Most,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    clients: HashMap<ClientAddress, usize>,
    sites: HashMap<ClientSite, usize>,
    refused: Refused,
}

/// What was refused since that was last told.
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

    /// Takes so much for the client until the share is dropped; nothing if there is not
    /// that much left, for the client or at all. An unknown client may be anyone, and has
    /// what all have.
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

    /// Tells in the log how much was refused since this was last asked for, if any was.
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
    /// Whether there is so much left.
    fn has(&mut self, most: &Most, client: Option<ClientAddress>, amount: usize) -> bool {
        let refused = &mut self.refused;
        if amount > most.all - self.all {
            refused.beyond_all += 1;
        } else if client.is_some_and(|client| {
            let sites = client
                .site()
                .map(|site| (taken(&self.sites, &site), most.site));
            let client = (taken(&self.clients, &client), most.client);
            [Some(client), sites]
                .into_iter()
                .flatten()
                .any(|(taken, most)| amount > most - taken)
        }) {
            refused.beyond_share += 1;
        } else {
            return true;
        }
        refused.latest = client;
        false
    }

    fn add(&mut self, client: Option<ClientAddress>, amount: usize) {
        self.all += amount;
        if let Some(client) = client {
            *self.clients.entry(client).or_default() += amount;
            if let Some(site) = client.site() {
                *self.sites.entry(site).or_default() += amount;
            }
        }
    }

    fn give_back(&mut self, client: Option<ClientAddress>, amount: usize) {
        self.all -= amount;
        if let Some(client) = client {
            reduce(&mut self.clients, client, amount);
            if let Some(site) = client.site() {
                reduce(&mut self.sites, site, amount);
            }
        }
    }
}

fn taken<K: Eq + Hash>(amounts: &HashMap<K, usize>, key: &K) -> usize {
    amounts.get(key).copied().unwrap_or_default()
}

/// Who has nothing is forgotten.
fn reduce<K: Eq + Hash>(amounts: &mut HashMap<K, usize>, key: K, amount: usize) {
    if let Entry::Occupied(mut entry) = amounts.entry(key) {
        *entry.get_mut() -= amount;
        if *entry.get() == 0 {
            entry.remove();
        }
    }
}

/// What a client has, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    client: Option<ClientAddress>,
    amount: usize,
}

impl Share {
    /// Takes so much more, if there is that much left; says whether.
    pub(crate) fn grow(&mut self, amount: usize) -> bool {
        let mut taken = self.shares.taken();
        let has = taken.has(&self.shares.most, self.client, amount);
        if has {
            taken.add(self.client, amount);
            self.amount += amount;
        }
        has
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.shares.taken().give_back(self.client, self.amount);
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
        assert_eq!((taken.all, taken.clients.len()), (0, 0));
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
        assert_eq!(
            (taken.all, taken.clients.len(), taken.sites.len()),
            (0, 0, 0)
        );
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
