//! Drafts: a text outlives the page until the server has it, and is sent once.

use anyhow::Result;

use crate::support::{Blog, Browser, HOLD_WRITES, Server};

const COMMENTS: &str = "article-comments";

/// No text of the reader's is kept on the device.
const NOTHING_IS_KEPT: &str = "!Object.keys(localStorage).some((key) => /draft|waiting/.test(key))";

/// An expression that is true if a field of the form has a text.
fn typed(field: &str, text: &str) -> String {
    format!("find('article-comments').shadowRoot.getElementById('{field}').value === '{text}'")
}

/// A reader who has typed a comment, and sent nothing.
async fn writer(server: &Server) -> Result<Browser> {
    let reader = Browser::start().await?;
    reader.open(&format!("{}/en/", server.url)).await?;
    reader
        .type_into(COMMENTS, "#body", "Half a thought")
        .await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader
        .type_into(COMMENTS, "#email", "ada@example.org")
        .await?;
    Ok(reader)
}

/// Waits until the form of the page that has come anew has all that was typed.
async fn finds_it_again(reader: &Browser) -> Result<()> {
    reader.find(COMMENTS, "form").await?;
    for (field, text) in [
        ("body", "Half a thought"),
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("website", ""),
    ] {
        reader.until(&typed(field, text)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_a_reload_a_link_and_a_second_tab() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    reader.reload().await?;
    finds_it_again(&reader).await?;

    reader.click("article-nav", "a.next").await?;
    reader.until("location.pathname === '/en/sundial/'").await?;
    // Another article has drafts of its own.
    reader.find(COMMENTS, "form").await?;
    reader.until(&typed("body", "")).await?;
    reader.open(&page).await?;
    finds_it_again(&reader).await?;

    reader.open_tab(&page).await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_a_crash_of_the_tab() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    reader.crash_in_favour_of(&page).await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_an_element_that_is_taken_away() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader
        .run("window.gone = find('article-comments'); gone.remove();")
        .await?;
    reader
        .until("gone.shadowRoot.firstChild.localName === 'slot'")
        .await?;
    reader.run("find('article').append(gone);").await?;
    finds_it_again(&reader).await?;

    reader
        .run("find('article-comments').article = 'another';")
        .await?;
    reader.until(&typed("body", "")).await?;
    reader
        .run("find('article-comments').removeAttribute('article');")
        .await?;
    finds_it_again(&reader).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_sent_is_not_offered_again() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until(&format!("!({NOTHING_IS_KEPT})")).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until(&typed("body", "")).await?;
    reader.until(NOTHING_IS_KEPT).await
}

/// From now on the server keeps what the page sends, and the page loses the answer.
const LOSE_ANSWERS: &str = "
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const answer = await real(url, options);
        if (options?.method === 'PUT') throw new TypeError('lost');
        return answer;
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_was_lost_with_the_page_is_published_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run(LOSE_ANSWERS).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "Not sent yet").await?;
    reader.until(&format!("!({NOTHING_IS_KEPT})")).await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.until(NOTHING_IS_KEPT).await?;
    reader.until(&typed("body", "")).await?;
    let texts = "find('article-comments').shadowRoot.querySelectorAll('article').length";
    reader.until(&format!("{texts} === 1")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_stays_with_the_article_that_it_was_written_under() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run(HOLD_WRITES).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .run("find('article-comments').article = 'another'; setTimeout(go, 100);")
        .await?;
    reader.until(&typed("body", "")).await?;
    reader.until(NOTHING_IS_KEPT).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.reload().await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until_shown(COMMENTS, "1 comment").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_written_without_a_network_goes_out_when_there_is_one() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.set_online(false).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "Not sent yet").await?;
    // The next ones can be written meanwhile, and wait as well.
    for text in ["The other half", "The whole", "The end"] {
        reader.type_into(COMMENTS, "#body", text).await?;
        reader.click(COMMENTS, "[type=submit]").await?;
        reader.until_shown(COMMENTS, text).await?;
    }
    let waiting = "find('article-comments').shadowRoot.querySelectorAll('.unsent').length";
    reader.until(&format!("{waiting} === 4")).await?;
    reader.set_online(true).await?;
    reader.until_shown(COMMENTS, "4 comments").await?;
    reader.until(&format!("{waiting} === 0")).await?;
    reader.until(NOTHING_IS_KEPT).await?;
    reader.reload().await?;
    // They were published in the order in which they were written.
    reader
        .until(
            "[...find('article-comments').shadowRoot.querySelectorAll('.text')]
                .map((text) => text.textContent).join()
                === 'Half a thought,The other half,The whole,The end'",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_waits_goes_out_from_another_article() -> Result<()> {
    let mut server = Server::start(&["--allow-origin", "*"]).await?;
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let body = format!(
        "<article-comments loading=eager endpoint={}></article-comments>",
        server.url
    );
    let blog = Blog::start(&widgets.url, &body).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/first/", blog.url)).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    server.kill().await?;
    reader.comment("A word", "Ada").await?;
    reader.until_shown(COMMENTS, "Not sent yet").await?;
    server.restart().await?;
    reader.open(&format!("{}/second/", blog.url)).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.until(NOTHING_IS_KEPT).await?;
    reader.open(&format!("{}/first/", blog.url)).await?;
    reader.until_shown(COMMENTS, "1 comment").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_while_it_is_sent_loses_and_doubles_nothing() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run(HOLD_WRITES).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "Sending").await?;
    reader.crash_in_favour_of(&page).await?;
    reader.find(COMMENTS, "ol").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.until(NOTHING_IS_KEPT).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_tab_has_sent_no_other_sends_again() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = writer(&server).await?;
    let first = reader.open_tab(&page).await?;
    finds_it_again(&reader).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.until_shown(COMMENTS, "1 comment").await?;
    reader.go_to(first).await?;
    reader.until(&typed("body", "")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_nothing_says_so_and_loses_nothing_on_the_page() -> Result<()> {
    let mut server = Server::start(&["--allow-origin", "*"]).await?;
    let widgets = Server::start(&["--allow-origin", "*"]).await?;
    let body = format!(
        "<article-comments loading=eager endpoint={}></article-comments>",
        server.url
    );
    let blog = Blog::start(&widgets.url, &body).await?;
    let forbidden = "Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('denied', 'SecurityError'); },
    });";
    let full = "Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
    };";
    for (count, obstacle) in [(1, forbidden), (2, full)] {
        let reader = Browser::start().await?;
        reader.before_each_page(obstacle).await?;
        reader.open(&blog.url).await?;
        reader
            .until_shown(COMMENTS, "This browser keeps nothing for this page")
            .await?;
        reader.until_gone("[aria-busy]").await?;
        server.kill().await?;
        reader.comment("A word", "Ada").await?;
        reader
            .until_shown(COMMENTS, "Please leave this page open.")
            .await?;
        server.restart().await?;
        reader.click(COMMENTS, ".unsent [part~=retry]").await?;
        let counted = format!("{count} comment");
        reader.until_shown(COMMENTS, &counted).await?;
        reader.until_gone(".waiting").await?;
    }
    Ok(())
}

