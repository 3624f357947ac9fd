//! The form in which a reader writes: a comment, an answer to one, or another text
//! for an own one.

mod controls;
mod effects;
mod fields;
mod preview;
mod state;

use std::cell::Cell;
use std::rc::Rc;

use article_widgets_model::{CommentDraft, Required};
use yew::prelude::*;

use super::author;
use super::draft;
use super::effects::send as deliver;
use super::outbox;
use super::properties::Properties;
use super::state::{Action as Comments, Attempt, Place, Refusal, State};
use crate::backend::{Failure, Signs};
use crate::effect::use_effects;
use crate::language::{Language, fill};
use crate::notice::notice;
use crate::reducer::{UseReducerDispatcher, UseReducerHandle, use_reducer_eq};
use controls::Controls;
use effects::{Drawn, EFFECTS};
use state::{Action, Form};

/// Where a form stands, and what has become of what was sent from it.
#[derive(Clone, PartialEq, yew::Properties)]
pub(super) struct FormProperties {
    /// What the element says.
    pub(super) comments: Properties,
    /// Where its text belongs.
    pub(super) place: Place,
    /// Who is answered.
    #[prop_or_default]
    pub(super) name: AttrValue,
    /// The text that is changed.
    #[prop_or_default]
    pub(super) body: AttrValue,
    /// Whether the focus goes to it when it comes.
    #[prop_or_default]
    pub(super) takes_focus: bool,
    /// What is to be mended in it.
    pub(super) refusal: Option<Refusal>,
    /// Whether something from it is on its way.
    #[prop_or_default]
    pub(super) is_sending: bool,
    /// What became of what was sent last.
    #[prop_or_default]
    pub(super) status: &'static str,
    /// Where what it sends goes.
    pub(super) dispatcher: UseReducerDispatcher<State>,
}

impl FormProperties {
    /// What stands before the identifiers of its elements, so that they differ from
    /// those of the other form.
    fn prefix(&self) -> &'static str {
        match self.place {
            Place::Article => "",
            Place::Reply(_) => "reply-",
            Place::Edit(_) => "edit-",
        }
    }

    fn is_edit(&self) -> bool {
        matches!(self.place, Place::Edit(_))
    }

    fn required(&self) -> Required {
        if self.is_edit() {
            Required {
                name: false,
                ..Required::default()
            }
        } else {
            self.comments.options.required()
        }
    }
}

/// A form. Its controls hold what the reader types, and nothing draws over it, so
/// that no failure can take it away.
#[component]
pub(super) fn WritingForm(properties: &FormProperties) -> Html {
    let form = use_reducer_eq::<Form>();
    let controls = use_ref(Controls::default);
    let drawn = Drawn {
        properties: properties.clone(),
        form: form.clone(),
        controls: Rc::clone(&controls),
        is_drawn: use_ref(Cell::default),
    };
    use_effects(&EFFECTS, drawn);

    let language = &properties.comments.language;
    let (submit, change) = (
        submit(properties, &form, &controls),
        change(properties, &form, &controls),
    );
    let words = language.words();
    let (heading, label) = match properties.place {
        Place::Article => (words.form_heading().to_owned(), words.form_submit()),
        Place::Reply(_) => {
            let name = [("name", properties.name.as_str())];
            (fill(words.reply_heading(), &name), words.reply_submit())
        }
        Place::Edit(_) => (words.edit_heading().to_owned(), words.edit_submit()),
    };
    let heading_tag = match properties.place {
        Place::Article => "h2",
        Place::Reply(_) | Place::Edit(_) => "h3",
    };
    let heading_id = [properties.prefix(), "heading"].concat();
    let is_sending = properties.is_sending || form.sending.is_some();
    let onsubmit = {
        let submit = submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit.emit(());
        })
    };
    let onkeydown = cancel_by_key(properties, &controls);
    html! {
        <form
            part="form" novalidate=true aria-labelledby={heading_id.clone()}
            {onsubmit} oninput={change.reform(|_: InputEvent| ())} {onkeydown}
        >
            <@{heading_tag} id={heading_id} part="heading" dir="auto">{ heading }</@>
            { fields::summary(properties, &form, &controls) }
            { fields::fields(properties, &form, &controls) }
            <div class="actions">
                <button
                    // It stays focusable while something is sent, so that the focus of
                    // a keyboard user is not lost.
                    type="submit" part="button submit" ref={controls.submit.clone()}
                    aria-disabled={is_sending.then_some("true")}
                >
                    { label }
                </button>
                { cancel_button(properties, &controls) }
                <p class="status" part="status" role="status">
                    { if form.sending.is_some() { words.form_sending() } else { properties.status } }
                </p>
            </div>
            { failure(properties, &form, &controls, submit) }
        </form>
    }
}

