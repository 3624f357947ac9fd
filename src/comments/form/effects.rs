//! What a form does beside being drawn: give back what was written, tell what was
//! refused, lead the focus, send a changed text, and ask for a preview.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{CommentDraft, Field};
use web_sys::Event;

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
        work: watch_other_forms,
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
    let is_kept = kept.is_some();
    controls.start(!is_kept);
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
    controls.share(is_kept);
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

/// What the window is told when a form of the page has written or sent.
const WRITTEN: &str = "article-comments-written";

/// Tells the page's other forms, of which one may share the draft.
pub(super) fn tell_others(writer: &Controls) {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new(WRITTEN)) {
        writer.is_telling.set(true);
        // Fails for no event that is new.
        let _ = window.dispatch_event(&event);
        writer.is_telling.set(false);
    }
}

/// Shares the draft with the forms of other pages and elements.
fn watch_other_forms(drawn: &Rc<Drawn>) -> Hold {
    let listen = |event, work: fn(&Drawn)| {
        let drawn = Rc::clone(drawn);
        Listener::on_window(event, move |_| work(&drawn))
    };
    hold([
        listen("storage", follow),
        listen(WRITTEN, follow),
        // A page that was asleep is told nothing.
        listen("focus", take_over),
    ])
}

/// Does as another form of the place may have done: shows what was kept, or empties the
/// form if its text was sent. The form in which the reader writes is left alone, and adds
/// the other text to its own with the next key.
fn follow(drawn: &Drawn) {
    let controls = &drawn.controls;
    let (source, place) = (drawn.source(), drawn.properties.place);
    if controls.is_telling.get() {
        return;
    }
    if controls.was_kept.get() && draft::read(source, place).is_none() {
        if controls.is_shared() {
            controls.empty();
            controls.share(false);
        } else {
            // What was kept is gone with what was sent.
            draft::keep(source, place, &controls.draft());
        }
    } else if controls.is_written() {
        controls.is_behind.set(true);
    } else {
        take_over(drawn);
    }
}

/// Shows what is kept, unless the form has what is not.
pub(super) fn take_over(drawn: &Drawn) {
    let controls = &drawn.controls;
    let kept = draft::read(drawn.source(), drawn.properties.place);
    if let Some(kept) = kept.filter(|_| controls.is_shared()) {
        if kept.body != controls.draft().body {
            controls.fill(&kept);
        }
        controls.share(true);
        drawn.form.dispatch(Action::Counted(controls.room()));
    }
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
