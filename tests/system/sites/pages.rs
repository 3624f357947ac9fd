//! Pages that somebody wrote by hand, by the recipes.

use anyhow::{Result, ensure};

use crate::programs::{Isso, Version};
use crate::recipe::{self, Recipe};
use crate::site::Ground;
use crate::support::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_page_carries_all_three_by_the_recipe_alone() -> Result<()> {
    let ground = Ground::prepare().await?;
    let folder = Recipe::of("Plain HTML")?.followed_in("plain", &ground.server.url)?;
    let site = ground.serve(folder, None)?;
    let reader = Browser::start().await?;
    reader.open(&site.blog.url).await?;
    reader.vote_and_wait(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    reader
        .until_shown("article-nav", "The article before")
        .await?;
    reader
        .until("find('article-nav').shadowRoot.querySelector('a.next').pathname === '/2026/third/'")
        .await?;
    reader.comment("Well made", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    let canonical = "https://blog.example/2026/second/";
    let comments = site.server.comments(canonical).await?;
    ensure!(comments.len() == 1, "{comments:?}");
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_isso_has_its_comments_and_our_votes_by_the_recipe_alone() -> Result<()> {
    let ground = Ground::prepare().await?;
    let isso = Isso::start(Version::Current, &ground.url, false).await?;
    let folder = tempfile::tempdir()?;
    let page = recipe::page("Isso", &ground.server.url, &isso.url)?;
    std::fs::write(folder.path().join("index.html"), page)?;
    let site = ground.serve(folder, None)?;
    let reader = Browser::start().await?;
    reader.open(&site.blog.url).await?;
    reader.vote_and_wait(4).await?;
    reader.comment("Kept by Isso", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;
    assert_eq!(isso.texts().await?, ["Kept by Isso"]);
    reader.reload().await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    reader.until_shown("article-comments", "Kept by Isso").await
}
