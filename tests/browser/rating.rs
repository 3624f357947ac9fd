//! `<article-rating>` in a browser, without a server: what it draws and says.

use crate::support::{Heard, Widget, body, create};
use article_widgets::object;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, ShadowRootInit, ShadowRootMode};

const RATING: &str = "article-rating";

#[wasm_bindgen_test]
async fn votes_that_cannot_be_had_leave_the_stars_and_a_sentence() {
    let heard = Heard::on("article-rating:error");
    let widget = Widget::new(RATING, &[], "");
    widget
        .until_text("The votes cannot be shown. The server cannot be reached.")
        .await;
    assert_eq!(widget.count("input[type=radio]"), 5);
    let details = heard.details.borrow();
    assert_eq!(object::text(&details[0], "action").as_deref(), Some("load"));
    assert_eq!(
        object::text(&details[0], "code").as_deref(),
        Some("unreachable")
    );
}

#[wasm_bindgen_test]
async fn a_retry_asks_again() {
    let heard = Heard::on("article-rating:error");
    let widget = Widget::new(RATING, &[], "");
    widget.until_text("Try again").await;
    widget.find("[part~=retry]").expect("a button").click();
    widget
        .until(|widget| widget.find("[part~=retry]").is_none())
        .await;
    widget.until_text("Try again").await;
    assert_eq!(heard.details.borrow().len(), 2);
}

#[wasm_bindgen_test]
async fn each_star_is_a_named_choice_of_one_group() {
    let widget = Widget::new(RATING, &[("lang", "fr"), ("max", "3")], "");
    widget.until_text("Notez cet article").await;
    let names: Vec<_> = (1..=3)
        .map(|star| {
            let input = widget.find(&format!("label:nth-of-type({star}) input"));
            let input: HtmlInputElement = input.expect("a star").unchecked_into();
            assert_eq!(
                (input.type_(), input.name()),
                ("radio".into(), "value".into())
            );
            input.get_attribute("aria-label").expect("a name")
        })
        .collect();
    assert_eq!(names, ["1 étoile", "2 étoiles", "3 étoiles"]);
}

#[wasm_bindgen_test]
async fn max_has_2_to_10_stars_and_else_5() {
    for (max, stars) in [
        ("2", 2),
        ("10", 10),
        (" 7 ", 7),
        ("1", 5),
        ("0", 5),
        ("11", 5),
        ("x", 5),
        ("", 5),
        ("4.5", 5),
    ] {
        let widget = Widget::new(RATING, &[("max", max)], "");
        widget.until(|widget| widget.count("input") > 0).await;
        assert_eq!(widget.count("input"), stars, "max={max:?}");
    }
}

#[wasm_bindgen_test]
async fn read_only_stars_cannot_be_chosen() {
    let widget = Widget::new(RATING, &[("readonly", "")], "");
    widget.until(|widget| widget.count("svg.icon") == 5).await;
    assert_eq!(widget.count("input, fieldset"), 0);
}

#[wasm_bindgen_test]
async fn an_attribute_that_changes_shows_at_once() {
    let mut widget = Widget::new(RATING, &[], "");
    widget.until(|widget| widget.count("input") == 5).await;
    widget.set("max", "3");
    widget.until(|widget| widget.count("input") == 3).await;
    widget.set("lang", "fr");
    widget.until_text("Notez cet article").await;
}

#[wasm_bindgen_test]
async fn a_vote_that_is_not_kept_is_put_back() {
    let widget = Widget::new(RATING, &[], "");
    widget.until_text("The votes cannot be shown.").await;
    let star: HtmlInputElement = widget
        .find("label:nth-of-type(4) input")
        .expect("a star")
        .unchecked_into();
    star.click();
    widget.until_text("Your vote: 4/5").await;
    widget.until_text("Your vote was not saved.").await;
    assert!(!widget.text().contains("Your vote: 4/5"));
    assert!(!star.checked());
    assert!(
        star.is_connected(),
        "the star was drawn anew, and lost its focus"
    );
}

#[wasm_bindgen_test]
async fn the_pages_own_content_shows_until_the_votes_have_come() {
    let widget = Widget::new(RATING, &[], "4.5/5 - (12 votes)");
    widget.until(|widget| widget.find("slot").is_some()).await;
    assert_eq!(widget.count("input"), 0);
    widget.until_text("The votes cannot be shown.").await;
    assert_eq!(widget.count("slot"), 0);
}

#[wasm_bindgen_test]
async fn the_nearest_language_above_counts_through_shadow_roots() {
    let card = create("div");
    card.set_attribute("lang", "fr-CA").expect("a valid name");
    body().append_child(&card).expect("the body takes it");
    let inner = card
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .expect("a div takes a shadow root");
    let widget = Widget::prepare(create(RATING), &[]);
    inner
        .append_child(&widget.element)
        .expect("the root takes it");
    let widget = widget.mount();
    widget.until_text("Notez cet article").await;
    card.remove();
}

#[wasm_bindgen_test]
async fn what_is_unmounted_leaves_no_trace_and_hears_nothing() {
    let heard = Heard::on("article-rating:error");
    let mut widget = Widget::new(RATING, &[], "");
    widget.until(|widget| widget.count("input") == 5).await;
    widget.unmount();
    widget.until(|widget| widget.text().is_empty()).await;
    assert_eq!(widget.count("input, svg, p"), 0);

    // The next one's failure comes after the first one's would have.
    let other = Widget::new(RATING, &[], "");
    other.until_text("Try again").await;
    assert_eq!(heard.details.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn words_in_another_language_than_the_pages_are_marked() {
    let widget = Widget::new(RATING, &[], "");
    widget.until_text("Rate this article").await;
    let base = widget.find("[part=base]").expect("the widget's base");
    assert_eq!(base.get_attribute("lang").as_deref(), Some("en"));
}
