//! `backend="isso"` on a real Isso.

use anyhow::{Result, ensure};

use crate::programs::{Isso, Version};
use crate::support::{Blog, Browser, Server};
use crate::{COMMENTS, LOSE_AN_ANSWER, until_count};

/// A blog whose page shows the comments of an Isso.
struct Stage {
    reader: Browser,
    isso: Isso,
    blog: Blog,
    _server: Server,
}

impl Stage {
    /// With these attributes, and a script that runs before the page's own.
    async fn set(version: Version, moderated: bool, is_full: bool, extra: &str) -> Result<Self> {
        let server = Server::start(&["--allow-origin", "*"]).await?;
        let (listener, origin) = Blog::reserve().await?;
        let isso = Isso::start(version, &origin, moderated).await?;
        if is_full {
            isso.leave_sixty().await?;
        }
        let element = element(&isso.url, extra);
        let blog = Blog::serve(listener, &server.url, &element).await?;
        let reader = Browser::start().await?;
        Ok(Self {
            reader,
            isso,
            blog,
            _server: server,
        })
    }

    /// With the reader on its page.
    async fn open(version: Version, moderated: bool, is_full: bool, extra: &str) -> Result<Self> {
        let stage = Self::set(version, moderated, is_full, extra).await?;
        stage.reader.open(&stage.blog.url).await?;
        Ok(stage)
    }
}

