//! npm, where a system has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{announce, apt};
use crate::process;

/// Node.js' package manager, with Node.js beside it.
pub(super) struct Npm(PathBuf);

impl Npm {
    /// Finds both.
    pub(super) fn find() -> Option<Self> {
        which::which("node").ok()?;
        which::which("npm").ok().map(Self)
    }

    /// Finds both, or installs them for what `reason` says.
    pub(super) fn set_up(reason: &str) -> Result<Self> {
        if let Some(npm) = Self::find() {
            return Ok(npm);
        }
        if apt::can_install() {
            announce(&format!(
                "installing Node.js and npm with apt-get: {reason}"
            ));
            apt::install(&["nodejs", "npm"])?;
        }
        Self::find().context("install Node.js with npm, and run this again")
    }

    /// Installs a package, written `name@version`, into the folder `node_modules`
    /// of `root`.
    pub(super) fn install(&self, root: &Path, package: &str) -> Result<()> {
        self.install_all(root, &[package])
    }

    /// Installs packages, so written, into the same folder.
    pub(super) fn install_all(&self, root: &Path, packages: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.0);
        command
            .current_dir(root)
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(root)
            .args(packages);
        process::run(command)
    }
}
