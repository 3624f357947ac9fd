//! The page that carries the widgets: what it loads and when, what its policy
//! forbids, and what is there without scripts.

use anyhow::{Result, ensure};

use crate::support::{Browser, Server, Settings};

const LOADED: &str = "performance.getEntriesByType('resource')
    .map((entry) => new URL(entry.name).pathname)
    .filter((path) => path.startsWith('/bundle-') || path.startsWith('/api/'))";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_loader_is_fetched_before_the_reader_comes_near() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader.until("customElements.get('article-rating')").await?;
    let loaded = reader.run(&format!("return {LOADED};")).await?;
    assert_eq!(loaded, serde_json::json!([]));
    reader.find("article-rating", "fieldset").await?;
    reader
        .until(&format!(
            "[/^.bundle-[0-9a-f]{{16}}.bootstrap\\.js$/,
              /^.bundle-[0-9a-f]{{16}}.widgets_bg\\.wasm$/,
              /^.bundle-[0-9a-f]{{16}}.fr\\.json$/,
              /^.api.v1.rating$/].every((name) => {LOADED}.some((path) => name.test(path)))"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strictest_policy_holds_while_everything_works() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader.vote(3).await?;
    reader
        .until_shown("article-rating", "3/5 - (1 vote)")
        .await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .type_into("article-comments", "#body", "<img src=x onerror=alert(1)>")
        .await?;
    reader
        .type_into("article-comments", "#name", "<b>Ada</b>")
        .await?;
    reader
        .type_into("article-comments", "#website", "example.org")
        .await?;
    reader.click("article-comments", "[type=submit]").await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    reader
        .until_shown("article-comments", "<img src=x onerror=alert(1)>")
        .await?;
    reader
        .until("!find('article-comments').shadowRoot.querySelector('img, b')")
        .await?;
    reader
        .until(
            "(() => {
                const link = find('article-comments').shadowRoot.querySelector('ol a');
                return link.href === 'https://example.org/' && link.rel === 'nofollow ugc noopener';
            })()",
        )
        .await?;
    let policy = reader
        .run(
            "const request = new XMLHttpRequest();
            request.open('HEAD', '/', false);
            request.send();
            return request.getResponseHeader('content-security-policy');",
        )
        .await?;
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
    ] {
        ensure!(policy.to_string().contains(directive), "{policy}");
    }
    assert_eq!(reader.console().await?, Vec::<String>::new());
    // What the policy forbids is told there.
    reader
        .run("find('body').setAttribute('style', 'color: red');")
        .await?;
    let console = reader.console().await?;
    ensure!(
        console.len() == 1 && console[0].contains("Content Security Policy"),
        "{console:#?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_widget_tells_the_page_that_it_is_ready() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .run(
            "window.told = [];
            for (const name of ['article-rating', 'article-nav', 'article-comments']) {
                addEventListener(name + ':ready', (event) => told.push(event.target.localName));
            }
            find('article-comments').scrollIntoView();",
        )
        .await?;
    reader
        .until(
            "['article-rating', 'article-nav', 'article-comments']
                .every((name) => told.filter((other) => other === name).length === 1)",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_votes_and_comments() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    let first = reader.find("article-rating", "input").await?;
    reader.until_shown("article-rating", "Aucun vote").await?;
    first.focus().await?;
    first.send_keys(" ").await?;
    reader
        .until_shown("article-rating", "1/5 - (1 vote)")
        .await?;
    let right = "\u{e014}";
    first.send_keys(right).await?;
    reader
        .until_shown("article-rating", "2/5 - (1 vote)")
        .await?;

    reader.find("article-comments", "#body").await?;
    reader.tab_to("#body").await?;
    reader.press("Sans souris").await?;
    reader.tab_to("#name").await?;
    reader.press("Ada").await?;
    reader.tab_to("[type=submit]").await?;
    reader.press("\u{e007}").await?;
    reader
        .until_shown("article-comments", "1 commentaire")
        .await?;
    reader.until_shown("article-comments", "Sans souris").await
}

#[tokio::test(flavor = "multi_thread")]
async fn more_comments_come_at_a_key_press_which_leads_to_them() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = Browser::start().await?;
    reader.open(&server.url).await?;
    reader
        .run(
            "const article = encodeURIComponent(find('link[rel=canonical]').href);
            const headers = {'content-type': 'application/json'};
            (async () => {
                for (let number = 1; number <= 60; number += 1) {
                    const body = JSON.stringify({body: 'Comment ' + number, name: 'Ada'});
                    const id = crypto.randomUUID();
                    await fetch(`/api/v1/comments/${id}?article=${article}`, {method: 'PUT', headers, body});
                }
                window.written = true;
            })();",
        )
        .await?;
    reader.until("window.written").await?;
    let more = reader.find("article-comments", "[part~=more]").await?;
    reader
        .until_shown("article-comments", "60 commentaires")
        .await?;
    more.send_keys("\u{e007}").await?;
    reader
        .until(
            "(() => {
                const root = find('article-comments').shadowRoot;
                const items = [...root.querySelectorAll('li')];
                return items.length === 60 && items[50] === root.activeElement
                    && items[50].textContent.includes('Comment 51')
                    && !root.querySelector('[part~=more]');
            })()",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_links_are_there_and_work() -> Result<()> {
    let server = Server::start(&[]).await?;
    let settings = Settings {
        scripts: false,
        ..Settings::default()
    };
    let reader = Browser::with(settings).await?;
    reader.open(&server.url).await?;
    let room = reader.height_of("article-comments").await?;
    ensure!(
        room < 100.0,
        "{room} pixels are kept for a form that never comes"
    );
    reader.follow("article-nav a[rel=next]").await?;
    let address = reader.address().await?;
    ensure!(address.ends_with("/cadran-solaire/"), "{address}");
    Ok(())
}
