//! The built bundle and its preview page, as files of a folder.

use std::io::ErrorKind;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeDir;

use crate::api::problems::Failure;

/// The one file that a page names, without which a folder is no bundle.
const LOADER: &str = "article-widgets.js";

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
     img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'",
);
const REFERRER: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves the folder's files.
///
/// # Errors
/// When the folder is not there or holds no bundle; the text says which.
pub(crate) fn router(folder: &Path) -> Result<Router, String> {
    if !folder.is_dir() {
        return Err(format!(
            "the assets folder {} does not exist",
            folder.display()
        ));
    }
    if !folder.join(LOADER).is_file() {
        return Err(format!(
            "the assets folder {} has no {LOADER}",
            folder.display()
        ));
    }
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip();
    Ok(Router::new().fallback(read_file).with_state(files))
}

async fn read_file(State(files): State<ServeDir>, request: Request) -> Response {
    let path = percent_decode_str(request.uri().path())
        .decode_utf8_lossy()
        .into_owned();
    if is_hidden(&path) {
        return Failure::UnknownPath.into_response();
    }
    match files.clone().try_call(request).await {
        Ok(answer) => with_headers(&path, answer.map(Body::new)),
        Err(error) if is_not_there(error.kind()) => Failure::UnknownPath.into_response(),
        Err(error) => {
            tracing::error!("an asset cannot be read: {error}");
            Failure::Unexpected.into_response()
        }
    }
}

fn with_headers(path: &str, mut answer: Response) -> Response {
    if let Some(failure) = failure(answer.status()) {
        return with_allow_of(&answer, failure.into_response());
    }
    let is_page = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, cache_control(path));
    if is_page {
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(REFERRER_POLICY, REFERRER);
    }
    answer
}

/// Files whose names begin with a dot are nobody's to see.
fn is_hidden(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.starts_with('.'))
}

/// A name that is too long, has a NUL in it or leads through a file is one that no
/// file has.
fn is_not_there(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
            | ErrorKind::PermissionDenied
    )
}

fn failure(status: StatusCode) -> Option<Failure> {
    match status {
        StatusCode::NOT_FOUND => Some(Failure::UnknownPath),
        StatusCode::METHOD_NOT_ALLOWED => Some(Failure::MethodNotAllowed),
        _ => None,
    }
}

fn with_allow_of(original: &Response, mut response: Response) -> Response {
    if let Some(allow) = original.headers().get(ALLOW) {
        response.headers_mut().insert(ALLOW, allow.clone());
    }
    response
}

fn cache_control(path: &str) -> HeaderValue {
    if path.split('/').any(has_content_hash) {
        FOR_EVER
    } else {
        REVALIDATED
    }
}

/// Whether the name of a file or a folder holds `-`, 16 hexadecimal digits of lower case,
/// and after them a dot or nothing.
fn has_content_hash(name: &str) -> bool {
    name.split('-').skip(1).any(|part| {
        let hash = part.split_once('.').map_or(part, |(hash, _)| hash);
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        hash.len() == 16 && hash.bytes().all(is_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_hash_is_16_digits_between_a_hyphen_and_a_dot_or_the_end() {
        assert!(has_content_hash("article-widgets-0123456789abcdef.js"));
        assert!(!has_content_hash(
            "article-widgets-0123456789abcdef_bg.wasm"
        ));
        assert!(has_content_hash("a-0123456789abcdef.wasm.br"));
        assert!(has_content_hash("bundle-0123456789abcdef"));
        for name in [
            "article-widgets.js",
            "0123456789abcdef.js",
            "a-0123456789abcde.js",
            "a-0123456789abcdef0.js",
            "a-0123456789ABCDEF.js",
        ] {
            assert!(!has_content_hash(name), "{name}");
        }
    }
}
