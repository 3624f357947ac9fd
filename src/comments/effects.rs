//! The effects and commands of the comments: load, send, store, watch, and move the focus.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, Identifier};
use gloo_utils::document;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::properties::{Paging, Properties};
use super::state::{
    Action, Clock, Command, ListRequest, ListStatus, Replies, State, Submission, When,
};
use super::{author, draft, order, outbox};
use crate::backend::{ArticleReference, BackendError, CommentsResponse, names_comment};
use crate::browser::js_value::object;
use crate::browser::{Listener, focus, has_focus, instant, is_visible, now, when_seen};
use crate::element::{follow_within, fragment, warn_of_left_article, watch_fragment};
use lean_yew::effect::{Cleanup, Effect, cleanup};
use lean_yew::store::Store;
use lean_yew::task;

/// The inputs of the comments' effects.
pub(super) struct EffectContext {
    /// The element's properties.
    pub(super) properties: Rc<Properties>,
    /// The comments.
    pub(super) state: Store<State>,
    /// The rendered root.
    pub(super) base: NodeRef,
    /// The list's heading.
    pub(super) heading: NodeRef,
    /// The button that shows the next page.
    pub(super) more: NodeRef,
    /// Values that effects keep between runs.
    pub(super) memory: Rc<Memory>,
}

/// Values that effects keep between runs.
#[derive(Default)]
pub(super) struct Memory {
    /// The time at which the last slice began; none before the first one.
    slice: Cell<Option<f64>>,
    /// The comment that was about to be taken back.
    withdrawn: Cell<Option<Identifier>>,
}

/// The effects of the comments.
pub(super) static EFFECTS: [Effect<EffectContext>; 16] = [
    OPEN,
    SLICE,
    NEXT_PAGE,
    REPLIES,
    ADDRESS,
    LINKED,
    LINKED_THERE,
    TIMES,
    VISIBILITY,
    PRINT,
    NETWORK,
    SEND_AGAIN,
    RESUME,
    DELETION,
    ARRIVAL,
    LEFT_ARTICLE,
];

/// Runs a command. What it returns is dropped when the same is to be done anew.
pub(super) fn run(context: &Rc<EffectContext>, command: Command) -> Cleanup {
    match command {
        Command::Load(reference, request) => load(context, &reference, request),
        Command::Poll(reference, since, when) => poll(context, reference, since, when),
        Command::Send(reference, submissions) => {
            send(context, reference, submissions);
            None
        }
        Command::Delete(reference, id) => delete(context, reference, id),
        Command::Focus(id) => {
            let place = match id {
                Some(id) => context.find(id),
                None => context.heading.cast(),
            };
            focus(&place?);
            None
        }
    }
}

/// The interval, in milliseconds, of polls for new comments and of updates of displayed times.
const MINUTE: i32 = 60_000;

/// The pause before a comment without a response is sent again, in milliseconds.
const RESEND: i32 = 30_000;

/// The clock of the server whose response just came.
fn clock(response: &CommentsResponse) -> Clock {
    let device = now();
    let server = response.date.as_deref().and_then(instant).unwrap_or(device);
    Clock {
        now: server,
        ahead: server - device,
    }
}

/// Splits a response into its page and the server's clock.
fn read(
    answer: Result<CommentsResponse, BackendError>,
) -> (Result<CommentPage, BackendError>, Clock) {
    let clock = answer.as_ref().map(clock).unwrap_or_default();
    (answer.map(|response| response.page), clock)
}

impl EffectContext {
    fn dispatch(&self, action: Action) {
        self.state.dispatch(action);
    }

    fn has_thread(&self) -> bool {
        self.properties.options.has_thread
    }

    /// The way in which the next page is requested, if there is one and it may be requested now.
    fn paging(&self) -> Option<Paging> {
        let paging = if self.state.wants_all {
            Paging::All
        } else {
            self.properties.options.paging
        };
        // All may be asked for while the former page is still being shown.
        let is_time = paging == Paging::All || self.state.list.is_ready();
        let has_more = is_time && matches!(self.state.list.status, ListStatus::Ready(Some(_)));
        has_more.then_some(paging)
    }

    /// The thread whose next replies are asked for, and the last of those before them.
    fn replies(&self) -> Option<(Identifier, Option<Identifier>)> {
        let mut threads = self.state.list.threads.iter();
        let asked = threads.find(|thread| thread.more == Replies::Loading)?;
        Some((asked.root.comment.id, asked.last))
    }

