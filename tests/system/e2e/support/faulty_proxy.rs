use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use futures_util::{StreamExt as _, stream};

use super::blog::{Blog, forward};

/// A fault on a write's way to the server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NetworkFault {
    /// It does not arrive, and is answered with this status.
    Refused(StatusCode),
    /// It arrives, and its answer breaks off.
    AnswerLost,
}

/// A blog with the comments under each of its articles, whose way to the widgets'
/// server goes wrong as often as a test wants.
pub(crate) struct FaultyProxy {
    pub(crate) url: String,
    next: Arc<Mutex<Option<NetworkFault>>>,
    _blog: Blog,
}

impl FaultyProxy {
    /// Starts a blog before a server.
    pub(crate) async fn start(server: &str) -> Result<Self> {
        let (listener, url) = Blog::reserve().await?;
        let next = Arc::new(Mutex::new(None));
        let (mishaps, client, server) =
            (Arc::clone(&next), reqwest::Client::new(), server.to_owned());
        let answer = move |request: Request| travel(mishaps, client, server, request);
        let blog = Blog::route(listener, Router::new().fallback(answer))?;
        Ok(Self {
            url,
            next,
            _blog: blog,
        })
    }

    /// Makes the next write go wrong.
    pub(crate) fn expect(&self, mishap: NetworkFault) {
        *locked(&self.next) = Some(mishap);
    }

    /// True if it has gone wrong.
    pub(crate) fn has_happened(&self) -> bool {
        locked(&self.next).is_none()
    }
}

fn locked(next: &Mutex<Option<NetworkFault>>) -> MutexGuard<'_, Option<NetworkFault>> {
    next.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A page whose fields do not break their lines: for two megabytes, a browser takes
/// half a minute for that.
const PAGE: &str = "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>
    <style>article-comments::part(input) { white-space: pre; }</style>
    <script type=module src=/article-widgets.js></script>
    <h1>Article</h1><article-comments loading=eager></article-comments>";

async fn travel(
    next: Arc<Mutex<Option<NetworkFault>>>,
    client: reqwest::Client,
    server: String,
    request: Request,
) -> Response {
    if request.uri().path().starts_with("/articles/") {
        return Html(PAGE).into_response();
    }
    let is_write = request.method() == Method::PUT;
    let mishap = is_write.then(|| locked(&next).take()).flatten();
    match mishap {
        None => forward(client, server, request).await,
        Some(NetworkFault::Refused(status)) => status.into_response(),
        Some(NetworkFault::AnswerLost) => {
            let answer = forward(client, server, request).await;
            (answer.status(), broken_off()).into_response()
        }
    }
}

/// The beginning of an answer, after which the connection ends.
fn broken_off() -> Body {
    let beginning = stream::iter([Ok("{\"id\":")]);
    let end = stream::once(async {
        // What came before is on its way by then: a browser that has no word of an
        // answer asks again by itself.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("lost"))
    });
    Body::from_stream(beginning.chain(end))
}
