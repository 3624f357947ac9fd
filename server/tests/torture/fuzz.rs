//! Requests that nobody would write by hand: none makes the server fail, and what is
//! accepted reads back the same.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU32, AtomicU64};

use article_widgets_model::{CommentDraft, Identifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::effort::{figure, scaled, seed};
use crate::support::{Answer, Server, UNLIMITED, identifier};

const OWNER: &str = "the-owner-of-this-blog";

async fn start() -> Server {
    let options = [&UNLIMITED[..], &["--admin-token", OWNER]].concat();
    Server::start(&options).await
}

fn check<S: Strategy>(
    strategy: &S,
    property: impl AsyncFn(S::Value) -> Result<(), TestCaseError>,
) -> u32 {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    let config = Config {
        cases: scaled(100, 2_000),
        failure_persistence: None,
        ..Config::default()
    };
    let cases = config.cases;
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, random);
    let run = || {
        runner.run(strategy, |value| {
            Handle::current().block_on(property(value))
        })
    };
    if let Err(error) = block_in_place(run) {
        panic!("{error}");
    }
    cases
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Any text, mostly short, sometimes one that means something.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,20}",
        "[ -~]{0,40}",
        "[a-z0-9./:@_-]{0,30}",
        "(\\*|_|`|~|\\[|\\]|\\(|\\)|<|>|&|#|!|\\n|\\t| |a|1|https://a.example){0,60}",
        Just("00000000-0000-4000-8000-000000000001".to_owned()),
        Just("https://blog.example/first/".to_owned()),
        Just("x".repeat(70_000)),
    ]
}

/// E-mail addresses, and what is none; most people give none.
fn emails() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        1 => "[a-z0-9.+-]{1,8}@[a-z]{1,8}\\.example",
        1 => texts(),
    ]
}

/// Websites, and what is none; most people give none.
fn websites() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        2 => "(https?://)?[a-z]{1,8}\\.example(/[a-z0-9?=&#%]{0,10})?",
        1 => texts(),
    ]
}

/// Markdown with HTML in it that must not come through.
fn markdown() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "<script>a</script>",
        "<img src=x onerror=a>",
        "<style>a</style>",
        "<iframe src=a>",
        "[a](javascript:a)",
        "![a](javascript:a)",
        "`",
        "*",
        "> ",
        "\n\n",
        " a ",
        "&lt;script&gt;",
    ]);
    prop_oneof![
        texts(),
        vec(hostile, 0..10).prop_map(|parts| parts.concat()),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..12_u8).prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((names(), inner), 0..5).prop_map(|entries| entries
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// Names of fields and parameters, known and unknown.
fn names() -> impl Strategy<Value = String> {
    let known = vec![
        "article", "best", "body", "cursor", "email", "id", "limit", "name", "order", "parent",
        "proof", "seconds", "since", "state", "trap", "value", "voter", "website",
    ];
    prop_oneof![4 => prop::sample::select(known).prop_map(str::to_owned), 1 => texts()]
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let fields = vec((names(), values()), 0..6)
        .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>());
    prop_oneof![
        4 => fields.prop_map(|fields| Value::from(fields).to_string().into_bytes()),
        1 => values().prop_map(|value| value.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..200),
    ]
}

fn paths() -> impl Strategy<Value = String> {
    let known = vec![
        "/api/v1/comments",
        "/api/v1/comments/{}",
        "/api/v1/comments/{}/body",
        "/api/v1/comments/{}/replies",
        "/api/v1/comments/{}/state",
        "/api/v1/comments/preview",
        "/api/v1/moderation/held",
        "/api/v1/openapi.json",
        "/api/v1/rating",
        "/api/v1/rating/votes/{}",
        "/api/{}",
        "/{}",
        "/bundle/{}",
        "/article-widgets.js",
    ];
    (prop::sample::select(known), texts()).prop_map(|(path, text)| {
        let text: String = text.chars().take(300).collect();
        path.replace("{}", &encoded(&text).replace('+', "%20"))
    })
}

#[derive(Clone, Debug)]
struct Request {
    method: Method,
    path: String,
    media_type: String,
    token: Option<String>,
    body: Vec<u8>,
}