fn element(endpoint: &str, extra: &str) -> String {
    format!(
        "<article-comments backend=isso endpoint={endpoint} loading=eager {extra}>
         </article-comments>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_comments_come_in_threads_page_by_page_in_either_order() -> Result<()> {
    let stage = Stage::open(Version::Current, false, true, "").await?;
    let reader = &stage.reader;
    reader.until_shown(COMMENTS, "60 comments").await?;
    // Twenty-five threads with their replies.
    until_count(reader, 37).await?;
    reader.until_there("[id=isso-2] > ol > [id=isso-3]").await?;
    reader.until_shown(COMMENTS, "Bo & Co").await?;
    reader.click(COMMENTS, ".more").await?;
    until_count(reader, 60).await?;
    reader.until_gone(".more").await?;
    reader.until_focused("[id=isso-38]").await?;

    reader
        .click(COMMENTS, "select option[value=newest]")
        .await?;
    reader
        .until_there(".threads > li:first-child[id=isso-59]")
        .await?;
    until_count(reader, 38).await?;
    reader.click(COMMENTS, ".more").await?;
    until_count(reader, 60).await?;

    reader.open("about:blank").await?;
    reader.open(&format!("{}/#isso-60", stage.blog.url)).await?;
    reader.until_focused("[id=isso-60]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_published_answered_changed_and_taken_back() -> Result<()> {
    let stage = Stage::open(Version::Current, false, false, "").await?;
    let reader = &stage.reader;
    stage.isso.comment("The first", None).await?;
    let reply = stage.isso.comment("An answer", Some(1)).await?;
    reader.reload().await?;
    until_count(reader, 2).await?;
    // Nobody changes what others wrote.
    reader.until_gone(".edit").await?;

    reader
        .type_into(COMMENTS, "#body", "A **word** from Ada")
        .await?;
    reader.click(COMMENTS, "#body-preview-tab").await?;
    reader.until_there("#body-preview strong").await?;
    reader.click(COMMENTS, "#body-write-tab").await?;
    reader.type_into(COMMENTS, "#name", "Ada & Bo").await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;
    reader.until_there("[id=isso-3] strong").await?;
    reader.until_shown(COMMENTS, "Ada & Bo").await?;

    // A reply to a reply answers the thread's first comment.
    let answered = format!("[id=isso-{reply}]");
    reader
        .click(COMMENTS, &format!("{answered} .reply"))
        .await?;
    reader
        .type_into(COMMENTS, "#reply-body", "An answer to it")
        .await?;
    reader.type_into(COMMENTS, "#reply-name", "Ada").await?;
    reader
        .click(COMMENTS, &format!("{answered} [type=submit]"))
        .await?;
    reader.until_there("[id=isso-1] > ol > [id=isso-4]").await?;

    // The browser knows its own comments again.
    reader.reload().await?;
    reader.click(COMMENTS, "[id=isso-3] .edit").await?;
    reader
        .until_typed("edit-body", "A **word** from Ada")
        .await?;
    reader
        .type_into(COMMENTS, "#edit-body", ", changed")
        .await?;
    reader.click(COMMENTS, "[id=isso-3] [type=submit]").await?;
    reader
        .until_shown(COMMENTS, "word from Ada, changed")
        .await?;
    reader.until_shown(COMMENTS, "edited").await?;

    reader.click(COMMENTS, "[id=isso-4] .withdraw").await?;
    reader.click(COMMENTS, "[id=isso-4] .confirm").await?;
    reader.until_gone("[id=isso-4]").await?;
    let texts = stage.isso.texts().await?;
    let expected = ["The first", "An answer", "A **word** from Ada, changed"];
    ensure!(texts == expected, "{texts:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_comment_is_shown_to_its_author_as_held() -> Result<()> {
    let stage = Stage::open(Version::Current, true, false, "").await?;
    let reader = &stage.reader;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.comment("A word to the owner", "Ada").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is held for review.")
        .await?;
    reader
        .until_shown(COMMENTS, "Held for review: only you can see it.")
        .await?;
    let texts = stage.isso.texts().await?;
    ensure!(texts.is_empty(), "{texts:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_doubles_no_comment() -> Result<()> {
    let stage = Stage::set(Version::Current, false, false, "").await?;
    let reader = &stage.reader;
    reader.before_each_page(LOSE_AN_ANSWER).await?;
    reader.open(&stage.blog.url).await?;
    reader.comment("Once & for all", "Ada").await?;
    reader.until_shown(COMMENTS, "Not sent yet").await?;
    reader.click(COMMENTS, ".unsent [part~=retry]").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;
    reader.until_gone(".waiting").await?;
    let texts = stage.isso.texts().await?;
    ensure!(texts == ["Once & for all"], "{texts:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pages_send_what_waits_once() -> Result<()> {
    let stage = Stage::open(Version::Current, false, false, "").await?;
    let reader = &stage.reader;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader
        .run(
            "window.real = fetch;
            window.fetch = async () => { throw new TypeError('no network'); };",
        )
        .await?;
    reader.comment("Once from two pages", "Ada").await?;
    reader.until_shown(COMMENTS, "Not sent yet").await?;
    reader.run("window.fetch = window.real;").await?;
    let first = reader.open_tab(&stage.blog.url).await?;
    reader.until_shown(COMMENTS, "Once from two pages").await?;
    reader.until_gone(".waiting").await?;
    reader.run("dispatchEvent(new Event('online'));").await?;
    reader.go_to(first).await?;
    reader.run("dispatchEvent(new Event('online'));").await?;
    reader.click(COMMENTS, ".unsent [part~=retry]").await?;
    reader.until_gone(".waiting").await?;
    let texts = stage.isso.texts().await?;
    ensure!(texts == ["Once from two pages"], "{texts:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_short_is_said_at_the_field() -> Result<()> {
    let stage = Stage::open(Version::Current, false, false, "").await?;
    let reader = &stage.reader;
    reader.comment("Hm", "Ada").await?;
    reader
        .until_shown(COMMENTS, "Please write at least 3 characters.")
        .await?;
    reader.until_typed("body", "Hm").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_waits_while_isso_is_down() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let (listener, origin) = Blog::reserve().await?;
    let isso = Isso::start(Version::Current, &origin, false).await?;
    let port = isso.port()?;
    let blog = Blog::serve(listener, &server.url, &element(&isso.url, "")).await?;
    drop(isso);
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader
        .until_shown(
            COMMENTS,
            "The comments cannot be shown. The server cannot be reached.",
        )
        .await?;
    reader.comment("Written meanwhile", "Ada").await?;
    reader
        .until_shown(COMMENTS, "Not sent yet. The server cannot be reached.")
        .await?;
    reader.reload().await?;
    reader.until_shown(COMMENTS, "Written meanwhile").await?;
    let isso = Isso::start_on(port, Version::Current, &origin, false).await?;
    reader.click(COMMENTS, ".unsent [part~=retry]").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;
    ensure!(isso.texts().await? == ["Written meanwhile"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_isso_tells_what_it_can_and_takes_comments() -> Result<()> {
    let senseless = "The server gave an answer that makes no sense.";
    let stage = Stage::open(Version::Older, false, true, "order=newest").await?;
    let reader = &stage.reader;
    reader
        .until_shown(
            COMMENTS,
            &format!("The comments cannot be shown. {senseless}"),
        )
        .await?;
    reader.comment("Nothing is lost", "Ada").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;

    // It tells the first page of the order that it knows, and then that one again.
    let stage = Stage::open(Version::Older, false, true, "").await?;
    let reader = &stage.reader;
    until_count(reader, 37).await?;
    reader.click(COMMENTS, ".more").await?;
    reader.until_shown(COMMENTS, senseless).await?;
    until_count(reader, 37).await
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_follow_the_path_of_a_page_that_is_not_loaded_anew() -> Result<()> {
    let stage = Stage::open(Version::Current, false, false, "").await?;
    let reader = &stage.reader;
    for (path, body) in [("/", "On the first"), ("/two/", "On the second")] {
        reader
            .run(&format!("history.pushState(null, '', '{path}');"))
            .await?;
        reader.until_shown(COMMENTS, "No comments yet").await?;
        reader.comment(body, "Ada").await?;
        reader.until_shown(COMMENTS, "1 comment").await?;
        reader.until_shown(COMMENTS, body).await?;
    }
    reader.run("history.back();").await?;
    reader.until_shown(COMMENTS, "On the first").await?;
    ensure!(stage.isso.texts().await? == ["On the first"], "of the page");
    ensure!(
        stage.isso.texts_of("/two/").await? == ["On the second"],
        "of the other one"
    );
    Ok(())
}
