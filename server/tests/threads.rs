//! Long threads, permalinks, and what comes while a page is read.

use serde_json::json;

use crate::support::{ARTICLE, Place, Server, comments_path, draft, identifier, reply, text};

async fn with_replies(count: u64) -> Server {
    let server = Server::start(&["--comments-per-address", "0"]).await;
    server.comment(1, &draft("root")).await;
    for number in 2..2 + count {
        let answer = server.comment(number, &reply("reply", number - 1)).await;
        assert_eq!(answer.status, 201);
    }
    server
}

fn path_of(number: u64, rest: &str) -> String {
    format!(
        "/api/v1/comments/{}{rest}article={ARTICLE}",
        identifier(number)
    )
}

#[tokio::test]
async fn a_long_thread_comes_in_pages_of_its_own() {
    let server = with_replies(130).await;
    let page = server.get(&comments_path("")).await.json();
    let comments = page["comments"].as_array().expect("comments");
    assert_eq!((comments.len(), &page["count"]), (11, &json!(131)));
    assert_eq!(comments[0]["replies"], 130);
    assert_eq!(comments[1]["replies"], 0);
    let mut known: Vec<_> = comments[1..].to_vec();
    loop {
        let last = text(&known[known.len() - 1]["id"]);
        let path = path_of(1, &format!("/replies?cursor={last}&"));
        let page = server.get(&path).await.json();
        known.extend_from_slice(page["comments"].as_array().expect("comments"));
        match page["next"].as_str() {
            None => break,
            Some(next) => assert_eq!(next, text(&known[known.len() - 1]["id"])),
        }
    }
    let ids: Vec<_> = known.iter().map(|reply| text(&reply["id"])).collect();
    let expected: Vec<_> = (2..132).map(identifier).collect();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn a_permalink_brings_what_its_comment_answers() {
    let server = with_replies(3).await;
    server.comment(9, &reply("aside", 1)).await;
    let page = server.get(&path_of(4, "?")).await;
    let ids: Vec<_> = page.json()["comments"]
        .as_array()
        .expect("comments")
        .iter()
        .map(|comment| text(&comment["id"]).to_owned())
        .collect();
    assert_eq!(ids, [1, 2, 3, 4].map(identifier));
    let elsewhere = format!("/api/v1/comments/{}?article=other", identifier(4));
    for path in [path_of(99, "?"), path_of(2, "/replies?"), elsewhere] {
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(
            answer.json()["type"],
            "urn:article-widgets:problem:unknown-comment"
        );
    }
}

#[tokio::test]
async fn what_came_since_is_told_in_its_order_and_once() {
    let server = with_replies(1).await;
    let latest = server.get(&comments_path("")).await.json()["latest"].clone();
    for (number, draft) in [(5, draft("new")), (6, reply("newer", 1))] {
        server.comment(number, &draft).await;
    }
    let since = |place: &serde_json::Value| comments_path(&format!("&since={}", text(place)));
    let news = server.get(&since(&latest)).await;
    assert_eq!(news.bodies(), ["new", "newer"]);
    let none = server.get(&since(&news.json()["latest"])).await;
    assert_eq!(none.bodies(), [""; 0]);
    assert_eq!(none.json()["count"], 4);
    for wrong in [
        "&since=x",
        "&since=1&order=newest",
        "&since=1&cursor=oldest-1",
    ] {
        let answer = server.get(&comments_path(wrong)).await;
        assert_eq!(answer.errors(), ["since malformed"], "{wrong}");
    }
}

#[tokio::test]
async fn more_news_than_are_told_at_once_come_piece_by_piece() {
    let server = with_replies(150).await;
    let mut since = "0".to_owned();
    let mut counts = Vec::new();
    for _ in 0..3 {
        let page = server.get(&comments_path(&format!("&since={since}"))).await;
        counts.push(page.bodies().len());
        since = text(&page.json()["latest"]).to_owned();
    }
    assert_eq!(counts, [100, 51, 0]);
}

#[tokio::test]
async fn the_preview_is_what_is_published() {
    let server = Server::start(&[]).await;
    let body = "**Hello** <b>you</b>\nhttps://example.org";
    let path = "/api/v1/comments/preview";
    let request = server.request(reqwest::Method::POST, path);
    let preview = crate::support::Answer::to(request.json(&json!({"body": body}))).await;
    assert_eq!(preview.status, 200);
    let comment = server.comment(1, &draft(body)).await.json();
    assert_eq!(preview.json()["html"], comment["html"]);
    let request = server.request(reqwest::Method::POST, path);
    let empty = crate::support::Answer::to(request.json(&json!({"body": " "}))).await;
    assert_eq!(empty.errors(), ["body missing"]);
}

#[tokio::test]
async fn a_renderer_that_shows_pictures_shows_those_of_before() {
    let picture = draft("![clock](https://example.org/clock.png)");
    let place = Place::new();
    let server = place.server(&[]).await;
    let comment = server.comment(1, &picture).await.json();
    assert!(text(&comment["html"]).contains("<a href"));
    server.stop().await;
    let server = place.server(&["--allow-images"]).await;
    let page = server.get(&comments_path("")).await.json();
    assert!(text(&page["comments"][0]["html"]).contains("<img src"));
}
