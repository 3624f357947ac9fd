//! Work that takes long, away from the threads that answer requests.

use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Texts up to this many bytes are processed at once: that takes less time than handing them
/// over.
const SHORT: usize = 2 * 1024;

/// One for each processor, so that what is short gets its turn meanwhile.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, usize::from)));

/// Runs work on texts of so many bytes away from the request threads, and returns its result.
/// Once begun it is finished, whether anyone waits for it or not.
pub(crate) async fn off_thread<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    if bytes <= SHORT {
        return work();
    }
    let turn = TURNS.acquire().await;
    let working = spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    });
    match working.await.map_err(|error| error.try_into_panic()) {
        Ok(result) => result,
        Err(Ok(panic)) => resume_unwind(panic),
        // The program ends.
        Err(Err(_)) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_is_short_does_not_wait_for_what_is_long() {
        let (end, ended) = channel();
        let (begin, begun) = oneshot::channel();
        let long = tokio::spawn(off_thread(SHORT + 1, move || {
            let _ = begin.send(());
            ended.recv()
        }));
        begun.await.expect("a beginning");
        assert_eq!(off_thread(SHORT, || 7).await, 7);
        end.send(()).expect("an end");
        assert!(long.await.expect("long work").is_ok());
    }

    #[tokio::test]
    #[should_panic(expected = "a fault")]
    async fn a_fault_is_that_of_whoever_waits() {
        off_thread(SHORT + 1, || panic!("a fault")).await
    }
}
