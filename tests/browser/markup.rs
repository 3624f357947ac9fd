//! The HTML of comments in the widget: what the server makes of Markdown stays as it is, and of
//! other servers' what the same list names.

use article_widgets_model::markup::REL;
use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Widget, until};
use article_widgets::browser::js_value;

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn answer_with_comments(texts: Vec<String>);
    fn restore_fetch();
    fn outline_of_html(html: &str) -> String;
    fn outline_of_element(element: &web_sys::Element) -> String;
}

/// A widget that shows comments with these texts.
async fn with_comments(texts: &[String], attributes: &[(&str, &str)]) -> Widget {
    answer_with_comments(texts.to_vec());
    let widget = Widget::new("article-comments", attributes, "");
    let count = u32::try_from(texts.len()).expect("a few");
    until(&widget.root, || widget.count(".text") == count).await;
    restore_fetch();
    widget
}

/// The elements with the comments' texts, in their order.
fn texts_of(widget: &Widget) -> Vec<web_sys::Element> {
    let found = widget.root.query_selector_all(".text").expect("a selector");
    let nodes = (0..found.length()).filter_map(|index| found.item(index));
    nodes.map(JsCast::unchecked_into).collect()
}

/// The HTML that the widget shows of a text.
async fn shown(html: &str, attributes: &[(&str, &str)]) -> String {
    let widget = with_comments(&[html.to_owned()], attributes).await;
    outline_of_element(&texts_of(&widget)[0])
}

fn of_list(name: &str) -> Vec<JsValue> {
    let list = JSON::parse(include_str!("../../model/markup.json")).expect("JSON");
    let list = js_value::list(&list, name).expect("a list");
    list.iter().collect()
}

fn text(value: &JsValue) -> String {
    value.as_string().expect("a text")
}

#[wasm_bindgen_test]
async fn what_the_server_makes_of_markdown_is_shown_as_it_is() {
    let cases: Array = JSON::parse(include_str!("../../model/markdown.json"))
        .expect("JSON")
        .unchecked_into();
    for with_images in [false, true] {
        let texts: Vec<_> = cases
            .iter()
            .filter(|case| js_value::value(case, "images").is_some() == with_images)
            .filter_map(|case| js_value::text(&case, "html"))
            .collect();
        let attributes: &[_] = if with_images { &[("images", "")] } else { &[] };
        assert!(texts.len() > 3);
        let widget = with_comments(&texts, attributes).await;
        for (shown, html) in texts_of(&widget).iter().zip(&texts) {
            assert_eq!(outline_of_element(shown), outline_of_html(html), "{html}");
        }
        let links = widget.count(".text a");
        assert_eq!(widget.count(&format!(".text a[rel='{REL}']")), links);
    }
}

#[wasm_bindgen_test]
async fn the_list_lets_through_what_it_names_and_no_more() {
    for kept in of_list("kept") {
        let kept = text(&kept);
        assert_eq!(shown(&kept, &[]).await, outline_of_html(&kept));
    }
    for picture in of_list("pictures") {
        let picture = text(&picture);
        let with_images = shown(&picture, &[("images", "")]).await;
        assert_eq!(with_images, outline_of_html(&picture));
    }
    for dropped in of_list("dropped") {
        let dropped: Array = dropped.unchecked_into();
        let (html, left) = (text(&dropped.get(0)), text(&dropped.get(1)));
        assert_eq!(shown(&html, &[]).await, outline_of_html(&left), "{html}");
    }
    for address in of_list("nowhere") {
        let link = format!("<p><a href=\"{}\">a</a></p>", text(&address));
        assert_eq!(shown(&link, &[]).await, "<p>a</>", "{link}");
    }
}

