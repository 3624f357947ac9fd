//! The effects and commands of a form: restore a draft, show a rejection, move the focus, send an edit, and
//! load a preview.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{CommentDraft, Field};
use gloo_utils::window;
use web_sys::Event;

use super::FormProperties;
use super::controls::Controls;
use super::state::{Action, Command, Form, Preview};
use crate::backend::ArticleReference;
use crate::browser::js_value::object;
use crate::browser::{Listener, storage};
use crate::comments::author;
use crate::comments::draft;
use crate::comments::state::{Action as Comments, Composer};
use lean_yew::effect::{Cleanup, Effect, cleanup};
use lean_yew::store::Store;
use lean_yew::task;

/// The inputs of the form's effects.
pub(super) struct EffectContext {
    /// The form's properties.
    pub(super) properties: FormProperties,
    /// The form's state.
    pub(super) form: Store<Form>,
    /// Its controls.
    pub(super) controls: Rc<Controls>,
    /// The form was rendered before.
    pub(super) is_drawn: Rc<Cell<bool>>,
}

/// The effects of a form.
pub(super) static EFFECTS: [Effect<EffectContext>; 6] =
    [FILL, REJECTION, FOCUS, OTHER_FORMS, EDIT, PREVIEW];

impl EffectContext {
    /// Shows how much may be added to a long text.
    fn count(&self) {
        self.form.dispatch(Action::Counted(self.controls.room()));
    }

    fn reference(&self) -> &ArticleReference {
        &self.properties.comments.reference
    }

    /// The number of the refusal that is to be mended in the form.
    fn refilled(&self) -> Option<u32> {
        let rejection = self.properties.rejection.as_ref();
        rejection.map(|rejection| rejection.number)
    }

    /// True if the reader asked for the form, or took a text back to write on.
    fn takes_focus(&self) -> bool {
        let rejection = self.properties.rejection.as_ref();
        let is_taken_back = rejection.is_some_and(|rejection| rejection.failure.is_none());
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
const FILL: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        (
            context.reference(),
            context.properties.composer,
            context.refilled(),
        )
            .hash(deps);
    },
    run: |context| {
        let (reference, composer, controls) = (
            context.reference(),
            context.properties.composer,
            &context.controls,
        );
        let kept = draft::read(reference, composer);
        let is_kept = kept.is_some();
        controls.start(!is_kept);
        let was_drawn = context.is_drawn.replace(true);
        if let Some(author) = author::remembered(reference) {
            controls.fill_author(&author);
            controls.set_remembers(true);
        }
        if matches!(composer, Composer::Reply(_))
            && let Some(author) = author::noted(reference)
        {
            controls.fill_author(&author);
        }
        match kept {
            Some(kept) => controls.fill(&kept),
            None if matches!(composer, Composer::Edit(_)) => controls.fill(&CommentDraft {
                body: context.properties.body.as_str().to_owned(),
                ..CommentDraft::default()
            }),
            // What was written under another article is kept there. The first time
            // the field is empty, or has what a very quick reader wrote.
            None if was_drawn => controls.empty(),
            None => {}
        }
        controls.share(is_kept);
        if was_drawn {
            context.form.dispatch(Action::Filled);
        }
        if !storage::is_lasting() {
            context.form.dispatch(Action::Kept(false));
        }
        context.count();
        None
    },
};

/// Shows a rejection by the server.
const REJECTION: Effect<EffectContext> = Effect {
    deps: |context, deps| context.refilled().hash(deps),
    run: |context| {
        let rejection = context.properties.rejection.as_ref()?;
        context
            .form
            .dispatch(Action::Refused(rejection.failure.clone()?));
        None
    },
};

/// Leads the focus into a form that the reader asked for.
const FOCUS: Effect<EffectContext> = Effect {
    deps: |context, deps| (context.takes_focus(), context.refilled()).hash(deps),
    run: |context| {
        if context.takes_focus() {
            context.controls.focus(Field::Body);
        }
        None
    },
};