    /// The comment that the address names, if it is there, or if it is not. Where the
    /// first page has it, it need not be asked for.
    fn linked(&self, is_there: bool) -> Option<Identifier> {
        let linked = self
            .state
            .link
            .linked
            .filter(|_| self.state.list.is_ready())?
            .id?;
        (self.state.list.shows(linked) == is_there).then_some(linked)
    }

    /// True if times are to be displayed and are not yet.
    fn is_to_rest(&self) -> bool {
        !self.state.tells_times && self.state.list.count > 0
    }

    /// True if the comments of this article are still those that are shown.
    fn is_open(&self, reference: &ArticleReference) -> bool {
        self.state.dispatcher().state().opened.as_ref() == Some(reference)
    }

    /// The comment that is about to be taken back.
    fn withdrawn(&self) -> Option<Identifier> {
        let deletion = self.state.deletion.as_ref();
        deletion.map(|deletion| deletion.id)
    }

    /// The rendered element of a comment.
    fn find(&self, id: Identifier) -> Option<Element> {
        let backend = self.state.opened.as_ref()?.backend;
        let base = self.base.cast::<Element>()?;
        let selector = ["#", &backend.fragment(id)].concat();
        base.query_selector(&selector).ok().flatten()
    }
}

fn load(
    context: &Rc<EffectContext>,
    reference: &ArticleReference,
    request: ListRequest,
) -> Cleanup {
    if !context.has_thread() {
        context.properties.host.emit_ready();
        return None;
    }
    let author = author::known_token(reference);
    let is_long = context.properties.options.paging == Paging::All;
    let is_first = request.cursor.is_none();
    let page = reference.comments(author, request.order, request.cursor, is_long);
    let context = Rc::clone(context);
    task::start(page, move |response| {
        let host = &context.properties.host;
        match response {
            Ok(response) => {
                let clock = clock(&response);
                context.dispatch(Action::Loaded(response.page, clock));
                if is_first {
                    host.emit_ready();
                }
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                context.dispatch(Action::LoadFailed(failure));
            }
        }
    })
}

/// Asks for new comments, if the page is in front then.
fn poll(
    context: &Rc<EffectContext>,
    reference: ArticleReference,
    since: Rc<str>,
    when: When,
) -> Cleanup {
    if !context.has_thread() {
        return None;
    }
    let asked = reference.clone();
    let news = async move {
        if when == When::Later {
            task::pause(MINUTE).await;
        }
        if !is_visible() {
            return None;
        }
        let author = author::known_token(&asked);
        asked.news(author, since).await.ok()
    };
    let context = Rc::clone(context);
    task::start(Box::pin(news), move |response| {
        if !context.is_open(&reference) {
            return;
        }
        let clock = response.as_ref().map(clock);
        context.dispatch(Action::Ticked(now()));
        let page = response.map(|response| response.page);
        context.dispatch(Action::Polled(page, clock.unwrap_or_default()));
    })
}

/// Sends comments one after the other, each under its own identifier, even if the widget is gone
/// by then.
fn send(context: &Rc<EffectContext>, reference: ArticleReference, submissions: Vec<Submission>) {
    let context = Rc::clone(context);
    spawn_local(async move {
        let host = &context.properties.host;
        for submission in submissions {
            let sent = outbox::send(&reference, &submission, true).await;
            match sent.answer {
                Some(Ok(comment)) => {
                    let detail = submit_detail(&reference, &comment);
                    context.dispatch(Action::Kept(submission.id, comment));
                    if sent.is_first {
                        host.emit("submit", &detail);
                    }
                }
                Some(Err(failure)) => {
                    if sent.is_first {
                        host.emit_error("submit", &failure);
                    }
                    context.dispatch(Action::NotSent(submission.id, failure));
                }
                None => context.dispatch(Action::SentElsewhere(submission.id)),
            }
        }
    });
}

fn submit_detail(reference: &ArticleReference, comment: &Comment) -> JsValue {
    object(&[
        ("id", reference.backend.name(comment.id).into()),
        ("name", comment.name.as_str().into()),
        ("state", comment.state.name().into()),
    ])
}

