//! A .br and a .gz beside each file that gets smaller by it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use super::files_in;

const TEXT: [&str; 12] = [
    "css",
    "html",
    "ico",
    "js",
    "json",
    "map",
    "md",
    "mjs",
    "svg",
    "txt",
    "webmanifest",
    "xml",
];

/// Brotli's best.
const BROTLI_QUALITY: i32 = 11;

/// gzip's best.
const GZIP_LEVEL: u32 = 9;

/// Compresses each file of text or WebAssembly below `folder`.
pub(super) fn compress_all(folder: &Path) -> Result<()> {
    for path in files_in(folder)?
        .iter()
        .filter(|path| is_text(path) || is_wasm(path))
    {
        compress(path).with_context(|| format!("cannot compress {}", path.display()))?;
    }
    Ok(())
}

/// True if a file holds text, by its name.
pub(super) fn is_text(path: &Path) -> bool {
    extension(path).is_some_and(|extension| TEXT.contains(&extension))
}

/// `path` with `extension` after its whole name.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn is_wasm(path: &Path) -> bool {
    extension(path) == Some("wasm")
}

fn extension(path: &Path) -> Option<&str> {
    path.extension().and_then(OsStr::to_str)
}

fn compress(path: &Path) -> Result<()> {
    let content = fs::read(path)?;

    let parameters = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut file = File::create(beside(path, "br"))?;
    brotli::BrotliCompress(&mut content.as_slice(), &mut file, &parameters)?;

    let file = File::create(beside(path, "gz"))?;
    let mut gzip = GzBuilder::new().write(file, Compression::new(GZIP_LEVEL));
    gzip.write_all(&content)?;
    gzip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_compressed_unpacks_to_the_same() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("article.html");
        let content = "<p>The article</p>\n".repeat(1000);
        fs::write(&path, &content).expect("a file");
        fs::write(folder.path().join("photo.avif"), &content).expect("a file");
        compress_all(folder.path()).expect("both are readable");

        let mut unpacked = String::new();
        let file = File::open(beside(&path, "br")).expect("a .br");
        brotli::Decompressor::new(file, 1 << 16)
            .read_to_string(&mut unpacked)
            .expect("brotli");
        assert_eq!(unpacked, content);

        unpacked.clear();
        let file = File::open(beside(&path, "gz")).expect("a .gz");
        flate2::read::GzDecoder::new(file)
            .read_to_string(&mut unpacked)
            .expect("gzip");
        assert_eq!(unpacked, content);

        assert_eq!(files_in(folder.path()).expect("a folder").len(), 4);
    }
}
