//! Looks of the preview: pictures for people in `target/screenshots`, and the faults of layout that
//! a program can see.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::support::{Blog, Browser, Server, Settings, identifier, picture};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_fits_every_reader() -> Result<()> {
    let server = Server::start(&[]).await?;
    let wide = Settings::default();
    let narrow = Settings {
        width: 360,
        height: 740,
        ..wide
    };
    let dark = Settings { dark: true, ..wide };
    let forced = Settings {
        forced_colours: true,
        ..dark
    };
    // 1280 pixels at 400%.
    let zoomed = Settings {
        width: 320,
        height: 256,
        ..wide
    };
    for (name, settings) in [
        ("light", wide),
        ("dark", dark),
        ("forced-colours", forced),
        ("narrow", narrow),
        ("zoomed", zoomed),
    ] {
        let reader = Browser::with(settings).await?;
        reader.open(&server.url).await?;
        reader.vote(4).await?;
        reader.until_shown("article-rating", "Votre vote").await?;
        reader
            .type_into(
                "article-comments",
                "#body",
                "Belle enquête.\nEt quelle chute !",
            )
            .await?;
        reader.type_into("article-comments", "#name", "Noé").await?;
        reader.click("article-comments", "[type=submit]").await?;
        reader
            .until_shown("article-comments", "Belle enquête.")
            .await?;
        arrows(&reader, "←", "→").await?;
        fits(&reader).await?;
        reader.picture(&picture(name)?).await?;

        reader.reload().await?;
        reader.click("article-comments", "[type=submit]").await?;
        reader
            .until_shown("article-comments", "Veuillez indiquer votre nom.")
            .await?;
        fits(&reader).await?;
        reader.picture(&picture(&format!("{name}-errors"))?).await?;
    }
    Ok(())
}

/// The article of the preview in English.
const ARTICLE: &str = "https://journal.example/en/clock/";

/// The picture of README.md: examples/preview.png is a copy of it.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_an_article_has_the_three_widgets() -> Result<()> {
    let server = Server::start(&[]).await?;
    for number in 1..=23 {
        let value = if number <= 4 { 4 } else { 5 };
        server.vote(ARTICLE, number, value).await?;
    }
    for (number, draft) in [
        json!({"name": "Inès", "website": "https://ines.example",
            "body": "I once “repaired” a fridge by moving it **two centimetres** away from the \
                wall. Thank you for the rule, I am writing it down."}),
        json!({"name": "Camille", "parent": identifier(1),
            "body": "The fridge deserves an article of its own."}),
        json!({"name": "Tomasz", "body": "Four Sundays is quick. My barometer took a winter."}),
    ]
    .iter()
    .enumerate()
    {
        server.comment(ARTICLE, number as u32 + 1, draft).await?;
    }
    let reader = Browser::with(Settings {
        width: 760,
        ..Settings::default()
    })
    .await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader
        .run(
            "for (const part of document.querySelectorAll('.site, article > :not(.rate, .rate ~ *)')) {
                part.style.display = 'none';
            }",
        )
        .await?;
    reader
        .until_shown("article-rating", "4.8/5 - (23 votes)")
        .await?;
    reader.until_shown("article-nav", "A sundial").await?;
    reader.until_shown("article-comments", "3 comments").await?;
    fits(&reader).await?;
    reader.picture(&picture("readme")?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_to_left_page_is_mirrored() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader.run("document.documentElement.dir = 'rtl';").await?;
    reader.find("article-comments", "form").await?;
    reader.find("article-rating", "fieldset").await?;
    reader
        .until(
            "(() => {
                const [first, second] = find('article-rating').shadowRoot.querySelectorAll('label');
                return first.getBoundingClientRect().left > second.getBoundingClientRect().left;
            })()",
        )
        .await?;
    // French still runs from left to right, on the side where the page begins.
    reader
        .until(
            "(() => {
                const line = find('article-rating').shadowRoot.querySelector('.line');
                const [text] = line.childNodes;
                const edge = (start) => {
                    const range = new Range();
                    range.setStart(text, start);
                    range.setEnd(text, start + 1);
                    return range.getBoundingClientRect();
                };
                const [first, last] = [edge(0), edge(text.length - 1)];
                return first.left < last.left
                    && last.right > line.getBoundingClientRect().right - 2;
            })()",
        )
        .await?;
    arrows(&reader, "→", "←").await?;
    fits(&reader).await?;
    reader.picture(&picture("right-to-left")?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_large_enough_for_a_telephone_not_to_zoom() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    for number in [1, 2] {
        let draft = json!({"body": "A word", "name": "Ada"});
        server.comment("small", number, &draft).await?;
    }
    let body = "<style>body { font-size: 13px; }</style>
        <article-comments article=small loading=eager></article-comments>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    let sizes = "[...find('article-comments').shadowRoot.querySelectorAll('input:not([type=checkbox]), textarea, select')]
        .map((field) => parseFloat(getComputedStyle(field).fontSize))";
    reader.open(&blog.url).await?;
    reader.until_there("select").await?;
    reader
        .until(&format!("{sizes}.every((size) => size <= 13)"))
        .await?;
    let touch = json!({"enabled": true});
    reader
        .command("Emulation.setTouchEmulationEnabled", touch)
        .await?;
    reader.reload().await?;
    reader.until_there("select").await?;
    reader
        .until(&format!("{sizes}.every((size) => size === 16)"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_addresses_fill_their_rows_however_wide_they_are() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "<article-comments article=wide loading=eager></article-comments>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_there("#website").await?;
    for (width, rows) in [
        (320, 3),
        (500, 2),
        (800, 1),
        (1000, 1),
        (1400, 1),
        (2400, 1),
    ] {
        reader
            .run(&format!(
                "find('article-comments').style.inlineSize = '{width}px';"
            ))
            .await?;
        // By their upper edges; each row goes from one side of the comment's field to the
        // other.
        reader
            .until(&format!(
                "(() => {{
                    const root = find('article-comments').shadowRoot;
                    const box = (name) => root.getElementById(name).getBoundingClientRect();
                    const body = box('body');
                    const rows = Map.groupBy(['name', 'email', 'website'].map(box), ({{top}}) => top);
                    return rows.size === {rows} && [...rows.values()].every((row) =>
                        Math.abs(row[0].left - body.left) < 1
                        && Math.abs(row.at(-1).right - body.right) < 1);
                }})()"
            ))
            .await?;
    }
    Ok(())
}

/// Waits until the arrows of both neighbours are drawn as given.
async fn arrows(reader: &Browser, previous: &str, next: &str) -> Result<()> {
    reader
        .until(&format!(
            "(() => {{
                const root = find('article-nav').shadowRoot;
                const arrow = (link, side) =>
                    getComputedStyle(root.querySelector(link + ' .label'), side).content[1];
                return arrow('.previous', '::before') === '{previous}'
                    && arrow('.next', '::after') === '{next}';
            }})()"
        ))
        .await
}

async fn fits(reader: &Browser) -> Result<()> {
    let overflow = reader
        .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")
        .await?;
    ensure!(overflow == 0, "the page is {overflow} px too wide");
    Ok(())
}
