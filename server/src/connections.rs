//! Limits on open connections: their number, each client's share of them, and the time that
//! a client may take to read.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use crate::client::ClientAddress;
use crate::shares::{Most, Share, Shares};

/// The largest number of open connections. An idle one takes some kilobytes.
const CONNECTIONS: usize = 20_000;

/// Files that the program needs open beside its connections.
const FILES: usize = 100;

/// The smallest share of a client, if that is not more than half of all: a browser opens up
/// to 6 connections, and some readers share an address.
const GRANTED: usize = 64;

/// The time after which a connection is closed whose client reads nothing of a response.
const UNREAD: Duration = Duration::from_secs(30);

/// Accepts connections within the limits.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    room: Arc<Shares>,
    /// They all come from a proxy, which stands for many clients.
    are_a_proxys: bool,
}

impl Connections {
    /// As many as the number of files allows that the program may have open, which is
    /// raised as far as it can be.
    pub(crate) fn new(are_a_proxys: bool) -> Self {
        let files = rlimit::increase_nofile_limit(u64::MAX);
        let files = files.map_or(CONNECTIONS, |files| {
            usize::try_from(files).unwrap_or(CONNECTIONS)
        });
        let most = most(files.saturating_sub(FILES).clamp(1, CONNECTIONS));
        tracing::info!(
            "at most {} connections at a time, {} of one client",
            most.all,
            if are_a_proxys { most.all } else { most.client },
        );
        Self {
            room: Shares::new("connections", most),
            are_a_proxys,
        }
    }

    /// Those whose refusals are logged.
    pub(crate) fn shares(&self) -> &Arc<Shares> {
        &self.room
    }

    fn admit<I: AsyncRead + AsyncWrite, S>(
        &self,
        client: Option<ClientAddress>,
        stream: I,
        service: S,
    ) -> io::Result<(Patient<I>, Admitted<S>)> {
        let place = self.room.take(client, 1);
        let place = place.ok_or_else(|| io::Error::other("too many connections"))?;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(UNREAD));
        let service = Admitted {
            service,
            _place: place.into(),
        };
        Ok((Box::pin(stream), service))
    }
}

/// An eighth for a client, so that it takes many to fill them, and twice as much for a site.
fn most(all: usize) -> Most {
    let client = (all / 8).max(GRANTED).min(all.div_ceil(2));
    let site = (2 * client).min(all - all / 4);
    Most { all, site, client }
}

/// A connection with a time limit on writing.
type Patient<I> = Pin<Box<TimeoutStream<I>>>;

impl<S> Accept<TcpStream, S> for Connections {
    type Stream = Patient<TcpStream>;
    type Service = Admitted<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let client = if self.are_a_proxys {
            Ok(None)
        } else {
            let peer = stream.peer_addr();
            peer.map(|peer| Some(ClientAddress::new(peer.ip())))
        };
        ready(client.and_then(|client| self.admit(client, stream, service)))
    }
}

/// A Unix socket is connected to by a proxy.
#[cfg(unix)]
impl<S> Accept<UnixStream, S> for Connections {
    type Stream = Patient<UnixStream>;
    type Service = Admitted<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: UnixStream, service: S) -> Self::Future {
        ready(self.admit(None, stream, service))
    }
}

/// The service of a connection, which holds its share as long as it lasts.
#[derive(Clone, Debug)]
pub(crate) struct Admitted<S> {
    service: S,
    _place: Arc<Share>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_leaves_most_connections_to_others() {
        for (all, site, client) in [
            (20_000, 5_000, 2_500),
            (924, 230, 115),
            (200, 128, 64),
            (100, 75, 50),
            (1, 1, 1),
        ] {
            let most = most(all);
            let shares = (most.all, most.site, most.client);
            assert_eq!(shares, (all, site, client));
        }
    }
}
