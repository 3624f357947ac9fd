//! axe-core: finds what keeps people with disabilities from using a page.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::announce;
use super::folder::ToolsFolder;
use super::npm::Npm;

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
            let npm = Npm::set_up("axe-core comes with npm")?;
            let package = format!("axe-core@{VERSION}");
            tools.install(&name, |root| npm.install(root, &package))?;
        }
        Ok(Self(script))
    }

    /// Gives a command its path, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("ARTICLE_WIDGETS_AXE", &self.0);
    }
}
