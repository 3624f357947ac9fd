//! The comments that readers left, and how far their list has come.

use article_widgets_model::Comment;
use yew::prelude::*;

use super::properties::Properties;
use super::state::{List, State};
use crate::language::Language;
use crate::notice::notice;

/// Where the focus goes when a button of the list goes.
#[derive(Clone)]
pub(super) struct Places {
    /// The list's heading.
    pub(super) heading: NodeRef,
    /// The first comment of the page that came last.
    pub(super) arrival: NodeRef,
}

/// The list with its heading, and below it what the reader can ask for. The
/// page's own content stands in for it until it has come.
pub(super) fn thread(
    properties: &Properties,
    state: &State,
    places: &Places,
    more: Callback<MouseEvent>,
) -> Html {
    let language = &properties.language;
    let has_fallback = properties.host.has_fallback();
    let items = state.comments.iter().enumerate().map(|(index, comment)| {
        let is_arrival = index == state.first_of_page;
        let place = is_arrival.then(|| places.arrival.clone());
        item(properties, comment, place.unwrap_or_default())
    });
    let is_empty = state.comments.is_empty();
    let is_ready = matches!(state.list, List::Ready(_));
    html! {
        <section part="comments" aria-labelledby="thread-heading" aria-busy={busy(state)}>
            <h2 id="thread-heading" part="heading" tabindex="-1" ref={places.heading.clone()}>
                { heading(language, state) }
            </h2>
            if is_empty && !is_ready && has_fallback {
                <slot />
            }
            if !is_empty {
                <ol>{ for items }</ol>
            }
            { end(language, state, more) }
        </section>
    }
}

fn busy(state: &State) -> Option<&'static str> {
    (state.list == List::Loading).then_some("true")
}

fn heading(language: &Language, state: &State) -> String {
    let words = language.words();
    match state.list {
        List::Loading if state.comments.is_empty() => words.comments_loading.to_owned(),
        List::Ready(_) if state.count == 0 => words.comments_none.to_owned(),
        List::Failed(_) if state.count == 0 => words.comments_heading.to_owned(),
        _ => language.count(words.comments_count, state.count as f64),
    }
}

fn end(language: &Language, state: &State, more: Callback<MouseEvent>) -> Html {
    let words = language.words();
    match &state.list {
        List::Failed(failure) => notice(language, words.comments_load_failed, failure, more),
        List::Ready(Some(_)) => html! {
            <button type="button" part="button more" onclick={more}>{ words.comments_more }</button>
        },
        List::Ready(None) | List::Loading => Html::default(),
    }
}

fn item(properties: &Properties, comment: &Comment, place: NodeRef) -> Html {
    let lang = &properties.page_language;
    let class = comment.parent.is_some().then_some("reply");
    html! {
        <li key={comment.id.to_string()} {class} tabindex="-1" ref={place}>
            <article part="comment">
                <p class="byline">
                    { author(comment) }
                    { " " }
                    <time part="date" datetime={comment.created.clone()}>
                        { properties.language.date(&comment.created) }
                    </time>
                </p>
                <p class="body" part="body" dir="auto" {lang}>{ &comment.body }</p>
            </article>
        </li>
    }
}

fn author(comment: &Comment) -> Html {
    let name = html! { <bdi>{ &comment.name }</bdi> };
    match comment
        .website
        .as_ref()
        .filter(|website| is_web_address(website))
    {
        Some(website) => html! {
            <a class="author" part="author" href={website.clone()} rel="nofollow ugc noopener">
                { name }
            </a>
        },
        None => html! { <span class="author" part="author">{ name }</span> },
    }
}

fn is_web_address(website: &str) -> bool {
    let scheme = website.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    })
}

#[cfg(test)]
mod tests {
    use super::is_web_address;

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_web_address("https://example.org"));
        assert!(is_web_address("HTTP://example.org"));
        assert!(!is_web_address("javascript:alert(1)"));
        assert!(!is_web_address("javascript://example.org/%0aalert(1)"));
        assert!(!is_web_address("https:"));
    }
}
