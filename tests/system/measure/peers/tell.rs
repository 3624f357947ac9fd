//! The candidates' figures, as tables with what one has to know about them.

use anyhow::Result;

use super::stage::versions;
use super::visit::{self, BLOCKING, HEAP, PRESS, SHOWN, USABLE};
use super::{BYTES, FEW, MANY, ROUNDS_OF_MANY, section};
use crate::figures::Figures;
use crate::machine::{Made, version_of};
use crate::options::Options;
use crate::program::named_by;
use crate::report;
use crate::spread::number;

/// Prints and writes the tables, and what is drawn.
pub(super) fn tell(figures: &Figures, options: &Options) -> Result<()> {
    let chromium = named_by("CHROMIUM")?;
    let chromium = version_of(std::process::Command::new(chromium).arg("--version"))?;
    let mut programs = versions()?;
    programs.insert(0, format!("article-widgets {}", env!("CARGO_PKG_VERSION")));
    programs.push(chromium);
    let made = Made::with(programs)?;
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
    report::tell(
        "peers",
        &made,
        &explanation(options.rounds, options.comments.contains(&MANY)),
        figures,
        &groups,
    )
}

fn explanation(rounds: usize, has_many: bool) -> String {
    let mut visits = format!("{rounds} visits");
    if has_many {
        let of_many = ROUNDS_OF_MANY.min(rounds);
        visits += &format!(" ({of_many} with {} comments)", number(MANY as f64));
    }
    format!(
        "Medians of {visits}, least to most, and in bold how \
         many times ours; each visit in a fresh profile, the candidates in turn. `never` is what \
         took more than {} seconds. The comments are the same, none of them a reply: on our \
         server, in Isso's database, and in a server that answers Waline's and Artalk's clients \
         as theirs do, but with all comments on one page. Ours asks for page after page \
         (`paging=all`). Times are from the \
         navigation to the frame that shows it, taken in the page; 4x is Chromium's slowdown of \
         the processor. Isso's server compresses nothing, so what its files would have as Brotli \
         stands beside what it sends. Isso, Waline and Artalk load with the page, wherever in it \
         they stand: below a long article their form is there before anyone scrolls to it.",
        visit::PATIENCE.as_secs()
    )
}
