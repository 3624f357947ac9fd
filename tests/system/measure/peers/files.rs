//! The scripts and style sheets of Waline and Artalk, sent as our server sends ours:
//! compressed beforehand, to be kept for a year.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use axum::body::Bytes;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::api::AVATAR;
use super::size::brotli;
use crate::program::named_by;

/// The files that pages load, by their folder's variable and their name.
const FILES: [(&str, &str, &str); 4] = [
    ("ARTICLE_WIDGETS_WALINE", "waline", "waline.js"),
    ("ARTICLE_WIDGETS_WALINE", "waline", "waline.css"),
    ("ARTICLE_WIDGETS_ARTALK", "artalk", "Artalk.iife.js"),
    ("ARTICLE_WIDGETS_ARTALK", "artalk", "Artalk.css"),
];

/// The picture of every reader: one grey point.
const PICTURE: &[u8] = include_bytes!("reader.png");

/// A file, as it is and compressed.
struct File {
    media_type: &'static str,
    plain: Bytes,
    compressed: Bytes,
}

/// All of them, by their path.
pub(crate) struct Files(HashMap<String, File>);

impl Files {
    /// Reads and compresses them.
    pub(crate) fn read() -> Result<Self> {
        let mut files = HashMap::new();
        for (variable, folder, name) in FILES {
            let path = named_by(variable)?.join("dist").join(name);
            let plain =
                std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            files.insert(format!("/{folder}/{name}"), File::new(name, plain)?);
        }
        files.insert(AVATAR.to_owned(), File::new(AVATAR, PICTURE.to_owned())?);
        Ok(Self(files))
    }

    /// The answer to a request.
    pub(crate) fn answer(&self, uri: &Uri, headers: &HeaderMap) -> Response {
        let Some(file) = self.0.get(uri.path()) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let accepted = headers
            .get(ACCEPT_ENCODING)
            .and_then(|told| told.to_str().ok());
        let common = [
            (CONTENT_TYPE, file.media_type),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (VARY, "accept-encoding"),
        ];
        if accepted.is_some_and(|told| told.contains("br")) {
            return (common, [(CONTENT_ENCODING, "br")], file.compressed.clone()).into_response();
        }
        (common, file.plain.clone()).into_response()
    }
}

impl File {
    fn new(name: &str, plain: Vec<u8>) -> Result<Self> {
        let media_type = match Path::new(name).extension().and_then(|end| end.to_str()) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "image/png",
        };
        Ok(Self {
            media_type,
            compressed: brotli(&plain)?.into(),
            plain: plain.into(),
        })
    }
}

/// The version of a package of npm.
pub(crate) fn version(variable: &str) -> Result<String> {
    let text = std::fs::read_to_string(named_by(variable)?.join("package.json"))?;
    let described: serde_json::Value = serde_json::from_str(&text)?;
    let version = described["version"].as_str().context("a version")?;
    Ok(version.to_owned())
}
