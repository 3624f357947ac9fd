//! A server that is down, slow or confused: the reader is told, can try again,
//! and keeps every word.

use anyhow::Result;

use crate::support::{Blog, Browser, Fault, Server, faulty};

const TYPED: &str = "find('article-comments').shadowRoot.getElementById('body').value";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_waits_for_a_server_that_is_down_and_is_published_once() -> Result<()> {
    let mut server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .type_into("article-comments", "#body", "Un mot qui reste")
        .await?;
    reader.type_into("article-comments", "#name", "Zoé").await?;

    server.kill().await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .until_shown("article-comments", "Le serveur est injoignable.")
        .await?;
    reader
        .until_shown("article-comments", "Un mot qui reste")
        .await?;
    reader.until(&format!("{TYPED} === ''")).await?;

    server.restart().await?;
    reader
        .click("article-comments", ".unsent [part~=retry]")
        .await?;
    reader
        .until_shown("article-comments", "Merci, votre commentaire est publié.")
        .await?;
    reader.reload().await?;
    reader.find("article-comments", "ol").await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_waits_for_a_server_that_is_down_also_after_a_reload() -> Result<()> {
    let mut server = Server::start(&["--allow-origin", "*"]).await?;
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let body = format!("<article-rating endpoint={}></article-rating>", server.url);
    let blog = Blog::start(&widgets.url, &body).await?;
    server.kill().await?;

    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.vote(3).await?;
    let waiting = "Your vote of 3/5 is kept on this device";
    reader.until_shown("article-rating", waiting).await?;
    reader.reload().await?;
    reader.until_shown("article-rating", waiting).await?;
    reader
        .until("find('article-rating').shadowRoot.querySelector(':checked').value === '3'")
        .await?;

    server.restart().await?;
    reader.click("article-rating", "[part~=retry]").await?;
    reader
        .until("find('article-rating').shadowRoot.activeElement.value === '3'")
        .await?;
    reader.until_shown("article-rating", "3/5 - (1 vote)").await
}

/// From now on the page loses the answer to its first write, which the server
/// keeps.
const LOSE_AN_ANSWER: &str = "
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const answer = await real(url, options);
        if (options?.method !== 'PUT') return answer;
        window.fetch = real;
        throw new TypeError('lost');
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_was_lost_is_published_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .type_into("article-comments", "#body", "Une fois")
        .await?;
    reader.type_into("article-comments", "#name", "Zoé").await?;
    reader
        .until_shown("article-comments", "Aucun commentaire")
        .await?;
    reader.run(LOSE_AN_ANSWER).await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .click("article-comments", ".unsent [part~=retry]")
        .await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    // Who asked for it goes on with the comment.
    reader.until_focused("li[id^=comment]").await?;
    reader.reload().await?;
    reader.find("article-comments", "ol").await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_after_a_lost_answer_is_kept_beside_what_was_published() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .type_into("article-comments", "#body", "Un début")
        .await?;
    reader.type_into("article-comments", "#name", "Zoé").await?;
    reader
        .until_shown("article-comments", "Aucun commentaire")
        .await?;
    reader.run(LOSE_AN_ANSWER).await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .click("article-comments", ".unsent [part~=cancel]")
        .await?;
    reader.until_focused("#body").await?;

    reader
        .type_into("article-comments", "#body", " et une fin")
        .await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .until_shown(
            "article-comments",
            "Une version précédente a été publiée avant vos changements.",
        )
        .await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    reader
        .until(&format!("{TYPED} === 'Un début et une fin'"))
        .await?;
    reader
        .until("!find('article-comments').shadowRoot.querySelector('form [part~=retry]')")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_did_not_come_can_be_asked_for_again() -> Result<()> {
    let mut server = Server::start(&[]).await?;
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let url = server.url.clone();
    server.kill().await?;
    let body = format!("<article-comments endpoint={url}><p>Write to me.</p></article-comments>");
    let blog = Blog::start(&widgets.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until_shown("article-comments", "The comments cannot be shown.")
        .await?;
    reader.until_shown("article-comments", "Write to me.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_failure_has_its_sentence_and_costs_no_word() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let reader = Browser::start().await?;
    for (fault, sentence) in [
        (
            Fault::NotJson,
            "The server gave an answer that makes no sense.",
        ),
        (
            Fault::OtherJson,
            "The server gave an answer that makes no sense.",
        ),
        (Fault::Broken, "The server is having trouble (status 500)."),
        (Fault::Silence, "The server takes too long to answer."),
    ] {
        let server = faulty(fault).await?;
        let endpoint = &server.url;
        let body = format!(
            "<article-rating endpoint={endpoint}></article-rating>
             <article-comments endpoint={endpoint}></article-comments>"
        );
        let blog = Blog::start(&widgets.url, &body).await?;
        reader.open(&blog.url).await?;
        reader.comment("A word that stays", "Ada").await?;

        reader
            .until_shown(
                "article-rating",
                &format!("The votes cannot be shown. {sentence}"),
            )
            .await?;
        reader
            .until_shown(
                "article-comments",
                &format!("The comments cannot be shown. {sentence}"),
            )
            .await?;
        let failed = format!("Not sent yet. {sentence} It is kept on this device");
        reader.until_shown("article-comments", &failed).await?;
        reader
            .until_shown("article-comments", "A word that stays")
            .await?;
        reader
            .find("article-comments", ".unsent [part~=retry]")
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_attribute_value_falls_back_and_warns_once() -> Result<()> {
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let long = "long".repeat(600);
    let element = format!(
        r#"<article-rating max="x" backend="carrier-pigeon" loading="soon" lang="tlh"
        endpoint="ftp://example.org" article="{long}" value="6" votes="many"
        structured-data="a thing"></article-rating>"#
    );
    let blog = Blog::start(&widgets.url, &element.repeat(2)).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until(
            "[...document.querySelectorAll('article-rating')].every((element) =>
                element.shadowRoot.querySelectorAll('input').length === 5
                && shown(element).includes('No votes yet'))",
        )
        .await?;
    let warnings = reader.console().await?;
    for value in [
        r#"max="x""#,
        r#"backend="carrier-pigeon""#,
        r#"loading="soon""#,
        r#"lang="tlh""#,
        r#"endpoint="ftp://example.org""#,
        r#"article="long"#,
        r#"votes="many""#,
        r#"structured-data="a thing""#,
    ] {
        let naming = |line: &&String| line.contains("<article-rating ") && line.contains(value);
        assert_eq!(
            warnings.iter().filter(naming).count(),
            1,
            "{value} in {warnings:#?}"
        );
    }
    assert_eq!(warnings.len(), 8, "{warnings:#?}");
    Ok(())
}
