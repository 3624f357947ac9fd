//! Reports: to the terminal, to programs and, if asked, into the documents.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::chart::{self, Group};
use crate::document;
use crate::figures::Figures;
use crate::machine::Made;

/// The document to which `cargo xtask bench --publish` writes the tables and the chart.
const DOCUMENT: &str = "docs/bench.md";
const CHART: &str = "docs/bench.svg";

/// The parts that the chart has bars of, in its order.
const CHARTED: [&str; 2] = ["peers", "server"];

/// Writes the values of a measurement for programs, and says where.
pub(crate) fn write(name: &str, values: &Value) -> Result<()> {
    let file = file_of(name);
    fs::create_dir_all(root().join("target/bench"))?;
    fs::write(&file, serde_json::to_string_pretty(values)?)?;
    println!("\nThe values are in {}.", file.display());
    Ok(())
}

/// Shows what a part found in the candidates, and writes it for programs and for the
/// documents.
pub(crate) fn tell(
    name: &str,
    made: &Made,
    explanation: &str,
    figures: &Figures,
    bars: &[Group],
) -> Result<()> {
    let text = [&made.sentence(), explanation, figures.tables().trim_end()].join("\n\n");
    println!("\n{text}");
    let bars: Value = bars.iter().map(Group::to_json).collect();
    let values = json!({"made": made.to_json(), "rows": figures.to_json(), "bars": bars});
    write(name, &values)?;
    if std::env::var_os("ARTICLE_WIDGETS_PUBLISH").is_some() {
        publish(name, &text)?;
    }
    Ok(())
}

fn publish(name: &str, text: &str) -> Result<()> {
    let document = root().join(DOCUMENT);
    let former = fs::read_to_string(&document);
    let former = former.with_context(|| format!("reading {DOCUMENT}"))?;
    let text = format!("{text}\n");
    fs::write(&document, document::with_part(&former, name, &text))?;
    let mut groups = Vec::new();
    for part in CHARTED {
        let Ok(text) = fs::read_to_string(file_of(part)) else {
            continue;
        };
        let values: Value = serde_json::from_str(&text)?;
        let bars = values["bars"].as_array();
        groups.extend(bars.into_iter().flatten().filter_map(Group::from_json));
    }
    let title = "article-widgets beside Isso, Waline and Artalk: shorter bars are better, \
                 but for requests per second";
    fs::write(root().join(CHART), chart::svg(title, &groups))?;
    println!("The tables are in {DOCUMENT}, the bars in {CHART}.");
    Ok(())
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn file_of(name: &str) -> PathBuf {
    let folder = root().join("target/bench");
    folder.join(name).with_extension("json")
}
