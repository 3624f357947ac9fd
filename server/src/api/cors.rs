//! Pages of other origins: which may use the server from a browser (CORS), and what the
//! log says of the others.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HOST, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::origin::AllowedOrigin;

const PREFLIGHT_MAXIMUM_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The largest number of refused origins that are remembered.
const REMEMBERED: usize = 100;
const LONGEST: usize = 300;

/// The time after which a full list of them is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// The layer that lets pages of these origins use the server; none but its own if there are none.
pub(super) fn layer(origins: &[AllowedOrigin]) -> Option<CorsLayer> {
    let allowed = if origins.is_empty() {
        return None;
    } else if origins.contains(&AllowedOrigin::Any) {
        AllowOrigin::any()
    } else {
        let origins = origins.to_vec();
        AllowOrigin::predicate(move |origin, _| allows(&origins, origin))
    };
    Some(
        CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([AUTHORIZATION, CONTENT_TYPE])
            // Widgets tell how old a comment is by the server's clock.
            .expose_headers([DATE, RETRY_AFTER])
            .max_age(PREFLIGHT_MAXIMUM_AGE)
            .vary([ORIGIN]),
    )
}

fn allows(allowed: &[AllowedOrigin], origin: &HeaderValue) -> bool {
    origin
        .to_str()
        .is_ok_and(|origin| allowed.iter().any(|allowed| allowed.allows(origin)))
}

/// The origins that were refused, so that the log names each once.
#[derive(Clone, Debug)]
pub(super) struct RefusedOrigins {
    allowed: Arc<[AllowedOrigin]>,
    told: Arc<Mutex<Told>>,
}

#[derive(Debug)]
struct Told {
    origins: HashSet<String>,
    since: Instant,
}

impl RefusedOrigins {
    /// Those that are not among `allowed`, of which none was refused so far.
    pub(super) fn new(allowed: &[AllowedOrigin]) -> Self {
        let told = Told {
            origins: HashSet::new(),
            since: Instant::now(),
        };
        Self {
            allowed: allowed.into(),
            told: Arc::new(Mutex::new(told)),
        }
    }

    /// Logs the request's origin if its pages may not use the server, so that its owner learns
    /// of it from the log and not from readers.
    pub(super) fn tell<B>(&self, request: &Request<B>) {
        if let Some(origin) = self.first(request.headers()) {
            tracing::warn!(
                "refused the origin {origin}: its pages may use this server only with \
                 --allow-origin {origin}"
            );
        }
    }

    /// The origin of a request that the browser will keep from its page, when it is the
    /// first of that origin.
    fn first<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let header = headers.get(ORIGIN)?;
        if allows(&self.allowed, header) {
            return None;
        }
        let origin = header.to_str().ok()?;
        if origin.len() > LONGEST || is_own(headers, origin) {
            return None;
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.add(origin).then_some(origin)
    }
}

impl Told {
    /// Remembers the origin; returns true if it is a new one and there was room.
    fn add(&mut self, origin: &str) -> bool {
        if self.origins.len() >= REMEMBERED && self.since.elapsed() >= FORGOTTEN {
            self.origins.clear();
            self.since = Instant::now();
        }
        self.origins.len() < REMEMBERED && self.origins.insert(origin.to_owned())
    }
}

/// True if the page is the server's own: the browser says so, or the origin has the request's
/// host, under the name that a proxy in front has.
fn is_own(headers: &HeaderMap, origin: &str) -> bool {
    let says = |name, value: &str| headers.get(name).is_some_and(|header| header == value);
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    says("sec-fetch-site", "same-origin")
        || says(HOST.as_str(), host)
        || says("x-forwarded-host", host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).expect("a header's value");
            (axum::http::HeaderName::from_static(name), value)
        });
        pairs.collect()
    }

    #[test]
    fn so_many_refused_origins_are_remembered_and_no_more() {
        let refused = RefusedOrigins::new(&[]);
        let mut told = 0;
        for number in 0..10 * REMEMBERED {
            let origin = format!("https://blog-{number}.example");
            told += usize::from(refused.first(&headers(&[("origin", &origin)])).is_some());
        }
        assert_eq!(told, REMEMBERED);
        let long = format!("https://{}.example", "a".repeat(LONGEST));
        let refused = RefusedOrigins::new(&[]);
        assert_eq!(refused.first(&headers(&[("origin", &long)])), None);
    }

    #[test]
    fn pages_of_the_servers_own_are_not_refused() {
        let refused = RefusedOrigins::new(&[]);
        let origin = ("origin", "https://blog.example");
        for own in [
            ("host", "blog.example"),
            ("x-forwarded-host", "blog.example"),
            ("sec-fetch-site", "same-origin"),
        ] {
            assert_eq!(refused.first(&headers(&[origin, own])), None);
        }
        let other = headers(&[("host", "widgets.example"), origin]);
        assert_eq!(refused.first(&other), Some(origin.1));
    }
}
