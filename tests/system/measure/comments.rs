//! The time that comments take to come, and a key press to be seen, under an article with few
//! comments and under one with very many.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::report;
use crate::spread::Spread;
use crate::support::{Blog, Browser, Server};

/// The number of comments of each article.
const COUNTS: [u32; 2] = [100, 10_000];

/// The number of comments that are on their way to the server at a time.
const AT_ONCE: u32 = 8;

/// The text that a reader types, a key press at a time.
const TYPED: &str =
    "The clock in our kitchen runs slow on Sundays as well, which I never understood.";

/// Notes when the first page of comments is in a frame, and for each key press the time
/// until the frame that shows it.
const WATCH: &str = "
    const afterFrame = (then) => requestAnimationFrame(() => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
    });
    addEventListener('article-comments:ready', () => afterFrame((now) => window.firstPage = now));
    window.presses = [];
    addEventListener('input', (event) => afterFrame((now) =>
        presses.push(now - event.timeStamp)), {capture: true});";

/// The figures of one round, in milliseconds.
struct Round {
    shown: f64,
    presses: Vec<f64>,
}

/// Measures every article in turn, so many times, each in a fresh profile.
pub(crate) async fn measure(rounds: usize) -> Result<()> {
    let server = Server::start(&["--allow-origin", "*", "--comments-per-address", "0"]).await?;
    for count in COUNTS {
        println!("writing {count} comments");
        fill(&server, count).await?;
    }
    let mut shown = COUNTS.map(|_| Vec::new());
    let mut presses = COUNTS.map(|_| Vec::new());
    for round in 1..=rounds {
        for (place, count) in COUNTS.into_iter().enumerate() {
            let values = visit(&server, count).await;
            let values = values.with_context(|| format!("{count} comments, round {round}"))?;
            println!(
                "round {round} of {rounds}: {count} comments, shown after {:.0} ms",
                values.shown
            );
            shown[place].push(values.shown);
            presses[place].extend(values.presses);
        }
    }
    tell(shown.map(Spread::new), presses.map(Spread::new))
}

fn tell(shown: [Spread; 2], presses: [Spread; 2]) -> Result<()> {
    println!();
    println!("From the navigation to the first page of comments, and from a key press in the");
    println!("form to the frame that shows it, in milliseconds: median (least to most).");
    println!();
    println!(
        "| comments of the article | first page shown | of {} | key press to frame |",
        COUNTS[0]
    );
    println!("| --- | --- | --- | --- |");
    let few = shown[0].median();
    for (place, count) in COUNTS.into_iter().enumerate() {
        let ratio = shown[place].median() / few;
        println!(
            "| {count} | {} | {ratio:.2} | {} |",
            shown[place], presses[place]
        );
    }
    let entries = COUNTS.iter().zip(shown.iter().zip(&presses));
    let articles: Vec<Value> = entries
        .map(|(count, (shown, presses))| {
            json!({"comments": count, "shown": shown.to_json(), "presses": presses.to_json()})
        })
        .collect();
    report::write("comments", &json!({"unit": "ms", "articles": articles}))
}

fn key(count: u32) -> String {
    format!("an article with {count} comments")
}

/// Leaves so many comments on an article, every fourth in answer to the one before.
async fn fill(server: &Server, count: u32) -> Result<()> {
    let client = reqwest::Client::new();
    let mut writers = JoinSet::new();
    for first in 0..AT_ONCE {
        let (client, server) = (client.clone(), server.url.clone());
        writers.spawn(async move {
            for number in (first..count / 4).step_by(AT_ONCE as usize) {
                leave_four(&client, &server, count, number).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(written) = writers.join_next().await {
        written??;
    }
    let comments = server.comments(&key(count)).await?;
    ensure!(!comments.is_empty(), "no comment was kept");
    Ok(())
}

async fn leave_four(client: &reqwest::Client, server: &str, count: u32, number: u32) -> Result<()> {
    let identifier = |part: u32| format!("00000000-0000-4000-8{part:03x}-{count:06x}{number:06x}");
    for part in 0..4 {
        let parent = (part == 3).then(|| identifier(2));
        let body = "I had the same with a *long case* clock.\n\n".repeat(1 + part as usize);
        let draft = json!({"body": body, "name": format!("Reader {number}"), "parent": parent});
        client
            .put(format!("{server}/api/v1/comments/{}", identifier(part)))
            .query(&[("article", key(count))])
            .json(&draft)
            .send()
            .await?
            .error_for_status()?;
    }
    Ok(())
}

async fn visit(server: &Server, count: u32) -> Result<Round> {
    let body = format!(
        "<h1>Article</h1><article-comments article='{}' loading=eager></article-comments>",
        key(count)
    );
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.before_each_page(WATCH).await?;
    reader.open(&blog.url).await?;
    reader.until("window.firstPage").await?;
    reader.click("article-comments", "#body").await?;
    for character in TYPED.chars() {
        reader.press(&character.to_string()).await?;
    }
    let all = TYPED.chars().count();
    reader.until(&format!("presses.length === {all}")).await?;
    let measured = reader.run("return [firstPage, presses];").await?;
    Ok(Round {
        shown: measured[0].as_f64().context("a number")?,
        presses: serde_json::from_value(measured[1].clone())?,
    })
}
