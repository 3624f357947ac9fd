//! Moderation: comments that are held, for whom they are there meanwhile, and what keeps programs
//! out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    ARTICLE, Answer, Place, Server, comment_path, comments_path, draft, identifier, reply, text,
};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const ADMIN: &str = "the-owner-of-this-blog";
const OWNED: [&str; 2] = ["--admin-token", ADMIN];

fn state_path(number: u64) -> String {
    format!(
        "/api/v1/comments/{}/state?article={ARTICLE}",
        identifier(number)
    )
}

async fn set_state(server: &Server, token: &str, number: u64, state: &str) -> Answer {
    let body = json!({"state": state});
    let path = state_path(number);
    server
        .with_token(token, Method::PUT, &path, Some(&body))
        .await
}

async fn state_of(server: &Server, number: u64, draft: &Value) -> String {
    let answer = server.comment(number, draft).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    text(&answer.json()["state"]).to_owned()
}

async fn read(server: &Server, token: &str) -> Vec<String> {
    let path = comments_path("");
    let answer = server.with_token(token, Method::GET, &path, None).await;
    answer.bodies()
}

#[tokio::test]
async fn a_held_comment_is_there_for_its_author_and_the_owner_alone() {
    let server = Server::start(&[&OWNED[..], &["--hold", "all"]].concat()).await;
    let path = comment_path(1);
    let held = server
        .with_token(AUTHOR, Method::PUT, &path, Some(&draft("Hello")))
        .await;
    assert_eq!((held.status, &held.json()["state"]), (201, &json!("held")));
    server.comment(2, &draft("Another's")).await;
    let page = server.get(&comments_path("")).await;
    assert_eq!((page.bodies().len(), &page.json()["count"]), (0, &json!(0)));
    assert_eq!(server.get(&path).await.status, 404);
    assert_eq!(read(&server, AUTHOR).await, ["Hello"]);
    assert_eq!(read(&server, ADMIN).await, ["Hello", "Another's"]);
    let another = identifier(7);
    assert_eq!(read(&server, &another).await, [""; 0]);
    assert_eq!(
        server.comment(3, &reply("To it", 1)).await.errors(),
        ["parent unknown"]
    );

    let list = server
        .with_token(ADMIN, Method::GET, "/api/v1/moderation/held?limit=1", None)
        .await
        .json();
    let normalised = ARTICLE.trim_end_matches('/');
    assert_eq!(list["comments"][0]["article"], normalised);
    assert_eq!(list["comments"][0]["comment"]["body"], "Hello");
    let next = format!("/api/v1/moderation/held?cursor={}", text(&list["next"]));
    let rest = server
        .with_token(ADMIN, Method::GET, &next, None)
        .await
        .json();
    assert_eq!(rest["comments"][0]["comment"]["body"], "Another's");
    assert_eq!(rest["next"], json!(null));

    let latest = text(&page.json()["latest"]).to_owned();
    for _ in 0..2 {
        let published = set_state(&server, ADMIN, 1, "published").await;
        assert_eq!(published.json()["state"], "published");
    }
    assert_eq!(server.get(&comments_path("")).await.bodies(), ["Hello"]);
    let news = server
        .get(&comments_path(&format!("&since={latest}")))
        .await;
    assert_eq!(
        news.bodies(),
        ["Hello"],
        "it is new to those who read before"
    );
    set_state(&server, ADMIN, 1, "held").await;
    assert_eq!(server.get(&comments_path("")).await.bodies(), [""; 0]);
}

#[tokio::test]
async fn nobody_but_the_owner_moderates() {
    for options in [&OWNED[..], &[]] {
        let server = Server::start(options).await;
        server.comment(1, &draft("Hello")).await;
        for token in [AUTHOR, "the-owner-of-that-blog", ""] {
            assert_eq!(set_state(&server, token, 1, "held").await.status, 401);
            let list = "/api/v1/moderation/held";
            let answer = server.with_token(token, Method::GET, list, None).await;
            assert_eq!(answer.status, 401);
        }
        assert_eq!(
            server
                .put(&state_path(1), &json!({"state": "held"}))
                .await
                .status,
            401
        );
        assert_eq!(server.get("/api/v1/moderation/held").await.status, 401);
    }
    let server = Server::start(&OWNED).await;
    server.comment(1, &draft("Hello")).await;
    for state in ["withdrawn", "spam", ""] {
        let answer = set_state(&server, ADMIN, 1, state).await;
        assert_eq!(answer.errors(), ["state malformed"]);
    }
    assert_eq!(set_state(&server, ADMIN, 2, "held").await.status, 404);
    let deleted = server
        .with_token(ADMIN, Method::DELETE, &comment_path(1), None)
        .await;
    assert_eq!(deleted.json()["state"], "withdrawn");
    assert_eq!(set_state(&server, ADMIN, 1, "published").await.status, 410);
}

