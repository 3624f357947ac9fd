//! Pages of other origins: those that are listed may use the server.

use reqwest::Method;

use crate::support::{Answer, Server, comment_path, rating_path};

const BLOG: &str = "https://blog.example";

async fn from_origin(server: &Server, path: &str, origin: &str) -> Answer {
    Answer::to(server.request(Method::GET, path).header("origin", origin)).await
}

async fn preflight(server: &Server, origin: &str) -> Answer {
    let request = server
        .request(Method::OPTIONS, &comment_path(1))
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "content-type");
    Answer::to(request).await
}

#[tokio::test]
async fn a_listed_origin_may_read_and_write() {
    let server = Server::start(&[
        "--allow-origin",
        BLOG,
        "--allow-origin",
        "http://localhost:8081",
    ])
    .await;
    for origin in [BLOG, "http://localhost:8081"] {
        for path in [
            rating_path("").as_str(),
            "/article-widgets.js",
            "/api/v1/rating",
            "/nothing",
        ] {
            let answer = from_origin(&server, path, origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert!(
                !answer
                    .headers
                    .contains_key("access-control-allow-credentials")
            );
        }
        let preflight = preflight(&server, origin).await;
        assert_eq!(preflight.status, 200);
        assert_eq!(preflight.header("access-control-allow-origin"), origin);
        assert_eq!(
            preflight.header("access-control-allow-methods"),
            "GET,POST,PUT,DELETE"
        );
        assert_eq!(
            preflight.header("access-control-allow-headers"),
            "authorization,content-type"
        );
        assert_eq!(preflight.header("access-control-max-age"), "86400");
    }
}

#[tokio::test]
async fn an_unlisted_origin_may_not() {
    let server = Server::start(&["--allow-origin", BLOG]).await;
    for origin in [
        "https://blog.example.net",
        "http://blog.example",
        "https://blog.example:8443",
        "null",
    ] {
        let answer = from_origin(&server, &rating_path(""), origin).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
        let preflight = preflight(&server, origin).await;
        assert!(
            !preflight
                .headers
                .contains_key("access-control-allow-origin")
        );
    }
}

#[tokio::test]
async fn caches_keep_the_answers_to_different_origins_apart() {
    let server = Server::start(&["--allow-origin", BLOG]).await;
    for path in [rating_path("").as_str(), "/article-widgets.js"] {
        for answer in [
            from_origin(&server, path, BLOG).await,
            server.get(path).await,
        ] {
            let vary: Vec<&str> = answer
                .headers
                .get_all("vary")
                .iter()
                .flat_map(|value| value.to_str().expect("a text").split(", "))
                .collect();
            assert!(vary.contains(&"origin"), "{path}: {vary:?}");
        }
    }
}

#[tokio::test]
async fn a_star_allows_any_origin() {
    let server = Server::start(&["--allow-origin", "*"]).await;
    let answer = from_origin(&server, &rating_path(""), BLOG).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn without_the_option_no_other_origin_is_allowed() {
    let server = Server::start(&[]).await;
    let mut answers = vec![preflight(&server, BLOG).await];
    for path in [rating_path("").as_str(), "/article-widgets.js"] {
        answers.push(from_origin(&server, path, BLOG).await);
    }
    for answer in answers {
        assert!(
            answer
                .headers
                .keys()
                .all(|name| !name.as_str().starts_with("access-control-")),
            "{:?}",
            answer.headers
        );
    }
}
