//! Votes and comments from real widgets through a bad network: each arrives once.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::proxy::Proxy;
use crate::effort::{figure, scaled, seed};
use crate::support::{Browser, Server};

/// The number of ratings on a page, and of comments under them.
const RATINGS: usize = 100;
const COMMENTS: usize = 10;

/// Insists as a patient reader does: votes and writes, and tries again while a widget
/// offers it. Answers when everything is kept.
const INSIST: &str = r"
    const frame = () => new Promise(requestAnimationFrame);
    const retry = (element) => element.shadowRoot
        .querySelector('[part~=retry]:not([aria-disabled])')?.click();
    window.insisting = new Set();
    const insist = async (element, isKept, act) => {
        insisting.add(element);
        act();
        while (!isKept()) { await frame(); retry(element); }
        insisting.delete(element);
    };
    const drawn = async (element, selector) => {
        while (!element.shadowRoot?.querySelector(selector)) await frame();
        return element.shadowRoot.querySelector(selector);
    };
    const fill = (field, text) => {
        field.value = text;
        field.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
    };
    const vote = async (element) => {
        let isKept = false;
        element.addEventListener('article-rating:change', () => isKept = true);
        const star = await drawn(element, 'label:nth-of-type(4)');
        await insist(element, () => isKept, () => star.click());
    };
    const write = async (element, count) => {
        const kept = new Set();
        element.addEventListener('article-comments:submit', ({detail}) => kept.add(detail.id));
        await drawn(element, '#body');
        for (let number = 0; number < count; number += 1) {
            const field = (id) => element.shadowRoot.getElementById(id);
            fill(field('body'), `comment ${number} on ${element.article}`);
            fill(field('name'), 'Ada');
            await frame();
            await insist(element, () => kept.size > number,
                () => element.shadowRoot.querySelector('[type=submit]').click());
        }
    };
    window.insist = Promise.all([
        ...[...document.querySelectorAll('article-rating')].map(vote),
        ...[...document.querySelectorAll('article-comments')]
            .map((element) => write(element, COMMENTS_EACH)),
    ]).then(() => window.isDone = true, (error) => window.isDone = String(error));
";

fn page(round: usize, ratings: usize, comments: usize) -> String {
    let ratings = (0..ratings).map(|number| {
        format!("<article-rating loading=eager article=r{round}-{number}></article-rating>")
    });
    let comments = (0..comments).map(|number| {
        format!("<article-comments loading=eager article=c{round}-{number}></article-comments>")
    });
    let all: String = ratings.chain(comments).collect();
    format!(
        "<!doctype html><html lang=en><title>Page</title><link rel=icon href=data:,>\
         <script type=module src=/article-widgets.js></script>{all}"
    )
}

async fn check_round(
    server: &Server,
    round: usize,
    ratings: usize,
    comments: usize,
    each: usize,
) -> Result<()> {
    for number in 0..ratings {
        let rating = server.rating(&format!("r{round}-{number}")).await?;
        ensure!(
            (&rating["count"], &rating["average"]) == (&1.into(), &4.0.into()),
            "article r{round}-{number}: {rating}"
        );
    }
    for number in 0..comments {
        let article = format!("c{round}-{number}");
        let kept = server.comments(&article).await?;
        let bodies: Vec<Value> = kept
            .into_iter()
            .map(|mut comment| comment["body"].take())
            .collect();
        let expected: Vec<Value> = (0..each)
            .map(|number| format!("comment {number} on {article}").into())
            .collect();
        ensure!(bodies == expected, "article {article}: {bodies:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_vote_and_each_comment_arrives_once_through_a_bad_network() -> Result<()> {
    let seed = seed();
    let (rounds, ratings, comments, each) = scaled((1, 20, 4, 5), (10, RATINGS, COMMENTS, 10));
    let server = Server::start(&[
        "--votes-per-address",
        "0",
        "--votes-per-article",
        "0",
        "--comments-per-address",
        "0",
    ])
    .await?;
    let mut requests = 0;
    for round in 0..rounds {
        let page = page(round, ratings, comments);
        let proxy = Proxy::start(&server.url, &page, seed.wrapping_add(round as u64)).await?;
        let reader = Browser::start().await?;
        reader.open(&format!("{}/page", proxy.url)).await?;
        reader
            .run(&INSIST.replace("COMMENTS_EACH", &each.to_string()))
            .await?;
        let mut before = String::new();
        while reader.until("window.isDone !== undefined").await.is_err() {
            let fates = proxy.fates();
            let left = reader.run("return [...insisting].map(shown);").await?;
            ensure!(fates != before, "nothing moves any more: {fates}\n{left:#}");
            before = fates;
        }
        reader.until("window.isDone === true").await?;
        check_round(&server, round, ratings, comments, each).await?;
        ensure!(
            proxy.has_met_all(),
            "not every fault was met: {}",
            proxy.fates()
        );
        println!("round {round}: {}", proxy.fates());
        requests += proxy.met();
    }
    figure(
        "votes from widgets through a bad network, each there once",
        rounds * ratings,
    );
    figure(
        "comments from widgets through a bad network, each there once",
        rounds * comments * each,
    );
    figure("requests that these took", requests);
    Ok(())
}
