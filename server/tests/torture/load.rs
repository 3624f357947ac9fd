//! Ten times as much as the machine sustains, at once.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::ledger::{Shared, check_each_once, send, send_by};
use super::{check_integrity, peak_memory};
use crate::effort::{figure, scaled};
use crate::support::{Place, Server, UNLIMITED, client_at, rating_path};

/// Readers who write one thing after another.
const READERS: usize = 16;

/// Connections of one program to one server; some more would use up the ports.
const CONNECTIONS: u64 = 8_000;

/// The number of addresses from which a burst comes, so that none has more than its share of it.
const ADDRESSES: u8 = 64;

/// The most memory that a server may hold, in MiB, however many come.
const MEMORY: u64 = 256;

/// The number of writes a second that the server acknowledges to readers who wait for it.
async fn sustained(server: &Arc<Server>, ledger: &Shared, for_: Duration) -> u64 {
    let begun = Instant::now();
    let write = |_| {
        let (server, ledger) = (server.clone(), ledger.clone());
        tokio::spawn(async move {
            while begun.elapsed() < for_ {
                let number = ledger.lock().expect("the ledger").next();
                let answer = send(&server, number).await.expect("an answer");
                assert!(matches!(answer.status, 200 | 201), "{answer:?}");
                ledger.lock().expect("the ledger").acknowledged += 1;
            }
        })
    };
    for writer in join_all((0..READERS).map(write)).await {
        writer.expect("a writer");
    }
    let acknowledged = ledger.lock().expect("the ledger").acknowledged;
    (acknowledged as f64 / begun.elapsed().as_secs_f64()) as u64
}

/// Sends so many writes at once, from many addresses; returns how many were put off.
async fn burst(server: &Arc<Server>, ledger: &Shared, writes: u64) -> usize {
    let clients: Vec<_> = (1..=ADDRESSES)
        .map(|last| client_at(Ipv4Addr::new(127, 3, 0, last)))
        .collect();
    let write = |count: u64| {
        let client = clients[count as usize % clients.len()].clone();
        let (server, ledger) = (server.clone(), ledger.clone());
        tokio::spawn(async move {
            let number = ledger.lock().expect("the ledger").next();
            let answer = send_by(&client, &server, number).await.expect("an answer");
            let mut ledger = ledger.lock().expect("the ledger");
            if answer.status == 503 {
                assert!(answer.header("retry-after").parse::<u64>().is_ok());
                ledger.unanswered.push(number);
            } else {
                assert!(matches!(answer.status, 200 | 201), "{answer:?}");
                ledger.acknowledged += 1;
            }
        })
    };
    for writer in join_all((0..writes).map(write)).await {
        writer.expect("a writer");
    }
    ledger.lock().expect("the ledger").unanswered.len()
}

/// Asks for the rating until the burst is over; returns how often it was told.
async fn read_meanwhile(server: &Server, burst: impl Future<Output = usize>) -> (usize, u64) {
    let mut told = 0;
    let reading = async {
        loop {
            let answer = server.get(&rating_path("")).await;
            assert!(matches!(answer.status, 200 | 503), "{answer:?}");
            told += u64::from(answer.status == 200);
        }
    };
    tokio::pin!(burst);
    let put_off = tokio::select! {
        put_off = &mut burst => put_off,
        () = reading => 0,
    };
    (put_off, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_ten_times_the_sustained_load_loses_nothing() {
    let place = Place::new();
    let server = Arc::new(place.server(&UNLIMITED).await);
    let ledger = Shared::default();
    let sustained = sustained(
        &server,
        &ledger,
        scaled(Duration::from_millis(200), Duration::from_secs(10)),
    )
    .await;
    let possible = rlimit::increase_nofile_limit(u64::MAX).map_or(1_000, |files| files / 2);
    let writes = (10 * sustained)
        .min(CONNECTIONS)
        .min(possible)
        .min(scaled(1_000, u64::MAX));
    let (put_off, told) = read_meanwhile(&server, burst(&server, &ledger, writes)).await;
    assert_eq!(server.get(&rating_path("")).await.status, 200);

    // Who was put off comes again, and is served.
    let unanswered = std::mem::take(&mut ledger.lock().expect("the ledger").unanswered);
    for number in unanswered {
        let answer = send(&server, number).await.expect("an answer");
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
    }
    let begun = ledger.lock().expect("the ledger").begun;
    check_integrity(&place).await;
    check_each_once(&place, begun).await;
    let memory = peak_memory(&server);
    assert!(memory < MEMORY, "{memory} MiB");

    figure("writes a second that 16 readers get in", sustained);
    figure("writes sent at once in a burst", writes);
    figure("of them put off by 503, and kept when sent again", put_off);
    figure("writes of the burst lost, or there twice", 0);
    figure("answers to a reader during the burst", told);
    figure("the server's most memory, in MiB, in the burst", memory);
}
