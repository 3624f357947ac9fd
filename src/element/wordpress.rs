//! Links for programs in the head of WordPress pages.

use std::rc::Rc;

use gloo_utils::document;
use web_sys::Element;

use crate::browser::linked;

/// The link to the API.
const API: &str = "link[rel='https://api.w.org/'][href]";

/// The link to the shown post, or page, in the API.
const POST: &str = "link[rel=alternate][type='application/json']:is(\
    [href*='/wp/v2/posts/'], [href*='/wp/v2/pages/'])";

/// The link to the API's URL of a post.
pub(super) fn post_link() -> Option<Element> {
    link(POST)
}

/// The URL of the API, with what stands before a route's slash.
pub(super) fn api() -> Option<Rc<str>> {
    let api = linked(&link(API)?, "href")?.href();
    Some(api.trim_end_matches('/').into())
}

fn link(selector: &str) -> Option<Element> {
    document().head()?.query_selector(selector).ok().flatten()
}
