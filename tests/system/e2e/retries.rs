//! A comment on its way from the keyboard to the server's disk: whatever happens
//! between, it is still there or it is sent, and it is sent once.

use anyhow::{Context, Result, ensure};
use axum::http::StatusCode;

use crate::support::{Browser, FaultyProxy, NetworkFault, Server};

const COMMENTS: &str = "article-comments";
const SUBMIT: &str = ".writing [type=submit]";
const RETRY: &str = ".unsent [part~=retry]";
const TEXT: &str = "A word that stays";

/// A reader who writes under an article.
struct Writer<'a> {
    reader: &'a Browser,
    road: &'a FaultyProxy,
    page: String,
}

impl Writer<'_> {
    /// The text is in the form.
    async fn has_it(&self) -> Result<()> {
        self.reader.until_there("#body").await?;
        self.reader.until_typed("body", TEXT).await?;
        self.reader.until_typed("name", "Ada").await
    }

    async fn send(&self) -> Result<()> {
        self.reader.click(COMMENTS, SUBMIT).await
    }

    /// The text waits, with a word on why, until the reader sends it again.
    async fn sends_again_after(&self, reason: &str) -> Result<()> {
        self.reader.until_shown(COMMENTS, reason).await?;
        self.reader.until_shown(COMMENTS, TEXT).await?;
        self.reader.click(COMMENTS, RETRY).await
    }

    /// Sends it into a mishap.
    async fn meets(&self, mishap: NetworkFault) -> Result<()> {
        self.road.expect(mishap);
        self.send().await
    }
}

/// Events, by name; each ends with the comment on its way.
const EVENTS: [&str; 9] = [
    "reload",
    "crash",
    "another page and back",
    "a server that is down",
    "an answer that is lost",
    "500",
    "429",
    "413",
    "no network",
];

