//! The form's fields, each with its label, its hint and what is wrong with it.

use article_widgets_model::{Code, Field, FieldError};
use yew::prelude::*;

use super::FormView;
use crate::comments::hint;
use crate::comments::properties::{OPTIONAL_FIELDS, Presence};
use crate::language::{Language, Words, fill, labelled};
use lean_yew::element::{ElementBuilder, button, element};

impl FormView<'_> {
    /// The summary of several errors, each with a link to its field.
    pub(super) fn summary(&self) -> Option<ElementBuilder> {
        let errors = &self.form.errors;
        if errors.len() < 2 {
            return None;
        }
        let (language, words) = (self.language(), self.words());
        let ways = errors.iter().map(|error| {
            let (field, controls) = (error.field, self.controls.clone());
            let onclick = Callback::from(move |_| controls.focus(field));
            let text = labelled(words, label(words, field), &sentence(language, *error));
            element("li").child(button(onclick).part("button way").text(text))
        });
        let count = language.count(words.form_errors(), errors.len() as f64);
        Some(
            element("div")
                .class("summary")
                .part("summary")
                .child(element("p").text(count))
                .child(element("ul").children(ways)),
        )
    }

    /// Adds the fields, as many as the blog wants.
    pub(super) fn draw_fields(&self, form: ElementBuilder) -> ElementBuilder {
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
                element("div")
                    .class("others")
                    .children(others().map(|field| self.other(field))),
            )
            .child((others().count() > 0).then(|| self.remember()))
            .child(self.trap())
    }

    fn body(&self) -> ElementBuilder {
        let (form, words) = (self.form, self.words());
        let id = self.id(Field::Body);
        let capabilities = self.properties.comments.reference.backend.capabilities();
        let hint = if capabilities.markdown {
            words.form_body_hint()
        } else {
            words.form_body_hint_html()
        };
        let hint = form.error(Field::Body).is_none().then_some(hint);
        let label = element("label")
            .attr("for", id.clone())
            .part("label")
            .text(label(words, Field::Body));
        let control = self
            .control("textarea", &id, Field::Body, hint.is_some())
            .attr("rows", "6")
            .attr("required", true);
        let panel_label = capabilities.previews.then(|| [&id, "-write-tab"].concat());
        let panel = element("div")
            .attr("role", capabilities.previews.then_some("tabpanel"))
            .attr("id", [&id, "-write"].concat())
            .attr("hidden", form.preview.is_some())
            .attr("aria-labelledby", panel_label)
            .child(control);
        let head = element("div").class("head").child(label);
        element("div")
            .class("field body")
            .part("field")
            .child(head.child(capabilities.previews.then(|| self.tabs())))
            .child(capabilities.previews.then(|| self.panel()))
            .child(panel)
            .child(self.counter())
            .child(hint_of(&id, hint))
            .child(form.is_unkept.then(|| hint::hint(words.form_unkept())))
            .child(self.error(&id, Field::Body))
    }

    fn counter(&self) -> ElementBuilder {
        let words = self.words();
        let text = self.form.room.map(|room| {
            let plural = if room < 0 {
                words.form_over()
            } else {
                words.form_left()
            };
            self.language().count(plural, f64::from(room.abs()))
        });
        element("p")
            .class("hint counter")
            .part("hint counter")
            .attr("role", "status")
            .text(text.unwrap_or_default())
    }

    fn other(&self, field: Field) -> ElementBuilder {
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
            element("span")
                .class("hint")
                .part("hint")
                .text([" ", words.form_optional()].concat())
        };
        element("div")
            .key(field.name())
            .class(["field ", field.name()].concat())
            .part("field")
            .child(
                element("label")
                    .attr("for", id.clone())
                    .part("label")
                    .text(label(words, field))
                    .child((!is_required).then(optional)),
            )
            .child(
                self.control("input", &id, field, hint.is_some())
                    .attr("type", kind)
                    .attr("autocomplete", autocomplete)
                    .attr("required", is_required),
            )
            .child(hint_of(&id, hint))
            .child(self.error(&id, field))
    }

    /// In what a reader writes.
    fn control(
        &self,
        name: &'static str,
        id: &str,
        field: Field,
        has_hint: bool,
    ) -> ElementBuilder {
        let is_wrong = self.form.error(field).is_some();
        element(name)
            .attr("id", id.to_owned())
            .attr("name", field.name())
            .part("input")
            .attr("dir", "auto")
            .node_ref(self.controls.reference(field))
            .attr("aria-describedby", described_by(id, is_wrong, has_hint))
            .attr("aria-invalid", if is_wrong { "true" } else { "false" })
    }

    fn remember(&self) -> ElementBuilder {
        let control = element("input")
            .attr("type", "checkbox")
            .attr("name", "remember")
            .part("remember")
            .node_ref(&self.controls.remember);
        element("label")
            .class("remember")
            .part("label")
            .child(control)
            .text(self.words().form_remember())
    }

    /// A field for programs: people neither see it nor come to it by keyboard, and screen
    /// readers do not speak of it.
    fn trap(&self) -> ElementBuilder {
        let control = element("input")
            .attr("type", "text")
            .attr("name", "subject")
            .attr("tabindex", "-1")
            .attr("autocomplete", "off")
            .node_ref(&self.controls.trap);
        element("label")
            .class("unseen")
            .attr("aria-hidden", "true")
            .text(self.words().form_trap())
            .child(control)
    }

    fn error(&self, id: &str, field: Field) -> Option<ElementBuilder> {
        let error = self.form.error(field)?;
        Some(
            element("p")
                .class("error")
                .part("error")
                .attr("id", [id, "-error"].concat())
                .text(sentence(self.language(), error)),
        )
    }

    fn id(&self, field: Field) -> String {
        [self.properties.prefix(), field.name()].concat()
    }
}

fn hint_of(id: &str, hint: Option<&'static str>) -> Option<ElementBuilder> {
    Some(hint::hint(hint?).attr("id", [id, "-hint"].concat()))
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
