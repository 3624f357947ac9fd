//! The sizes of what was built.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::compress::beside;
use super::earlier::files_of_this_bundle;
use super::fingerprint::FOLDER;

/// The sheet that only the preview's pages use.
const PREVIEW: &str = "preview.css";

/// The sizes in bytes of each file of the bundle in `dist`: as it is, and as each of its neighbours.
pub(super) fn table(dist: &Path) -> Result<String> {
    let mut rows = Vec::new();
    for path in files_of_this_bundle(dist)? {
        if path
            .extension()
            .is_some_and(|extension| extension == "br" || extension == "gz")
        {
            continue;
        }
        let name = path
            .strip_prefix(dist)
            .unwrap_or(&path)
            .display()
            .to_string();
        let size = fs::metadata(&path)
            .with_context(|| format!("cannot look at {}", path.display()))?
            .len();
        let [gzip, brotli] = ["gz", "br"].map(|extension| {
            let neighbour = fs::metadata(beside(&path, extension)).ok();
            neighbour.map_or_else(|| "-".to_owned(), |data| data.len().to_string())
        });
        rows.push([name, size.to_string(), gzip, brotli]);
    }
    Ok(aligned(&rows))
}

/// The sizes, compressed by brotli, of what readers get, by name: that of the folder of
/// what the loader loads is `bundle`. What only the preview's pages use is left out.
pub(super) fn for_readers(dist: &Path) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for path in files_of_this_bundle(dist)? {
        let name = path.strip_prefix(dist).unwrap_or(&path);
        let is_read = ["css", "js", "json", "wasm"].iter().any(|known| {
            name.extension()
                .is_some_and(|extension| extension == *known)
        });
        if !is_read || name == Path::new(PREVIEW) {
            continue;
        }
        let packed = beside(&path, "br");
        let size = fs::metadata(&packed)
            .with_context(|| format!("cannot look at {}", packed.display()))?
            .len();
        sizes.insert(without_hash(name), size);
    }
    Ok(sizes)
}

/// A path below dist/ with the folder's name as it was before the build.
fn without_hash(path: &Path) -> String {
    let parts = path.iter().map(|part| {
        let part = part.to_string_lossy();
        let is_named_by_content = part.starts_with(&format!("{FOLDER}-"));
        if is_named_by_content {
            FOLDER.to_owned()
        } else {
            part.into_owned()
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn aligned(rows: &[[String; 4]]) -> String {
    let head = ["bytes", "raw", "gzip", "brotli"].map(str::to_owned);
    let all = || std::iter::once(&head).chain(rows);
    let longest = all().map(|[name, ..]| name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for [name, raw, gzip, brotli] in all() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:longest$} {raw:>9} {gzip:>9} {brotli:>9}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_a_row_with_its_three_sizes() {
        let dist = tempfile::tempdir().expect("a temporary folder");
        for (name, size) in [
            ("a.js", 300),
            ("a.js.gz", 200),
            ("a.js.br", 100),
            ("photo.avif", 7),
        ] {
            fs::write(dist.path().join(name), vec![0; size]).expect("a file");
        }
        let table = table(dist.path()).expect("the files can be read");
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(rows[0], ["bytes", "raw", "gzip", "brotli"]);
        assert_eq!(rows[1], ["a.js", "300", "200", "100"]);
        assert_eq!(rows[2], ["photo.avif", "7", "-", "-"]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn what_readers_get_has_its_name_without_the_hash() {
        let dist = tempfile::tempdir().expect("a temporary folder");
        let folder = dist.path().join("bundle-0123456789abcdef");
        fs::create_dir(&folder).expect("a folder");
        for path in [
            dist.path().join("index.html"),
            dist.path().join("preview.css"),
            dist.path().join("article-widgets.js"),
            folder.join("en.json"),
        ] {
            fs::write(&path, "").expect("a file");
            fs::write(beside(&path, "br"), [0; 3]).expect("a file");
        }
        let sizes = for_readers(dist.path()).expect("the files can be read");
        let expected = [("article-widgets.js", 3), ("bundle/en.json", 3)];
        assert!(
            sizes
                .iter()
                .map(|(name, size)| (&**name, *size))
                .eq(expected)
        );
    }
}
