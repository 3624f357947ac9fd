//! Origins of the pages that may vote.

use anyhow::{Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Blog, Browser, identifier};

use super::{Asked, api, methods, read, start, vote, withdraw};

/// The blog has another address than the one that it is asked at, and its administrators
/// have a third.
const ADDRESSES: &str = "
    add_filter('option_home', fn() => 'https://blog.example', 99);
    add_filter('option_siteurl', fn() => 'https://office.example:8443/wordpress', 99);
    add_filter('allowed_http_origins', fn($origins) => [...$origins, 'https://app.example']);";

/// The request that a browser sends before a page of `origin` sends `method`.
async fn preflight(api: &str, asked: &Asked, origin: &str) -> Result<reqwest::Response> {
    let method = asked.method.to_string();
    let asked = Asked {
        method: Method::OPTIONS,
        path: asked.path.clone(),
        body: None,
    };
    let headers = [
        ("origin", origin),
        ("access-control-request-method", &*method),
        ("access-control-request-headers", "content-type"),
    ];
    asked.with(api, &headers).await
}

/// A header of an answer.
fn header(answer: &reqwest::Response, name: &str) -> String {
    let value = answer
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

async fn count(api: &str, article: &str) -> Result<Value> {
    let rating: Value = read(&format!("article={article}"))
        .of(api)
        .await?
        .json()
        .await?;
    Ok(rating["count"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_changes_no_vote() -> Result<()> {
    let blog = start(ADDRESSES).await?;
    let api = api(&blog);
    assert_eq!(
        vote(1, "one", 4, 5).of(&api).await?.status(),
        StatusCode::OK
    );
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("origin", "https://blog.example.evil.example")],
        &[("origin", "https://notblog.example")],
        &[("origin", "https://wwwblog.example")],
        &[("origin", "https://blog.example:444")],
        &[("origin", "https://office.example:8444")],
        &[("origin", "chrome-extension://blog.example")],
        &[("sec-fetch-site", "cross-site")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-site"),
        ],
        // A reader who is signed in is a reader like others.
        &[
            ("origin", "https://evil.example"),
            ("cookie", "wordpress_logged_in_x=owner"),
        ],
    ] {
        for asked in [
            vote(2, "one", 5, 5),
            vote(1, "one", 1, 5),
            withdraw(1, "article=one"),
        ] {
            let answer = asked.with(&api, headers).await?;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{headers:?}");
            assert_eq!(header(&answer, "content-type"), "application/problem+json");
            assert_eq!(header(&answer, "access-control-allow-credentials"), "");
            let problem: Value = answer.json().await?;
            assert_eq!(
                problem["type"],
                "urn:article-widgets:problem:foreign-origin"
            );
        }
    }
    for asked in [vote(2, "one", 5, 5), withdraw(1, "article=one")] {
        for path in [asked.path.clone(), asked.path.replace("rating", "RATING")] {
            let asked = Asked {
                path,
                method: asked.method.clone(),
                body: None,
            };
            let answer = preflight(&api, &asked, "https://evil.example").await?;
            let allowed = methods(&header(&answer, "access-control-allow-methods"));
            ensure!(!allowed.contains(asked.method.as_str()), "{allowed:?}");
            assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        }
    }
    // What everybody may read, other sites may show.
    let answer = read("article=one")
        .with(&api, &[("origin", "https://evil.example")])
        .await?;
    assert_eq!(
        header(&answer, "access-control-allow-origin"),
        "https://evil.example"
    );
    assert_eq!(header(&answer, "access-control-allow-credentials"), "");
    let rating: Value = answer.json().await?;
    assert_eq!(rating["count"], 1);
    assert_eq!(rating["average"].as_f64(), Some(4.0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sites_own_pages_vote_whichever_address_they_have() -> Result<()> {
    let blog = start(ADDRESSES).await?;
    let api = api(&blog);
    let origins = [
        "https://blog.example",
        "http://blog.example",
        "https://www.blog.example",
        "https://office.example:8443",
        "https://app.example",
    ];
    for (voter, origin) in origins.into_iter().enumerate() {
        let asked = vote(voter as u32, "one", 4, 5);
        let answer = preflight(&api, &asked, origin).await?;
        ensure!(answer.status().is_success(), "{answer:?}");
        assert_eq!(header(&answer, "access-control-allow-origin"), origin);
        let allowed = methods(&header(&answer, "access-control-allow-methods"));
        ensure!(
            allowed.contains("PUT") && allowed.contains("DELETE"),
            "{allowed:?}"
        );
        assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        let answer = asked.with(&api, &[("origin", origin)]).await?;
        assert_eq!(answer.status(), StatusCode::OK, "{origin}");
    }
    // An address that WordPress does not know of: the browser knows.
    let headers = [
        ("origin", "https://alias.example"),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = vote(9, "one", 4, 5).with(&api, &headers).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(count(&api, "one").await?, 6);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_lets_no_other_page_vote() -> Result<()> {
    let blog = start("").await?;
    let api = api(&blog);
    let elsewhere = Blog::start("http://127.0.0.1:9", "").await?;
    let reader = Browser::start().await?;
    let script = |credentials: &str| {
        format!(
            "fetch('{api}{}', {{
                method: 'PUT', credentials: '{credentials}', body: '{}',
                headers: {{'content-type': 'application/json'}},
            }}).then(
                (answer) => window.told = String(answer.status),
                () => window.told = 'refused',
            );",
            vote(1, "one", 4, 5).path,
            json!({"value": 4, "best": 5})
        )
    };
    for credentials in ["omit", "include"] {
        reader.open(&elsewhere.url).await?;
        reader.run(&script(credentials)).await?;
        reader.until("window.told === 'refused'").await?;
    }
    assert_eq!(count(&api, "one").await?, 0);
    reader.open(&blog.post()).await?;
    reader.run(&script("omit")).await?;
    reader.until("window.told === '200'").await?;
    assert_eq!(count(&api, "one").await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_takes_no_vote_back() -> Result<()> {
    let blog = start("").await?;
    let api = api(&blog);
    assert_eq!(
        vote(1, "one", 4, 5).of(&api).await?.status(),
        StatusCode::OK
    );
    let path = |more: &str| format!("/rating/votes/{}?article=one{more}", identifier(1));
    let by_header = &[("x-http-method-override", "DELETE")][..];
    for (method, path, headers) in [
        (Method::GET, path("&_method=DELETE"), &[][..]),
        (Method::GET, path("&_method=delete&_jsonp=told"), &[]),
        (
            Method::GET,
            path("&_method=DELETE").replace("rating", "Rating"),
            &[],
        ),
        (Method::HEAD, path("&_method=DELETE"), &[]),
        (Method::POST, path("&_method=DELETE"), &[]),
        (Method::GET, path(""), by_header),
        (Method::POST, path(""), by_header),
    ] {
        let asked = Asked {
            method,
            path,
            body: None,
        };
        let answer = asked.with(&api, headers).await?;
        let told = format!("{} {} {headers:?}", asked.method, asked.path);
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{told}");
        assert_eq!(
            methods(&header(&answer, "allow")),
            methods("PUT, DELETE"),
            "{told}"
        );
    }
    assert_eq!(count(&api, "one").await?, 1);
    // By plain permalinks it is the same.
    let plain = format!(
        "{}/?rest_route=/article-widgets/v1{}",
        blog.url,
        path("&_method=DELETE")
    );
    let answer = reqwest::get(plain.replacen("?article", "&article", 1)).await?;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(count(&api, "one").await?, 1);
    assert_eq!(
        withdraw(1, "article=one").of(&api).await?.status(),
        StatusCode::OK
    );
    assert_eq!(count(&api, "one").await?, 0);
    Ok(())
}