#[tokio::test]
async fn each_rule_holds_what_it_should() {
    let rules = [
        "--minimum-seconds",
        "2",
        "--hold-links",
        "2",
        "--hold-word",
        "casino",
        "--hold-word",
        "free money",
    ];
    let server = Server::start(&rules).await;
    let with = |field: &str, value: Value| {
        let mut draft = draft("Hello");
        draft[field] = value;
        draft
    };
    let draft_with_website = |body: &str| {
        let mut draft = draft(body);
        draft["website"] = json!("ada.example");
        draft
    };
    let links = "https://a.example and [b](https://b.example)";
    for (number, (draft, state)) in (1..).zip([
        (draft("Hello"), "published"),
        (draft("https://a.example"), "published"),
        (draft(links), "held"),
        (draft("FREE  money!"), "held"),
        (with("name", json!("Casino")), "held"),
        (draft("cas*i*no"), "held"),
        (draft("ca&#115;ino"), "held"),
        (draft("cas\u{200b}ino"), "held"),
        (draft("cas\u{ad}ino"), "held"),
        (draft("ＣＡＳＩＮＯ"), "held"),
        (draft("casinos"), "published"),
        (draft("[here](https://casino.example)"), "held"),
        (with("website", json!("casino.example")), "held"),
        (with("website", json!("ada.example")), "published"),
        (draft_with_website("https://a.example"), "held"),
        (with("trap", json!("x")), "held"),
        (with("seconds", json!(0.5)), "held"),
        (with("seconds", json!(60)), "published"),
    ]) {
        assert_eq!(state_of(&server, number, &draft).await, state, "{draft}");
    }
}

#[tokio::test]
async fn an_authors_first_comment_can_be_held() {
    let server = Server::start(&[&OWNED[..], &["--hold", "first"]].concat()).await;
    let write = async |number: u64| {
        let draft = draft("Hello");
        let path = comment_path(number);
        let answer = server.with_token(AUTHOR, Method::PUT, &path, Some(&draft));
        text(&answer.await.json()["state"]).to_owned()
    };
    assert_eq!(write(1).await, "held");
    assert_eq!(write(2).await, "held");
    set_state(&server, ADMIN, 1, "published").await;
    assert_eq!(write(3).await, "published");
    assert_eq!(state_of(&server, 4, &draft("Nobody's")).await, "held");
}

#[tokio::test]
async fn an_edit_meets_the_same_rules() {
    for rule in [["--hold-word", "casino"], ["--hold", "all"]] {
        let server = Server::start(&[&rule[..], &OWNED].concat()).await;
        let draft = draft("Hello");
        let path = comment_path(1);
        server
            .with_token(AUTHOR, Method::PUT, &path, Some(&draft))
            .await;
        set_state(&server, ADMIN, 1, "published").await;
        assert_eq!(server.get(&comments_path("")).await.json()["count"], 1);
        let body = json!({"body": "Casino"});
        let path = format!("/api/v1/comments/{}/body?article={ARTICLE}", identifier(1));
        let edited = server
            .with_token(AUTHOR, Method::PUT, &path, Some(&body))
            .await;
        assert_eq!(edited.json()["state"], "held");
        assert_eq!(server.get(&comments_path("")).await.json()["count"], 0);
    }
}

#[tokio::test]
async fn an_edit_is_read_with_the_name_and_the_website_of_its_comment() {
    let rules = ["--hold-links", "2", "--hold-word", "casino"];
    let server = Server::start(&[&rules[..], &OWNED].concat()).await;
    let named = json!({"name": "Ada", "body": "Hello", "website": "ada.example"});
    for (number, name, body, state) in [
        (1, "Ada", "Hello again", "published"),
        (2, "Ada", "https://a.example", "held"),
        (3, "Casino", "Hello again", "held"),
    ] {
        let mut draft = named.clone();
        draft["name"] = json!(name);
        let path = comment_path(number);
        server
            .with_token(AUTHOR, Method::PUT, &path, Some(&draft))
            .await;
        set_state(&server, ADMIN, number, "published").await;
        let path = format!(
            "/api/v1/comments/{}/body?article={ARTICLE}",
            identifier(number)
        );
        let body = json!({"body": body});
        let edited = server
            .with_token(AUTHOR, Method::PUT, &path, Some(&body))
            .await;
        assert_eq!(edited.json()["state"], state, "{name}: {body}");
    }
}

