//! The form's fields, each with its label, its hint and what is wrong with it.

use article_widgets_model::{Code, Field, FieldError};
use yew::prelude::*;

use super::controls::Controls;
use super::state::Form;
use super::{FormProperties, preview};
use crate::comments::properties::{OPTIONAL_FIELDS, Presence};
use crate::comments::state::Place;
use crate::language::{Language, Words, fill, labelled};
use crate::reducer::UseReducerHandle;

/// Where there are several, what is wrong, each a way to its field.
pub(super) fn summary(properties: &FormProperties, form: &Form, controls: &Controls) -> Html {
    if form.errors.len() < 2 {
        return Html::default();
    }
    let language = &properties.comments.language;
    let words = language.words();
    let ways = form.errors.iter().map(|error| {
        let (field, controls) = (error.field, controls.clone());
        let onclick = Callback::from(move |_| controls.focus(field));
        let text = labelled(words, label(words, field), &sentence(language, *error));
        html! { <li><button type="button" part="button way" {onclick}>{ text }</button></li> }
    });
    html! {
        <div class="summary" part="summary">
            <p>{ language.count(words.form_errors(), form.errors.len() as f64) }</p>
            <ul>{ for ways }</ul>
        </div>
    }
}

/// The fields, as many as the blog wants.
pub(super) fn fields(
    properties: &FormProperties,
    form: &UseReducerHandle<Form>,
    controls: &Controls,
) -> Html {
    let is_edit = matches!(properties.place, Place::Edit(_));
    let options = properties.comments.options;
    // What the server finds wrong can be mended only where it is to be seen.
    let is_there = |field: &Field| {
        !is_edit && (options.presence(*field) != Presence::Hidden || form.asked.contains(field))
    };
    let others: Vec<Field> = OPTIONAL_FIELDS.into_iter().filter(is_there).collect();
    let can_remember = !others.is_empty();
    html! {
        <>
            { body(properties, form, controls) }
            // Apart, so that the field for the comment stays the same when one comes.
            <div class="others">
                { for others.into_iter().map(|field| other(properties, form, controls, field)) }
            </div>
            if can_remember {
                { remember(properties, controls) }
            }
            { trap(properties, controls) }
        </>
    }
}

fn body(properties: &FormProperties, form: &UseReducerHandle<Form>, controls: &Controls) -> Html {
    let language = &properties.comments.language;
    let words = language.words();
    let id = id(properties, Field::Body);
    let offers = properties.comments.source.protocol.offers();
    let hint = if offers.markdown {
        words.form_body_hint()
    } else {
        words.form_body_hint_html()
    };
    let hint = (form.error(Field::Body).is_none()).then_some(hint);
    let counter = form.room.map(|room| {
        let plural = if room < 0 {
            words.form_over()
        } else {
            words.form_left()
        };
        language.count(plural, f64::from(room.abs()))
    });
    let described_by = described_by(&id, form.error(Field::Body).is_some(), hint.is_some());
    html! {
        <div class="field body" part="field">
            <div class="head">
                <label for={id.clone()} part="label">{ label(words, Field::Body) }</label>
                if offers.previews {
                    { preview::tabs(properties, form, controls) }
                }
            </div>
            if offers.previews {
                { preview::panel(properties, form) }
            }
            <div
                role={offers.previews.then_some("tabpanel")} id={[&id, "-write"].concat()}
                hidden={form.preview.is_some()}
                aria-labelledby={offers.previews.then(|| [&id, "-write-tab"].concat())}
            >
                <textarea
                    id={id.clone()} name="body" part="input" rows="6" dir="auto" required=true
                    ref={controls.body.clone()} aria-describedby={described_by}
                    aria-invalid={invalid(form, Field::Body)}
                />
            </div>
            <p class="hint counter" part="hint counter" role="status">
                { counter.unwrap_or_default() }
            </p>
            { hint_of(&id, hint) }
            if form.is_unkept {
                <p class="hint" part="hint">{ words.form_unkept() }</p>
            }
            { error(language, form, &id, Field::Body) }
        </div>
    }
}

fn other(properties: &FormProperties, form: &Form, controls: &Controls, field: Field) -> Html {
    let language = &properties.comments.language;
    let words = language.words();
    let id = id(properties, field);
    let hint = (field == Field::Email).then_some(words.form_email_hint());
    let (kind, autocomplete) = match field {
        Field::Email => ("email", "email"),
        Field::Website => ("url", "url"),
        _ => ("text", "name"),
    };
    // Also what the server wants, whatever the blog says.
    let is_missing = |error: FieldError| error.code == Code::Missing;
    let is_required = properties.comments.options.presence(field) == Presence::Required
        || form.error(field).is_some_and(is_missing);
    let described_by = described_by(&id, form.error(field).is_some(), hint.is_some());
    html! {
        <div key={field.name()} class={classes!("field", field.name())} part="field">
            <label for={id.clone()} part="label">
                { label(words, field) }
                if !is_required {
                    <span class="hint" part="hint">{ " " }{ words.form_optional() }</span>
                }
            </label>
            <input
                id={id.clone()} name={field.name()} part="input" type={kind} {autocomplete}
                dir="auto" required={is_required} ref={controls.reference(field).clone()}
                aria-describedby={described_by} aria-invalid={invalid(form, field)}
            />
            { hint_of(&id, hint) }
            { error(language, form, &id, field) }
        </div>
    }
}

fn remember(properties: &FormProperties, controls: &Controls) -> Html {
    html! {
        <label class="remember" part="label">
            <input type="checkbox" name="remember" part="remember" ref={controls.remember.clone()} />
            { properties.comments.language.words().form_remember() }
        </label>
    }
}

/// A field for programs: people neither see it nor come to it by keyboard, and screen
/// readers do not speak of it.
fn trap(properties: &FormProperties, controls: &Controls) -> Html {
    html! {
        <label class="unseen" aria-hidden="true">
            { properties.comments.language.words().form_trap() }
            <input type="text" name="subject" tabindex="-1" autocomplete="off" ref={controls.trap.clone()} />
        </label>
    }
}

fn id(properties: &FormProperties, field: Field) -> String {
    [properties.prefix(), field.name()].concat()
}

fn invalid(form: &Form, field: Field) -> &'static str {
    if form.error(field).is_some() {
        "true"
    } else {
        "false"
    }
}

fn described_by(id: &str, is_wrong: bool, has_hint: bool) -> Option<String> {
    match (is_wrong, has_hint) {
        (true, true) => Some([id, "-error ", id, "-hint"].concat()),
        (true, false) => Some([id, "-error"].concat()),
        (false, true) => Some([id, "-hint"].concat()),
        (false, false) => None,
    }
}

fn hint_of(id: &str, hint: Option<&'static str>) -> Html {
    match hint {
        Some(hint) => {
            html! { <p class="hint" part="hint" id={[id, "-hint"].concat()}>{ hint }</p> }
        }
        None => Html::default(),
    }
}

fn error(language: &Language, form: &Form, id: &str, field: Field) -> Html {
    match form.error(field) {
        Some(error) => html! {
            <p class="error" part="error" id={[id, "-error"].concat()}>
                { sentence(language, error) }
            </p>
        },
        None => Html::default(),
    }
}

fn label(words: &Words, field: Field) -> &'static str {
    match field {
        Field::Name => words.form_name(),
        Field::Email => words.form_email(),
        Field::Website => words.form_website(),
        _ => words.form_body(),
    }
}

fn sentence(language: &Language, error: FieldError) -> String {
    let limit = language.number(error.limit.unwrap_or_default().into());
    fill(language.words().field_error(error), &[("limit", &limit)])
}
