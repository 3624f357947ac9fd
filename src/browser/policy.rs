use std::cell::OnceCell;

use gloo_utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, RequestInit, Response};

use crate::browser::js_value::text;

thread_local! {
    static ALLOWS: OnceCell<Option<bool>> = const { OnceCell::new() };
}

/// Whether the page's content security policy lets rules for speculation stand in
/// a script of the page; none if the page does not let its policy be known. The
/// policy of the page's own answer can be read in one way alone, by asking for the
/// page's headers again, which is done once; a try that is forbidden would be
/// reported to the blog as a fault.
///
/// Source: <https://wicg.github.io/nav-speculation/speculation-rules.html>.
pub async fn allows_speculation_rules() -> Option<bool> {
    if let Some(known) = ALLOWS.with(|allows| allows.get().copied()) {
        return known;
    }
    let policies = header().await;
    let answer = policies.map(|policies| allows(&[&policies, &*written(&document())].concat()));
    ALLOWS.with(|allows| *allows.get_or_init(|| answer))
}

/// The policies in the page itself, each after a comma.
fn written(document: &Document) -> String {
    let selector = "meta[http-equiv='content-security-policy' i]";
    let Ok(found) = document.query_selector_all(selector) else {
        return String::new();
    };
    let mut policies = String::new();
    for index in 0..found.length() {
        let policy = found.get(index).and_then(|policy| text(&policy, "content"));
        policies.push(',');
        policies.push_str(&policy.unwrap_or_default());
    }
    policies
}

/// The policies that the page's server sends, separated by commas; none if it does
/// not say.
async fn header() -> Option<String> {
    let window = window();
    let init = RequestInit::new();
    init.set_method("HEAD");
    let page = window.location().href().ok()?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(&page, &init)).await;
    let answer: Response = answer.ok()?.dyn_into().ok()?;
    let policies = answer.headers().get("content-security-policy").ok()?;
    Some(policies.unwrap_or_default())
}

fn allows(policies: &str) -> bool {
    policies.split(',').all(allows_by_one)
}

/// The directive that governs a script in the page is the first of these.
const GOVERNING: [&str; 3] = ["script-src-elem", "script-src", "default-src"];

fn allows_by_one(policy: &str) -> bool {
    let directive = |name: &str| {
        policy.split(';').find_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            let is_named = words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(name));
            is_named.then_some(words)
        })
    };
    match GOVERNING.into_iter().find_map(directive) {
        Some(mut sources) => {
            sources.any(|source| source.eq_ignore_ascii_case("'inline-speculation-rules'"))
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_let_in_by_name_or_where_nothing_governs_scripts() {
        for (policies, expected) in [
            ("", true),
            (",", true),
            ("img-src 'self'", true),
            ("default-src 'none'", false),
            ("default-src 'none'; script-src 'self'", false),
            ("script-src 'self' 'inline-speculation-rules'", true),
            ("Script-Src 'self' 'INLINE-speculation-rules'", true),
            (
                "script-src 'inline-speculation-rules', script-src 'self'",
                false,
            ),
            (
                "script-src 'inline-speculation-rules'; script-src-elem 'self'",
                false,
            ),
            (
                "default-src 'inline-speculation-rules'; img-src 'none'",
                true,
            ),
        ] {
            assert_eq!(allows(policies), expected, "{policies}");
        }
    }
}
