//! The measurements of `cargo xtask bench`, which builds what they need and names
//! it by the variables that the end-to-end tests' support reads.

#[cfg(not(target_arch = "wasm32"))]
mod comments;
#[cfg(not(target_arch = "wasm32"))]
mod navigation;
#[cfg(not(target_arch = "wasm32"))]
mod report;
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

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let rounds = std::env::var("ARTICLE_WIDGETS_ROUNDS")?.parse()?;
    let wanted = std::env::var("ARTICLE_WIDGETS_MEASUREMENTS")?;
    for name in wanted.split_whitespace() {
        match name {
            "comments" => comments::measure(rounds).await?,
            "navigation" => navigation::measure(rounds).await?,
            other => anyhow::bail!("no measurement is called {other}"),
        }
    }
    Ok(())
}
