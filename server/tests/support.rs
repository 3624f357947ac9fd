//! Starts the program and talks to it as a browser would.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
#[cfg(target_os = "linux")]
use nix::sys::socket::{setsockopt, sockopt::TcpMaxSeg};
use nix::unistd::Pid;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader,
};
#[cfg(target_os = "linux")]
use tokio::net::TcpSocket;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The article of tests that need only one.
pub(crate) const ARTICLE: &str = "https://blog.example/first/";

/// Past this a test fails instead of waiting on.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a small bundle, and room for a database.
#[derive(Clone)]
pub(crate) struct Place(Arc<TempDir>);

impl Place {
    /// A new one, which goes with its last user.
    pub(crate) fn new() -> Self {
        let place = Self(Arc::new(TempDir::new().expect("a temporary folder")));
        place.write_asset("article-widgets.js", "export {};\n");
        place
    }

    /// The path of the database file, which need not be there yet.
    pub(crate) fn database(&self) -> PathBuf {
        self.0.path().join("widgets.db")
    }

    /// The files of the database that are there: its own, its log and the others beside it.
    pub(crate) fn database_files(&self) -> Vec<PathBuf> {
        let database = self.database().display().to_string();
        let files = ["", "-wal", "-shm", "-journal"].map(|end| format!("{database}{end}").into());
        files
            .into_iter()
            .filter(|file: &PathBuf| file.exists())
            .collect()
    }

    /// True if a file of the database has the text in it.
    pub(crate) fn keeps(&self, text: &str) -> bool {
        self.database_files().iter().any(|file| {
            // The log goes with its last user.
            let bytes = std::fs::read(file).unwrap_or_default();
            let mut windows = bytes.windows(text.len());
            windows.any(|window| window == text.as_bytes())
        })
    }

    /// Waits until no file of the database has the text in it.
    pub(crate) async fn forgets(&self, text: &str) {
        until(async || !self.keeps(text)).await;
    }

    /// The assets folder.
    pub(crate) fn assets(&self) -> PathBuf {
        self.0.path().join("dist")
    }

    /// The folder around both.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a file into the assets folder.
    pub(crate) fn write_asset(&self, name: &str, content: &str) {
        let file = self.assets().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a new folder");
        std::fs::write(file, content).expect("a new file");
    }

    /// Starts a server here.
    pub(crate) async fn server(&self, options: &[&str]) -> Server {
        self.start(self.command(options)).await
    }

    /// Starts a server here by a shell script, which runs the program as `"$@"`.
    pub(crate) async fn server_by(&self, script: &str, options: &[&str]) -> Server {
        let program = self.command(options);
        let program = program.as_std();
        let mut shell = Command::new("sh");
        shell
            .kill_on_drop(true)
            .args(["-c", script, "sh"])
            .arg(program.get_program())
            .args(program.get_args());
        self.start(shell).await
    }

    /// Starts a server here that tells so much in its log.
    pub(crate) async fn server_telling(&self, level: &str, options: &[&str]) -> Server {
        let mut command = self.command(options);
        command.env("RUST_LOG", level);
        self.start(command).await
    }

    /// Starts a server here that writes its log there.
    pub(crate) async fn server_logging(&self, log: impl Into<Stdio>, options: &[&str]) -> Server {
        self.start_logging(self.command(options), log).await
    }

    async fn start(&self, command: Command) -> Server {
        self.start_logging(command, Stdio::piped()).await
    }

    async fn start_logging(&self, mut command: Command, log: impl Into<Stdio>) -> Server {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        // It has the other end of a log that is read elsewhere to itself from here on.
        drop(command);
        let output = process.stdout.take().expect("standard output");
        let errors = process.stderr.take();
        let log = tokio::spawn(async move {
            let mut log = String::new();
            if let Some(mut errors) = errors {
                errors.read_to_string(&mut log).await.expect("a log");
            }
            log
        });
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(output).read_line(&mut line))
            .await
            .expect("the program is ready in time")
            .expect("standard output");
        let (address, client) = spoken_to(&line);
        Server {
            place: self.clone(),
            process,
            address,
            client,
            log,
        }
    }

    /// Starts a server that is expected to give up.
    pub(crate) async fn failed_start(&self, options: &[&str]) -> Output {
        let output = self.command(options).output();
        timeout(PATIENCE, output)
            .await
            .expect("the program gives up in time")
            .expect("the program starts")
    }

    /// The program with this place's database and assets. An option that is
    /// given again takes the place of the one here.
    pub(crate) fn command(&self, options: &[&str]) -> Command {
        let database = format!("sqlite:{}", self.database().display());
        let assets = self.assets().display().to_string();
        let mut command = program();
        for (name, value) in [
            ("--listen", "127.0.0.1:0"),
            ("--database", &database),
            ("--assets", &assets),
        ] {
            if !options.contains(&name) {
                command.args([name, value]);
            }
        }
        command.args(options);
        command
    }
}

