//! The cases that the form and the server share.

use serde_json::{Value, json};

use crate::support::{Server, comment_path, text};

/// A field of a case as the form would send it.
fn written_out(field: &Value) -> Value {
    match (field["repeat"].as_str(), field["times"].as_u64()) {
        (Some(unit), Some(times)) => {
            json!(unit.repeat(usize::try_from(times).expect("a length")))
        }
        _ => field.clone(),
    }
}

#[tokio::test]
async fn every_case_is_answered_as_the_form_would() {
    let usual = Server::start(&[]).await;
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../model/cases.json")).expect("JSON");
    assert!(!cases.is_empty());
    for (number, case) in (0..).zip(&cases) {
        let draft: Value = case["draft"]
            .as_object()
            .expect("a draft")
            .iter()
            .map(|(name, field)| (name.clone(), written_out(field)))
            .collect();
        let other = match case["required"].as_array() {
            None => None,
            Some(fields) => {
                let fields: Vec<_> = fields.iter().map(text).collect();
                let fields = fields.join(",");
                let fields = if fields.is_empty() { "none" } else { &fields };
                Some(Server::start(&["--require", fields]).await)
            }
        };
        let server = other.as_ref().unwrap_or(&usual);
        let answer = server.put(&comment_path(number), &draft).await;
        let expected: Vec<&str> = case["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(text)
            .collect();
        if expected.is_empty() {
            assert_eq!(answer.status, 201, "{}", case["draft"]);
            if let Some(website) = answer.json()["website"].as_str() {
                let url = url::Url::parse(website).expect("what any parser takes");
                assert!(url.has_host() && url.username().is_empty(), "{website}");
            }
        } else {
            assert_eq!(answer.status, 422, "{}", case["draft"]);
            assert_eq!(answer.errors(), expected, "{}", case["draft"]);
        }
    }
}

#[tokio::test]
async fn a_limit_that_was_passed_is_told() {
    let server = Server::start(&[]).await;
    let draft = json!({"body": "Hello", "name": "a".repeat(101)});
    let answer = server.put(&comment_path(1), &draft).await;
    assert_eq!(
        answer.json()["errors"],
        json!([{"field": "name", "code": "too_long", "limit": 100}]),
    );
}