/// Two elements of one article, of which the second has an identifier.
async fn twice(server: &Server) -> Result<(Blog, Browser)> {
    let body = "<article-comments article=one loading=eager></article-comments>
        <article-comments article=one loading=eager id=second></article-comments>";
    let blog = Blog::start(&server.url, body).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.url).await?;
    reader.find(SECOND, "#body").await?;
    reader.until_shown(SECOND, "No comments yet").await?;
    Ok((blog, reader))
}

const SECOND: &str = "#second";

/// The text in the comment's field of the second element.
fn typed_in_second(text: &str) -> String {
    format!("find('#second').shadowRoot.getElementById('body').value === '{text}'")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_elements_of_an_article_share_a_draft() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let (_blog, reader) = twice(&server).await?;
    reader.type_into(COMMENTS, "#body", "One").await?;
    reader.type_into(COMMENTS, "#name", "Ada").await?;
    reader.until(&typed_in_second("One")).await?;
    reader.type_into(SECOND, "#body", ", two").await?;
    reader.until(&typed("body", "One, two")).await?;
    reader.type_into(COMMENTS, "#body", ", three").await?;
    reader.until(&typed_in_second("One, two, three")).await?;
    reader.reload().await?;
    reader.find(SECOND, "#body").await?;
    reader.until(&typed_in_second("One, two, three")).await?;
    reader.until(&typed("body", "One, two, three")).await?;

    reader.click(SECOND, "[type=submit]").await?;
    reader.until_shown(SECOND, "1 comment").await?;
    reader.until(&typed("body", "")).await?;
    reader.until(NOTHING_IS_KEPT).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_an_article_share_a_draft() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("{}/en/", server.url);
    let reader = Browser::start().await?;
    reader.open(&page).await?;
    reader.find(COMMENTS, "#body").await?;
    let first = reader.open_tab(&page).await?;
    reader.type_into(COMMENTS, "#body", "One").await?;
    let second = reader.open_tab("about:blank").await?;
    reader.go_to(first).await?;
    reader.until(&typed("body", "One")).await?;
    reader.type_into(COMMENTS, "#body", ", two").await?;
    reader.go_to(second).await?;
    reader.type_into(COMMENTS, "#body", ", three").await?;
    // Each text is there, wherever the reader writes on, and after a reload.
    let has_all = "['One', ', two', ', three'].every((text) =>
        find('article-comments').shadowRoot.getElementById('body').value.includes(text))";
    reader.until(has_all).await?;
    reader.reload().await?;
    reader.find(COMMENTS, "#body").await?;
    reader.until(has_all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_being_written_is_never_overwritten() -> Result<()> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let (_blog, reader) = twice(&server).await?;
    reader.type_into(COMMENTS, "#body", "Mine").await?;
    // As another tab does, while this one has the focus.
    reader
        .run(
            "const key = Object.keys(localStorage).find((key) => /:draft http/.test(key));
            const oldValue = localStorage.getItem(key);
            const newValue = oldValue.replace('Mine', 'Theirs');
            localStorage.setItem(key, newValue);
            dispatchEvent(new StorageEvent('storage', {key, oldValue, newValue}));",
        )
        .await?;
    reader.until(&typed("body", "Mine")).await?;
    reader.press(" too").await?;
    reader.until(&typed("body", "Mine too\\n\\nTheirs")).await?;
    reader
        .until("Object.values(localStorage).some((kept) => /Mine too.*Theirs/.test(kept))")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_begun_opens_again_by_itself() -> Result<()> {
    let server = Server::start(&[]).await?;
    let reader = writer(&server).await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader.click(COMMENTS, "li .edit").await?;
    reader
        .type_into(COMMENTS, "#edit-body", ", and more")
        .await?;
    reader.reload().await?;
    reader.find(COMMENTS, "#edit-body").await?;
    reader
        .until(&typed("edit-body", "Half a thought, and more"))
        .await?;
    reader.click(COMMENTS, "li [type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Half a thought, and more")
        .await?;
    reader.until_gone("#edit-body").await?;
    reader.until(NOTHING_IS_KEPT).await
}
