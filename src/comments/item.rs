//! One comment: who wrote it, when, what, and what its reader can do with it.

use std::rc::Rc;

use article_widgets_model::{CommentState, Identifier};
use yew::prelude::*;

use super::avatar::avatar;
use super::markup::{markup, web_address};
use super::properties::Properties;
use super::state::{Action, Place, Shown, State, Step};
use crate::backend::Failure;
use crate::host::address_with_fragment;
use crate::language::{Words, fill, labelled};
use crate::notice::reason;

/// What a comment needs to be drawn. It is drawn again only if some of it changes.
#[derive(Clone, PartialEq, yew::Properties)]
pub(super) struct ItemProperties {
    /// What the element says.
    pub(super) comments: Properties,
    /// The comment.
    pub(super) shown: Rc<Shown>,
    /// Whom it answers, where its place does not tell.
    pub(super) answers: Option<Rc<Shown>>,
    /// How long ago it was written, in words.
    pub(super) age: AttrValue,
    /// Whether its reader may change it.
    pub(super) is_editable: bool,
    /// How far its reader has come in taking it back.
    pub(super) withdrawal: Option<Step>,
    /// Where the choices of its reader go.
    pub(super) dispatcher: UseReducerDispatcher<State>,
}

/// A comment.
#[component]
pub(super) fn Item(properties: &ItemProperties) -> Html {
    let comment = &properties.shown.comment;
    let words = properties.comments.language.words();
    if comment.state == CommentState::Withdrawn {
        return html! { <p class="hint" part="hint">{ words.comment_withdrawn }</p> };
    }
    let is_held = comment.state == CommentState::Held;
    html! {
        <article part="comment">
            { byline(properties) }
            if is_held {
                <p class="held" part="status">{ words.comment_held }</p>
            }
            <Body
                html={comment.html.clone()} text={comment.body.clone()}
                images={properties.comments.options.images}
                lang={properties.comments.page_language.clone()}
            />
            { choices(properties) }
        </article>
    }
}

fn byline(properties: &ItemProperties) -> Html {
    let comment = &properties.shown.comment;
    let language = &properties.comments.language;
    let words = language.words();
    let created = comment.created.clone();
    let protocol = properties.comments.source.protocol;
    let link = |id| address_with_fragment(&protocol.fragment(id));
    let exact = language.date(&created);
    html! {
        <p class="byline">
            { avatar(&comment.name) }
            { author(properties) }
            { " " }
            <a class="permalink" part="permalink" href={link(comment.id)}>
                <time part="date" datetime={created} title={exact}>{ properties.age.clone() }</time>
            </a>
            if let Some(edited) = &comment.edited {
                { " " }
                <span class="hint" part="hint" title={language.date(edited)}>
                    { words.comment_edited }
                </span>
            }
            if let Some(answered) = &properties.answers {
                { " " }
                <a class="hint" href={link(answered.comment.id)} dir="auto">
                    { fill(words.comment_answers, &[("name", name(words, answered))]) }
                </a>
            }
        </p>
    }
}

/// The name to show for a comment's author.
pub(super) fn name<'a>(words: &Words, shown: &'a Shown) -> &'a str {
    if shown.comment.name.is_empty() {
        words.comment_anonymous
    } else {
        &shown.comment.name
    }
}

fn author(properties: &ItemProperties) -> Html {
    let words = properties.comments.language.words();
    let website = properties.shown.comment.website.as_deref();
    let name = html! { <bdi>{ name(words, &properties.shown).to_owned() }</bdi> };
    match website.and_then(web_address) {
        Some(website) => html! {
            <a class="author" part="author" href={website} rel="nofollow ugc noopener">{ name }</a>
        },
        None => html! { <span class="author" part="author">{ name }</span> },
    }
}

fn choices(properties: &ItemProperties) -> Html {
    let words = properties.comments.language.words();
    let id = properties.shown.comment.id;
    if let Some(step) = &properties.withdrawal {
        return withdrawal(properties, step);
    }
    let choice = |class: &'static str, label: &'static str, action: fn(Identifier) -> Action| {
        let dispatcher = properties.dispatcher.clone();
        let onclick = Callback::from(move |_| dispatcher.dispatch(action(id)));
        // Many buttons say the same: the author's name tells them apart.
        let name = labelled(words, label, name(words, &properties.shown));
        html! {
            <button type="button" {class} part="button choice" aria-label={name} {onclick}>
                { label }
            </button>
        }
    };
    let can_reply = properties.comments.options.has_form
        && properties.shown.comment.state == CommentState::Published;
    if !can_reply && !properties.is_editable {
        return Html::default();
    }
    html! {
        <div class="choices">
            if can_reply {
                { choice("reply", words.comment_reply, |id| Action::Began(Place::Reply(id))) }
            }
            if properties.is_editable {
                { choice("edit", words.comment_edit, |id| Action::Began(Place::Edit(id))) }
                { choice("withdraw", words.comment_withdraw, Action::WithdrawalWanted) }
            }
        </div>
    }
}

fn withdrawal(properties: &ItemProperties, step: &Step) -> Html {
    let language = &properties.comments.language;
    let words = language.words();
    let dispatch = |action: fn() -> Action| {
        let dispatcher = properties.dispatcher.clone();
        Callback::from(move |_: MouseEvent| dispatcher.dispatch(action()))
    };
    let question = match step {
        Step::Asking => words.withdraw_question.to_owned(),
        Step::Sending => words.form_sending.to_owned(),
        Step::Failed(Failure::Refused(401..=410)) => {
            [words.withdraw_failed, " ", words.edit_too_late].concat()
        }
        Step::Failed(failure) => [words.withdraw_failed, " ", &reason(language, failure)].concat(),
    };
    let is_sending = *step == Step::Sending;
    let onkeydown = {
        let dispatcher = properties.dispatcher.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                dispatcher.dispatch(Action::WithdrawalDropped);
            }
        })
    };
    html! {
        <div class="choices question" role="alert" tabindex="-1" {onkeydown}>
            <p>{ question }</p>
            <button
                type="button" class="confirm" part="button confirm"
                aria-disabled={is_sending.then_some("true")}
                onclick={dispatch(|| Action::WithdrawalConfirmed)}
            >
                { words.withdraw_confirm }
            </button>
            <button type="button" class="keep" part="button keep" onclick={dispatch(|| Action::WithdrawalDropped)}>
                { words.withdraw_keep }
            </button>
        </div>
    }
}

/// What a comment says.
#[derive(Clone, PartialEq, yew::Properties)]
pub(super) struct BodyProperties {
    /// As HTML, from a server.
    pub(super) html: AttrValue,
    /// As it was written.
    pub(super) text: AttrValue,
    /// Whether its pictures are shown.
    pub(super) images: bool,
    /// The language in which readers write, as a tag.
    pub(super) lang: AttrValue,
}

/// The text of a comment, which is built from its HTML once.
#[component]
pub(super) fn Body(properties: &BodyProperties) -> Html {
    html! {
        <div class="text" part="body" dir="auto" lang={properties.lang.clone()}>
            { markup(&properties.html, &properties.text, properties.images) }
        </div>
    }
}
