//! The measurements of `cargo xtask bench`, which builds what they need and names
//! it by the variables that the end-to-end tests' support reads.

#[cfg(not(target_arch = "wasm32"))]
mod chart;
#[cfg(not(target_arch = "wasm32"))]
mod comment;
#[cfg(not(target_arch = "wasm32"))]
mod comments;
#[cfg(not(target_arch = "wasm32"))]
mod document;
#[cfg(not(target_arch = "wasm32"))]
mod figures;
#[cfg(not(target_arch = "wasm32"))]
mod isso;
#[cfg(not(target_arch = "wasm32"))]
mod machine;
#[cfg(not(target_arch = "wasm32"))]
mod navigation;
#[cfg(not(target_arch = "wasm32"))]
mod options;
#[cfg(not(target_arch = "wasm32"))]
mod peers;
#[cfg(not(target_arch = "wasm32"))]
#[path = "../blogs/programs/port.rs"]
mod port;
#[cfg(not(target_arch = "wasm32"))]
mod program;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod server;
#[cfg(not(target_arch = "wasm32"))]
mod spread;
#[cfg(not(target_arch = "wasm32"))]
#[path = "../e2e/support/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the tests need more of it than the measurements"
)]
mod support;
#[cfg(not(target_arch = "wasm32"))]
mod table;
#[cfg(not(target_arch = "wasm32"))]
mod thread;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = options::Options::read()?;
    for name in &options.wanted {
        match name.as_str() {
            "comments" => comments::measure(options.rounds).await?,
            "navigation" => navigation::measure(options.rounds).await?,
            "peers" => peers::measure(&options).await?,
            "server" => server::measure(&options).await?,
            other => anyhow::bail!("no measurement is called {other}"),
        }
    }
    Ok(())
}
