//! Rendering anew: when the way in which comments are rendered changes, the stored HTML is made
//! anew, once.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::support::{
    ARTICLE, Place, Server, comment_path, comments_path, draft, identifier, text, until,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

async fn connect(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.database());
    let connected = SqliteConnection::connect_with(&options).await;
    connected.expect("the file")
}

/// A server whose database keeps three comments with pictures, as links to them; one was
/// edited, and one more was withdrawn.
async fn with_pictures() -> (Place, Value) {
    let server = Server::start(&[]).await;
    let picture = |number: u64| format!("![a](https://example.org/{number}.png)");
    for number in 0..4 {
        let (path, draft) = (comment_path(number), draft(&picture(number)));
        let added = server.with_token(AUTHOR, Method::PUT, &path, Some(&draft));
        assert_eq!(added.await.status, 201);
    }
    let path = format!("/api/v1/comments/{}/body?article={ARTICLE}", identifier(1));
    let body = json!({"body": format!("{} edited", picture(1))});
    let edited = server.with_token(AUTHOR, Method::PUT, &path, Some(&body));
    assert_eq!(edited.await.status, 200);
    let path = comment_path(3);
    let withdrawn = server.with_token(AUTHOR, Method::DELETE, &path, None);
    assert_eq!(withdrawn.await.status, 200);
    let page = server.get(&comments_path("")).await.json();
    let place = server.place.clone();
    server.stop().await;
    (place, page)
}

/// The number of comments whose HTML was made anew, as the log says.
fn made_anew(log: &str) -> u64 {
    let counts = log
        .lines()
        .filter_map(|line| line.split("comments=").nth(1));
    counts
        .map(|count| {
            let count = count.split_whitespace().next().unwrap_or_default();
            count.parse::<u64>().expect("a number")
        })
        .sum()
}

/// The HTML that is kept of the comments, in their order.
async fn kept_html(place: &Place) -> Vec<String> {
    let mut database = connect(place).await;
    let html = sqlx::query_scalar("SELECT html FROM comment ORDER BY sequence");
    html.fetch_all(&mut database).await.expect("comments")
}

fn has_picture(html: &str) -> bool {
    html.contains("<img ")
}

#[tokio::test]
async fn another_way_to_show_comments_costs_once_for_all_who_read_them() {
    let (place, before) = with_pictures().await;
    let server = place.server(&["--allow-images"]).await;
    let path = comments_path("");
    for page in join_all((0..12).map(|_| server.get(&path))).await {
        let page = page.json();
        assert_eq!(page["latest"], before["latest"]);
        let comments = page["comments"].as_array().expect("comments");
        assert_eq!(comments.len(), 3);
        for (number, comment) in comments.iter().enumerate() {
            assert!(has_picture(text(&comment["html"])), "{comment}");
            // It is no change of the comment's.
            let before = &before["comments"][number];
            assert_eq!(comment["edited"], before["edited"]);
        }
    }
    let is_kept = |html: &[String]| html[..3].iter().all(|html| has_picture(html));
    until(async || is_kept(&kept_html(&place).await)).await;
    assert_eq!(kept_html(&place).await[3], "");
    let (_, log) = server.stop().await;
    assert_eq!(made_anew(&log), 3, "{log}");

    let server = place.server(&["--allow-images"]).await;
    let page = server.get(&comments_path("")).await.json();
    assert!(has_picture(text(&page["comments"][0]["html"])));
    let (_, log) = server.stop().await;
    assert_eq!(made_anew(&log), 0, "{log}");
}

#[tokio::test]
async fn a_comment_that_is_shown_anew_is_read_while_another_program_writes() {
    let (place, _) = with_pictures().await;
    let server = place.server(&["--allow-images"]).await;
    let mut other = connect(&place).await;
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    let page = server.get(&comments_path("")).await.json();
    assert!(has_picture(text(&page["comments"][0]["html"])));
    // What that program withdraws does not come back.
    let withdrawn = "UPDATE comment SET body = '', html = '', state = 2 WHERE sequence = 1";
    other.execute(withdrawn).await.expect("a change");
    let changed = "UPDATE comment SET body = 'changed', html = '<p>changed</p>' WHERE sequence = 2";
    other.execute(changed).await.expect("a change");
    other.execute("COMMIT").await.expect("the lock's end");
    until(async || has_picture(&kept_html(&place).await[2])).await;
    assert_eq!(kept_html(&place).await[..2], ["", "<p>changed</p>"]);
}
