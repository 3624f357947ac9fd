use anyhow::Result;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A blog on an origin of its own, which answers every path with one page.
pub(crate) struct Blog {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Blog {
    /// Takes a free port; the page comes later, since it may name the blog.
    pub(crate) async fn reserve() -> Result<(TcpListener, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok((listener, url))
    }

    /// Serves a page with `body`, which loads the widgets from `widgets`.
    pub(crate) async fn serve(listener: TcpListener, widgets: &str, body: &str) -> Result<Self> {
        let page = format!(
            "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>\
             <script type=module src={widgets}/article-widgets.js></script>{body}"
        );
        Self::route(
            listener,
            Router::new().fallback(move || async move { Html(page) }),
        )
    }

    /// Serves these routes.
    pub(crate) fn route(listener: TcpListener, router: Router) -> Result<Self> {
        Ok(Self {
            url: format!("http://{}", listener.local_addr()?),
            task: spawn(listener, router),
        })
    }

    /// A blog of these documents, which say `http://blog.example` for its URL and
    /// `http://widgets.example` for that of the widgets.
    pub(crate) async fn publish(widgets: &str, documents: Vec<Document>) -> Result<Self> {
        let (listener, url) = Self::reserve().await?;
        let written_out: Vec<Document> = documents
            .into_iter()
            .map(|document| Document {
                text: document
                    .text
                    .replace("http:\\/\\/blog.example", &url)
                    .replace("http://blog.example", &url)
                    .replace("http://widgets.example", widgets),
                ..document
            })
            .collect();
        let find = move |uri: Uri| find(uri, written_out.clone());
        Self::route(listener, Router::new().fallback(find))
    }

    /// A blog for which no server has to be told its origin beforehand.
    pub(crate) async fn start(widgets: &str, body: &str) -> Result<Self> {
        let (listener, _) = Self::reserve().await?;
        Self::serve(listener, widgets, body).await
    }
}

/// A blog's response to requests of a path, if their query has a part.
#[derive(Clone)]
pub(crate) struct Document {
    pub(crate) path: &'static str,
    pub(crate) query: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) text: String,
}

impl Document {
    /// The answer to any request of a path.
    pub(crate) fn new(path: &'static str, media_type: &'static str, text: &str) -> Self {
        Self {
            path,
            query: "",
            media_type,
            text: text.to_owned(),
        }
    }

    /// A page with these parts, which loads the widgets.
    pub(crate) fn page(path: &'static str, head: &str, body: &str) -> Self {
        let page = format!(
            "<!doctype html><html lang=en><title>{path}</title><link rel=icon href=data:,>
             <link rel=canonical href=http://blog.example{path}>{head}
             <script type=module src=http://widgets.example/article-widgets.js></script>{body}"
        );
        Self::new(path, "text/html", &page)
    }
}

async fn find(uri: Uri, documents: Vec<Document>) -> Response {
    let query = uri.query().unwrap_or_default();
    let found = documents
        .into_iter()
        .find(|document| document.path == uri.path() && query.contains(document.query));
    match found {
        Some(document) => {
            ([(header::CONTENT_TYPE, document.media_type)], document.text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Drop for Blog {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A blog that has the widgets and their server on its own origin, behind a proxy of
/// its own, and this content security policy on its pages.
pub(crate) async fn same_origin(server: &str, policy: &'static str, body: &str) -> Result<Blog> {
    let (listener, _) = Blog::reserve().await?;
    let page = format!(
        "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=/icon.png>\
         <script type=module src=/article-widgets.js></script>{body}"
    );
    let (client, server) = (reqwest::Client::new(), server.to_owned());
    let pages =
        get(move || async move { ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)) });
    let proxy = move |request: Request| forward(client, server, request);
    let routes = Router::new().route("/", pages).fallback(proxy);
    Blog::route(listener, routes)
}

/// A blog that has the server of the widgets below a path, which its proxy leaves out of
/// what it passes on; nothing else of the server's is anywhere.
pub(crate) async fn below(path: &str, server: &str, body: &str) -> Result<Blog> {
    let (listener, _) = Blog::reserve().await?;
    let page = format!(
        "<!doctype html><html lang=en><title>Blog</title><link rel=icon href=data:,>\
         <script type=module src={path}/article-widgets.js></script>{body}"
    );
    let (client, server) = (reqwest::Client::new(), server.to_owned());
    let proxy = move |request: Request| forward(client, server, request);
    let routes = Router::new()
        .route("/", get(move || async move { Html(page) }))
        .nest_service(path, Router::new().fallback(proxy));
    Blog::route(listener, routes)
}

/// A server's response to a request; 502 if there is none.
pub(crate) async fn forward(client: reqwest::Client, server: String, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = async {
        let body = axum::body::to_bytes(body, usize::MAX).await?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut headers = parts.headers;
        headers.remove(header::HOST);
        let request = client
            .request(parts.method, format!("{server}{path}"))
            .headers(headers)
            .body(body);
        let answer = request.send().await?;
        let mut parts = HeaderMap::new();
        for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING] {
            if let Some(value) = answer.headers().get(&name) {
                parts.insert(name, value.clone());
            }
        }
        anyhow::Ok((answer.status(), parts, answer.bytes().await?))
    };
    match answer.await {
        Ok(answer) => answer.into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// A way in which a server fails its callers.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// It takes the request and never answers.
    Silence,
    /// It answers 200 with something that is not JSON.
    NotJson,
    /// It answers 200 with JSON of another shape.
    OtherJson,
    /// It answers 500.
    Broken,
}

/// Starts a server that fails every request in the same way.
pub(crate) async fn faulty(fault: Fault) -> Result<Blog> {
    let (listener, _) = Blog::reserve().await?;
    let fail = move |method: Method| fail(fault, method);
    Blog::route(listener, Router::new().fallback(fail))
}

/// A browser asks for leave before it writes, which is given, so that the write
/// itself meets the fault.
async fn fail(fault: Fault, method: Method) -> Response {
    let everyone = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "*"),
    ];
    if method == Method::OPTIONS {
        return everyone.into_response();
    }
    match fault {
        Fault::Silence => std::future::pending().await,
        Fault::NotJson => {
            (everyone, Html("<h1>Welcome to the hotel's network</h1>")).into_response()
        }
        Fault::OtherJson => (everyone, r#"{"comments": 7, "average": "high"}"#).into_response(),
        Fault::Broken => (StatusCode::INTERNAL_SERVER_ERROR, everyone).into_response(),
    }
}

fn spawn(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Ends when the task is aborted.
        let _ = axum::serve(listener, router).await;
    })
}
