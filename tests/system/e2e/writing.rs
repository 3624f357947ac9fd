//! Writing: languages that run the other way, lists, code, text that shows nothing, and the keys
//! that send.

use anyhow::Result;
use serde_json::json;

use crate::support::{Blog, Browser, Server, picture};

const COMMENTS: &str = "article-comments";
const KEY: &str = "first";

/// Ctrl+Enter.
const SEND: &str = "\u{e009}\u{e007}";

/// A page that runs in a direction, with a reader on it.
async fn reader_on(server: &Server, direction: &str) -> Result<(Blog, Browser)> {
    let body = format!(
        "<main dir={direction}><h1>Article</h1><article-comments article={KEY} loading=eager>
         </article-comments></main>"
    );
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.find(COMMENTS, ".comments").await?;
    Ok((blog, reader))
}

async fn start() -> Result<Server> {
    Server::start(&["--allow-origin", "*"]).await
}

/// English and Arabic, each with a list, a list in it, a quotation and code.
const TEXTS: [&str; 2] = [
    "One paragraph.\n\n- a list\n\n  3. three\n  4. four\n\n> A quotation\n\n```\n  code();\n```",
    "فقرة واحدة، مع `code`.\n\n- قائمة\n\n  3. ثلاثة\n  4. أربعة\n\n> اقتباس؟\n\n```\n  code();\n```",
];

#[tokio::test(flavor = "multi_thread")]
async fn lists_keep_their_start_on_pages_of_either_direction() -> Result<()> {
    let server = start().await?;
    for (number, body) in (1..).zip(TEXTS) {
        let draft = json!({"body": body, "name": "Ada"});
        server.comment(KEY, number, &draft).await?;
    }
    for direction in ["ltr", "rtl"] {
        let (_blog, reader) = reader_on(&server, direction).await?;
        reader.until_there("li:nth-child(2) pre").await?;
        reader
            .picture(&picture(&format!("directions-{direction}"))?)
            .await?;
        reader
            .until(
                "(() => {
                    const lists = [...find('article-comments').shadowRoot.querySelectorAll('.text ol')];
                    return lists.length === 2 && lists.every((list) => list.start === 3);
                })()",
            )
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_show_nothing_is_refused_at_its_field_and_in_the_preview() -> Result<()> {
    let server = start().await?;
    let (_blog, reader) = reader_on(&server, "ltr").await?;
    reader.comment("&nbsp;", "Ada").await?;
    let refused = "Nothing of this would be seen. Please write some words.";
    reader.until_shown(COMMENTS, refused).await?;
    reader.until_focused("#body[aria-invalid=true]").await?;
    reader.until_typed("body", "&nbsp;").await?;
    reader.press("!").await?;
    reader.until_gone("#body-error").await?;

    reader.reload().await?;
    reader.until_typed("body", "&nbsp;!").await?;
    reader
        .run("find('article-comments').shadowRoot.getElementById('body').value = '```';")
        .await?;
    reader.click(COMMENTS, "#body-preview-tab").await?;
    reader.until_shown(COMMENTS, refused).await?;
    reader.until_focused("#body[aria-invalid=true]").await?;
    reader.until_typed("body", "```").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_sends_comments_answers_and_changes() -> Result<()> {
    let server = start().await?;
    let (_blog, reader) = reader_on(&server, "ltr").await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader.type_into(COMMENTS, "#body", "By a key").await?;
    reader.type_into(COMMENTS, "#body", SEND).await?;
    reader.until_there("li .edit").await?;
    reader.until_typed("body", "").await?;

    reader.click(COMMENTS, "li .edit").await?;
    reader.until_focused("#edit-body").await?;
    reader.press(", twice").await?;
    reader.type_into(COMMENTS, "#edit-body", SEND).await?;
    reader.until_shown(COMMENTS, "By a key, twice").await?;
    reader.until_gone("#edit-body").await?;

    reader.click(COMMENTS, "li .reply").await?;
    reader
        .type_into(COMMENTS, "#reply-body", "An answer")
        .await?;
    reader.type_into(COMMENTS, "#reply-name", "Ada").await?;
    reader.type_into(COMMENTS, "#reply-name", SEND).await?;
    reader.until_there("li li .edit").await?;
    reader.until_gone("#reply-body").await
}
