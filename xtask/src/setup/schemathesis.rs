//! Schemathesis: makes requests from the API's own description, and judges the answers.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::announce;
use super::folder::ToolsFolder;
use super::python::Pip;
use crate::workspace::Workspace;

const VERSION: &str = "4.32.5";

/// The folder with the program and what it needs.
pub(crate) struct Schemathesis(PathBuf);

impl Schemathesis {
    /// Finds or installs it.
    pub(crate) fn set_up() -> Result<Self> {
        let tools = ToolsFolder::find()?;
        let name = format!("schemathesis-{VERSION}");
        let folder = tools.folder_of(&name);
        if !folder.is_dir() {
            announce(&format!(
                "fetching Schemathesis {VERSION} with pip: it makes up requests to the API"
            ));
            let pip = Pip::set_up("Schemathesis comes with it")?;
            let requirement = format!("schemathesis=={VERSION}\n");
            tools
                .install(&name, |root| pip.install(root, &requirement))
                .context("Schemathesis cannot be installed")?;
        }
        Ok(Self(folder))
    }

    /// A command that runs it.
    pub(crate) fn command(&self, workspace: &Workspace) -> std::process::Command {
        let mut command = workspace.command("python3");
        command
            .env("PYTHONPATH", &self.0)
            .args(["-m", "schemathesis.cli"]);
        command
    }
}
