//! The measurements of `cargo xtask bench`, which builds what they need and names
//! it by the variables that the end-to-end tests' support reads.

#[cfg(not(target_arch = "wasm32"))]
mod navigation;
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
    navigation::measure(rounds).await
}
