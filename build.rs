//! Names the folder of the sheets that the bundle carries: `styles`, unless the
//! environment names one with the same sheets made small, as `cargo xtask build` does.

use std::env;

const STYLES: &str = "ARTICLE_WIDGETS_STYLES";

fn main() {
    println!("cargo::rerun-if-env-changed={STYLES}");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo names the package's folder");
    let styles = env::var(STYLES).unwrap_or_else(|_| format!("{root}/styles"));
    println!("cargo::rustc-env={STYLES}={styles}");
}
