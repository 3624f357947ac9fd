//! `cargo xtask bench`: the measurements, as tables.

use anyhow::Result;

use crate::build;
use crate::process;
use crate::setup::{Browser, Trunk, WasmTools};
use crate::workspace::{BUNDLE_PACKAGE, Workspace};

/// The bundle package's target that measures.
const TARGET: &str = "measure";

/// What the command takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How often each value is measured
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// Builds the bundle and the server, and measures them in Chromium.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up_for_release(workspace)?;
    let browser = Browser::set_up()?;
    build::bundle(workspace, &wasm, &trunk)?;
    let server = workspace.build_server(true)?;

    let mut command = workspace.cargo();
    command
        // What is measured is the bundle and the server, not the program that does it.
        .args(["bench", "--profile", "dev", "--package", BUNDLE_PACKAGE])
        .args(["--bench", TARGET])
        .env("ARTICLE_WIDGETS_SERVER", server)
        .env("ARTICLE_WIDGETS_DIST", workspace.dist())
        .env("ARTICLE_WIDGETS_ROUNDS", arguments.rounds.to_string());
    browser.apply(&mut command);
    process::run(command)
}
