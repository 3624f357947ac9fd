//! The options of `cargo xtask bench`, as the environment has them.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result};

/// The extent of a measurement.
pub(crate) struct Options {
    /// The measurements' names.
    pub(crate) wanted: Vec<String>,
    /// The number of times that each value is measured.
    pub(crate) rounds: usize,
    /// The numbers of comments that are shown, the smallest first.
    pub(crate) comments: Vec<usize>,
    /// The time for which a server is loaded in a round.
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
