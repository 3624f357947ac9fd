//! The server's life: start, readiness, and an orderly stop.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum_server::{Address, Handle, Server};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use crate::api::{self, Admission, CommentPolicy, Limits, Peer, ProofOfWork, SharedState};
use crate::assets;
use crate::config::{Config, Held};
use crate::connections::Connections;
use crate::identity::AdminToken;
use crate::markdown::Renderer;
use crate::prefix::ArticlePrefix;
use crate::rules::HoldingRules;
use crate::shares::Shares;
use crate::sockets::Sockets;
use crate::startup;
use crate::store::{Hold, Store};

/// The time limit for a request's headers.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest size of a request's headers, in bytes.
const HEADERS_MAXIMUM: usize = 32 * 1024;
/// The interval at which idle addresses are forgotten.
const FORGETTING: Duration = Duration::from_secs(10 * 60);
/// The interval at which refusals are logged, if there were any.
const TELLING: Duration = Duration::from_secs(60);
/// The time that requests may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the server until SIGTERM or SIGINT.
///
/// # Errors
/// When the assets, the port or the database cannot be had.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let assets = assets::router(&config.assets).map_err(anyhow::Error::msg)?;
    let sockets = Sockets::open(&config.listen)
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let store = open_store(&config).await?;
    startup::tell(&config);
    let stop = stop_signal().context("cannot wait for the signal to stop")?;
    let state = SharedState {
        comments: comment_policy(&config).into(),
        proof_of_work: proof_of_work(&config, &store).await?,
        store: store.clone(),
        article_prefixes: config
            .article_prefixes
            .iter()
            .map(|prefix| ArticlePrefix::new(prefix))
            .collect(),
        limits: Limits::new(
            config.votes_per_article,
            config.votes_per_address,
            config.comments_per_address,
        )
        .into(),
        admin_token: config
            .admin_token
            .as_ref()
            .map(|token| AdminToken::new(token.as_str())),
        trusts_proxy: config.trust_proxy,
    };
    tokio::spawn(forget_idle(state.limits.clone()));
    let connections = Connections::new(config.trust_proxy);
    let admission = Arc::new(Admission::new());
    let shares = [&[connections.shares()][..], &admission.shares()].concat();
    let shares: Vec<Arc<Shares>> = shares.into_iter().cloned().collect();
    tokio::spawn(tell_refused(shares.clone()));
    let router = api::router(state.into(), assets, &config.allowed_origins, admission);

    announce(&sockets.addresses()?);
    serve(sockets, router, connections, stop).await?;

    for shares in shares {
        shares.tell_refused();
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Serves requests until it is told to stop, and those under way then.
async fn serve(
    sockets: Sockets,
    router: Router,
    connections: Connections,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<Peer>();
    match sockets {
        Sockets::Tcp(listeners) => {
            let mut servers = JoinSet::new();
            let handle = Handle::new();
            tokio::spawn(stop_on(stop, handle.clone()));
            for listener in listeners {
                let server = axum_server::from_tcp(listener)?;
                let server = with_limits(server, &handle).acceptor(connections.clone());
                servers.spawn(server.serve(service.clone()));
            }
            while let Some(ended) = servers.join_next().await {
                ended??;
            }
        }
        #[cfg(unix)]
        Sockets::Unix(listener, _file) => {
            let handle = Handle::new();
            tokio::spawn(stop_on(stop, handle.clone()));
            let server = axum_server::from_unix(listener)?;
            let server = with_limits(server, &handle).acceptor(connections);
            server.serve(service).await?;
        }
    }
    Ok(())
}

fn with_limits<A: Address>(server: Server<A>, handle: &Handle<A>) -> Server<A> {
    let mut server = server
        .handle(handle.clone())
        .http1_only()
        .first_request_timeout(HEADERS_TIMEOUT);
    server
        .http_builder()
        .http1()
        .header_read_timeout(HEADERS_TIMEOUT)
        .max_buf_size(HEADERS_MAXIMUM);
    server
}

fn comment_policy(config: &Config) -> CommentPolicy {
    let hold = match config.hold {
        Held::None => Hold::No,
        Held::First => Hold::First,
        Held::All => Hold::Yes,
    };
    CommentPolicy {
        required: config.require.fields(),
        rules: HoldingRules::new(
            hold,
            config.hold_links as usize,
            config.minimum_seconds,
            &config.hold_words,
        ),
        renderer: Renderer {
            images: config.allow_images,
        },
        edit_window: SignedDuration::from_mins(config.edit_minutes.into()),
    }
}

/// Several servers on one file take each other's proofs.
async fn proof_of_work(config: &Config, store: &Store) -> anyhow::Result<Option<Arc<ProofOfWork>>> {
    if !config.proof_of_work {
        return Ok(None);
    }
    let secret = store.secret("proof-of-work", rand::random()).await?;
    Ok(Some(ProofOfWork::new(&secret).into()))
}

async fn forget_idle(limits: Arc<Limits>) {
    let mut interval = tokio::time::interval(FORGETTING);
    loop {
        interval.tick().await;
        limits.forget_idle();
    }
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let file = config.database.path();
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        anyhow::bail!(
            "cannot open the database {}: the folder {} does not exist",
            file.display(),
            folder.display()
        );
    }
    Store::open(file)
        .await
        .map_err(|error| anyhow::anyhow!("cannot open the database {}: {error}", file.display()))
}

/// Announces on standard output and in the log that the server is ready.
fn announce(addresses: &[String]) {
    let mut lines = String::new();
    for address in addresses {
        tracing::info!("listening on {address}");
        lines += &format!("listening on {address}\n");
    }
    // Who started this may have gone, or may not read: neither keeps readers waiting.
    let printing = thread::Builder::new().spawn(move || {
        if let Err(error) = print(&lines) {
            tracing::warn!("cannot write to standard output: {error}");
        }
    });
    if let Err(error) = printing {
        tracing::warn!("cannot write to standard output: {error}");
    }
}

fn print(lines: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(lines.as_bytes())?;
    output.flush()
}

async fn tell_refused(shares: Vec<Arc<Shares>>) {
    let mut interval = tokio::time::interval(TELLING);
    loop {
        interval.tick().await;
        for shares in &shares {
            shares.tell_refused();
        }
    }
}

async fn stop_on<A: Address>(signal: impl Future<Output = ()>, handle: Handle<A>) {
    signal.await;
    tracing::info!("stopping once the requests under way are answered");
    handle.graceful_shutdown(Some(GRACE));
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
