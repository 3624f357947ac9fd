//! Ours beside Isso, Waline and Artalk: the same comments below the same article, in the
//! same browser, in turn.

mod api;
mod candidate;
mod files;
mod size;
mod stage;
mod visit;

use anyhow::{Context, Result};

use crate::figures::Figures;
use crate::machine::{Made, version_of};
use crate::options::Options;
use crate::program::named_by;
use crate::report;
use crate::spread::number;
use candidate::Candidate;
use size::{Kind, Size, sizes};
use stage::{Stage, versions};
use visit::{BLOCKING, HEAP, PRESS, SHOWN, USABLE, Visit};

/// By how much the processor is slowed down.
const SLOWDOWNS: [u32; 2] = [1, 4];

/// From so many comments on three rounds have to do.
const MANY: usize = 10_000;
const ROUNDS_OF_MANY: usize = 3;

/// How many comments are below the long article, and below the one whose bytes are counted.
const FEW: usize = 100;

const BYTES: &str = "Bytes, KB";

/// Measures every candidate in turn, so many times, each in a fresh profile.
pub(crate) async fn measure(options: &Options) -> Result<()> {
    let mut counts = options.comments.clone();
    if !counts.contains(&FEW) {
        counts.push(FEW);
    }
    let stage = Stage::set(&counts).await?;
    let mut columns = vec!["article-widgets".to_owned()];
    columns.extend(versions()?);
    let mut figures = Figures::of(columns);
    count_bytes(&stage, &mut figures).await?;
    for round in 1..=options.rounds {
        for slowdown in SLOWDOWNS {
            for count in &options.comments {
                if *count < MANY || round <= ROUNDS_OF_MANY {
                    show(
                        &stage,
                        &mut figures,
                        (round, options.rounds),
                        slowdown,
                        *count,
                    )
                    .await?;
                }
            }
            scroll(&stage, &mut figures, (round, options.rounds), slowdown).await?;
        }
    }
    tell(&figures, options)
}

fn visit(candidate: Candidate, count: usize, slowdown: u32) -> Visit {
    Visit {
        candidate,
        count,
        slowdown,
    }
}

/// How many bytes scripts and style sheets have; the same each time.
async fn count_bytes(stage: &Stage, figures: &mut Figures) -> Result<()> {
    for candidate in Candidate::ALL {
        println!("counting the bytes of {}", candidate.name());
        let loaded = visit(candidate, FEW, 1).loaded(stage).await?;
        let sizes = sizes(&loaded).await?;
        let mut add = |name: &str, bytes: usize| {
            figures.add(BYTES, name, candidate.column(), bytes as f64 / 1e3);
        };
        let sum = |bytes: fn(&Size) -> usize| sizes.iter().map(bytes).sum();
        add("as its server sends them", sum(|size| size.sent));
        add("brotli", sum(|size| size.brotli));
        for kind in Kind::ALL {
            let sizes = sizes.iter().filter(|size| size.kind == kind);
            let name = format!("of it {}", kind.name());
            add(&name, sizes.map(|size| size.brotli).sum());
        }
        add("gzip", sum(|size| size.gzip));
        add("not compressed", sum(|size| size.plain));
    }
    Ok(())
}

fn section(slowdown: u32, count: usize) -> String {
    format!("{} comments, {slowdown}x", number(count as f64))
}

async fn show(
    stage: &Stage,
    figures: &mut Figures,
    (round, rounds): (usize, usize),
    slowdown: u32,
    count: usize,
) -> Result<()> {
    for candidate in Candidate::ALL {
        let seen = visit(candidate, count, slowdown).comments(stage).await;
        let name = candidate.name();
        let seen = seen.with_context(|| format!("{name} with {count} comments at {slowdown}x"))?;
        let words = seen.values.iter().take(3);
        let words: Vec<String> = words
            .map(|(name, value)| format!("{name} {value:.0}"))
            .collect();
        println!(
            "round {round} of {rounds}, {slowdown}x, {count} comments: {name} in {} pages; {}",
            seen.pages,
            words.join(", ")
        );
        for (quantity, value) in seen.values {
            figures.add(
                &section(slowdown, count),
                quantity,
                candidate.column(),
                value,
            );
        }
    }
    Ok(())
}