fn delete(context: &Rc<EffectContext>, reference: ArticleReference, id: Identifier) -> Cleanup {
    let deletion = reference.withdraw(author::token(&reference), id);
    let context = Rc::clone(context);
    task::start(deletion, move |response| {
        // The page may show another article by now.
        if !context.is_open(&reference) {
            return;
        }
        let host = &context.properties.host;
        match &response {
            Ok(_) => {
                let id = reference.backend.name(id);
                host.emit("withdraw", &object(&[("id", id.into())]));
            }
            Err(failure) => host.emit_error("withdraw", failure),
        }
        context.dispatch(Action::Deleted(id, response));
    })
}

/// Turns to the article that the element names, and loads its comments.
const OPEN: Effect<EffectContext> = Effect {
    deps: |context, deps| (&context.properties.reference, context.has_thread()).hash(deps),
    run: |context| {
        let properties = &context.properties;
        let reference = properties.reference.clone();
        let order = order::chosen().unwrap_or(properties.options.order);
        context.dispatch(Action::Opened(reference, order));
        None
    },
};

/// Shows what came slice by slice.
const SLICE: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        (
            context.state.list.coming.len(),
            context.state.list.threads.len(),
        )
            .hash(deps)
    },
    run: |context| {
        let took = context.memory.slice.take().map(|begun| now() - begun);
        if context.state.list.coming.is_empty() {
            return None;
        }
        let context = Rc::clone(context);
        task::start(Box::pin(task::give_way()), move |()| {
            context.memory.slice.set(Some(now()));
            context.dispatch(Action::NextBatch(took));
        })
    },
};

/// Asks for the next page without the reader's word, if the blog wants it so: at once,
/// or when the reader comes to the end of the list.
const NEXT_PAGE: Effect<EffectContext> = Effect {
    deps: |context, deps| context.paging().hash(deps),
    run: |context| {
        match context.paging()? {
            Paging::All => context.dispatch(Action::MoreWanted),
            Paging::Scroll => {
                let button = context.more.cast()?;
                let context = Rc::clone(context);
                return cleanup(when_seen(&button, move || {
                    context.dispatch(Action::MoreWanted);
                }));
            }
            Paging::Button => {}
        }
        None
    },
};

/// Asks for the next replies of a thread.
const REPLIES: Effect<EffectContext> = Effect {
    deps: |context, deps| context.replies().hash(deps),
    run: |context| {
        let (root, last) = context.replies()?;
        let reference = &context.properties.reference;
        let replies = reference.replies(author::known_token(reference), root, last);
        let context = Rc::clone(context);
        task::start(replies, move |answer| {
            let (answer, now) = read(answer);
            context.dispatch(Action::RepliesLoaded(root, answer, now));
        })
    },
};

/// Shows the comment that the page's address names.
const ADDRESS: Effect<EffectContext> = Effect {
    deps: |context, deps| (&context.properties.reference, context.has_thread()).hash(deps),
    run: |context| {
        if !context.has_thread() {
            return None;
        }
        let element = context.properties.host.element();
        let context = Rc::clone(context);
        let links = Listener::new(element, "click", |event| follow_within(&event));
        let look = move || {
            let backend = context.properties.reference.backend;
            let fragment = fragment();
            match backend.named_by(&fragment) {
                Some(id) => context.dispatch(Action::Linked(id)),
                None if names_comment(&fragment) => context.dispatch(Action::LinkedNowhere),
                None => {}
            }
        };
        look();
        cleanup((watch_fragment(look), links))
    },
};

/// Asks for the comment that the page's address names, if it is not there.
const LINKED: Effect<EffectContext> = Effect {
    deps: |context, deps| (&context.state.opened, context.linked(false)).hash(deps),
    run: |context| {
        let reference = context.state.opened.as_ref()?;
        let id = context.linked(false)?;
        let thread = reference.thread_of(author::known_token(reference), id);
        let context = Rc::clone(context);
        task::start(thread, move |answer| {
            let (answer, now) = read(answer);
            context.dispatch(Action::Found(id, answer, now));
        })
    },
};

/// Leads to the comment that the page's address names, if it is there.
const LINKED_THERE: Effect<EffectContext> = Effect {
    deps: |context, deps| context.linked(true).hash(deps),
    run: |context| {
        context.dispatch(Action::Linked(context.linked(true)?));
        None
    },
};

