//! esbuild: makes scripts and style sheets small.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::announce;
use super::folder::ToolsFolder;
use super::npm::Npm;

/// The version of npm's package.
const VERSION: &str = "0.28.2";

/// The program, in the tools folder: what another version makes of a script has
/// another name by its content.
pub(crate) struct Esbuild(PathBuf);

impl Esbuild {
    /// Finds or installs it.
    pub(super) fn set_up(tools: &ToolsFolder) -> Result<Self> {
        let name = format!("esbuild-{VERSION}");
        let found = || in_folder(&tools.folder_of(&name).join("node_modules/.bin"));
        if let Some(program) = found() {
            return Ok(Self(program));
        }
        announce(&format!(
            "fetching esbuild {VERSION} with npm: it makes scripts and style sheets small"
        ));
        let npm = Npm::set_up("esbuild comes with npm")?;
        let package = format!("esbuild@{VERSION}");
        tools.install(&name, |root| npm.install(root, &package))?;
        found()
            .map(Self)
            .context("esbuild is installed, but its program is not where npm puts it")
    }

    /// The program.
    pub(crate) fn program(&self) -> &Path {
        &self.0
    }
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    which::which_in("esbuild", Some(folder), folder).ok()
}
