//! `<article-nav>` in a browser.

use crate::support::{Heard, Widget, body, create, document, first_child};
use article_widgets::browser::js_value;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlAnchorElement, HtmlElement};

fn link(relation: &str, href: &str, title: &str) -> HtmlElement {
    let link = create("a");
    for (name, value) in [("rel", relation), ("href", href)] {
        link.set_attribute(name, value).expect("a valid name");
    }
    link.set_text_content(Some(title));
    link
}

fn navigation(attributes: &[(&str, &str)], links: &[HtmlElement]) -> Widget {
    let element = create("article-nav");
    for link in links {
        element.append_child(link).expect("an element takes a link");
    }
    body().append_child(&element).expect("the body takes it");
    Widget::prepare(element, attributes).mount()
}

fn shown(widget: &Widget, class: &str) -> HtmlAnchorElement {
    widget
        .find(&format!("a.{class}"))
        .expect("a link")
        .unchecked_into()
}

#[wasm_bindgen_test]
async fn both_neighbours_are_links_with_a_label_and_the_title() {
    let links = [
        link("prev", "https://blog.example/first/", "  The\n first "),
        link(
            "nofollow next",
            "https://blog.example/third/",
            "La troisième",
        ),
    ];
    let widget = navigation(&[("lang", "fr")], &links);
    widget.until_text("Article précédent").await;
    let (previous, next) = (shown(&widget, "previous"), shown(&widget, "next"));
    assert_eq!(
        (previous.href(), previous.rel()),
        ("https://blog.example/first/".into(), "prev".into())
    );
    assert_eq!(
        previous.text_content().as_deref(),
        Some("Article précédentThe first")
    );
    assert_eq!(
        (next.href(), next.rel()),
        ("https://blog.example/third/".into(), "next".into())
    );
    assert_eq!(
        next.text_content().as_deref(),
        Some("Article suivantLa troisième")
    );
    let name = widget
        .find("nav")
        .and_then(|nav| nav.get_attribute("aria-label"));
    assert_eq!(name.as_deref(), Some("Autres articles"));
}

#[wasm_bindgen_test]
async fn one_neighbour_stands_alone() {
    let widget = navigation(&[], &[link("next", "/third/", "The third")]);
    widget.until_text("Next article").await;
    assert_eq!(widget.count("a"), 1);
}

#[wasm_bindgen_test]
async fn without_neighbours_the_elements_own_content_stays() {
    let widget = navigation(&[], &[link("home", "/", "All articles")]);
    widget.until(|widget| widget.find("slot").is_some()).await;
    assert_eq!(widget.count("nav"), 0);
}

#[wasm_bindgen_test]
async fn a_script_is_no_neighbour() {
    let links = [
        link("prev", "javascript:alert(1)", "Before"),
        link("next", "/third/", "After"),
    ];
    let widget = navigation(&[], &links);
    widget.until_text("Next article").await;
    assert_eq!(widget.count("a"), 1);
}

#[wasm_bindgen_test]
async fn links_that_change_are_followed() {
    let widget = navigation(&[], &[link("next", "/third/", "The third")]);
    widget.until_text("The third").await;
    first_child(&widget.element).set_text_content(Some("The third, renamed"));
    widget.until_text("The third, renamed").await;
    widget
        .element
        .append_child(&link("prev", "/first/", "The first"))
        .expect("an element takes a link");
    widget.until_text("Previous article").await;
    widget.element.set_text_content(None);
    widget.until(|widget| widget.find("slot").is_some()).await;
}

#[wasm_bindgen_test]
async fn the_page_hears_of_a_click_and_can_stop_it() {
    let heard = Heard::on("article-nav:navigate");
    let options = EventListenerOptions::enable_prevent_default();
    let _stop =
        EventListener::new_with_options(&document(), "article-nav:navigate", options, |event| {
            event.prevent_default()
        });
    let widget = navigation(
        &[],
        &[link("next", "https://blog.example/third/", "The third")],
    );
    widget.until_text("Next article").await;
    // A click that was not stopped would leave the test's page.
    shown(&widget, "next").click();
    let details = heard.details.borrow();
    let detail = details.first().expect("an event");
    for (key, value) in [
        ("direction", "next"),
        ("href", "https://blog.example/third/"),
        ("title", "The third"),
    ] {
        assert_eq!(js_value::text(detail, key).as_deref(), Some(value));
    }
}

#[wasm_bindgen_test]
async fn it_is_ready_once() {
    let heard = Heard::on("article-nav:ready");
    let mut widget = navigation(&[], &[link("next", "/third/", "The third")]);
    widget.until_text("Next article").await;
    widget.set("lang", "fr");
    widget.until_text("Article suivant").await;
    assert_eq!(heard.details.borrow().len(), 1);
}
