//! A network between browser and server that loses, repeats and breaks what it
//! carries.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Result;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The fate of a request that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing happens to it.
    Carried,
    /// It arrives late.
    Delayed,
    /// It never arrives.
    RequestLost,
    /// The server gets a part of it.
    RequestCut,
    /// It arrives, and nobody hears of it.
    AnswerLost,
    /// It arrives, and a part of the answer comes back.
    AnswerCut,
    /// It arrives twice.
    Repeated,
    /// A proxy answers in the server's place.
    Refused,
}

const FATES: [Fate; 8] = [
    Fate::Carried,
    Fate::Delayed,
    Fate::RequestLost,
    Fate::RequestCut,
    Fate::AnswerLost,
    Fate::AnswerCut,
    Fate::Repeated,
    Fate::Refused,
];

/// The connection ends without another word.
#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("hung up")
    }
}

impl std::error::Error for HungUp {}

/// The number of times that each fate was met.
type Counts = Arc<Mutex<BTreeMap<Fate, u32>>>;

/// The network, as a server that hands on what it is asked.
pub(super) struct Proxy {
    pub(super) url: String,
    counts: Counts,
    task: JoinHandle<()>,
}

/// The state that connections share.
struct Network {
    server: String,
    page: String,
    client: reqwest::Client,
    random: Mutex<StdRng>,
    counts: Counts,
}

impl Proxy {
    /// Stands in front of `server`, and answers `/page` with a page of its own.
    pub(super) async fn start(server: &str, page: &str, seed: u64) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let counts = Counts::default();
        let network = Arc::new(Network {
            server: server.trim_start_matches("http://").to_owned(),
            page: page.to_owned(),
            client: reqwest::Client::new(),
            random: Mutex::new(StdRng::seed_from_u64(seed)),
            counts: counts.clone(),
        });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(network.clone(), stream));
            }
        });
        Ok(Self { url, counts, task })
    }

    /// The number of times that each fate was met, as a text.
    pub(super) fn fates(&self) -> String {
        let counts = self.counts.lock().expect("the counts");
        let all = counts
            .iter()
            .map(|(fate, count)| format!("{fate:?} {count}"));
        all.collect::<Vec<_>>().join(", ")
    }

    /// The number of requests that met one.
    pub(super) fn met(&self) -> u32 {
        self.counts.lock().expect("the counts").values().sum()
    }

    /// True if every fate was met.
    pub(super) fn has_met_all(&self) -> bool {
        self.counts.lock().expect("the counts").len() == FATES.len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(network: Arc<Network>, stream: TcpStream) {
    let answer = move |request| {
        let network = network.clone();
        async move { network.answer(request).await }
    };
    // Ends with the browser's side, or when it is hung up on.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service_fn(answer))
        .await;
}

impl Network {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, HungUp> {
        if request.uri().path() == "/page" {
            let page = Response::builder().header("content-type", "text/html");
            return page.body(Body::from(self.page.clone())).map_err(|_| HungUp);
        }
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(Body::new(body), usize::MAX)
            .await
            .map_err(|_| HungUp)?;
        if parts.method != Method::PUT {
            return self.carry(&parts, &body).await;
        }
        self.suffer(&parts, &body).await
    }

    async fn suffer(&self, parts: &Parts, body: &Bytes) -> Result<Response<Body>, HungUp> {
        let (fate, delay) = self.draw();
        match fate {
            Fate::Carried => self.carry(parts, body).await,
            Fate::Delayed => {
                tokio::time::sleep(delay).await;
                self.carry(parts, body).await
            }
            Fate::RequestLost => Err(HungUp),
            Fate::RequestCut => {
                self.carry_half(parts, body).await.map_err(|_| HungUp)?;
                Err(HungUp)
            }
            Fate::AnswerLost => {
                self.carry(parts, body).await?;
                Err(HungUp)
            }
            Fate::AnswerCut => cut(self.carry(parts, body).await?).await,
            Fate::Repeated => {
                let (_, second) = tokio::join!(self.carry(parts, body), self.carry(parts, body));
                second
            }
            Fate::Refused => Response::builder()
                .status(StatusCode::BAD_GATEWAY)
                .body(Body::from("<h1>Bad gateway</h1>"))
                .map_err(|_| HungUp),
        }
    }

    /// The next fate, and how long a delay is.
    fn draw(&self) -> (Fate, Duration) {
        let mut random = self.random.lock().expect("the random numbers");
        let fate = FATES[random.random_range(0..FATES.len())];
        let delay = random.random_range(Duration::ZERO..Duration::from_millis(300));
        *self
            .counts
            .lock()
            .expect("the counts")
            .entry(fate)
            .or_default() += 1;
        (fate, delay)
    }

    async fn carry(&self, parts: &Parts, body: &Bytes) -> Result<Response<Body>, HungUp> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = self
            .client
            .request(
                parts.method.clone(),
                format!("http://{}{path}", self.server),
            )
            .headers(without_hop(&parts.headers))
            .body(body.clone());
        let answer = request.send().await.map_err(|_| HungUp)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = answer.status();
        *response.headers_mut() = without_hop(answer.headers());
        *response.body_mut() = answer.bytes().await.map_err(|_| HungUp)?.into();
        Ok(response)
    }

    /// Sends the server the head and half the body, and no more.
    async fn carry_half(&self, parts: &Parts, body: &Bytes) -> io::Result<()> {
        use tokio::io::AsyncWriteExt as _;

        let mut stream = TcpStream::connect(&self.server).await?;
        let head = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            parts.method,
            parts.uri,
            self.server,
            body.len(),
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body[..body.len() / 2]).await?;
        stream.shutdown().await
    }
}

/// The answer with its whole length announced, and half of it sent.
async fn cut(response: Response<Body>) -> Result<Response<Body>, HungUp> {
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(|_| HungUp)?;
    parts.headers.insert(CONTENT_LENGTH, bytes.len().into());
    let half = bytes.slice(..bytes.len() / 2);
    let broken = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    let pieces = futures_util::stream::iter([Ok(half), broken]);
    Ok(Response::from_parts(parts, Body::from_stream(pieces)))
}

/// The headers that are not about one connection.
fn without_hop(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in [
        HOST.as_str(),
        "connection",
        "transfer-encoding",
        "accept-encoding",
        "content-length",
    ] {
        headers.remove(name);
    }
    headers
}
