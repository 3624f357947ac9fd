//! The page on paper: the whole thread, and nothing that is of no use there.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::support::{Blog, Browser, Server, identifier, picture};

const COMMENTS: &str = "article-comments";
const KEY: &str = "printed";

/// The comments of a thread, each of which says its number.
async fn thread(server: &Server, count: u32) -> Result<()> {
    for number in 1..=count {
        let draft = json!({"body": format!("Comment {number}."), "name": "Ada"});
        server.comment(KEY, number, &draft).await?;
    }
    for number in 1..=14 {
        let parent = identifier(1);
        let draft = json!({"body": format!("Reply {number}."), "name": "Bea", "parent": parent});
        server.comment(KEY, 1000 + number, &draft).await?;
    }
    Ok(())
}

/// Prints the page, as Ctrl+P does.
async fn print(reader: &Browser) -> Result<Value> {
    reader
        .command("Page.printToPDF", json!({"printBackground": true}))
        .await
}

/// Checks that a sheet for paper shows the thread alone.
async fn shows_the_thread_alone(reader: &Browser, count: usize) -> Result<()> {
    reader
        .until(&format!(
            "(() => {{
                const root = find('article-comments').shadowRoot;
                const seen = (selector) => [...root.querySelectorAll(selector)]
                    .filter((part) => part.checkVisibility({{contentVisibilityAuto: true}}));
                return seen('.text').length === {count}
                    && !seen('form, button, input, textarea, select, [role=tab]').length;
            }})()"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_has_the_whole_thread_and_nothing_to_use() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*", "--comments-per-address", "1000"]).await?;
    thread(&server, 70).await?;
    let body = format!(
        "<p style='block-size: 5000px'>The article.</p>
        <article-rating article={KEY}></article-rating>
        <article-comments article={KEY}>The comments come with scripts.</article-comments>"
    );
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until("find('article-comments').shadowRoot.firstChild.localName === 'slot'")
        .await?;

    // Printing awakens what is asleep, and fetches what is missing in what is awake.
    print(&reader).await?;
    reader.until_shown(COMMENTS, "Comment 1.").await?;
    print(&reader).await?;
    reader.until_shown(COMMENTS, "Comment 70.").await?;
    reader.until_shown(COMMENTS, "Reply 14.").await?;
    reader.until_gone("[aria-busy]").await?;

    let media = json!({"media": "print"});
    reader.command("Emulation.setEmulatedMedia", media).await?;
    shows_the_thread_alone(&reader, 84).await?;
    reader
        .until("!find('article-rating').shadowRoot.querySelector('.own')?.checkVisibility()")
        .await?;
    reader.picture(&picture("print")?).await?;

    let paper = print(&reader).await?;
    let size = paper["data"].as_str().map(str::len);
    ensure!(size > Some(10_000), "{size:?} letters of PDF");
    Ok(())
}
