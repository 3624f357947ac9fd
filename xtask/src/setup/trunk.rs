//! Trunk: builds the bundle and serves the preview.

use std::env::consts::{ARCH, OS};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use semver::{Version, VersionReq};

use super::archive::Archive;
use super::folder::{self, ToolsFolder};
use super::{announce, version};
use crate::workspace::Workspace;

const VERSION: &str = "0.21.14";

/// The archives of its release by system and processor, with the SHA-256 that is published
/// beside each.
const ARCHIVES: [(&str, &str, &str, &str); 5] = [
    (
        "linux",
        "x86_64",
        "trunk-x86_64-unknown-linux-gnu.tar.gz",
        "f2b4680cd239693a646a2795e4633c625328d7b2a044fbe749fa3a2fe9e7036b",
    ),
    (
        "linux",
        "aarch64",
        "trunk-aarch64-unknown-linux-gnu.tar.gz",
        "b1d8e60e454f7fc182d9a4d95d1506ffbae947d8ba90f8f6f02da93b60f980f9",
    ),
    (
        "macos",
        "x86_64",
        "trunk-x86_64-apple-darwin.tar.gz",
        "f1ba0e3bbe24e0ae219c6d22c33e24e2825c1608dd27c2556e323495110f1a95",
    ),
    (
        "macos",
        "aarch64",
        "trunk-aarch64-apple-darwin.tar.gz",
        "764e299dd50d89442a4e96a236349f57961984b701e74d3dbdb39cd1c9f5101e",
    ),
    (
        "windows",
        "x86_64",
        "trunk-x86_64-pc-windows-msvc.zip",
        "cd6ac15b9daff0365e5695036791ef2ce3c63f61c014f5a8c532363266e4569c",
    ),
];

/// Finds or installs Trunk.
pub(super) fn set_up(workspace: &Workspace, tools: &ToolsFolder) -> Result<PathBuf> {
    if let Ok(program) = which::which("trunk")
        && is_good(&program)
    {
        return Ok(program);
    }
    let name = format!("trunk-{VERSION}");
    let program = folder::program(&tools.folder_of(&name).join("bin"), "trunk");
    if is_good(&program) {
        return Ok(program);
    }
    announce(&format!(
        "fetching Trunk {VERSION}, which builds the bundle and serves the preview"
    ));
    tools
        .install(&name, |root| {
            let Err(error) = fetch(&root.join("bin")) else {
                return Ok(());
            };
            announce(&format!(
                "compiling Trunk {VERSION} (some four minutes), since the compiled one cannot be had: {error:#}"
            ));
            let arguments = ["trunk", "--version", VERSION, "--locked", "--force"];
            folder::cargo_install(workspace, root, &arguments)
        })
        .with_context(|| {
            format!("Trunk cannot be installed; have Trunk {VERSION} on PATH and run this again")
        })?;
    Ok(program)
}

/// Puts the release's program into `folder`.
fn fetch(folder: &Path) -> Result<()> {
    let archive = archive(OS, ARCH).context("there is none for this system")?;
    archive.unpack_into(folder)?;
    let program = folder::program(folder, "trunk");
    ensure!(is_good(&program), "{} does not run here", program.display());
    Ok(())
}

fn archive(system: &str, processor: &str) -> Option<Archive> {
    let is_its = |(os, arch, ..): &&(&str, &str, &str, &str)| (*os, *arch) == (system, processor);
    let (_, _, name, sha256) = ARCHIVES.iter().find(is_its)?;
    Some(Archive {
        url: format!("https://github.com/trunk-rs/trunk/releases/download/v{VERSION}/{name}"),
        sha256,
    })
}

fn is_good(program: &Path) -> bool {
    version::told_by(program)
        .and_then(|told| version::semantic(&told))
        .is_some_and(|version| fits(&version))
}

/// The options that these commands give Trunk are those of 0.21.
fn fits(version: &Version) -> bool {
    VersionReq::parse("0.21").is_ok_and(|wanted| wanted.matches(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_trunk_of_the_same_series_fits() {
        assert!(fits(&Version::new(0, 21, 14)));
        assert!(fits(&Version::new(0, 21, 4)));
        assert!(!fits(&Version::new(0, 22, 0)));
        assert!(!fits(&Version::new(0, 20, 3)));
    }
}
