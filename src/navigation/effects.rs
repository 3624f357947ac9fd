//! What the navigation does beside being drawn: look, ask, listen and run ahead.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, HtmlElement, MutationObserver, MutationObserverInit, Node};
use yew::prelude::*;

use super::links;
use super::properties::Properties;
use super::state::{Action, State};
use crate::backend::{Failure, Neighbours, NoNeighbours, feed, wordpress};
use crate::effect::use_effect_with;
use crate::host::{Host, Listener, wordpress_post};
use crate::object::{text, value};
use crate::reducer::UseReducerHandle;
use crate::task;

/// Looks at what the page names, again whenever its links, its head or its URL
/// change.
#[hook]
pub(super) fn use_page(host: &Host, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let host = host.clone();
    use_effect_with((), move |()| {
        let element = host.element().clone();
        let look = Rc::new(move || {
            let action = Action::Seen(host.page_address().into(), links::read(host.element()));
            dispatcher.dispatch(action);
        });
        look();
        let observation = Observation::start(&element, look.clone());
        let listener = address_listener(look);
        move || drop((observation, listener))
    });
}

/// Calls a function whenever the page's URL has changed without a new page.
fn address_listener(work: Rc<impl Fn() + 'static>) -> Option<Listener> {
    let navigation = value(&js_sys::global(), "navigation")
        .and_then(|navigation| navigation.dyn_into::<EventTarget>().ok());
    match navigation {
        Some(navigation) => {
            let event = "currententrychange";
            Some(Listener::new(&navigation, event, move |_| work()))
        }
        // Tells of the way through the history alone.
        None => Listener::on_window("popstate", move |_| work()),
    }
}

/// Asks the first of the element's other sources that answers.
#[hook]
pub(super) fn use_sources(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let host = properties.host.clone();
    let page = Rc::clone(&state.page);
    let is_asking = state.is_asking() && !page.is_empty();
    let question = (
        page,
        is_asking,
        properties.feed.clone(),
        properties.is_wordpress,
    );
    use_effect_with(question, move |(page, is_asking, feed, is_wordpress)| {
        let page = Rc::clone(page);
        let work = is_asking.then(|| ask(host, Rc::clone(&page), feed.clone(), *is_wordpress));
        task::start_some(work, move |neighbours| {
            dispatcher.dispatch(Action::Told(page, neighbours));
        })
    });
}

async fn ask(
    host: Host,
    page: Rc<str>,
    feed_url: Option<Rc<str>>,
    is_wordpress: bool,
) -> Neighbours {
    if let Some(url) = feed_url {
        let answer = feed::neighbours(&url, &page).await;
        let written = host.attribute("feed").unwrap_or_default();
        if let Some(neighbours) = usable(&host, "feed", &written, answer) {
            return neighbours;
        }
    }
    if is_wordpress {
        let answer = match wordpress_post() {
            Some(post) => wordpress::neighbours(&post).await,
            None => Err(NoNeighbours::Absent),
        };
        if let Some(neighbours) = usable(&host, "backend", "wordpress", answer) {
            return neighbours;
        }
    }
    Neighbours::default()
}

/// What a source told; says in the console, and to the page, why it told nothing.
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
            host.emit_error("load", &Failure::Malformed);
        }
        NoNeighbours::Absent => {}
    }
    None
}

/// Tells the page that the links are shown, once for each page; hides the element
/// while it has none to show.
#[hook]
pub(super) fn use_presence(host: &Host, state: &State, is_known: bool, is_empty: bool) {
    let host = host.clone();
    let page = Rc::clone(&state.page);
    use_effect_with(
        (page, is_known, is_empty),
        move |(page, is_known, is_empty)| {
            host.set_state("empty", *is_known && *is_empty && !host.has_fallback());
            if *is_known && !page.is_empty() {
                host.emit_ready();
            }
        },
    );
}

/// Leads the arrow keys to the neighbours, unless they are of use where the focus
/// is.
#[hook]
pub(super) fn use_shortcuts(properties: &Properties, base: &NodeRef) {
    let host = properties.host.clone();
    let base = base.clone();
    use_effect_with(properties.has_shortcuts, move |has_shortcuts| {
        let listener = has_shortcuts
            .then(|| Listener::on_window("keydown", move |event| follow_key(&host, &base, &event)));
        move || drop(listener)
    });
}

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
    if is_other || is_of_use(event, host) {
        return;
    }
    let link = base
        .cast::<Element>()
        .and_then(|base| base.query_selector(class).ok().flatten());
    if let Some(link) = link {
        event.prevent_default();
        link.unchecked_ref::<HtmlElement>().click();
    }
}

/// What uses arrow keys itself: fields, players, and what says by its role that it
/// is such a thing or a part of one.
const USERS_OF_ARROWS: &str = "input, textarea, select, audio, video, iframe, embed, object, \
    [contenteditable]:not([contenteditable=false]), [role=application], [role=combobox], \
    [role=grid], [role=gridcell], [role=listbox], [role=menu], [role=menubar], [role=menuitem], \
    [role=option], [role=radio], [role=radiogroup], [role=scrollbar], [role=searchbox], \
    [role=slider], [role=spinbutton], [role=tab], [role=tablist], [role=textbox], [role=tree], \
    [role=treeitem]";

/// Whether an arrow key is of use where it was pressed: to what has the focus, to
/// whatever is in another's closed shadow root, to a page that is edited or scrolls
/// sideways, or behind a dialog.
fn is_of_use(event: &web_sys::KeyboardEvent, host: &Host) -> bool {
    let Some(document) = host.element().owner_document() else {
        return true;
    };
    let is_edited = text(&document, "designMode").is_some_and(|mode| mode == "on");
    let is_behind = document
        .query_selector("dialog:modal")
        .is_ok_and(|found| found.is_some());
    if is_edited || is_behind {
        return true;
    }
    let path = event.composed_path();
    let innermost = path.get(0).dyn_into::<Element>().ok();
    let is_closed = innermost.is_some_and(|element| element.local_name().contains('-'));
    let mut elements = path
        .iter()
        .filter_map(|target| target.dyn_into::<Element>().ok());
    is_closed
        || elements.any(|element| {
            element.matches(USERS_OF_ARROWS).unwrap_or_default()
                || element.local_name() != "body"
                    && element.scroll_width() > element.client_width() + 1
        })
}

/// Calls a function whenever the links inside an element, or the head of its page,
/// change, until it is dropped.
struct Observation {
    observer: MutationObserver,
    _changed: Closure<dyn FnMut()>,
}

impl Observation {
    /// Observes `element`; none if the browser refuses.
    fn start(element: &HtmlElement, changed: Rc<impl Fn() + 'static>) -> Option<Self> {
        let changed = Closure::<dyn FnMut()>::new(move || changed());
        let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_attributes(true);
        what.set_character_data(true);
        what.set_child_list(true);
        what.set_subtree(true);
        let head = element.owner_document()?.head()?;
        let places: [&Node; 2] = [element, &head];
        for place in places {
            observer.observe_with_options(place, &what).ok()?;
        }
        Some(Self {
            observer,
            _changed: changed,
        })
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
