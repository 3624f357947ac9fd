//! A server, a blog on another origin and a browser, each stopped when dropped.

mod blog;
mod browser;
mod server;

pub(crate) use blog::{Blog, Fault, faulty};
pub(crate) use browser::{Browser, Settings};
pub(crate) use server::Server;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// A path that `cargo xtask test` names by an environment variable.
fn path(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test`"))?;
    Ok(path.into())
}
