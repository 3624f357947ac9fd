//! Comments that the server has not acknowledged, kept in the reader's storage so
//! that they outlive the page: each under a key of its own, so that two pages do not
//! write over each other's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use article_widgets_model::{Comment, CommentDraft, Identifier};
use js_sys::{Function, JSON, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::state::{Composer, Submission};
use super::{author, draft};
use crate::backend::{ArticleReference, BackendError, SpamSignals};
use crate::browser::js_value::{number, object, text};
use crate::browser::{now, storage, web_lock};
use lean_yew::task;

const KIND: &str = "waiting ";

/// Keeps a comment until [`forget`].
pub(super) fn keep(reference: &ArticleReference, submission: &Submission) {
    let parent = submission.draft.parent.map(|parent| parent.text());
    let entries = object(&[
        ("draft", draft::written(&submission.draft).into()),
        ("parent", parent.unwrap_or_default().into()),
        ("trap", submission.signals.trap.as_str().into()),
        (
            "seconds",
            submission.signals.seconds.map_or(JsValue::NULL, Into::into),
        ),
        ("since", now().into()),
    ]);
    if let Ok(text) = JSON::stringify(&entries) {
        storage::write(&key(reference, submission.id), &String::from(text));
    }
}

/// Keeps a comment no longer.
pub(super) fn forget(reference: &ArticleReference, id: Identifier) {
    storage::remove(&key(reference, id));
}

/// The comments that are kept for all articles of a server, in the order in which they
/// were written.
pub(super) fn kept(reference: &ArticleReference) -> Vec<(ArticleReference, Submission)> {
    let start = [KIND, &reference.endpoint, " "].concat();
    let (mut times, mut kept) = (Vec::new(), Vec::new());
    for key in storage::keys(&start) {
        if let Some((since, found)) = read_key(reference, &key, start.len()) {
            let is_later = |time: &f64| *time > since;
            let place = times.iter().position(is_later).unwrap_or(times.len());
            times.insert(place, since);
            kept.insert(place, found);
        }
    }
    kept
}

/// Reads the entry under a key, with the time since which it is stored. The first `start` bytes
/// of the key name the server.
fn read_key(
    reference: &ArticleReference,
    key: &str,
    start: usize,
) -> Option<(f64, (ArticleReference, Submission))> {
    let (article, id) = key[start..].rsplit_once(' ')?;
    let reference = ArticleReference {
        article: article.into(),
        ..reference.clone()
    };
    let (since, submission) = read(Identifier::parse(id)?, &storage::read(key)?)?;
    Some((since, (reference, submission)))
}

/// The outcome of sending a comment.
pub(super) struct Sent {
    /// The server's response; none if another page of this browser has handled it.
    pub(super) answer: Outcome,
    /// The page hears of this outcome from the caller, and from no other who asked for the same.
    pub(super) is_first: bool,
}

type Outcome = Option<Result<Comment, BackendError>>;

/// A comment on its way from this page, and who waits for the answer.
struct Delivery {
    key: String,
    draft: Rc<CommentDraft>,
    answer: RefCell<Outcome>,
    arrival: Promise,
    arrive: Function,
    /// The page hears of the outcome from someone who waits.
    is_told: Cell<bool>,
}

thread_local! {
    static DELIVERIES: RefCell<Vec<Rc<Delivery>>> = const { RefCell::new(Vec::new()) };
}

impl Delivery {
    fn under_way(key: &str, draft: &CommentDraft) -> Option<Rc<Self>> {
        DELIVERIES.with_borrow(|all| {
            let is_same = |other: &&Rc<Self>| other.key == key && *other.draft == *draft;
            all.iter().find(is_same).cloned()
        })
    }

    fn begin(key: String, draft: &Rc<CommentDraft>) -> Rc<Self> {
        let (arrival, arrive) = task::promise();
        let delivery = Rc::new(Self {
            key,
            draft: Rc::clone(draft),
            answer: RefCell::default(),
            arrival,
            arrive,
            is_told: Cell::default(),
        });
        DELIVERIES.with_borrow_mut(|all| all.push(Rc::clone(&delivery)));
        delivery
    }

    fn end(self: &Rc<Self>, answer: &Outcome) {
        DELIVERIES.with_borrow_mut(|all| all.retain(|other| !Rc::ptr_eq(other, self)));
        self.answer.replace(answer.clone());
        // Resolving a promise does not fail.
        let _ = self.arrive.call0(&JsValue::NULL);
    }

    async fn arrived(&self) -> Outcome {
        // A promise that is never refused.
        let _ = JsFuture::from(self.arrival.clone()).await;
        self.answer.borrow().clone()
    }
}

/// Sends a comment, unless the same one is on its way from this page: then the outcome is that
/// one's. `tells` if the page shall hear of it from the caller.
pub(super) async fn send(
    reference: &ArticleReference,
    submission: &Submission,
    tells: bool,
) -> Sent {
    let key = key(reference, submission.id);
    let under_way = Delivery::under_way(&key, &submission.draft);
    let delivery = under_way.clone();
    let delivery = delivery.unwrap_or_else(|| Delivery::begin(key, &submission.draft));
    let is_first = tells && !delivery.is_told.replace(true);
    let answer = if under_way.is_some() {
        delivery.arrived().await
    } else {
        let answer = deliver(reference, submission).await;
        delivery.end(&answer);
        answer
    };
    Sent { answer, is_first }
}

/// Sends a comment. Once the server has decided, it is kept here no longer: it is
/// published, or its text is a draft again. None if another page of this browser has
/// seen to it meanwhile.
async fn deliver(reference: &ArticleReference, submission: &Submission) -> Outcome {
    let Submission { id, draft, signals } = submission;
    let key = key(reference, *id);
    // What reaches such a server twice at once is published twice.
    let turn = match reference.backend.capabilities().is_idempotent {
        true => None,
        false => Some(web_lock(&key).await),
    };
    if turn.is_some() && storage::read(&key).is_none() {
        return None;
    }
    let token = author::token(reference);
    let answer = reference.publish(token, *id, Rc::clone(draft), signals.clone());
    let answer = answer.await;
    match &answer {
        Ok(_) => forget(reference, *id),
        Err(failure) if failure.can_wait() => {}
        Err(failure) => {
            let id = Some(*id).filter(|_| !failure.is_conflict());
            take_back(reference, submission, id);
        }
    }
    Some(answer)
}

/// Makes a draft again of what was about to be sent, which has the identifier `id`
/// when it is sent again, else a new one.
pub(super) fn take_back(
    reference: &ArticleReference,
    submission: &Submission,
    id: Option<Identifier>,
) {
    draft::restore(
        reference,
        Composer::of(&submission.draft),
        id,
        &submission.draft,
    );
    forget(reference, submission.id);
}

fn key(reference: &ArticleReference, id: Identifier) -> String {
    [
        KIND,
        &reference.endpoint,
        " ",
        &reference.article,
        " ",
        &id.text(),
    ]
    .concat()
}

/// Parses an entry; returns the time since which it is stored, and the submission.
fn read(id: Identifier, written: &str) -> Option<(f64, Submission)> {
    let kept = JSON::parse(written).ok()?;
    let parent = text(&kept, "parent")?;
    let draft = CommentDraft {
        parent: Identifier::parse(&parent),
        ..draft::parsed(&text(&kept, "draft")?)?
    };
    let submission = Submission {
        id,
        draft: draft.into(),
        signals: SpamSignals {
            trap: text(&kept, "trap").unwrap_or_default(),
            seconds: number(&kept, "seconds").map(|seconds| seconds as u32),
            is_again: true,
        },
    };
    Some((number(&kept, "since").unwrap_or_default(), submission))
}
