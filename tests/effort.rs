//! The effort of a test: a short way among the tests, all the way in `cargo xtask torture`, which
//! collects the figures as the rows of a table.

use std::fmt::Display;
use std::io::Write as _;

/// Names the file of the table's rows, for `cargo xtask torture` alone.
const FIGURES: &str = "ARTICLE_WIDGETS_FIGURES";

/// Names the seed, so that a run can be had again.
const SEED: &str = "ARTICLE_WIDGETS_SEED";

/// `short` among the tests, `full` in `cargo xtask torture`.
pub(crate) fn scaled<T>(short: T, full: T) -> T {
    if std::env::var_os(FIGURES).is_some() {
        full
    } else {
        short
    }
}

/// The seed of all that is random: another one each time, unless the environment
/// names it. It is printed with the test that used it.
pub(crate) fn seed() -> u64 {
    let named = std::env::var(SEED).ok();
    let seed = match &named {
        Some(text) => text.parse().expect("a seed is a whole number"),
        None => rand::random(),
    };
    println!("{SEED}={seed}");
    seed
}

/// Adds a row to the table of `cargo xtask torture`.
pub(crate) fn figure(name: &str, value: impl Display) {
    println!("{name}: {value}");
    let Some(file) = std::env::var_os(FIGURES) else {
        return;
    };
    let mut file = std::fs::File::options()
        .append(true)
        .create(true)
        .open(file)
        .expect("the file of figures");
    writeln!(file, "| {name} | {value} |").expect("a row");
}
