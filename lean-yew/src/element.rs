//! Elements for Yew to draw.
//!
//! ```no_run
//! # use lean_yew::element::element;
//! # use yew::{Callback, Html};
//! # let (is_sending, cancel, hint) = (false, Callback::from(|_| ()), None::<&str>);
//! let view: Html = element("div")
//!     .class("actions")
//!     .child(
//!         element("button")
//!             .part("button cancel")
//!             .attr("type", "button")
//!             .attr("disabled", is_sending)
//!             .on("click", cancel)
//!             .text("Cancel"),
//!     )
//!     .child(hint.map(|hint| element("p").text(hint)))
//!     .into();
//! ```
//!
//! Yew's `html!` writes all that it takes to make an element wherever one is made. Here
//! each step is a function of the bundle's, and a view no more than calls of them: a
//! [`ElementBuilder`] is one pointer, which each call takes and gives back.
//!
//! Browsers that translate pages put other nodes in the place of texts. So no text is a
//! node of Yew's, which would be written where nobody sees it any more: an element has
//! its text as a property, `textContent`.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Listener, ListenerKind, VList, VTag, VText,
};
use yew::{AttrValue, Callback, Html, NodeRef};

/// An element that is being made.
pub struct ElementBuilder(Box<Parts>);

struct Parts {
    tag: VTag,
    attributes: Vec<Attribute>,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    children: Vec<Html>,
}

/// An element of that name, with nothing in it.
#[inline(never)]
pub fn element(name: &'static str) -> ElementBuilder {
    ElementBuilder(Box::new(Parts {
        tag: VTag::new(name),
        attributes: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    }))
}

/// A button that does what `work` does, and sends no form.
#[inline(never)]
pub fn button(work: Callback<Event>) -> ElementBuilder {
    element("button").attr("type", "button").on("click", work)
}

impl ElementBuilder {
    /// Gives it an attribute, once; see [`AttributeValue`] for when there is none.
    #[inline(never)]
    pub fn attr(mut self, name: &'static str, value: impl AttributeValue) -> Self {
        let value = value.of(name).map(AttributeOrProperty::Attribute);
        self.0.attributes.push((name, value));
        self
    }

    /// Gives it a class, or several.
    #[inline(never)]
    pub fn class(self, value: impl AttributeValue) -> Self {
        self.attr("class", value)
    }

    /// Gives it a name for the page's style sheets, or several.
    #[inline(never)]
    pub fn part(self, value: impl AttributeValue) -> Self {
        self.attr("part", value)
    }

    /// Sets the key that tells it from its siblings when their order changes.
    #[inline(never)]
    pub fn key(mut self, key: &str) -> Self {
        self.0.tag.key = Some(key.into());
        self
    }

    /// Makes it known by a reference, as long as it is drawn.
    #[inline(never)]
    pub fn node_ref(mut self, reference: &NodeRef) -> Self {
        self.0.tag.node_ref = reference.clone();
        self
    }

    /// Checks or unchecks it whenever it is drawn, whatever a reader did meanwhile. The
    /// attribute of the name only says how it is at first.
    #[inline(never)]
    pub fn checked(mut self, is_checked: bool) -> Self {
        self.0.tag.set_checked(is_checked);
        self
    }

    /// Calls `work` at each event of a name (`click`).
    #[inline(never)]
    pub fn on(mut self, event: &'static str, work: Callback<Event>) -> Self {
        self.0
            .listeners
            .push(Some(Rc::new(EventListener { event, work })));
        self
    }

    /// Adds a text after what is in it. Beside anything else it stands in a `<span>`.
    #[inline(never)]
    pub fn text(self, text: impl Into<AttrValue>) -> Self {
        self.child(Html::VText(VText::new(text)))
    }

    /// Adds a child after what is in it. One that is not there keeps its place, so that
    /// its siblings stay the same elements when it comes and goes.
    #[inline(never)]
    pub fn child(mut self, child: impl Child) -> Self {
        self.0.children.push(child.into_html());
        self
    }

    /// Adds a [`list`].
    pub fn children(self, children: impl IntoIterator<Item = ElementBuilder>) -> Self {
        self.child(list(children))
    }
}

/// As many children as there are, as one: their number moves no sibling.
pub fn list<C: Child>(children: impl IntoIterator<Item = C>) -> Html {
    let mut nodes = Vec::new();
    for child in children {
        push(&mut nodes, child);
    }
    list_of(nodes)
}

/// A child that has no key of its own, with one.
pub fn keyed(key: &str, child: Html) -> Html {
    VList::with_children(vec![child], Some(key.into())).into()
}

