//! TypeScript's compiler: checks the types that the scripts' comments name.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::announce;
use super::folder::ToolsFolder;
use super::npm::Npm;
use crate::workspace::Workspace;

/// The version of npm's package.
const VERSION: &str = "7.0.2";

/// The compiler, in the tools folder.
pub(crate) struct TypeScript(PathBuf);

impl TypeScript {
    /// Finds or installs it.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        let name = format!("typescript-{VERSION}");
        let folder = tools.folder_of(&name).join("node_modules/.bin");
        let found = || which::which_in("tsc", Some(&folder), &folder).ok();
        if let Some(program) = found() {
            return Ok(Self(program));
        }
        announce(&format!(
            "fetching TypeScript {VERSION} with npm: it checks the types of the scripts"
        ));
        let npm = Npm::set_up("TypeScript comes with npm")?;
        let package = format!("typescript@{VERSION}");
        tools.install(&name, |root| npm.install(root, &package))?;
        found()
            .map(Self)
            .context("TypeScript is installed, but tsc is not where npm puts it")
    }

    /// A command that checks the scripts of `src`, as `src/tsconfig.json` says.
    pub(crate) fn check(&self, workspace: &Workspace) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("--project").arg(workspace.root().join("src"));
        command
    }
}