async fn scroll(
    stage: &Stage,
    figures: &mut Figures,
    (round, rounds): (usize, usize),
    slowdown: u32,
) -> Result<()> {
    let section = format!("Below a long article, {slowdown}x");
    for candidate in Candidate::ALL {
        let name = candidate.name();
        let seen = visit(candidate, FEW, slowdown).scrolling(stage).await;
        let seen = seen.with_context(|| format!("scrolling to {name} at {slowdown}x"))?;
        println!(
            "round {round} of {rounds}, {slowdown}x, long article: {name} usable {:.0} ms after scrolling",
            seen.usable
        );
        let sent: usize = sizes(&seen.loaded)
            .await?
            .iter()
            .map(|size| size.sent)
            .sum();
        for (quantity, value) in [
            ("loaded before scrolling, KB", sent as f64 / 1e3),
            ("blocking time before scrolling, ms", seen.blocking),
            ("from scrolling to a usable form, ms", seen.usable),
        ] {
            figures.add(&section, quantity, candidate.column(), value);
        }
    }
    Ok(())
}

fn tell(figures: &Figures, options: &Options) -> Result<()> {
    let chromium = named_by("CHROMIUM")?;
    let chromium = version_of(std::process::Command::new(chromium).arg("--version"))?;
    let mut programs = versions()?;
    programs.insert(0, format!("article-widgets {}", env!("CARGO_PKG_VERSION")));
    programs.push(chromium);
    let made = Made::with(programs)?;
    let text = format!(
        "{}\n\n{}\n{}",
        made.sentence(),
        explanation(options.rounds),
        figures.tables()
    );
    let groups = [
        (
            BYTES.to_owned(),
            "brotli",
            "JavaScript, CSS and WebAssembly, KB brotli",
        ),
        (
            section(4, FEW),
            USABLE,
            "100 comments, 4x slowdown: form usable, ms",
        ),
        (
            section(4, 1_000),
            SHOWN,
            "1,000 comments, 4x slowdown: all shown, ms",
        ),
        (
            section(4, 1_000),
            BLOCKING,
            "1,000 comments, 4x slowdown: blocking time, ms",
        ),
        (
            section(4, 1_000),
            PRESS,
            "1,000 comments, 4x slowdown: key press to frame, ms",
        ),
        (
            section(1, 1_000),
            HEAP,
            "1,000 comments: heap with WebAssembly's memory, MB",
        ),
    ];
    let groups: Vec<_> = groups
        .iter()
        .filter_map(|(section, name, title)| figures.bars(section, name, title))
        .collect();
    let values = report::values(&made.to_json(), figures.to_json());
    report::tell("peers", values, &text, &groups)
}

fn explanation(rounds: usize) -> String {
    let of_many = ROUNDS_OF_MANY.min(rounds);
    format!(
        "Medians of {rounds} visits ({of_many} with {} comments), least to most, and in bold how \
         many times ours; each visit in a fresh profile, the candidates in turn. `never` is what \
         took more than {} seconds. The comments are the same, none of them a reply: on our \
         server, in Isso's database, and in a server that answers Waline's and Artalk's clients \
         as theirs do, but with all comments on one page. Ours has no such setting: its pages are \
         taken one after the other, each as soon as its button is there. Times are from the \
         navigation to the frame that shows it, taken in the page; 4x is Chromium's slowdown of \
         the processor. Isso's server compresses nothing, so what its files would have as Brotli \
         stands beside what it sends. Isso, Waline and Artalk load with the page, wherever in it \
         they stand: below a long article their form is there before anyone scrolls to it.\n",
        number(MANY as f64),
        visit::PATIENCE.as_secs()
    )
}
