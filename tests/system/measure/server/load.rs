//! wrk asks a server for the same as fast as it answers.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::process::Command;

use crate::machine::version_of;
use crate::program::named_by;

/// The number of readers who ask at a time.
pub(crate) const CONNECTIONS: u32 = 8;

/// The script of wrk that prints the results as JSON.
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/measure/server/report.lua");

/// The time for which a server is warmed up.
const WARMING: Duration = Duration::from_secs(1);

/// The requests per second, and the milliseconds within which 99 of 100 were answered;
/// an error if one was not.
pub(crate) async fn run(url: &str, time: Duration) -> Result<(f64, f64)> {
    once(url, WARMING).await?;
    // A slow server still works on what the warming asked last, and answers this after it.
    reqwest::get(url).await?.error_for_status()?.bytes().await?;
    once(url, time).await
}

async fn once(url: &str, time: Duration) -> Result<(f64, f64)> {
    let output = Command::new(named_by("ARTICLE_WIDGETS_WRK")?)
        .args(["--threads", "1", "--connections", &CONNECTIONS.to_string()])
        .args(["--duration", &format!("{}s", time.as_secs())])
        .args(["--timeout", "30s", "--script", REPORT, url])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find(|line| line.starts_with('{'));
    let told: Value = serde_json::from_str(line.with_context(|| format!("wrk said {said}"))?)?;
    let number = |name: &str| {
        told[name]
            .as_f64()
            .with_context(|| format!("{name} in {told}"))
    };
    ensure!(number("errors")? == 0.0, "requests failed: {told}");
    Ok((
        number("requests")? / (number("duration")? / 1e6),
        number("p99")? / 1e3,
    ))
}

/// Its version.
pub(crate) fn version() -> Result<String> {
    let wrk = named_by("ARTICLE_WIDGETS_WRK")?;
    let said = version_of(std::process::Command::new(wrk).arg("--version"))?;
    let words: Vec<&str> = said.split_whitespace().take(2).collect();
    Ok(words.join(" "))
}
