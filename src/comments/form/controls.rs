use std::cell::{Cell, RefCell};
use std::rc::Rc;

use article_widgets_model::{BODY_MAXIMUM, CommentDraft, Field};
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::backend::SpamSignals;
use crate::browser::{focus, focus_quietly, has_focus, now};

/// From how many characters to the limit on the reader is told how many are left.
const NEAR: u32 = 1_000;

/// The form's controls.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Controls {
    pub(super) body: NodeRef,
    pub(super) name: NodeRef,
    pub(super) email: NodeRef,
    pub(super) website: NodeRef,
    pub(super) trap: NodeRef,
    pub(super) remember: NodeRef,
    pub(super) submit: NodeRef,
    /// The time at which the form was shown, by the device's clock; none if its text is older.
    since: Rc<Cell<Option<f64>>>,
    /// The comment's text as it was kept when this form wrote or read it last.
    shared: Rc<RefCell<String>>,
    /// Another form has written since, and this one has the focus.
    pub(super) is_behind: Rc<Cell<bool>>,
    /// This form is the one that notifies the others.
    pub(super) is_telling: Rc<Cell<bool>>,
    /// The text was stored at that time.
    pub(super) was_kept: Rc<Cell<bool>>,
}

impl Controls {
    /// The content of the fields.
    pub(super) fn draft(&self) -> CommentDraft {
        CommentDraft {
            body: self.body().map(|body| body.value()).unwrap_or_default(),
            name: input_value(&self.name),
            email: input_value(&self.email),
            website: input_value(&self.website),
            parent: None,
        }
    }

    /// The spam signals of this form.
    pub(super) fn spam_signals(&self) -> SpamSignals {
        let seconds = self.since.get().map(|since| (now() - since) / 1_000.0);
        SpamSignals {
            trap: input_value(&self.trap),
            // A clock that was set back meanwhile tells nothing.
            seconds: seconds
                .filter(|seconds| *seconds >= 0.0)
                .map(|seconds| seconds as u32),
            is_again: false,
        }
    }

    /// True if the reader wants to be remembered; none without the checkbox.
    pub(super) fn remembers(&self) -> Option<bool> {
        let remember = self.remember.cast::<HtmlInputElement>()?;
        Some(remember.checked())
    }

    /// The number of characters that are left, if they are few; below zero, the number beyond the
    /// limit.
    pub(super) fn room(&self) -> Option<i32> {
        let body = self.body()?;
        let maximum = BODY_MAXIMUM as u32;
        // In units of UTF-16, of which a character has one or two: a quick look that
        // suffices for most comments.
        if body.text_length() < maximum - NEAR {
            return None;
        }
        let length = body.value().chars().count();
        let room = BODY_MAXIMUM as i32 - length as i32;
        (room <= NEAR as i32).then_some(room)
    }

    /// The form is new, or its text was written before.
    pub(super) fn start(&self, is_new: bool) {
        self.since.set(is_new.then(now));
    }

    /// Empties the comment's field for the next one.
    pub(super) fn empty(&self) {
        if let Some(body) = self.body() {
            body.set_value("");
        }
        self.start(true);
    }

    /// Shows what the reader has written before. A field for the name or an address
    /// that is empty there stays as it is.
    pub(super) fn fill(&self, draft: &CommentDraft) {
        if let Some(body) = self.body() {
            body.set_value(&draft.body);
        }
        self.fill_author(draft);
    }

    /// Shows the name and the addresses, where there are some.
    pub(super) fn fill_author(&self, author: &CommentDraft) {
        for (input, text) in [
            (&self.name, &author.name),
            (&self.email, &author.email),
            (&self.website, &author.website),
        ] {
            let input = input.cast::<HtmlInputElement>();
            if let Some(input) = input.filter(|_| !text.is_empty()) {
                input.set_value(text);
            }
        }
    }

    /// Checks or unchecks the box by which the reader is remembered.
    pub(super) fn set_remembers(&self, remembers: bool) {
        if let Some(remember) = self.remember.cast::<HtmlInputElement>() {
            remember.set_checked(remembers);
        }
    }

    /// The text is that which is kept, if one is.
    pub(super) fn share(&self, is_kept: bool) {
        self.shared.replace(self.draft().body);
        self.was_kept.set(is_kept);
        self.is_behind.set(false);
    }

    /// True if the text is the stored one that this form last wrote or read.
    pub(super) fn is_shared(&self) -> bool {
        *self.shared.borrow() == self.draft().body
    }

    /// True if the reader writes in this form, not in another tab or element.
    pub(super) fn is_written(&self) -> bool {
        let Some(body) = self.body() else {
            return false;
        };
        let document = body.owner_document();
        has_focus(&body) && document.is_some_and(|page| page.has_focus().unwrap_or_default())
    }

    /// Adds a text that another form kept, below the one that is being written, unless
    /// that has it.
    pub(super) fn add(&self, other: &str) {
        let Some(body) = self.body() else {
            return;
        };
        if other == *self.shared.borrow() || body.value().contains(other.trim()) {
            return;
        }
        let end = body.text_length();
        // Fails for places that are not there; the selection stays where it is.
        let _ = body.set_range_text_with_start_and_end(&["\n\n", other].concat(), end, end);
    }

    /// Puts the focus on a field.
    pub(super) fn focus(&self, field: Field) {
        if let Some(control) = self.reference(field).cast::<Element>() {
            focus(&control);
        }
    }

    /// Takes the focus from a button that is about to go to the one that sends.
    pub(super) fn focus_submit(&self) {
        if let Some(submit) = self.submit.cast::<Element>() {
            focus_quietly(&submit);
        }
    }

    /// The reference to a field's control.
    pub(super) fn reference(&self, field: Field) -> &NodeRef {
        match field {
            Field::Name => &self.name,
            Field::Email => &self.email,
            Field::Website => &self.website,
            _ => &self.body,
        }
    }

    fn body(&self) -> Option<HtmlTextAreaElement> {
        self.body.cast()
    }
}

fn input_value(input: &NodeRef) -> String {
    input
        .cast::<HtmlInputElement>()
        .map(|input| input.value())
        .unwrap_or_default()
}
