//! The bundle and the preview page, as files.

use std::fs::File;
use std::time::{Duration, SystemTime};

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

async fn with_headers(
    server: &Server,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = server.request(method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::to(request).await
}

/// Writes a file that says of itself that it is a day old, as tools do that keep dates.
fn write_dated(place: &Place, name: &str, content: &str) {
    place.write_asset(name, content);
    let day = SystemTime::UNIX_EPOCH + Duration::from_secs(20_000 * 24 * 60 * 60);
    let file = File::options()
        .write(true)
        .open(place.assets().join(name))
        .expect("the file");
    file.set_modified(day).expect("a date");
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let server = server().await;
    let first = server.get("/article-widgets.js").await;
    let tag = first.header("etag");
    assert_ne!(tag, "");
    let among_others = format!("\"other\", W/{tag} , \"another\"");
    for (name, value) in [
        ("if-modified-since", first.header("last-modified")),
        ("if-none-match", tag),
        ("if-none-match", &format!("W/{tag}")),
        ("if-none-match", &among_others),
        ("if-none-match", "*"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let condition = [(name, value)];
            let again = with_headers(&server, method, "/article-widgets.js", &condition).await;
            assert_eq!(again.status, 304, "{name}: {value}");
            assert_eq!(again.header("etag"), tag);
            assert_eq!(again.header("cache-control"), "no-cache");
            assert_eq!(again.header("vary"), "accept-encoding");
            assert_eq!(again.header("content-type"), "");
            assert_eq!(again.text, "");
        }
    }
    let in_two_lines = [("if-none-match", "\"other\""), ("if-none-match", tag)];
    let again = with_headers(&server, Method::GET, "/article-widgets.js", &in_two_lines).await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn what_a_browser_has_not_is_sent_whatever_the_date() {
    let server = server().await;
    let path = "/article-widgets.js";
    let first = server.get(path).await;
    let date = first.header("last-modified");
    let later = ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT");
    let other = ("if-none-match", "\"other\"");
    for headers in [
        vec![other],
        vec![other, ("if-modified-since", date)],
        vec![later],
    ] {
        let answer = with_headers(&server, Method::GET, path, &headers).await;
        assert_eq!(answer.status, 200, "{headers:?}");
        assert_eq!(answer.text, "export {};\n");
        let head = with_headers(&server, Method::HEAD, path, &headers).await;
        assert_eq!(head.status, 200, "{headers:?}");
        assert_eq!(head.header("etag"), first.header("etag"));
        assert_eq!(head.header("content-length"), "11");
        assert_eq!(head.text, "");
    }
}

#[tokio::test]
async fn two_loaders_of_one_date_and_size_are_told_apart() {
    let path = "/article-widgets.js";
    let place = Place::new();
    write_dated(&place, &path[1..], "export {0};");
    let server = place.server(&[]).await;
    let mut known = server.get(path).await;
    for content in ["export {1};", "export {2};", "export {3};"] {
        write_dated(&place, &path[1..], content);
        for (condition, validator) in [
            ("if-none-match", "etag"),
            ("if-modified-since", "last-modified"),
        ] {
            let value = known.header(validator);
            let answer = with_headers(&server, Method::GET, path, &[(condition, value)]).await;
            assert_eq!(answer.status, 200, "{condition}: {value}");
            assert_eq!(answer.text, content);
            assert_ne!(answer.header("etag"), known.header("etag"));
        }
        known = server.get(path).await;
    }
    server.stop().await;
    write_dated(&place, &path[1..], "export {4};");
    let server = place.server(&[]).await;
    let condition = [("if-none-match", known.header("etag"))];
    let answer = with_headers(&server, Method::GET, path, &condition).await;
    assert_eq!((answer.status, &*answer.text), (200, "export {4};"));
}

#[tokio::test]
async fn a_file_has_one_tag_for_each_encoding_wherever_and_whenever_it_was_written() {
    let tags = async |server: &Server| {
        let mut tags = Vec::new();
        for encodings in ["br", "gzip", "identity"] {
            let answer = accepting(server, encodings).await;
            tags.push(answer.header("etag").to_owned());
        }
        tags
    };
    let one = server().await;
    let told = tags(&one).await;
    let [br, gzip, identity] = &told[..] else {
        panic!("{told:?}")
    };
    assert!(br != gzip && gzip != identity && br != identity, "{told:?}");
    write_dated(&one.place, &HASHED[1..], "wasm");
    assert_eq!(tags(&one).await, told);
    assert_eq!(tags(&server().await).await, told);

    let plain = [("accept-encoding", "identity"), ("if-none-match", br)];
    let answer = with_headers(&one, Method::GET, HASHED, &plain).await;
    assert_eq!((answer.status, &*answer.text), (200, "wasm"));
}

#[tokio::test]
async fn a_client_that_wants_another_file_is_told_so() {
    let server = server().await;
    let path = "/article-widgets.js";
    let first = server.get(path).await;
    for (name, value) in [
        ("if-match", "\"other\""),
        ("if-unmodified-since", "Mon, 01 Jan 2001 00:00:00 GMT"),
    ] {
        let answer = with_headers(&server, Method::GET, path, &[(name, value)]).await;
        assert_eq!(answer.status, 412, "{name}");
        assert_eq!(answer.errors(), [""; 0]);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for (name, value) in [
        ("if-match", first.header("etag")),
        ("if-match", "*"),
        ("if-unmodified-since", first.header("last-modified")),
    ] {
        let answer = with_headers(&server, Method::GET, path, &[(name, value)]).await;
        assert_eq!(answer.status, 200, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_part_of_a_file_is_had_by_its_range() {
    let server = server().await;
    let (path, whole) = ("/article-widgets.js", "export {};\n");
    let first = server.get(path).await;
    let tag = first.header("etag");
    let part = ("range", "bytes=0-5");
    for (headers, status, text) in [
        (vec![part], 206, "export"),
        (vec![("range", "bytes=-4")], 206, "{};\n"),
        (vec![("range", "bytes=7-")], 206, "{};\n"),
        (vec![part, ("if-range", tag)], 206, "export"),
        (vec![part, ("if-match", tag)], 206, "export"),
        (vec![part, ("if-none-match", "\"other\"")], 206, "export"),
        (vec![part, ("if-range", "\"other\"")], 200, whole),
        (
            vec![("range", "bytes=99-"), ("if-range", "\"other\"")],
            200,
            whole,
        ),
        (
            vec![part, ("if-range", first.header("last-modified"))],
            200,
            whole,
        ),
        (vec![part, ("if-none-match", tag)], 304, ""),
        (vec![("range", "bytes=0-1,3-4")], 200, whole),
        (vec![("range", "lines=0-1")], 200, whole),
    ] {
        let answer = with_headers(&server, Method::GET, path, &headers).await;
        assert_eq!(
            (answer.status, &*answer.text),
            (status, text),
            "{headers:?}"
        );
        assert_eq!(answer.header("etag"), tag, "{headers:?}");
    }
    let answer = with_headers(&server, Method::GET, path, &[part]).await;
    assert_eq!(answer.header("content-range"), "bytes 0-5/11");
    let head = with_headers(&server, Method::HEAD, path, &[part]).await;
    assert_eq!((head.status, head.header("content-length")), (200, "11"));
}

#[tokio::test]
async fn a_part_that_is_not_there_is_a_problem_that_tells_the_size() {
    let server = server().await;
    let range = [("range", "bytes=99-")];
    let answer = with_headers(&server, Method::GET, "/article-widgets.js", &range).await;
    assert_eq!(answer.status, 416);
    assert_eq!(answer.errors(), [""; 0]);
    assert_eq!(answer.header("content-range"), "bytes */11");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_folder_without_its_slash_leads_to_it_and_to_no_other_host() {
    let server = server().await;
    for (target, location) in [
        ("/first", Some("./first/")),
        ("/first?from=feed", Some("./first/?from=feed")),
        ("//first", Some("./first/")),
        ("///first", Some("./first/")),
        ("//first?//evil.example", Some("./first/?//evil.example")),
        ("http://evil.example//first", Some("./first/")),
        ("/\\first", None),
        ("/%5cfirst", None),
        ("/%2ffirst", None),
        ("/%2f%2ffirst", None),
        ("//evil.example/%2e%2e/first", None),
        ("/first%2f..%2ffirst", None),
    ] {
        let answer = server
            .raw(&format!(
                "GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            ))
            .await;
        let told = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "));
        assert_eq!(told, location, "{target}: {answer}");
        let status = if location.is_some() { "307" } else { "404" };
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_folder_in_the_place_of_a_page_is_not_found() {
    let server = server().await;
    server.place.write_asset("odd/index.html/page.html", PAGE);
    assert_eq!(server.get("/odd/").await.status, 404);
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
