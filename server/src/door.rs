//! Who gets in: so many connections at a time, and none that reads too slowly.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// How many connections are open at most. Each of a reader who does nothing takes
/// some kilobytes.
const CONNECTIONS: usize = 20_000;

/// How many files the program needs beside its connections.
const FILES: usize = 100;

/// How long a client may take nothing of an answer that is ready.
const UNREAD: Duration = Duration::from_secs(30);

/// Lets connections in while there is room for them.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    room: Arc<Semaphore>,
}

impl Door {
    /// As wide as the number of files allows that the program may have open, which
    /// is raised as far as it can be.
    pub(crate) fn new() -> Self {
        let files = rlimit::increase_nofile_limit(u64::MAX);
        let files = files.map_or(CONNECTIONS, |files| {
            usize::try_from(files).unwrap_or(CONNECTIONS)
        });
        let connections = files.saturating_sub(FILES).clamp(1, CONNECTIONS);
        tracing::info!("at most {connections} connections at a time");
        Self {
            room: Arc::new(Semaphore::new(connections)),
        }
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = Admitted<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Ok(permit) = self.room.clone().try_acquire_owned() else {
            return ready(Err(io::Error::other("too many connections")));
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(UNREAD));
        let service = Admitted {
            service,
            _permit: permit.into(),
        };
        ready(Ok((Box::pin(stream), service)))
    }
}

/// The service of a connection, which keeps its place as long as it lasts.
#[derive(Clone, Debug)]
pub(crate) struct Admitted<S> {
    service: S,
    _permit: Arc<OwnedSemaphorePermit>,
}

impl<S: Service<R>, R> Service<R> for Admitted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.service.call(request)
    }
}
