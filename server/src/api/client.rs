//! The client of a request: whoever connected, or whom a trusted proxy names.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::ApiState;
use crate::client::ClientAddress;

/// The peer of a connection: an address, or none for a program of this machine at a Unix socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(Option<IpAddr>);

impl Connected<SocketAddr> for Peer {
    fn connect_info(address: SocketAddr) -> Self {
        Self(Some(address.ip()))
    }
}

#[cfg(unix)]
impl Connected<std::os::unix::net::SocketAddr> for Peer {
    fn connect_info(_: std::os::unix::net::SocketAddr) -> Self {
        Self(None)
    }
}

/// The client whose limits a write counts against. All unknown clients are one.
impl FromRequestParts<ApiState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        let client = client_of(&parts.headers, &parts.extensions, state.trusts_proxy);
        Ok(client.unwrap_or(Self::UNKNOWN))
    }
}

/// The client of a request, if its address is known.
pub(super) fn client_of(
    headers: &HeaderMap,
    extensions: &Extensions,
    trusts_proxy: bool,
) -> Option<ClientAddress> {
    let told = if trusts_proxy {
        forwarded_for(headers)
    } else {
        None
    };
    let connected = || extensions.get::<ConnectInfo<Peer>>()?.0.0;
    told.or_else(connected).map(ClientAddress::new)
}

/// The address that the nearest proxy saw, which it wrote last. What stands before
/// it may be the client's own invention.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        // An element of a list may be empty (RFC 9110, section 5.6.1).
        .find(|element| !element.is_empty())
        .and_then(address)
}

/// The address of a list's element: alone, with a port, or in brackets.
fn address(element: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(element).ok()?;
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse()
        .or_else(|_| text.parse().map(|address: SocketAddr| address.ip()))
        .ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let name = HeaderName::from_static("x-forwarded-for");
        values
            .iter()
            .map(|value| (name.clone(), HeaderValue::from_str(value).expect("a value")))
            .collect()
    }

    #[test]
    fn the_nearest_proxys_word_is_the_last() {
        for (values, address) in [
            (&["192.0.2.1"][..], Some("192.0.2.1")),
            (&["198.51.100.7, 192.0.2.1"], Some("192.0.2.1")),
            (&["198.51.100.7", "192.0.2.1"], Some("192.0.2.1")),
            (&["192.0.2.1,"], Some("192.0.2.1")),
            (&["192.0.2.1 , "], Some("192.0.2.1")),
            (&["192.0.2.1", ""], Some("192.0.2.1")),
            (&["192.0.2.1:4711"], Some("192.0.2.1")),
            (&["2001:db8::1"], Some("2001:db8::1")),
            (&["[2001:db8::1]"], Some("2001:db8::1")),
            (&["[2001:db8::1]:4711"], Some("2001:db8::1")),
            (&["192.0.2.1, unknown"], None),
            (&["[2001:db8::1"], None),
            (&[""], None),
            (&[], None),
        ] {
            let address = address.map(|address| address.parse().expect("an address"));
            assert_eq!(forwarded_for(&headers(values)), address, "{values:?}");
        }
    }
}
