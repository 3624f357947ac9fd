//! The navigation's effects: watch the page, query sources, listen to keys, prefetch.

use std::hash::Hash;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::arrows;
use super::links;
use super::prefetch::run_ahead;
use super::properties::{Prefetch, Properties};
use super::state::{Action, State};
use crate::backend::{BackendError, Neighbours, NoNeighbours, feed, wordpress};
use crate::browser::{Listener, Observation};
use crate::element::{self, Host, is_wordpress_post_left, wordpress_post};
use lean_yew::effect::{Effect, cleanup};
use lean_yew::store::Store;
use lean_yew::task;

/// The inputs of the navigation's effects.
pub(super) struct EffectContext {
    /// The element's properties.
    pub(super) properties: Properties,
    /// The neighbours.
    pub(super) state: Store<State>,
    /// The rendered root.
    pub(super) base: NodeRef,
}

/// The navigation's effects.
pub(super) static EFFECTS: [Effect<EffectContext>; 5] = [PAGE, SOURCES, KEYS, AHEAD, PRESENCE];

impl EffectContext {
    fn is_asking(&self) -> bool {
        self.state.is_asking() && !self.state.page.is_empty()
    }

    /// The article to make ready.
    pub(super) fn wanted(&self) -> Option<&Rc<str>> {
        let wanted = self.state.pointed_at.as_ref();
        wanted.filter(|_| self.properties.ahead != Prefetch::Nothing)
    }

    /// True if no source is left to query.
    fn is_known(&self) -> bool {
        let has_sources = self.properties.feed.is_some() || self.properties.is_wordpress;
        !self.state.is_asking() || !has_sources
    }

    fn is_empty(&self) -> bool {
        self.state.neighbours().is_empty()
    }

    /// Looks at what the page names.
    fn look(&self) {
        let host = &self.properties.host;
        let mut page = host.page_address();
        if self.properties.is_wordpress {
            // It may come after the address; nobody else is asked until then.
            let is_awaited = is_wordpress_post_left() && self.properties.feed.is_none();
            page = match wordpress_post() {
                Some(_) if is_awaited => String::new(),
                post => [&page, " ", &post.unwrap_or_default()].concat(),
            };
        }
        let action = Action::Seen(page.into(), links::read(host.element()));
        self.state.dispatch(action);
    }
}

/// Looks at what the page names, again whenever the links inside the element, its page's
/// head or its URL change.
const PAGE: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        let Properties {
            feed, is_wordpress, ..
        } = &context.properties;
        (feed.is_some(), is_wordpress).hash(deps);
    },
    run: |context| {
        context.look();
        let (inside, page) = (Rc::clone(context), Rc::clone(context));
        let observation = Observation::new(move || inside.look());
        observation.observe(context.properties.host.element(), true);
        cleanup((observation, element::watch_page(move || page.look())))
    },
};

/// Asks the first of the element's other sources that answers.
const SOURCES: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        let Properties {
            feed, is_wordpress, ..
        } = &context.properties;
        (&context.state.page, context.is_asking(), feed, is_wordpress).hash(deps);
    },
    run: |context| {
        if !context.is_asking() {
            return None;
        }
        let page = Rc::clone(&context.state.page);
        let work = ask(context.properties.clone());
        let context = Rc::clone(context);
        task::start(Box::pin(work), move |neighbours| {
            context.state.dispatch(Action::Found(page, neighbours));
        })
    },
};

async fn ask(properties: Properties) -> Neighbours {
    let host = &properties.host;
    let page = host.page_address();
    if let Some(url) = &properties.feed {
        let answer = feed::neighbours(url, &page).await;
        let written = host.attribute("feed").unwrap_or_default();
        if let Some(neighbours) = usable(host, "feed", &written, answer) {
            return neighbours;
        }
    }
    if properties.is_wordpress {
        let answer = match wordpress_post().filter(|_| !is_wordpress_post_left()) {
            Some(post) => wordpress::neighbours(&post).await,
            None => Err(NoNeighbours::Absent),
        };
        if let Some(neighbours) = usable(host, "backend", "wordpress", answer) {
            return neighbours;
        }
    }
    Neighbours::default()
}

/// The neighbours from a source; if there are none, reports why to the console and to the page.
fn usable(
    host: &Host,
    attribute: &str,
    written: &str,
    answer: Result<Neighbours, NoNeighbours>,
) -> Option<Neighbours> {
    let why = match answer {
        Ok(neighbours) => return Some(neighbours),
        Err(why) => why,
    };
    let told = match &why {
        NoNeighbours::Failed(failure) => ["no answer of use: ", failure.code()].concat(),
        NoNeighbours::TooLong => "longer than 2 MB, and not read".to_owned(),
        NoNeighbours::NoFeed => "neither RSS nor Atom nor a JSON Feed".to_owned(),
        NoNeighbours::Absent => "does not have the article of this page".to_owned(),
    };
    host.warn_of(attribute, written, &told);
    match &why {
        NoNeighbours::Failed(failure) => host.emit_error("load", failure),
        NoNeighbours::TooLong | NoNeighbours::NoFeed => {
            host.emit_error("load", &BackendError::Malformed);
        }
        NoNeighbours::Absent => {}
    }
    None
}

/// Dispatches `ready` once for each page, and hides the element while it has no links.
const PRESENCE: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        (&context.state.page, context.is_known(), context.is_empty()).hash(deps);
    },
    run: |context| {
        let host = &context.properties.host;
        let is_known = context.is_known();
        host.set_state(
            "empty",
            is_known && context.is_empty() && !host.has_fallback(),
        );
        if is_known && !context.state.page.is_empty() {
            host.emit_ready();
        }
        None
    },
};

/// Leads the arrow keys to the neighbours, unless the page has another use for them.
const KEYS: Effect<EffectContext> = Effect {
    deps: |context, deps| context.properties.has_shortcuts.hash(deps),
    run: |context| {
        if !context.properties.has_shortcuts {
            return None;
        }
        let context = Rc::clone(context);
        cleanup(Listener::on_window("keydown", move |event| {
            follow_key(&context.properties.host, &context.base, &event);
        }))
    },
};

fn follow_key(host: &Host, base: &NodeRef, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
        return;
    };
    let is_mirrored = host.element().matches(":dir(rtl)").unwrap_or_default();
    let class = match (event.key().as_str(), is_mirrored) {
        ("ArrowLeft", false) | ("ArrowRight", true) => ".previous",
        ("ArrowRight", false) | ("ArrowLeft", true) => ".next",
        _ => return,
    };
    let is_other = event.ctrl_key()
        || event.meta_key()
        || event.shift_key()
        || event.alt_key()
        || event.repeat()
        || event.is_composing()
        || event.default_prevented();
    if is_other || arrows::are_of_use(event, host.element()) {
        return;
    }
    let link = base
        .cast::<Element>()
        .and_then(|base| base.query_selector(class).ok().flatten());
    let Some(link) = link else {
        return;
    };
    let event = event.clone();
    spawn_local(async move {
        // The page's own listeners may come after this one, and take the key.
        task::pause(0).await;
        if !event.default_prevented() {
            event.prevent_default();
            link.unchecked_ref::<HtmlElement>().click();
        }
    });
}

/// Makes the article ready to which the reader is likely to go.
const AHEAD: Effect<EffectContext> = Effect {
    deps: |context, deps| (context.wanted(), context.properties.ahead).hash(deps),
    run: |context| run_ahead(context.wanted()?.clone(), context.properties.ahead),
};
