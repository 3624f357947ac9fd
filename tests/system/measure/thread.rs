//! The same threads of comments in our server and in a real Isso.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::comment::{Comment, made_up};
use crate::support::{Server, identifier};

/// The number of comments that are on their way to the server at a time.
const AT_ONCE: usize = 8;

/// Under which name the candidates know the thread of so many comments.
pub(crate) fn key(count: usize) -> String {
    format!("/{count}/")
}

/// Leaves so many comments on our server, and answers them as it tells them.
pub(crate) async fn fill(server: &Server, count: usize) -> Result<Vec<Comment>> {
    println!("writing a thread of {count} comments");
    let mut writers = JoinSet::new();
    for first in 0..AT_ONCE {
        let (client, url) = (reqwest::Client::new(), server.url.clone());
        writers.spawn(async move {
            for number in (first..count).step_by(AT_ONCE) {
                leave(&client, &url, count, number).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(written) = writers.join_next().await {
        written??;
    }
    let comments = read(server, count).await?;
    ensure!(comments.len() == count, "{} were kept", comments.len());
    Ok(comments)
}

async fn leave(client: &reqwest::Client, url: &str, count: usize, number: usize) -> Result<()> {
    let (name, body) = made_up(number);
    // No thread has so many that it comes to the next one's numbers.
    let id = identifier(u32::try_from(count * 10_001 + number)?);
    let request = client
        .put(format!("{url}/api/v1/comments/{id}"))
        .query(&[("article", key(count))])
        .json(&json!({"name": name, "body": body}));
    request.send().await?.error_for_status()?;
    Ok(())
}

/// All comments of a thread, page by page.
async fn read(server: &Server, count: usize) -> Result<Vec<Comment>> {
    let client = reqwest::Client::new();
    let mut comments = Vec::new();
    let mut cursor = String::new();
    loop {
        let mut question = vec![("article", key(count)), ("limit", "100".to_owned())];
        if !cursor.is_empty() {
            question.push(("cursor", cursor));
        }
        let request = client
            .get(format!("{}/api/v1/comments", server.url))
            .query(&question);
        let page: Value = request.send().await?.error_for_status()?.json().await?;
        for comment in page["comments"].as_array().context("a page")? {
            comments.push(told(comments.len() + 1, comment)?);
        }
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return Ok(comments),
        }
    }
}

fn told(number: usize, comment: &Value) -> Result<Comment> {
    let text = |field: &str| comment[field].as_str().map(str::to_owned).context("a text");
    Ok(Comment {
        number,
        name: text("name")?,
        body: text("body")?,
        html: text("html")?,
        created: text("created")?.parse()?,
    })
}
