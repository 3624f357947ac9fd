//! A reader's visit to a page, in a fresh profile.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::candidate::Candidate;
use super::stage::{Length, Stage};
use crate::support::Browser;

/// A script that watches the page from within.
const WATCH: &str = include_str!("watch.js");

/// The time that a page may take to show all comments; the driver waits two minutes at most.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// The time that a reader reads before scrolling to the end of the article.
const READING: Duration = Duration::from_secs(3);

/// The text that a reader types, a key press at a time.
const TYPED: &str = "The clock in our kitchen runs slow.";

/// A page, and how slow a device opens it.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) candidate: Candidate,
    pub(crate) count: usize,
    /// By how much the processor is slowed down.
    pub(crate) slowdown: u32,
}

/// The figures of a visit to the comments.
pub(crate) struct Seen {
    pub(crate) values: Vec<(&'static str, f64)>,
    /// In how many pages the comments came.
    pub(crate) pages: u64,
}

impl Seen {
    /// The value of a quantity; infinite if it never came.
    pub(crate) fn of(&self, quantity: &str) -> f64 {
        let mut values = self.values.iter();
        let found = values.find(|(name, _)| *name == quantity);
        found.map_or(f64::INFINITY, |(_, value)| *value)
    }
}

pub(crate) const USABLE: &str = "form usable, ms";
pub(crate) const SHOWN: &str = "all comments shown, ms";
pub(crate) const BLOCKING: &str = "blocking time until then, ms";
pub(crate) const HEAP: &str = "heap with WebAssembly's memory, MB";
pub(crate) const PRESS: &str = "key press to frame, ms";

impl Visit {
    async fn begin(self, stage: &Stage) -> Result<Browser> {
        let reader = Browser::start().await?;
        let mut watched = self.candidate.selectors();
        watched["count"] = json!(self.count);
        let script = format!("const watched = {watched};\n{WATCH}");
        reader.before_each_page(&script).await?;
        // The process that opens the article is there, and slowed down, before.
        reader.open(&format!("{}/blank", stage.url)).await?;
        let rate = json!({"rate": self.slowdown});
        reader
            .command("Emulation.setCPUThrottlingRate", rate)
            .await?;
        reader.command("Performance.enable", json!({})).await?;
        Ok(reader)
    }

    /// Opens the article, waits for all comments, and types.
    pub(crate) async fn comments(self, stage: &Stage) -> Result<Seen> {
        let reader = self.begin(stage).await?;
        let before = metrics(&reader).await?;
        let page = stage.page(self.candidate, self.count, Length::Short);
        reader.open(&page).await?;
        reader.wait_for("watch.whenAll", PATIENCE).await?;
        let after = metrics(&reader).await?;
        let watch = reader
            .run("return {usable: watch.usable, shown: watch.shown, pages: watch.pages};")
            .await?;
        let pages = watch["pages"].as_u64().context("pages")?;
        let mut values = vec![
            (USABLE, watch["usable"].as_f64().unwrap_or(f64::INFINITY)),
            (SHOWN, watch["shown"].as_f64().unwrap_or(f64::INFINITY)),
        ];
        if watch["shown"].is_null() {
            return Ok(Seen { values, pages });
        }
        let spent = |names: &[&str]| {
            let seconds = names.iter().map(|name| after.of(name) - before.of(name));
            seconds.sum::<f64>() * 1_000.0
        };
        values.extend([
            (BLOCKING, blocking(&reader, "watch.shown").await?),
            ("script until then, ms", spent(&["ScriptDuration"])),
            (
                "layout and style until then, ms",
                spent(&["LayoutDuration", "RecalcStyleDuration"]),
            ),
            ("all tasks until then, ms", spent(&["TaskDuration"])),
        ]);
        values.extend(self.kept(&reader).await?);
        values.push((PRESS, typing(&reader).await?));
        Ok(Seen { values, pages })
    }

