use std::rc::Rc;

use article_widgets_model::{Comment, CommentDraft, CommentPage, Field, FieldError, Identifier};
use yew::Reducible;

use crate::backend::{Failure, Source};

/// The comments that are shown, and the one that is being sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The comments so far, in the order they are shown.
    pub(super) comments: Vec<Rc<Comment>>,
    /// How many comments the article has in all.
    pub(super) count: u64,
    /// The index of the first comment of the page that came last.
    pub(super) first_of_page: usize,
    /// How far the list has come.
    pub(super) list: List,
    /// The page that is asked for.
    pub(super) asked: Asked,
    /// How far the form has come.
    pub(super) form: Form,
    /// What is wrong with the form's fields.
    pub(super) errors: Vec<FieldError>,
    /// How often errors were found on submitting, so that focus moves each time.
    pub(super) refusals: u32,
    /// Whose comments these are.
    pub(super) opened: Option<Source>,
    attempt: Option<Attempt>,
}

/// How far the list of comments has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum List {
    /// A page is on its way.
    #[default]
    Loading,
    /// The page at this cursor can be asked for; none after the last.
    Ready(Option<Rc<str>>),
    /// The page that was asked for did not come.
    Failed(Failure),
}

/// A request for a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// Where the page starts; none for the first.
    pub(super) cursor: Option<Rc<str>>,
    /// How often pages were asked for.
    pub(super) times: u32,
}

/// How far the form has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Form {
    /// The reader writes.
    #[default]
    Writing,
    /// This comment is on its way.
    Sending(Attempt),
    /// The comment was not kept.
    Failed(Failure),
    /// The comment is published.
    Sent,
}

/// A draft and the identifier under which it is sent, again if need be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attempt {
    /// Under which identifier.
    pub(super) id: Identifier,
    /// What is sent.
    pub(super) draft: Rc<CommentDraft>,
}

/// What can happen to the comments.
pub(super) enum Action {
    /// This article's comments are asked for.
    Opened(Source),
    /// A page came.
    Loaded(CommentPage),
    /// A page did not come.
    LoadFailed(Failure),
    /// The reader asks for the next page, or again for the one that did not come.
    MoreWanted,
    /// The reader sends a draft, under a new identifier unless it is sent again.
    Submitted(CommentDraft, Identifier),
    /// The reader changed the draft.
    Changed(CommentDraft),
    /// The server keeps the comment.
    Kept(Comment),
    /// The server does not keep the comment.
    Refused(Failure),
}

impl State {
    /// What is wrong with a field.
    pub(super) fn error(&self, field: Field) -> Option<FieldError> {
        self.errors
            .iter()
            .copied()
            .find(|error| error.field == field)
    }

    /// The first field of the form that is wrong.
    pub(super) fn first_wrong_field(&self) -> Option<Field> {
        self.errors.first().map(|error| error.field)
    }

    /// Starts anew, unless the article is the one that is shown.
    fn open(&mut self, source: Source) {
        if self.opened.as_ref().is_some_and(|opened| *opened != source) {
            *self = Self {
                asked: Asked {
                    cursor: None,
                    times: self.asked.times,
                },
                ..Self::default()
            };
        }
        self.opened = Some(source);
    }

    fn append(&mut self, page: CommentPage) {
        self.first_of_page = self.comments.len();
        for comment in page.comments {
            self.show(comment);
        }
        self.count = page.count.max(self.comments.len() as u64);
        self.list = List::Ready(page.next.map(Rc::from));
    }

    fn show(&mut self, comment: Comment) -> bool {
        let is_new = self.comments.iter().all(|shown| shown.id != comment.id);
        if is_new {
            self.comments.push(comment.into());
        }
        is_new
    }

    fn ask_for_more(&mut self) {
        if let List::Ready(Some(cursor)) = &self.list {
            self.asked.cursor = Some(Rc::clone(cursor));
        }
        self.asked.times += 1;
        self.list = List::Loading;
    }

    fn submit(&mut self, draft: CommentDraft, id: Identifier) {
        if matches!(self.form, Form::Sending(_)) {
            return;
        }
        let draft = draft.normalised();
        self.errors = draft.validate();
        if !self.errors.is_empty() {
            self.refusals += 1;
            self.form = Form::Writing;
            return;
        }
        let id = self.attempt.as_ref().map_or(id, |attempt| attempt.id);
        let attempt = Attempt {
            id,
            draft: draft.into(),
        };
        self.attempt = Some(attempt.clone());
        self.form = Form::Sending(attempt);
    }

