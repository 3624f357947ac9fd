//! axe-core: finds what keeps people with disabilities from using a page.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::folder::ToolsFolder;
use super::npm::Npm;
use super::{announce, apt};

/// The version of npm's package.
const VERSION: &str = "4.14.1";

/// The script that a test runs in the page.
pub(crate) struct Axe(PathBuf);

impl Axe {
    /// Finds or installs it.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        let name = format!("axe-core-{VERSION}");
        let script = tools
            .folder_of(&name)
            .join("node_modules/axe-core/axe.min.js");
        if !script.is_file() {
            announce(&format!(
                "fetching axe-core {VERSION} with npm: the tests look for barriers with it"
            ));
            let npm = npm()?;
            let package = format!("axe-core@{VERSION}");
            tools.install(&name, |root| npm.install(root, &package))?;
        }
        Ok(Self(script))
    }

    /// Tells `command` where it is.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("ARTICLE_WIDGETS_AXE", &self.0);
    }
}

fn npm() -> Result<Npm> {
    if let Some(npm) = Npm::find() {
        return Ok(npm);
    }
    if apt::can_install() {
        announce("installing Node.js and npm with apt-get: axe-core comes with npm");
        apt::install(&["nodejs", "npm"])?;
    }
    Npm::find().context("install Node.js with npm, and run this again")
}
