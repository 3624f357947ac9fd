//! `backend="wordpress"` on a real WordPress.

use anyhow::{Result, ensure};

use crate::programs::WordPress;
use crate::support::{Browser, Server};
use crate::{COMMENTS, LOSE_AN_ANSWER, until_count};

/// A plugin that lets readers comment by the API, as often as they like.
const OPEN: &str = "
    add_filter('rest_allow_anonymous_comments', '__return_true');
    add_filter('comment_flood_filter', '__return_false', 99);";

const ELEMENT: &str =
    "<article-comments backend=wordpress loading=eager email-field=required></article-comments>";

/// A blog whose plugin does this, with what serves the widgets.
async fn start(plugin: &str, element: &str) -> Result<(Server, WordPress)> {
    let server = Server::start(&["--allow-origin", "*"]).await?;
    let script = format!(
        "<script type=module src={}/article-widgets.js></script>",
        server.url
    );
    let blog = WordPress::start(plugin, &[&script, element].concat()).await?;
    Ok((server, blog))
}

/// The same with a reader at its post.
async fn reader_at(plugin: &str, element: &str) -> Result<(Server, WordPress, Browser)> {
    let (server, blog) = start(plugin, element).await?;
    let reader = Browser::start().await?;
    reader.open(&blog.post()).await?;
    Ok((server, blog, reader))
}

