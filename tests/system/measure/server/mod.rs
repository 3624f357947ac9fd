//! Our server beside Isso's, with the same threads: how many readers they serve, how long
//! one waits, and what memory that takes.

mod load;
mod memory;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::figures::Figures;
use crate::isso::{Isso, package_version};
use crate::machine::Made;
use crate::options::Options;
use crate::report;
use crate::spread::number;
use crate::support::Server;
use crate::thread::{fill, key};

/// The numbers of comments of the threads.
const COUNTS: [usize; 2] = [10, 100];

const RATE: &str = "requests per second";

/// One server that tells a thread.
struct Contestant {
    name: String,
    url: String,
    process: u32,
}

/// Loads every server in turn, so many times.
pub(crate) async fn measure(options: &Options) -> Result<()> {
    let ours = Server::start(&["--comments-per-address", "0"]).await?;
    let mut threads = Vec::new();
    for count in COUNTS {
        threads.push(fill(&ours, count).await?);
    }
    let isso = Isso::with("http://127.0.0.1", &threads).await?;
    let (alone, gunicorn) = (isso.run().await?, isso.run_under_gunicorn().await?);
    let version = package_version("isso")?;
    let contestants = [
        Contestant {
            name: "article-widgets".to_owned(),
            url: format!("{}/api/v1/comments?limit=100&article=", ours.url),
            process: ours.process()?,
        },
        Contestant {
            name: format!("Isso {version}, `isso run`"),
            url: format!("{}/?uri=", alone.url),
            process: alone.process,
        },
        Contestant {
            name: format!("Isso {version} under gunicorn"),
            url: format!("{}/?uri=", gunicorn.url),
            process: gunicorn.process,
        },
    ];
    let names = contestants.iter().map(|contestant| contestant.name.clone());
    let mut figures = Figures::of(names.collect());
    for round in 1..=options.rounds {
        for count in COUNTS {
            for (column, contestant) in contestants.iter().enumerate() {
                contestant.check(count).await?;
                let (rate, latency) = contestant.load(options, count).await?;
                println!(
                    "round {round} of {}, {count} comments: {} {} requests per second",
                    options.rounds,
                    contestant.name,
                    number(rate)
                );
                let mut add = |name, value| figures.add(&section(count), name, column, value);
                add(RATE, rate);
                add("99 of 100 within, ms", latency);
                if let Some(megabytes) = memory::resident(contestant.process) {
                    add("memory, MB", megabytes);
                }
            }
        }
    }
    tell(&figures, options)
}

fn section(count: usize) -> String {
    format!("A thread of {count}")
}

impl Contestant {
    fn address(&self, count: usize) -> String {
        format!("{}{}", self.url, key(count))
    }

    /// The thread is told in full.
    async fn check(&self, count: usize) -> Result<()> {
        let answer = reqwest::get(self.address(count)).await?;
        let told: Value = answer.error_for_status()?.json().await?;
        let comments = told.get("comments").or_else(|| told.get("replies"));
        let comments = comments.and_then(Value::as_array).context("a list")?;
        ensure!(
            comments.len() == count,
            "{} told {} comments of {count}",
            self.name,
            comments.len()
        );
        Ok(())
    }

    async fn load(&self, options: &Options, count: usize) -> Result<(f64, f64)> {
        let loaded = load::run(&self.address(count), options.load).await;
        loaded.with_context(|| format!("loading {}", self.name))
    }
}

fn tell(figures: &Figures, options: &Options) -> Result<()> {
    let made = Made::with(vec![
        format!("article-widgets-server {}", env!("CARGO_PKG_VERSION")),
        format!("Isso {}", package_version("isso")?),
        format!("gunicorn {}", package_version("gunicorn")?),
        load::version()?,
    ])?;
    let title = "Requests per second for a thread of ten comments";
    let bars = figures.bars(&section(COUNTS[0]), RATE, title);
    report::tell(
        "server",
        &made,
        &explanation(options),
        figures,
        bars.as_slice(),
    )
}

fn explanation(options: &Options) -> String {
    format!(
        "Medians of {} rounds of {} seconds, least to most, and how many times ours in bold; the \
         servers in turn, each on a SQLite file with the same comments, asked for a thread by {} \
         connections from the same machine. gunicorn has two workers. The memory is what the \
         server's processes have resident after a round.",
        options.rounds,
        options.load.as_secs(),
        load::CONNECTIONS
    )
}
