//! The programs that blogs have, each started for a test and stopped when dropped.

mod database;
mod isso;
mod wordpress;

pub(crate) use isso::{Isso, Version};
pub(crate) use wordpress::WordPress;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// A program that `cargo xtask test` names by an environment variable.
fn program(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test --suite blogs`"))?;
    Ok(path.into())
}

/// A port that is free now, and that nobody gets who takes any: such ports begin at
/// 32,768 or above. A program can end and come back on it.
fn free_port() -> Result<u16> {
    const PORTS: u32 = 10_000;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    loop {
        let taken = TAKEN.fetch_add(1, Ordering::Relaxed);
        if taken == PORTS {
            bail!("no port from 20,000 on is free");
        }
        let port = 20_000 + (std::process::id().wrapping_add(taken) % PORTS) as u16;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
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
