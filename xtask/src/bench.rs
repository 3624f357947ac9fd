//! `cargo xtask bench`: the measurements, as tables.

use anyhow::Result;
use clap::ValueEnum;

use crate::build;
use crate::process;
use crate::setup::{Browser, Trunk, WasmTools};
use crate::workspace::{BUNDLE_PACKAGE, Workspace};

/// The bundle package's target that measures.
const TARGET: &str = "measure";

/// What the command takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What is measured [default: all]
    #[arg(value_enum, value_name = "MEASUREMENT")]
    measurements: Vec<Measurement>,

    /// How often each value is measured
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measurement {
    /// How fast comments come and key presses are seen, with few comments and with many
    Comments,
    /// From the click on the next article to its first paint
    Navigation,
}

impl Arguments {
    /// The names of what is measured, separated by spaces.
    fn names(&self) -> String {
        let all = Measurement::value_variants().iter();
        let wanted =
            all.filter(|known| self.measurements.is_empty() || self.measurements.contains(known));
        let names = wanted.filter_map(ValueEnum::to_possible_value);
        names
            .map(|value| value.get_name().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }
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
        .env("ARTICLE_WIDGETS_MEASUREMENTS", arguments.names())
        .env("ARTICLE_WIDGETS_ROUNDS", arguments.rounds.to_string());
    browser.apply(&mut command);
    process::run(command)
}
