//! Links to comments, whenever the page's address gets them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::support::{Blog, Browser, Document, Server, identifier};

/// A long article that links to a comment, and the comments far below.
fn article(link: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Long</title><link rel=icon href=data:,>
         <script type=module src=http://widgets.example/article-widgets.js></script></head>
         <body><p id=links>{link}</p><div style='height: 6000px'></div>
         <article-comments article=long></article-comments></body></html>"
    )
}

async fn publish(server: &Server, page: &str) -> Result<Blog> {
    let document = Document::new("/long/", "text/html", page);
    Blog::publish(&server.url, vec![document]).await
}

/// The identifier of a comment that is there.
async fn commented(server: &Server) -> Result<String> {
    let draft = json!({"name": "Ada", "body": "Far below."});
    server.comment("long", 1, &draft).await?;
    Ok(identifier(1))
}

/// Waits until what a reader was led to is in sight and has the focus.
async fn until_led_to(reader: &Browser, inner: &str) -> Result<()> {
    reader.until_focused(inner).await?;
    reader
        .until(&format!(
            "(() => {{
                const place = find('article-comments').shadowRoot.querySelector(`{inner}`);
                const {{top, bottom}} = place.getBoundingClientRect();
                return bottom > 0 && top < innerHeight;
            }})()"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_the_article_leads_to_a_comment_whose_widget_sleeps() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let id = commented(&server).await?;
    let link = format!("<a href='#comment-{id}'>see there</a>");
    let blog = publish(&server, &article(&link)).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/long/", blog.url)).await?;
    reader
        .until("customElements.get('article-comments')")
        .await?;
    reader.follow("#links a").await?;
    until_led_to(&reader, &format!("[id='comment-{id}']")).await?;
    // The same link once more, from the top of the page.
    reader
        .run("scrollTo(0, 0); document.activeElement.blur();")
        .await?;
    reader.follow("#links a").await?;
    until_led_to(&reader, &format!("[id='comment-{id}']")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_comment_that_is_gone_leads_to_the_comments_which_say_so() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    commented(&server).await?;
    for fragment in [
        "comment-9b0e7f8a-6f0c-4f0e-9d57-0f6a3c1f6a99",
        // As another system linked it, which the blog had before.
        "comment-12",
        "isso-12",
    ] {
        let link = format!("<a href='#{fragment}'>see there</a>");
        let blog = publish(&server, &article(&link)).await?;
        let reader = Browser::start().await?;
        let url = format!("{}/long/", blog.url);
        reader.open(&format!("{url}#{fragment}")).await?;
        let led = until_led_to(&reader, "#thread-heading").await;
        led.with_context(|| format!("on load: {fragment}"))?;
        reader
            .until_shown("article-comments", "is not here any more")
            .await?;
        reader.open(&url).await?;
        reader
            .until("customElements.get('article-comments')")
            .await?;
        reader.follow("#links a").await?;
        let led = until_led_to(&reader, "#thread-heading").await;
        led.with_context(|| format!("by a click: {fragment}"))?;
        reader
            .until_shown("article-comments", "is not here any more")
            .await?;
        let said: Value = reader
            .run("return find('article-comments').shadowRoot.querySelectorAll('[role=status] .hint').length;")
            .await?;
        ensure!(
            said == json!(1),
            "it is said by a screen reader, too: {said}"
        );
    }
    Ok(())
}
