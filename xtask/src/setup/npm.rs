//! npm, where a system has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process;

/// Node.js' package manager, with Node.js beside it.
pub(super) struct Npm(PathBuf);

impl Npm {
    /// Finds both.
    pub(super) fn find() -> Option<Self> {
        which::which("node").ok()?;
        which::which("npm").ok().map(Self)
    }

    /// Installs a package, written `name@version`, into the folder `node_modules`
    /// of `root`.
    pub(super) fn install(&self, root: &Path, package: &str) -> Result<()> {
        let mut command = Command::new(&self.0);
        command
            .current_dir(root)
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(root)
            .arg(package);
        process::run(command)
    }
}