/// Shows times once there are comments and nothing is more urgent.
const TIMES: Effect<EffectContext> = Effect {
    deps: |context, deps| context.is_to_rest().hash(deps),
    run: |context| {
        if !context.is_to_rest() {
            return None;
        }
        let context = Rc::clone(context);
        task::start(Box::pin(task::idle()), move |()| {
            context.dispatch(Action::BrowserIdle);
        })
    },
};

/// Updates times, and asks for new comments, when the page comes to the front.
const VISIBILITY: Effect<EffectContext> = Effect {
    deps: |_, _| {},
    run: |context| {
        let context = Rc::clone(context);
        cleanup(Listener::new(&document(), "visibilitychange", move |_| {
            if is_visible() {
                context.dispatch(Action::Ticked(now()));
                context.dispatch(Action::PageVisible);
            }
        }))
    },
};

/// Asks for all that there is when the page is about to be printed.
const PRINT: Effect<EffectContext> = Effect {
    deps: |_, _| {},
    run: |context| {
        let context = Rc::clone(context);
        cleanup(Listener::on_window("beforeprint", move |_| {
            context.dispatch(Action::AllWanted);
        }))
    },
};

/// Sends what is kept on the device: when the widget comes, and when the network
/// returns.
const NETWORK: Effect<EffectContext> = Effect {
    deps: |context, deps| context.state.opened.hash(deps),
    run: |context| {
        // What is kept is sent when the state has turned to its article.
        if context.state.opened.is_some() {
            send_kept(context);
        }
        let context = Rc::clone(context);
        cleanup(Listener::on_window("online", move |_| send_kept(&context)))
    },
};

/// Sends it from time to time while a comment waits.
const SEND_AGAIN: Effect<EffectContext> = Effect {
    deps: |context, deps| context.state.outbox.has_unsent().hash(deps),
    run: |context| {
        if !context.state.outbox.has_unsent() {
            return None;
        }
        let context = Rc::clone(context);
        task::later(RESEND, move || send_kept(&context))
    },
};

/// Sends what is kept for the article, and quietly what is kept for others.
fn send_kept(context: &EffectContext) {
    let properties = &context.properties;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (reference, submission) in outbox::kept(&properties.reference) {
        if reference == properties.reference {
            own.push(submission);
        } else {
            others.push((reference, submission));
        }
    }
    if !own.is_empty() {
        context.dispatch(Action::Sending(own));
    }
    spawn_local(async move {
        for (reference, submission) in others {
            // Whatever comes of it is kept or gone by then.
            let _ = outbox::send(&reference, &submission, false).await;
        }
    });
}

/// Opens the answer or the change again that a reader was writing when the page was left.
const RESUME: Effect<EffectContext> = Effect {
    deps: |context, deps| {
        let has_form = context.properties.options.has_form;
        // Whenever there are more comments that it may belong to.
        (context.state.list.threads.len(), has_form).hash(deps);
    },
    run: |context| {
        let begun = draft::begun(&context.properties.reference);
        if context.properties.options.has_form && !begun.is_empty() {
            context.dispatch(Action::Resumed(begun));
        }
        None
    },
};

/// Leads the focus to the question whether a comment is taken back, and from it back to
/// the button that asked.
const DELETION: Effect<EffectContext> = Effect {
    deps: |context, deps| context.withdrawn().hash(deps),
    run: |context| {
        let id = context.withdrawn();
        let former = context.memory.withdrawn.replace(id);
        let inner = if id.is_some() {
            ".question"
        } else {
            ".withdraw"
        };
        let comment = context.find(id.or(former)?)?;
        focus(&comment.query_selector(inner).ok()??);
        None
    },
};

/// Leads a reader who asked for a page to the first of it, unless the focus went
/// elsewhere meanwhile.
const ARRIVAL: Effect<EffectContext> = Effect {
    deps: |context, deps| context.state.list.arrival.hash(deps),
    run: |context| {
        let arrival = context.find(context.state.list.arrival?)?;
        if has_focus(&context.heading.cast()?) {
            focus(&arrival);
        }
        None
    },
};

/// Warns when the element names an article that the reader has left.
const LEFT_ARTICLE: Effect<EffectContext> = Effect {
    deps: |context, deps| context.properties.is_own.hash(deps),
    run: |context| warn_of_left_article(&context.properties.host, context.properties.is_own),
};
