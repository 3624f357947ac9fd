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

#[tokio::test]
async fn a_star_before_a_domain_allows_what_is_below_it() {
    let server = Server::start(&["--allow-origin", "https://*.example.com"]).await;
    for origin in ["https://blog.example.com", "https://a.b.example.com"] {
        for answer in [
            from_origin(&server, &rating_path(""), origin).await,
            preflight(&server, origin).await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert_eq!(answer.header("vary"), "origin");
        }
    }
    for origin in [
        "https://example.com",
        "https://evil-example.com",
        "https://example.com.evil.net",
        "https://blog.example.com:8443",
        "http://blog.example.com",
        "https://*.example.com",
        "null",
    ] {
        for answer in [
            from_origin(&server, &rating_path(""), origin).await,
            preflight(&server, origin).await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        }
    }
}

#[tokio::test]
async fn the_log_names_each_origin_that_was_refused_once() {
    let server = Server::start(&["--allow-origin", BLOG]).await;
    let host = format!("http://{}", server.address);
    for _ in 0..3 {
        for origin in [BLOG, &host, "https://other.example", "null"] {
            from_origin(&server, &rating_path(""), origin).await;
            preflight(&server, origin).await;
        }
    }
    // A proxy has put its own name in the place of the host's.
    let request = server
        .request(Method::GET, &rating_path(""))
        .header("origin", "https://widgets.example")
        .header("sec-fetch-site", "same-origin");
    Answer::to(request).await;
    let (_, log) = server.stop().await;
    let refused: Vec<&str> = log
        .lines()
        .filter_map(|line| line.split_once("refused the origin "))
        .filter_map(|(_, rest)| rest.split_once(": "))
        .map(|(origin, _)| origin)
        .collect();
    assert_eq!(refused, ["https://other.example", "null"], "{log}");
    assert!(
        log.contains("--allow-origin https://other.example"),
        "{log}"
    );
}
