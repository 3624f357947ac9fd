//! What WordPress tells programs in the head of its pages.

use std::rc::Rc;

use super::linked;

/// Where it tells the URL of its API.
const API: &str = "link[rel='https://api.w.org/'][href]";

/// Where it tells the API's URL of the post, or the page, that is shown.
const POST: &str = "link[rel=alternate][type='application/json']:is(\
    [href*='/wp/v2/posts/'], [href*='/wp/v2/pages/'])";

/// What follows the API's URL in that of a post.
const ROUTE: &str = "/wp/v2/";

/// The API's URL of the post that the page shows.
pub fn post() -> Option<String> {
    named_by(POST)
}

/// The URL of the API, with what stands before a route's slash.
pub(super) fn api() -> Option<Rc<str>> {
    Some(named_by(API)?.trim_end_matches('/').into())
}

/// The API's URL and the number of a post, from the post's URL in the API.
pub(super) fn api_and_post(url: &str) -> Option<(Rc<str>, String)> {
    let (api, route) = url.split_once(ROUTE)?;
    let (_, post) = route.rsplit_once('/')?;
    let is_number = post.bytes().all(|byte| byte.is_ascii_digit()) && !post.is_empty();
    is_number.then(|| (api.into(), post.to_owned()))
}

fn named_by(selector: &str) -> Option<String> {
    let head = web_sys::window()?.document()?.head()?;
    let link = head.query_selector(selector).ok().flatten()?;
    Some(linked(&link, "href")?.href())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_named_with_both_kinds_of_permalinks() {
        for (url, api) in [
            (
                "https://blog.example/wp-json/wp/v2/posts/12",
                "https://blog.example/wp-json",
            ),
            (
                "https://blog.example/index.php?rest_route=/wp/v2/pages/12",
                "https://blog.example/index.php?rest_route=",
            ),
        ] {
            assert_eq!(api_and_post(url), Some((api.into(), "12".to_owned())));
        }
        for other in [
            "",
            "12",
            "https://blog.example/first/",
            "/wp-json/wp/v2/posts/",
        ] {
            assert_eq!(api_and_post(other), None, "{other}");
        }
    }
}
