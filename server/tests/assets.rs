//! The bundle and the preview page, as files.

use reqwest::Method;

use crate::support::{Answer, Place, Server};

const PAGE: &str = "<!doctype html><title>Article</title>";
const HASHED: &str = "/article-widgets-0123456789abcdef.wasm";

async fn server() -> Server {
    let place = Place::new();
    for (name, content) in [
        ("index.html", PAGE),
        ("first/index.html", PAGE),
        ("style.css", "body {}"),
        (&HASHED[1..], "wasm"),
        ("article-widgets-0123456789abcdef.wasm.br", "wasm by brotli"),
        ("article-widgets-0123456789abcdef.wasm.gz", "wasm by gzip"),
        ("bundle-0123456789abcdef/words.json", "[]"),
        (".env", "a secret"),
        (".git/config", "a secret"),
        ("../secret.txt", "a secret"),
    ] {
        place.write_asset(name, content);
    }
    place.server(&[]).await
}

async fn accepting(server: &Server, encodings: &str) -> Answer {
    let request = server
        .request(Method::GET, HASHED)
        .header("accept-encoding", encodings);
    Answer::to(request).await
}

#[tokio::test]
async fn files_have_the_types_that_browsers_insist_on() {
    let server = server().await;
    for (path, media_type) in [
        ("/article-widgets.js", "text/javascript"),
        (HASHED, "application/wasm"),
        ("/style.css", "text/css"),
        ("/", "text/html"),
        ("/first/", "text/html"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), media_type, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn what_was_compressed_before_is_sent_compressed() {
    let server = server().await;
    for (accepted, encoding, content) in [
        ("gzip, deflate, br, zstd", "br", "wasm by brotli"),
        ("gzip", "gzip", "wasm by gzip"),
        ("identity", "", "wasm"),
    ] {
        let answer = accepting(&server, accepted).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.text, content);
    }
}

#[tokio::test]
async fn a_name_with_a_content_hash_is_cached_for_ever() {
    let server = server().await;
    for path in [HASHED, "/bundle-0123456789abcdef/words.json"] {
        let answer = server.get(path).await;
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
    for path in ["/article-widgets.js", "/", "/first/"] {
        let answer = server.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let server = server().await;
    let first = server.get("/article-widgets.js").await;
    let request = server
        .request(Method::GET, "/article-widgets.js")
        .header("if-modified-since", first.header("last-modified"));
    let again = Answer::to(request).await;
    assert_eq!(again.status, 304);
    assert_eq!(again.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn pages_have_the_strictest_policy_that_the_bundle_bears() {
    let server = server().await;
    for path in ["/", "/first/"] {
        let page = server.get(path).await;
        assert_eq!(
            page.header("content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
             img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'",
        );
        assert_eq!(
            page.header("referrer-policy"),
            "strict-origin-when-cross-origin"
        );
    }
    let script = server.get("/article-widgets.js").await;
    assert_eq!(script.header("content-security-policy"), "");
}

#[tokio::test]
async fn nothing_outside_the_folder_and_nothing_hidden_is_served() {
    let server = server().await;
    for path in [
        "/../secret.txt",
        "/first/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//../secret.txt",
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/first/..%2f.env",
        "/%00",
        "/article-widgets.js/x",
    ] {
        let answer = server
            .raw(&format!(
                "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            ))
            .await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(answer.contains("application/problem+json"), "{path}");
        assert!(!answer.contains("a secret"), "{path}");
    }
}

#[tokio::test]
async fn a_name_with_a_nul_in_it_is_not_found() {
    let server = server().await;
    for method in [Method::GET, Method::HEAD] {
        for path in ["/a%00b", "/https%3A%2F%2Fa%00example", "/first%00/"] {
            let answer = Answer::to(server.request(method.clone(), path)).await;
            assert_eq!(answer.status, 404, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_name_too_long_for_the_disk_is_not_found() {
    let server = server().await;
    let path = format!("/{}.js", "a".repeat(2_000));
    assert_eq!(server.get(&path).await.status, 404);
}
