//! One article at several addresses.

use anyhow::Result;

use crate::support::{Blog, Browser, Server};

const RATING: &str = "article-rating";
const COMMENTS: &str = "article-comments";

/// A page with both widgets, and no word on which address is its own.
const BOTH: &str = "<article-rating loading=eager></article-rating>\
    <article-comments loading=eager></article-comments>";

/// One vote and one comment.
async fn are_there(reader: &Browser) -> Result<()> {
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.until_shown(COMMENTS, "Hello").await
}

/// Neither.
async fn are_not_there(reader: &Browser) -> Result<()> {
    reader.until_shown(RATING, "No votes yet").await?;
    reader.until_shown(COMMENTS, "No comments yet").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_a_page_shows_the_same_vote_and_the_same_comment() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, BOTH).await?;
    let devanagari = "ब".repeat(55);
    for (first, others, another) in [
        (
            format!("/{devanagari}/"),
            vec![
                format!("/{devanagari}"),
                format!("/{}/index.html#top", "%e0%a4%ac".repeat(55)),
            ],
            "/ब/".to_owned(),
        ),
        (
            "/cafe\u{301}/?utm_source=feed&fbclid=1".to_owned(),
            vec!["/caf\u{e9}".to_owned(), "/caf%C3%A9/?gclid=2".to_owned()],
            "/cafe/".to_owned(),
        ),
        (
            "/?p=12".to_owned(),
            vec!["/index.php?utm_campaign=a&p=12".to_owned()],
            "/?p=13".to_owned(),
        ),
    ] {
        let reader = Browser::start().await?;
        reader.open(&[&blog.url, &*first].concat()).await?;
        are_not_there(&reader).await?;
        reader.vote(4).await?;
        reader.comment("Hello", "Ada").await?;
        are_there(&reader).await?;
        reader.reload().await?;
        are_there(&reader).await?;
        for other in others {
            reader.open(&[&blog.url, &*other].concat()).await?;
            are_there(&reader).await?;
        }
        reader.open(&[&blog.url, &*another].concat()).await?;
        are_not_there(&reader).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_first_is_asked_for_once_at_every_address() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, BOTH).await?;
    let reader = Browser::start().await?;
    for address in ["/", "/बब/?utm_source=a&p=1", "/a%20b/index.html?gclid=1"] {
        reader.open(&[&blog.url, address].concat()).await?;
        are_not_there(&reader).await?;
        let asked = reader
            .run(
                "return performance.getEntriesByType('resource')
                    .filter((entry) => /\\/api\\/v1\\/(rating|comments)\\?/.test(entry.name)).length;",
            )
            .await?;
        assert_eq!(asked, 2, "{address}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_beyond_the_limit_is_said_aloud_and_nobody_tries_again_in_vain() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, BOTH).await?;
    let reader = Browser::start().await?;
    let page = format!("{}/{}/", blog.url, "ब".repeat(700));
    reader.open(&page).await?;
    for element in [RATING, COMMENTS] {
        reader.until_shown(element, "refused").await?;
        let is_offered = reader
            .run(&format!(
                "return Boolean(find('{element}').shadowRoot.querySelector('[part~=retry]'));"
            ))
            .await?;
        assert_eq!(is_offered, false, "{element}");
    }
    let told = reader.console().await?;
    let warnings = told.iter().filter(|line| line.contains("2,048 bytes"));
    assert_eq!(warnings.count(), 2, "{told:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_says_nothing_of_where_its_reader_came_from_and_loads_nothing() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, BOTH).await?;
    let reader = Browser::start().await?;
    let page = format!("{}/a/?p=1&utm_source=feed&fbclid=2", blog.url);
    reader.open(&page).await?;
    reader.comment("Hello", "Ada").await?;
    reader.until_there("article .permalink").await?;
    let permalink = "find('article-comments').shadowRoot.querySelector('.permalink')";
    let link = reader.run(&format!("return {permalink}.href;")).await?;
    let link = link.as_str().unwrap_or_default().to_owned();
    assert!(
        link.starts_with(&format!("{}/a/?p=1#comment-", blog.url)),
        "{link}"
    );
    reader.run("window.isHere = true;").await?;
    reader.click(COMMENTS, "article .permalink").await?;
    reader
        .until("isHere && location.hash.startsWith('#comment-')")
        .await?;
    reader.until_there("article.linked, .linked article").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_device_kept_under_an_older_spelling_is_not_lost() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let blog = Blog::start(&server.url, BOTH).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/another/", blog.url)).await?;
    let waiting = "00000000-0000-4000-8000-000000000001";
    reader
        .run(&format!(
            "const server = {:?} + ' ' + location.origin;
            const keep = (key, value) => localStorage.setItem('article-widgets:' + key, value);
            const text = (body) => JSON.stringify({{ body, name: 'Ada', email: '', website: '' }});
            keep('ballot ' + server + '/a/', '4/5');
            keep('draft ' + server + '/a/', text('Half a thought'));
            keep('draft ' + server + '/b/', text('Of another article'));
            keep('waiting ' + server + '/a/ {waiting}', JSON.stringify({{
                draft: text('Hello'), parent: '', trap: '', seconds: 9, since: Date.now(),
            }}));",
            server.url
        ))
        .await?;
    reader.open(&format!("{}/a/", blog.url)).await?;
    are_there(&reader).await?;
    reader.until_typed("body", "Half a thought").await?;
    reader
        .open(&format!("{}/b/?utm_source=a", blog.url))
        .await?;
    reader.until_typed("body", "Of another article").await
}
