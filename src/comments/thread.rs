//! The comments that readers left, and how far their list has come.

use article_widgets_model::Comment;
use yew::prelude::*;

use super::state::{List, State};
use crate::language::Language;
use crate::notice::notice;

/// The list with its heading, and below it what the reader can ask for.
/// `has_fallback` tells whether the page's own content stands in for it so far.
pub(super) fn thread(
    language: &Language,
    state: &State,
    has_fallback: bool,
    more: Callback<MouseEvent>,
) -> Html {
    let is_empty = state.comments.is_empty();
    let is_ready = matches!(state.list, List::Ready(_));
    html! {
        <section part="comments" aria-labelledby="thread-heading" aria-busy={busy(state)}>
            <h2 id="thread-heading" part="heading">{ heading(language, state) }</h2>
            if is_empty && !is_ready && has_fallback {
                <slot />
            }
            if !is_empty {
                <ol>{ for state.comments.iter().map(|comment| item(language, comment)) }</ol>
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

fn item(language: &Language, comment: &Comment) -> Html {
    let class = comment.parent.is_some().then_some("reply");
    html! {
        <li key={comment.id.to_string()} {class}>
            <article part="comment">
                <p class="byline">
                    { author(comment) }
                    { " " }
                    <time part="date" datetime={comment.created.clone()}>
                        { language.date(&comment.created) }
                    </time>
                </p>
                <p class="body" part="body" dir="auto">{ &comment.body }</p>
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
