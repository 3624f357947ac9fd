//! What a reader has typed: it outlives the page until the server has it, and is
//! sent once.

use anyhow::Result;

use crate::support::{Browser, HOLD_WRITES, Server};

const COMMENTS: &str = "article-comments";

/// What stands in a field of the form.
fn typed(field: &str, text: &str) -> String {
    format!("find('article-comments').shadowRoot.getElementById('{field}').value === '{text}'")
}

/// A reader who has typed a comment, and sent nothing.
async fn writer(server: &Server) -> Result<Browser> {
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader
        .type_into(COMMENTS, "#body", "Half a thought")
        .await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader
        .type_into(COMMENTS, "#email", "ada@example.org")
        .await?;
    Ok(reader)
}

/// Waits until the form of the page that has come anew has all that was typed.
async fn finds_it_again(reader: &Browser) -> Result<()> {
    reader.find(COMMENTS, "form").await?;
    for (field, text) in [
        ("body", "Half a thought"),
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("website", ""),
    ] {
        reader.until(&typed(field, text)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_a_reload_a_link_and_a_second_tab() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    reader.reload().await?;
    finds_it_again(&reader).await?;

    reader.click("article-nav", "a.next").await?;
    reader.until("location.pathname === '/en/sundial/'").await?;
    // Another article has drafts of its own.
    reader.find(COMMENTS, "form").await?;
    reader.until(&typed("body", "")).await?;
    reader.open(&page).await?;
    finds_it_again(&reader).await?;

    reader.open_tab(&page).await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_a_crash_of_the_tab() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    reader.crash_in_favour_of(&page).await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_an_element_that_is_taken_away() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader
        .run("window.gone = find('article-comments'); gone.remove();")
        .await?;
    reader
        .until("gone.shadowRoot.firstChild.localName === 'slot'")
        .await?;
    reader.run("find('article').append(gone);").await?;
    finds_it_again(&reader).await?;

    reader
        .run("find('article-comments').article = 'another';")
        .await?;
    reader.until(&typed("body", "")).await?;
    reader
        .run("find('article-comments').removeAttribute('article');")
        .await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_sent_is_not_offered_again() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until(&typed("body", "")).await?;
    reader
        .until("!Object.keys(localStorage).some((key) => key.includes('draft'))")
        .await
}

/// From now on the server keeps what the page sends, and the page loses the answer.
const LOSE_ANSWERS: &str = "
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const answer = await real(url, options);
        if (options?.method === 'PUT') throw new TypeError('lost');
        return answer;
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_was_lost_with_the_page_is_published_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run(LOSE_ANSWERS).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Your text is still here.")
        .await?;
    reader.reload().await?;
    finds_it_again(&reader).await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until_shown(COMMENTS, "1 comment").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_stays_with_the_article_that_it_was_written_under() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run(HOLD_WRITES).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .run("find('article-comments').article = 'another'; setTimeout(go, 100);")
        .await?;
    reader.until(&typed("body", "")).await?;
    reader
        .until("!Object.keys(localStorage).some((key) => key.includes('draft'))")
        .await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until_shown(COMMENTS, "1 comment").await
}
