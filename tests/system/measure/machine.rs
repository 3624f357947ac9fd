//! On what, when and with which versions something was measured.

use std::process::Command;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The origin of a table's figures.
pub(crate) struct Made {
    command: String,
    date: String,
    processor: String,
    cores: usize,
    programs: Vec<String>,
}

impl Made {
    /// Now, here, with these programs.
    pub(crate) fn with(programs: Vec<String>) -> Result<Self> {
        Ok(Self {
            command: std::env::var("ARTICLE_WIDGETS_COMMAND")?,
            date: Timestamp::now().strftime("%Y-%m-%d").to_string(),
            processor: processor(),
            cores: std::thread::available_parallelism()?.get(),
            programs,
        })
    }

    /// A sentence for readers.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "Made by `{}` on {}, on {} cores of {}: {}.",
            self.command,
            self.date,
            self.cores,
            self.processor,
            self.programs.join(", ")
        )
    }

    /// The same for programs.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "command": self.command,
            "date": self.date,
            "processor": self.processor,
            "cores": self.cores,
            "programs": self.programs,
        })
    }
}

fn processor() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| {
        let (name, model) = line.split_once(':')?;
        (name.trim() == "model name").then(|| model.trim().to_owned())
    });
    model.unwrap_or_else(|| format!("{} {}", std::env::consts::OS, std::env::consts::ARCH))
}

/// The first line that a program says about its version.
pub(crate) fn version_of(command: &mut Command) -> Result<String> {
    let output = command.output().context("asking for a version")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().next().context("no version was told")?;
    Ok(line.trim().to_owned())
}
