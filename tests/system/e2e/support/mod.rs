//! A server, a blog on another origin and a browser, each stopped when dropped.

mod blog;
mod browser;
mod faulty_proxy;
mod server;

pub(crate) use blog::{Blog, Document, Fault, below, faulty, forward, same_origin};
pub(crate) use browser::{Browser, HOLD_WRITES, Settings};
pub(crate) use faulty_proxy::{FaultyProxy, NetworkFault};
pub(crate) use server::{ADMIN_TOKEN, Server, identifier};

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A path that `cargo xtask test` names by an environment variable.
pub(crate) fn path(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test`"))?;
    Ok(path.into())
}

/// The path of a picture for people to look at.
pub(crate) fn picture(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(name).with_extension("png"))
}
