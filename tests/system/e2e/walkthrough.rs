//! The bundle as readers use it: they vote, comment and go on reading, and what they left is there
//! for the next one.

use anyhow::Result;

use crate::support::{Browser, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_and_a_comment_outlive_the_server_and_the_browser() -> Result<()> {
    let mut server = Server::start(&[]).await?;
    let page = format!("{}/", server.url);
    let reader = Browser::start().await?;

    reader.open(&page).await?;
    reader.find("article-rating", "fieldset").await?;
    reader.until_shown("article-rating", "Aucun vote").await?;
    reader.vote_and_wait(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;

    reader.comment("Moi aussi, un four !", "Zoé").await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    reader
        .until_shown("article-comments", "Moi aussi, un four !")
        .await?;

    reader.click("article-nav", "a.next").await?;
    reader
        .until("location.pathname === '/cadran-solaire/'")
        .await?;

    server.kill().await?;
    server.restart().await?;

    let next_reader = Browser::start().await?;
    next_reader.open(&page).await?;
    next_reader.find("article-comments", "ol").await?;
    next_reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    next_reader
        .until_shown("article-comments", "Moi aussi, un four !")
        .await?;
    next_reader.find("article-rating", ".line").await?;
    next_reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_share_an_average_and_each_can_change_the_vote() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/", server.url);
    let (first, second) = (Browser::start().await?, Browser::start().await?);

    first.open(&page).await?;
    first.vote_and_wait(5).await?;
    first
        .until_shown("article-rating", "5/5 - (1 vote)")
        .await?;

    second.open(&page).await?;
    second.vote_and_wait(2).await?;
    second
        .until_shown("article-rating", "3,5/5 - (2 votes)")
        .await?;
    second.vote_and_wait(4).await?;
    second
        .until_shown("article-rating", "4,5/5 - (2 votes)")
        .await?;
    second
        .until_shown("article-rating", "Votre vote\u{a0}: 4/5")
        .await?;

    second.reload().await?;
    second.find("article-rating", "fieldset").await?;
    second
        .until_shown("article-rating", "4,5/5 - (2 votes)")
        .await?;
    second
        .until("find('article-rating').shadowRoot.querySelector(':checked').value === '4'")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_page_speaks_english() -> Result<()> {
    let server = Server::start(&[]).await?;
    let (first, second) = (Browser::start().await?, Browser::start().await?);
    let page = format!("{}/en/", server.url);
    for (reader, star) in [(&first, 5), (&second, 4)] {
        reader.open(&page).await?;
        reader.vote_and_wait(star).await?;
        reader.until_shown("article-rating", "Your vote").await?;
    }
    second
        .until_shown("article-rating", "4.5/5 - (2 votes)")
        .await?;

    second.click("article-comments", "[type=submit]").await?;
    second
        .until_shown("article-comments", "Please write your comment.")
        .await?;
    second
        .until_shown("article-comments", "Please enter your name.")
        .await?;
    second.click("article-nav", "a.previous").await?;
    second
        .until("location.pathname === '/en/workshop-notebook/'")
        .await?;
    second.find("article-nav", "a.next").await?;
    second
        .until_shown(
            "article-nav",
            "Next articleThe clock that ran slow on Sundays",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_form_says_what_is_missing_beside_each_field() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader.click("article-comments", "[type=submit]").await?;
    for (field, message) in [
        ("body", "Veuillez écrire votre commentaire."),
        ("name", "Veuillez indiquer votre nom."),
    ] {
        reader
            .until(&format!(
                "(() => {{
                    const root = find('article-comments').shadowRoot;
                    const field = root.getElementById('{field}');
                    const [first] = field.getAttribute('aria-describedby').split(' ');
                    const message = root.getElementById(first);
                    return field.ariaInvalid === 'true' && message.textContent === '{message}'
                        && message.closest('.field').contains(field);
                }})()"
            ))
            .await?;
    }
    reader
        .until("find('article-comments').shadowRoot.activeElement.id === 'body'")
        .await?;

    reader
        .type_into("article-comments", "#body", "Bonjour")
        .await?;
    reader
        .until("!find('article-comments').shadowRoot.getElementById('body-error')")
        .await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .until("find('article-comments').shadowRoot.activeElement.id === 'name'")
        .await
}
