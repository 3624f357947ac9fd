//! Tasks beside the requests, until the store is closed.

use std::mem::take;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::JoinSet;

/// Tasks that end when they are asked to. They are given up with this.
#[derive(Debug)]
pub(super) struct Background {
    stop: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
}

/// The signal that asks a task to end.
#[derive(Clone, Debug)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Background {
    pub(super) fn new() -> Self {
        Self {
            stop: watch::Sender::new(false),
            tasks: Mutex::default(),
        }
    }

    /// Begins a task.
    pub(super) fn begin<T: Future<Output = ()> + Send + 'static>(
        &self,
        task: impl FnOnce(Stop) -> T,
    ) {
        let task = task(Stop(self.stop.subscribe()));
        self.lock().spawn(task);
    }

    /// Asks the tasks to end, and waits until they have.
    pub(super) async fn end(&self) {
        self.stop.send_replace(true);
        let tasks = take(&mut *self.lock());
        tasks.join_all().await;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stop {
    /// Waits until the task is to end.
    pub(super) async fn asked(&mut self) {
        // That nobody is left who could ask is the same.
        let _ = self.0.wait_for(|is_asked| *is_asked).await;
    }
}
