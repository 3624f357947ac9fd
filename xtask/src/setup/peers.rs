//! The clients of Waline and Artalk, beside which the bench measures ours.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::announce;
use super::folder::ToolsFolder;
use super::npm::Npm;

const WALINE: &str = "@waline/client";
const WALINE_VERSION: &str = "3.13.0";

const ARTALK: &str = "artalk";
const ARTALK_VERSION: &str = "2.9.1";

/// The folder of npm's packages.
pub(crate) struct Peers(PathBuf);

impl Peers {
    /// Finds or installs them.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        let name = format!("waline-{WALINE_VERSION}-artalk-{ARTALK_VERSION}");
        let modules = tools.folder_of(&name).join("node_modules");
        let is_there = |package| modules.join(package).join("package.json").is_file();
        if !is_there(WALINE) || !is_there(ARTALK) {
            announce(&format!(
                "fetching Waline's client {WALINE_VERSION} and Artalk's {ARTALK_VERSION} with \
                 npm: the bench measures ours beside them"
            ));
            let npm = Npm::set_up("Waline and Artalk come with npm")?;
            let packages = [
                format!("{WALINE}@{WALINE_VERSION}"),
                format!("{ARTALK}@{ARTALK_VERSION}"),
            ];
            let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
            tools.install(&name, |root| npm.install_all(root, &packages))?;
        }
        Ok(Self(modules))
    }

    /// Gives a command their paths, in the environment.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("ARTICLE_WIDGETS_WALINE", self.0.join(WALINE))
            .env("ARTICLE_WIDGETS_ARTALK", self.0.join(ARTALK));
    }
}
