//! The blog with a page for each candidate, and the servers behind them, all with the
//! same comments.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

use super::api;
use super::candidate::{Candidate, Origins};
use super::files::Files;
use crate::comment::Comment;
use crate::isso::{self, Isso};
use crate::support::{Blog, Server};
use crate::thread::{fill, key};

/// All that pages ask, stopped when dropped.
pub(crate) struct Stage {
    pub(crate) url: String,
    _blog: Blog,
    _ours: Server,
    _isso: (Isso, isso::Running),
}

/// The documents of the blog.
struct Answers {
    origins: Origins,
    files: Files,
    waline: HashMap<String, Bytes>,
    artalk: HashMap<String, Bytes>,
}

impl Stage {
    /// With a thread of each size.
    pub(crate) async fn set(counts: &[usize]) -> Result<Self> {
        let ours = Server::start(&["--allow-origin", "*", "--comments-per-address", "0"]).await?;
        let mut threads = Vec::new();
        for count in counts {
            threads.push(fill(&ours, *count).await?);
        }
        let (listener, url) = Blog::reserve().await?;
        let isso = Isso::with(&url, &threads).await?;
        let running = isso.run().await?;
        let origins = Origins {
            ours: ours.url.clone(),
            isso: running.url.clone(),
        };
        let answers = Arc::new(Answers::of(origins, &threads)?);
        Ok(Self {
            url,
            _blog: Blog::route(listener, routes(answers))?,
            _ours: ours,
            _isso: (isso, running),
        })
    }

    /// The page of a candidate, at the end of a short or of a long article.
    pub(crate) fn page(&self, candidate: Candidate, count: usize, length: Length) -> String {
        let (url, length, name) = (&self.url, length.name(), candidate.name());
        format!("{url}/{length}/{name}/{count}")
    }
}

/// The length of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// So short that what is below it is in view.
    Short,
    /// Some screens.
    Long,
}

impl Length {
    fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    fn paragraphs(self) -> usize {
        match self {
            Self::Short => 1,
            Self::Long => 60,
        }
    }
}

impl Answers {
    fn of(origins: Origins, threads: &[Vec<Comment>]) -> Result<Self> {
        let by_key = |answer: fn(&[Comment]) -> serde_json::Value| {
            let pairs = threads.iter().map(|thread| {
                let text = answer(thread).to_string();
                (key(thread.len()), text.into())
            });
            pairs.collect()
        };
        Ok(Self {
            origins,
            files: Files::read()?,
            waline: by_key(api::waline),
            artalk: by_key(|thread| api::artalk(thread, &key(thread.len()))),
        })
    }

    fn page(&self, path: &str) -> Option<String> {
        let mut parts = path.trim_start_matches('/').split('/');
        let length = [Length::Short, Length::Long];
        let (named, name) = (parts.next()?, parts.next()?);
        let length = length.into_iter().find(|length| length.name() == named)?;
        let mut candidates = Candidate::ALL.into_iter();
        let candidate = candidates.find(|candidate| candidate.name() == name)?;
        let count = parts.next()?.parse().ok()?;
        let widget = candidate.markup(&self.origins, count);
        Some(article(&widget, length.paragraphs()))
    }
}

fn article(widget: &str, paragraphs: usize) -> String {
    let paragraph = "<p>A movement knows nothing of the calendar, and a fault that follows
        the week has its cause around the clock.</p>\n";
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Article</title>
        <meta name=viewport content='width=device-width'><link rel=icon href=data:,>
        <h1>Article</h1>{}{widget}",
        paragraph.repeat(paragraphs)
    )
}

fn routes(answers: Arc<Answers>) -> Router {
    Router::new()
        .route(
            "/blank",
            get(|| async { Html("<!doctype html><title>Blank</title>") }),
        )
        .route("/api/comment", get(waline))
        .route("/api/v2/comments", get(artalk))
        .route("/api/v2/conf", get(async || Json(api::artalk_settings())))
        .route("/api/v2/pages/pv", post(async || Json(api::artalk_views())))
        .fallback(page_or_file)
        .with_state(answers)
}

type Parameters = Query<HashMap<String, String>>;

async fn waline(State(answers): State<Arc<Answers>>, Query(asked): Parameters) -> Response {
    told(asked.get("path").and_then(|path| answers.waline.get(path)))
}

async fn artalk(State(answers): State<Arc<Answers>>, Query(asked): Parameters) -> Response {
    told(
        asked
            .get("page_key")
            .and_then(|key| answers.artalk.get(key)),
    )
}

fn told(text: Option<&Bytes>) -> Response {
    match text {
        Some(text) => ([(CONTENT_TYPE, "application/json")], text.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn page_or_file(
    State(answers): State<Arc<Answers>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match answers.page(uri.path()) {
        Some(page) => Html(page).into_response(),
        None => answers.files.answer(&uri, &headers),
    }
}

/// The versions of what is compared with.
pub(crate) fn versions() -> Result<Vec<String>> {
    let isso = isso::package_version("isso").context("Isso's version")?;
    Ok(vec![
        format!("Isso {isso}"),
        format!(
            "Waline {}",
            super::files::version("ARTICLE_WIDGETS_WALINE")?
        ),
        format!(
            "Artalk {}",
            super::files::version("ARTICLE_WIDGETS_ARTALK")?
        ),
    ])
}
