//! Knows which article the page shows, also when its site changes articles without loading a
//! page.
//!
//! The names in the page may stay behind then: a canonical link counts at the address at which it
//! appeared, and at the one that it names.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::normalised;
use gloo_utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, EventTarget, Node, Url};

use super::wordpress;
use crate::browser::js_value::{text, value};
use crate::browser::unicode::UNICODE;
use crate::browser::{Listener, Observation, linked};

/// A name of the article in the page, and the address at which it appeared.
struct Mark {
    name: Named,
    address: String,
}

impl Mark {
    fn see(&mut self, name: Named, address: &str) {
        if self.name != name {
            self.name = name;
            address.clone_into(&mut self.address);
        }
    }

    /// True if it appeared at this address. Otherwise another page left it behind.
    fn is_of(&self, address: &str) -> bool {
        self.address == address
    }
}

/// A link in the page's head, with its URL. A link that was created again is another one, even
/// with the same URL.
#[derive(PartialEq)]
struct Named(Option<(Element, String)>);

struct Page {
    canonical: Mark,
    post: Mark,
    watches: Vec<(u32, Rc<dyn Fn()>)>,
    watched: u32,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::new(Page::loaded());
    static WATCHER: Watcher = Watcher::start();
}

impl Page {
    /// The page as it was loaded. A site may have shown another article since.
    fn loaded() -> Self {
        let address = loaded_address();
        let mark = |find: fn() -> Named| Mark {
            name: find(),
            address: address.clone(),
        };
        Self {
            canonical: mark(canonical),
            post: mark(post),
            watches: Vec::new(),
            watched: 0,
        }
    }

    /// The page as it is.
    fn look<T>(read: impl FnOnce(&Self, &str) -> T) -> T {
        let address = address_of(&shown_href());
        PAGE.with_borrow_mut(|page| {
            page.canonical.see(canonical(), &address);
            page.post.see(post(), &address);
            read(page, &address)
        })
    }
}

/// The page's canonical URL, unless it is that of an article that the reader has left.
pub(super) fn canonical_url() -> Option<String> {
    Page::look(|page, address| {
        let (_, url) = page.canonical.name.0.as_ref()?;
        let is_own = page.canonical.is_of(address) || names(url, address);
        is_own.then(|| url.clone())
    })
}

/// The URL in a WordPress' API of the post that the page's head names.
pub fn wordpress_post() -> Option<String> {
    Page::look(|page, _| Some(page.post.name.0.as_ref()?.1.clone()))
}

/// True if the post in the page's head is that of an article that the reader has left.
pub fn is_wordpress_post_left() -> bool {
    Page::look(|page, address| page.post.name.0.is_some() && !page.post.is_of(address))
}

/// The URL at which the page is shown.
pub(super) fn shown_href() -> String {
    window().location().href().unwrap_or_default()
}

/// The path at which the page is shown.
pub(super) fn shown_path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Calls `work` whenever the page's address or head has changed, until what is answered
/// is dropped.
#[must_use]
pub fn watch_page(work: impl Fn() + 'static) -> PageWatch {
    WATCHER.with(|_| {});
    PAGE.with_borrow_mut(|page| {
        page.watched += 1;
        page.watches.push((page.watched, Rc::new(work)));
        PageWatch(page.watched)
    })
}

/// Ends a [`watch_page`] when it is dropped.
pub struct PageWatch(u32);

impl Drop for PageWatch {
    fn drop(&mut self) {
        // It may hold what is dropped with it: not while the page is borrowed.
        let _ended = PAGE.with_borrow_mut(|page| {
            let mut watches = page.watches.iter();
            let place = watches.position(|(number, _)| *number == self.0)?;
            Some(page.watches.remove(place))
        });
    }
}

/// Looks at the page for all, for as long as it is open.
struct Watcher {
    _listeners: Vec<Listener>,
    observation: Observation,
    /// The browser reports each change of the address.
    is_told: bool,
}

impl Watcher {
    fn start() -> Self {
        // A page sets its address and its content one after the other.
        let later = |_| spawn_local(async { tell() });
        let navigation = value(&js_sys::global(), "navigation")
            .and_then(|navigation| navigation.dyn_into::<EventTarget>().ok());
        let is_told = navigation.is_some();
        let listeners = match navigation {
            Some(navigation) => {
                let event = "currententrychange";
                vec![Listener::new(&navigation, event, later)]
            }
            // They tell of no address that a script has set.
            None => ["popstate", "hashchange"]
                .map(|event| Listener::on_window(event, later))
                .into(),
        };
        let watcher = Self {
            _listeners: listeners,
            observation: Observation::new(tell),
            is_told,
        };
        watcher.observe();
        watcher
    }

    /// Looks at the page's head, also when it is another one than before; at the whole
    /// page where the browser does not tell of each address.
    fn observe(&self) {
        let document = document();
        self.observation.observe(&document, !self.is_told);
        if self.is_told {
            let root = document.document_element().map(Node::from);
            let head = document.head().map(Node::from);
            for (node, is_deep) in [(root, false), (head, true)] {
                if let Some(node) = node {
                    self.observation.observe(&node, is_deep);
                }
            }
        }
    }
}

fn tell() {
    WATCHER.with(Watcher::observe);
    let watches = PAGE.with_borrow(|page| page.watches.clone());
    for (_, work) in watches {
        work();
    }
}

fn canonical() -> Named {
    let selector = "link[rel~=canonical][href]";
    named_by(document().query_selector(selector).ok().flatten())
}

fn post() -> Named {
    named_by(wordpress::post_link())
}

fn named_by(link: Option<Element>) -> Named {
    Named(link.and_then(|link| {
        let url = linked(&link, "href")?.href();
        Some((link, url))
    }))
}

/// The address at which the page was loaded.
fn loaded_address() -> String {
    let entries = window()
        .performance()
        .map(|performance| performance.get_entries_by_type("navigation"));
    let loaded = entries.and_then(|entries| text(&entries.get(0), "name"));
    address_of(&loaded.unwrap_or_else(shown_href))
}

/// A URL in the spelling that is the same for all addresses of an article: a script may
/// strip tracking parameters, or add a slash, without going to another article.
fn address_of(href: &str) -> String {
    normalised(href, &UNICODE)
}

/// True if two paths of this site are those of one article.
pub(super) fn is_same_path(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|path| address_of(&["https://site", path].concat()));
    one == other
}

/// True if a URL has the path and query of the page's address, on any host.
fn names(url: &str, address: &str) -> bool {
    let (Ok(url), Ok(address)) = (Url::new(&address_of(url)), Url::new(address)) else {
        return false;
    };
    url.pathname() == address.pathname() && url.search() == address.search()
}
