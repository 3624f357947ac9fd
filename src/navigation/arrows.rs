//! Detects whether the page needs the arrow keys, so that the navigation leaves them to it.

use gloo_utils::window;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, KeyboardEvent, ShadowRoot};

use crate::browser::js_value::{object, text};

/// Elements that use arrow keys while they have the focus: fields, players, dialogs, and elements
/// with such a role.
const USERS: &str = "input, textarea, select, audio, video, iframe, embed, object, canvas, \
    [contenteditable]:not([contenteditable=false]), [popover]:not([popover=manual]), \
    [role=alertdialog], [role=application], [role=combobox], [role=dialog], [role=grid], \
    [role=gridcell], [role=listbox], [role=menu], [role=menubar], [role=menuitem], \
    [role=option], [role=radio], [role=radiogroup], [role=scrollbar], [role=searchbox], \
    [role=slider], [role=spinbutton], [role=tab], [role=tablist], [role=textbox], \
    [role=toolbar], [role=tree], [role=treegrid], [role=treeitem], \
    [aria-roledescription=carousel]";

/// Elements that a script has made focusable, such as a map.
const HAND_MADE: &str = "[tabindex]:not([tabindex^='-'], a, button, summary)";

/// Elements that are in front of the page while they are open. A browser refuses a whole list for
/// one selector that it does not know.
const BEFORE: [&str; 3] = [
    "dialog:modal, [aria-modal=true]",
    ":fullscreen:not(:root)",
    "[popover]:not([popover=manual], [popover=hint]):popover-open",
];

#[wasm_bindgen]
extern "C" {
    type Visible;

    // web-sys does not know it, nor do older browsers.
    #[wasm_bindgen(method, js_name = checkVisibility, catch)]
    fn check(this: &Visible, options: &JsValue) -> Result<bool, JsValue>;
}

/// True if an arrow key is of use elsewhere than in the navigation of `host`: to the focused
/// element, to an element in a closed shadow root, to a page that is edited or scrolls sideways,
/// or to something open in front of it.
pub(super) fn are_of_use(event: &KeyboardEvent, host: &Element) -> bool {
    let Some(document) = host.owner_document() else {
        return true;
    };
    let is_edited = text(&document, "designMode").is_some_and(|mode| mode == "on");
    is_edited || is_behind(&document, host) || is_covered(&document, host) || {
        let path = event.composed_path();
        let mut elements = path
            .iter()
            .filter_map(|target| target.dyn_into::<Element>().ok());
        let innermost = path.get(0).dyn_into::<Element>().ok();
        innermost.is_some_and(|element| is_hand_made(&element))
            || elements.any(|element| is_user(&element) || scrolls(&element))
            || clicked(&document).any(|element| scrolls(&element))
    }
}

fn is_hand_made(element: &Element) -> bool {
    element.local_name().contains('-') || matches(element, HAND_MADE)
}

fn is_user(element: &Element) -> bool {
    matches(element, USERS)
}

fn matches(element: &Element, selector: &str) -> bool {
    element.matches(selector).unwrap_or_default()
}

/// True if an element can be scrolled sideways.
fn scrolls(element: &Element) -> bool {
    element.local_name() != "body" && element.scroll_width() > element.client_width() + 1
}

/// The last clicked element and its ancestors, from the inside out: browsers scroll them, though
/// they have no focus.
fn clicked(document: &Document) -> impl Iterator<Item = Element> {
    let selection = document.get_selection().ok().flatten();
    let anchor = selection.and_then(|selection| selection.anchor_node());
    let first = anchor.and_then(|node| match node.dyn_into::<Element>() {
        Ok(element) => Some(element),
        Err(node) => node.parent_element(),
    });
    std::iter::successors(first, |element| element.parent_element())
}

/// True if something is open in front of the page.
fn is_behind(document: &Document, host: &Element) -> bool {
    BEFORE.iter().any(|selector| {
        let Ok(found) = document.query_selector_all(selector) else {
            return false;
        };
        (0..found.length())
            .filter_map(|place| found.get(place)?.dyn_into().ok())
            .any(|element: Element| !element.contains(Some(host)) && is_seen(&element))
    })
}

/// True if an element is visible: many pages keep their dialogs hidden.
fn is_seen(element: &Element) -> bool {
    let is_away = element.closest("[aria-hidden=true], [inert]");
    let options = object(&[
        ("opacityProperty", true.into()),
        ("visibilityProperty", true.into()),
    ]);
    let visible: &Visible = element.unchecked_ref();
    is_away.is_ok_and(|found| found.is_none()) && visible.check(&options).unwrap_or(true)
}

/// True if a fixed element covers the middle of the page, as lightboxes do whatever their roles.
/// Elements behind the page, and ancestors of the navigation, do not count.
fn is_covered(document: &Document, host: &Element) -> bool {
    let window = window();
    let middle = |size: Result<JsValue, JsValue>| {
        let size = size.ok().and_then(|size| size.as_f64());
        size.unwrap_or_default() as f32 / 2.0
    };
    let (x, y) = (middle(window.inner_width()), middle(window.inner_height()));
    let mut innermost = document.element_from_point(x, y);
    while let Some(inner) = innermost
        .as_ref()
        .and_then(|element| element.shadow_root()?.element_from_point(x, y))
    {
        innermost = Some(inner);
    }
    std::iter::successors(innermost, outer).any(|element| {
        let style = window.get_computed_style(&element).ok().flatten();
        let has = |name| style.as_ref()?.get_property_value(name).ok();
        has("position").is_some_and(|position| position == "fixed")
            && has("z-index").is_some_and(|layer| !layer.starts_with('-'))
            && !element.contains(Some(host))
    })
}

/// The element around one, or that whose shadow root it is in.
fn outer(element: &Element) -> Option<Element> {
    element.parent_element().or_else(|| {
        let root: ShadowRoot = element.get_root_node().dyn_into().ok()?;
        Some(root.host())
    })
}
