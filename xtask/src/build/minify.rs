//! Scripts and style sheets, made small: white space, comments and long names go.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::files_in;
use crate::process;
use crate::setup::Esbuild;
use crate::workspace::Workspace;

/// The oldest browsers that have all that the widgets rest on: custom elements,
/// constructable style sheets, `:has()` and `color-mix()`.
const BROWSERS: &str = "chrome111,edge111,firefox121,safari16.4";

/// Makes each script and each sheet below `folder` small, in its place.
pub(super) fn minify_all(workspace: &Workspace, esbuild: &Esbuild, folder: &Path) -> Result<()> {
    let files = files_in(folder)?;
    let files = files.iter().filter(|path| is_one_of(path, &["css", "js"]));
    minify(workspace, esbuild, files, folder, folder)
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
    let mut command = workspace.command(esbuild.program());
    command
        .args(["--minify", "--format=esm", "--charset=utf8"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(format!("--target={BROWSERS}"))
        .arg(option("--outbase=", from))
        .arg(option("--outdir=", to))
        .arg("--allow-overwrite")
        .args(files);
    process::run(command)
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