/// The server's address in requests, and a client for it, by the line with which it says that it is
/// ready.
fn spoken_to(line: &str) -> (String, reqwest::Client) {
    let told = line.trim_end().strip_prefix("listening on ");
    let told = told.unwrap_or_else(|| panic!("{line:?} names no address"));
    #[cfg(unix)]
    if let Some(path) = told.strip_prefix("unix:") {
        let client = reqwest::Client::builder().unix_socket(path).build();
        return ("localhost".to_owned(), client.expect("a client"));
    }
    let address = told.strip_prefix("http://");
    let address = address.unwrap_or_else(|| panic!("{line:?} names no address"));
    (address.to_owned(), reqwest::Client::new())
}

/// A client at one of this machine's own addresses.
pub(crate) fn client_at(address: impl Into<IpAddr>) -> reqwest::Client {
    let client = reqwest::Client::builder().local_address(address.into());
    client.build().expect("a client")
}

/// Waits until the condition holds.
pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let waiting = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("it holds in time");
}

/// The options of a server that lets one address write as much as it likes.
#[rustfmt::skip]
pub(crate) const UNLIMITED: [&str; 6] = [
    "--votes-per-article", "0", "--votes-per-address", "0", "--comments-per-address", "0",
];

/// The program without any option, and without the environment of the tests.
/// `cargo xtask torture` names the one that blogs run.
pub(crate) fn program() -> Command {
    let released = std::env::var_os("ARTICLE_WIDGETS_SERVER");
    let built = || env!("CARGO_BIN_EXE_article-widgets-server").into();
    let mut command = Command::new(released.unwrap_or_else(built));
    command.env_clear().kill_on_drop(true);
    command
}

/// A request: its method, path and body.
pub(crate) type Sent = (Method, String, Option<Value>);

/// A running server.
pub(crate) struct Server {
    pub(crate) place: Place,
    pub(crate) address: String,
    pub(crate) client: reqwest::Client,
    process: Child,
    log: JoinHandle<String>,
}

impl Server {
    /// A server with a new database.
    pub(crate) async fn start(options: &[&str]) -> Self {
        Place::new().server(options).await
    }

    /// A request that can still be changed before it is sent.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_by(&self.client, method, path)
    }

    /// The same, sent by a client of its own.
    pub(crate) fn request_by(
        &self,
        client: &reqwest::Client,
        method: Method,
        path: &str,
    ) -> RequestBuilder {
        client.request(method, format!("http://{}{path}", self.address))
    }

    /// The answer to GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// The answer to PUT with a body of JSON.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    /// The answer to a comment with the draft under the `number`th identifier.
    pub(crate) async fn comment(&self, number: u64, draft: &Value) -> Answer {
        self.put(&comment_path(number), draft).await
    }

    /// The answer to a request in the name of whoever has the token.
    pub(crate) async fn with_token(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let sent = (method, path.to_owned(), body.cloned());
        self.answer_to(Some(token), &sent).await
    }

    /// The answer to a request with a token or without.
    pub(crate) async fn answer_to(&self, token: Option<&str>, sent: &Sent) -> Answer {
        let (method, path, body) = sent;
        let mut request = self.request(method.clone(), path);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::to(request).await
    }

    /// The answer to the `number`th voter's vote.
    pub(crate) async fn vote(&self, number: u64, value: u8, best: u8) -> Answer {
        self.put(&vote_path(number), &json!({"value": value, "best": best}))
            .await
    }

    /// The answer to the `number`th voter's vote, which a proxy passed on.
    pub(crate) async fn vote_by_proxy(&self, number: u64, value: u8, best: u8) -> Answer {
        let request = self
            .request(Method::PUT, &vote_path(number))
            .header("x-forwarded-for", address_of(number).to_string())
            .json(&json!({"value": value, "best": best}));
        Answer::to(request).await
    }

    /// The answer to the `number`th voter who takes the vote back.
    pub(crate) async fn withdraw(&self, number: u64) -> Answer {
        Answer::to(self.request(Method::DELETE, &vote_path(number))).await
    }

    /// Sends the bytes as they are, and returns all that comes back.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let mut stream = self.connect().await.expect("a connection");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("a request");
        read_to_end(&mut stream).await
    }

    /// Sends the `number`th voter's vote as a proxy would, and hangs up before the answer.
    pub(crate) async fn vote_and_hang_up(&self, number: u64, value: u8, best: u8) {
        let body = json!({"value": value, "best": best}).to_string();
        let request = format!(
            "PUT {} HTTP/1.1\r\nhost: {}\r\nx-forwarded-for: {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            vote_path(number),
            self.address,
            address_of(number),
            body.len(),
        );
        let mut stream = self.connect().await.expect("a connection");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("a request");
    }

    /// A connection to the server.
    pub(crate) async fn connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(&self.address).await
    }

    /// A connection to the server from one of this machine's own addresses.
    #[cfg(target_os = "linux")]
    pub(crate) async fn connect_from(&self, address: impl Into<IpAddr>) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        self.connect_by(socket, address).await
    }

    /// The same, as over a line on which the system takes little ahead of who reads.
    #[cfg(target_os = "linux")]
    pub(crate) async fn connect_narrowly_from(&self, address: impl Into<IpAddr>) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        setsockopt(&socket, TcpMaxSeg, &536).expect("small segments");
        self.connect_by(socket, address).await
    }

    #[cfg(target_os = "linux")]
    async fn connect_by(&self, socket: TcpSocket, address: impl Into<IpAddr>) -> TcpStream {
        socket.bind((address.into(), 0).into()).expect("an address");
        let server = self.address.parse().expect("an address");
        socket.connect(server).await.expect("a connection")
    }

    /// Sends SIGTERM, without waiting for what follows.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::SIGTERM);
    }

    /// Waits until the program has ended; returns how, and its log.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String) {
        let status = timeout(PATIENCE, self.process.wait())
            .await
            .expect("the program ends in time")
            .expect("an exit status");
        (status, self.log.await.expect("a log"))
    }

    /// Stops the program in good order; returns how, and its log.
    pub(crate) async fn stop(self) -> (ExitStatus, String) {
        self.terminate();
        self.ended().await
    }

    /// Ends the program as a power cut would; returns its place.
    pub(crate) async fn kill(self) -> Place {
        let place = self.place.clone();
        self.signal(Signal::SIGKILL);
        self.ended().await;
        place
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(i32::try_from(self.id()).expect("a process id"));
        kill(id, signal).expect("a signal");
    }

    /// The program's process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id().expect("a running program")
    }
}

