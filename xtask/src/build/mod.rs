//! `cargo xtask build`: the deployable bundle in dist/, whole or not at all.

mod compress;
mod earlier;
mod fingerprint;
mod imports;
mod integrity;
mod minify;
mod order;
mod sizes;
mod words;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::process;
use crate::setup::{Trunk, WasmTools};
use crate::workspace::Workspace;

/// Names the folder of the sheets that the bundle carries, if it is not `styles`.
const STYLES: &str = "ARTICLE_WIDGETS_STYLES";

/// Sets up, builds dist/ and prints sizes and hashes of what is in it.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up_for_release(workspace)?;
    bundle(workspace, &wasm, &trunk)
}

/// Builds dist/ with tools that are set up, and prints sizes and hashes of what is in it.
pub(crate) fn bundle(workspace: &Workspace, wasm: &WasmTools, trunk: &Trunk) -> Result<()> {
    make(workspace, wasm, trunk)?;
    print!(
        "{}\n{}",
        sizes(workspace)?,
        integrity::table(&workspace.dist())?
    );
    Ok(())
}

/// The table of the sizes of what is in dist/, without earlier bundles.
pub(crate) fn sizes(workspace: &Workspace) -> Result<String> {
    sizes::table(&workspace.dist())
}

/// The sizes, compressed by brotli, of what in dist/ readers get, by name.
pub(crate) fn sizes_for_readers(workspace: &Workspace) -> Result<BTreeMap<String, u64>> {
    sizes::for_readers(&workspace.dist())
}

/// Builds dist/ with tools that are set up.
pub(crate) fn make(workspace: &Workspace, wasm: &WasmTools, trunk: &Trunk) -> Result<()> {
    let dist = workspace.dist();
    let staging = workspace.root().join("dist.staging");
    let _lock = lock(workspace)?;
    remove(&staging)?;

    let esbuild = trunk.esbuild()?;
    let mut command = trunk.command(workspace, wasm)?;
    wasm.compiler().apply_for_size(&mut command, workspace);
    command
        .env(STYLES, minify::minify_styles(workspace, esbuild)?)
        .args(["build", "--release", "--dist"])
        .arg(&staging);
    process::run(command)?;
    minify::minify_all(workspace, esbuild, &staging)?;
    words::drop_names(&staging)?;
    imports::shorten(&staging)?;
    order::sort_functions(&staging)?;
    minify::join_scripts(workspace, esbuild, &staging)?;
    fingerprint::name_by_content(&staging)?;
    compress::compress_all(&staging)?;
    replace(&staging, &dist, SystemTime::now())
}

/// Puts `staging` in the place of `dist`, with the earlier bundles that may be wanted
/// still.
fn replace(staging: &Path, dist: &Path, now: SystemTime) -> Result<()> {
    earlier::carry_over(dist, staging, now)?;
    swap(staging, dist)
}

/// Holds off other builds of dist/ until it is dropped.
fn lock(workspace: &Workspace) -> Result<File> {
    let path = workspace.target_folder().join("dist.lock");
    File::create(&path)
        .and_then(|file| file.lock().map(|()| file))
        .with_context(|| format!("cannot lock {}", path.display()))
}

/// Puts `staging` in the place of `dist`, which stays as it was if that fails.
fn swap(staging: &Path, dist: &Path) -> Result<()> {
    let previous = dist.with_extension("previous");
    remove(&previous)?;
    if dist.exists() {
        fs::rename(dist, &previous)
            .with_context(|| format!("cannot move {} away", dist.display()))?;
    }
    if let Err(error) = fs::rename(staging, dist) {
        // The error below says more than one about the way back.
        let _ = fs::rename(&previous, dist);
        return Err(error).with_context(|| format!("cannot put {} in place", dist.display()));
    }
    remove(&previous)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// The files below `folder`, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("cannot read the folder {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_bundle_takes_the_place_of_the_old() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (staging, dist) = (
            folder.path().join("dist.staging"),
            folder.path().join("dist"),
        );
        for (path, file) in [(&dist, "old"), (&staging, "new")] {
            fs::create_dir(path).expect("a folder");
            fs::write(path.join(file), "").expect("a file");
        }
        swap(&staging, &dist).expect("both are there");
        assert!(dist.join("new").exists());
        assert!(!dist.join("old").exists());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_build_that_failed_leaves_the_old_bundle() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (staging, dist) = (
            folder.path().join("dist.staging"),
            folder.path().join("dist"),
        );
        fs::create_dir(&dist).expect("a folder");
        fs::write(dist.join("old"), "").expect("a file");
        assert!(swap(&staging, &dist).is_err());
        assert!(dist.join("old").exists());
    }
}
