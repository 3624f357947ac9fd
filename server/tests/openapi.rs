//! The document that describes the API.

use std::collections::BTreeSet;

use article_widgets_model::api::{ROOT, ROUTES};
use pbkdf2::pbkdf2_hmac;
use serde_json::{Value, json};
use sha2_0_10::Sha256;

use crate::support::{Server, comment_path, draft, text};

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
async fn its_paths_are_the_models_routes() {
    let document = document().await;
    let paths = document["paths"].as_object().expect("paths");
    let described: BTreeSet<String> = paths.keys().cloned().collect();
    let routes = ROUTES.map(|route| format!("{ROOT}{route}"));
    assert_eq!(described, BTreeSet::from(routes));
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
            with(&["200", "401", "403", "429", "507"]),
        ),
        (
            "delete /api/v1/rating/votes/{voter}",
            BTreeSet::from(["voter", "article", "best"]),
            with(&["200", "429", "507"]),
        ),
        (
            "get /api/v1/comments",
            BTreeSet::from(["article", "order", "limit", "cursor", "since"]),
            with(&["200", "401", "429"]),
        ),
        (
            "get /api/v1/comments/{id}",
            BTreeSet::from(["id", "article"]),
            with(&["200", "401", "429"]),
        ),
        (
            "get /api/v1/comments/{id}/replies",
            BTreeSet::from(["id", "article", "limit", "cursor"]),
            with(&["200", "401", "429"]),
        ),
        (
            "get /api/v1/moderation/held",
            BTreeSet::from(["limit", "cursor"]),
            with(&["200", "401", "429"]),
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
            with(&[&write[..], &["200", "401", "410", "429", "507"]].concat()),
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
    let mut count = 0;
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        for (status, response) in responses
            .iter()
            .filter(|(status, _)| !status.starts_with('2'))
        {
            let schema = &response["content"]["application/problem+json"]["schema"];
            let expected = match status.as_str() {
                "428" => "#/components/schemas/ProofNeeded",
                _ => "#/components/schemas/Problem",
            };
            assert_eq!(schema["$ref"], expected, "{name} {status}");
            assert!(!text(&response["description"]).is_empty());
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
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

/// Why a value is not as the schema says; none if it is.
fn misfit(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let reference = schema["$ref"].as_str();
    let target = reference.map(|reference| {
        let pointer = reference.strip_prefix('#').expect("a place");
        document.pointer(pointer).expect("a schema")
    });
    let schema = target.unwrap_or(schema);
    let fits = |schema: &Value| misfit(document, schema, value).is_none();
    let listed = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
    if let Some(part) = listed("allOf").iter().find(|part| !fits(part)) {
        return misfit(document, part, value);
    }
    if listed("oneOf").iter().filter(|one| fits(one)).count() != 1 && schema["oneOf"].is_array() {
        return Some(format!("{value} is not one of {}", schema["oneOf"]));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    let has_type = |name: &Value| match text(name) {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    if !types.is_empty() && !types.iter().any(has_type) {
        return Some(format!("{value} is none of {types:?}"));
    }
    if schema["enum"].is_array() && !listed("enum").contains(value) {
        return Some(format!("{value} is none of {}", schema["enum"]));
    }
    let missing = listed("required");
    let missing = missing.iter().find(|name| value[text(name)].is_null());
    if let Some(missing) = missing.filter(|_| value.is_object()) {
        return Some(format!("{value} has no {missing}"));
    }
    let properties = schema["properties"].as_object();
    properties.into_iter().flatten().find_map(|(name, schema)| {
        let value = value.get(name)?;
        misfit(document, schema, value).map(|reason| format!("{name}: {reason}"))
    })
}

fn bytes(hexadecimal: &Value) -> Vec<u8> {
    let digits = text(hexadecimal).as_bytes().chunks(2);
    digits
        .map(|two| {
            let two = std::str::from_utf8(two).expect("digits");
            u8::from_str_radix(two, 16).expect("a byte")
        })
        .collect()
}

/// The proof that a challenge asks for, found as the document says.
fn proof(challenge: &Value) -> Value {
    let parameters = &challenge["parameters"];
    let number = |name: &str| parameters[name].as_u64().expect("a number");
    let rounds = u32::try_from(number("cost")).expect("rounds");
    let length = usize::try_from(number("keyLength")).expect("a length");
    let (prefix, salt) = (bytes(&parameters["keyPrefix"]), bytes(&parameters["salt"]));
    for counter in 0..=60_u32 {
        let password = [&bytes(&parameters["nonce"])[..], &counter.to_be_bytes()].concat();
        let mut key = vec![0; length];
        pbkdf2_hmac::<Sha256>(&password, &salt, rounds, &mut key);
        if key.starts_with(&prefix) {
            let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            return json!({
                "challenge": challenge,
                "solution": {"counter": counter, "derivedKey": key},
            });
        }
    }
    panic!("no key begins so")
}

#[tokio::test]
async fn a_client_that_knows_the_document_alone_proves_its_work() {
    let document = document().await;
    let operation = &document["paths"]["/api/v1/comments/{id}"]["put"];
    let refusal = &operation["responses"]["428"]["content"]["application/problem+json"]["schema"];
    let request = &operation["requestBody"]["content"]["application/json"]["schema"];
    let fits = |schema: &Value, value: &Value| {
        assert_eq!(misfit(&document, schema, value), None, "{value}");
    };
    let server = Server::start(&["--proof-of-work"]).await;
    let mut comment = draft("Hello");
    fits(request, &comment);
    let refused = server.comment(1, &comment).await;
    assert_eq!(refused.status, 428);
    fits(refusal, &refused.json());
    assert!(
        misfit(
            &document,
            refusal,
            &json!({"type": "x", "title": "x", "status": 428})
        )
        .is_some(),
        "the challenge is described"
    );
    let challenge = &refused.json()["challenge"];
    assert_eq!(challenge["parameters"]["algorithm"], "PBKDF2/SHA-256");

    comment["proof"] = proof(challenge);
    fits(request, &comment);
    let mut wrong = comment.clone();
    wrong["proof"]["solution"]["derivedKey"] = json!("00".repeat(32));
    assert_eq!(server.comment(1, &wrong).await.status, 428);
    wrong["proof"]["solution"] = json!({});
    assert!(misfit(&document, request, &wrong).is_some());
    let taken = server.comment(1, &comment).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let read = server.get(&comment_path(1)).await;
    assert_eq!(read.bodies(), ["Hello"]);
}
