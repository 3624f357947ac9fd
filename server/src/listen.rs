//! The address to listen on, as an option's value.

use std::fmt;
use std::net::SocketAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::str::FromStr;

/// An address with a port, a name with one, or the path of a Unix socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// One address and port.
    Address(SocketAddr),
    /// A port of each address that the name has.
    Name(String, u16),
    /// A Unix socket.
    #[cfg(unix)]
    Unix(PathBuf),
}

impl FromStr for ListenAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return unix(path).ok_or(FORM);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        text.rsplit_once(':')
            .filter(|(name, _)| is_name(name))
            .and_then(|(name, port)| Some(Self::Name(name.to_owned(), port.parse().ok()?)))
            .ok_or(FORM)
    }
}

#[cfg(unix)]
const FORM: &str = "write it as ADDRESS:PORT, NAME:PORT or unix:PATH";
#[cfg(not(unix))]
const FORM: &str = "write it as ADDRESS:PORT or NAME:PORT";

#[cfg(unix)]
fn unix(path: &str) -> Option<ListenAddress> {
    (!path.is_empty()).then(|| ListenAddress::Unix(path.into()))
}

#[cfg(not(unix))]
fn unix(_: &str) -> Option<ListenAddress> {
    None
}

/// True if a text can be the name of a machine.
fn is_name(text: &str) -> bool {
    let is_of_a_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    !text.is_empty() && text.bytes().all(is_of_a_name)
}

/// In the form in which it is given.
impl fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Name(name, port) => write!(formatter, "{name}:{port}"),
            #[cfg(unix)]
            Self::Unix(path) => write!(formatter, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_reads_back_as_it_was_written() {
        for text in [
            "127.0.0.1:8080",
            "[::1]:0",
            "localhost:8080",
            "widgets_1.blog-example.net:65535",
        ] {
            let address = text.parse::<ListenAddress>().expect("an address");
            assert_eq!(address.to_string(), text);
        }
        assert!(matches!("[::1]:1".parse(), Ok(ListenAddress::Address(_))));
        assert!(matches!("one:1".parse(), Ok(ListenAddress::Name(..))));
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_the_path_after_its_scheme() {
        for text in ["unix:/run/article-widgets/server.sock", "unix:here"] {
            let address = text.parse::<ListenAddress>().expect("an address");
            assert_eq!(address, ListenAddress::Unix(text[5..].into()));
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn nothing_else_is_an_address() {
        for text in [
            "",
            ":",
            "8080",
            ":8080",
            "localhost",
            "localhost:",
            "localhost:80800",
            "localhost:-1",
            "local host:8080",
            "http://localhost:8080",
            "::1:8080",
            "[::1]",
            "*:8080",
            "unix:",
        ] {
            assert_eq!(text.parse::<ListenAddress>(), Err(FORM), "{text}");
        }
    }
}
