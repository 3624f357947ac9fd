//! The form's fields: their place in the page, and what the reader typed.

use article_widgets_model::{CommentDraft, Field, FieldError};
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, SubmitEvent};
use yew::prelude::*;

use super::state::{Form, State};
use crate::host::{focus, focus_quietly};
use crate::language::{Language, Words, fill};
use crate::notice::notice;

/// The form's controls. They hold what the reader types, and nothing draws over
/// it, so that no failure can take it away.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Controls {
    body: NodeRef,
    name: NodeRef,
    email: NodeRef,
    website: NodeRef,
    submit: NodeRef,
}

impl Controls {
    /// What the reader typed.
    pub(super) fn draft(&self) -> CommentDraft {
        CommentDraft {
            body: self.body().map(|body| body.value()).unwrap_or_default(),
            name: input_value(&self.name),
            email: input_value(&self.email),
            website: input_value(&self.website),
            parent: None,
        }
    }

    /// Empties the comment's field for the next one, unless the reader went on
    /// writing after `published` was sent.
    pub(super) fn clear(&self, published: &CommentDraft) {
        if self.draft().normalised().body == published.body {
            self.empty_body();
        }
    }

    /// Gives back what the reader has written before. A field that is empty there
    /// stays as it is.
    pub(super) fn fill(&self, draft: &CommentDraft) {
        if let Some(body) = self.body() {
            body.set_value(&draft.body);
        }
        for (input, text) in [
            (&self.name, &draft.name),
            (&self.email, &draft.email),
            (&self.website, &draft.website),
        ] {
            if let Some(input) = input
                .cast::<HtmlInputElement>()
                .filter(|_| !text.is_empty())
            {
                input.set_value(text);
            }
        }
    }

    /// Empties the comment's field.
    pub(super) fn empty_body(&self) {
        if let Some(body) = self.body() {
            body.set_value("");
        }
    }

    /// Puts the focus on a field.
    pub(super) fn focus(&self, field: Field) {
        if let Some(control) = self.reference(field).cast::<Element>() {
            focus(&control);
        }
    }

    /// Takes the focus from the button that tries again, which is about to go, to
    /// the one that sends.
    fn focus_submit(&self) {
        if let Some(submit) = self.submit.cast::<Element>() {
            focus_quietly(&submit);
        }
    }

    fn body(&self) -> Option<HtmlTextAreaElement> {
        self.body.cast()
    }

    fn reference(&self, field: Field) -> &NodeRef {
        match field {
            Field::Name => &self.name,
            Field::Email => &self.email,
            Field::Website => &self.website,
            _ => &self.body,
        }
    }
}

fn input_value(input: &NodeRef) -> String {
    input
        .cast::<HtmlInputElement>()
        .map(|input| input.value())
        .unwrap_or_default()
}

/// The form, with what is wrong beside each field and what became of it below.
pub(super) fn form(
    language: &Language,
    state: &State,
    controls: &Controls,
    submit: Callback<()>,
    change: Callback<()>,
) -> Html {
    let words = language.words();
    let onsubmit = {
        let submit = submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit.emit(());
        })
    };
    let oninput = Callback::from(move |_: InputEvent| change.emit(()));
    html! {
        <form part="form" novalidate=true aria-labelledby="form-heading" {onsubmit} {oninput}>
            <h2 id="form-heading" part="heading">{ words.form_heading }</h2>
            { for FIELDS.map(|field| self::field(language, state, controls, field)) }
            <div class="actions">
                { submit_button(words, &state.form, controls) }
                <p class="status" part="status" role="status">{ status(words, &state.form) }</p>
            </div>
            { failure(language, &state.form, controls, submit) }
        </form>
    }
}

const FIELDS: [Field; 4] = [Field::Body, Field::Name, Field::Email, Field::Website];

fn field(language: &Language, state: &State, controls: &Controls, field: Field) -> Html {
    let words = language.words();
    let id = field.name();
    let error = state.error(field);
    let hint = (field == Field::Email).then_some(words.form_email_hint);
    html! {
        <div class={classes!("field", id)} part="field">
            <label for={id} part="label">
                { label(words, field) }
                if !is_required(field) {
                    <span class="hint" part="hint">{ " " }{ words.form_optional }</span>
                }
            </label>
            { control(controls, field, error.is_some(), hint.is_some()) }
            if let Some(hint) = hint {
                <p class="hint" part="hint" id={[id, "-hint"].concat()}>{ hint }</p>
            }
            if let Some(error) = error {
                <p class="error" part="error" id={[id, "-error"].concat()}>
                    { sentence(language, error) }
                </p>
            }
        </div>
    }
}

fn control(controls: &Controls, field: Field, is_wrong: bool, has_hint: bool) -> Html {
    let id = field.name();
    let reference = controls.reference(field).clone();
    let invalid = if is_wrong { "true" } else { "false" };
    let described_by = match (is_wrong, has_hint) {
        (true, true) => Some([id, "-error ", id, "-hint"].concat()),
        (true, false) => Some([id, "-error"].concat()),
        (false, true) => Some([id, "-hint"].concat()),
        (false, false) => None,
    };
    if field == Field::Body {
        return html! {
            <textarea
                {id} name={id} part="input" rows="6" dir="auto" required=true
                ref={reference} aria-invalid={invalid} aria-describedby={described_by}
            />
        };
    }
    let (kind, autocomplete) = match field {
        Field::Email => ("email", "email"),
        Field::Website => ("url", "url"),
        _ => ("text", "name"),
    };
    html! {
        <input
            {id} name={id} part="input" type={kind} {autocomplete} dir="auto"
            required={is_required(field)}
            ref={reference} aria-invalid={invalid} aria-describedby={described_by}
        />
    }
}

fn is_required(field: Field) -> bool {
    matches!(field, Field::Body | Field::Name)
}

fn label(words: &Words, field: Field) -> &'static str {
    match field {
        Field::Name => words.form_name,
        Field::Email => words.form_email,
        Field::Website => words.form_website,
        _ => words.form_body,
    }
}

fn sentence(language: &Language, error: FieldError) -> String {
    let limit = language.number(error.limit.unwrap_or_default().into());
    fill(language.words().field_error(error), &[("limit", &limit)])
}

/// The button stays focusable while the comment is sent, so that the focus of a
/// keyboard user is not lost; a second press does nothing then.
fn submit_button(words: &Words, form: &Form, controls: &Controls) -> Html {
    let is_sending = matches!(form, Form::Sending(_));
    html! {
        <button
            type="submit"
            part="button submit"
            ref={controls.submit.clone()}
            aria-disabled={is_sending.then_some("true")}
        >
            { words.form_submit }
        </button>
    }
}

fn status(words: &Words, form: &Form) -> &'static str {
    match form {
        Form::Sending(_) => words.form_sending,
        Form::Sent => words.form_sent,
        Form::Writing | Form::Failed(_) => "",
    }
}

fn failure(language: &Language, form: &Form, controls: &Controls, submit: Callback<()>) -> Html {
    let Form::Failed(failure) = form else {
        return Html::default();
    };
    let controls = controls.clone();
    let retry = Callback::from(move |_| {
        controls.focus_submit();
        submit.emit(());
    });
    notice(language, language.words().form_failed, failure, retry)
}
