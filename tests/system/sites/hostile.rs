//! A page whose theme resets everything and whose script changes the language.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::recipe::root;
use crate::site::{Ground, Site};
use crate::support::{Browser, Settings, picture};

async fn site() -> Result<Site> {
    let ground = Ground::prepare().await?;
    let folder = tempfile::tempdir()?;
    for file in ["index.html", "theme.css", "theme.js"] {
        let text = fs::read_to_string(root().join("examples/hostile").join(file))?;
        let text = text.replace("https://widgets.example", &ground.server.url);
        fs::write(folder.path().join(file), text)?;
    }
    ground.serve(folder, Some("index.html"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_theme_keeps_nobody_from_voting_and_commenting() -> Result<()> {
    let site = site().await?;
    let reader = Browser::start().await?;
    reader.open(&site.blog.url).await?;
    reader.vote_and_wait(4).await?;
    reader
        .until_shown("article-rating", "4/5 - (1 vote)")
        .await?;
    reader.click("article-rating", ".own button").await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    reader.vote_and_wait(2).await?;
    reader
        .comment("Under **hostile** conditions", "Ada")
        .await?;
    reader.until_there("article .text strong").await?;
    reader.click("article-comments", "li .reply").await?;
    reader
        .type_into("article-comments", "#reply-body", "All the same")
        .await?;
    reader
        .type_into("article-comments", "#reply-name", "Bo")
        .await?;
    reader.click("article-comments", "li [type=submit]").await?;
    reader.until_there("li li article").await?;
    reader.reload().await?;
    reader
        .until_shown("article-rating", "2/5 - (1 vote)")
        .await?;
    reader.until_shown("article-comments", "2 comments").await?;
    reader.click("article-nav", "a.next").await?;
    reader.until("location.pathname === '/2026/third/'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_script_keeps_no_comment_from_waiting_for_the_network() -> Result<()> {
    let site = site().await?;
    let reader = Browser::start().await?;
    reader.open(&site.blog.url).await?;
    reader
        .type_into("article-comments", "#body", "Kept meanwhile")
        .await?;
    reader.reload().await?;
    reader.until_typed("body", "Kept meanwhile").await?;
    reader.set_online(false).await?;
    reader.type_into("article-comments", "#name", "Ada").await?;
    reader
        .click("article-comments", ".writing [type=submit]")
        .await?;
    reader.until_there(".unsent").await?;
    reader.set_online(true).await?;
    reader.until_shown("article-comments", "1 comment").await?;
    let url = format!("{}/", site.blog.url);
    let comments = site.server.comments(&url).await?;
    ensure!(comments.len() == 1, "{comments:?}");
    Ok(())
}

/// The look of a widget's part: its box, and the style of its text.
async fn look(reader: &Browser, element: &str, inner: &str) -> Result<Value> {
    reader
        .run(&format!(
            "const part = find('{element}').shadowRoot.querySelector('{inner}');
            const {{width, height}} = part.getBoundingClientRect();
            const style = getComputedStyle(part);
            const names = ['display', 'visibility', 'opacity', 'font-weight',
                'text-indent', 'text-wrap-mode', 'white-space-collapse', 'fill', 'border-top-width',
                'text-align', 'outline-style', 'outline-width'];
            const told = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
            return {{...told, width, height}};"
        ))
        .await
}

/// Checks what is the same in every text of the widgets, whatever the theme.
fn is_plain(look: &Value) {
    for (name, value) in [
        ("visibility", "visible"),
        ("text-indent", "0px"),
        ("text-wrap-mode", "wrap"),
        ("white-space-collapse", "collapse"),
    ] {
        assert_eq!(look[name], value, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hostile_theme_the_widgets_look_as_they_should() -> Result<()> {
    let site = site().await?;
    let settings = Settings {
        height: 1000,
        ..Settings::default()
    };
    let reader = Browser::with(settings).await?;
    reader.open(&site.blog.url).await?;
    reader.vote_and_wait(4).await?;
    reader.comment("Under hostile conditions", "Ada").await?;
    reader.until_shown("article-comments", "1 comment").await?;

    let star = look(&reader, "article-rating", ".icon").await?;
    assert_eq!((&star["width"], &star["height"]), (&json!(28), &json!(28)));
    let full = look(&reader, "article-rating", ".full").await?;
    assert_eq!(full["fill"], "rgb(245, 166, 35)");
    let target = look(&reader, "article-rating", "label").await?;
    assert_eq!(
        (&target["width"], &target["height"]),
        (&json!(44), &json!(44))
    );
    for (element, inner) in [
        ("article-rating", ".line"),
        ("article-rating", ".own"),
        ("article-nav", "a.next .title"),
        ("article-comments", "h2"),
        ("article-comments", ".field label"),
        ("article-comments", "article .text"),
        ("article-comments", "[type=submit]"),
    ] {
        let text = look(&reader, element, inner).await?;
        is_plain(&text);
        ensure!(text["width"].as_f64() > Some(0.0), "{inner} has no width");
        ensure!(text["height"].as_f64() > Some(0.0), "{inner} has no height");
    }
    let label = look(&reader, "article-comments", ".field label").await?;
    assert_eq!(label["font-weight"], "600");
    assert_eq!(label["text-align"], "left");
    let field = look(&reader, "article-comments", "textarea").await?;
    assert_eq!(field["border-top-width"], "1px");
    ensure!(field["height"].as_f64() >= Some(128.0), "{field}");
    let link = look(&reader, "article-nav", "a.next").await?;
    assert_eq!(
        (&link["border-top-width"], &link["display"]),
        (&json!("1px"), &json!("grid"))
    );

    // By keyboard, so that the focus is to be seen.
    reader
        .run("find('article-nav').shadowRoot.querySelector('a.next').focus();")
        .await?;
    reader.press("\u{e004}").await?;
    reader
        .until("find('article-comments').shadowRoot.activeElement")
        .await?;
    let focused = look(&reader, "article-comments", ":focus").await?;
    assert_eq!(
        (&focused["outline-style"], &focused["outline-width"]),
        (&json!("solid"), &json!("3px"))
    );

    // Each stands in the column, below the one before; the room between is the theme's.
    let edges = reader
        .run(
            "return ['article-rating', 'article-nav', 'article-comments'].map((name) => {
                const box = find(name).getBoundingClientRect();
                return [box.top, box.bottom, box.width];
            });",
        )
        .await?;
    let edges: Vec<[f64; 3]> = serde_json::from_value(edges)?;
    for pair in edges.windows(2) {
        ensure!(pair[1][0] >= pair[0][1], "they overlap: {edges:?}");
    }
    ensure!(
        edges.iter().all(|edge| edge[2] >= 640.0),
        "narrow: {edges:?}"
    );
    reader.picture(&picture("hostile")?).await
}