/// Runs a command.
pub(super) fn run(context: &Rc<EffectContext>, command: Command) -> Cleanup {
    match command {
        Command::FocusWrongField => {
            if let Some(field) = context.form.first_wrong_field() {
                context.controls.focus(field);
            }
            context.count();
        }
    }
    None
}

/// The event that a form dispatches on the window when it has stored or sent a draft.
const WRITTEN: &str = "article-comments-written";

/// Notifies the page's other forms, one of which may share the draft.
pub(super) fn tell_others(writer: &Controls) {
    if let Ok(event) = Event::new(WRITTEN) {
        writer.is_telling.set(true);
        // Fails for no event that is new.
        let _ = window().dispatch_event(&event);
        writer.is_telling.set(false);
    }
}

/// Shares the draft with the forms of other pages and elements.
const OTHER_FORMS: Effect<EffectContext> = Effect {
    deps: |context, deps| (context.reference(), context.properties.composer).hash(deps),
    run: |context| {
        let listen = |event, work: fn(&EffectContext)| {
            let context = Rc::clone(context);
            Listener::on_window(event, move |_| work(&context))
        };
        cleanup([
            listen("storage", follow),
            listen(WRITTEN, follow),
            // A page that was asleep is told nothing.
            listen("focus", take_over),
        ])
    },
};

/// Does as another form of the place may have done: shows what was kept, or empties the
/// form if its text was sent. The form in which the reader writes is left alone, and adds
/// the other text to its own with the next key.
fn follow(context: &EffectContext) {
    let controls = &context.controls;
    let (reference, composer) = (context.reference(), context.properties.composer);
    if controls.is_telling.get() {
        return;
    }
    if controls.was_kept.get() && draft::read(reference, composer).is_none() {
        if controls.is_shared() {
            controls.empty();
            controls.share(false);
        } else {
            // The stored draft was removed when it was sent.
            draft::keep(reference, composer, &controls.draft());
        }
    } else if controls.is_written() {
        controls.is_behind.set(true);
    } else {
        take_over(context);
    }
}

/// Shows what is kept, unless the form has what is not.
pub(super) fn take_over(context: &EffectContext) {
    let controls = &context.controls;
    let kept = draft::read(context.reference(), context.properties.composer);
    if let Some(kept) = kept.filter(|_| controls.is_shared()) {
        if kept.body != controls.draft().body {
            controls.fill(&kept);
        }
        controls.share(true);
        context.count();
    }
}

/// Sends a changed text.
const EDIT: Effect<EffectContext> = Effect {
    deps: |context, deps| context.form.sending.hash(deps),
    run: |context| {
        let composer = context.properties.composer;
        let Composer::Edit(id) = composer else {
            return None;
        };
        let reference = context.reference().clone();
        let answer = reference.edit(author::token(&reference), id, context.form.sending.clone()?);
        let work = task::then(answer, move |answer| {
            if answer.is_ok() {
                draft::forget(&reference, composer);
            }
            answer
        });
        let context = Rc::clone(context);
        task::start(work, move |answer| {
            let host = &context.properties.comments.host;
            match answer {
                Ok(comment) => {
                    let id = context.reference().backend.name(comment.id);
                    let dispatcher = &context.properties.dispatcher;
                    dispatcher.dispatch(Comments::Changed(comment));
                    host.emit("edit", &object(&[("id", id.into())]));
                }
                Err(failure) => {
                    host.emit_error("edit", &failure);
                    context.form.dispatch(Action::Refused(failure));
                }
            }
        })
    },
};

/// Asks for the preview that the reader wants to see.
const PREVIEW: Effect<EffectContext> = Effect {
    deps: |context, deps| context.previewed().hash(deps),
    run: |context| {
        let preview = context.reference().preview(Rc::clone(context.previewed()?));
        let context = Rc::clone(context);
        task::start(preview, move |answer| {
            context.form.dispatch(Action::Previewed(answer));
        })
    },
};