/// Fills the form under the article and sends it.
async fn send(reader: &Browser, body: &str) -> Result<()> {
    reader
        .type_into(COMMENTS, "#email", "ada@blog.example")
        .await?;
    reader.comment(body, "Ada").await
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_comments_come_in_threads_page_by_page_in_either_order() -> Result<()> {
    let (_server, blog, reader) = reader_at("", ELEMENT).await?;
    reader.until_shown(COMMENTS, "60 comments").await?;
    // Twenty threads with their replies.
    until_count(&reader, 30).await?;
    reader
        .until_there("[id=comment-2] > ol > [id=comment-3] > ol > [id=comment-6]")
        .await?;
    reader.until_shown(COMMENTS, "Reader 6").await?;
    // WordPress' own quotation marks, and its HTML.
    reader
        .until_shown(COMMENTS, "Number 6, “quoted” & stressed.")
        .await?;
    reader.until_there("[id=comment-6] em").await?;
    reader.click(COMMENTS, ".more").await?;
    until_count(&reader, 60).await?;
    reader.until_gone(".more").await?;
    reader.until_focused("[id=comment-31]").await?;
    // It offers no preview and takes no changes.
    reader.until_gone("[role=tab], .edit").await?;
    reader.until_shown(COMMENTS, "You can use HTML").await?;

    reader
        .click(COMMENTS, "select option[value=newest]")
        .await?;
    reader
        .until_there(".threads > li:first-child[id=comment-59]")
        .await?;
    until_count(&reader, 30).await?;
    reader.click(COMMENTS, ".more").await?;
    until_count(&reader, 60).await?;

    reader.open("about:blank").await?;
    reader.open(&format!("{}#comment-60", blog.post())).await?;
    reader.until_focused("[id=comment-60]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_and_a_reply_are_published() -> Result<()> {
    let (_server, blog, reader) = reader_at(OPEN, ELEMENT).await?;
    reader
        .run("addEventListener('article-comments:submit', ({detail}) => window.sent = detail.id);")
        .await?;
    send(&reader, "A word from <strong>Ada</strong> & co.").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is published.")
        .await?;
    reader.until("window.sent === '61'").await?;
    reader.until_shown(COMMENTS, "61 comments").await?;
    reader.until_there("[id=comment-61] strong").await?;

    reader.click(COMMENTS, "[id=comment-6] .reply").await?;
    reader
        .type_into(COMMENTS, "#reply-body", "An answer")
        .await?;
    // The answer knows who has just commented.
    reader.until_typed("reply-name", "Ada").await?;
    reader
        .until_typed("reply-email", "ada@blog.example")
        .await?;
    reader
        .click(COMMENTS, "[id=comment-6] [type=submit]")
        .await?;
    reader.until_there("[id=comment-62]").await?;
    reader.reload().await?;
    reader.until_there("[id=comment-2] [id=comment-62]").await?;
    let comments = blog.new_comments().await?;
    ensure!(
        comments.len() == 2 && comments.iter().all(|(_, approved)| approved == "1"),
        "{comments:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_comment_is_shown_to_its_author_as_held() -> Result<()> {
    let moderated = "add_filter('pre_option_comment_moderation', fn() => '1');";
    let (_server, blog, reader) = reader_at(&[OPEN, moderated].concat(), ELEMENT).await?;
    send(&reader, "A word to the owner").await?;
    reader
        .until_shown(COMMENTS, "Thank you, your comment is held for review.")
        .await?;
    reader
        .until_shown(COMMENTS, "Held for review: only you can see it.")
        .await?;
    reader.until_shown(COMMENTS, "60 comments").await?;
    let comments = blog.new_comments().await?;
    let held = ("A word to the owner".to_owned(), "0".to_owned());
    ensure!(comments == [held], "{comments:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_doubles_no_comment() -> Result<()> {
    for (moderated, told) in [
        ("", "Thank you, your comment is published."),
        (
            "add_filter('pre_option_comment_moderation', fn() => '1');",
            "Thank you, your comment is held for review.",
        ),
    ] {
        let (_server, blog) = start(&[OPEN, moderated].concat(), ELEMENT).await?;
        let reader = Browser::start().await?;
        reader.before_each_page(LOSE_AN_ANSWER).await?;
        reader.open(&blog.post()).await?;
        send(&reader, "It's \"once\" -- and for all").await?;
        reader.until_shown(COMMENTS, "Not sent yet").await?;
        reader.click(COMMENTS, ".unsent [part~=retry]").await?;
        reader.until_shown(COMMENTS, told).await?;
        reader.until_gone(".waiting").await?;
        let comments = blog.new_comments().await?;
        ensure!(comments.len() == 1, "{comments:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_comment_again_is_not_taken_and_not_lost() -> Result<()> {
    let (_server, blog, reader) = reader_at(OPEN, ELEMENT).await?;
    send(&reader, "Said before").await?;
    reader.until_there("[id=comment-61]").await?;
    reader.type_into(COMMENTS, "#body", "Said before").await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(
            COMMENTS,
            "You have written the very same comment here already.",
        )
        .await?;
    reader.until_typed("body", "Said before").await?;
    ensure!(blog.new_comments().await?.len() == 1, "it is there twice");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wordpress_asks_for_is_said_at_the_field() -> Result<()> {
    let element = ELEMENT.replace("email-field=required", "email-field=hidden");
    let (_server, _blog, reader) = reader_at(OPEN, &element).await?;
    reader.find(COMMENTS, "#body").await?;
    reader.until_gone("#email").await?;
    reader.comment("Without an address", "Ada").await?;
    reader
        .until_shown(COMMENTS, "Please enter your e-mail address.")
        .await?;
    reader.until_typed("body", "Without an address").await?;
    // An address that WordPress alone takes for wrong.
    reader
        .type_into(COMMENTS, "#email", "a\u{308}da@blog.example")
        .await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Please check the e-mail address")
        .await?;
    reader.until_typed("body", "Without an address").await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_too_quickly_is_told_and_the_comment_waits() -> Result<()> {
    let (_server, _blog, reader) = reader_at(
        "add_filter('rest_allow_anonymous_comments', '__return_true');",
        ELEMENT,
    )
    .await?;
    send(&reader, "One").await?;
    reader.until_there("[id=comment-61]").await?;
    reader.type_into(COMMENTS, "#body", "And another").await?;
    reader.click(COMMENTS, "[type=submit]").await?;
    reader
        .until_shown(COMMENTS, "Too many requests came from your network.")
        .await?;
    reader.until_shown(COMMENTS, "And another").await
}

/// A comment is not sent: its reader is told so, and the text is in its field again.
async fn is_not_sent(reader: &Browser, told: &str) -> Result<()> {
    send(reader, "Nothing is lost").await?;
    reader
        .until_shown(
            COMMENTS,
            &format!("Your comment was not sent. Your text is still here. {told}"),
        )
        .await?;
    reader.until_typed("body", "Nothing is lost").await
}

/// Checks the sentence for a reader where comments cannot be sent, before a reload and after it.
async fn refused(plugin: &str, code: &str, told: &str) -> Result<()> {
    let (_server, blog, reader) = reader_at(plugin, ELEMENT).await?;
    reader.until_shown(COMMENTS, "60 comments").await?;
    blog.run(code).await?;
    is_not_sent(&reader, told).await?;
    reader.reload().await?;
    reader.until_typed("body", "Nothing is lost").await?;
    ensure!(blog.new_comments().await?.is_empty(), "it was published");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_anonymous_comments_are_not_allowed_the_reader_is_told() -> Result<()> {
    refused("", "", "The site wants readers to log in first.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_comments_are_closed_the_reader_is_told() -> Result<()> {
    let close = "wp_update_post(['ID' => 1, 'comment_status' => 'closed']);";
    refused(OPEN, close, "This article takes no more comments.").await
}

/// Checks the sentence for a reader where comments cannot be read or sent.
async fn nothing_to_read(plugin: &str, told: &str) -> Result<()> {
    let (_server, _blog, reader) = reader_at(&[OPEN, plugin].concat(), ELEMENT).await?;
    reader
        .until_shown(COMMENTS, &format!("The comments cannot be shown. {told}"))
        .await?;
    is_not_sent(&reader, told).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_api_is_switched_off_the_reader_is_told() -> Result<()> {
    let off = "The site does not offer this, or has switched it off.";
    nothing_to_read("add_filter('rest_endpoints', '__return_empty_array');", off).await?;
    // Many plugins take the link to it away as well.
    nothing_to_read("remove_action('wp_head', 'rest_output_link_wp_head');", off).await
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_login_the_reader_is_told() -> Result<()> {
    let log_in = "The site wants readers to log in first.";
    let redirect = "add_action('parse_request', function () {
        if (!empty($GLOBALS['wp']->query_vars['rest_route'])) {
            wp_redirect(wp_login_url());
            exit;
        }
    }, 1);";
    nothing_to_read(redirect, log_in).await?;
    let refuse = "add_filter('rest_authentication_errors', fn() =>
        new WP_Error('rest_not_logged_in', 'Log in.', ['status' => 401]));";
    nothing_to_read(refuse, log_in).await
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_permalinks_make_no_difference() -> Result<()> {
    let plain = "add_filter('pre_option_permalink_structure', '__return_empty_string');";
    let (_server, blog) = start(&[OPEN, plain].concat(), ELEMENT).await?;
    let reader = Browser::start().await?;
    reader.open(&format!("{}/?p=1", blog.url)).await?;
    until_count(&reader, 30).await?;
    reader.click(COMMENTS, ".more").await?;
    until_count(&reader, 60).await?;
    send(&reader, "By plain permalinks").await?;
    reader.until_there("[id=comment-61]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_elsewhere_names_the_blog_and_the_post() -> Result<()> {
    let (server, blog) = start(OPEN, "").await?;
    let element = format!(
        "<article-comments backend=wordpress endpoint={} article=1 loading=eager>
         </article-comments>",
        blog.url
    );
    let page = crate::support::Blog::start(&server.url, &element).await?;
    let reader = Browser::start().await?;
    reader.open(&page.url).await?;
    until_count(&reader, 30).await?;
    reader.until_shown(COMMENTS, "60 comments").await?;
    send(&reader, "From elsewhere").await?;
    reader.until_there("[id=comment-61]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_says_that_the_plugin_for_votes_is_missing() -> Result<()> {
    let element = "<article-rating backend=wordpress loading=eager></article-rating>";
    let (_server, _blog, reader) = reader_at("", element).await?;
    reader
        .until_shown(
            "article-rating",
            "The site does not offer this, or has switched it off.",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_under_a_post_that_the_reader_has_left() -> Result<()> {
    let (_server, blog, reader) = reader_at(OPEN, ELEMENT).await?;
    reader.find(COMMENTS, "form").await?;
    reader
        .run(
            "window.warned = [];
            console.warn = (text) => warned.push(text);
            history.pushState(null, '', '/another-post/');",
        )
        .await?;
    reader.until_gone("form").await?;
    reader.until("warned.length === 1").await?;
    reader
        .until("warned[0].includes('let it name each page\\'s own')")
        .await?;
    // The head names the other post later.
    reader
        .run(
            "const link = document.querySelector('link[rel=alternate][type=\"application/json\"]');
            link.href = link.href.replace(/\\d+$/, '2');",
        )
        .await?;
    reader.find(COMMENTS, "form").await?;
    reader.until_shown(COMMENTS, "No comments yet").await?;
    reader.run("history.back();").await?;
    ensure!(blog.new_comments().await?.is_empty(), "a comment");
    Ok(())
}
