//! The client of a connection or a request, as far as its address tells.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The addresses that count as one client: an IPv4 address, or the 64 bits of an IPv6
/// address that a provider gives to one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Stands for all clients of whom no address is known; nobody connects from it.
    pub(crate) const UNKNOWN: Self = Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED));

    /// The client that has this address.
    pub(crate) fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => prefix(address, 64).into(),
            address => address,
        })
    }

    /// The 48 bits of an IPv6 address that a provider gives to one organisation, which has
    /// 65,536 clients in it; none for IPv4.
    pub(crate) fn site(self) -> Option<ClientSite> {
        match self.0 {
            IpAddr::V6(address) => Some(ClientSite(prefix(address, 48))),
            IpAddr::V4(_) => None,
        }
    }
}

/// As the owner of a blog would write it into a list of what is shut out.
impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            _ if *self == Self::UNKNOWN => formatter.write_str("unknown"),
            IpAddr::V4(address) => address.fmt(formatter),
            IpAddr::V6(address) => write!(formatter, "{address}/64"),
        }
    }
}

/// A `/48` of IPv6 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientSite(Ipv6Addr);

fn prefix(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    let rest = 128 - bits;
    Ipv6Addr::from_bits(address.to_bits() >> rest << rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> ClientAddress {
        ClientAddress::new(address.parse().expect("an address"))
    }

    #[test]
    fn one_customers_addresses_count_as_one() {
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    }

    #[test]
    fn a_client_is_written_as_a_filter_takes_it() {
        assert_eq!(client("::ffff:192.0.2.1").to_string(), "192.0.2.1");
        assert_eq!(client("2001:db8::1").to_string(), "2001:db8::/64");
        assert_eq!(ClientAddress::UNKNOWN.to_string(), "unknown");
    }

    #[test]
    fn an_organisations_addresses_are_a_site() {
        let site = |address: &str| client(address).site();
        assert_eq!(site("2001:db8:0:1::1"), site("2001:db8:0:ffff::1"));
        assert_ne!(site("2001:db8::1"), site("2001:db8:1::1"));
        assert_eq!(site("192.0.2.1"), None);
    }
}
