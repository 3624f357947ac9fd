//! What `cargo xtask bench` was asked for, as it says in the environment.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result};

/// How much is measured.
pub(crate) struct Options {
    /// The measurements' names.
    pub(crate) wanted: Vec<String>,
    /// How often each value is measured.
    pub(crate) rounds: usize,
    /// How many comments are shown, fewest first.
    pub(crate) comments: Vec<usize>,
    /// How long a server is loaded in a round.
    pub(crate) load: Duration,
}

impl Options {
    /// Reads them.
    pub(crate) fn read() -> Result<Self> {
        let comments = variable("COMMENTS")?;
        let comments = comments.split_whitespace().map(str::parse);
        let comments: BTreeSet<usize> = comments.collect::<Result<_, _>>()?;
        Ok(Self {
            wanted: variable("MEASUREMENTS")?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            rounds: variable("ROUNDS")?.parse()?,
            comments: comments.into_iter().collect(),
            load: Duration::from_secs(variable("SECONDS")?.parse()?),
        })
    }
}

fn variable(name: &str) -> Result<String> {
    let name = format!("ARTICLE_WIDGETS_{name}");
    std::env::var(&name).with_context(|| format!("{name} is not set: run `cargo xtask bench`"))
}
