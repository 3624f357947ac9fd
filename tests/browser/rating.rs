//! `<article-rating>` in a browser, without a server: what it draws and says.

use crate::support::{Heard, Widget, body, create, document, until};
use article_widgets::browser::js_value;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, FormData, HtmlFormElement, HtmlHeadElement, HtmlInputElement};

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
    assert_eq!(
        js_value::text(&details[0], "action").as_deref(),
        Some("load")
    );
    assert_eq!(
        js_value::text(&details[0], "code").as_deref(),
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
async fn a_vote_without_an_answer_waits_on_the_device_and_outlives_the_widget() {
    let attributes = [("article", "a vote that waits")];
    let widget = Widget::new(RATING, &attributes, "");
    widget.until_text("The votes cannot be shown.").await;
    star(&widget, 4).click();
    let waiting = "Your vote of 4/5 is kept on this device";
    widget.until_text(waiting).await;
    assert!(star(&widget, 4).checked());
    drop(widget);

    let widget = Widget::new(RATING, &attributes, "");
    widget.until_text(waiting).await;
    assert!(star(&widget, 4).checked());
    widget.find("[part~=withdraw]").expect("a button").click();
    widget
        .until_text("Your vote is withdrawn as soon as the server can be reached.")
        .await;
    assert!(!star(&widget, 4).checked());
    assert!(
        star(&widget, 4).is_connected(),
        "the star was drawn anew, and lost its focus"
    );
}

#[wasm_bindgen_test]
async fn the_pages_own_numbers_show_before_any_answer() {
    for (attributes, line) in [
        (
            &[("value", "4.6"), ("votes", "23")][..],
            "4.6/5 - (23 votes)",
        ),
        (&[("value", "4.6"), ("votes", "1")], "4.6/5 - (1 vote)"),
        (&[("votes", "0")], "No votes yet"),
        (
            &[("value", "9.25"), ("votes", "2500000"), ("max", "10")],
            "9.3/10 - (2,500,000 votes)",
        ),
        (
            &[("value", "3.5"), ("votes", "1234"), ("lang", "fr")],
            "3,5/5 - (1\u{202f}234 votes)",
        ),
        (
            &[
                ("value", "4.5"),
                ("votes", "2"),
                ("template", "{count} said {average} of {best} {nothing}"),
            ],
            "2 said 4.5 of 5 {nothing}",
        ),
    ] {
        let widget = Widget::new(RATING, attributes, "");
        widget.until(|widget| widget.find(".line").is_some()).await;
        let shown = widget.find(".line").and_then(|line| line.text_content());
        assert_eq!(shown.as_deref(), Some(line), "{attributes:?}");
    }
}

#[wasm_bindgen_test]
async fn numbers_without_a_meaning_are_left_out() {
    for attributes in [
        [("value", "6"), ("votes", "23")],
        [("value", "0"), ("votes", "23")],
        [("value", "high"), ("votes", "23")],
        [("value", ""), ("votes", "23")],
        [("value", "0x4"), ("votes", "23")],
        [("value", "4"), ("votes", "1e21")],
        [("value", "4"), ("votes", "99999999999999999999")],
        [("value", "4"), ("votes", "-1")],
        [("value", "4"), ("votes", "1.5")],
        [("value", "4"), ("votes", "many")],
        [("value", "NaN"), ("votes", "Infinity")],
    ] {
        let widget = Widget::new(RATING, &attributes, "");
        widget.until(|widget| widget.find(".line").is_some()).await;
        let shown = widget.find(".line").and_then(|line| line.text_content());
        assert_eq!(shown.as_deref(), Some("\u{a0}"), "{attributes:?}");
    }
}

/// The JSON-LD in the page, of the article of that name.
fn structured_data(article: &str) -> Option<String> {
    let scripts = document().query_selector_all("script[type='application/ld+json']");
    let scripts = scripts.expect("a selector");
    (0..scripts.length())
        .filter_map(|index| scripts.get(index)?.text_content())
        .find(|text| text.contains(article))
}

#[wasm_bindgen_test]
async fn search_engines_are_told_once_an_article_until_it_is_gone() {
    let article = "https://blog.example/told/";
    let canonical = canonical_link(article);
    document().set_title("A title");
    let other = [
        ("article", "https://blog.example/other/"),
        ("value", "2"),
        ("votes", "3"),
    ];
    let other = Widget::new(RATING, &other, "");
    other.until(|widget| widget.find(".line").is_some()).await;
    let attributes = [("article", article), ("value", "4.975"), ("votes", "3")];
    let first = Widget::new(RATING, &attributes, "");
    let second = Widget::new(RATING, &attributes, "");
    second.until(|widget| widget.find(".line").is_some()).await;
    let line = second.find(".line").and_then(|line| line.text_content());
    assert_eq!(line.as_deref(), Some("5/5 - (3 votes)"));
    let told = r#"{"@context":"https://schema.org","@type":"Article","@id":"https://blog.example/told/","url":"https://blog.example/told/","name":"A title","aggregateRating":{"@type":"AggregateRating","ratingValue":5,"bestRating":5,"worstRating":1,"ratingCount":3}}"#;
    assert_eq!(structured_data(article).as_deref(), Some(told));
    let scripts = document().query_selector_all("script[type='application/ld+json']");
    assert_eq!(scripts.expect("a selector").length(), 1);

    drop(first);
    assert!(structured_data(article).is_some());
    drop(second);
    until(&head(), || structured_data(article).is_none()).await;
    canonical.remove();
}

/// A link in the page's head by which its own article is at `url`.
fn canonical_link(url: &str) -> Element {
    let link = create("link");
    for (name, value) in [("rel", "canonical"), ("href", url)] {
        link.set_attribute(name, value).expect("a valid name");
    }
    head().append_child(&link).expect("the head takes it");
    link.into()
}

#[wasm_bindgen_test]
async fn search_engines_are_told_what_the_page_says_the_article_is() {
    for (kind, told) in [
        (
            "Recipe",
            Some(r#""@type":"Recipe","identifier":"<a> \u003c/script>""#),
        ),
        ("<script>", Some(r#""@type":"Article""#)),
        ("off", None),
    ] {
        let attributes = [
            ("article", "<a> </script>"),
            ("value", "4"),
            ("votes", "3"),
            ("structured-data", kind),
        ];
        let widget = Widget::new(RATING, &attributes, "");
        widget.until(|widget| widget.find(".line").is_some()).await;
        let text = structured_data("u003ca>");
        match told {
            Some(told) => {
                let told = told.replace("<a>", "\\u003ca>");
                assert!(text.is_some_and(|text| text.contains(&told)), "{kind}");
            }
            None => assert_eq!(text, None),
        }
        drop(widget);
        until(&head(), || structured_data("u003ca>").is_none()).await;
    }
}

#[wasm_bindgen_test]
async fn a_page_that_tells_of_its_votes_itself_is_left_alone() {
    let own = create("script");
    own.set_attribute("type", "application/ld+json")
        .expect("a valid name");
    own.set_text_content(Some(r#"{"@type": "Article", "aggregateRating": {}}"#));
    body().append_child(&own).expect("the body takes it");
    let attributes = [("article", "told already"), ("value", "4"), ("votes", "3")];
    let widget = Widget::new(RATING, &attributes, "");
    widget.until(|widget| widget.find(".line").is_some()).await;
    assert_eq!(structured_data("told already"), None);
    own.remove();
}

fn head() -> HtmlHeadElement {
    document().head().expect("a head")
}

#[wasm_bindgen_test]
async fn a_form_sends_the_readers_vote_and_may_want_one() {
    let form = create("form");
    body().append_child(&form).expect("the body takes it");
    let attributes = [("article", "a form"), ("name", "stars"), ("required", "")];
    let widget = Widget::prepare(create(RATING), &attributes);
    form.append_child(&widget.element).expect("a form takes it");
    let mut widget = widget.mount();
    let form: HtmlFormElement = form.unchecked_into();
    let sent = || {
        let data = FormData::new_with_form(&form).expect("a form");
        data.get("stars").as_string()
    };
    widget.until_text("The votes cannot be shown.").await;
    assert_eq!(sent(), None);
    assert!(!form.check_validity());
    star(&widget, 3).click();
    widget.until_text("Your vote of 3/5").await;
    assert_eq!(sent().as_deref(), Some("3"));
    assert!(form.check_validity());
    widget.reset();
    widget.until_text("Your vote is withdrawn as soon as").await;
    assert_eq!(sent(), None);
    assert!(!form.check_validity());

    widget.set("disabled", "");
    widget
        .until(|widget| widget.find("fieldset:disabled").is_some())
        .await;
    assert!(form.check_validity());
    form.remove();
}

/// A star to choose.
fn star(widget: &Widget, value: u8) -> HtmlInputElement {
    let star = widget.find(&format!("input[value='{value}']"));
    star.expect("a star").unchecked_into()
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
