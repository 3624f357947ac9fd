use std::path::PathBuf;

use anyhow::{Context, Result};

/// A program, or a package's folder, that `cargo xtask bench` names by an environment
/// variable.
pub(crate) fn named_by(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask bench`"))?;
    Ok(path.into())
}