fn submit(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) -> Callback<()> {
    let (properties, form, controls) = (properties.clone(), form.dispatcher(), controls.clone());
    Callback::from(move |()| {
        let typed = controls.draft();
        let draft = typed.normalised();
        let is_again = properties.is_sending && draft.body.is_empty();
        if is_again || form.state().sending.is_some() {
            return;
        }
        let errors = draft.validate(properties.required());
        if errors.is_empty() {
            send(&properties, &form, &controls, draft);
        } else {
            form.dispatch(Action::Refused(Failure::Invalid(errors)));
        }
    })
}

/// Hands over what the reader has written, which is kept on the device until the
/// server has it.
fn send(
    properties: &FormProperties,
    form: &UseReducerDispatcher<Form>,
    controls: &Controls,
    draft: CommentDraft,
) {
    let (source, place) = (&properties.comments.source, properties.place);
    form.dispatch(Action::Accepted);
    if properties.is_edit() {
        form.dispatch(Action::EditSent(draft.body.into()));
        return;
    }
    if let Some(remembers) = controls.remembers() {
        author::remember(source, remembers.then_some(&draft));
    }
    let parent = match place {
        Place::Reply(parent) => Some(parent),
        _ => None,
    };
    let signs = Signs {
        is_again: draft::has_identifier(source, place),
        ..controls.signs()
    };
    let attempt = Attempt {
        id: draft::identifier(source, place),
        draft: CommentDraft { parent, ..draft }.into(),
        signs,
    };
    outbox::keep(source, &attempt);
    draft::forget(source, place);
    controls.empty();
    deliver(&properties.comments, &properties.dispatcher, vec![attempt]);
}

fn change(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) -> Callback<()> {
    let (source, place) = (properties.comments.source.clone(), properties.place);
    let required = properties.required();
    let (dispatcher, controls) = (form.dispatcher(), controls.clone());
    Callback::from(move |()| {
        let form = dispatcher.state();
        let is_kept = draft::keep(&source, place, &controls.draft());
        if is_kept == form.is_unkept {
            dispatcher.dispatch(Action::Kept(is_kept));
        }
        let room = controls.room();
        if room != form.room {
            dispatcher.dispatch(Action::Counted(room));
        }
        // Judging a long comment at each key press would be felt.
        if !form.errors.is_empty() {
            dispatcher.dispatch(Action::Changed(controls.draft(), required));
        }
    })
}

fn cancel(properties: &FormProperties, controls: &Controls) -> Callback<()> {
    let (source, place) = (properties.comments.source.clone(), properties.place);
    let (dispatcher, controls) = (properties.dispatcher.clone(), controls.clone());
    let original = properties.body.clone();
    Callback::from(move |()| {
        // A text stays on the device, and is there again when the form is.
        let body = controls.draft().body;
        if body.trim().is_empty() || body == *original {
            draft::forget(&source, place);
        }
        dispatcher.dispatch(Comments::Stopped(place));
    })
}

fn cancel_button(properties: &FormProperties, controls: &Controls) -> Html {
    if properties.place == Place::Article {
        return Html::default();
    }
    let onclick = cancel(properties, controls).reform(|_: MouseEvent| ());
    html! {
        <button type="button" part="button cancel" {onclick}>
            { properties.comments.language.words().form_cancel() }
        </button>
    }
}

fn cancel_by_key(
    properties: &FormProperties,
    controls: &Controls,
) -> Option<Callback<KeyboardEvent>> {
    if properties.place == Place::Article {
        return None;
    }
    let cancel = cancel(properties, controls);
    Some(Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            cancel.emit(());
        }
    }))
}

fn failure(
    properties: &FormProperties,
    form: &Form,
    controls: &Controls,
    submit: Callback<()>,
) -> Html {
    let Some(failure) = &form.failure else {
        return Html::default();
    };
    let language = &properties.comments.language;
    let words = language.words();
    if form.is_orphaned() {
        let detach = detach(properties, controls);
        return sentence(words.reply_orphaned(), words.reply_detach(), detach);
    }
    let what = if properties.is_edit() {
        if matches!(failure, Failure::Refused(401..=410)) {
            return too_late(language);
        }
        words.edit_failed()
    } else {
        words.form_failed()
    };
    let controls = controls.clone();
    let retry = Callback::from(move |_| {
        controls.focus_submit();
        submit.emit(());
    });
    notice(language, what, failure, retry)
}

fn too_late(language: &Language) -> Html {
    html! {
        <div class="notice" part="notice" role="alert">
            <p>{ language.words().edit_too_late() }</p>
        </div>
    }
}

fn sentence(text: &'static str, label: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <div class="notice" part="notice" role="alert">
            <p>{ text }</p>
            <button type="button" part="button" {onclick}>{ label }</button>
        </div>
    }
}

/// Makes a comment of its own of an answer to one that is gone.
fn detach(properties: &FormProperties, controls: &Controls) -> Callback<MouseEvent> {
    let (source, place) = (properties.comments.source.clone(), properties.place);
    let (dispatcher, controls) = (properties.dispatcher.clone(), controls.clone());
    Callback::from(move |_| {
        draft::restore(&source, Place::Article, None, &controls.draft());
        draft::forget(&source, place);
        dispatcher.dispatch(Comments::Detached);
    })
}
