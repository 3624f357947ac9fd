//! pip, where a system has it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{announce, apt};
use crate::process;

/// Python's package manager, with Python beside it.
pub(super) struct Pip;

impl Pip {
    /// Finds it.
    pub(super) fn find() -> Option<Self> {
        let mut command = Command::new("python3");
        command.args(["-m", "pip", "--version"]);
        process::output(&mut command).ok().map(|_| Self)
    }

    /// Finds or installs it; `reason` says what for.
    pub(super) fn set_up(reason: &str) -> Result<Self> {
        if let Some(pip) = Self::find() {
            return Ok(pip);
        }
        if apt::can_install() {
            announce(&format!("installing Python's pip with apt-get: {reason}"));
            apt::install(&["python3", "python3-pip"])?;
        }
        Self::find().context("install Python with pip, and run this again")
    }

    /// Installs what a requirements file of this text lists into `root`, without
    /// running any code of the packages.
    pub(super) fn install(&self, root: &Path, requirements: &str) -> Result<()> {
        let list = root.join("requirements.txt");
        fs::write(&list, requirements)
            .with_context(|| format!("cannot write {}", list.display()))?;
        let mut command = Command::new("python3");
        command
            .args(["-m", "pip", "install", "--quiet"])
            .args([
                "--disable-pip-version-check",
                "--root-user-action",
                "ignore",
            ])
            .args(["--only-binary", ":all:", "--upgrade", "--target"])
            .arg(root)
            .arg("--requirement")
            .arg(&list);
        process::run(command)
    }
}
