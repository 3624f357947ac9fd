//! Setting up what a command needs and this machine lacks: one file a tool.
//! Each first looks for what is there, and says in a line what it installs and why.

mod apt;
mod archive;
mod axe;
mod browser;
mod compiler;
mod components;
mod deny;
mod esbuild;
mod folder;
mod isso;
mod npm;
mod peers;
mod python;
mod routers;
mod schemathesis;
mod sites;
mod trunk;
mod typescript;
mod version;
mod wasm_bindgen;
mod wasm_opt;
mod wordpress;
mod wrk;

pub(crate) use axe::Axe;
pub(crate) use browser::Browser;
pub(crate) use compiler::WasmCompiler;
pub(crate) use components::check_lint_components;
pub(crate) use deny::Deny;
pub(crate) use esbuild::Esbuild;
pub(crate) use isso::{Isso, IssoUnderGunicorn};
pub(crate) use peers::Peers;
pub(crate) use routers::Routers;
pub(crate) use schemathesis::Schemathesis;
pub(crate) use sites::Sites;
pub(crate) use typescript::TypeScript;
pub(crate) use wordpress::WordPress;
pub(crate) use wrk::Wrk;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use folder::ToolsFolder;

/// The part of `cargo xtask --help` about setting up.
pub(crate) const HELP: &str = "\
Environment:
  ARTICLE_WIDGETS_TOOLS     folder for the tools that are installed
                            [default: article-widgets in the user's cache folder]
  ARTICLE_WIDGETS_COMPILER  what compiles to WebAssembly [default: the first that is there]
                              rustup  the active Rust toolchain with its wasm32 target
                              debian  Debian's rustc-web, cargo-web, rust-web-src and lld-22
  CHROMEDRIVER, CHROMIUM    the programs for the tests [default: found on PATH]

Nothing is installed that is already there. Tools go to the tools folder; only the
Rust target and the source of its library (rustup), and the packages of Debian's
compiler, of Chromium, npm, WordPress, Python, Hugo, Jekyll, zip and wrk (apt-get, as
root) are installed outside it.";

/// The compiler from Rust to WebAssembly, with the tools that come after it.
pub(crate) struct WasmTools {
    compiler: WasmCompiler,
    bindgen: wasm_bindgen::WasmBindgen,
}

impl WasmTools {
    /// Finds or installs the compiler and wasm-bindgen.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        let tools = ToolsFolder::find()?;
        Ok(Self {
            compiler: WasmCompiler::set_up(workspace)?,
            bindgen: wasm_bindgen::WasmBindgen::set_up(workspace, &tools)?,
        })
    }

    /// The compiler alone.
    pub(crate) fn compiler(&self) -> &WasmCompiler {
        &self.compiler
    }

    /// A cargo that compiles for wasm32-unknown-unknown when asked for that target,
    /// and runs such tests in a browser.
    pub(crate) fn cargo(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.command(self.compiler.cargo());
        self.compiler.apply(&mut command, workspace);
        command.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            self.bindgen.test_runner(),
        );
        command
    }
}

/// Trunk, and what it calls.
pub(crate) struct Trunk {
    program: PathBuf,
    release: Option<Release>,
}

/// The tools that make a release small.
struct Release {
    wasm_opt: wasm_opt::WasmOpt,
    esbuild: Esbuild,
}

impl Trunk {
    /// Trunk for builds that are not optimized.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        let tools = ToolsFolder::find()?;
        Ok(Self {
            program: trunk::set_up(workspace, &tools)?,
            release: None,
        })
    }

    /// Trunk for release builds, which go through wasm-opt and esbuild.
    pub(crate) fn set_up_for_release(workspace: &Workspace) -> Result<Self> {
        let trunk = Self::set_up(workspace)?;
        let tools = ToolsFolder::find()?;
        let release = Release {
            wasm_opt: wasm_opt::WasmOpt::set_up(workspace, &tools)?,
            esbuild: Esbuild::set_up(&tools)?,
        };
        Ok(Self {
            release: Some(release),
            ..trunk
        })
    }

    /// The tool that makes the scripts and sheets of a release small.
    pub(crate) fn esbuild(&self) -> Result<&Esbuild> {
        Ok(&self.release()?.esbuild)
    }

    /// The tool that makes the WebAssembly of a release small.
    pub(crate) fn wasm_opt(&self) -> Result<PathBuf> {
        Ok(self.release()?.wasm_opt.program())
    }

    fn release(&self) -> Result<&Release> {
        let release = self.release.as_ref();
        release.context("Trunk is set up for the preview alone")
    }

    /// A Trunk that finds its tools here and downloads none.
    pub(crate) fn command(&self, workspace: &Workspace, wasm: &WasmTools) -> Result<Command> {
        let mut command = workspace.command(&self.program);
        wasm.compiler.apply(&mut command, workspace);
        command
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env("TRUNK_TOOLS_WASM_BINDGEN", wasm.bindgen.version());
        if env::var_os("NO_COLOR").is_some() {
            // Trunk refuses every value but true and false.
            command.env("NO_COLOR", "true");
        }

        let mut folders = vec![wasm.bindgen.folder()];
        if let Some(Release { wasm_opt, .. }) = &self.release {
            command.env("TRUNK_TOOLS_WASM_OPT", wasm_opt.trunk_version());
            folders.push(wasm_opt.folder());
        }
        folders.extend(wasm.compiler.programs_folder(workspace));
        // The compiler last here, so first on PATH: a tool's folder may hold another cargo.
        folders.reverse();
        command.env("PATH", path_beginning_with(folders)?);
        Ok(command)
    }
}

/// PATH with `folders` before what it names already.
fn path_beginning_with(folders: Vec<PathBuf>) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&path)))
        .context("a tool's folder has a character that PATH cannot hold")
}

/// Says what is about to be installed.
fn announce(what: &str) {
    println!("setup: {what}");
}
