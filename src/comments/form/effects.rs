//! What a form does beside being drawn: give back what was written, tell what was
//! refused, lead the focus, send a changed text, and ask for a preview.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{CommentDraft, Field};
use wasm_bindgen::JsCast;
use web_sys::{Event, StorageEvent};

use super::FormProperties;
use super::controls::Controls;
use super::state::{Action, Form, Preview};
use crate::backend::Source;
use crate::comments::author;
use crate::comments::draft;
use crate::comments::state::{Action as Comments, Place};
use crate::effect::{Effect, Hold, hold};
use crate::host::{Listener, storage};
use crate::object::object;
use crate::reducer::UseReducerHandle;
use crate::task;

/// What a form is drawn from.
pub(super) struct Drawn {
    /// Where it stands.
    pub(super) properties: FormProperties,
    /// What is wrong with it.
    pub(super) form: UseReducerHandle<Form>,
    /// Its controls.
    pub(super) controls: Rc<Controls>,
    /// Whether it was drawn before.
    pub(super) is_drawn: Rc<Cell<bool>>,
}

/// What a form does beside being drawn.
pub(super) static EFFECTS: [Effect<Drawn>; 7] = [
    Effect {
        question: |drawn, question| {
            (drawn.source(), drawn.properties.place, drawn.refilled()).hash(question);
        },
        work: fill,
    },
    Effect {
        question: |drawn, question| drawn.refilled().hash(question),
        work: tell_refusal,
    },
    Effect {
        question: |drawn, question| (drawn.takes_focus(), drawn.refilled()).hash(question),
        work: take_focus,
    },
    Effect {
        question: |drawn, question| drawn.form.refusals.hash(question),
        work: lead,
    },
    Effect {
        question: |drawn, question| (drawn.source(), drawn.properties.place).hash(question),
        work: watch_other_pages,
    },
    Effect {
        question: |drawn, question| drawn.form.sending.hash(question),
        work: send_edit,
    },
    Effect {
        question: |drawn, question| drawn.previewed().hash(question),
        work: ask_for_preview,
    },
];

impl Drawn {
    fn source(&self) -> &Source {
        &self.properties.comments.source
    }

    /// The number of the refusal that is to be mended in the form.
    fn refilled(&self) -> Option<u32> {
        let refusal = self.properties.refusal.as_ref();
        refusal.map(|refusal| refusal.number)
    }

    /// Whether the reader asked for the form, or for a text to write on.
    fn takes_focus(&self) -> bool {
        let refusal = self.properties.refusal.as_ref();
        let is_taken_back = refusal.is_some_and(|refusal| refusal.failure.is_none());
        self.properties.takes_focus || is_taken_back
    }

    /// The text of which a preview is asked for.
    fn previewed(&self) -> Option<&Rc<str>> {
        match &self.form.preview {
            Some(Preview::Loading(body)) => Some(body),
            _ => None,
        }
    }
}

/// Turns to a place, and gives back what the reader has been writing there.
fn fill(drawn: &Rc<Drawn>) -> Hold {
    let (source, place, controls) = (drawn.source(), drawn.properties.place, &drawn.controls);
    let kept = draft::read(source, place);
    controls.start(kept.is_none());
    let was_drawn = drawn.is_drawn.replace(true);
    if let Some(author) = author::remembered(source) {
        controls.fill_author(&author);
        controls.set_remembers(true);
    }
    if matches!(place, Place::Reply(_))
        && let Some(author) = author::noted(source)
    {
        controls.fill_author(&author);
    }
    match kept {
        Some(kept) => controls.fill(&kept),
        None if matches!(place, Place::Edit(_)) => controls.fill(&CommentDraft {
            body: drawn.properties.body.as_str().to_owned(),
            ..CommentDraft::default()
        }),
        // What was written under another article is kept there. The first time
        // the field is empty, or has what a very quick reader wrote.
        None if was_drawn => controls.empty(),
        None => {}
    }
    if was_drawn {
        drawn.form.dispatch(Action::Filled);
    }
    if !storage::is_lasting() {
        drawn.form.dispatch(Action::Kept(false));
    }
    None
}

/// Tells what the server refused.
fn tell_refusal(drawn: &Rc<Drawn>) -> Hold {
    let refusal = drawn.properties.refusal.as_ref()?;
    drawn
        .form
        .dispatch(Action::Refused(refusal.failure.clone()?));
    None
}

/// Leads the focus into a form that the reader asked for.
fn take_focus(drawn: &Rc<Drawn>) -> Hold {
    if drawn.takes_focus() {
        drawn.controls.focus(Field::Body);
    }
    None
}

/// Leads the focus to what is wrong, and tells a reader whose text is given back how
/// much may be added to it.
fn lead(drawn: &Rc<Drawn>) -> Hold {
    if let Some(field) = drawn.form.first_wrong_field() {
        drawn.controls.focus(field);
    }
    drawn.form.dispatch(Action::Counted(drawn.controls.room()));
    None
}

/// Empties the form when another page of this browser has sent what stands in it.
fn watch_other_pages(drawn: &Rc<Drawn>) -> Hold {
    let drawn = Rc::clone(drawn);
    hold(Listener::on_window("storage", move |event| {
        if sent_elsewhere(&drawn, event).is_some_and(|sent| sent == drawn.controls.draft().body) {
            drawn.controls.empty();
        }
    }))
}

/// The text that another page has sent from this place.
fn sent_elsewhere(drawn: &Drawn, event: Event) -> Option<String> {
    let event: StorageEvent = event.unchecked_into();
    let is_ours = draft::is_key(&event.key()?, drawn.source(), drawn.properties.place);
    if !is_ours || event.new_value().is_some() {
        return None;
    }
    Some(draft::parsed(&event.old_value()?)?.body)
}

/// Sends a changed text.
fn send_edit(drawn: &Rc<Drawn>) -> Hold {
    let place = drawn.properties.place;
    let Place::Edit(id) = place else {
        return None;
    };
    let source = drawn.source().clone();
    let answer = source.edit(author::token(&source), id, drawn.form.sending.clone()?);
    let work = task::then(answer, move |answer| {
        if answer.is_ok() {
            draft::forget(&source, place);
        }
        answer
    });
    let drawn = Rc::clone(drawn);
    task::start(work, move |answer| {
        let host = &drawn.properties.comments.host;
        match answer {
            Ok(comment) => {
                let id = drawn.source().protocol.name(comment.id);
                let dispatcher = &drawn.properties.dispatcher;
                dispatcher.dispatch(Comments::Changed(comment));
                host.emit("edit", &object(&[("id", id.into())]));
            }
            Err(failure) => {
                host.emit_error("edit", &failure);
                drawn.form.dispatch(Action::Refused(failure));
            }
        }
    })
}

/// Asks for the preview that the reader wants to see.
fn ask_for_preview(drawn: &Rc<Drawn>) -> Hold {
    let preview = drawn.source().preview(Rc::clone(drawn.previewed()?));
    let drawn = Rc::clone(drawn);
    task::start(preview, move |answer| {
        drawn.form.dispatch(Action::Previewed(answer));
    })
}
