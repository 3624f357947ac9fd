//! From the click on the next article to its first paint, with and without what
//! `<article-nav>` does before the click.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::Uri;
use axum::http::header::CACHE_CONTROL;
use axum::response::Html;
use serde_json::json;
use tokio::time::sleep;

use crate::report;
use crate::spread::Spread;
use crate::support::{Blog, Browser, Server};

/// The time that the blog takes to respond, as one on the other side of a country does.
const LATENCY: Duration = Duration::from_millis(200);

/// The time that a reader points at a link before the click.
const POINTING: Duration = Duration::from_millis(400);

/// The time that browsers may keep an article of the blog: without such a word, what was fetched
/// ahead is fetched again.
const KEPT: &str = "max-age=60";

const MODES: [&str; 3] = ["none", "document", "prerender"];

/// Measures every mode in turn, so many times, each in a fresh profile.
pub(crate) async fn measure(rounds: usize) -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let mut values = MODES.map(|_| Vec::new());
    for round in 1..=rounds {
        for (mode, values) in MODES.iter().zip(&mut values) {
            let value = click_to_paint(&widgets, mode).await;
            let value = value.with_context(|| format!("prefetch={mode}, round {round}"))?;
            println!("round {round} of {rounds}: prefetch={mode} {value:.0} ms");
            values.push(value);
        }
    }
    tell(values.map(Spread::new))
}

fn tell(spreads: [Spread; 3]) -> Result<()> {
    let without = spreads[0].median();
    println!();
    println!("From the click on the next article to its first paint, in milliseconds:");
    println!(
        "median (least to most); the blog answers after {} ms, the reader points",
        LATENCY.as_millis()
    );
    println!(
        "at the link for {} ms, and browsers may keep its pages ({KEPT}).",
        POINTING.as_millis()
    );
    println!();
    println!("| `prefetch` | click to first paint | of `none` |");
    println!("| --- | --- | --- |");
    for (mode, spread) in MODES.iter().zip(&spreads) {
        println!("| `{mode}` | {spread} | {:.2} |", spread.median() / without);
    }
    let modes = MODES.iter().map(|mode| (*mode).to_owned());
    let json: serde_json::Map<_, _> = modes.zip(spreads.iter().map(Spread::to_json)).collect();
    let all = json!({
        "measure": "click to first paint of the next article",
        "unit": "ms",
        "latency": LATENCY.as_millis(),
        "pointing": POINTING.as_millis(),
        "prefetch": json,
    });
    report::write("navigation", &all)
}

async fn click_to_paint(widgets: &Server, mode: &'static str) -> Result<f64> {
    let (listener, url) = Blog::reserve().await?;
    let script = widgets.url.clone();
    let answer = async move |uri: Uri| {
        sleep(LATENCY).await;
        (
            [(CACHE_CONTROL, KEPT)],
            Html(article(uri.path(), &script, mode)),
        )
    };
    let _blog = Blog::route(listener, Router::new().fallback(answer))?;
    let reader = Browser::start().await?;
    reader.open(&format!("{url}/1/")).await?;
    reader
        .run(
            "addEventListener('click', (event) => {
                localStorage.clicked = performance.timeOrigin + event.timeStamp;
            }, {capture: true});",
        )
        .await?;
    reader.point_at("article-nav", "a.next").await?;
    sleep(POINTING).await;
    reader.click("article-nav", "a.next").await?;
    reader
        .until(
            "location.pathname === '/2/'
                && performance.getEntriesByName('first-contentful-paint').length === 1",
        )
        .await?;
    let measured = reader
        .run(
            "const [paint] = performance.getEntriesByName('first-contentful-paint');
            const [navigation] = performance.getEntriesByType('navigation');
            return [
                performance.timeOrigin + paint.startTime - localStorage.clicked,
                navigation.activationStart > 0,
            ];",
        )
        .await?;
    ensure!(
        measured[1] == (mode == "prerender"),
        "the article was drawn ahead: {}",
        measured[1]
    );
    measured[0].as_f64().context("a number")
}

/// An article of the length that articles have.
fn article(path: &str, widgets: &str, mode: &str) -> String {
    let paragraph = "<p>A movement knows nothing of the calendar, and a fault that follows
        the week has its cause around the clock.</p>";
    let other = if path == "/1/" { "/2/" } else { "/1/" };
    let relation = if path == "/1/" { "next" } else { "prev" };
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{path}</title>
        <link rel=icon href=data:,><script type=module src={widgets}/article-widgets.js></script>
        <h1>Article {path}</h1>{}<article-nav prefetch={mode}>
        <a rel={relation} href={other}>The other article</a></article-nav>",
        paragraph.repeat(60)
    )
}
