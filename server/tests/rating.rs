//! Reading ratings and voting.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Server, identifier, rating_path, vote_path};

#[tokio::test]
async fn an_article_without_votes_has_an_empty_rating() {
    let server = Server::start(&[]).await;
    let answer = server.get(&rating_path("")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(
        answer.json(),
        json!({"average": null, "best": 5, "count": 0, "vote": null}),
    );
}

#[tokio::test]
async fn a_reader_votes_changes_the_vote_and_counts_once() {
    let server = Server::start(&[]).await;
    let first = server.vote(1, 4, 5).await;
    assert_eq!(first.status, 200);
    assert_eq!(
        first.json(),
        json!({"average": 4.0, "best": 5, "count": 1, "vote": 4}),
    );
    assert_eq!(server.vote(1, 4, 5).await.json(), first.json());
    assert_eq!(
        server.vote(1, 1, 5).await.json(),
        json!({"average": 1.0, "best": 5, "count": 1, "vote": 1}),
    );
    assert_eq!(
        server.vote(2, 2, 5).await.json(),
        json!({"average": 1.5, "best": 5, "count": 2, "vote": 2}),
    );
}

#[tokio::test]
async fn a_reader_sees_the_own_vote_and_strangers_none() {
    let server = Server::start(&[]).await;
    server.vote(1, 4, 5).await;
    let known = format!("&voter={}", identifier(1).to_uppercase());
    assert_eq!(server.get(&rating_path(&known)).await.json()["vote"], 4);
    let stranger = format!("&voter={}", identifier(2));
    let rating = server.get(&rating_path(&stranger)).await.json();
    assert_eq!(rating["vote"], json!(null));
    assert_eq!(rating["count"], 1);
}

#[tokio::test]
async fn votes_on_different_scales_make_one_exact_mean() {
    let server = Server::start(&[]).await;
    for (voter, value, best) in [(1, 1, 3), (2, 5, 7), (3, 10, 10)] {
        assert_eq!(server.vote(voter, value, best).await.status, 200);
    }
    // 1/3 + 5/7 + 1 = 43/21 of a scale, over three votes.
    let rating = server.get(&rating_path("&best=10")).await.json();
    assert_eq!(rating["average"], json!(430.0 / 63.0));
    assert_eq!(rating["best"], 10);
    let voter = format!("&best=10&voter={}", identifier(1));
    assert_eq!(server.get(&rating_path(&voter)).await.json()["vote"], 3);
}

#[tokio::test]
async fn a_reader_withdraws_the_vote_and_may_vote_again() {
    let server = Server::start(&[]).await;
    server.vote(1, 1, 5).await;
    server.vote(2, 4, 5).await;
    let rest = json!({"average": 4.0, "best": 5, "count": 1, "vote": null});
    for _ in 0..2 {
        let answer = server.withdraw(1).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), rest);
    }
    let known = format!("&voter={}", identifier(1));
    assert_eq!(server.get(&rating_path(&known)).await.json(), rest);
    assert_eq!(server.vote(1, 2, 5).await.json()["average"], 3.0);

    server.withdraw(1).await;
    assert_eq!(
        server.withdraw(2).await.json(),
        json!({"average": null, "best": 5, "count": 0, "vote": null}),
    );
}

#[tokio::test]
async fn who_never_voted_has_nothing_to_withdraw() {
    let server = Server::start(&[]).await;
    let none = json!({"average": null, "best": 10, "count": 0, "vote": null});
    let path = format!("{}&best=10", vote_path(1));
    let withdrawn = Answer::to(server.request(Method::DELETE, &path)).await;
    assert_eq!((withdrawn.status, withdrawn.json()), (200, none));
}

#[tokio::test]
async fn a_vote_on_another_scale_takes_the_place_of_the_first() {
    let server = Server::start(&[]).await;
    server.vote(1, 2, 2).await;
    assert_eq!(
        server.vote(1, 5, 10).await.json(),
        json!({"average": 5.0, "best": 10, "count": 1, "vote": 5}),
    );
}

#[tokio::test]
async fn a_key_of_2048_bytes_of_emoji_is_an_article_like_any_other() {
    let server = Server::start(&[]).await;
    let article = "%F0%9F%A6%80".repeat(512);
    let path = format!("/api/v1/rating/votes/{}?article={article}", identifier(1));
    let body = json!({"value": 5, "best": 5});
    assert_eq!(server.put(&path, &body).await.json()["count"], 1);
    let rating = server
        .get(&format!("/api/v1/rating?article={article}"))
        .await;
    assert_eq!(rating.json()["count"], 1);
}

#[tokio::test]
async fn each_article_has_its_own_rating() {
    let server = Server::start(&[]).await;
    let body = json!({"value": 5, "best": 5});
    let voter = identifier(1);
    for article in ["one", "%20one%20", "Zo%C3%A9%20%F0%9F%A6%80", "a%26b%3Dc"] {
        let path = format!("/api/v1/rating/votes/{voter}?article={article}");
        let answer = server.put(&path, &body).await;
        assert_eq!(answer.json()["count"], 1, "{article}");
    }
    let other = server.get("/api/v1/rating?article=a&b=c").await;
    assert_eq!(other.json()["count"], 0);
}