    /// The figures of what the page keeps once its garbage is collected; checks that it shows what
    /// it has to.
    async fn kept(self, reader: &Browser) -> Result<[(&'static str, f64); 4]> {
        let counts = reader.run("return watch.counts();").await?;
        ensure!(
            counts["comments"] == self.count,
            "{} comments are shown",
            counts["comments"]
        );
        reader
            .command("HeapProfiler.collectGarbage", json!({}))
            .await?;
        let metrics = metrics(reader).await?;
        let wasm = counts["wasm"].as_f64().context("a size")?;
        Ok([
            (HEAP, (metrics.of("JSHeapUsedSize") + wasm) / 1e6),
            ("of it WebAssembly's, MB", wasm / 1e6),
            (
                "nodes of the page",
                counts["nodes"].as_f64().context("a number")?,
            ),
            ("nodes kept", metrics.of("Nodes")),
        ])
    }

    /// The addresses of all that is loaded until the comments are shown.
    pub(crate) async fn loaded(self, stage: &Stage) -> Result<Vec<String>> {
        let reader = self.begin(stage).await?;
        let page = stage.page(self.candidate, self.count, Length::Short);
        reader.open(&page).await?;
        let shown = reader.wait_for("watch.whenAll", PATIENCE).await?;
        ensure!(!shown.is_null(), "the comments are not shown");
        addresses(&reader).await
    }

    /// Opens a long article, reads, and scrolls to its end.
    pub(crate) async fn scrolling(self, stage: &Stage) -> Result<Scrolling> {
        let reader = self.begin(stage).await?;
        let page = stage.page(self.candidate, self.count, Length::Long);
        reader.open(&page).await?;
        sleep(READING).await;
        let loaded = addresses(&reader).await?;
        let blocking = blocking(&reader, "Infinity").await?;
        reader
            .run(
                "watch.scrolled = performance.now();
                scrollTo(0, document.documentElement.scrollHeight);",
            )
            .await?;
        let usable = reader.wait_for("watch.whenUsable", PATIENCE).await?;
        let usable = usable.as_f64().context("the form never came")?;
        let scrolled = reader.run("return watch.scrolled;").await?;
        let scrolled = scrolled.as_f64().context("a time")?;
        Ok(Scrolling {
            loaded,
            blocking,
            usable: (usable - scrolled).max(0.0),
        })
    }
}

/// The figures of a visit that scrolled to the comments.
pub(crate) struct Scrolling {
    /// The addresses of what was loaded before.
    pub(crate) loaded: Vec<String>,
    /// The time for which the page was blocked before.
    pub(crate) blocking: f64,
    /// The time from scrolling to a form that can be used; 0 if it was there.
    pub(crate) usable: f64,
}

/// The time for which the page was blocked by what began before `end`.
async fn blocking(reader: &Browser, end: &str) -> Result<f64> {
    // Long tasks are told a moment after they are over.
    let told = "new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 100)))";
    reader.wait_for(told, PATIENCE).await?;
    let blocking = reader
        .run(&format!("return watch.blocking({end});"))
        .await?;
    blocking.as_f64().context("a time")
}

async fn addresses(reader: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(
        reader.run("return watch.loaded();").await?,
    )?)
}

/// Types as a keyboard does, and answers the median time from a press to its frame.
async fn typing(reader: &Browser) -> Result<f64> {
    reader.run("watch.enter();").await?;
    let mut times = Vec::new();
    for (place, character) in TYPED.chars().enumerate() {
        for kind in ["keyDown", "keyUp"] {
            let mut key = json!({"type": kind, "key": character.to_string()});
            if kind == "keyDown" {
                key["text"] = json!(character.to_string());
            }
            reader.command("Input.dispatchKeyEvent", key).await?;
        }
        let pressed = format!("watch.pressed({})", place + 1);
        let time = reader.wait_for(&pressed, PATIENCE).await?;
        times.push(time.as_f64().context("a key press never came")?);
    }
    let typed = reader.run("return watch.typed();").await?;
    ensure!(typed == TYPED, "the field has {typed}");
    Ok(crate::spread::Spread::new(times).median())
}

/// The browser's counts since it was asked to count.
struct Metrics(Value);

impl Metrics {
    fn of(&self, name: &str) -> f64 {
        let list = self.0["metrics"].as_array();
        let mut list = list.into_iter().flatten();
        let found = list.find(|metric| metric["name"] == name);
        found
            .and_then(|metric| metric["value"].as_f64())
            .unwrap_or_default()
    }
}

async fn metrics(reader: &Browser) -> Result<Metrics> {
    Ok(Metrics(
        reader.command("Performance.getMetrics", json!({})).await?,
    ))
}