    /// Judges anew the fields that were wrong, and those alone.
    fn change(&mut self, draft: &CommentDraft) {
        let found = draft.normalised().validate();
        let was_wrong = std::mem::take(&mut self.errors);
        self.errors = found
            .into_iter()
            .filter(|error| was_wrong.iter().any(|known| known.field == error.field))
            .collect();
        if self.form == Form::Sent {
            self.form = Form::Writing;
        }
    }

    fn keep(&mut self, comment: Comment) {
        self.count += u64::from(self.show(comment));
        self.form = Form::Sent;
        self.attempt = None;
    }

    fn refuse(&mut self, failure: Failure) {
        match failure {
            Failure::Invalid(errors) if errors.iter().any(|error| in_form(error.field)) => {
                self.errors = errors;
                self.errors.retain(|error| in_form(error.field));
                self.refusals += 1;
                self.form = Form::Writing;
            }
            Failure::Conflict => {
                self.attempt = None;
                self.form = Form::Failed(Failure::Conflict);
                // The version that was published is shown, if its page was.
                if self.list == List::Ready(None) {
                    self.ask_for_more();
                }
            }
            failure => self.form = Form::Failed(failure),
        }
    }
}

fn in_form(field: Field) -> bool {
    matches!(
        field,
        Field::Body | Field::Name | Field::Email | Field::Website
    )
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Opened(source) => state.open(source),
            Action::Loaded(page) => state.append(page),
            Action::LoadFailed(failure) => state.list = List::Failed(failure),
            Action::MoreWanted => state.ask_for_more(),
            Action::Submitted(draft, id) => state.submit(draft, id),
            Action::Changed(draft) => state.change(&draft),
            Action::Kept(comment) => state.keep(comment),
            Action::Refused(failure) => state.refuse(failure),
        }
        state.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Protocol;
    use article_widgets_model::Code;

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions
            .into_iter()
            .fold(Rc::new(State::default()), State::reduce)
    }

    fn id(number: u8) -> Identifier {
        Identifier::from_random([number; 16])
    }

    fn comment(number: u8) -> Comment {
        Comment {
            id: id(number),
            parent: None,
            name: "Ada".into(),
            website: None,
            body: "Thank you.".into(),
            created: "2026-01-02T03:04:05Z".into(),
        }
    }

    fn page(numbers: &[u8], next: Option<&str>) -> CommentPage {
        CommentPage {
            comments: numbers.iter().copied().map(comment).collect(),
            count: 4,
            next: next.map(str::to_owned),
        }
    }

    fn draft(body: &str, name: &str) -> CommentDraft {
        CommentDraft {
            body: body.into(),
            name: name.into(),
            ..CommentDraft::default()
        }
    }

    fn shown(state: &State) -> Vec<Identifier> {
        state.comments.iter().map(|comment| comment.id).collect()
    }

    fn sending(state: &State) -> Option<Identifier> {
        match &state.form {
            Form::Sending(attempt) => Some(attempt.id),
            _ => None,
        }
    }

    fn article(key: &str) -> Source {
        Source {
            article: key.into(),
            endpoint: "https://widgets.example".into(),
            protocol: Protocol::Native,
        }
    }

    #[test]
    fn another_article_starts_anew_and_the_same_goes_on() {
        let state = after([
            Action::Submitted(draft("", ""), id(1)),
            Action::Opened(article("one")),
            Action::Loaded(page(&[1], Some("next"))),
            Action::Opened(article("one")),
        ]);
        assert_eq!((shown(&state).len(), state.errors.len()), (1, 2));
        let state = state.reduce(Action::Opened(article("two")));
        assert_eq!((shown(&state).len(), state.errors.len()), (0, 0));
        assert_eq!((&state.list, &state.asked.cursor), (&List::Loading, &None));
    }

    #[test]
    fn pages_follow_each_other() {
        let state = after([
            Action::Loaded(page(&[1, 2], Some("next"))),
            Action::MoreWanted,
        ]);
        assert_eq!(state.asked.cursor.as_deref(), Some("next"));
        assert_eq!(state.list, List::Loading);
        let state = state.reduce(Action::Loaded(page(&[3, 4], None)));
        assert_eq!(shown(&state), [id(1), id(2), id(3), id(4)]);
        assert_eq!(state.list, List::Ready(None));
    }

    #[test]
    fn a_page_that_did_not_come_is_asked_for_again() {
        let state = after([
            Action::Loaded(page(&[1], Some("next"))),
            Action::MoreWanted,
            Action::LoadFailed(Failure::Timeout),
            Action::MoreWanted,
        ]);
        assert_eq!(state.asked.cursor.as_deref(), Some("next"));
        assert_eq!(state.asked.times, 2);
        assert_eq!(shown(&state), [id(1)]);
    }

    #[test]
    fn an_empty_form_names_both_fields_and_sends_nothing() {
        let state = after([Action::Submitted(draft(" ", ""), id(1))]);
        assert_eq!(
            state.errors,
            [
                FieldError::new(Field::Body, Code::Missing),
                FieldError::new(Field::Name, Code::Missing),
            ]
        );
        assert_eq!(state.first_wrong_field(), Some(Field::Body));
        assert_eq!(state.refusals, 1);
        assert_eq!(sending(&state), None);
    }

    #[test]
    fn a_message_goes_when_its_field_is_mended() {
        let state = after([
            Action::Submitted(draft("", ""), id(1)),
            Action::Changed(draft("Hello", "")),
        ]);
        assert_eq!(state.error(Field::Body), None);
        assert!(state.error(Field::Name).is_some());
    }

    #[test]
    fn typing_finds_no_new_fault() {
        let state = after([
            Action::Submitted(draft("", "Ada"), id(1)),
            Action::Changed(draft("Hello", "")),
        ]);
        assert!(state.errors.is_empty());
    }

    #[test]
    fn a_draft_is_sent_again_under_the_same_identifier() {
        let state = after([
            Action::Submitted(draft("Hello", "Ada"), id(1)),
            Action::Refused(Failure::Timeout),
        ]);
        assert_eq!(state.form, Form::Failed(Failure::Timeout));
        let state = state.reduce(Action::Submitted(draft("Hello", "Ada"), id(2)));
        assert_eq!(sending(&state), Some(id(1)));
    }

    #[test]
    fn a_second_click_while_sending_sends_nothing() {
        let state = after([
            Action::Submitted(draft("Hello", "Ada"), id(1)),
            Action::Submitted(draft("Hello again", "Ada"), id(2)),
        ]);
        assert_eq!(sending(&state), Some(id(1)));
        assert!(matches!(&state.form, Form::Sending(attempt) if attempt.draft.body == "Hello"));
    }

    #[test]
    fn after_a_conflict_the_next_draft_has_an_identifier_of_its_own() {
        let state = after([
            Action::Submitted(draft("Hello", "Ada"), id(1)),
            Action::Refused(Failure::Conflict),
            Action::Submitted(draft("Hello", "Ada"), id(2)),
        ]);
        assert_eq!(sending(&state), Some(id(2)));
    }

    #[test]
    fn after_a_conflict_the_version_that_was_published_is_asked_for() {
        let state = after([
            Action::Loaded(page(&[1], None)),
            Action::Submitted(draft("Hello", "Ada"), id(2)),
            Action::Refused(Failure::Conflict),
        ]);
        assert_eq!((&state.list, state.asked.times), (&List::Loading, 1));
        let state = state.reduce(Action::Loaded(page(&[1, 2], None)));
        assert_eq!(shown(&state), [id(1), id(2)]);
        assert_eq!(state.form, Form::Failed(Failure::Conflict));
    }

    #[test]
    fn a_kept_comment_is_shown_once() {
        let state = after([
            Action::Loaded(page(&[1, 2, 3], Some("next"))),
            Action::Submitted(draft("Hello", "Ada"), id(4)),
            Action::Kept(comment(4)),
        ]);
        assert_eq!(shown(&state), [id(1), id(2), id(3), id(4)]);
        assert_eq!((state.count, &state.form), (5, &Form::Sent));
        let state = state.reduce(Action::Loaded(page(&[4], None)));
        assert_eq!(shown(&state), [id(1), id(2), id(3), id(4)]);
    }

    #[test]
    fn the_next_comment_has_an_identifier_of_its_own() {
        let state = after([
            Action::Submitted(draft("Hello", "Ada"), id(1)),
            Action::Kept(comment(1)),
            Action::Submitted(draft("Hello", "Ada"), id(2)),
        ]);
        assert_eq!(sending(&state), Some(id(2)));
    }

    #[test]
    fn faults_that_the_server_finds_land_on_their_fields() {
        let fault = FieldError::new(Field::Website, Code::Malformed);
        let elsewhere = FieldError::new(Field::Article, Code::Unknown);
        let state = after([
            Action::Submitted(draft("Hello", "Ada"), id(1)),
            Action::Refused(Failure::Invalid(vec![elsewhere, fault])),
        ]);
        assert_eq!(state.errors, [fault]);
        assert_eq!(state.form, Form::Writing);
    }
}
