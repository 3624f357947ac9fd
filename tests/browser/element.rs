//! Elements as views make them, drawn again and again by Yew.

use std::cell::RefCell;

use lean_yew::component::{Component, HostComponent, Render};
use lean_yew::element::{ElementBuilder, button, element, list};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::functional::Hook;
use yew::prelude::*;
use yew::{AppHandle, Renderer};

use crate::support::{body, create, until};

/// A function that draws a step.
type Draw = fn(u32) -> ElementBuilder;

/// A place in the test's page in which something is drawn, step after step.
struct Place {
    element: HtmlElement,
    handle: AppHandle<HostComponent>,
    draw: Draw,
}

impl Place {
    /// Draws the first step, which is 0.
    async fn new(draw: Draw) -> Self {
        let element = create("div");
        body().append_child(&element).expect("the body takes it");
        let first = Component::new(Step { draw, step: 0 });
        let handle =
            Renderer::<HostComponent>::with_root_and_props(element.clone().into(), first).render();
        let place = Self {
            element,
            handle,
            draw,
        };
        place.until_drawn(0).await;
        place
    }

    async fn show(&mut self, step: u32) {
        let draw = self.draw;
        self.handle.update(Component::new(Step { draw, step }));
        self.until_drawn(step).await;
    }

    async fn until_drawn(&self, step: u32) {
        let selector = format!("[data-step='{step}']");
        let is_drawn = || {
            self.element
                .query_selector(&selector)
                .ok()
                .flatten()
                .is_some()
        };
        until(&self.element, is_drawn).await;
    }

    /// The first that `selector` finds.
    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.element.query_selector(selector).expect("a selector");
        found.expect("it is drawn").unchecked_into()
    }

    fn input(&self) -> HtmlInputElement {
        self.find("input").unchecked_into()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.element.remove();
    }
}

struct Step {
    draw: Draw,
    step: u32,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.step == other.step
    }
}

impl Render for Step {
    const NAME: &'static str = "step";

    fn render(&self) -> impl Hook<Output = Html> {
        use_step(self)
    }
}

#[hook]
fn use_step(step: &Step) -> Html {
    element("div")
        .attr("data-step", step.step.to_string())
        .child((step.draw)(step.step))
        .into()
}

#[wasm_bindgen_test]
async fn an_attribute_is_there_when_it_has_a_value() {
    let mut place = Place::new(|step| {
        element("p")
            .class("text")
            .attr("title", (step == 1).then_some("Now"))
            .attr("lang", (step == 1).then(|| "fr".to_owned()))
            .attr("hidden", step == 1)
    })
    .await;
    let drawn = place.find("p");
    for step in [0, 1, 2] {
        if step > 0 {
            place.show(step).await;
        }
        let is_there = step == 1;
        assert!(place.find("p").is_same_node(Some(&drawn)));
        assert_eq!(drawn.get_attribute("class").as_deref(), Some("text"));
        assert_eq!(
            drawn.get_attribute("title").as_deref(),
            is_there.then_some("Now")
        );
        assert_eq!(
            drawn.get_attribute("lang").as_deref(),
            is_there.then_some("fr")
        );
        assert_eq!(
            drawn.get_attribute("hidden").as_deref(),
            is_there.then_some("hidden")
        );
    }
}

#[wasm_bindgen_test]
async fn an_element_may_be_given_other_attributes_than_before() {
    let mut place = Place::new(|step| {
        let drawn = element("p").attr("id", "text");
        if step == 1 {
            drawn.class("new").attr("title", "Now")
        } else {
            drawn.attr("title", "Once")
        }
    })
    .await;
    let drawn = place.find("p");
    let attributes = || ["id", "class", "title"].map(|name| drawn.get_attribute(name));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(attributes(), [text("text"), None, text("Once")]);
    place.show(1).await;
    assert_eq!(attributes(), [text("text"), text("new"), text("Now")]);
    place.show(2).await;
    assert_eq!(attributes(), [text("text"), None, text("Once")]);
}

thread_local! {
    static HEARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen_test]
async fn an_event_is_heard_by_what_was_drawn_last() {
    let mut place = Place::new(|step| {
        let hear = move |event: Event| {
            HEARD.with_borrow_mut(|heard| heard.push(format!("{} {step}", event.type_())));
        };
        let (outer, inner) = (Callback::from(hear), Callback::from(hear));
        element("div")
            .on("keydown", outer.clone())
            .on("click", outer)
            .child(button(inner).part("button"))
    })
    .await;
    let press = |kind: &str| {
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict(kind, &init).expect("an event");
        let button = place.find("button");
        button.dispatch_event(&event).expect("an event");
    };
    press("keydown");
    press("click");
    let heard = || HEARD.with_borrow_mut(std::mem::take);
    assert_eq!(heard(), ["keydown 0", "click 0", "click 0"]);
    place.show(1).await;
    place.find("button").click();
    assert_eq!(heard(), ["click 1", "click 1"]);
}

