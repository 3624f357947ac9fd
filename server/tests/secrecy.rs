//! A comment that is held looks to everyone else as one that is withdrawn, and one that
//! was held from the start as if it had never been sent.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    ARTICLE, Answer, Sent, Server, UNLIMITED, comment_path, comments_path, draft, identifier,
    reply, text,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const OTHER: &str = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
const OWNER: &str = "the-owner-of-this-blog";

fn path_of(number: u64, rest: &str, parameters: &str) -> String {
    format!(
        "/api/v1/comments/{}{rest}?article={ARTICLE}{parameters}",
        identifier(number)
    )
}

/// One of which three have no room in a page.
fn huge() -> Value {
    json!({"name": "Ada", "website": "https://ada.example", "body": "\u{1f600}".repeat(65_000)})
}

async fn put(server: &Server, token: &str, path: &str, body: &Value) -> Answer {
    let answer = server.with_token(token, Method::PUT, path, Some(body));
    let answer = answer.await;
    assert!(answer.status < 300, "{}", answer.text);
    answer
}

async fn set_state(server: &Server, number: u64, state: &str) {
    let body = json!({"state": state});
    put(server, OWNER, &path_of(number, "/state", ""), &body).await;
}

async fn hide(server: &Server, number: u64, is_held: bool) {
    if is_held {
        set_state(server, number, "held").await;
    } else {
        let path = comment_path(number);
        let withdrawn = server.with_token(AUTHOR, Method::DELETE, &path, None).await;
        assert_eq!(withdrawn.status, 200, "{}", withdrawn.text);
    }
}

/// A server with published comments around those under the numbers 1 to 6, which are all
/// held or all withdrawn: long ones that were answered, one that was edited, and a reply
/// and a root that nobody answered.
async fn with_hidden(is_held: bool) -> Server {
    let server = Server::start(&[&UNLIMITED[..], &["--admin-token", OWNER]].concat()).await;
    put(&server, OTHER, &comment_path(10), &draft("First")).await;
    for number in [1, 2, 6] {
        put(&server, AUTHOR, &comment_path(number), &huge()).await;
        let answer = reply("Answer", number);
        put(&server, OTHER, &comment_path(10 + number), &answer).await;
    }
    put(&server, AUTHOR, &comment_path(3), &draft("Third")).await;
    let another = json!({"body": "Another text"});
    put(&server, AUTHOR, &path_of(3, "/body", ""), &another).await;
    put(&server, AUTHOR, &comment_path(4), &reply("Reply", 10)).await;
    put(&server, AUTHOR, &comment_path(5), &reply("Asked", 10)).await;
    put(&server, OTHER, &comment_path(14), &reply("Answered", 5)).await;
    put(&server, OTHER, &comment_path(15), &draft("Last")).await;
    for number in 1..=6 {
        hide(&server, number, is_held).await;
    }
    server
}

/// A request of each kind that may be about the comment, and tries to learn of it.
fn requests(number: u64) -> Vec<Sent> {
    let reply_to = |number| json!({"name": "Eve", "body": "To it", "parent": identifier(number)});
    let elsewhere = format!("/api/v1/comments/{}?article=other", identifier(number));
    let after = identifier(number);
    let get = |path: String| (Method::GET, path, None);
    let put = |path: String, body: Value| (Method::PUT, path, Some(body));
    let mut requests = vec![
        get(path_of(number, "", "")),
        get(path_of(number, "/replies", "")),
        get(path_of(10, "/replies", &format!("&cursor={after}"))),
        get(comments_path(&format!("&cursor=oldest-{after}"))),
        get(comments_path(&format!(
            "&order=newest&cursor=newest-{after}"
        ))),
        get(comments_path(&format!("&since=0-{after}"))),
        put(path_of(90, "", ""), reply_to(number)),
        put(path_of(number, "", ""), reply_to(number)),
        put(path_of(number, "/body", ""), json!({"body": "Mine"})),
        put(
            path_of(number, "/body", ""),
            json!({"body": "Another text"}),
        ),
        put(path_of(number, "/body", ""), json!({"body": ""})),
        put(path_of(number, "/state", ""), json!({"state": "published"})),
        (Method::DELETE, path_of(number, "", ""), None),
        (Method::DELETE, elsewhere.clone(), None),
    ];
    for guess in [
        huge(),
        draft("Third"),
        draft("Another text"),
        reply("Reply", 10),
        reply("Asked", 10),
        json!({"name": "", "body": ""}),
    ] {
        requests.push(put(path_of(number, "", ""), guess.clone()));
        requests.push(put(elsewhere.clone(), guess));
    }
    requests
}

