//! Blogs that Hugo, Jekyll and Eleventy make, by the recipes.

use anyhow::Result;

use crate::recipe::Recipe;
use crate::site::{Article, Ground, Site, build, program};
use crate::support::Browser;

/// The third article's title, which a page has to escape.
const THIRD: &str = r#"Scales & "stars" of <ten>"#;

const ARTICLE: Article = Article {
    path: "/posts/second/",
    previous: ("/posts/first/", "The first article"),
    next: ("/posts/third/", THIRD),
};

async fn hugo() -> Result<Site> {
    let ground = Ground::prepare().await?;
    let source = Recipe::of("Hugo")?.followed_in("hugo", &ground.server.url)?;
    let made = tempfile::tempdir()?;
    let mut hugo = program("ARTICLE_WIDGETS_HUGO")?;
    hugo.arg("--source").arg(source.path());
    hugo.arg("--destination").arg(made.path());
    hugo.args(["--baseURL", &ground.url]);
    build(&mut hugo).await?;
    ground.serve(made, None)
}

async fn eleventy() -> Result<Site> {
    let ground = Ground::prepare().await?;
    let source = Recipe::of("Eleventy")?.followed_in("eleventy", &ground.server.url)?;
    let made = tempfile::tempdir()?;
    let mut eleventy = program("ARTICLE_WIDGETS_NODE")?;
    eleventy
        .arg(crate::site::path("ARTICLE_WIDGETS_ELEVENTY")?)
        .arg(format!("--output={}", made.path().display()))
        .current_dir(source.path());
    build(&mut eleventy).await?;
    ground.serve(made, None)
}

/// The shortcode's rating, on a scale of its own, beside the one at the article's end.
async fn has_a_rating_in_its_text(site: &Site) -> Result<()> {
    let reader = Browser::start().await?;
    reader
        .open(&format!("{}{}", site.blog.url, ARTICLE.next.0))
        .await?;
    reader
        .click("article-rating[max=\"10\"]", "label:nth-of-type(7)")
        .await?;
    reader
        .until_shown("article-rating[max=\"10\"]", "7/10 - (1 vote)")
        .await?;
    reader
        .until_shown("article-rating:not([max])", "3.5/5 - (1 vote)")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hugo_site_carries_all_three_by_the_recipe_alone() -> Result<()> {
    hugo().await?.carries_all_three(&ARTICLE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hugo_article_has_a_rating_in_its_text() -> Result<()> {
    has_a_rating_in_its_text(&hugo().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_eleventy_site_carries_all_three_by_the_recipe_alone() -> Result<()> {
    eleventy().await?.carries_all_three(&ARTICLE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_eleventy_article_has_a_rating_in_its_text() -> Result<()> {
    has_a_rating_in_its_text(&eleventy().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jekyll_site_carries_all_three_by_the_recipe_alone() -> Result<()> {
    let ground = Ground::prepare().await?;
    let source = Recipe::of("Jekyll")?.followed_in("jekyll", &ground.server.url)?;
    let settings = source.path().join("_config.yml");
    let text = std::fs::read_to_string(&settings)?;
    std::fs::write(&settings, text.replace("https://blog.example", &ground.url))?;
    let made = tempfile::tempdir()?;
    let mut jekyll = program("ARTICLE_WIDGETS_JEKYLL")?;
    jekyll.args(["build", "--disable-disk-cache", "--source"]);
    jekyll.arg(source.path());
    jekyll.arg("--destination").arg(made.path());
    build(&mut jekyll).await?;
    let article = Article {
        path: "/2026/second/",
        previous: ("/2026/first/", "The first article"),
        next: ("/2026/third/", THIRD),
    };
    ground.serve(made, None)?.carries_all_three(&article).await
}
