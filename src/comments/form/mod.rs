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
use wasm_bindgen::JsCast;
use yew::functional::{Hook, use_ref};
use yew::prelude::*;

use super::author;
use super::draft;
use super::outbox;
use super::properties::Properties;
use super::state::{Action as Comments, Composer, Rejection, State, Submission};
use crate::backend::{BackendError, SpamSignals};
use crate::element::notice::{alert, notice};
use crate::language::{Language, Words, fill};
use controls::Controls;
use effects::{EFFECTS, EffectContext, run, tell_others};
use lean_yew::component::Render;
use lean_yew::effect::use_effects;
use lean_yew::element::{ElementBuilder, button, element};
use lean_yew::store::{Dispatcher, Store, use_commands, use_store};
use state::{Action, Form};

/// The properties of a form.
#[derive(Clone, PartialEq)]
pub(super) struct FormProperties {
    /// The element's properties.
    pub(super) comments: Rc<Properties>,
    /// The composer that this form is.
    pub(super) composer: Composer,
    /// The name of the comment's author who is replied to.
    pub(super) name: AttrValue,
    /// The text that is changed.
    pub(super) body: AttrValue,
    /// The form takes the focus when it appears.
    pub(super) takes_focus: bool,
    /// The rejection to show.
    pub(super) rejection: Option<Rejection>,
    /// A submission from this form is being sent.
    pub(super) is_sending: bool,
    /// The status of the last submission.
    pub(super) status: &'static str,
    /// The dispatcher of the comments' state.
    pub(super) dispatcher: Dispatcher<State>,
}

impl Render for FormProperties {
    const NAME: &'static str = "form";

    fn render(&self) -> impl Hook<Output = Html> {
        use_form(self)
    }
}

impl FormProperties {
    /// The prefix of its elements' identifiers, so that they differ from those of the other form.
    fn prefix(&self) -> &'static str {
        match self.composer {
            Composer::Article => "",
            Composer::Reply(_) => "reply-",
            Composer::Edit(_) => "edit-",
        }
    }

    fn is_edit(&self) -> bool {
        matches!(self.composer, Composer::Edit(_))
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
#[hook]
fn use_form(properties: &FormProperties) -> Html {
    let form = use_store::<Form>();
    let controls = use_ref(Controls::default);
    let context = Rc::new(EffectContext {
        properties: properties.clone(),
        form: form.clone(),
        controls: Rc::clone(&controls),
        is_drawn: use_ref(Cell::default),
    });
    use_commands(form.dispatcher(), &context, run);
    use_effects(&EFFECTS, &context);
    let composer = FormView {
        properties,
        form: &form,
        controls: &controls,
    };
    composer.draw().into()
}

/// The inputs of the form's view.
struct FormView<'a> {
    properties: &'a FormProperties,
    /// The form's state.
    form: &'a Store<Form>,
    controls: &'a Rc<Controls>,
}

impl FormView<'_> {
    fn language(&self) -> &Language {
        &self.properties.comments.language
    }

    fn words(&self) -> &Words {
        self.language().words()
    }

    fn draw(&self) -> ElementBuilder {
        let properties = self.properties;
        let submit = submit(properties, self.form, self.controls);
        let form = element("form")
            .part("form")
            .attr("novalidate", true)
            .attr("aria-labelledby", self.heading_id())
            .on("submit", submit.clone())
            .on("input", change(properties, self.form, self.controls));
        let form = self.used_by_key(form, submit.clone());
        let form = form.child(self.heading()).child(self.summary());
        self.draw_fields(form)
            .child(self.actions(submit.clone()))
            .child(self.failure(submit))
    }

    fn heading_id(&self) -> String {
        [self.properties.prefix(), "heading"].concat()
    }

    fn heading(&self) -> ElementBuilder {
        let words = self.words();
        let (name, text) = match self.properties.composer {
            Composer::Article => ("h2", words.form_heading().into()),
            Composer::Reply(_) => {
                let name = [("name", self.properties.name.as_str())];
                ("h3", fill(words.reply_heading(), &name))
            }
            Composer::Edit(_) => ("h3", words.edit_heading().into()),
        };
        element(name)
            .attr("id", self.heading_id())
            .part("heading")
            .attr("dir", "auto")
            .text(text)
    }

    fn actions(&self, send: Callback<Event>) -> ElementBuilder {
        let words = self.words();
        let (is_sending, status) = if self.form.sending.is_some() {
            (true, words.form_sending())
        } else {
            (self.properties.is_sending, self.properties.status)
        };
        let label = match self.properties.composer {
            Composer::Article => words.form_submit(),
            Composer::Reply(_) => words.reply_submit(),
            Composer::Edit(_) => words.edit_submit(),
        };
        // In a frame whose sandbox allows no forms there is no event `submit`: the click,
        // which Enter makes as well, does without. It stays focusable while something is sent, so that the focus of a keyboard
        // user is not lost.
        let submit = element("button")
            .attr("type", "submit")
            .part("button submit")
            .node_ref(&self.controls.submit)
            .attr("aria-disabled", is_sending.then_some("true"))
            .attr("aria-keyshortcuts", "Control+Enter Meta+Enter")
            .attr("title", words.form_key())
            .on("click", send)
            .text(label);
        let status = element("p")
            .class("status")
            .part("status")
            .attr("role", "status")
            .text(status);
        element("div")
            .class("actions")
            .child(submit)
            .child(self.cancel_button())
            .child(status)
    }

    fn cancel_button(&self) -> Option<ElementBuilder> {
        if self.properties.composer == Composer::Article {
            return None;
        }
        let onclick = cancel(self.properties, self.controls);
        Some(
            button(onclick)
                .part("button cancel")
                .text(self.words().form_cancel()),
        )
    }

    /// Sends by Ctrl+Enter, or Cmd+Enter, and closes a form that can be closed by Escape.
    fn used_by_key(&self, form: ElementBuilder, submit: Callback<Event>) -> ElementBuilder {
        let can_close = self.properties.composer != Composer::Article;
        let cancel = can_close.then(|| cancel(self.properties, self.controls));
        let press = Callback::from(move |event: Event| {
            let pressed: &KeyboardEvent = event.unchecked_ref();
            // What an input method makes words with is its own affair. Safari says so by
            // this code alone when a word ends.
            if pressed.is_composing() || pressed.key_code() == 229 {
                return;
            }
            match (&*pressed.key(), &cancel) {
                ("Enter", _) if pressed.ctrl_key() || pressed.meta_key() => submit.emit(event),
                ("Escape", Some(cancel)) => cancel.emit(event),
                _ => {}
            }
        });
        form.on("keydown", press)
    }

    fn failure(&self, submit: Callback<Event>) -> Option<ElementBuilder> {
        let failure = self.form.failure.as_ref()?;
        let (language, words) = (self.language(), self.words());
        if self.form.is_orphaned() {
            let detach = detach(self.properties, self.controls);
            let label = words.reply_detach();
            return Some(
                alert(words.reply_orphaned()).child(button(detach).part("button").text(label)),
            );
        }
        let what = if self.properties.is_edit() {
            if matches!(failure, BackendError::Refused(401..=410)) {
                return Some(alert(words.edit_too_late()));
            }
            words.edit_failed()
        } else {
            words.form_failed()
        };
        let controls = self.controls.clone();
        let retry = Callback::from(move |event| {
            controls.focus_submit();
            submit.emit(event);
        });
        Some(notice(language, what, failure, retry))
    }
}

