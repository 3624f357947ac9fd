//! `<article-comments>` in a browser, without a server: the form and its
//! sentences.

use crate::support::{Heard, Widget};
use article_widgets::browser::js_value;
use article_widgets::browser::storage;
use js_sys::{Array, JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlInputElement, HtmlTextAreaElement};

const COMMENTS: &str = "article-comments";
const FIELDS: [&str; 4] = ["body", "name", "email", "website"];

/// A form under which nobody has written yet.
async fn form(attributes: &[(&str, &str)]) -> Widget {
    for kept in storage::keys("") {
        storage::remove(&kept);
    }
    let widget = Widget::new(COMMENTS, attributes, "");
    widget.until(|widget| widget.find("form").is_some()).await;
    widget
}

fn type_into(widget: &Widget, field: &str, text: &str) {
    let control = widget.find(&format!("#{field}")).expect("a field");
    match control.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.set_value(text),
        None => control.unchecked_ref::<HtmlInputElement>().set_value(text),
    }
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    control.dispatch_event(&event).expect("no listener throws");
}

fn submit(widget: &Widget) {
    widget.find("[type=submit]").expect("a button").click();
}

fn typed(widget: &Widget) -> String {
    let body = widget.find("#body").expect("a field");
    body.unchecked_into::<HtmlTextAreaElement>().value()
}

/// The text of a case: written out, or a unit and how often it stands.
fn text_of(case: &JsValue, field: &str) -> String {
    let value = js_value::value(case, field).unwrap_or(JsValue::from_str(""));
    value.as_string().unwrap_or_else(|| {
        let times = js_value::number(&value, "times").expect("how many times");
        js_value::text(&value, "repeat")
            .expect("a unit")
            .repeat(times as usize)
    })
}

