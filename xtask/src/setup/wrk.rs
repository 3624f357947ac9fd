//! wrk: asks a server for the same as often as it answers. It takes so little itself that
//! the server has the rest of the machine, and Debian has it ready to run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{announce, apt};

/// The program.
pub(crate) struct Wrk(PathBuf);

impl Wrk {
    /// Finds or installs it.
    pub(crate) fn set_up() -> Result<Self> {
        if which::which("wrk").is_err() && apt::can_install() {
            announce("installing wrk with apt-get: the bench loads the servers with it");
            apt::install(&["wrk"])?;
        }
        let program = which::which("wrk")
            .context("install wrk (Debian: `apt-get install wrk`), and run this again")?;
        Ok(Self(program))
    }

    /// Gives a command its path, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("ARTICLE_WIDGETS_WRK", &self.0);
    }
}
