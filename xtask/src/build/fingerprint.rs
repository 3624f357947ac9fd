//! Names by content, so that browsers may keep what the loader loads for ever.
//!
//! The loader's own name is in the pages of blogs and stays as it is.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::compress::is_text;

/// The file that pages name.
const LOADER: &str = "article-widgets.js";

/// The folder of what the loader loads.
pub(super) const FOLDER: &str = "bundle";

/// The script in it that wasm-bindgen wrote.
pub(super) const GLUE: &str = "article-widgets.js";

/// The WebAssembly in it.
pub(super) const WASM: &str = "article-widgets_bg.wasm";

/// How many digits of a content's SHA-256 its name carries.
const DIGITS: usize = 16;

/// Gives the script and the WebAssembly in `dist` names by their content, and puts these
/// names where the old ones stood.
pub(super) fn name_by_content(dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
    let wasm_name = named_by(&read(&folder.join(WASM))?, "wasm");

    let glue = read_text(&folder.join(GLUE))?;
    let glue =
        replace_once(&glue, WASM, &wasm_name).with_context(|| format!("in {FOLDER}/{GLUE}"))?;
    let glue_name = named_by(glue.as_bytes(), "js");

    let loader = read_text(&dist.join(LOADER))?;
    let loader = renamed_in_loader(&loader, &glue_name, &wasm_name)
        .with_context(|| format!("in {LOADER}"))?;

    rename(&folder, WASM, &wasm_name)?;
    rename(&folder, GLUE, &glue_name)?;
    write(&folder.join(glue_name), &glue)?;
    write(&dist.join(LOADER), &loader)?;
    check_no_old_name(dist)
}

/// The loader names the script once; it may name the WebAssembly, to fetch it early.
fn renamed_in_loader(loader: &str, glue_name: &str, wasm_name: &str) -> Result<String> {
    let old_script = format!("{FOLDER}/{GLUE}");
    let new_script = format!("{FOLDER}/{glue_name}");
    let loader = replace_once(loader, &old_script, &new_script)?;
    if loader.contains(WASM) {
        return replace_once(&loader, WASM, wasm_name);
    }
    Ok(loader)
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
    let old_script = format!("{FOLDER}/{GLUE}");
    for path in super::files_in(dist)?.iter().filter(|path| is_text(path)) {
        let text = read_text(path)?;
        for old in [&*old_script, WASM] {
            if text.contains(old) {
                bail!("{} still names {old}", path.display());
            }
        }
    }
    Ok(())
}

fn named_by(content: &[u8], extension: &str) -> String {
    let digest = Sha256::digest(content);
    let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("article-widgets-{}.{extension}", &hexadecimal[..DIGITS])
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

fn rename(folder: &Path, old: &str, new: &str) -> Result<()> {
    fs::rename(folder.join(old), folder.join(new))
        .with_context(|| format!("cannot rename {FOLDER}/{old} to {new}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Trunk leaves, with the loader given.
    fn built(loader: &str) -> tempfile::TempDir {
        let dist = tempfile::tempdir().expect("a temporary folder");
        let folder = dist.path().join(FOLDER);
        fs::create_dir(&folder).expect("a folder");
        let glue = format!("module_or_path = new URL('{WASM}', import.meta.url);");
        for (path, content) in [
            (dist.path().join(LOADER), loader),
            (
                dist.path().join("index.html"),
                "<script src=article-widgets.js></script>",
            ),
            (folder.join(GLUE), &glue),
            (folder.join(WASM), "\0asm"),
        ] {
            fs::write(path, content).expect("a file");
        }
        dist
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let files = super::super::files_in(folder).expect("a folder");
        files
            .iter()
            .filter_map(|file| Some(file.strip_prefix(folder).ok()?.to_str()?.to_owned()))
            .collect()
    }

    #[test]
    fn the_loader_leads_to_the_new_names() {
        let dist = built("import('./bundle/article-widgets.js')");
        name_by_content(dist.path()).expect("all names stand where they should");

        let names = names_in(&dist.path().join(FOLDER));
        let [script, wasm] = &names[..] else {
            panic!("two files, not {names:?}");
        };
        // The first 16 digits of the SHA-256 of "\0asm".
        assert_eq!(wasm, "article-widgets-cd5d4935a48c0672.wasm");
        assert_eq!(script.len(), wasm.len() - 2);

        let loader = read_text(&dist.path().join(LOADER)).expect("the loader");
        assert_eq!(loader, format!("import('./bundle/{script}')"));
        let glue = read_text(&dist.path().join(FOLDER).join(script)).expect("the script");
        assert_eq!(
            glue,
            format!("module_or_path = new URL('{wasm}', import.meta.url);")
        );
    }

    #[test]
    fn the_loader_may_name_the_wasm_too() {
        let dist = built("preload('bundle/article-widgets_bg.wasm', 'bundle/article-widgets.js')");
        name_by_content(dist.path()).expect("all names stand where they should");
        let loader = read_text(&dist.path().join(LOADER)).expect("the loader");
        for name in names_in(&dist.path().join(FOLDER)) {
            assert!(loader.contains(&name), "{loader} does not name {name}");
        }
    }

    #[test]
    fn a_name_missing_or_twice_is_an_error() {
        let script = "bundle/article-widgets.js";
        for loader in [
            String::new(),
            format!("{script} {script}"),
            format!("{script} {WASM} {WASM}"),
        ] {
            let dist = built(&loader);
            assert!(name_by_content(dist.path()).is_err(), "{loader:?}");
        }
    }

    #[test]
    fn a_page_that_names_what_was_renamed_is_an_error() {
        let dist = built("import('./bundle/article-widgets.js')");
        let page = dist.path().join("index.html");
        fs::write(
            page,
            "<link rel=modulepreload href=bundle/article-widgets.js>",
        )
        .expect("a page");
        let error = name_by_content(dist.path()).expect_err("the page names the old script");
        assert!(error.to_string().contains("index.html"));
    }

    #[test]
    fn other_content_has_another_name() {
        assert_ne!(named_by(b"a", "js"), named_by(b"b", "js"));
        assert_eq!(named_by(b"a", "js"), named_by(b"a", "js"));
    }
}
