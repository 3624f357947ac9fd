//! Scripts and style sheets, made small: white space, comments and long names go, and
//! scripts that are loaded together become one.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::files_in;
use super::fingerprint::{DIAGNOSTICS, FOLDER, SCRIPT};
use crate::process;
use crate::setup::Esbuild;
use crate::workspace::Workspace;

/// The oldest browsers that have all that the widgets rest on: custom elements,
/// constructable style sheets, `:has()` and `color-mix()`.
const BROWSERS: &str = "chrome111,edge111,firefox121,safari16.4";

/// A comment at which browsers that know it compile all of a script's functions while it loads,
/// beside the page: most of them are called before the first widget is shown
/// (<https://v8.dev/blog/explicit-compile-hints>).
const CALLED_ON_LOAD: &str = "//# allFunctionsCalledOnLoad";

/// Makes each script and each sheet below `folder` small, in its place.
pub(super) fn minify_all(workspace: &Workspace, esbuild: &Esbuild, folder: &Path) -> Result<()> {
    let files = files_in(folder)?;
    let files = files.iter().filter(|path| is_one_of(path, &["css", "js"]));
    minify(workspace, esbuild, files, folder, folder)
}

/// Puts the scripts of the bundle in `dist` into the one that the loader names, so that a
/// page asks for one; what it needs only at times stays apart.
pub(super) fn join_scripts(workspace: &Workspace, esbuild: &Esbuild, dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
    let script = folder.join(SCRIPT);
    let mut command = minifier(workspace, esbuild);
    command
        .arg("--bundle")
        .arg(format!("--banner:js={CALLED_ON_LOAD}"))
        .arg(format!("--external:./{DIAGNOSTICS}"))
        .arg(option("--outfile=", &script))
        .arg(&script);
    process::run(command)?;
    let files = files_in(&folder)?;
    let apart = [script, folder.join(DIAGNOSTICS)];
    let is_part = |path: &&PathBuf| is_one_of(path, &["js"]) && !apart.contains(path);
    for part in files.iter().filter(is_part) {
        fs::remove_file(part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    Ok(())
}

/// Writes the sheets of the folder `styles` to a folder of their own, small, and names it.
pub(super) fn minify_styles(workspace: &Workspace, esbuild: &Esbuild) -> Result<PathBuf> {
    let styles = workspace.root().join("styles");
    let minified = workspace.target_folder().join("styles");
    let files = files_in(&styles)?;
    let files = files.iter().filter(|path| is_one_of(path, &["css"]));
    minify(workspace, esbuild, files, &styles, &minified)?;
    Ok(minified)
}

fn minify<'a>(
    workspace: &Workspace,
    esbuild: &Esbuild,
    files: impl Iterator<Item = &'a PathBuf>,
    from: &Path,
    to: &Path,
) -> Result<()> {
    let mut command = minifier(workspace, esbuild);
    command
        .arg(option("--outbase=", from))
        .arg(option("--outdir=", to))
        .args(files);
    process::run(command)
}

/// The program, to which files are still to be named.
fn minifier(workspace: &Workspace, esbuild: &Esbuild) -> Command {
    let mut command = workspace.command(esbuild.program());
    command
        .args(["--minify", "--format=esm", "--charset=utf8"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(format!("--target={BROWSERS}"))
        .arg("--allow-overwrite");
    command
}

fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push(path);
    option
}

fn is_one_of(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| extensions.contains(&extension))
}