async fn meet(event: &str, writer: &Writer<'_>, server: &mut Server) -> Result<()> {
    let reader = writer.reader;
    let refused = |status: StatusCode| writer.meets(NetworkFault::Refused(status));
    match event {
        "reload" => {
            reader.reload().await?;
            writer.has_it().await?;
            writer.send().await
        }
        "crash" => {
            reader.crash_in_favour_of(&writer.page).await?;
            writer.has_it().await?;
            writer.send().await
        }
        "another page and back" => {
            reader
                .open(&format!("{}/articles/other", writer.road.url))
                .await?;
            reader.until_there("#body").await?;
            reader.until_typed("body", "").await?;
            reader.run("history.back();").await?;
            reader
                .until("location.pathname !== '/articles/other'")
                .await?;
            writer.has_it().await?;
            writer.send().await
        }
        "a server that is down" => {
            server.kill().await?;
            writer.send().await?;
            reader
                .until_shown(COMMENTS, "The server is having trouble (status 502).")
                .await?;
            server.restart().await?;
            reader.click(COMMENTS, RETRY).await
        }
        "an answer that is lost" => {
            writer.meets(NetworkFault::AnswerLost).await?;
            writer.sends_again_after("Not sent yet").await
        }
        "500" => {
            refused(StatusCode::INTERNAL_SERVER_ERROR).await?;
            let reason = "The server is having trouble (status 500).";
            writer.sends_again_after(reason).await
        }
        "429" => {
            refused(StatusCode::TOO_MANY_REQUESTS).await?;
            let reason = "Too many requests came from your network.";
            writer.sends_again_after(reason).await
        }
        "413" => {
            refused(StatusCode::PAYLOAD_TOO_LARGE).await?;
            let reason = "It is too long for the server. Please shorten it.";
            reader.until_shown(COMMENTS, reason).await?;
            writer.has_it().await?;
            writer.send().await
        }
        "no network" => {
            reader.set_online(false).await?;
            writer.send().await?;
            reader.until_shown(COMMENTS, "Not sent yet").await?;
            reader.until_shown(COMMENTS, TEXT).await?;
            reader.set_online(true).await
        }
        other => anyhow::bail!("nothing is called {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_a_comment_is_there_or_it_is_sent_once() -> Result<()> {
    let mut server = Server::start(&[]).await?;
    let road = FaultyProxy::start(&server.url).await?;
    let reader = Browser::start().await?;
    for (number, event) in EVENTS.into_iter().enumerate() {
        let writer = Writer {
            reader: &reader,
            road: &road,
            page: format!("{}/articles/{number}", road.url),
        };
        reader.open(&writer.page).await?;
        reader.until_shown(COMMENTS, "No comments yet").await?;
        reader.type_into(COMMENTS, "#body", TEXT).await?;
        reader.type_into(COMMENTS, "#name", "Ada").await?;
        sent_once(event, &writer, &mut server)
            .await
            .with_context(|| event.to_owned())?;
    }
    Ok(())
}

async fn sent_once(event: &str, writer: &Writer<'_>, server: &mut Server) -> Result<()> {
    meet(event, writer, server).await?;
    let reader = writer.reader;
    reader.until_there("article .text").await?;
    reader.until_gone(".waiting").await?;
    ensure!(writer.road.has_happened(), "nothing went wrong");
    reader.reload().await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.until_typed("body", "").await?;
    let comments = server.comments(&writer.page).await?;
    ensure!(comments.len() == 1, "{comments:?}");
    ensure!(comments[0]["body"] == TEXT, "{comments:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_every_kind_are_published_as_they_can_be() -> Result<()> {
    let server = Server::start(&[]).await?;
    let road = FaultyProxy::start(&server.url).await?;
    let reader = Browser::start().await?;
    let zalgo = "Z\u{351}\u{36b}\u{343}a\u{32a}\u{302}lgo".repeat(3);
    let page = format!("{}/articles/texts", road.url);
    reader.open(&page).await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    let cases = [
        // Half of a character cannot be sent, and is not guessed.
        ("'half \\uD83E a crab'", "half \u{fffd} a crab"),
        ("'no\\u0000thing'", "nothing"),
        (
            "'\\u202Edrawkcab\\u202C and on'",
            "\u{202e}drawkcab\u{202c} and on",
        ),
        (&format!("'{zalgo}'"), &zalgo),
        ("'  room around  '", "room around"),
    ];
    for (count, (typed, published)) in cases.into_iter().enumerate() {
        reader.paste(typed).await?;
        reader.click(COMMENTS, SUBMIT).await?;
        let shown = format!(
            "find('article-comments').shadowRoot.querySelectorAll('article').length === {}",
            count + 1
        );
        reader.until(&shown).await?;
        let comments = server.comments(&page).await?;
        assert_eq!(comments[count]["body"], published);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_far_too_long_is_kept_until_it_is_shortened() -> Result<()> {
    let server = Server::start(&[]).await?;
    let road = FaultyProxy::start(&server.url).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/articles/long", road.url)).await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader.paste("'x'.repeat(2 * 1024 * 1024)").await?;
    reader
        .until_shown(COMMENTS, "2,031,617 characters too many")
        .await?;
    reader.click(COMMENTS, SUBMIT).await?;
    let advice = "Please shorten this to 65,535 characters at most.";
    reader.until_shown(COMMENTS, advice).await?;
    reader.reload().await?;
    reader
        .until(
            "find('article-comments').shadowRoot.getElementById('body').value.length === 2 * 1024 * 1024",
        )
        .await?;
    reader.paste("'Short'").await?;
    reader.click(COMMENTS, SUBMIT).await?;
    reader.until_shown(COMMENTS, "1 comment").await
}

/// Takes all the room that the browser has for the blog.
const FILL_STORAGE: &str = "
    // There before the rest is full, so that it takes the last character.
    localStorage.setItem('rest', '');
    let text = 'x'.repeat(1024 * 1024);
    for (let number = 0; text; number += 1) {
        try {
            localStorage.setItem('other ' + number, text);
        } catch {
            text = text.slice(0, text.length / 2);
        }
    }
    for (let rest = 'x'; ; rest += 'x') {
        try {
            localStorage.setItem('rest', rest);
        } catch {
            break;
        }
    }";

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_fills_up_keeps_what_it_has_and_the_reader_is_told() -> Result<()> {
    let server = Server::start(&[]).await?;
    let road = FaultyProxy::start(&server.url).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/articles/full", road.url)).await?;
    reader.type_into(COMMENTS, "#body", TEXT).await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader.run(FILL_STORAGE).await?;
    let warning = "This browser keeps nothing for this page";
    reader
        .until(&format!(
            "!shown(find('article-comments')).includes('{warning}')"
        ))
        .await?;
    reader.type_into(COMMENTS, "#body", ", and more").await?;
    reader.until_shown(COMMENTS, warning).await?;
    reader.reload().await?;
    reader.until_typed("body", TEXT).await?;
    reader.click(COMMENTS, SUBMIT).await?;
    reader.until_shown(COMMENTS, "1 comment").await
}
