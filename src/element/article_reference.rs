//! The article and the server that an element names.

use std::rc::Rc;

use article_widgets_model::{ArticleKey, normalised};
use web_sys::Url;

use super::adoption::adopt;
use super::page::{is_same_path, is_wordpress_post_left, shown_path, wordpress_post};
use super::{Host, wordpress};
use crate::backend::{ArticleReference, Backend};
use crate::browser::unicode::UNICODE;
use lean_yew::effect::Cleanup;
use lean_yew::task;

/// Values of the attribute `backend`.
const NATIVE: &str = "native";
const WORDPRESS: &str = if_built(Backend::WordPress, "wordpress");
const ISSO: &str = if_built(Backend::Isso, "isso");

/// The warning about a page's URL that is too long for a key.
const TOO_LONG: &str =
    "more than 2,048 bytes, under which nothing is kept; name a shorter key in \"article\"";

/// A value that no attribute has in place of one that this bundle does not know.
const fn if_built(backend: Backend, value: &'static str) -> &'static str {
    if backend.is_built() { value } else { "" }
}

impl Host {
    /// The article and the server of the votes.
    pub fn votes(&self) -> ArticleReference {
        self.reference(true)
    }

    /// The article and the server of the comments.
    pub fn comments(&self) -> ArticleReference {
        self.reference(false)
    }

    /// True if the article of [`Self::votes`] is the one that the page shows, as far as that can
    /// be known. Otherwise nothing may be written.
    pub fn has_own_votes(&self) -> bool {
        !self.is_left_behind()
    }

    /// True if the article of [`Self::comments`] is the one that the page shows, likewise.
    pub fn has_own_comments(&self) -> bool {
        let is_named = self.own("article").is_some();
        let shows_post = self.backend(false) == Backend::WordPress && !is_named;
        let is_left = shows_post && is_wordpress_post_left();
        !is_left && !self.is_left_behind()
    }

    /// True if the attribute `article` was set on another page than the one shown.
    fn is_left_behind(&self) -> bool {
        let is_elsewhere = |path: String| !is_same_path(&path, &shown_path());
        self.own("article").is_some() && self.named_at().is_some_and(is_elsewhere)
    }

    /// Warns in the console that nothing is written, because the named article is that of another
    /// page, and says what to set.
    fn warn_of_left_article(&self) {
        let left = "of a page that the reader has left, so that nothing is written; ";
        match self.own("article") {
            Some(article) => {
                let what = [left, "set it for each page, or leave it out"].concat();
                self.warn_of("article", &article, &what);
            }
            None => {
                let what = [
                    "the page's head names the post ",
                    left,
                    "let it name each page's own, or set \"article\"",
                ];
                self.warn_of("backend", WORDPRESS, &what.concat());
            }
        }
    }

    fn backend(&self, of_votes: bool) -> Backend {
        // It keeps no votes.
        let isso = if of_votes { "" } else { ISSO };
        match self.choice("backend", &[NATIVE, WORDPRESS, isso]) {
            WORDPRESS if Backend::WordPress.is_built() => Backend::WordPress,
            ISSO if Backend::Isso.is_built() => Backend::Isso,
            _ => Backend::Native,
        }
    }

    fn reference(&self, of_votes: bool) -> ArticleReference {
        let backend = self.backend(of_votes);
        let is_wordpress = Backend::WordPress.is_built() && backend == Backend::WordPress;
        let article = match backend {
            _ if is_wordpress && !of_votes => self.post(),
            Backend::Isso if Backend::Isso.is_built() => self.path(),
            _ => self.article(backend),
        };
        let reference = ArticleReference {
            backend,
            article: article.into(),
            endpoint: if is_wordpress {
                self.wordpress()
            } else {
                self.endpoint()
            },
        };
        if backend == Backend::Native {
            adopt(&reference.endpoint, &reference.article);
        }
        reference
    }

    /// True if the reference's key is the URL of the page.
    pub fn is_of_page(&self, reference: &ArticleReference) -> bool {
        *reference.article == *self.page_key(reference.backend)
    }

    fn article(&self, backend: Backend) -> String {
        let page = || self.page_key(backend);
        let Some(key) = self.own("article") else {
            return page();
        };
        match ArticleKey::parse(&key, &UNICODE) {
            Err(_) => {
                let page = page();
                self.warn("article", &key, &page);
                page
            }
            Ok(parsed) => match backend {
                Backend::Native => parsed.as_str().to_owned(),
                // Which spellings are one, the blog knows.
                _ => parsed.written().to_owned(),
            },
        }
    }

    /// The key of the page's own article, by its URL.
    fn page_key(&self, backend: Backend) -> String {
        if backend != Backend::Native {
            return self.page_address();
        }
        let key = normalised(&self.page_url(), &UNICODE);
        if key.len() > ArticleKey::MAXIMUM {
            self.warn_of("article", &key, TOO_LONG);
        }
        key
    }

    /// The value of an attribute, unless it is blank.
    fn own(&self, attribute: &str) -> Option<String> {
        self.attribute(attribute)
            .filter(|text| !text.trim().is_empty())
    }

    /// Isso's key of the article: the attribute, else the page's path.
    fn path(&self) -> String {
        self.own("article").unwrap_or_else(shown_path)
    }

    /// A WordPress' post, by its number: the one that the element names, by its number
    /// or its URL in the API, else the one that the page shows.
    fn post(&self) -> String {
        let named = self.own("article").or_else(wordpress_post);
        let named = named.unwrap_or_default();
        let named = named.trim();
        let number = named.rsplit_once('/').map_or(named, |(_, number)| number);
        if number.parse::<u32>().is_err() {
            let what = "not the number of a post, which \"article\" can give";
            self.warn_of("article", named, what);
        }
        number.to_owned()
    }

    /// The URL of a WordPress' API: of the one that `endpoint` names, whether its
    /// permalinks are plain or not, else of the one that made the page.
    fn wordpress(&self) -> Rc<str> {
        if self.own("endpoint").is_none()
            && let Some(api) = wordpress::api()
        {
            return api;
        }
        [&self.endpoint(), "/?rest_route="].concat().into()
    }

    fn endpoint(&self) -> Rc<str> {
        let Some(written) = self.own("endpoint") else {
            return Rc::clone(self.home());
        };
        let page = self.element().base_uri().ok().flatten().unwrap_or_default();
        match Url::new_with_base(&written, &page) {
            Ok(url) if matches!(url.protocol().as_str(), "http:" | "https:") => {
                url.set_hash("");
                url.set_search("");
                url.href().trim_end_matches('/').into()
            }
            _ => {
                self.warn("endpoint", &written, self.home());
                Rc::clone(self.home())
            }
        }
    }
}

/// The time for which a named article may differ from the page's address before a warning, in
/// milliseconds.
const PATIENCE: i32 = 2_000;

/// Warns in the console after a while if the article of an element is not its page's own, unless
/// the cleanup is dropped before.
pub fn warn_of_left_article(host: &Host, is_own: bool) -> Cleanup {
    if is_own {
        return None;
    }
    let host = host.clone();
    task::later(PATIENCE, move || host.warn_of_left_article())
}
