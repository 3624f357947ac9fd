//! The widgets on the sites of `examples`, which follow the recipes: built by
//! the real programs, and read in a real browser with the release bundle and the real
//! server. `cargo xtask test --suite blogs` installs and builds what they need.

mod generators;
mod hostile;
mod pages;
#[path = "../blogs/programs/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the blogs' tests need more of it")]
mod programs;
mod react;
mod recipe;
mod site;
#[path = "../e2e/support/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the end-to-end tests need more of it"
)]
mod support;
mod wordpress;
