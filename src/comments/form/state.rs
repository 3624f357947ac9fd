use std::rc::Rc;

use article_widgets_model::{CommentDraft, Field, FieldError, Required};

use crate::backend::BackendError;
use lean_yew::store::Reducer;

/// The state of a form: its errors, and what is shown of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Form {
    /// The errors of its fields.
    pub(super) errors: Vec<FieldError>,
    /// The fields that were wrong some time: they are there from then on, even if the
    /// blog hides them.
    pub(super) asked: Vec<Field>,
    /// The error of the last submission, if it is not that of a field.
    pub(super) failure: Option<BackendError>,
    /// The changed text that is on its way.
    pub(super) sending: Option<Rc<str>>,
    /// The number of characters that are left, if they are few.
    pub(super) room: Option<i32>,
    /// The preview; none while the field itself is shown.
    pub(super) preview: Option<Preview>,
    /// The draft is lost with the page, since the device has no room for it.
    pub(super) is_unkept: bool,
}

/// The preview of the comment, as far as it is loaded.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Preview {
    /// There is no text.
    Empty,
    /// It is asked for this text.
    Loading(Rc<str>),
    /// It is this HTML.
    Shown(Rc<str>),
    /// It did not come.
    Failed(BackendError),
}

/// Events of a form.
pub(super) enum Action {
    /// The draft is valid and is sent.
    Accepted,
    /// It was wrong, here or at the server.
    Refused(BackendError),
    /// Another text has come into the form.
    Filled,
    /// The reader changed the draft.
    Changed(CommentDraft, Required),
    /// The reader's text came near the limit, or went from it.
    Counted(Option<i32>),
    /// The reader's text outlives the page from now on, or does no longer.
    Kept(bool),
    /// A changed text is sent.
    EditSent(Rc<str>),
    /// The reader wants to see the field.
    FieldWanted,
    /// The reader wants to see what will be published of this text.
    PreviewWanted(String),
    /// The preview came, or not.
    Previewed(Result<String, BackendError>),
}

/// A command of the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Command {
    /// Lead the focus to the first field that is wrong.
    FocusWrongField,
}

impl Form {
    /// The error of a field.
    pub(super) fn error(&self, field: Field) -> Option<FieldError> {
        let mut errors = self.errors.iter().copied();
        errors.find(|error| error.field == field)
    }

    /// The first field that is wrong.
    pub(super) fn first_wrong_field(&self) -> Option<Field> {
        self.errors.first().map(|error| error.field)
    }

    /// True if the comment replied to is gone.
    pub(super) fn is_orphaned(&self) -> bool {
        matches!(
            &self.failure,
            Some(BackendError::Invalid(errors)) if errors.iter().any(|error| error.field == Field::Parent)
        )
    }

    fn refuse(&mut self, failure: BackendError, commands: &mut Vec<Command>) {
        self.sending = None;
        self.preview = None;
        self.errors.clear();
        self.failure = None;
        match failure {
            BackendError::Invalid(errors) if errors.iter().any(|error| in_form(error.field)) => {
                self.errors = errors;
                self.errors.retain(|error| in_form(error.field));
                self.asked
                    .extend(self.errors.iter().map(|error| error.field));
            }
            failure => self.failure = Some(failure),
        }
        commands.push(Command::FocusWrongField);
    }

    /// Judges anew the fields that were wrong, and those alone.
    fn change(&mut self, draft: &CommentDraft, required: Required) {
        let found = draft.normalised().validate(required);
        let was_wrong = std::mem::take(&mut self.errors);
        let was_wrong =
            |error: &FieldError| was_wrong.iter().any(|known| known.field == error.field);
        self.errors = found.into_iter().filter(was_wrong).collect();
    }
}

fn in_form(field: Field) -> bool {
    matches!(
        field,
        Field::Body | Field::Name | Field::Email | Field::Website
    )
}

impl Reducer for Form {
    type Action = Action;
    type Command = Command;

