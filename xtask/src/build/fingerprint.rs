//! A name by content, so that browsers may keep what the loader loads for ever.
//!
//! The loader's own name is in the pages of blogs and stays as it is. What it loads is in
//! one folder, whose name carries the hash of all that is in it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::compress::is_text;
use super::files_in;

/// The file that pages name.
pub(super) const LOADER: &str = "article-widgets.js";

/// The folder of what the loader loads, until it has its name.
pub(super) const FOLDER: &str = "bundle";

/// The script in it that the loader names.
pub(super) const SCRIPT: &str = "bootstrap.js";

/// The script in it that only pages with a mistake get.
pub(super) const DIAGNOSTICS: &str = "diagnostics.js";

/// The script in it that wasm-bindgen wrote, until it is part of that one.
pub(super) const GLUE: &str = "widgets.js";

/// The WebAssembly in it.
pub(super) const WASM: &str = "widgets_bg.wasm";

/// The number of digits of a content's SHA-256 in the name.
const DIGITS: usize = 16;

/// Gives the folder in `dist` its name by content, and puts it where the loader names
/// the old one.
pub(super) fn name_by_content(dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
    let name = name_of(&folder)?;
    let loader = read_text(&dist.join(LOADER))?;
    let loader = replace_once(&loader, &old_name(), &format!("/{name}/"))
        .with_context(|| format!("in {LOADER}"))?;
    write(&dist.join(LOADER), &loader)?;
    fs::rename(&folder, dist.join(&name))
        .with_context(|| format!("cannot rename {FOLDER} to {name}"))?;
    check_no_old_name(dist)
}

/// The folder as pages and scripts name it.
fn old_name() -> String {
    format!("/{FOLDER}/")
}

/// `text` with `new` for `old`, which must be there exactly once: another number means
/// that the tool that wrote it, or its author, changed what is assumed here.
pub(super) fn replace_once(text: &str, old: &str, new: &str) -> Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        count => bail!("{old:?} stands there {count} times instead of once"),
    }
}

/// A page that names what was renamed would ask for what is not there.
fn check_no_old_name(dist: &Path) -> Result<()> {
    for path in files_in(dist)?.iter().filter(|path| is_text(path)) {
        if read_text(path)?.contains(&old_name()) {
            bail!("{} still names {}", path.display(), old_name());
        }
    }
    Ok(())
}

/// The name of a folder by the names and the contents of its files.
fn name_of(folder: &Path) -> Result<String> {
    let mut digest = Sha256::new();
    for path in files_in(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        digest.update(name.to_string_lossy().as_bytes());
        digest.update(Sha256::digest(read(&path)?));
    }
    let digest = digest.finalize();
    let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{FOLDER}-{}", &hexadecimal[..DIGITS]))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

pub(super) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

pub(super) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as Trunk leaves it, with this loader and this WebAssembly.
    fn built(loader: &str, wasm: &str) -> tempfile::TempDir {
        let dist = tempfile::tempdir().expect("a temporary folder");
        let folder = dist.path().join(FOLDER);
        fs::create_dir(&folder).expect("a folder");
        let page = "<script src=article-widgets.js></script>";
        for (path, content) in [
            (dist.path().join(LOADER), loader),
            (dist.path().join("index.html"), page),
            (folder.join(SCRIPT), "export const bootstrap = () => {};"),
            (folder.join(WASM), wasm),
        ] {
            write(&path, content).expect("a file");
        }
        dist
    }

    /// The folder's name after the build.
    fn name(wasm: &str) -> String {
        let dist = built("import('./bundle/bootstrap.js')", wasm);
        name_by_content(dist.path()).expect("the name stands where it should");
        let loader = read_text(&dist.path().join(LOADER)).expect("the loader");
        let name = loader.split('/').nth(1).expect("a path").to_owned();
        assert_eq!(loader, format!("import('./{name}/bootstrap.js')"));
        for file in [SCRIPT, WASM] {
            assert!(dist.path().join(&name).join(file).is_file(), "{file}");
        }
        assert!(!dist.path().join(FOLDER).exists());
        name
    }

    #[test]
    fn the_loader_leads_to_a_name_by_content() {
        assert_eq!(name("one").len(), FOLDER.len() + 1 + DIGITS);
        assert_eq!(name("one"), name("one"));
        assert_ne!(name("one"), name("other"));
    }

    #[test]
    fn a_loader_that_names_the_folder_never_or_twice_is_an_error() {
        for loader in ["", "./bundle/a.js ./bundle/b.js"] {
            assert!(
                name_by_content(built(loader, "").path()).is_err(),
                "{loader:?}"
            );
        }
    }

    #[test]
    fn a_page_that_names_what_was_renamed_is_an_error() {
        let dist = built("import('./bundle/bootstrap.js')", "");
        let preload = "<link rel=modulepreload href=/bundle/bootstrap.js>";
        write(&dist.path().join("index.html"), preload).expect("a page");
        let error = name_by_content(dist.path()).expect_err("the page names the old folder");
        assert!(error.to_string().contains("index.html"));
    }
}
