//! The colours of a page: on whatever ground a theme gives, all that the widgets say can
//! be read as well as the theme's own text.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::support::{Blog, Browser, Server, picture};

const KEY: &str = "first";

/// Themes with their text colour and their ground, of which no one says `color-scheme`.
/// The contrast is 5.1 at the least, since fields, buttons and code have a ground of
/// their own, which takes a little of it.
const THEMES: [(&str, &str, &str); 6] = [
    ("light", "#222", "#fff"),
    ("dark-class", "#ddd", "#111"),
    ("grey-on-white", "#666", "#fff"),
    ("white-on-grey", "#fff", "#696969"),
    ("black-on-grey", "#000", "#808080"),
    ("coloured", "#fff3b0", "#14457a"),
];

/// The contrast of a colour with the ground on which an element paints it, both as they
/// are on the screen.
const CONTRAST: &str = "
    const pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const painted = (colours) => {
        pen.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
        }
        const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const grounds = (element) => {
        const found = [];
        for (let at = element; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
            found.unshift(getComputedStyle(at).backgroundColor);
        }
        return found;
    };
    const contrast = (element, colour) => {
        const ground = grounds(element);
        const [one, other] = [painted(ground), painted([...ground, colour])];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    };
    const widgets = 'article-rating, article-nav, article-comments';
    const parts = [...document.querySelectorAll(widgets)]
        .flatMap(({shadowRoot}) => [...shadowRoot.querySelectorAll('*')]);
";

/// All words of the widgets that cannot be read well.
const UNREADABLE: &str = "
    const says = (element) => element.matches('input:not([type=radio], [type=checkbox]), textarea, select')
        || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const words = parts.filter((part) => part.checkVisibility() && says(part));
    const least = (part) => contrast(part, getComputedStyle(part).color);
    return words.filter((part) => least(part) < 4.5)
        .map((part) => `${part.localName}.${part.className}: ${least(part)}`);
";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_can_be_read_on_the_ground_of_any_theme() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "See [the sources](https://example.org/), or <https://example.com/>.\n\n\
        > A quotation, with [a link](https://example.org/)\n\n- `code` in a list";
    let draft = json!({"body": body, "name": "Ada", "email": "ada@example.org",
        "website": "https://ada.example"});
    server.comment(KEY, 1, &draft).await?;
    for (name, text, ground) in THEMES {
        let body = format!(
            "<style>.theme {{ background: {ground}; color: {text}; }}</style>
            <body class=theme><article-rating article={KEY}></article-rating>
            <article-rating article=none endpoint=http://127.0.0.1:1></article-rating>
            <article-nav><a rel=prev href=/a/>One</a><a rel=next href=/b/>Two</a></article-nav>
            <article-comments article={KEY} loading=eager></article-comments>
            <article-comments article=none show=thread loading=eager
                endpoint=http://127.0.0.1:1></article-comments>"
        );
        let blog = Blog::start(&server.url, &body).await?;
        let reader = Browser::start().await?;
        reader.open(&blog.url).await?;
        reader.find("article-nav", "nav").await?;
        reader.find("article-rating", "input").await?;
        reader
            .find("article-rating + article-rating", ".wrong")
            .await?;
        reader
            .find("article-comments + article-comments", ".notice")
            .await?;
        reader.until_there("blockquote a").await?;
        reader.click("article-comments", "[type=submit]").await?;
        reader.until_there(".summary").await?;

        let unreadable = reader.run(&format!("{CONTRAST} {UNREADABLE}")).await?;
        ensure!(unreadable == json!([]), "{name}: {unreadable:#}");

        reader.tab_to("[type=submit]").await?;
        let ring = reader
            .run(&format!(
                "{CONTRAST}
                const ringed = parts.find((part) => part.matches(':focus-visible'));
                return contrast(ringed, getComputedStyle(ringed).outlineColor);"
            ))
            .await?;
        ensure!(
            ring.as_f64() >= Some(4.5),
            "{name}: the focus ring has {ring}"
        );
        reader.picture(&picture(&format!("theme-{name}"))?).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_names_the_colours_of_links_rings_and_errors() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let draft = json!({"body": "See <https://example.com/>.", "name": "Ada"});
    server.comment(KEY, 1, &draft).await?;
    let body = format!(
        "<style>:root {{
            --article-widgets-accent: rgb(1, 2, 3);
            --article-widgets-error: rgb(4, 5, 6);
            --article-widgets-link: rgb(7, 8, 9);
            --article-widgets-muted: rgb(10, 11, 12);
        }}</style><article-comments article={KEY} loading=eager></article-comments>"
    );
    let blog = Blog::start(&server.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_there(".text a").await?;
    reader.click("article-comments", "[type=submit]").await?;
    for (part, property, colour) in [
        (":focus-visible", "outlineColor", "rgb(1, 2, 3)"),
        (".error", "color", "rgb(4, 5, 6)"),
        ("[aria-invalid=true]", "borderTopColor", "rgb(4, 5, 6)"),
        (".text a", "color", "rgb(7, 8, 9)"),
        (".permalink", "color", "rgb(10, 11, 12)"),
    ] {
        reader
            .until(&format!(
                "getComputedStyle(find('article-comments').shadowRoot.querySelector('{part}'))
                    .{property} === '{colour}'"
            ))
            .await?;
    }
    Ok(())
}