#[wasm_bindgen_test]
async fn what_has_no_words_shows_its_address() {
    let link = "<p>See <a href=https://example.com/b>https://example.com/b</a></p>";
    for html in [
        "<p>See <a href=\"https://example.com/b\"></a></p>",
        "<p>See <a href=\"https://example.com/b\"> <em></em></a></p>",
        "<p>See <img src=\"https://example.com/b\"></p>",
        "<p>See <img src=\"https://example.com/b\" alt=\"\"></p>",
    ] {
        // What nobody sees of a link stays in it.
        let shown = shown(html, &[]).await.replace(" <em></>", "");
        let shown = shown.replace("/b> ", "/b>");
        assert_eq!(shown, outline_of_html(link), "{html}");
    }
    let described = "<p><img src=\"https://example.com/b.png\" alt=\"A cat\"></p>";
    let link = "<p><a href=\"https://example.com/b.png\">A cat</a></p>";
    assert_eq!(shown(described, &[]).await, outline_of_html(link));
    let nested = "<a href=\"https://example.com/\"><img src=\"https://example.com/b.png\"></a>";
    let link = "<a href=\"https://example.com/\">https://example.com/b.png</a>";
    assert_eq!(shown(nested, &[]).await, outline_of_html(link));
}

/// The computed style of what `selector` finds in a widget.
fn style(widget: &Widget, selector: &str, property: &str) -> String {
    let element = widget.find(selector).expect("an element");
    let window = web_sys::window().expect("a window");
    let style = window.get_computed_style(&element).ok().flatten();
    let style = style.expect("a style");
    style.get_property_value(property).expect("a property")
}

#[wasm_bindgen_test]
async fn text_markers_and_bar_agree_on_one_direction() {
    let blocks = |words: &str| {
        format!(
            "<p>{words}</p><ul><li>{words}<ol><li><p>{words}</p></li></ol></li></ul>\
             <blockquote><p>{words}</p></blockquote><p><code>git</code> {words}</p>"
        )
    };
    let texts = [
        blocks("Hello 1"),
        blocks("مرحبا 1"),
        "<p>👍 1</p><pre><code>مرحبا\n</code></pre>".to_owned(),
    ];
    let root = crate::support::document()
        .document_element()
        .expect("a root");
    for page in ["ltr", "rtl"] {
        root.set_attribute("dir", page).expect("a valid name");
        let widget = with_comments(&texts, &[]).await;
        for (place, direction, far) in [(1, "ltr", "right"), (2, "rtl", "left")] {
            let of = |block: &str| format!("li:nth-child({place}) .text {block}");
            for block in [
                "> p",
                "> ul",
                "> ul > li",
                "> ul ol",
                "> ul ol p",
                "> blockquote",
                "> blockquote > p",
                "> p:last-child",
            ] {
                let block = of(block);
                assert_eq!(style(&widget, &block, "direction"), direction, "{block}");
                assert_eq!(style(&widget, &block, "text-align"), "start", "{block}");
                assert_ne!(
                    style(&widget, &block, "unicode-bidi"),
                    "plaintext",
                    "{block}"
                );
            }
            let bar = format!("border-{far}-width");
            assert_eq!(style(&widget, &of("> blockquote"), &bar), "0px");
            assert_eq!(style(&widget, &of("code"), "direction"), "ltr");
        }
        assert_eq!(
            style(&widget, "li:nth-child(3) .text > p", "direction"),
            page
        );
        assert_eq!(style(&widget, "li:nth-child(3) pre", "direction"), "ltr");
    }
    root.remove_attribute("dir").expect("a valid name");
}

#[wasm_bindgen_test]
async fn a_list_counts_from_its_start_and_long_numbers_have_room() {
    let texts = [
        "<ol start=\"3\"><li>three</li><li>four</li></ol>".to_owned(),
        "<ol start=\"1986\"><li>What a year!</li></ol>".to_owned(),
    ];
    let widget = with_comments(&texts, &[]).await;
    let first = widget.find(".text ol").expect("a list");
    assert_eq!(first.get_attribute("start").as_deref(), Some("3"));
    let room = |place| {
        let list = format!("li:nth-child({place}) .text ol");
        let room = style(&widget, &list, "padding-left");
        room.trim_end_matches("px").parse::<f64>().expect("pixels")
    };
    assert!(room(2) > 2.0 * room(1), "{} {}", room(1), room(2));
}
