//! A server that is killed at random moments while readers write.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use nix::sys::signal::Signal;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::check_integrity;
use super::ledger::{Ledger, Shared, check_each_once, send};
use crate::effort::{figure, scaled, seed};
use crate::support::{Place, Server, UNLIMITED, comments_path, rating_path};

const WRITERS: usize = 8;

/// The latest moment after the start at which a server is killed.
const LATEST: Duration = Duration::from_millis(150);

/// Writes until the server is gone.
async fn write(server: Arc<Server>, ledger: Shared) {
    loop {
        let number = ledger.lock().expect("the ledger").next();
        let answer = send(&server, number).await;
        let mut ledger = ledger.lock().expect("the ledger");
        let Some(answer) = answer else {
            ledger.unanswered.push(number);
            return;
        };
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        ledger.acknowledged += 1;
    }
}

/// Starts a server, and kills it at a moment while readers write.
async fn write_and_kill(place: &Place, ledger: &Shared, moment: Duration) {
    let server = Arc::new(place.server(&UNLIMITED).await);
    check_integrity(place).await;
    let writer = |_| tokio::spawn(write(server.clone(), ledger.clone()));
    let mut writers = join_all((0..WRITERS).map(writer));
    let early = tokio::time::timeout(moment, &mut writers).await;
    assert!(early.is_err(), "the server ended by itself");
    server.signal(Signal::SIGKILL);
    for writer in writers.await {
        writer.expect("a writer that saw nothing wrong");
    }
    let server = Arc::into_inner(server).expect("no more writers");
    server.ended().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_once_however_often_the_server_is_killed() {
    let kills = scaled(5, 200);
    let mut random = StdRng::seed_from_u64(seed());
    let place = Place::new();
    let ledger = Shared::default();
    for _ in 0..kills {
        let moment = random.random_range(Duration::ZERO..LATEST);
        write_and_kill(&place, &ledger, moment).await;
    }
    let server = place.server(&UNLIMITED).await;
    loop {
        let number = match ledger.lock().expect("the ledger") {
            ledger if ledger.unanswered.is_empty() => break,
            mut ledger => ledger.next(),
        };
        let answer = send(&server, number).await.expect("an answer");
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        ledger.lock().expect("the ledger").acknowledged += 1;
    }
    let Ledger {
        begun,
        acknowledged,
        repeated,
        ..
    } = *ledger.lock().expect("the ledger");
    check_integrity(&place).await;
    check_each_once(&place, begun).await;
    let comments = server.get(&comments_path("")).await.json()["count"].clone();
    let votes = server.get(&rating_path("")).await.json()["count"].clone();
    assert_eq!(
        (comments, votes),
        (begun.div_ceil(2).into(), (begun / 2).into())
    );

    figure("servers killed by SIGKILL under load", kills);
    figure("writes acknowledged by these servers", acknowledged);
    figure("of them lost, or there twice", 0);
    figure("writes whose answer a kill took, sent again", repeated);
}