#[tokio::test]
async fn one_address_writes_so_many_comments() {
    let server = Server::start(&["--comments-per-address", "2"]).await;
    for number in 1..=2 {
        assert_eq!(server.comment(number, &draft("Hello")).await.status, 201);
    }
    let refused = server.comment(3, &draft("Hello")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(
        refused.json()["type"],
        "urn:article-widgets:problem:too-many-comments"
    );
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
    // What is kept already is no new comment.
    assert_eq!(server.comment(2, &draft("Hello")).await.status, 200);
}

fn solved(challenge: &Value) -> Value {
    let challenge: altcha::Challenge =
        serde_json::from_value(challenge.clone()).expect("a challenge");
    let solution = altcha::solve_challenge(altcha::SolveChallengeOptions::new(&challenge))
        .expect("a challenge that can be solved")
        .expect("a solution");
    json!({"challenge": challenge, "solution": solution})
}

#[tokio::test]
async fn a_proof_of_work_counts_for_one_comment_at_every_server_of_the_file() {
    let place = Place::new();
    let server = place.server(&["--proof-of-work"]).await;
    let beside = place.server(&["--proof-of-work"]).await;
    let refused = server.comment(1, &draft("Hello")).await;
    assert_eq!(refused.status, 428);
    let mut proven = draft("Hello");
    proven["proof"] = solved(&refused.json()["challenge"]);
    assert_eq!(
        server.comment(2, &proven).await.status,
        428,
        "it is another's proof"
    );
    let mut forged = proven.clone();
    forged["proof"]["challenge"]["parameters"]["cost"] = json!(1);
    assert_eq!(server.comment(1, &forged).await.status, 428);
    for wrong in [json!("x"), json!({}), json!([1])] {
        forged["proof"] = wrong;
        assert_eq!(server.comment(1, &forged).await.status, 428);
    }
    assert_eq!(beside.comment(1, &proven).await.status, 201);
    // A retry needs no new one.
    assert_eq!(server.comment(1, &draft("Hello")).await.status, 200);
}

#[tokio::test]
async fn a_held_comment_that_was_answered_leaves_its_place_and_nothing_else() {
    let server = Server::start(&OWNED).await;
    let path = comment_path(1);
    let secret = draft("Secret");
    server
        .with_token(AUTHOR, Method::PUT, &path, Some(&secret))
        .await;
    server.comment(2, &reply("An answer", 1)).await;
    set_state(&server, ADMIN, 1, "held").await;
    let another = identifier(7);
    for token in [None, Some(another.as_str())] {
        for path in [comments_path(""), comment_path(2), path.clone()] {
            let told = match token {
                None => server.get(&path).await,
                Some(token) => server.with_token(token, Method::GET, &path, None).await,
            };
            assert!(!told.text.contains("Secret"), "{}", told.text);
            let place = &told.json()["comments"][0];
            assert_eq!(
                (&place["state"], &place["name"], &place["replies"]),
                (&json!("withdrawn"), &json!(""), &json!(1))
            );
        }
    }
    assert_eq!(server.get(&comments_path("")).await.json()["count"], 1);
    assert_eq!(read(&server, AUTHOR).await, ["Secret", "An answer"]);
    assert_eq!(read(&server, ADMIN).await, ["Secret", "An answer"]);

    // Once the answer is held as well, nobody finds the place.
    set_state(&server, ADMIN, 2, "held").await;
    let page = server.get(&comments_path("")).await;
    assert_eq!((page.bodies().len(), &page.json()["count"]), (0, &json!(0)));
    assert_eq!(read(&server, ADMIN).await, ["Secret", "An answer"]);
    assert_eq!(read(&server, AUTHOR).await, ["Secret"]);
    for number in [1, 2] {
        set_state(&server, ADMIN, number, "published").await;
    }
    let page = server.get(&comments_path("")).await;
    assert_eq!(page.bodies(), ["Secret", "An answer"]);
}

#[tokio::test]
async fn who_knows_the_first_text_does_not_learn_the_held_one() {
    let server = Server::start(&OWNED).await;
    let (path, first) = (comment_path(1), draft("First"));
    server
        .with_token(AUTHOR, Method::PUT, &path, Some(&first))
        .await;
    let body = json!({"body": "Private"});
    let edit = format!("/api/v1/comments/{}/body?article={ARTICLE}", identifier(1));
    server
        .with_token(AUTHOR, Method::PUT, &edit, Some(&body))
        .await;
    set_state(&server, ADMIN, 1, "held").await;
    let again = server.comment(1, &first).await;
    assert_eq!(again.status, 409);
    assert!(!again.text.contains("Private"), "{}", again.text);
    let own = server
        .with_token(AUTHOR, Method::PUT, &path, Some(&first))
        .await;
    assert_eq!((own.status, &own.json()["body"]), (200, &json!("Private")));
}