#[inline(never)]
fn push(nodes: &mut Vec<Html>, child: impl Child) {
    nodes.push(child.into_html());
}

#[inline(never)]
fn list_of(nodes: Vec<Html>) -> Html {
    VList::from(nodes).into()
}

/// The value of an attribute: a text, or none for an absent attribute. `true` is the attribute's
/// own name, as HTML has it for `disabled` and the like.
pub trait AttributeValue {
    /// The text for the attribute of that name.
    fn of(self, name: &'static str) -> Option<AttrValue>;
}

impl AttributeValue for bool {
    fn of(self, name: &'static str) -> Option<AttrValue> {
        self.then_some(AttrValue::Static(name))
    }
}

impl AttributeValue for &'static str {
    fn of(self, _: &'static str) -> Option<AttrValue> {
        Some(self.into())
    }
}

impl AttributeValue for String {
    fn of(self, _: &'static str) -> Option<AttrValue> {
        Some(self.into())
    }
}

impl AttributeValue for Rc<str> {
    fn of(self, _: &'static str) -> Option<AttrValue> {
        Some(self.into())
    }
}

impl AttributeValue for AttrValue {
    fn of(self, _: &'static str) -> Option<AttrValue> {
        Some(self)
    }
}

impl<T: AttributeValue> AttributeValue for Option<T> {
    fn of(self, name: &'static str) -> Option<AttrValue> {
        self.and_then(|value| value.of(name))
    }
}

/// The content of an element.
pub trait Child {
    /// As Yew draws it.
    fn into_html(self) -> Html;
}

impl Child for Html {
    fn into_html(self) -> Html {
        self
    }
}

impl Child for ElementBuilder {
    fn into_html(self) -> Html {
        self.into()
    }
}

impl Child for Option<ElementBuilder> {
    fn into_html(self) -> Html {
        self.map_or_else(Html::default, Html::from)
    }
}

impl From<ElementBuilder> for Html {
    #[inline(never)]
    fn from(ElementBuilder(mut parts): ElementBuilder) -> Self {
        own_text(&mut parts);
        let mut tag = parts.tag;
        tag.attributes = attributes(parts.attributes);
        if !parts.listeners.is_empty() {
            tag.set_listeners(parts.listeners.into_boxed_slice());
        }
        if let Some(children) = tag.children_mut() {
            *children = list_of(parts.children);
        }
        tag.into()
    }
}

/// Makes a property of a text that stands alone, and gives others an element each.
fn own_text(parts: &mut Parts) {
    if let [Html::VText(text)] = &*parts.children {
        let text = AttributeOrProperty::Property(JsValue::from_str(&text.text));
        parts.attributes.push(("textContent", Some(text)));
        parts.children.clear();
    }
    for child in &mut parts.children {
        if let Html::VText(text) = child {
            *child = element("span").text(text.text.clone()).into();
        }
    }
}

struct EventListener {
    event: &'static str,
    work: Callback<Event>,
}

impl Listener for EventListener {
    fn kind(&self) -> ListenerKind {
        ListenerKind::other(self.event.into())
    }

    fn handle(&self, event: Event) {
        self.work.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}

type Attribute = (&'static str, Option<AttributeOrProperty>);

type Names = &'static [&'static str];

thread_local! {
    static NAMES: RefCell<Vec<Names>> = const { RefCell::new(Vec::new()) };
}

fn attributes(attributes: Vec<Attribute>) -> Attributes {
    let keys = names(&attributes);
    let mut values = Vec::with_capacity(attributes.len());
    for (_, value) in attributes {
        values.push(value);
    }
    Attributes::Dynamic {
        keys,
        values: values.into_boxed_slice(),
    }
}

/// Yew sees at a glance which values changed where the names are one and the same list:
/// each list is kept, of which there are as many as views make elements.
fn names(attributes: &[Attribute]) -> Names {
    NAMES.with_borrow_mut(|known| {
        let mut names = known.iter();
        if let Some(names) = names.find(|names| has_names(attributes, names)) {
            return *names;
        }
        let names: Vec<_> = attributes.iter().map(|(name, _)| *name).collect();
        let names = &*names.leak();
        known.push(names);
        names
    })
}

/// Compares where the names are, rather than their letters: a place in the code always
/// names the same.
fn has_names(attributes: &[Attribute], names: Names) -> bool {
    let mut pairs = attributes.iter().zip(names);
    attributes.len() == names.len() && pairs.all(|((one, _), other)| std::ptr::eq(*one, *other))
}