/// All that comes over the connection until the server closes it.
pub(crate) async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("an answer in time")
        .expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// A response of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Sends the request.
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        Self::try_to(request).await.expect("an answer")
    }

    /// Sends the request to a server that may be gone.
    pub(crate) async fn try_to(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.timeout(PATIENCE).send().await?;
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await?,
        })
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    /// A header's value, empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text"))
    }

    /// The fields and codes of a problem document: `body missing`, for example.
    pub(crate) fn errors(&self) -> Vec<String> {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| format!("{} {}", text(&error["field"]), text(&error["code"])))
            .collect()
    }

    /// The bodies of a page of comments.
    pub(crate) fn bodies(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["comments"]
            .as_array()
            .expect("comments")
            .iter()
            .map(|comment| text(&comment["body"]).to_owned())
            .collect()
    }
}

/// A JSON value that must be a text.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// An identifier of its own for each number.
pub(crate) fn identifier(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// An address of its own for each number.
pub(crate) fn address_of(number: u64) -> IpAddr {
    let number = u32::try_from(number).expect("a small number");
    Ipv4Addr::from_bits(Ipv4Addr::new(10, 0, 0, 0).to_bits() + number).into()
}

/// The path of the `number`th comment on [`ARTICLE`].
pub(crate) fn comment_path(number: u64) -> String {
    format!("/api/v1/comments/{}?article={ARTICLE}", identifier(number))
}

/// The path of the `number`th voter's vote on [`ARTICLE`].
pub(crate) fn vote_path(number: u64) -> String {
    format!(
        "/api/v1/rating/votes/{}?article={ARTICLE}",
        identifier(number)
    )
}

/// The path of the comments on [`ARTICLE`], with more parameters or none.
pub(crate) fn comments_path(parameters: &str) -> String {
    format!("/api/v1/comments?article={ARTICLE}{parameters}")
}

/// The path of the rating of [`ARTICLE`], with more parameters or none.
pub(crate) fn rating_path(parameters: &str) -> String {
    format!("/api/v1/rating?article={ARTICLE}{parameters}")
}

/// A draft that says `body`.
pub(crate) fn draft(body: &str) -> Value {
    json!({"name": "Ada", "body": body})
}

/// A draft that says `body` in answer to the `parent`th comment.
pub(crate) fn reply(body: &str, parent: u64) -> Value {
    json!({"name": "Ada", "body": body, "parent": identifier(parent)})
}
