//! Mistakes of whoever writes the page: they are said in the console, once, and take
//! nothing from the page's readers.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::support::{Blog, Browser, Document, Server, same_origin};

/// Waits until the console has a line with `text`, and answers how many lines have it.
async fn count_of(reader: &Browser, text: &str) -> Result<usize> {
    let mut lines = Vec::new();
    for _ in 0..FRAMES {
        lines.extend(reader.console().await?);
        let count = lines.iter().filter(|line| line.contains(text)).count();
        if count > 0 {
            return Ok(count);
        }
        // Until the browser has drawn once more.
        let frame = "new Promise((resolve) => requestAnimationFrame(resolve))";
        reader.wait_for(frame, Duration::from_secs(10)).await?;
    }
    bail!("no {text:?} in {lines:#?}")
}

/// For how many frames of the browser a line is awaited.
const FRAMES: u32 = 1_000;

/// An expression that is true if the page asked for the script that explains mistakes.
const DIAGNOSED: &str = "performance.getEntriesByType('resource')
    .some(({name}) => name.endsWith('/diagnostics.js'))";

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_page_does_not_load_what_explains_mistakes() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let body =
        "<article-rating class=stars id=stars data-a=b aria-label=Stars max=10></article-rating>
        <article-nav><a rel=next href=/next/>Next</a></article-nav>
        <article-comments tabindex=0 order=newest><h2>Comments</h2></article-comments>";
    let blog = Blog::publish(&widgets.url, vec![Document::page("/a/", "", body)]).await?;
    let without_canonical = Blog::start(&widgets.url, body).await?;
    let reader = Browser::start().await?;
    for url in [&blog.url, &without_canonical.url] {
        reader
            .open(&format!("{url}/a/?utm_source=mail&fbclid=1"))
            .await?;
        reader.until_shown("article-rating", "No votes yet").await?;
        reader
            .until_shown("article-comments", "No comments yet")
            .await?;
        let is_diagnosed = reader.run(&format!("return {DIAGNOSED};")).await?;
        ensure!(is_diagnosed == false, "it was loaded at {url}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_names_are_said_once_each() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    for (body, told) in [
        (
            "<article-rating artcile=one></article-rating><article-rating artcile=two></article-rating>",
            "<article-rating artcile> means nothing. Is it article?",
        ),
        (
            "<article-rating read-only></article-rating>",
            "<article-rating read-only> means nothing. Is it readonly?",
        ),
        (
            "<article-comments max=10></article-comments>",
            "<article-comments max> means nothing: max is an attribute of <article-rating>.",
        ),
        (
            "<article-rating></article-rating><article-comment></article-comment>",
            "<article-comment> is no element of article-widgets. <article-comments> is.",
        ),
        (
            "<article-comments endpoint=widgets.example></article-comments>",
            "If it is another host, write https://widgets.example",
        ),
    ] {
        let blog = Blog::publish(&widgets.url, vec![Document::page("/a/", "", body)]).await?;
        reader.open(&format!("{}/a/", blog.url)).await?;
        let count = count_of(&reader, told).await.context(body)?;
        ensure!(count == 1, "{told}: {count} times");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_element_without_an_end_tag_swallows_stays_on_the_page() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let long = "Words of the article. ".repeat(40);
    let reader = Browser::start().await?;
    for body in [
        "<article-rating/><p id=rest>Rest</p><article-nav><a rel=next href=/b/>B</a></article-nav>"
            .to_owned(),
        "<article-nav/><p id=rest>Rest</p><footer>Footer</footer>".to_owned(),
        format!("<article><article-rating/><p id=rest>{long}</p></article>"),
    ] {
        let blog = Blog::publish(&widgets.url, vec![Document::page("/a/", "", &body)]).await?;
        reader.open(&format!("{}/a/", blog.url)).await?;
        count_of(&reader, "has no end tag")
            .await
            .context(body.clone())?;
        reader
            .until(
                "document.querySelector('#rest').checkVisibility()
                && document.querySelector('#rest').offsetHeight > 0
                && document.querySelector('article-rating, article-nav').shadowRoot
                    .querySelector('div')",
            )
            .await
            .context(body)?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_may_be_one_of_several_is_asked_for_a_canonical_link() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&widgets.url, "<article-rating></article-rating>").await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/?page=2", blog.url)).await?;
    count_of(&reader, "has no <link rel=\"canonical\">").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_refuses_web_assembly_is_told_what_to_add() -> Result<()> {
    let widgets = Server::start(&[]).await?;
    let policy = "default-src 'self'; img-src 'self' data:";
    let body = "<article-comments>Comments by mail, please</article-comments>";
    let blog = same_origin(&widgets.url, policy, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    count_of(&reader, "Add 'wasm-unsafe-eval' to its script-src").await?;
    reader
        .until("find('article-comments').offsetHeight > 0")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_is_said_with_the_reason() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let closed = Server::start(&["--allow-origin", "https://elsewhere.example"]).await?;
    let reader = Browser::start().await?;
    let (_, gone) = Blog::reserve().await?;
    for (endpoint, told) in [
        (
            &closed.url,
            "Start it with --allow-origin http://127.0.0.1:",
        ),
        (&gone, "cannot be reached"),
    ] {
        let body = format!("<article-comments endpoint={endpoint}></article-comments>");
        let blog = Blog::publish(&widgets.url, vec![Document::page("/a/", "", &body)]).await?;
        reader.open(&format!("{}/a/", blog.url)).await?;
        let count = count_of(&reader, told).await?;
        ensure!(count == 1, "{told}: {count} times");
    }
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    let body = format!(
        "<article-comments endpoint={}></article-comments>",
        widgets.url
    );
    let blog = same_origin(&widgets.url, policy, &body).await?;
    reader.open(&blog.url).await?;
    count_of(&reader, "is refused by the page's content security policy").await?;
    Ok(())
}
