//! `budget.toml`: how large what readers get may be.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build;
use crate::workspace::Workspace;

/// The budget, at the root.
const FILE: &str = "budget.toml";

/// The files that the README has a page load by itself: all that comes before a reader nears the
/// widgets.
const BY_PAGES: [&str; 2] = ["article-widgets.css", "article-widgets.js"];

/// The file that a page gets only if it has a mistake; it is not counted among those of all pages.
const AT_TIMES: &str = "bundle/diagnostics.js";

/// The largest sizes in bytes, compressed by brotli.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Of all files, the words of one language among them.
    total: u64,
    /// Of the files that come before a reader nears the widgets.
    before_scrolling: u64,
    /// Of each file.
    files: BTreeMap<String, u64>,
}

/// Fails when what is in dist/ is larger than the budget, and says what and by how much.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let text = fs::read_to_string(workspace.root().join(FILE))
        .with_context(|| format!("cannot read {FILE}"))?;
    let budget: Budget = toml::from_str(&text).with_context(|| format!("in {FILE}"))?;
    let sizes = build::sizes_for_readers(workspace)?;
    let excess = budget.excess(&sizes);
    if !excess.is_empty() {
        bail!("{FILE} is not kept:\n{excess}");
    }
    println!("{} of {} bytes, all in all.", total(&sizes), budget.total);
    println!(
        "{} of {} bytes before scrolling.",
        before_scrolling(&sizes),
        budget.before_scrolling
    );
    Ok(())
}

impl Budget {
    /// A line for each size that is larger than it may be; empty if none is.
    fn excess(&self, sizes: &BTreeMap<String, u64>) -> String {
        let mut lines = String::new();
        for (name, size) in sizes {
            match self.files.get(name) {
                Some(most) => add_line(&mut lines, name, *size, *most),
                // Writing to a string cannot fail.
                None => drop(writeln!(lines, "  {name} ({size} bytes) has no budget")),
            }
        }
        for name in self.files.keys().filter(|name| !sizes.contains_key(*name)) {
            let _ = writeln!(lines, "  {name} has a budget, and is not in dist/");
        }
        let before = before_scrolling(sizes);
        add_line(
            &mut lines,
            "before scrolling",
            before,
            self.before_scrolling,
        );
        add_line(&mut lines, "all in all", total(sizes), self.total);
        lines
    }
}

fn add_line(lines: &mut String, name: &str, size: u64, most: u64) {
    if size > most {
        let excess = size - most;
        let _ = writeln!(lines, "  {name}: {size} bytes, {excess} more than {most}");
    }
}

/// The files together that come before a reader nears the widgets.
fn before_scrolling(sizes: &BTreeMap<String, u64>) -> u64 {
    BY_PAGES.iter().filter_map(|name| sizes.get(*name)).sum()
}

/// All files together, with the words of the language that takes most.
fn total(sizes: &BTreeMap<String, u64>) -> u64 {
    let is_language = |name: &str| name.ends_with(".json");
    let is_code = |name: &str| !is_language(name) && name != AT_TIMES;
    let code = sizes.iter().filter(|(name, _)| is_code(name));
    let languages = sizes.iter().filter(|(name, _)| is_language(name));
    let code: u64 = code.map(|(_, size)| size).sum();
    code + languages.map(|(_, size)| *size).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(sizes: &[(&str, u64)]) -> BTreeMap<String, u64> {
        let owned = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size));
        owned.collect()
    }

    #[test]
    fn what_grew_is_told_and_by_how_much() {
        let budget = Budget {
            total: 120,
            before_scrolling: 0,
            files: sizes(&[
                ("a.js", 100),
                (AT_TIMES, 50),
                ("en.json", 30),
                ("fr.json", 30),
            ]),
        };
        let within = sizes(&[
            ("a.js", 100),
            (AT_TIMES, 50),
            ("en.json", 10),
            ("fr.json", 20),
        ]);
        assert_eq!(total(&within), 120);
        assert_eq!(budget.excess(&within), "");

        let beyond = sizes(&[("a.js", 103), ("b.js", 5), (AT_TIMES, 50), ("fr.json", 20)]);
        let expected = "  a.js: 103 bytes, 3 more than 100\n\
            \x20 b.js (5 bytes) has no budget\n\
            \x20 en.json has a budget, and is not in dist/\n\
            \x20 all in all: 128 bytes, 8 more than 120\n";
        assert_eq!(budget.excess(&beyond), expected);
    }

    #[test]
    fn what_comes_before_scrolling_has_a_budget_of_its_own() {
        let files = sizes(&[
            ("article-widgets.css", 40),
            ("article-widgets.js", 60),
            ("bundle/bootstrap.js", 500),
        ]);
        let mut budget = Budget {
            total: 600,
            before_scrolling: 100,
            files: files.clone(),
        };
        assert_eq!(budget.excess(&files), "");
        budget.before_scrolling = 99;
        let expected = "  before scrolling: 100 bytes, 1 more than 99\n";
        assert_eq!(budget.excess(&files), expected);
    }
}
