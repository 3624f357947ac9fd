//! The built bundle and its preview page, as files of a folder.

mod conditions;
mod contents;

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LAST_MODIFIED, LOCATION, RANGE,
    REFERRER_POLICY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use headers::{HeaderMapExt as _, LastModified};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeDir;

use crate::api::problems::ApiError;
use conditions::{Conditions, Outcome};
use contents::{Contents, Reader, Validators};

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
    let assets = Assets {
        folder: folder.into(),
        contents: Arc::default(),
    };
    Ok(Router::new().fallback(answer).with_state(assets))
}

/// The folder, and what is known of the files in it.
#[derive(Clone, Debug)]
struct Assets {
    folder: PathBuf,
    contents: Arc<Contents>,
}

async fn answer(State(assets): State<Assets>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let path = percent_decode_str(request.uri.path())
        .decode_utf8_lossy()
        .into_owned();
    // `GET blog.example:443` asks a proxy, and has no path.
    if !path.starts_with('/') || is_hidden(&path) {
        return ApiError::UnknownPath.into_response();
    }
    let answer = match assets.answer(&request).await {
        Ok(answer) => answer,
        Err(error) if is_not_there(error.kind()) => ApiError::UnknownPath.into_response(),
        Err(error) => {
            tracing::error!("an asset cannot be read: {error}");
            ApiError::Unexpected.into_response()
        }
    };
    with_headers(&path, answer)
}

impl Assets {
    /// The response to a request, without the headers that all files have.
    async fn answer(&self, request: &Parts) -> Result<Response, Error> {
        let (whole, validators) = self.read(request, None).await?;
        let Some(validators) = validators.filter(|_| whole.status() == StatusCode::OK) else {
            return Ok(without_file(&request.uri, whole));
        };
        let conditions = Conditions::of(&request.headers);
        match conditions.outcome(&validators) {
            Outcome::Failed => return Ok(ApiError::PreconditionFailed.into_response()),
            Outcome::NotModified => return Ok(not_modified(whole)),
            Outcome::Met => {}
        }
        if request.method == Method::HEAD {
            return Ok(whole.map(|_| Body::empty()));
        }
        match conditions.range(&validators) {
            Some(range) => self.part(request, range, whole, &validators).await,
            None => Ok(whole),
        }
    }

    /// A part of the file; `whole` if it has become another in the meantime.
    async fn part(
        &self,
        request: &Parts,
        range: &HeaderValue,
        whole: Response,
        validators: &Validators,
    ) -> Result<Response, Error> {
        let (part, again) = self.read(request, Some(range)).await?;
        if again.is_none_or(|again| again.tag != validators.tag) {
            return Ok(whole);
        }
        if part.status() == StatusCode::RANGE_NOT_SATISFIABLE {
            let failure = ApiError::RangeNotSatisfiable.into_response();
            return Ok(with_headers_of(part.headers(), &[CONTENT_RANGE], failure));
        }
        Ok(part)
    }

    /// The response of [`ServeDir`] to a request with nothing but an encoding and a range, and
    /// the validators of the content that it sends.
    async fn read(
        &self,
        request: &Parts,
        range: Option<&HeaderValue>,
    ) -> Result<(Response, Option<Validators>), Error> {
        let reader = Reader::new(self.contents.clone());
        let mut files = ServeDir::with_backend(&self.folder, reader.clone())
            .precompressed_br()
            .precompressed_gzip()
            .ignore_multi_range_requests(true);
        let mut answer = files
            .try_call(plain_request(request, range))
            .await?
            .map(Body::new);
        let validators = reader.into_validators();
        let headers = answer.headers_mut();
        headers.remove(ETAG);
        headers.remove(LAST_MODIFIED);
        if let Some(validators) = &validators {
            headers.typed_insert(validators.tag.clone());
            if let Some(changed) = validators.changed {
                headers.typed_insert(LastModified::from(changed));
            }
        }
        Ok((answer, validators))
    }
}

/// The request without its conditions, of which only contents can tell whether they are
/// met. A HEAD is a GET, so that the file is opened whose content is told.
fn plain_request(request: &Parts, range: Option<&HeaderValue>) -> Request {
    let mut plain = Request::new(Body::empty());
    *plain.uri_mut() = request.uri.clone();
    *plain.method_mut() = match request.method {
        Method::HEAD => Method::GET,
        ref other => other.clone(),
    };
    for encodings in request.headers.get_all(ACCEPT_ENCODING) {
        plain
            .headers_mut()
            .append(ACCEPT_ENCODING, encodings.clone());
    }
    if let Some(range) = range {
        plain.headers_mut().insert(RANGE, range.clone());
    }
    plain
}

/// The answer to a request of what is no file.
fn without_file(uri: &Uri, original: Response) -> Response {
    let status = original.status();
    if status.is_redirection() {
        return redirect(uri, status);
    }
    let failure = match status {
        StatusCode::NOT_FOUND => ApiError::UnknownPath,
        StatusCode::METHOD_NOT_ALLOWED => ApiError::MethodNotAllowed,
        _ => ApiError::Unexpected,
    };
    with_headers_of(original.headers(), &[ALLOW], failure.into_response())
}

/// Leads to the same path with a slash. It is named by its last part alone: a path that
/// begins with two slashes would name another host, and a proxy may have taken away what
/// stands before it.
fn redirect(uri: &Uri, status: StatusCode) -> Response {
    let path = uri.path();
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let query = uri.query().map(|query| format!("?{query}"));
    let location = format!("./{name}/{}", query.unwrap_or_default());
    match HeaderValue::try_from(location) {
        Ok(location) => (status, [(LOCATION, location)]).into_response(),
        Err(_) => ApiError::UnknownPath.into_response(),
    }
}

/// The response 304 in place of the whole file.
fn not_modified(whole: Response) -> Response {
    let mut answer = whole.map(|_| Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    for name in [
        ACCEPT_RANGES,
        CONTENT_ENCODING,
        CONTENT_LENGTH,
        CONTENT_TYPE,
    ] {
        answer.headers_mut().remove(name);
    }
    answer
}

fn with_headers(path: &str, mut answer: Response) -> Response {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        return answer;
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

/// `answer` with those of `headers` that have one of the names.
fn with_headers_of(headers: &HeaderMap, names: &[HeaderName], mut answer: Response) -> Response {
    for name in names {
        if let Some(value) = headers.get(name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// Files whose names begin with a dot are nobody's to see.
fn is_hidden(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.starts_with('.'))
}

/// A name that is too long, has a NUL in it, leads through a file or to a folder is one
/// that no file has.
fn is_not_there(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
            | ErrorKind::PermissionDenied
    )
}

fn cache_control(path: &str) -> HeaderValue {
    if path.split('/').any(has_content_hash) {
        FOR_EVER
    } else {
        REVALIDATED
    }
}

/// True if a file's or folder's name has `-`, 16 lower-case hexadecimal digits, and after them a
/// dot or the end.
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
