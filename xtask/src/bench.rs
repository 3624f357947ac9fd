//! `cargo xtask bench`: the measurements, as tables.

use anyhow::Result;
use clap::ValueEnum;

use crate::build;
use crate::process;
use crate::setup::{Browser, IssoUnderGunicorn, Peers, Trunk, WasmTools, Wrk};
use crate::workspace::{SYSTEM_TESTS_PACKAGE, Workspace};

/// The system tests' target that measures.
const TARGET: &str = "measure";

/// The arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What is measured [default: all]
    #[arg(value_enum, value_name = "MEASUREMENT")]
    measurements: Vec<Measurement>,

    /// How often each value is measured
    #[arg(long, value_name = "NUMBER", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,

    /// How many comments `peers` shows
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "10,100,1000,10000", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    comments: Vec<u32>,

    /// How many seconds `server` loads each server in a round
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,

    /// Write the tables of `peers` and `server` to docs/bench.md, and the bars to docs/bench.svg
    #[arg(long)]
    publish: bool,
}

/// A measurement.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measurement {
    /// How fast comments come and key presses are seen, with few comments and with many
    Comments,
    /// From the click on the next article to its first paint
    Navigation,
    /// Ours beside Isso, Waline and Artalk in the browser: bytes, times, memory
    Peers,
    /// Our server beside Isso's: requests per second, waiting, memory
    Server,
}

impl Arguments {
    fn includes(&self, measurement: Measurement) -> bool {
        self.measurements.is_empty() || self.measurements.contains(&measurement)
    }

    /// The names of what is measured, separated by spaces.
    fn names(&self) -> String {
        let all = Measurement::value_variants().iter();
        let wanted = all.filter(|known| self.includes(**known));
        let names = wanted.filter_map(ValueEnum::to_possible_value);
        joined(names.map(|value| value.get_name().to_owned()))
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// Builds the bundle and the server, and measures them, also beside their peers.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let has_peers = arguments.includes(Measurement::Peers);
    let has_server = arguments.includes(Measurement::Server);
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up_for_release(workspace)?;
    let browser = Browser::set_up()?;
    let peers = has_peers.then(Peers::set_up).transpose()?;
    let isso = (has_peers || has_server)
        .then(IssoUnderGunicorn::set_up)
        .transpose()?;
    let wrk = has_server.then(Wrk::set_up).transpose()?;
    build::bundle(workspace, &wasm, &trunk)?;
    let server = workspace.build_server(true)?;

    let mut command = workspace.cargo();
    command
        // What is measured is the bundle and the server, not the program that does it.
        .args([
            "run",
            "--package",
            SYSTEM_TESTS_PACKAGE,
            "--example",
            TARGET,
        ])
        .env("ARTICLE_WIDGETS_SERVER", server)
        .env("ARTICLE_WIDGETS_DIST", workspace.dist())
        .env("ARTICLE_WIDGETS_MEASUREMENTS", arguments.names())
        .env("ARTICLE_WIDGETS_ROUNDS", arguments.rounds.to_string())
        .env(
            "ARTICLE_WIDGETS_COMMENTS",
            joined(arguments.comments.iter().map(u32::to_string)),
        )
        .env("ARTICLE_WIDGETS_SECONDS", arguments.seconds.to_string())
        .env("ARTICLE_WIDGETS_COMMAND", as_typed());
    if arguments.publish {
        command.env("ARTICLE_WIDGETS_PUBLISH", "1");
    }
    browser.apply(&mut command);
    if let Some(peers) = peers {
        peers.apply(&mut command);
    }
    if let Some(isso) = isso {
        isso.apply(&mut command);
    }
    if let Some(wrk) = wrk {
        wrk.apply(&mut command);
    }
    process::run(command)
}

/// This command, as the figures name it.
fn as_typed() -> String {
    let arguments = std::env::args().skip(1);
    joined(
        ["cargo".to_owned(), "xtask".to_owned()]
            .into_iter()
            .chain(arguments),
    )
}
