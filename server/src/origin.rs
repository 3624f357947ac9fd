//! The origins whose pages may use the server, as the option `--allow-origin` names them.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// An origin that may use the server from a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// Every origin, written `*`.
    Any,
    /// One origin, in the form in which browsers send it.
    Only(String),
    /// All origins below a domain, written `https://*.blog.example`.
    Subdomains(Subdomains),
}

/// The origins below a domain, however deep, with one scheme and one port; that of the
/// domain itself is none of them. A content security policy means the same by the star.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subdomains {
    /// Such as `https://`.
    scheme: String,
    /// Such as `.blog.example:8443`.
    domain: String,
}

impl AllowedOrigin {
    /// True if pages of the origin that a browser sends are allowed.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(allowed) => allowed == origin,
            Self::Subdomains(Subdomains { scheme, domain }) => origin
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_suffix(domain))
                .is_some_and(are_labels),
        }
    }
}

impl fmt::Display for AllowedOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => formatter.write_str("*"),
            Self::Only(origin) => formatter.write_str(origin),
            Self::Subdomains(Subdomains { scheme, domain }) => {
                write!(formatter, "{scheme}*{domain}")
            }
        }
    }
}

impl FromStr for AllowedOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if text.contains([',', ';']) || text.trim().contains(char::is_whitespace) {
            return Err("separate origins by spaces, or give the option once for each".into());
        }
        let (below, plain) = match text.split_once("://*.") {
            Some((scheme, rest)) => (true, format!("{scheme}://{rest}")),
            None => (false, text.to_owned()),
        };
        if plain.contains('*') {
            return Err(
                "a star stands for any origin if it is alone, and for all that is below a \
                 domain in https://*.blog.example; write one of these"
                    .into(),
            );
        }
        let origin = browsers_origin(&plain)?;
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        let sent = match below {
            true => format!("{scheme}://*.{host}"),
            false => origin.clone(),
        };
        if sent != text {
            return Err(format!("browsers send this origin as {sent}: write that"));
        }
        if !below {
            return Ok(Self::Only(origin));
        }
        if !is_domain(&origin) {
            return Err("a star stands before a domain, not before an address".into());
        }
        Ok(Self::Subdomains(Subdomains {
            scheme: format!("{scheme}://"),
            domain: format!(".{host}"),
        }))
    }
}

/// The origin of a page's URL in the form in which browsers send it.
///
/// # Errors
/// When no page can have that URL; the text says what one looks like.
pub(crate) fn browsers_origin(text: &str) -> Result<String, String> {
    let url = page(text).ok_or_else(|| unlike_an_origin(text))?;
    match url.host() {
        Some(Host::Domain(name)) if !are_labels(name) => {
            Err(format!("{name:?} is not the name of a host"))
        }
        _ => Ok(url.origin().ascii_serialization()),
    }
}

