//! wasm-bindgen: writes the JavaScript beside the WebAssembly, and runs its tests in a browser.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::folder::{self, ToolsFolder};
use super::{announce, version};
use crate::workspace::Workspace;

/// The program and its test runner, of exactly the version in Cargo.lock.
pub(super) struct WasmBindgen {
    folder: PathBuf,
    version: String,
}

impl WasmBindgen {
    /// Finds or installs them.
    pub(super) fn set_up(workspace: &Workspace, tools: &ToolsFolder) -> Result<Self> {
        let wanted = workspace.locked_version("wasm-bindgen")?;
        if let Some(folder) = folder_on_path()
            && is_good(&folder, &wanted)
        {
            return Ok(Self {
                folder,
                version: wanted,
            });
        }
        let name = format!("wasm-bindgen-{wanted}");
        let folder = tools.folder_of(&name).join("bin");
        if !is_good(&folder, &wanted) {
            announce(&format!(
                "compiling wasm-bindgen {wanted}, which joins WebAssembly and JavaScript and must \
                 be exactly Cargo.lock's version (some minutes)"
            ));
            tools
                .install(&name, |root| {
                    let arguments = ["wasm-bindgen-cli", "--version", &wanted];
                    folder::cargo_install(workspace, root, &arguments)
                })
                .with_context(|| {
                    format!(
                        "wasm-bindgen cannot be installed; have wasm-bindgen and \
                         wasm-bindgen-test-runner {wanted} on PATH and run this again"
                    )
                })?;
        }
        Ok(Self {
            folder,
            version: wanted,
        })
    }

    /// The folder of the programs.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    /// Their version, as Trunk wants to know it.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// The program that runs a test of WebAssembly in a browser.
    pub(super) fn test_runner(&self) -> PathBuf {
        folder::program(&self.folder, "wasm-bindgen-test-runner")
    }
}

fn folder_on_path() -> Option<PathBuf> {
    Some(which::which("wasm-bindgen").ok()?.parent()?.to_owned())
}

fn is_good(folder: &Path, wanted: &str) -> bool {
    ["wasm-bindgen", "wasm-bindgen-test-runner"]
        .iter()
        .filter_map(|name| version::told_by(&folder::program(folder, name)))
        .filter_map(|told| version::semantic(&told))
        .filter(|version| version.to_string() == wanted)
        .count()
        == 2
}
