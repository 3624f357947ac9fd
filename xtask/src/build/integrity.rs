//! The hashes by which a page can insist on the files of one release: what stands in
//! an `integrity` attribute (Subresource Integrity).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};

use super::earlier::files_of_this_bundle;

/// The hash of each script, sheet and program of the bundle in `dist`.
pub(super) fn table(dist: &Path) -> Result<String> {
    let mut text = String::from("integrity\n");
    for path in files_of_this_bundle(dist)? {
        if !is_released(&path) {
            continue;
        }
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.strip_prefix(dist).unwrap_or(&path).display();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name} {}", hash(&content));
    }
    Ok(text)
}

/// The files that pages load; a browser compares them as they are once unpacked.
fn is_released(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["css", "js", "wasm"]
            .iter()
            .any(|known| extension == *known)
    })
}

fn hash(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_browsers_compute() {
        // openssl dgst -sha384 -binary < /dev/null | openssl base64 -A
        assert_eq!(
            hash(b""),
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }

    #[test]
    fn what_pages_load_has_a_row() {
        let dist = tempfile::tempdir().expect("a temporary folder");
        for name in ["a.js", "a.js.br", "b.css", "c.wasm", "index.html"] {
            fs::write(dist.path().join(name), "").expect("a file");
        }
        let table = table(dist.path()).expect("the files can be read");
        let names: Vec<_> = table
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(names, ["integrity", "a.js", "b.css", "c.wasm"]);
    }
}