#[wasm_bindgen_test]
async fn a_field_keeps_its_text_while_its_siblings_come_and_go() {
    let mut place = Place::new(|step| {
        let is_odd = step % 2 == 1;
        let error = || element("p").text("It is wrong.");
        let extra = || element("input").attr("name", "extra");
        element("form")
            .child(is_odd.then(error))
            .children((0..step).map(|_| element("p").text("Another.")))
            .child(element("input"))
            .child(is_odd.then(extra))
            .text(if is_odd { "odd" } else { "" })
    })
    .await;
    let field = place.input();
    field.set_value("What I wrote");
    field.focus().expect("a page that is shown");
    for (step, count) in [(1, 2), (2, 2), (3, 4), (0, 0)] {
        place.show(step).await;
        let found = place.find("input:not([name])");
        assert!(found.is_same_node(Some(&field)), "step {step}");
        assert_eq!(field.value(), "What I wrote");
        let texts = place.element.query_selector_all("p").expect("a selector");
        assert_eq!(texts.length(), count, "step {step}");
    }
}

#[wasm_bindgen_test]
async fn a_box_is_checked_as_it_is_drawn() {
    let mut place = Place::new(|step| {
        element("input")
            .attr("type", "checkbox")
            .checked(step == 1)
            .attr("title", step.to_string())
    })
    .await;
    assert!(!place.input().checked());
    place.show(1).await;
    assert!(place.input().checked());
    place.input().set_checked(true);
    place.show(2).await;
    assert!(!place.input().checked());
}

#[wasm_bindgen_test]
async fn children_with_keys_stay_the_same_in_any_order() {
    let mut place = Place::new(|step| {
        let keys = if step == 0 { "abc" } else { "cxa" };
        let entry = |key: char| element("li").key(&key.to_string()).text(key.to_string());
        element("ul").children(keys.chars().map(entry))
    })
    .await;
    let entries = |place: &Place| {
        let found = place.element.query_selector_all("li").expect("a selector");
        let entries = (0..found.length()).filter_map(|index| found.get(index));
        entries.collect::<Vec<_>>()
    };
    let before = entries(&place);
    place.show(1).await;
    let after = entries(&place);
    let texts = after.iter().filter_map(|entry| entry.text_content());
    assert_eq!(texts.collect::<String>(), "cxa");
    assert!(after[0].is_same_node(Some(&before[2])));
    assert!(after[2].is_same_node(Some(&before[0])));
}

#[wasm_bindgen_test]
async fn a_list_with_nothing_in_it_keeps_its_place() {
    let mut place = Place::new(|step| {
        let items = list((0..step).map(|_| element("b").text("x")));
        element("p").text("[").child(items).text("]")
    })
    .await;
    for (step, text) in [(2, "[xx]"), (0, "[]"), (3, "[xxx]")] {
        place.show(step).await;
        assert_eq!(place.find("p").text_content().as_deref(), Some(text));
    }
}

thread_local! {
    static KNOWN: NodeRef = NodeRef::default();
}

#[wasm_bindgen_test]
async fn a_reference_knows_an_element_while_it_is_drawn() {
    let mut place = Place::new(|step| {
        let known = KNOWN.with(NodeRef::clone);
        let is_there = step != 1;
        element("p").child(is_there.then(|| element("b").node_ref(&known)))
    })
    .await;
    let known = || KNOWN.with(NodeRef::get);
    assert!(place.find("b").is_same_node(known().as_ref()));
    place.show(1).await;
    assert_eq!(known(), None);
    place.show(2).await;
    assert!(place.find("b").is_same_node(known().as_ref()));
}

#[wasm_bindgen_test]
async fn drawings_are_elements_of_svg() {
    let place = Place::new(|_| {
        element("svg")
            .attr("viewBox", "0 0 1 1")
            .child(element("path"))
    })
    .await;
    for name in ["svg", "path"] {
        let namespace = place.find(name).namespace_uri();
        assert_eq!(namespace.as_deref(), Some("http://www.w3.org/2000/svg"));
    }
}

#[derive(PartialEq)]
struct Counter(&'static str);

impl Render for Counter {
    const NAME: &'static str = "counter";

    fn render(&self) -> impl Hook<Output = Html> {
        use_drawings(self.0)
    }
}

#[derive(PartialEq)]
struct Other;

impl Render for Other {
    const NAME: &'static str = "other";

    fn render(&self) -> impl Hook<Output = Html> {
        use_other()
    }
}

/// A view that counts how often it was drawn.
#[hook]
fn use_drawings(name: &'static str) -> Html {
    let count = use_mut_ref(|| 0);
    *count.borrow_mut() += 1;
    let text = format!("{name} {}", count.borrow());
    element("b").text(text).into()
}

#[hook]
fn use_other() -> Html {
    let name = use_mut_ref(|| "other");
    element("b").text(*name.borrow()).into()
}

#[wasm_bindgen_test]
async fn a_component_is_drawn_again_when_it_is_another() {
    let mut place = Place::new(|step| {
        let component = match step {
            0 | 1 => Component::new(Counter("one")).html(""),
            2 => Component::new(Counter("two")).html(""),
            3 => Component::new(Other).html(""),
            4 => Component::new(Counter("two")).html(""),
            _ => Component::new(Counter("two")).html("another"),
        };
        element("p").child(component)
    })
    .await;
    for (step, text) in [
        (1, "one 1"),
        (2, "two 2"),
        (3, "other"),
        (4, "two 1"),
        (5, "two 1"),
    ] {
        place.show(step).await;
        until(&place.element, || {
            place.find("p").text_content().as_deref() == Some(text)
        })
        .await;
    }
}
