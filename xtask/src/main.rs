//! The developers' commands of article-widgets; README.md shows each one.

mod bench;
mod budget;
mod build;
mod preview;
mod process;
mod server;
mod setup;
mod size;
mod test;
mod torture;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Sets up what is missing on this machine, then previews, builds, tests, measures or tortures article-widgets.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true,
    subcommand_required = true,
    after_help = setup::HELP
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One variant a command.
#[derive(Subcommand)]
enum Command {
    /// Serve the preview article with the three widgets, rebuilt on change.
    Preview(preview::Arguments),
    /// Build the deployable bundle in dist/.
    Build,
    /// Build the bundle, and print where its bytes go.
    Size,
    /// Measure the built bundle in Chromium, and print tables.
    Bench(bench::Arguments),
    /// Torture the server and the widgets with faults and attacks, and print a table.
    Torture(torture::Arguments),
    /// Run every test: lint, native, in headless Chromium, end to end.
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(code) => code,
        Err(_) if process::stop_asked() => {
            eprintln!("stopped");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    process::end_children_on_signals()?;
    let workspace = Workspace::load()?;
    match command {
        Command::Preview(arguments) => preview::run(&workspace, &arguments)?,
        Command::Build => build::run(&workspace)?,
        Command::Size => size::run(&workspace)?,
        Command::Bench(arguments) => bench::run(&workspace, &arguments)?,
        Command::Torture(arguments) => torture::run(&workspace, &arguments)?,
        Command::Test(arguments) => return test::run(&workspace, &arguments),
    }
    Ok(ExitCode::SUCCESS)
}
