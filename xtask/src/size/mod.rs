//! `cargo xtask size`: where the bundle's bytes go, by crate, by room and by file.

mod program;
mod shares;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::budget;
use crate::build;
use crate::process;
use crate::setup::{Trunk, WasmTools};
use crate::workspace::Workspace;
use program::Program;
use shares::Shares;

/// The WebAssembly as wasm-bindgen leaves it for Trunk, below cargo's folder.
const UNOPTIMIZED: &str = "wasm-bindgen/release/widgets_bg.wasm";

/// The page that tells Trunk what to tell wasm-opt, and how it begins to.
const PAGE: &str = "index.html";
const PARAMETERS: &str = "data-wasm-opt-params=\"";
const LEVEL: &str = "data-wasm-opt=\"";

/// Builds dist/ and prints the tables.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let wasm = WasmTools::set_up(workspace)?;
    let trunk = Trunk::set_up_for_release(workspace)?;
    build::make(workspace, &wasm, &trunk)?;
    let program = named_program(workspace, &wasm, &trunk)?;
    println!();
    print!("{}", Shares::of(&program));
    println!();
    print!("{}", build::sizes(workspace)?);
    println!();
    budget::check(workspace)
}

/// The program of dist/, optimized in the same way, with the names of its functions.
fn named_program(workspace: &Workspace, wasm: &WasmTools, trunk: &Trunk) -> Result<Program> {
    let from = wasm.compiler().size_folder(workspace).join(UNOPTIMIZED);
    let to = workspace.target_folder().join("size.wasm");
    optimize_with_names(workspace, trunk, &from, &to)?;
    let bytes = fs::read(&to).with_context(|| format!("cannot read {}", to.display()))?;
    Program::read(&bytes).with_context(|| format!("in {}", to.display()))
}

fn optimize_with_names(
    workspace: &Workspace,
    trunk: &Trunk,
    from: &PathBuf,
    to: &PathBuf,
) -> Result<()> {
    let page = fs::read_to_string(workspace.root().join(PAGE))
        .with_context(|| format!("cannot read {PAGE}"))?;
    let value =
        |name| quoted(&page, name).with_context(|| format!("{PAGE} has no {name}…\" for wasm-opt"));
    let mut command = workspace.command(trunk.wasm_opt()?);
    command
        .arg(format!("-O{}", value(LEVEL)?))
        .args(value(PARAMETERS)?.split_whitespace())
        .arg("--debuginfo")
        .arg(from)
        .arg("--output")
        .arg(to);
    println!("Optimizing once more, with the names of the functions kept …");
    process::run(command)
}

/// The text between `before`, which ends with a quotation mark, and the next one.
fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(before)?;
    Some(after.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_tells_how_the_program_is_optimized() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(PAGE);
        let page = fs::read_to_string(page).expect("the preview's page");
        assert_eq!(quoted(&page, LEVEL), Some("s"));
        let parameters = quoted(&page, PARAMETERS).expect("parameters");
        assert!(parameters.split(' ').all(|one| one.starts_with("--")));
    }
}