/// The URL, if a page can have it.
fn page(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn unlike_an_origin(text: &str) -> String {
    let example = "an origin looks like https://blog.example";
    let bare = text.trim_matches(['"', '\'', '/']);
    let is_host = bare.contains('.') || bare.starts_with("localhost");
    let with_scheme = || page(&format!("https://{bare}")).filter(|_| is_host);
    match page(bare).or_else(with_scheme) {
        Some(url) => {
            let guess = url.origin().ascii_serialization();
            format!("{example}; perhaps {guess} is meant")
        }
        None => example.to_owned(),
    }
}

fn is_domain(origin: &str) -> bool {
    page(origin).is_some_and(|url| matches!(url.host(), Some(Host::Domain(_))))
}

/// True if a text is one or more labels of a domain, with dots between them.
fn are_labels(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_known = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        !label.is_empty() && label.bytes().all(is_known)
    };
    text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for text in [
            "https://blog.example",
            "http://localhost:8081",
            "https://my_blog.example",
            "https://xn--e1afmkfd.example",
            "http://192.0.2.1:8080",
            "http://[::1]:8080",
        ] {
            assert_eq!(text.parse(), Ok(AllowedOrigin::Only(text.to_owned())));
        }
        assert_eq!("*".parse(), Ok(AllowedOrigin::Any));
    }

    #[test]
    fn what_no_browser_sends_is_refused_and_told_what_to_write() {
        for (text, told) in [
            ("", "looks like https://blog.example"),
            ("null", "looks like https://blog.example"),
            ("data:", "looks like https://blog.example"),
            ("ftp://blog.example", "looks like https://blog.example"),
            ("blog.example", "perhaps https://blog.example is meant"),
            ("//blog.example", "perhaps https://blog.example is meant"),
            ("localhost:8081", "perhaps https://localhost:8081 is meant"),
            (
                "\"https://blog.example\"",
                "perhaps https://blog.example is meant",
            ),
            (
                "https://blog.example/",
                "as https://blog.example: write that",
            ),
            (
                "https://blog.example/en/",
                "as https://blog.example: write that",
            ),
            (
                "https://blog.example?a=b#c",
                "as https://blog.example: write that",
            ),
            (
                "https://Blog.example",
                "as https://blog.example: write that",
            ),
            (
                "HTTPS://blog.example",
                "as https://blog.example: write that",
            ),
            (
                "https://blog.example:443",
                "as https://blog.example: write that",
            ),
            (
                "http://blog.example:80",
                "as http://blog.example: write that",
            ),
            (
                "https://reader@blog.example",
                "as https://blog.example: write that",
            ),
            (
                "https://bücher.example",
                "as https://xn--bcher-kva.example: write that",
            ),
            ("https://.blog.example", "is not the name of a host"),
            ("https://blog..example", "is not the name of a host"),
            (
                "https://a.example,https://b.example",
                "separate origins by spaces",
            ),
            ("https://a.example,", "separate origins by spaces"),
            ("https://a.example;b.example", "separate origins by spaces"),
            (
                "https://a.example\nhttps://b.example",
                "separate origins by spaces",
            ),
            (
                "https://blog.example\n",
                "as https://blog.example: write that",
            ),
            ("https://*", "a star stands for any origin if it is alone"),
            (
                "*.blog.example",
                "a star stands for any origin if it is alone",
            ),
            (
                "https://*blog.example",
                "a star stands for any origin if it is alone",
            ),
            (
                "https://blog.*.example",
                "a star stands for any origin if it is alone",
            ),
            (
                "https://*.*.example",
                "a star stands for any origin if it is alone",
            ),
            (
                "https://*.Blog.example/",
                "as https://*.blog.example: write that",
            ),
            (
                "https://*.blog.example:443",
                "as https://*.blog.example: write that",
            ),
            ("https://*.192.0.2.1", "not before an address"),
        ] {
            let refusal = text.parse::<AllowedOrigin>().expect_err(text);
            assert!(refusal.contains(told), "{text}: {refusal}");
        }
    }

    #[test]
    fn a_star_is_whatever_is_below_the_domain_and_nothing_beside_it() {
        let text = "https://*.example.com";
        let allowed: AllowedOrigin = text.parse().expect("an origin");
        assert_eq!(allowed.to_string(), text);
        for origin in ["https://blog.example.com", "https://a.b.example.com"] {
            assert!(allowed.allows(origin), "{origin}");
        }
        for origin in [
            "https://example.com",
            "https://.example.com",
            "https://evil-example.com",
            "https://evilexample.com",
            "https://example.com.evil.net",
            "https://evil.net/.example.com",
            "https://evil.net:1.example.com",
            "https://evil.net#.example.com",
            "https://evil@blog.example.com",
            "https://blog.example.com:8443",
            "https://blog.example.com.",
            "http://blog.example.com",
            "null",
            "",
        ] {
            assert!(!allowed.allows(origin), "{origin}");
        }
        let allowed: AllowedOrigin = "http://*.localhost:8081".parse().expect("an origin");
        assert!(allowed.allows("http://blog.localhost:8081"));
        assert!(!allowed.allows("http://blog.localhost"));
    }
}
