//! `<article-rating>` as readers use it: by keyboard, offline, in two tabs, in a
//! form; and what search engines and assistive technology find of it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::support::{Blog, Browser, HOLD_WRITES, Server, Settings, picture};

const RATING: &str = "article-rating";
const WITHDRAW: &str = "[part~=withdraw]";

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const HOME: &str = "\u{e011}";
const END: &str = "\u{e010}";
const RIGHT: &str = "\u{e014}";

/// An expression for the number of times that the page has sent a vote.
const SENT: &str = "performance.getEntriesByType('resource')
    .filter((entry) => entry.name.includes('/rating/votes/')).length";

/// No vote is kept on the device.
const NOTHING_WAITS: &str = "!Object.keys(localStorage).some((key) => key.includes('ballot'))";
/// One is.
const A_VOTE_WAITS: &str = "Object.keys(localStorage).some((key) => key.includes('ballot'))";

/// A page of the preview, and a reader on it.
async fn reader_at(server: &Server, path: &str) -> Result<Browser> {
    let reader = Browser::start().await?;
    reader.open(&format!("{}{path}", server.url)).await?;
    reader.find(RATING, "fieldset").await?;
    reader
        .until(r"/No votes yet|[0-9] - \(/.test(shown(find('article-rating')))")
        .await?;
    Ok(reader)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_votes_changes_and_withdraws() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader.find(RATING, "input").await?.focus().await?;
    reader.press(&RIGHT.repeat(3)).await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader.until_shown(RATING, "Your vote: 4/5").await?;
    // The stars on the way were no votes.
    reader.until(&format!("{SENT} === 1")).await?;

    for (key, line) in [(HOME, "1/5 - (1 vote)"), (END, "5/5 - (1 vote)")] {
        reader.press(key).await?;
        reader.until_shown(RATING, line).await?;
    }
    reader.until(&format!("{SENT} === 3")).await?;
    reader.press(&format!("{HOME} ")).await?;
    reader.until_shown(RATING, "1/5 - (1 vote)").await?;

    reader.press(TAB).await?;
    reader.press(ENTER).await?;
    reader
        .until_shown(RATING, "Your vote is withdrawn.")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader
        .until("find('article-rating').shadowRoot.activeElement.type === 'radio'")
        .await?;
    reader.press(&format!("{RIGHT}{RIGHT}{TAB}")).await?;
    reader.until_shown(RATING, "3/5 - (1 vote)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_vote_stays_withdrawn() -> Result<()> {
    let server = Server::start(&[]).await?;
    let (reader, other) = (
        reader_at(&server, "/en/").await?,
        reader_at(&server, "/en/").await?,
    );
    other.vote_and_wait(2).await?;
    other.until_shown(RATING, "2/5 - (1 vote)").await?;
    reader.vote_and_wait(5).await?;
    reader.until_shown(RATING, "3.5/5 - (2 votes)").await?;
    reader
        .run("addEventListener('article-rating:change', (event) => window.told = event.detail);")
        .await?;
    reader.click(RATING, WITHDRAW).await?;
    reader
        .until("told.value === null && told.average === 2 && told.count === 1 && told.best === 5")
        .await?;
    reader.until_shown(RATING, "2/5 - (1 vote)").await?;
    reader.reload().await?;
    reader.find(RATING, "fieldset").await?;
    reader.until_shown(RATING, "2/5 - (1 vote)").await?;
    reader.until_shown(RATING, "Choose a star to vote.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_vote_is_put_back_with_the_reason() -> Result<()> {
    let server = Server::start(&["--votes-per-article", "1"]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader.vote_and_wait(4).await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader
        .run("addEventListener('article-rating:error', (event) => window.told = event.detail);")
        .await?;
    reader.vote(1).await?;
    reader
        .until_shown(
            RATING,
            "Your vote was not saved. Too many requests came from your network.",
        )
        .await?;
    reader
        .until("told.action === 'vote' && told.code === 'limited'")
        .await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader
        .until("find('article-rating').shadowRoot.querySelector(':checked').value === '4'")
        .await?;
    // What the server refused is not sent again behind the reader's back.
    reader.until(NOTHING_WAITS).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_given_offline_goes_out_when_the_network_returns() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader.set_online(false).await?;
    reader.vote(3).await?;
    reader
        .until_shown(RATING, "Your vote of 3/5 is kept on this device")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.vote(4).await?;
    reader
        .until_shown(RATING, "Your vote of 4/5 is kept on this device")
        .await?;
    reader.until(A_VOTE_WAITS).await?;
    reader.set_online(true).await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader.until_shown(RATING, "Your vote: 4/5").await?;
    reader.until(NOTHING_WAITS).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_waits_goes_out_from_another_article_too() -> Result<()> {
    let mut server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    server.kill().await?;
    reader.vote(2).await?;
    reader
        .until_shown(RATING, "Your vote of 2/5 is kept on this device")
        .await?;
    server.restart().await?;

    reader.open(&format!("{}/en/sundial/", server.url)).await?;
    reader.find(RATING, "fieldset").await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.until(NOTHING_WAITS).await?;
    let next_reader = reader_at(&server, "/en/").await?;
    next_reader.until_shown(RATING, "2/5 - (1 vote)").await
}

/// The server's rating of an article.
async fn told(reader: &Browser, article: &str) -> Result<Value> {
    let request = format!(
        "const request = new XMLHttpRequest();
        request.open('GET', '/api/v1/rating?article={article}', false);
        request.send();
        return JSON.parse(request.response);"
    );
    reader.run(&request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_stays_with_the_article_that_it_was_given_to() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader
        .run("find('article-rating').article = 'one';")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.run(HOLD_WRITES).await?;
    reader.vote(5).await?;
    reader.until_shown(RATING, "Your vote: 5/5").await?;
    reader
        .run("find('article-rating').article = 'two'; setTimeout(go, 100);")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.until(NOTHING_WAITS).await?;
    ensure!(told(&reader, "one").await?["average"] == 5.0);
    ensure!(told(&reader, "two").await?["count"] == 0);

    reader.set_online(false).await?;
    reader.vote(2).await?;
    reader.until_shown(RATING, "is kept on this device").await?;
    reader
        .run("find('article-rating').article = 'three';")
        .await?;
    reader.until_shown(RATING, "cannot be shown").await?;
    reader.set_online(true).await?;
    reader.until(NOTHING_WAITS).await?;
    ensure!(told(&reader, "two").await?["average"] == 2.0);
    ensure!(told(&reader, "three").await?["count"] == 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_keeps_its_meaning_when_the_scale_changes() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader
        .run("find('article-rating').article = 'one';")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.run(HOLD_WRITES).await?;
    reader.vote(4).await?;
    reader
        .run("find('article-rating').max = 10; setTimeout(go, 100);")
        .await?;
    reader.until_shown(RATING, "8/10 - (1 vote)").await?;

    reader.set_online(false).await?;
    reader.vote(5).await?;
    reader
        .until_shown(RATING, "Your vote of 5/10 is kept on this device")
        .await?;
    reader.run("find('article-rating').max = 2;").await?;
    reader.until_shown(RATING, "cannot be shown").await?;
    reader.set_online(true).await?;
    reader.until_shown(RATING, "1/2 - (1 vote)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_stays_in_the_rating_when_a_button_goes() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader.set_online(false).await?;
    reader.vote(3).await?;
    reader.until_shown(RATING, "is kept on this device").await?;
    reader.find(RATING, "[part~=retry]").await?.focus().await?;
    reader.set_online(true).await?;
    reader.until_shown(RATING, "3/5 - (1 vote)").await?;
    reader
        .until("find('article-rating').shadowRoot.activeElement.value === '3'")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_stored_the_reader_is_told_so() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader
        .run("Storage.prototype.setItem = () => { throw new DOMException('full'); };")
        .await?;
    reader.set_online(false).await?;
    reader.vote(3).await?;
    reader
        .until_shown(RATING, "Please leave this page open.")
        .await?;
    reader.set_online(true).await?;
    reader.until_shown(RATING, "3/5 - (1 vote)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_and_a_double_click_are_one_voter() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = reader_at(&server, "/en/").await?;
    let first = reader.open_tab(&page).await?;
    reader.double_click(RATING, "label:nth-of-type(2)").await?;
    reader.until_shown(RATING, "2/5 - (1 vote)").await?;
    reader.go_to(first).await?;
    reader.double_click(RATING, "label:nth-of-type(5)").await?;
    reader.until_shown(RATING, "5/5 - (1 vote)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voter_that_nobody_knows_is_a_new_one() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader.vote_and_wait(4).await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    for (stale, line) in [
        ("4f3c2b1a-0000-4000-8000-000000000001", "4.5/5 - (2 votes)"),
        ("not an identifier", "4.7/5 - (3 votes)"),
    ] {
        reader
            .run(&format!(
                "localStorage.setItem('article-widgets:voter', '{stale}');"
            ))
            .await?;
        reader.reload().await?;
        reader.find(RATING, "fieldset").await?;
        reader.until_shown(RATING, "Choose a star to vote.").await?;
        reader.vote_and_wait(5).await?;
        reader.until_shown(RATING, line).await?;
    }
    reader
        .until("/^[0-9a-f-]{36}$/.test(localStorage.getItem('article-widgets:voter'))")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_ratings_of_one_article_say_the_same() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "<article-rating id=top readonly></article-rating>
        <article-rating id=ten max=10></article-rating>
        <article-rating id=end></article-rating>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_shown("#ten", "No votes yet").await?;
    reader.click("#end", "label:nth-of-type(4)").await?;
    reader.until_shown("#end", "4/5 - (1 vote)").await?;
    reader.until_shown("#top", "4/5 - (1 vote)").await?;
    reader.until_shown("#ten", "8/10 - (1 vote)").await?;
    reader.until_shown("#ten", "Your vote: 8/10").await?;
    reader.click("#ten", WITHDRAW).await?;
    reader.until_shown("#end", "No votes yet").await?;
    reader
        .until("document.querySelectorAll('[type=\"application/ld+json\"]').length === 0")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_wants_a_vote_sends_it_and_takes_it_back() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body = "<form><label for=stars>How was it?</label>
        <article-rating id=stars name=stars required></article-rating>
        <button id=send>Send</button><button id=reset type=reset>Reset</button></form>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.until_shown(RATING, "No votes yet").await?;
    reader.until_shown(RATING, "How was it?").await?;
    reader.follow("label").await?;
    reader
        .until("find('article-rating').shadowRoot.activeElement.value === '1'")
        .await?;
    reader.run("document.activeElement.blur();").await?;
    reader.follow("#send").await?;
    reader
        .until(
            "find('article-rating').shadowRoot.activeElement.value === '1'
                && find('article-rating').validationMessage === 'Please choose a star.'
                && !find('article-rating').checkValidity() && location.search === ''",
        )
        .await?;
    reader.vote(3).await?;
    reader.until_shown(RATING, "3/5 - (1 vote)").await?;
    reader.follow("#reset").await?;
    reader
        .until_shown(RATING, "Your vote is withdrawn.")
        .await?;
    reader.until_shown(RATING, "No votes yet").await?;

    reader.vote(4).await?;
    reader.until_shown(RATING, "4/5 - (1 vote)").await?;
    reader.follow("#send").await?;
    reader.until("location.search === '?stars=4'").await?;
    reader
        .run(
            "const set = document.createElement('fieldset');
            set.disabled = true;
            find('form').prepend(set);
            set.append(find('article-rating'));",
        )
        .await?;
    reader
        .until("find('article-rating').shadowRoot.querySelector('fieldset').disabled")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_the_page_comes_to_life() -> Result<()> {
    let server = Server::start(&[]).await?;
    let wide = Settings::default();
    for (width, height) in [(1000, 800), (360, 740)] {
        let settings = Settings {
            width,
            height,
            ..wide
        };
        let reader = Browser::with(settings).await?;
        reader.open(&format!("{}/en/", server.url)).await?;
        for part in [RATING, "article-nav", "article-comments"] {
            reader.find(part, "[part=base]").await?;
        }
        reader.until_shown(RATING, "No votes yet").await?;
        reader
            .until_shown("article-comments", "No comments yet")
            .await?;
        let shifts = reader.layout_shifts().await?;
        ensure!(shifts.is_empty(), "at {width} x {height}: {shifts:#?}");
        // What does move is seen.
        reader
            .run(
                "scrollTo(0, 0);
                const block = document.createElement('div');
                block.style.blockSize = '200px';
                document.body.prepend(block);",
            )
            .await?;
        while reader.layout_shifts().await?.is_empty() {}
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rating_has_its_size_before_any_script() -> Result<()> {
    let server = Server::start(&[]).await?;
    let height = "return find('article-rating').offsetHeight;";
    for width in [1000, 360] {
        let settings = Settings {
            width,
            ..Settings::default()
        };
        let without = Settings {
            scripts: false,
            ..settings
        };
        let (before, after) = (
            Browser::with(without).await?,
            Browser::with(settings).await?,
        );
        for reader in [&before, &after] {
            reader.open(&format!("{}/en/", server.url)).await?;
        }
        after.vote(4).await?;
        after.until_shown(RATING, "Your vote: 4/5").await?;
        let (before, after) = (before.run(height).await?, after.run(height).await?);
        ensure!(before == after, "{before} px became {after} px at {width}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_read_the_votes() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    let schema = serde_json::from_str(include_str!("aggregate-rating.schema.json"))?;
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)?;
    let scripts = "document.querySelectorAll('head > script[type=\"application/ld+json\"]')";
    reader.until(&format!("{scripts}.length === 0")).await?;
    for (stars, value) in [(4, json!(4)), (5, json!(5))] {
        reader.vote(stars).await?;
        reader
            .until(&format!(
                "JSON.parse({scripts}[0].text).aggregateRating.ratingValue === {value}"
            ))
            .await?;
        let told = reader
            .run(&format!("return [...{scripts}].map(({{text}}) => text);"))
            .await?;
        let told = told.as_array().context("a list")?;
        ensure!(told.len() == 1, "{told:?}");
        let told: Value = serde_json::from_str(told[0].as_str().context("a text")?)?;
        schema
            .validate(&told)
            .map_err(|error| anyhow::anyhow!("{error} in {told}"))?;
        ensure!(told["url"] == "https://journal.example/en/clock/", "{told}");
        ensure!(told["aggregateRating"]["ratingCount"] == 1, "{told}");
    }
    reader.click(RATING, WITHDRAW).await?;
    reader.until(&format!("{scripts}.length === 0")).await?;
    assert_eq!(reader.console().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_draws_its_own_stars() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let body =
        "<style>article-rating { --article-widgets-star-path: path('M0 0h20v20h-20z') }</style>
        <article-rating></article-rating>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until(
            "(() => {
                const star = find('article-rating').shadowRoot.querySelector('.empty');
                const {width, height} = star.getBBox();
                return width === 20 && height === 20;
            })()",
        )
        .await
}

/// Puts the rating into a state from which it does not move.
async fn bring(reader: &Browser, state: &str) -> Result<()> {
    let hold = "window.fetch = () => new Promise(() => {});";
    let fail = "window.fetch = async () => new Response('', {status: 403});";
    match state {
        "empty" => reader.until_shown(RATING, "No votes yet").await,
        "pending" => {
            reader.run(hold).await?;
            reader.vote(2).await?;
            reader.until_shown(RATING, "2/5 - (1 vote)").await
        }
        "voted" => {
            reader.vote_and_wait(4).await?;
            reader.until_shown(RATING, "4/5 - (1 vote)").await
        }
        "error" => {
            reader.run(fail).await?;
            reader.vote(1).await?;
            reader.until_shown(RATING, "Your vote was not saved.").await
        }
        "offline" => {
            reader.set_online(false).await?;
            reader.vote(3).await?;
            reader.until_shown(RATING, "is kept on this device").await
        }
        "read-only" => {
            reader
                .run("find('article-rating').readonly = true;")
                .await?;
            reader
                .until("!find('article-rating').shadowRoot.querySelector('input')")
                .await
        }
        other => anyhow::bail!("no state {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_state_of_the_rating_is_a_barrier() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = reader_at(&server, "/en/").await?;
    reader
        .run(
            "const picture = document.createElement('img');
            find('article-rating').shadowRoot.append(picture);",
        )
        .await?;
    let barriers = reader.barriers().await?;
    ensure!(barriers.len() == 1, "one is to be seen: {barriers:#?}");
    // Offline comes last: that vote may go out while its browser closes.
    for state in ["empty", "pending", "error", "voted", "read-only", "offline"] {
        let reader = reader_at(&server, "/en/").await?;
        bring(&reader, state).await?;
        for (look, dark, forced) in [
            ("light", false, false),
            ("dark", true, false),
            ("forced-colours", false, true),
            ("forced-colours-dark", true, true),
        ] {
            reader.set_colours(dark, forced).await?;
            let barriers = reader.barriers().await?;
            ensure!(barriers.is_empty(), "{state}, {look}: {barriers:#?}");
            let picture = picture(&format!("rating-{state}-{look}"))?;
            reader.picture_of(".rate", &picture).await?;
        }
    }
    Ok(())
}
