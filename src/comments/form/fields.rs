//! The form's fields, each with its label, its hint and what is wrong with it.

use article_widgets_model::{Code, Field, FieldError};
use yew::prelude::*;

use super::Writing;
use crate::comments::hint;
use crate::comments::properties::{OPTIONAL_FIELDS, Presence};
use crate::language::{Language, Words, fill, labelled};
use crate::tag::{Tag, button, tag};

impl Writing<'_> {
    /// Where there are several, what is wrong, each a way to its field.
    pub(super) fn summary(&self) -> Option<Tag> {
        let errors = &self.form.errors;
        if errors.len() < 2 {
            return None;
        }
        let (language, words) = (self.language(), self.words());
        let ways = errors.iter().map(|error| {
            let (field, controls) = (error.field, self.controls.clone());
            let onclick = Callback::from(move |_| controls.focus(field));
            let text = labelled(words, label(words, field), &sentence(language, *error));
            tag("li").child(button(onclick).part("button way").text(text))
        });
        let count = language.count(words.form_errors(), errors.len() as f64);
        Some(
            tag("div")
                .class("summary")
                .part("summary")
                .child(tag("p").text(count))
                .child(tag("ul").children(ways)),
        )
    }

    /// Adds the fields, as many as the blog wants.
    pub(super) fn draw_fields(&self, form: Tag) -> Tag {
        let is_edit = self.properties.is_edit();
        let options = self.properties.comments.options;
        // What the server finds wrong can be mended only where it is to be seen.
        let is_there = |field: &Field| {
            let is_wanted = options.presence(*field) != Presence::Hidden;
            !is_edit && (is_wanted || self.form.asked.contains(field))
        };
        let others = || OPTIONAL_FIELDS.into_iter().filter(is_there);
        form.child(self.body())
            // Apart, so that the field for the comment stays the same when one comes.
            .child(
                tag("div")
                    .class("others")
                    .children(others().map(|field| self.other(field))),
            )
            .child((others().count() > 0).then(|| self.remember()))
            .child(self.trap())
    }

    fn body(&self) -> Tag {
        let (form, words) = (self.form, self.words());
        let id = self.id(Field::Body);
        let offers = self.properties.comments.source.protocol.offers();
        let hint = if offers.markdown {
            words.form_body_hint()
        } else {
            words.form_body_hint_html()
        };
        let hint = form.error(Field::Body).is_none().then_some(hint);
        let label = tag("label")
            .set("for", id.clone())
            .part("label")
            .text(label(words, Field::Body));
        let control = self
            .control("textarea", &id, Field::Body, hint.is_some())
            .set("rows", "6")
            .set("required", true);
        let panel_label = offers.previews.then(|| [&id, "-write-tab"].concat());
        let panel = tag("div")
            .set("role", offers.previews.then_some("tabpanel"))
            .set("id", [&id, "-write"].concat())
            .set("hidden", form.preview.is_some())
            .set("aria-labelledby", panel_label)
            .child(control);
        let head = tag("div").class("head").child(label);
        tag("div")
            .class("field body")
            .part("field")
            .child(head.child(offers.previews.then(|| self.tabs())))
            .child(offers.previews.then(|| self.panel()))
            .child(panel)
            .child(self.counter())
            .child(hint_of(&id, hint))
            .child(form.is_unkept.then(|| hint::hint(words.form_unkept())))
            .child(self.error(&id, Field::Body))
    }

    fn counter(&self) -> Tag {
        let words = self.words();
        let text = self.form.room.map(|room| {
            let plural = if room < 0 {
                words.form_over()
            } else {
                words.form_left()
            };
            self.language().count(plural, f64::from(room.abs()))
        });
        tag("p")
            .class("hint counter")
            .part("hint counter")
            .set("role", "status")
            .text(text.unwrap_or_default())
    }

    fn other(&self, field: Field) -> Tag {
        let words = self.words();
        let id = self.id(field);
        let hint = (field == Field::Email).then_some(words.form_email_hint());
        let (kind, autocomplete) = match field {
            Field::Email => ("email", "email"),
            Field::Website => ("url", "url"),
            _ => ("text", "name"),
        };
        // Also what the server wants, whatever the blog says.
        let is_missing = |error: FieldError| error.code == Code::Missing;
        let is_required = self.properties.comments.options.presence(field) == Presence::Required
            || self.form.error(field).is_some_and(is_missing);
        let optional = || {
            tag("span")
                .class("hint")
                .part("hint")
                .text([" ", words.form_optional()].concat())
        };
        tag("div")
            .key(field.name())
            .class(["field ", field.name()].concat())
            .part("field")
            .child(
                tag("label")
                    .set("for", id.clone())
                    .part("label")
                    .text(label(words, field))
                    .child((!is_required).then(optional)),
            )
            .child(
                self.control("input", &id, field, hint.is_some())
                    .set("type", kind)
                    .set("autocomplete", autocomplete)
                    .set("required", is_required),
            )
            .child(hint_of(&id, hint))
            .child(self.error(&id, field))
    }

    /// In what a reader writes.
    fn control(&self, name: &'static str, id: &str, field: Field, has_hint: bool) -> Tag {
        let is_wrong = self.form.error(field).is_some();
        tag(name)
            .set("id", id.to_owned())
            .set("name", field.name())
            .part("input")
            .set("dir", "auto")
            .known_as(self.controls.reference(field))
            .set("aria-describedby", described_by(id, is_wrong, has_hint))
            .set("aria-invalid", if is_wrong { "true" } else { "false" })
    }

    fn remember(&self) -> Tag {
        let control = tag("input")
            .set("type", "checkbox")
            .set("name", "remember")
            .part("remember")
            .known_as(&self.controls.remember);
        tag("label")
            .class("remember")
            .part("label")
            .child(control)
            .text(self.words().form_remember())
    }

    /// A field for programs: people neither see it nor come to it by keyboard, and screen
    /// readers do not speak of it.
    fn trap(&self) -> Tag {
        let control = tag("input")
            .set("type", "text")
            .set("name", "subject")
            .set("tabindex", "-1")
            .set("autocomplete", "off")
            .known_as(&self.controls.trap);
        tag("label")
            .class("unseen")
            .set("aria-hidden", "true")
            .text(self.words().form_trap())
            .child(control)
    }

    fn error(&self, id: &str, field: Field) -> Option<Tag> {
        let error = self.form.error(field)?;
        Some(
            tag("p")
                .class("error")
                .part("error")
                .set("id", [id, "-error"].concat())
                .text(sentence(self.language(), error)),
        )
    }

    fn id(&self, field: Field) -> String {
        [self.properties.prefix(), field.name()].concat()
    }
}

fn hint_of(id: &str, hint: Option<&'static str>) -> Option<Tag> {
    Some(hint::hint(hint?).set("id", [id, "-hint"].concat()))
}

fn described_by(id: &str, is_wrong: bool, has_hint: bool) -> Option<String> {
    match (is_wrong, has_hint) {
        (true, true) => Some([id, "-error ", id, "-hint"].concat()),
        (true, false) => Some([id, "-error"].concat()),
        (false, true) => Some([id, "-hint"].concat()),
        (false, false) => None,
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