/// Sends what was written, if it is right. The event does nothing else.
fn submit(
    properties: &FormProperties,
    form: &Store<Form>,
    controls: &Rc<Controls>,
) -> Callback<Event> {
    let (properties, form, controls) = (properties.clone(), form.dispatcher(), controls.clone());
    Callback::from(move |event: Event| {
        event.prevent_default();
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
            form.dispatch(Action::Refused(BackendError::Invalid(errors)));
        }
    })
}

/// Hands over what the reader has written, which is kept on the device until the
/// server has it.
fn send(
    properties: &FormProperties,
    form: &Dispatcher<Form>,
    controls: &Rc<Controls>,
    draft: CommentDraft,
) {
    let (reference, composer) = (&properties.comments.reference, properties.composer);
    form.dispatch(Action::Accepted);
    if properties.is_edit() {
        form.dispatch(Action::EditSent(draft.body.into()));
        return;
    }
    if let Some(remembers) = controls.remembers() {
        author::remember(reference, remembers.then_some(&draft));
    }
    let parent = match composer {
        Composer::Reply(parent) => Some(parent),
        _ => None,
    };
    let signals = SpamSignals {
        is_again: draft::has_identifier(reference, composer),
        ..controls.spam_signals()
    };
    let submission = Submission {
        id: draft::identifier(reference, composer),
        draft: CommentDraft { parent, ..draft }.into(),
        signals,
    };
    outbox::keep(reference, &submission);
    draft::forget(reference, composer);
    controls.empty();
    controls.share(false);
    tell_others(controls);
    let sending = Comments::Sending(vec![submission]);
    properties.dispatcher.dispatch(sending);
}

fn change(
    properties: &FormProperties,
    form: &Store<Form>,
    controls: &Rc<Controls>,
) -> Callback<Event> {
    let (reference, composer) = (properties.comments.reference.clone(), properties.composer);
    let required = properties.required();
    let (dispatcher, controls) = (form.dispatcher(), controls.clone());
    Callback::from(move |_| {
        let form = dispatcher.state();
        if controls.is_behind.take()
            && let Some(other) = draft::read(&reference, composer)
        {
            controls.add(&other.body);
        }
        let draft = controls.draft();
        let is_kept = draft::keep(&reference, composer, &draft);
        controls.share(true);
        tell_others(&controls);
        if !matches!(composer, Composer::Edit(_)) {
            author::note(&reference, &draft);
        }
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

fn cancel(properties: &FormProperties, controls: &Rc<Controls>) -> Callback<Event> {
    let (reference, composer) = (properties.comments.reference.clone(), properties.composer);
    let (dispatcher, controls) = (properties.dispatcher.clone(), controls.clone());
    let original = properties.body.clone();
    Callback::from(move |_| {
        // A text stays on the device, and is there again when the form is.
        let body = controls.draft().body;
        if body.trim().is_empty() || body == *original {
            draft::forget(&reference, composer);
        }
        dispatcher.dispatch(Comments::Stopped(composer));
    })
}

/// Makes a comment of its own of an answer to one that is gone.
fn detach(properties: &FormProperties, controls: &Rc<Controls>) -> Callback<Event> {
    let (reference, composer) = (properties.comments.reference.clone(), properties.composer);
    let (dispatcher, controls) = (properties.dispatcher.clone(), controls.clone());
    Callback::from(move |_| {
        draft::restore(&reference, Composer::Article, None, &controls.draft());
        draft::forget(&reference, composer);
        dispatcher.dispatch(Comments::Detached);
    })
}
