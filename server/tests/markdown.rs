//! The HTML of comments, by the cases of `model/markdown.json`, which the browser's tests read as
//! well.

use article_widgets_model::markup::REL;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ARTICLE, Answer, Server, UNLIMITED, comment_path, draft, identifier, text};

const AUTHOR: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

async fn preview(server: &Server, case: &Value) -> Answer {
    let request = server.request(Method::POST, "/api/v1/comments/preview");
    Answer::to(request.json(&json!({"body": case["markdown"]}))).await
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("../../model/markdown.json")).expect("JSON")
}

/// The HTML of a case, with what every link has.
fn expected(case: &Value) -> String {
    let mut links = text(&case["html"]).split("<a ");
    let mut html = links.next().unwrap_or_default().to_owned();
    for link in links {
        let (attributes, rest) = link.split_once('>').expect("a tag");
        html += &format!("<a {attributes} rel=\"{REL}\">{rest}");
    }
    html
}

#[tokio::test]
async fn every_text_becomes_what_its_case_says() {
    let usual = Server::start(&UNLIMITED).await;
    let with_images = Server::start(&[&UNLIMITED[..], &["--allow-images"]].concat()).await;
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| case["html"].is_string()) {
        let server = match case["images"].as_bool() {
            Some(true) => &with_images,
            _ => &usual,
        };
        let answer = preview(server, case).await;
        assert_eq!(answer.status, 200, "{case}");
        let html = answer.json()["html"].clone();
        if html != expected(case) {
            wrong.push(format!(
                "{}\n  {html}\n  {}",
                case["markdown"], case["html"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_text_of_which_nothing_would_be_seen_is_refused_at_its_field() {
    let server = Server::start(&UNLIMITED).await;
    let own = comment_path(1);
    let hello = draft("Hello");
    let kept = server.with_token(AUTHOR, Method::PUT, &own, Some(&hello));
    assert_eq!(kept.await.status, 201);
    let change = format!("/api/v1/comments/{}/body?article={ARTICLE}", identifier(1));
    let refused = cases();
    let refused = refused.iter().filter(|case| case["is_refused"] == true);
    for (number, case) in (2..).zip(refused) {
        let body = json!({"body": case["markdown"], "name": "Ada"});
        for answer in [
            preview(&server, case).await,
            server.put(&comment_path(number), &body).await,
            server
                .with_token(AUTHOR, Method::PUT, &change, Some(&body))
                .await,
        ] {
            assert_eq!(answer.status, 422, "{case}: {}", answer.text);
            assert_eq!(answer.errors(), ["body invisible"], "{case}");
        }
    }
}
