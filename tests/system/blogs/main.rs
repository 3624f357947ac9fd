//! The widgets on blogs that have a back end of their own: a real browser, the release
//! bundle, and the real WordPress and Isso. `cargo xtask test --suite blogs` installs
//! and builds what they need and names it by the variables that `support` and
//! `programs` read.

mod isso;
mod programs;
#[path = "../e2e/support/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the end-to-end tests need more of it"
)]
mod support;
mod wordpress;

use anyhow::Result;

use support::Browser;

const COMMENTS: &str = "article-comments";

/// Waits until so many comments are shown.
async fn until_count(reader: &Browser, count: u32) -> Result<()> {
    reader
        .until(&format!(
            "find('article-comments').shadowRoot.querySelectorAll('article').length === {count}"
        ))
        .await
}

/// A script that loses the response to the first comment that the page sends, although the server
/// has it.
const LOSE_AN_ANSWER: &str = "
    const real = window.fetch;
    let isLost = false;
    window.fetch = async (url, options) => {
        const answer = await real(url, options);
        if (options?.method === 'POST' && !isLost) {
            isLost = true;
            throw new TypeError('the network went away');
        }
        return answer;
    };";
