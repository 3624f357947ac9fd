//! The programs that blogs have, each started for a test and stopped when dropped.

mod database;
mod isso;
mod port;
mod wordpress;

pub(crate) use isso::{Isso, Version};
use port::free_port;
pub(crate) use wordpress::WordPress;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// A program that `cargo xtask test` names by an environment variable.
fn program(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test --suite blogs`"))?;
    Ok(path.into())
}

/// The line in which a program says that it is ready; what it says after that is read,
/// so that it never waits for a reader.
async fn ready(output: impl AsyncRead + Send + Unpin + 'static, sign: &str) -> Result<String> {
    let mut lines = BufReader::new(output).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        if line.contains(sign) {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(line);
        }
        said += &line;
        said.push('\n');
    }
    bail!("it ended without {sign:?}, after:\n{said}")
}
