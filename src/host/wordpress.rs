//! What WordPress tells programs in the head of its pages.

use std::rc::Rc;

use super::linked;

/// Where it tells the URL of its API.
const API: &str = "link[rel='https://api.w.org/'][href]";

/// Where it tells the API's URL of the post, or the page, that is shown.
const POST: &str = "link[rel=alternate][type='application/json']:is(\
    [href*='/wp/v2/posts/'], [href*='/wp/v2/pages/'])";

/// The API's URL of the post that the page shows.
pub fn post() -> Option<String> {
    named_by(POST)
}

/// The URL of the API, with what stands before a route's slash.
pub(super) fn api() -> Option<Rc<str>> {
    Some(named_by(API)?.trim_end_matches('/').into())
}

fn named_by(selector: &str) -> Option<String> {
    let head = web_sys::window()?.document()?.head()?;
    let link = head.query_selector(selector).ok().flatten()?;
    Some(linked(&link, "href")?.href())
}
