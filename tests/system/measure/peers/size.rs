//! The sizes of a page's scripts and style sheets, on their way and by themselves.

use std::io::Write as _;

use anyhow::{Context, Result};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A kind of file that a browser compiles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    JavaScript,
    Css,
    WebAssembly,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::JavaScript, Self::Css, Self::WebAssembly];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::JavaScript => "JavaScript",
            Self::Css => "CSS",
            Self::WebAssembly => "WebAssembly",
        }
    }

    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            _ if media_type.contains("javascript") => Some(Self::JavaScript),
            _ if media_type.starts_with("text/css") => Some(Self::Css),
            _ if media_type.starts_with("application/wasm") => Some(Self::WebAssembly),
            _ => None,
        }
    }
}

/// The bytes of a file's body.
pub(crate) struct Size {
    pub(crate) kind: Kind,
    pub(crate) plain: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

/// The encodings that browsers say they can decompress.
const ENCODINGS: &str = "gzip, deflate, br";

/// The bytes that come when a browser asks for the files; what is no script and no style
/// sheet is left out.
pub(crate) async fn sent(urls: &[String]) -> Result<usize> {
    let mut sum = 0;
    for url in urls {
        let (kind, body) = ask(url, ENCODINGS).await?;
        sum += kind.map_or(0, |_| body.len());
    }
    Ok(sum)
}

/// The bytes of the files as they are and compressed with the best, the others left out.
pub(crate) async fn sizes(urls: &[String]) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for url in urls {
        let (kind, plain) = ask(url, "identity").await?;
        if let Some(kind) = kind {
            sizes.push(Size {
                kind,
                plain: plain.len(),
                gzip: gzip(&plain)?.len(),
                brotli: brotli(&plain)?.len(),
            });
        }
    }
    Ok(sizes)
}

/// The kind of a file, and its body as it comes, not decompressed.
async fn ask(url: &str, encodings: &str) -> Result<(Option<Kind>, Vec<u8>)> {
    let request = reqwest::Client::new()
        .get(url)
        .header(ACCEPT_ENCODING, encodings);
    let answer = request.send().await?;
    let media_type = answer.headers().get(CONTENT_TYPE);
    let media_type = media_type
        .and_then(|told| told.to_str().ok())
        .unwrap_or_default();
    let kind = Kind::of(media_type);
    Ok((kind, answer.bytes().await?.to_vec()))
}

/// Compressed with all that Brotli has.
pub(crate) fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &parameters)
        .context("compressing with Brotli")?;
    Ok(compressed)
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?)
}
