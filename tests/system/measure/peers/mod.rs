//! Ours beside Isso, Waline and Artalk: the same comments below the same article, in the
//! same browser, in turn.

mod api;
mod candidate;
mod files;
mod size;
mod stage;
mod tell;
mod visit;

use anyhow::{Context, Result};

use crate::figures::Figures;
use crate::options::Options;
use crate::spread::number;
use candidate::Candidate;
use size::{Kind, sent, sizes};
use stage::Stage;
use visit::Visit;

/// By how much the processor is slowed down.
const SLOWDOWNS: [u32; 2] = [1, 4];

/// From so many comments on three rounds have to do.
const MANY: usize = 10_000;
const ROUNDS_OF_MANY: usize = 3;

/// The number of comments below the long article, and below the one whose bytes are counted.
const FEW: usize = 100;

const BYTES: &str = "Bytes, KB";

/// The measurements, and the figures so far.
struct Bench<'a> {
    options: &'a Options,
    stage: Stage,
    figures: Figures,
}

/// Measures every candidate in turn, so many times, each in a fresh profile.
pub(crate) async fn measure(options: &Options) -> Result<()> {
    let mut counts = options.comments.clone();
    if !counts.contains(&FEW) {
        counts.push(FEW);
    }
    let mut columns = vec!["article-widgets".to_owned()];
    columns.extend(stage::versions()?);
    let mut bench = Bench {
        options,
        stage: Stage::set(&counts).await?,
        figures: Figures::of(columns),
    };
    bench.count_bytes().await?;
    for round in 1..=options.rounds {
        for slowdown in SLOWDOWNS {
            bench.run(round, slowdown).await?;
        }
    }
    tell::tell(&bench.figures, options)
}

fn section(slowdown: u32, count: usize) -> String {
    format!("{} comments, {slowdown}x", number(count as f64))
}

impl Bench<'_> {
    /// Counts the bytes of scripts and style sheets; they are the same each time.
    async fn count_bytes(&mut self) -> Result<()> {
        for candidate in Candidate::ALL {
            println!("counting the bytes of {}", candidate.name());
            let visit = Visit {
                candidate,
                count: FEW,
                slowdown: 1,
            };
            let loaded = visit.loaded(&self.stage).await?;
            let sizes = sizes(&loaded).await?;
            let mut add = |name: &str, bytes: usize| {
                let kilobytes = bytes as f64 / 1e3;
                self.figures.add(BYTES, name, candidate.column(), kilobytes);
            };
            add("as its server sends them", sent(&loaded).await?);
            add("brotli", sizes.iter().map(|size| size.brotli).sum());
            for kind in Kind::ALL {
                let sizes = sizes.iter().filter(|size| size.kind == kind);
                let name = format!("of it {}", kind.name());
                add(&name, sizes.map(|size| size.brotli).sum());
            }
            add("gzip", sizes.iter().map(|size| size.gzip).sum());
            add("not compressed", sizes.iter().map(|size| size.plain).sum());
        }
        Ok(())
    }

    /// One round at one speed.
    async fn run(&mut self, round: usize, slowdown: u32) -> Result<()> {
        let progress = format!("round {round} of {}, {slowdown}x", self.options.rounds);
        for &count in &self.options.comments {
            if count >= MANY && round > ROUNDS_OF_MANY {
                continue;
            }
            for candidate in Candidate::ALL {
                let visit = Visit {
                    candidate,
                    count,
                    slowdown,
                };
                let shown = self.show(visit).await;
                let name = candidate.name();
                let shown = shown.with_context(|| format!("{progress}: {name}, {count}"))?;
                println!("{progress}, {count} comments: {name} {shown}");
            }
        }
        for candidate in Candidate::ALL {
            let visit = Visit {
                candidate,
                count: FEW,
                slowdown,
            };
            let usable = self.scroll(visit).await;
            let name = candidate.name();
            let usable = usable.with_context(|| format!("{progress}: scrolling to {name}"))?;
            println!("{progress}, long article: {name} usable {usable:.0} ms after scrolling");
        }
        Ok(())
    }

    /// Shows the comments, and says how long that took.
    async fn show(&mut self, visit: Visit) -> Result<String> {
        let seen = visit.comments(&self.stage).await?;
        let section = section(visit.slowdown, visit.count);
        let column = visit.candidate.column();
        for (quantity, value) in &seen.values {
            self.figures.add(&section, quantity, column, *value);
        }
        Ok(format!(
            "shown after {} ms, in {} requests",
            number(seen.of(visit::SHOWN)),
            seen.pages
        ))
    }

    /// Scrolls to the form, and says how long that took in milliseconds.
    async fn scroll(&mut self, visit: Visit) -> Result<f64> {
        let seen = visit.scrolling(&self.stage).await?;
        let section = format!("Below a long article, {}x", visit.slowdown);
        let loaded = sent(&seen.loaded).await? as f64 / 1e3;
        for (quantity, value) in [
            ("loaded before scrolling, KB", loaded),
            ("blocking time before scrolling, ms", seen.blocking),
            ("from scrolling to a usable form, ms", seen.usable),
        ] {
            let column = visit.candidate.column();
            self.figures.add(&section, quantity, column, value);
        }
        Ok(seen.usable)
    }
}