#[wasm_bindgen_test]
async fn the_form_judges_every_case_as_the_model_does() {
    let cases: Array = JSON::parse(include_str!("../../model/cases.json"))
        .expect("JSON")
        .unchecked_into();
    assert!(cases.length() > 0);
    for case in cases.iter() {
        let required =
            js_value::list(&case, "required").unwrap_or_else(|| Array::of1(&"name".into()));
        let presence = |field: &str| {
            let is_required = required.includes(&field.into(), 0);
            if is_required { "required" } else { "optional" }
        };
        let widget = form(&[
            ("name-field", presence("name")),
            ("email-field", presence("email")),
            ("website-field", presence("website")),
        ])
        .await;
        let draft = js_value::value(&case, "draft").expect("a draft");
        for field in FIELDS {
            type_into(&widget, field, &text_of(&draft, field));
        }
        submit(&widget);
        let expected = js_value::list(&case, "errors").expect("errors");
        let expected: Vec<_> = expected
            .iter()
            .filter_map(|error| error.as_string())
            .collect();
        let outcome = if expected.is_empty() {
            ".waiting"
        } else {
            "form .error"
        };
        widget.until(|widget| widget.find(outcome).is_some()).await;
        let wrong: Vec<_> = FIELDS
            .into_iter()
            .filter(|field| {
                widget
                    .find(&format!("#{field}[aria-invalid=true]"))
                    .is_some()
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .filter_map(|error| error.split(' ').next())
            .collect();
        let shown = JSON::stringify(&case).expect("JSON").as_string();
        assert_eq!(wrong, expected, "{:.200}", shown.unwrap_or_default());
    }
}

#[wasm_bindgen_test]
async fn each_missing_field_has_its_sentence_and_the_first_has_focus() {
    let widget = form(&[("lang", "fr")]).await;
    submit(&widget);
    widget
        .until_text("Veuillez écrire votre commentaire.")
        .await;
    widget.until_text("Veuillez indiquer votre nom.").await;
    let focused = widget.root.active_element().map(|element| element.id());
    assert_eq!(focused.as_deref(), Some("body"));
    for field in ["body", "name"] {
        let control = widget.find(&format!("#{field}")).expect("a field");
        let described_by = control.get_attribute("aria-describedby");
        assert_eq!(described_by, Some(format!("{field}-error")));
        assert!(widget.find(&format!("#{field}-error")).is_some());
    }
}

#[wasm_bindgen_test]
async fn a_sentence_goes_when_its_field_is_mended() {
    let widget = form(&[]).await;
    submit(&widget);
    widget.until_text("Please write your comment.").await;
    type_into(&widget, "body", "Hello");
    widget
        .until(|widget| widget.find("#body-error").is_none())
        .await;
    assert!(widget.find("#name-error").is_some());
}

#[wasm_bindgen_test]
async fn the_limit_of_a_long_name_is_told_in_the_readers_numbers() {
    let widget = form(&[]).await;
    type_into(&widget, "body", &"x".repeat(70_000));
    type_into(&widget, "name", &"y".repeat(101));
    submit(&widget);
    widget
        .until_text("Please shorten this to 65,535 characters at most.")
        .await;
    widget
        .until_text("Please shorten this to 100 characters at most.")
        .await;
}

#[wasm_bindgen_test]
async fn a_comment_that_was_not_sent_waits_and_can_be_taken_back() {
    let heard = Heard::on("article-comments:error");
    let widget = form(&[]).await;
    widget.until_text("The comments cannot be shown.").await;
    let field = widget.find("#body").expect("a field");
    type_into(&widget, "body", "Every word of it");
    type_into(&widget, "name", "Ada");
    submit(&widget);
    widget.until_text("Not sent yet").await;
    assert_eq!(typed(&widget), "");
    assert!(widget.text().contains("Every word of it"));
    let waits = || {
        storage::keys("")
            .iter()
            .any(|key| key.starts_with("waiting "))
    };
    assert!(waits(), "{:?}", storage::keys(""));
    {
        let details = heard.details.borrow();
        let last = details.last().expect("an event");
        assert_eq!(js_value::text(last, "action").as_deref(), Some("submit"));
        assert_eq!(js_value::text(last, "code").as_deref(), Some("unreachable"));
    }
    // What was begun meanwhile is not written over.
    type_into(&widget, "body", "And another thing");
    widget
        .find(".unsent [part~=cancel]")
        .expect("a button")
        .click();
    widget
        .until(|widget| typed(widget) == "Every word of it\n\nAnd another thing")
        .await;
    widget
        .until(|widget| widget.find(".waiting").is_none())
        .await;
    assert!(field.is_connected(), "the field was drawn anew");
    assert!(!waits(), "{:?}", storage::keys(""));
}

/// Dispatches the press of a key on a control; returns false if the browser is to do nothing by
/// itself.
#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn press(control: &web_sys::HtmlElement, init: &str) -> bool;
}

#[wasm_bindgen_test]
async fn enter_with_ctrl_or_cmd_sends_from_every_field_unless_a_word_is_being_made() {
    for field in FIELDS {
        for key in ["ctrlKey", "metaKey"] {
            let widget = form(&[]).await;
            type_into(&widget, "body", "By a key");
            type_into(&widget, "name", "Ada");
            let control = widget.find(&format!("#{field}")).expect("a field");
            for other in [
                r#""key": "Enter""#.to_owned(),
                r#""key": "Enter", "shiftKey": true"#.to_owned(),
                format!(r#""key": "a", "{key}": true"#),
                format!(r#""key": "Enter", "{key}": true, "isComposing": true"#),
                format!(r#""key": "Enter", "{key}": true, "keyCode": 229"#),
                format!(r#""key": "Process", "{key}": true, "keyCode": 229"#),
            ] {
                assert!(press(&control, &format!("{{{other}}}")), "{other}");
            }
            assert_eq!(typed(&widget), "By a key", "{field}");
            let init = format!(r#"{{"key": "Enter", "{key}": true}}"#);
            assert!(!press(&control, &init), "the browser sends once more");
            widget
                .until(|widget| widget.find(".waiting").is_some())
                .await;
            assert_eq!(typed(&widget), "", "{field} {key}");
        }
    }
}

#[wasm_bindgen_test]
async fn the_button_says_which_keys_send() {
    for (language, title) in [
        ("en", "Ctrl+Enter or ⌘+Enter"),
        ("fr", "Ctrl+Entrée ou ⌘+Entrée"),
    ] {
        let widget = form(&[("lang", language)]).await;
        let button = widget.find("[type=submit]").expect("a button");
        assert_eq!(button.title(), title);
        let keys = button.get_attribute("aria-keyshortcuts");
        assert_eq!(keys.as_deref(), Some("Control+Enter Meta+Enter"));
    }
}

/// The page's `fetch`, which keeps comments only when it is told to, and counts how often
/// one was sent.
#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn hold_comments();
    fn keep_comments();
    fn sent_comments() -> u32;
    fn restore_fetch();
}

#[wasm_bindgen_test]
async fn the_page_hears_of_a_comment_that_another_element_was_quicker_to_send() {
    let heard = Heard::on("article-comments:submit");
    let widget = form(&[("article", "one")]).await;
    let other = Widget::new(COMMENTS, &[("article", "two")], "");
    for widget in [&widget, &other] {
        widget.until_text("The comments cannot be shown.").await;
    }
    type_into(&widget, "body", "Told once");
    type_into(&widget, "name", "Ada");
    hold_comments();
    submit(&widget);
    // The other element sends what the device keeps, for whatever article.
    let window = web_sys::window().expect("a window");
    let online = Event::new("online").expect("an event");
    window.dispatch_event(&online).expect("no listener throws");
    keep_comments();
    widget
        .until(|widget| widget.find(".waiting").is_none() && typed(widget).is_empty())
        .await;
    widget.until_text("your comment is published").await;
    restore_fetch();
    assert_eq!(sent_comments(), 1);
    assert_eq!(heard.details.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn a_comment_on_its_way_is_not_sent_beside_itself() {
    let heard = Heard::on("article-comments:submit");
    let widget = form(&[]).await;
    widget.until_text("The comments cannot be shown.").await;
    type_into(&widget, "body", "Once and no more");
    type_into(&widget, "name", "Ada");
    submit(&widget);
    widget.until_text("Not sent yet").await;
    hold_comments();
    let retry = widget.find(".unsent [part~=retry]").expect("a button");
    retry.click();
    let window = web_sys::window().expect("a window");
    for _ in 0..3 {
        let online = Event::new("online").expect("an event");
        window.dispatch_event(&online).expect("no listener throws");
    }
    widget
        .until(|widget| {
            let retry = widget.find(".unsent [part~=retry]");
            retry.is_none_or(|retry| retry.has_attribute("aria-disabled"))
        })
        .await;
    keep_comments();
    widget
        .until(|widget| widget.find(".waiting").is_none())
        .await;
    // Whoever asked for it hears of it after the first, in the same turn of the page.
    wasm_bindgen_futures::JsFuture::from(Promise::resolve(&JsValue::NULL))
        .await
        .expect("never refused");
    restore_fetch();
    assert_eq!(sent_comments(), 1);
    assert_eq!(heard.details.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn another_language_keeps_what_was_typed() {
    let mut widget = form(&[]).await;
    type_into(&widget, "body", "Half a thought");
    widget.set("lang", "fr");
    widget.until_text("Laisser un commentaire").await;
    assert_eq!(typed(&widget), "Half a thought");
}

#[wasm_bindgen_test]
async fn every_control_has_a_label() {
    let widget = form(&[]).await;
    for field in FIELDS {
        assert!(
            widget.find(&format!("label[for={field}]")).is_some(),
            "{field}"
        );
        assert!(widget.find(&format!("#{field}")).is_some(), "{field}");
    }
}