fn requests() -> impl Strategy<Value = Request> {
    let methods = vec![
        "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW",
    ];
    let methods = prop::sample::select(methods).prop_map(|name| name.parse().expect("a method"));
    let queries = vec((names(), texts()), 0..5).prop_map(|pairs| {
        let pairs = pairs.iter().map(|(name, value)| {
            let [name, value] =
                [name, value].map(|text| text.chars().take(600).collect::<String>());
            format!("{}={}", encoded(&name), encoded(&value))
        });
        pairs.collect::<Vec<_>>().join("&")
    });
    let types = prop_oneof![4 => Just("application/json".to_owned()), 1 => "[ -~]{0,30}"];
    let tokens = prop_oneof![
        Just(None),
        Just(Some(OWNER.to_owned())),
        Just(Some(identifier(1))),
        "[ -~]{0,40}".prop_map(Some),
    ];
    (methods, paths(), queries, types, tokens, bodies()).prop_map(
        |(method, path, query, media_type, token, body)| Request {
            method,
            path: if query.is_empty() {
                path
            } else {
                format!("{path}?{query}")
            },
            media_type,
            token,
            body,
        },
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_makes_the_server_fail() {
    let server = start().await;
    let cases = check(&requests(), async |sent| {
        let mut request = server
            .request(sent.method.clone(), &sent.path)
            .header("content-type", &sent.media_type)
            .body(sent.body);
        if let Some(token) = &sent.token {
            request = request.bearer_auth(token);
        }
        let answer = Answer::to(request).await;
        prop_assert!(answer.status < 500, "{} {}", answer.status, answer.text);
        if answer.status >= 400 && sent.method != Method::HEAD {
            prop_assert_eq!(answer.header("content-type"), "application/problem+json");
            prop_assert_eq!(&answer.json()["status"], answer.status);
        }
        Ok(())
    });
    let (_, log) = server.stop().await;
    assert!(!log.contains("panicked"), "{log}");
    figure("made-up requests, none of them answered by a 5xx", cases);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_accepted_reads_back_the_same() {
    let server = start().await;
    let next = AtomicU64::new(1);
    let accepted = AtomicU32::new(0);
    let drafts = (texts(), markdown(), texts(), emails(), websites());
    let cases = check(&drafts, async |(article, body, name, email, website)| {
        let number = next.fetch_add(1, Relaxed);
        let article: String = article.chars().take(200).collect();
        let path = format!(
            "/api/v1/comments/{}?article={}",
            identifier(number),
            encoded(&article)
        );
        let sent = json!({"body": body, "name": name, "email": email, "website": website});
        let answer = server.put(&path, &sent).await;
        if answer.status == 422 {
            prop_assert!(!answer.errors().is_empty(), "{}", answer.text);
            return Ok(());
        }
        prop_assert_eq!(answer.status, 201, "{}", answer.text);
        accepted.fetch_add(1, Relaxed);
        let draft = CommentDraft {
            body,
            name,
            email,
            website,
            parent: None,
        }
        .normalised();
        let kept = answer.json();
        prop_assert_eq!(&kept["body"], &draft.body);
        prop_assert_eq!(&kept["name"], &draft.name);
        prop_assert_eq!(kept["website"].as_str().unwrap_or_default(), &draft.website);
        let html = kept["html"].as_str().unwrap_or_default();
        for forbidden in ["<script", "<img", "<style", "<iframe"] {
            prop_assert!(!html.contains(forbidden), "{}", html);
        }
        // These may stand in a text, of which they were a part.
        for forbidden in ["onerror=", "href=\"javascript"] {
            let is_there = html.contains(forbidden) && !draft.body.contains(forbidden);
            prop_assert!(!is_there, "{}", html);
        }
        let again = server.put(&path, &sent).await;
        prop_assert_eq!((again.status, again.json()), (200, kept.clone()));
        let page = server.get(&path).await;
        prop_assert_eq!(&page.json()["comments"][0], &kept);
        Ok(())
    });
    let accepted = accepted.into_inner();
    assert!(accepted > cases / 10, "{accepted} of {cases}");
    figure(
        "made-up comments that were refused, or read back the same",
        cases,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_is_accepted_reads_back_the_same() {
    let server = start().await;
    let accepted = AtomicU32::new(0);
    let votes = (any::<u64>(), texts(), 0..14_u8, 0..14_u8);
    let cases = check(&votes, async |(voter, article, value, best)| {
        let article: String = article.chars().take(200).collect();
        let voter = identifier(voter >> 16);
        let article = encoded(&article);
        let path = format!("/api/v1/rating/votes/{voter}?article={article}");
        let answer = server
            .put(&path, &json!({"value": value, "best": best}))
            .await;
        let is_vote = (2..=10).contains(&best) && (1..=best).contains(&value);
        if answer.status == 422 {
            let errors = answer.errors();
            prop_assert!(
                !is_vote || errors[0].starts_with("article "),
                "{:?}",
                errors
            );
            return Ok(());
        }
        prop_assert_eq!((answer.status, is_vote), (200, true));
        accepted.fetch_add(1, Relaxed);
        let path = format!("/api/v1/rating?article={article}&voter={voter}&best={best}");
        let read = server.get(&path).await;
        prop_assert_eq!(&read.json(), &answer.json());
        prop_assert_eq!(&read.json()["vote"], value);
        Ok(())
    });
    let accepted = accepted.into_inner();
    assert!(accepted > cases / 20, "{accepted} of {cases}");
    figure(
        "made-up votes that were refused, or read back the same",
        cases,
    );
}

#[test]
fn an_identifier_is_read_as_it_is_written() {
    proptest!(|(bytes: [u8; 16], text in texts())| {
        let identifier = Identifier::from_bytes(bytes);
        prop_assert_eq!(Identifier::parse(&identifier.to_string()), Some(identifier));
        if let Some(read) = Identifier::parse(&text) {
            prop_assert_eq!(read.to_string(), text.to_ascii_lowercase());
        }
    });
}

#[test]
fn what_is_normalised_is_normal() {
    proptest!(|(body in texts(), name in texts(), email in texts(), website in texts())| {
        let draft = CommentDraft { body, name, email, website, parent: None }.normalised();
        prop_assert_eq!(draft.clone().normalised(), draft);
    });
}
