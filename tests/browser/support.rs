//! Elements as the loader would mount them, on the page of the test, and ways to
//! await what they show.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets::browser::js_value::object;
use article_widgets::element::ElementInternals;
use article_widgets::{Mounted, mount};
use gloo_events::EventListener;
use js_sys::{Array, JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, HtmlElement, MutationObserver, MutationObserverInit, Node, ShadowRoot,
    ShadowRootInit, ShadowRootMode,
};

/// Elements of a form by the widgets' names, in the place of the loader's.
#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn internals(element: &HtmlElement) -> ElementInternals;
}

/// A port of this machine on which nothing ever listens.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";

/// A widget at work on the test's page, taken out when it is dropped.
pub(crate) struct Widget {
    pub(crate) element: HtmlElement,
    pub(crate) root: ShadowRoot,
    mounted: Option<Mounted>,
}

impl Widget {
    /// Mounts an element with these attributes and this text inside, whose
    /// server is nowhere unless an attribute says otherwise.
    pub(crate) fn new(name: &str, attributes: &[(&str, &str)], text: &str) -> Self {
        let element = create(name);
        element.set_text_content(Some(text));
        let widget = Self::prepare(element, attributes);
        body()
            .append_child(&widget.element)
            .expect("the body takes it");
        widget.mount()
    }

    /// An element with a shadow root, in which no widget is at work yet.
    pub(crate) fn prepare(element: HtmlElement, attributes: &[(&str, &str)]) -> Self {
        for (name, value) in attributes {
            element.set_attribute(name, value).expect("a valid name");
        }
        let root = element
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .expect("a custom element takes a shadow root");
        Self {
            element,
            root,
            mounted: None,
        }
    }

    /// Mounts the widget.
    pub(crate) fn mount(mut self) -> Self {
        let internals = internals(&self.element);
        let mounted = mount(
            self.element.clone(),
            self.root.clone(),
            internals,
            NOWHERE,
            &speech(&self.element),
            JsValue::UNDEFINED,
        );
        self.mounted = Some(mounted.expect("the element is one of ours"));
        self
    }

    /// Sets an attribute, as the page would.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.element
            .set_attribute(name, value)
            .expect("a valid name");
        let speech = speech(&self.element);
        self.mounted.as_mut().expect("mounted").update(&speech);
    }

    /// Resets the widget, as its form would.
    pub(crate) fn reset(&mut self) {
        self.mounted.as_mut().expect("mounted").reset();
    }

    /// Takes the widget out of its element, and leaves the element.
    pub(crate) fn unmount(&mut self) {
        self.mounted.take().expect("mounted").unmount();
    }

    /// The first element of the widget that `selector` matches.
    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        let found = self.root.query_selector(selector).expect("a selector");
        found.map(JsCast::unchecked_into)
    }

    /// The number of the widget's elements that `selector` matches.
    pub(crate) fn count(&self, selector: &str) -> u32 {
        let found = self.root.query_selector_all(selector);
        found.expect("a selector").length()
    }

    /// All text in the widget.
    pub(crate) fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    /// Waits until the widget has drawn what makes `condition` true.
    pub(crate) async fn until(&self, condition: impl Fn(&Self) -> bool) {
        until(&self.root, || condition(self)).await;
    }

    /// Waits until the widget shows a text.
    pub(crate) async fn until_text(&self, text: &str) {
        self.until(|widget| widget.text().contains(text)).await;
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        if let Some(mounted) = self.mounted.take() {
            mounted.unmount();
        }
        self.element.remove();
    }
}

/// The words of a language that the widgets speak, as its file has them.
pub(crate) fn words(language: &str) -> JsValue {
    let file = match language {
        "fr" => include_str!("../../languages/fr.json"),
        _ => include_str!("../../languages/en.json"),
    };
    JSON::parse(file).expect("JSON")
}

/// The sentences that the loader would give an element.
fn speech(element: &Element) -> JsValue {
    let named = element.closest("[lang]").expect("a selector");
    let page = named.and_then(|named| named.get_attribute("lang"));
    let page = page.unwrap_or_default();
    let language = if page.starts_with("fr") { "fr" } else { "en" };
    object(&[
        ("page", page.into()),
        ("language", language.into()),
        ("words", words(language)),
    ])
}

/// The test's page.
pub(crate) fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("a page")
}

/// The body of the test's page.
pub(crate) fn body() -> HtmlElement {
    document().body().expect("a body")
}

/// A new element.
pub(crate) fn create(name: &str) -> HtmlElement {
    document()
        .create_element(name)
        .expect("a valid name")
        .unchecked_into()
}

/// The details of the events of a name that an element let bubble to the page.
pub(crate) struct Heard {
    pub(crate) details: Rc<RefCell<Vec<JsValue>>>,
    _listener: EventListener,
}

impl Heard {
    /// Listens from now on.
    pub(crate) fn on(name: &'static str) -> Self {
        let details = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&details);
        let listener = EventListener::new(&document(), name, move |event| {
            let event: &web_sys::CustomEvent = event.unchecked_ref();
            heard.borrow_mut().push(event.detail());
        });
        Self {
            details,
            _listener: listener,
        }
    }
}

/// Waits until a change inside `node` has made `condition` true.
pub(crate) async fn until(node: &Node, condition: impl Fn() -> bool) {
    while !condition() {
        change_in(node).await;
    }
}

async fn change_in(root: &Node) {
    let observer = RefCell::new(None);
    let promise = Promise::new(&mut |resolve, _| {
        let made = MutationObserver::new(&resolve).expect("a function");
        let all = MutationObserverInit::new();
        all.set_attributes(true);
        all.set_character_data(true);
        all.set_child_list(true);
        all.set_subtree(true);
        made.observe_with_options(root, &all).expect("a node");
        observer.replace(Some(made));
    });
    let records = JsFuture::from(promise).await.expect("never refused");
    assert!(records.is_instance_of::<Array>());
    if let Some(observer) = observer.take() {
        observer.disconnect();
    }
}

/// The first element inside `element`, for tests of the page's own content.
pub(crate) fn first_child(element: &Element) -> HtmlElement {
    let child = element.first_element_child();
    child.expect("a child").unchecked_into()
}
