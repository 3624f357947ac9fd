//! wasm-opt, of Binaryen: makes the release bundle small.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::folder::{self, ToolsFolder};
use super::npm::Npm;
use super::{announce, version};
use crate::workspace::Workspace;

const PROGRAM: &str = "wasm-opt";

/// Older ones do not know what today's rustc emits.
const OLDEST: u32 = 116;

/// The version of npm's package.
const NPM_VERSION: &str = "132";

/// The version of the crate that compiles Binaryen 116.
const CRATE_VERSION: &str = "0.116.1";

/// The program, in a folder of PATH or of the tools.
pub(super) struct WasmOpt {
    folder: PathBuf,
    version: u32,
}

impl WasmOpt {
    /// Finds or installs it.
    pub(super) fn set_up(workspace: &Workspace, tools: &ToolsFolder) -> Result<Self> {
        let from_npm = format!("binaryen-{NPM_VERSION}");
        let from_crate = format!("wasm-opt-{CRATE_VERSION}");
        let found = || {
            let programs = [
                which::which(PROGRAM).ok(),
                in_folder(&tools.folder_of(&from_npm).join("node_modules/.bin")),
                in_folder(&tools.folder_of(&from_crate).join("bin")),
            ];
            programs
                .into_iter()
                .flatten()
                .find_map(|program| Self::at(&program))
        };
        if let Some(found) = found() {
            return Ok(found);
        }
        if let Some(npm) = Npm::find() {
            announce(&format!(
                "fetching Binaryen {NPM_VERSION} with npm: its wasm-opt makes the bundle small"
            ));
            tools.install(&from_npm, |root| {
                npm.install(root, &format!("binaryen@{NPM_VERSION}"))
            })
        } else {
            announce(&format!(
                "compiling wasm-opt {CRATE_VERSION}, which makes the bundle small (some minutes, \
                 with a C++ compiler)"
            ));
            tools.install(&from_crate, |root| {
                let arguments = ["wasm-opt", "--version", CRATE_VERSION, "--locked"];
                folder::cargo_install(workspace, root, &arguments)
            })
        }
        .and_then(|()| found().ok_or_else(|| anyhow!("what was installed does not run")))
        .with_context(|| {
            format!(
                "wasm-opt cannot be installed; install Binaryen {OLDEST} or newer, or Node.js with \
                 npm, and run this again"
            )
        })
    }

    fn at(program: &Path) -> Option<Self> {
        let version = version::major(&version::told_by(program)?)?;
        let folder = program.parent()?.to_owned();
        (version >= OLDEST).then_some(Self { folder, version })
    }

    /// The program itself.
    pub(super) fn program(&self) -> PathBuf {
        in_folder(&self.folder).unwrap_or_else(|| self.folder.join(PROGRAM))
    }

    /// The folder of the program.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    /// Its version, as Trunk wants to know it.
    pub(super) fn trunk_version(&self) -> String {
        format!("version_{}", self.version)
    }
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    which::which_in(PROGRAM, Some(folder), folder).ok()
}
