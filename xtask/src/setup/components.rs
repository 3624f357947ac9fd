//! rustfmt and clippy, which some installations of Rust leave out.

use anyhow::{Context, Result};

use super::announce;
use crate::process;
use crate::workspace::Workspace;

/// Makes sure that `cargo fmt` and `cargo clippy` run.
pub(crate) fn check_lint_components(workspace: &Workspace) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::output(workspace.cargo().args([subcommand, "--version"])).is_ok() {
            continue;
        }
        announce(&format!("adding {component}, which the lint suite runs"));
        let mut command = workspace.command("rustup");
        command.args(["component", "add", component]);
        process::run(command).with_context(|| {
            format!("{component} cannot be added; install it beside this Rust and run this again")
        })?;
    }
    Ok(())
}
