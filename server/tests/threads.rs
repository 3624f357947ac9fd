//! Long threads, permalinks, and what comes while a page is read.

use serde_json::{Value, json};

use crate::support::{
    ARTICLE, Answer, Place, Server, UNLIMITED, comments_path, draft, identifier, reply, text,
};

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

/// As long as a text may be, in the letters that take the most room, and another for
/// each number.
fn huge(number: u64) -> String {
    let mut text = format!("{number} ");
    text.extend(std::iter::repeat_n('\u{1f600}', 65_500));
    text
}

/// Three pages' worth of threads, each with an answer as long as itself and a short one.
async fn with_huge_threads() -> Server {
    let server = Server::start(&UNLIMITED).await;
    for number in 1..=5 {
        let root = number * 10;
        for (number, draft) in [
            (root, draft(&huge(root))),
            (root + 1, reply("short", root)),
            (root + 2, reply(&huge(root + 2), root)),
            (root + 3, reply("last", root)),
        ] {
            assert_eq!(server.comment(number, &draft).await.status, 201);
        }
    }
    server
}

/// The comments of a page, which has at least one, and no more than there is room for.
fn within_room(page: &Answer) -> Vec<Value> {
    assert_eq!(page.status, 200, "{}", page.text);
    let comments = page.json()["comments"].as_array().cloned();
    let comments = comments.expect("comments").into_iter();
    // The blog's owner gets each beside the key of its article.
    let bare = |held: Value| held.get("comment").cloned().unwrap_or(held);
    let comments: Vec<Value> = comments.map(bare).collect();
    let bytes = |comment: &Value| text(&comment["body"]).len() + text(&comment["html"]).len();
    let used: usize = comments.iter().map(bytes).sum();
    assert!(comments.len() == 1 || used <= 1_048_576, "{used} bytes");
    assert!(!comments.is_empty());
    comments
}

/// All that the pages at a path have, which go on at `next`.
async fn all_pages(server: &Server, path: &str) -> (Vec<Value>, usize) {
    let (mut all, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = server.get(&format!("{path}{cursor}")).await;
        all.extend(within_room(&page));
        pages += 1;
        match page.json()["next"].as_str() {
            None => return (all, pages),
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
}

fn ids(comments: &[Value]) -> Vec<String> {
    let ids = comments.iter().map(|comment| text(&comment["id"]));
    ids.map(str::to_owned).collect()
}

#[tokio::test]
async fn huge_comments_come_in_pages_that_are_not() {
    let server = with_huge_threads().await;
    let mut orders = Vec::new();
    for order in ["oldest", "newest"] {
        let (comments, pages) =
            all_pages(&server, &comments_path(&format!("&order={order}"))).await;
        assert!(pages > 1, "one page has all");
        let roots: Vec<Value> = comments
            .iter()
            .filter(|comment| comment["parent"].is_null())
            .cloned()
            .collect();
        for root in &roots {
            assert_eq!(root["replies"], 3, "those without room are counted as well");
        }
        let mut roots = ids(&roots);
        if order == "newest" {
            roots.reverse();
        }
        assert_eq!(roots, [10, 20, 30, 40, 50].map(identifier));

        let first: Vec<Value> = comments
            .iter()
            .filter(|comment| comment["parent"] == *identifier(10))
            .cloned()
            .collect();
        let mut known = ids(&first);
        if known.len() < 3 {
            let last = known.last().map(|last| format!("&cursor={last}"));
            let path = path_of(10, "/replies?") + &last.unwrap_or_default();
            let (rest, _) = all_pages(&server, &path).await;
            known.extend(ids(&rest));
        }
        assert_eq!(known, [11, 12, 13].map(identifier));
        orders.push(pages);
    }
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test]
async fn huge_news_are_told_piece_by_piece() {
    let server = with_huge_threads().await;
    let (mut since, mut told) = ("0".to_owned(), Vec::new());
    while told.len() < 20 {
        let page = server.get(&comments_path(&format!("&since={since}"))).await;
        told.extend(ids(&within_room(&page)));
        since = text(&page.json()["latest"]).to_owned();
    }
    let all = (1..=5).flat_map(|root| (0..4).map(move |reply| identifier(root * 10 + reply)));
    assert_eq!(told, all.collect::<Vec<_>>());
    let none = server.get(&comments_path(&format!("&since={since}"))).await;
    assert_eq!(none.bodies(), [""; 0]);
}

#[tokio::test]
async fn a_permalink_brings_the_nearest_of_huge_comments() {
    let server = Server::start(&UNLIMITED).await;
    server.comment(1, &draft(&huge(1))).await;
    for number in 2..=8 {
        let answer = server
            .comment(number, &reply(&huge(number), number - 1))
            .await;
        assert_eq!(answer.status, 201);
    }
    let page = server.get(&path_of(8, "?")).await;
    let comments = page.json()["comments"].as_array().cloned();
    let ids = ids(&comments.expect("comments"));
    assert_eq!(ids, [1, 7, 8].map(identifier));
}

#[tokio::test]
async fn huge_held_comments_come_to_their_owner_in_pages() {
    let owner = "sixteen-letters!";
    let options = [&UNLIMITED[..], &["--hold", "all", "--admin-token", owner]].concat();
    let server = Server::start(&options).await;
    for number in 1..=5 {
        let answer = server.comment(number, &draft(&huge(number))).await;
        assert_eq!(answer.status, 201);
    }
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/moderation/held{cursor}");
        let page = server.with_token(owner, reqwest::Method::GET, &path, None);
        let page = page.await;
        all.extend(ids(&within_room(&page)));
        match page.json()["next"].as_str() {
            None => break,
            Some(next) => cursor = format!("?cursor={next}"),
        }
    }
    assert_eq!(all, [1, 2, 3, 4, 5].map(identifier));
}