    fn reduce(&mut self, action: Action, commands: &mut Vec<Command>) {
        match action {
            Action::Accepted => {
                *self = Self {
                    asked: std::mem::take(&mut self.asked),
                    is_unkept: self.is_unkept,
                    ..Self::default()
                };
            }
            Action::Refused(failure) => self.refuse(failure, commands),
            Action::Filled => {
                self.errors.clear();
                self.failure = None;
                self.preview = None;
            }
            Action::Changed(draft, required) => self.change(&draft, required),
            Action::Counted(room) => self.room = room,
            Action::Kept(is_kept) => self.is_unkept = !is_kept,
            Action::EditSent(body) => self.sending = Some(body),
            Action::FieldWanted => self.preview = None,
            Action::PreviewWanted(body) if body.is_empty() => self.preview = Some(Preview::Empty),
            Action::PreviewWanted(body) => self.preview = Some(Preview::Loading(body.into())),
            Action::Previewed(Ok(html)) => self.preview = Some(Preview::Shown(html.into())),
            // What is wrong is said at its field.
            Action::Previewed(Err(failure @ BackendError::Invalid(_))) => {
                self.refuse(failure, commands);
            }
            Action::Previewed(Err(failure)) => self.preview = Some(Preview::Failed(failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use article_widgets_model::Code;

    fn after(actions: impl IntoIterator<Item = Action>) -> Form {
        let form = Form::default();
        actions
            .into_iter()
            .fold(form, |state, action| state.next(action).0)
    }

    fn draft(body: &str, name: &str) -> CommentDraft {
        CommentDraft {
            body: body.into(),
            name: name.into(),
            ..CommentDraft::default()
        }
    }

    fn judged(draft: &CommentDraft) -> Action {
        let errors = draft.normalised().validate(Required::default());
        Action::Refused(BackendError::Invalid(errors))
    }

    fn changed(draft: CommentDraft) -> Action {
        Action::Changed(draft, Required::default())
    }

    #[test]
    fn an_empty_form_names_both_fields() {
        let form = after([judged(&draft(" ", ""))]);
        assert_eq!(
            form.errors,
            [
                FieldError::new(Field::Body, Code::Missing),
                FieldError::new(Field::Name, Code::Missing),
            ]
        );
        assert_eq!(form.first_wrong_field(), Some(Field::Body));
        assert_eq!(form.failure, None);
    }

    #[test]
    fn each_refusal_leads_to_what_is_wrong() {
        let wrong = || judged(&draft("", "Ada"));
        let (form, first) = Form::default().next(wrong());
        let (_, second) = form.next(wrong());
        assert_eq!(first, [Command::FocusWrongField]);
        assert_eq!(second, first);
    }

    #[test]
    fn a_message_goes_when_its_field_is_mended() {
        let form = after([judged(&draft("", "")), changed(draft("Hello", ""))]);
        assert_eq!(form.error(Field::Body), None);
        assert!(form.error(Field::Name).is_some());
    }

    #[test]
    fn typing_finds_no_new_fault() {
        let form = after([judged(&draft("", "Ada")), changed(draft("Hello", ""))]);
        assert!(form.errors.is_empty());
    }

    #[test]
    fn faults_that_the_server_finds_land_on_their_fields() {
        let fault = FieldError::new(Field::Website, Code::Malformed);
        let elsewhere = FieldError::new(Field::Article, Code::Unknown);
        let form = after([Action::Refused(BackendError::Invalid(vec![
            elsewhere, fault,
        ]))]);
        assert_eq!((&form.errors[..], &form.failure), (&[fault][..], &None));
        let form = form
            .next(Action::Refused(BackendError::Invalid(vec![elsewhere])))
            .0;
        assert!(form.errors.is_empty());
        assert_eq!(form.failure, Some(BackendError::Invalid(vec![elsewhere])));
        assert!(!form.is_orphaned());
    }

    #[test]
    fn an_answer_to_a_comment_that_is_gone_is_known_as_such() {
        let gone = FieldError::new(Field::Parent, Code::Unknown);
        let form = after([Action::Refused(BackendError::Invalid(vec![gone]))]);
        assert!(form.is_orphaned());
    }

    #[test]
    fn what_is_accepted_leaves_no_fault_behind() {
        let form = after([
            judged(&draft("", "")),
            Action::Counted(Some(5)),
            Action::Accepted,
        ]);
        let expected = Form {
            asked: vec![Field::Body, Field::Name],
            ..Form::default()
        };
        assert_eq!(form, expected);
    }

    #[test]
    fn a_text_of_which_nothing_would_be_seen_is_refused_in_the_preview() {
        let fault = FieldError::new(Field::Body, Code::Invisible);
        let refused = Action::Previewed(Err(BackendError::Invalid(vec![fault])));
        let form = after([Action::PreviewWanted("&nbsp;".into())]);
        let (form, commands) = form.next(refused);
        assert_eq!(form.error(Field::Body), Some(fault));
        assert_eq!(form.preview, None);
        assert_eq!(commands, [Command::FocusWrongField]);
        // The server judges again.
        let form = form.next(changed(draft("&nbsp;.", "Ada"))).0;
        assert_eq!(form.error(Field::Body), None);
    }

    #[test]
    fn a_preview_is_of_the_text_that_is_there() {
        let form = after([Action::PreviewWanted(String::new())]);
        assert_eq!(form.preview, Some(Preview::Empty));
        let form = form.next(Action::PreviewWanted("Hello".into())).0;
        assert_eq!(form.preview, Some(Preview::Loading("Hello".into())));
        let form = form.next(Action::Previewed(Err(BackendError::Timeout))).0;
        assert_eq!(form.preview, Some(Preview::Failed(BackendError::Timeout)));
        let form = form.next(judged(&draft("", ""))).0;
        assert_eq!(form.preview, None, "the field that is wrong is shown");
    }
}
