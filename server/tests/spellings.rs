//! The spellings of an article's key, of which all name one article.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Place, Server, UNLIMITED, draft, identifier, text};

/// Spellings of one article's key.
const SPELLINGS: [&str; 8] = [
    "https://blog.example/लेख",
    "https://blog.example/%E0%A4%B2%E0%A5%87%E0%A4%96/",
    "http://www.blog.example/%e0%a4%b2%e0%a5%87%e0%a4%96",
    "HTTPS://Blog.Example:443/लेख/index.html",
    "https://blog.example/लेख?utm_source=feed&fbclid=1",
    "https://blog.example/लेख#comments",
    "http://blog.example/लेख//",
    " https://blog.example/./लेख ",
];

fn path(route: &str, article: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("article", article)
        .finish();
    format!("/api/v1{route}?{query}")
}

async fn comment(server: &Server, number: u64, article: &str) -> Answer {
    let path = path(&format!("/comments/{}", identifier(number)), article);
    server.put(&path, &draft(article)).await
}

async fn vote(server: &Server, number: u64, article: &str) -> Answer {
    let path = path(&format!("/rating/votes/{}", identifier(number)), article);
    server.put(&path, &json!({"value": 4, "best": 5})).await
}

#[tokio::test]
async fn what_is_written_under_one_spelling_is_read_under_all() {
    let server = Server::start(&UNLIMITED).await;
    for (number, spelling) in (1..).zip(SPELLINGS) {
        assert_eq!(vote(&server, number, spelling).await.status, 200);
        assert_eq!(comment(&server, number, spelling).await.status, 201);
    }
    let all = SPELLINGS.len();
    for spelling in SPELLINGS {
        let rating = server.get(&path("/rating", spelling)).await.json();
        assert_eq!(rating["count"], all, "{spelling}");
        let comments = server.get(&path("/comments", spelling)).await;
        assert_eq!(comments.json()["count"], all, "{spelling}");
        assert_eq!(comments.bodies().len(), all, "{spelling}");
        let one = path(&format!("/comments/{}", identifier(1)), spelling);
        assert_eq!(server.get(&one).await.status, 200, "{spelling}");
        let news = format!("{}&since=1", path("/comments", spelling));
        assert_eq!(server.get(&news).await.bodies().len(), all - 1);
    }
    for other in ["https://blog.example/लेख?p=1", "https://blog.example/"] {
        assert_eq!(server.get(&path("/rating", other)).await.json()["count"], 0);
    }
}

#[tokio::test]
async fn a_comment_is_repeated_changed_and_moderated_under_any_spelling() {
    let token = "the-token-of-the-owner";
    let server = Server::start(&["--admin-token", token, "--hold", "all"]).await;
    let author = identifier(7);
    let own = |rest: &str, spelling| path(&format!("/comments/{}{rest}", identifier(1)), spelling);
    let [first, second, third, fourth, ..] = SPELLINGS;
    let send = async |token, method, path: String, body: Option<Value>| {
        let answer = server.with_token(token, method, &path, body.as_ref());
        let answer = answer.await;
        assert!([200, 201].contains(&answer.status), "{path}: {answer:?}");
        answer.status
    };
    let written = || Some(draft("Hello"));
    assert_eq!(
        send(&author, Method::PUT, own("", first), written()).await,
        201
    );
    assert_eq!(
        send(&author, Method::PUT, own("", second), written()).await,
        200
    );
    let body = Some(json!({"body": "Hello again"}));
    send(&author, Method::PUT, own("/body", third), body).await;
    let published = || Some(json!({"state": "published"}));
    send(token, Method::PUT, own("/state", fourth), published()).await;
    let shown = server.get(&path("/comments", first)).await;
    assert_eq!(shown.bodies(), ["Hello again"]);
    send(&author, Method::DELETE, own("", second), None).await;
    let shown = server.get(&path("/comments", first)).await;
    assert_eq!(shown.json()["count"], 0);
}

#[tokio::test]
async fn first_writes_under_several_spellings_at_once_make_one_article() {
    let place = Place::new();
    // Two servers on one file.
    let servers = [
        place.server(&UNLIMITED).await,
        place.server(&UNLIMITED).await,
    ];
    let votes = (1..).zip(SPELLINGS).map(|(number, spelling)| {
        let server = &servers[usize::try_from(number).expect("a number") % 2];
        vote(server, number, spelling)
    });
    for answer in join_all(votes).await {
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for spelling in SPELLINGS {
        let rating = servers[0].get(&path("/rating", spelling)).await.json();
        assert_eq!(rating["count"], SPELLINGS.len(), "{spelling}");
    }
}

#[tokio::test]
async fn an_address_has_as_many_votes_on_an_article_whatever_its_spelling() {
    let server = Server::start(&["--votes-per-article", "2"]).await;
    let mut answers = Vec::new();
    for (number, spelling) in (1..).zip(SPELLINGS).take(3) {
        answers.push(vote(&server, number, spelling).await.status);
    }
    assert_eq!(answers, [200, 200, 429]);
}

#[tokio::test]
async fn a_prefix_is_that_of_every_spelling() {
    let server = Server::start(&["--article-prefix", "https://blog.example/लेख/"]).await;
    for spelling in SPELLINGS {
        let answer = server.get(&path("/rating", spelling)).await;
        assert_eq!(answer.status, 200, "{spelling}");
    }
    for other in ["https://blog.example/लेख2", "https://blog.example/", "लेख"] {
        let answer = server.get(&path("/rating", other)).await;
        assert_eq!(answer.status, 404, "{other}");
    }
}

#[tokio::test]
async fn long_slugs_of_every_script_are_articles_and_the_longest_are_told_the_limit() {
    let server = Server::start(&[]).await;
    for (number, (letter, times)) in (1..).zip([("ब", 55), ("ब", 670), ("日", 670), ("я", 1_000)])
    {
        let encoded: String = letter
            .repeat(times)
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let page = format!("https://blog.example/{encoded}/");
        assert_eq!(vote(&server, number, &page).await.status, 200, "{letter}");
        assert_eq!(
            comment(&server, number, &page).await.status,
            201,
            "{letter}"
        );
        let decoded = format!("https://blog.example/{}", letter.repeat(times));
        let rating = server.get(&path("/rating", &decoded)).await.json();
        assert_eq!(rating["count"], 1, "{letter}");
    }
    let longest = format!("https://blog.example/{}", "%E0%A4%AC".repeat(690));
    let answer = vote(&server, 9, &longest).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.errors(), ["article too_long"]);
    assert_eq!(answer.json()["errors"][0]["limit"], 2_048);
    assert!(text(&answer.json()["title"]).contains("fields"));
}
