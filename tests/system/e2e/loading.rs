//! Loading: what is fetched, when, and how often.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::{Blog, Browser, Server, forward};

const BOTH: &str = "<article-rating></article-rating><article-comments></article-comments>";

/// The sheet that a page of the recipes has beside the loader.
const SHEET: &str = "<link rel=stylesheet href=/article-widgets.css>";

/// The most that a page gets of ours while its widgets are out of sight, in bytes.
const BEFORE: u64 = 1_660;

/// A blog on whose way to the widgets' server is seen what is asked for, and held up or
/// refused what a test wants.
struct FaultyProxy {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    _blog: Blog,
}

/// A request on that way.
#[derive(Clone, Debug)]
struct Asked {
    path: String,
    is_in_a_name: bool,
}

/// A fate for the requests whose paths end like that.
#[derive(Clone, Copy)]
enum Plan {
    Pass,
    /// It is answered 503.
    Refuse(&'static str),
    /// It is answered 503 the first time.
    RefuseOnce(&'static str),
    /// It waits until all of these were asked for.
    Hold(&'static str, &'static [&'static str]),
}

impl FaultyProxy {
    async fn start(server: &Server, plan: Plan, page: &str) -> Result<Self> {
        let (listener, url) = Blog::reserve().await?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let page = format!(
            "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>\
             <script type=module src=/article-widgets.js></script>{page}"
        );
        let (seen, server) = (Arc::clone(&asked), server.url.clone());
        let (news, _) = watch::channel(());
        let client = reqwest::Client::new();
        let answer = move |request: Request| {
            travel(plan, page, Arc::clone(&seen), news, client, server, request)
        };
        let blog = Blog::route(listener, Router::new().fallback(answer))?;
        Ok(Self {
            url,
            asked,
            _blog: blog,
        })
    }

    /// The requests so far whose paths end like that.
    fn asked(&self, end: &str) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let those = asked.iter().filter(|asked| asked.path.ends_with(end));
        those.cloned().collect()
    }
}

async fn travel(
    plan: Plan,
    page: String,
    seen: Arc<Mutex<Vec<Asked>>>,
    news: watch::Sender<()>,
    client: reqwest::Client,
    server: String,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    if path == "/" {
        return Html(page).into_response();
    }
    let mut coming = news.subscribe();
    let is_first = {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = seen.iter().all(|asked| asked.path != path);
        seen.push(Asked {
            path: path.clone(),
            is_in_a_name: request.headers().contains_key(header::AUTHORIZATION),
        });
        is_first
    };
    news.send_replace(());
    match plan {
        Plan::RefuseOnce(end) if is_first && path.ends_with(end) => {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Plan::Refuse(end) if path.ends_with(end) => {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Plan::Hold(end, others) if path.ends_with(end) => {
            let has_come = |other: &&str| {
                let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                seen.iter().any(|asked| asked.path.ends_with(other))
            };
            while !others.iter().all(has_come) {
                // The sender lives as long as this request.
                let _ = coming.changed().await;
            }
        }
        _ => {}
    }
    forward(client, server, request).await
}

/// A script that collects our tasks of more than 50 ms from the page's beginning on: the browser's
/// own are not counted.
const LONG_TASKS: &str = "window.longTasks = [];
    new PerformanceObserver((list) => {
        for (const script of list.getEntries().flatMap(({scripts}) => scripts)) {
            if (script.sourceURL.includes('article-widgets') && script.duration > 50) {
                longTasks.push(`${script.invoker}: ${script.duration}`);
            }
        }
    }).observe({type: 'long-animation-frame', buffered: true});";

async fn long_tasks_of_a_visit(reader: &Browser) -> Result<Value> {
    reader
        .until("customElements.get('article-comments') && document.readyState === 'complete'")
        .await?;
    // A second idle time comes after what the first one's tasks started.
    reader
        .run("requestIdleCallback(() => requestIdleCallback(() => window.isIdle = true));")
        .await?;
    reader.until("window.isIdle").await?;
    reader.run("return longTasks;").await
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_reader_comes_near_the_page_pays_for_loader_and_sheet_alone() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!(
        "{SHEET}<p style='block-size: 5000px'>The article.</p>{BOTH}<article-nav><a rel=next href=/third/>The next</a></article-nav>"
    );
    let road = FaultyProxy::start(&server, Plan::Pass, &page).await?;
    let reader = Browser::start().await?;
    reader.before_each_page(LONG_TASKS).await?;
    let mut long_tasks = Value::Null;
    // Other programs have a share of the processor: what one visit does without, it
    // needs in none.
    for _ in 0..5 {
        reader.open(&road.url).await?;
        long_tasks = long_tasks_of_a_visit(&reader).await?;
        if long_tasks == json!([]) {
            break;
        }
    }
    assert_eq!(long_tasks, json!([]));

    let ours = reader
        .run(
            "return performance.getEntriesByType('resource')
                .map(({name, encodedBodySize}) => [new URL(name).pathname, encodedBodySize]);",
        )
        .await?;
    let ours: Vec<(String, u64)> = serde_json::from_value(ours)?;
    let total: u64 = ours.iter().map(|(_, size)| size).sum();
    let mut names: Vec<_> = ours.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    assert_eq!(names, ["/article-widgets.css", "/article-widgets.js"]);
    assert!((1..=BEFORE).contains(&total), "{total} bytes");
    assert_eq!(reader.layout_shifts().await?, Vec::<String>::new());

    reader.find("article-rating", "fieldset").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_out_of_sight_has_its_properties_and_is_a_control() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("<p style='block-size: 5000px'>The article.</p><form>{BOTH}</form>");
    let road = FaultyProxy::start(&server, Plan::Pass, &page).await?;
    let reader = Browser::start().await?;
    reader.open(&road.url).await?;
    reader
        .until("customElements.get('article-comments')")
        .await?;
    let said = reader
        .run(
            "const [rating, comments] = ['article-rating', 'article-comments'].map(find);
            comments.nameField = 'hidden';
            rating.required = true;
            return [rating.max, rating.structuredData, rating.readonly, rating.lang,
                rating.form === find('form'), rating.labels.length, rating.willValidate,
                rating.validity.valid, rating.validationMessage,
                rating.checkValidity(), rating.reportValidity(), rating.role,
                comments.depth, comments.getAttribute('name-field'), 'form' in comments,
                rating.outerHTML];",
        )
        .await?;
    let expected = json!([
        5,
        "Article",
        false,
        "",
        true,
        0,
        true,
        true,
        "",
        true,
        true,
        null,
        3,
        "hidden",
        false,
        "<article-rating required=\"\"></article-rating>"
    ]);
    assert_eq!(said, expected);
    assert_eq!(road.asked("/bootstrap.js").len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_widget_needs_is_asked_for_at_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    for held in ["/bootstrap.js", "_bg.wasm", "/fr.json"] {
        let plan = Plan::Hold(held, &["/bootstrap.js", "_bg.wasm", "/fr.json"]);
        let page = format!("<div lang=fr>{BOTH}</div>");
        let road = FaultyProxy::start(&server, plan, &page).await?;
        let reader = Browser::start().await?;
        reader.open(&road.url).await?;
        reader
            .until_shown("article-comments", "Laisser un commentaire")
            .await?;
        for path in ["/bootstrap.js", "_bg.wasm", "/fr.json"] {
            assert_eq!(road.asked(path).len(), 1, "{path}");
        }
        assert_eq!(road.asked("/en.json").len(), 0);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_first_is_asked_for_while_the_bundle_loads_and_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    let first = &["/api/v1/rating", "/api/v1/comments", "/en.json"];
    let plan = Plan::Hold("_bg.wasm", first);
    let road = FaultyProxy::start(&server, plan, BOTH).await?;
    let reader = Browser::start().await?;
    reader.open(&road.url).await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    reader
        .until_shown("article-comments", "No comments yet")
        .await?;
    for path in first {
        assert_eq!(road.asked(path).len(), 1, "{path}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_before_asks_in_the_own_name_alone() -> Result<()> {
    let server = Server::start(&[]).await?;
    let road = FaultyProxy::start(&server, Plan::Pass, BOTH).await?;
    let reader = Browser::start().await?;
    reader.open(&road.url).await?;
    reader.comment("Hello", "Ada").await?;
    reader.until_there("article .edit").await?;
    let before = road.asked("/api/v1/comments").len();

    reader.reload().await?;
    reader.until_there("article .edit").await?;
    let asked = road.asked("/api/v1/comments").split_off(before);
    assert!(!asked.is_empty());
    let is_theirs = asked.iter().all(|asked| asked.is_in_a_name);
    assert!(is_theirs, "{asked:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_language_are_fetched_for_it_alone_and_once() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = format!("<div lang=fr-CA>{BOTH}</div>");
    let road = FaultyProxy::start(&server, Plan::Pass, &page).await?;
    let reader = Browser::start().await?;
    reader.open(&road.url).await?;
    reader
        .until_shown("article-rating", "Notez cet article")
        .await?;
    reader
        .until_shown("article-comments", "Laisser un commentaire")
        .await?;
    let base = "find('article-rating').shadowRoot.querySelector('[part=base]').lang";
    reader.until(&format!("{base} === 'fr-CA'")).await?;
    assert_eq!(road.asked("/fr.json").len(), 1);
    assert_eq!(road.asked("/en.json").len(), 0);

    for element in ["article-rating", "article-comments"] {
        reader
            .run(&format!("find('{element}').lang = 'en';"))
            .await?;
    }
    reader
        .until_shown("article-rating", "Rate this article")
        .await?;
    reader
        .until_shown("article-comments", "Leave a comment")
        .await?;
    assert_eq!(road.asked("/en.json").len(), 1);
    assert_eq!(road.asked("/fr.json").len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_language_above_counts_through_shadow_roots() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = "<div lang=fr id=card></div><script>
        document.getElementById('card').attachShadow({mode: 'open'})
            .append(document.createElement('article-rating'));
        </script>";
    let road = FaultyProxy::start(&server, Plan::Pass, page).await?;
    let reader = Browser::start().await?;
    reader.open(&road.url).await?;
    reader
        .until(
            "find('#card').shadowRoot.firstChild.shadowRoot?.textContent.includes('Notez cet article')",
        )
        .await?;
    assert_eq!(road.asked("/en.json").len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_not_spoken_gives_way_to_english_with_a_warning() -> Result<()> {
    let server = Server::start(&[]).await?;
    for lang in ["de", "en_US", "x"] {
        let page = format!("<article-rating lang={lang}></article-rating>");
        let road = FaultyProxy::start(&server, Plan::Pass, &page).await?;
        let reader = Browser::start().await?;
        reader.open(&road.url).await?;
        reader
            .until_shown("article-rating", "Rate this article")
            .await?;
        let warning = format!(
            "<article-rating lang=\"{lang}\">: not a value of this attribute; \"en\" is used"
        );
        let console = reader.console().await?;
        let warnings = console.iter().filter(|line| line.contains(&warning));
        assert_eq!(warnings.count(), 1, "{console:#?}");
    }
    Ok(())
}

/// Collects the errors that the widgets tell.
const ERRORS: &str = "window.told = [];
    addEventListener('article-rating:error', ({detail}) => told.push(`${detail.action} ${detail.code}`));";

#[tokio::test(flavor = "multi_thread")]
async fn words_that_cannot_be_had_give_way_to_english_and_the_page_is_told() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = "<article-rating lang=fr></article-rating>";
    let road = FaultyProxy::start(&server, Plan::Refuse("/fr.json"), page).await?;
    let reader = Browser::start().await?;
    reader.before_each_page(ERRORS).await?;
    reader.open(&road.url).await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    assert_eq!(reader.run("return told;").await?, json!(["load bundle"]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_cannot_be_had_is_told_and_comes_when_the_network_returns() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = "<article-rating></article-rating>";
    let road = FaultyProxy::start(&server, Plan::RefuseOnce("/bootstrap.js"), page).await?;
    let reader = Browser::start().await?;
    reader.before_each_page(ERRORS).await?;
    reader.open(&road.url).await?;
    reader.until("told.length === 1").await?;
    reader
        .run("dispatchEvent(new Event('online')); dispatchEvent(new Event('online'));")
        .await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    assert_eq!(reader.run("return told;").await?, json!(["load bundle"]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_bundle_that_did_not_come_is_asked_for_again() -> Result<()> {
    let server = Server::start(&[]).await?;
    for part in ["_bg.wasm", "/fr.json"] {
        let page = "<article-rating lang=fr></article-rating>";
        let road = FaultyProxy::start(&server, Plan::RefuseOnce(part), page).await?;
        let reader = Browser::start().await?;
        reader.before_each_page(ERRORS).await?;
        reader.open(&road.url).await?;
        reader.until_shown("article-rating", "Aucun vote").await?;
        assert_eq!(road.asked(part).len(), 2, "{part}");
        assert_eq!(reader.run("return told;").await?, json!([]));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_widget_keeps_its_language_while_the_words_of_another_cannot_be_had() -> Result<()> {
    let server = Server::start(&[]).await?;
    let page = "<article-rating></article-rating>";
    let road = FaultyProxy::start(&server, Plan::Refuse("/fr.json"), page).await?;
    let reader = Browser::start().await?;
    reader.before_each_page(ERRORS).await?;
    reader.open(&road.url).await?;
    reader.until_shown("article-rating", "No votes yet").await?;
    reader.run("find('article-rating').lang = 'fr';").await?;
    reader.until("told.length === 1").await?;
    assert_eq!(reader.run("return told;").await?, json!(["load bundle"]));
    // What else is said is still heard.
    reader.run("find('article-rating').max = 3;").await?;
    reader
        .until("find('article-rating').shadowRoot.querySelectorAll('input').length === 3")
        .await?;
    reader.until_shown("article-rating", "No votes yet").await
}