/// The content of a response, but for the times at which comments were taken, and until when they
/// can be changed.
fn said(answer: &Answer) -> (u16, Value) {
    fn without_times(value: Value) -> Value {
        match value {
            Value::Object(object) => object
                .into_iter()
                .map(|(key, value)| match key.as_str() {
                    "created" | "editable" if !value.is_null() => (key, json!("then")),
                    _ => (key, without_times(value)),
                })
                .collect(),
            Value::Array(values) => values.into_iter().map(without_times).collect(),
            other => other,
        }
    }
    (answer.status, without_times(answer.json()))
}

/// The content of the pages of comments, one after the other, in either order; and the news.
async fn pages(server: &Server, token: Option<&str>) -> Vec<(u16, Value)> {
    let mut pages = Vec::new();
    for parameters in [
        "&order=oldest",
        "&order=newest",
        "&order=oldest&limit=1",
        "&order=newest&limit=1",
    ] {
        let mut cursor = String::new();
        loop {
            let path = comments_path(&format!("{parameters}{cursor}"));
            let page = server.answer_to(token, &(Method::GET, path, None)).await;
            pages.push(said(&page));
            match page.json()["next"].as_str() {
                None => break,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
    }
    for since in 0..10 {
        let path = comments_path(&format!("&since={since}"));
        let news = server.answer_to(token, &(Method::GET, path, None)).await;
        pages.push(said(&news));
    }
    pages
}

#[tokio::test]
async fn every_answer_to_others_is_the_same_for_held_and_withdrawn() {
    let (held, withdrawn) = (with_hidden(true).await, with_hidden(false).await);
    for token in [None, Some(OTHER)] {
        let here = pages(&held, token).await;
        assert_eq!(here, pages(&withdrawn, token).await, "{token:?}");
        for number in 1..=6 {
            for request in requests(number) {
                let here = held.answer_to(token, &request).await;
                let there = withdrawn.answer_to(token, &request).await;
                assert_eq!(said(&here), said(&there), "{token:?} {request:?}");
            }
        }
    }
    let page = held.get(&comments_path("")).await.json();
    let place = page["comments"].as_array().expect("comments");
    let place = place.iter().find(|comment| comment["id"] == *identifier(1));
    let place = place.expect("the place of an answered comment");
    assert_eq!(
        place,
        &json!({
            "id": identifier(1), "parent": null, "state": "withdrawn", "name": "",
            "website": null, "body": "", "html": "", "created": null, "edited": null,
            "replies": 1, "editable": null,
        }),
    );
}

#[tokio::test]
async fn who_wrote_a_hidden_comment_and_the_owner_learn_what_became_of_it() {
    let (held, withdrawn) = (with_hidden(true).await, with_hidden(false).await);
    for token in [AUTHOR, OWNER] {
        let read = async |server: &Server, number| {
            let request = (Method::GET, path_of(number, "", ""), None);
            let page = server.answer_to(Some(token), &request).await.json();
            let comments = page["comments"].as_array().cloned().unwrap_or_default();
            comments.last().cloned().unwrap_or_default()
        };
        let own = read(&held, 3).await;
        assert_eq!(
            (&own["state"], &own["body"]),
            (&json!("held"), &json!("Another text"))
        );
        assert!(read(&held, 1).await["created"].is_string());
        assert!(read(&withdrawn, 1).await["created"].is_string());
        let same = (Method::PUT, path_of(3, "", ""), Some(draft("Third")));
        assert_eq!(held.answer_to(Some(token), &same).await.status, 200);
        assert_eq!(withdrawn.answer_to(Some(token), &same).await.status, 410);
        let body = Some(json!({"body": "Another text"}));
        let edit = (Method::PUT, path_of(3, "/body", ""), body);
        assert_eq!(held.answer_to(Some(token), &edit).await.status, 200);
        assert_eq!(withdrawn.answer_to(Some(token), &edit).await.status, 410);
        let withdrawal = (Method::DELETE, path_of(3, "", ""), None);
        assert_eq!(
            withdrawn.answer_to(Some(token), &withdrawal).await.status,
            200
        );
    }
}

/// A server with comments of [`OTHER`]'s, between which those of [`AUTHOR`]'s are held.
async fn with_published(has_held: bool) -> Server {
    let options = [
        &UNLIMITED[..],
        &["--admin-token", OWNER, "--hold-word", "casino"],
    ];
    let server = Server::start(&options.concat()).await;
    for number in 1..=4 {
        if has_held {
            let held = draft(&format!("A casino {number}"));
            put(&server, AUTHOR, &comment_path(20 + number), &held).await;
            let held = reply("A casino", 1);
            if number > 1 {
                put(&server, AUTHOR, &comment_path(30 + number), &held).await;
            }
        }
        let published = draft(&format!("Number {number}"));
        put(&server, OTHER, &comment_path(number), &published).await;
    }
    server
}

#[tokio::test]
async fn a_comment_that_is_held_from_the_start_leaves_no_trace_for_others() {
    let (held, never) = (with_published(true).await, with_published(false).await);
    for token in [None, Some(OTHER)] {
        let here = pages(&held, token).await;
        assert_eq!(here, pages(&never, token).await, "{token:?}");
    }
    let listed = held.with_token(OWNER, Method::GET, "/api/v1/moderation/held", None);
    let listed = listed.await.json()["comments"].as_array().map(Vec::len);
    assert_eq!(listed, Some(7));
}

#[tokio::test]
async fn an_author_is_told_of_each_held_comment_once_and_again_when_it_is_published() {
    let options = [
        &UNLIMITED[..],
        &["--admin-token", OWNER, "--hold-word", "casino"],
    ];
    let server = Server::start(&options.concat()).await;
    put(&server, OTHER, &comment_path(1), &draft("Published")).await;
    let read = |parameters: String| {
        let (server, path) = (&server, comments_path(&parameters));
        async move {
            let page = server.with_token(AUTHOR, Method::GET, &path, None).await;
            (page.bodies(), text(&page.json()["latest"]).to_owned())
        }
    };
    let (_, mut latest) = read(String::new()).await;
    for number in 2..=131 {
        let body = draft(&format!("Casino {number}"));
        put(&server, AUTHOR, &comment_path(number), &body).await;
    }
    put(&server, OTHER, &comment_path(200), &draft("In between")).await;
    let mut told = Vec::new();
    loop {
        let (bodies, next) = read(format!("&since={latest}")).await;
        latest = next;
        if bodies.is_empty() {
            break;
        }
        assert!(bodies.len() <= 100);
        told.extend(bodies);
    }
    let held = (2..=131).map(|number| format!("Casino {number}"));
    let all: Vec<String> = std::iter::once("In between".to_owned())
        .chain(held)
        .collect();
    assert_eq!(told, all);
    set_state(&server, 40, "published").await;
    let (bodies, latest) = read(format!("&since={latest}")).await;
    assert_eq!(bodies, ["Casino 40"]);
    assert_eq!(read(format!("&since={latest}")).await.0, [""; 0]);
}

#[tokio::test]
async fn a_page_goes_on_after_a_comment_that_is_hidden_meanwhile() {
    for is_held in [true, false] {
        let server = Server::start(&["--admin-token", OWNER]).await;
        for number in 1..=4 {
            let body = draft(&format!("Number {number}"));
            put(&server, AUTHOR, &comment_path(number), &body).await;
        }
        let first = server.get(&comments_path("&limit=2")).await.json();
        hide(&server, 2, is_held).await;
        let cursor = format!("&limit=2&cursor={}", text(&first["next"]));
        let rest = server.get(&comments_path(&cursor)).await;
        assert_eq!(rest.bodies(), ["Number 3", "Number 4"]);
    }
    let server = Server::start(&[]).await;
    server.comment(1, &draft("Root")).await;
    server.comment(2, &reply("Reply", 1)).await;
    for unknown in [2, 9] {
        let cursor = format!("&cursor=oldest-{}", identifier(unknown));
        let answer = server.get(&comments_path(&cursor)).await;
        assert_eq!(answer.errors(), ["cursor unknown"]);
    }
}
