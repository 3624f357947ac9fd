//! The document that describes the API.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Server, text};

async fn document() -> Value {
    let server = Server::start(&[]).await;
    let answer = server.get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()
}

/// Every operation as its method, its path and what it says.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("operations")
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

fn parameters(operation: &Value) -> BTreeSet<&str> {
    let parameters = operation["parameters"].as_array();
    parameters
        .into_iter()
        .flatten()
        .map(|parameter| text(&parameter["name"]))
        .collect()
}

fn statuses(operation: &Value) -> BTreeSet<&str> {
    let responses = operation["responses"].as_object().expect("responses");
    responses.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn it_lists_every_route_with_its_parameters_and_statuses() {
    let document = document().await;
    assert!(text(&document["openapi"]).starts_with("3.1"));
    let read = ["400", "404", "405", "408", "422", "500", "503"];
    let write = ["413", "415"];
    let with = |more: &[&'static str]| -> BTreeSet<&str> {
        read.into_iter().chain(more.iter().copied()).collect()
    };
    let expected = [
        (
            "delete /api/v1/comments/{id}",
            BTreeSet::from(["id", "article"]),
            with(&["200", "401", "403", "507"]),
        ),
        (
            "delete /api/v1/rating/votes/{voter}",
            BTreeSet::from(["voter", "article", "best"]),
            with(&["200", "429", "507"]),
        ),
        (
            "get /api/v1/comments",
            BTreeSet::from(["article", "order", "limit", "cursor", "since"]),
            with(&["200", "401"]),
        ),
        (
            "get /api/v1/comments/{id}",
            BTreeSet::from(["id", "article"]),
            with(&["200", "401"]),
        ),
        (
            "get /api/v1/comments/{id}/replies",
            BTreeSet::from(["id", "article", "limit", "cursor"]),
            with(&["200", "401"]),
        ),
        (
            "get /api/v1/moderation/held",
            BTreeSet::from(["limit", "cursor"]),
            with(&["200", "401"]),
        ),
        (
            "get /api/v1/openapi.json",
            BTreeSet::new(),
            BTreeSet::from(["200"]),
        ),
        (
            "get /api/v1/rating",
            BTreeSet::from(["article", "best", "voter"]),
            with(&["200"]),
        ),
        (
            "post /api/v1/comments/preview",
            BTreeSet::new(),
            with(&[&write[..], &["200"]].concat()),
        ),
        (
            "put /api/v1/comments/{id}",
            BTreeSet::from(["id", "article"]),
            with(
                &[
                    &write[..],
                    &["200", "201", "401", "409", "410", "428", "429", "507"],
                ]
                .concat(),
            ),
        ),
        (
            "put /api/v1/comments/{id}/body",
            BTreeSet::from(["id", "article"]),
            with(&[&write[..], &["200", "401", "403", "410", "429", "507"]].concat()),
        ),
        (
            "put /api/v1/comments/{id}/state",
            BTreeSet::from(["id", "article"]),
            with(&[&write[..], &["200", "401", "410", "507"]].concat()),
        ),
        (
            "put /api/v1/rating/votes/{voter}",
            BTreeSet::from(["voter", "article"]),
            with(&[&write[..], &["200", "429", "507"]].concat()),
        ),
    ];
    let mut operations = operations(&document);
    operations.sort_by(|one, other| one.0.cmp(&other.0));
    let names: Vec<&str> = operations.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, expected.clone().map(|(name, _, _)| name));
    for ((name, operation), (_, its_parameters, its_statuses)) in operations.iter().zip(expected) {
        assert_eq!(parameters(operation), its_parameters, "{name}");
        assert_eq!(statuses(operation), its_statuses, "{name}");
        assert!(operation["summary"].is_string(), "{name}");
    }
}

#[tokio::test]
async fn its_errors_are_problem_documents() {
    let document = document().await;
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        for (status, response) in responses
            .iter()
            .filter(|(status, _)| !status.starts_with('2'))
        {
            assert_eq!(
                response["content"]["application/problem+json"]["schema"]["$ref"],
                "#/components/schemas/Problem",
                "{name} {status}",
            );
            assert!(!text(&response["description"]).is_empty());
        }
    }
}

/// The target of every reference within the value.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(target)) => vec![target.as_str()],
                (_, value) => references(value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let references = references(&document);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference
            .strip_prefix('#')
            .expect("a place in the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let comment = &document["components"]["schemas"]["Comment"]["properties"];
    assert!(comment["body"].is_object());
    assert!(comment["email"].is_null());
}
