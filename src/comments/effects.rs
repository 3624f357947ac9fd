//! The effects of the comments: load, send, store, watch, and move the focus.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, Identifier};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::properties::{Paging, Properties};
use super::state::{Action, Clock, DeletionStep, ListStatus, Replies, State, Submission};
use super::{author, draft, order, outbox};
use crate::backend::{ArticleReference, BackendError, CommentsResponse, names_comment};
use crate::browser::js_value::object;
use crate::browser::{Listener, focus, has_focus, instant, is_visible, now, when_seen};
use crate::element::{follow_within, fragment, warn_of_left_article, watch_fragment};
use lean_yew::effect::{Cleanup, Effect, cleanup};
use lean_yew::reducer::{UseReducerDispatcher, UseReducerHandle};
use lean_yew::task;

/// The inputs of the comments' effects.
pub(super) struct EffectContext {
    /// The element's properties.
    pub(super) properties: Rc<Properties>,
    /// The comments.
    pub(super) state: UseReducerHandle<State>,
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
    /// The number of times that the page had come to the front at the last poll.
    fronts: Cell<u32>,
    /// The comment that was about to be taken back.
    withdrawn: Cell<Option<Identifier>>,
}

/// The effects of the comments, with their dependencies.
pub(super) static EFFECTS: [Effect<EffectContext>; 20] = [
    Effect {
        deps: |context, deps| {
            (
                &context.properties.reference,
                context.properties.options.order,
            )
                .hash(deps);
        },
        run: open,
    },
    Effect {
        deps: |context, deps| {
            let state = &context.state;
            (&state.opened, &state.request, context.has_thread()).hash(deps);
        },
        run: ask_for_page,
    },
    Effect {
        deps: |context, deps| {
            (context.state.coming.len(), context.state.threads.len()).hash(deps);
        },
        run: show_slice,
    },
    Effect {
        deps: |context, deps| (context.paging(), context.state.request.times).hash(deps),
        run: ask_for_more,
    },
    Effect {
        deps: |context, deps| context.replies().hash(deps),
        run: ask_for_replies,
    },
    Effect {
        deps: |context, deps| (&context.properties.reference, context.has_thread()).hash(deps),
        run: watch_address,
    },
    Effect {
        deps: |context, deps| (&context.state.opened, context.linked(false)).hash(deps),
        run: ask_for_linked,
    },
    Effect {
        deps: |context, deps| context.linked(true).hash(deps),
        run: lead_to_linked,
    },
    Effect {
        deps: |context, deps| context.is_to_rest().hash(deps),
        run: wait_for_rest,
    },
    Effect {
        deps: |_, _| {},
        run: watch_front,
    },
    Effect {
        deps: |_, _| {},
        run: watch_printer,
    },
    Effect {
        deps: |context, deps| {
            (context.since(), context.state.polls, context.state.fronts).hash(deps);
        },
        run: ask_for_news,
    },
    Effect {
        deps: |context, deps| context.state.opened.hash(deps),
        run: watch_network,
    },
    Effect {
        deps: |context, deps| context.state.has_unsent().hash(deps),
        run: send_again,
    },
    Effect {
        deps: |context, deps| (context.withdrawing(), context.state.withdrawals).hash(deps),
        run: withdraw,
    },
    Effect {
        deps: |context, deps| {
            let has_form = context.properties.options.has_form;
            // Whenever there are more comments that it may belong to.
            (context.state.threads.len(), has_form).hash(deps);
        },
        run: resume_writing,
    },
    Effect {
        deps: |context, deps| context.state.lead.hash(deps),
        run: lead,
    },
    Effect {
        deps: |context, deps| context.withdrawn().hash(deps),
        run: lead_to_question,
    },
    Effect {
        deps: |context, deps| context.state.arrival.hash(deps),
        run: lead_to_arrival,
    },
    Effect {
        deps: |context, deps| context.properties.is_own.hash(deps),
        run: |context| warn_of_left_article(&context.properties.host, context.properties.is_own),
    },
];

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
        let is_time = paging == Paging::All || self.state.is_ready();
        let has_more = is_time && matches!(self.state.list, ListStatus::Ready(Some(_)));
        has_more.then_some(paging)
    }

    /// The thread whose next replies are asked for, and the last of those before them.
    fn replies(&self) -> Option<(Identifier, Option<Identifier>)> {
        let mut threads = self.state.threads.iter();
        let asked = threads.find(|thread| thread.more == Replies::Loading)?;
        Some((asked.root.comment.id, asked.last))
    }

    /// The comment that the address names, if it is there, or if it is not. Where the
    /// first page has it, it need not be asked for.
    fn linked(&self, is_there: bool) -> Option<Identifier> {
        let linked = self.state.linked.filter(|_| self.state.is_ready())?.id?;
        (self.state.shows(linked) == is_there).then_some(linked)
    }

    /// True if times are to be displayed and are not yet.
    fn is_to_rest(&self) -> bool {
        !self.state.tells_times && self.state.count > 0
    }

    /// Of which comments news are asked for, and since when.
    fn since(&self) -> Option<(&ArticleReference, &Rc<str>)> {
        let reference = self.state.opened.as_ref().filter(|_| self.has_thread());
        // Only what follows on a first page is new.
        reference.zip(self.state.latest.as_ref())
    }

    /// The comment that is on its way back.
    fn withdrawing(&self) -> Option<Identifier> {
        let withdrawal = self.state.withdrawal.as_ref();
        let withdrawal = withdrawal.filter(|withdrawal| withdrawal.step == DeletionStep::Sending);
        withdrawal.map(|withdrawal| withdrawal.id)
    }

    /// The comment that is about to be taken back.
    fn withdrawn(&self) -> Option<Identifier> {
        let withdrawal = self.state.withdrawal.as_ref();
        withdrawal.map(|withdrawal| withdrawal.id)
    }

    /// The rendered element of a comment.
    fn find(&self, id: Identifier) -> Option<Element> {
        let backend = self.state.opened.as_ref()?.backend;
        let base = self.base.cast::<Element>()?;
        let selector = ["#", &backend.fragment(id)].concat();
        base.query_selector(&selector).ok().flatten()
    }
}

fn open(context: &Rc<EffectContext>) -> Cleanup {
    let properties = &context.properties;
    let reference = properties.reference.clone();
    let order = order::chosen().unwrap_or(properties.options.order);
    context.dispatch(Action::Opened(reference, order));
    None
}

/// Asks for the comments, page by page.
fn ask_for_page(context: &Rc<EffectContext>) -> Cleanup {
    // The state's own article: the properties may name the next one already.
    let reference = context.state.opened.as_ref()?;
    if !context.has_thread() {
        context.properties.host.emit_ready();
        return None;
    }
    let asked = &context.state.request;
    let author = author::known_token(reference);
    let is_long = context.properties.options.paging == Paging::All;
    let page = reference.comments(author, asked.order, asked.cursor.clone(), is_long);
    let context = Rc::clone(context);
    task::start(page, move |answer| {
        let host = &context.properties.host;
        match answer {
            Ok(response) => {
                let clock = clock(&response);
                context.dispatch(Action::Loaded(response.page, clock));
                if context.state.request.cursor.is_none() {
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

/// Shows what came slice by slice.
fn show_slice(context: &Rc<EffectContext>) -> Cleanup {
    let took = context.memory.slice.take().map(|begun| now() - begun);
    if context.state.coming.is_empty() {
        return None;
    }
    let context = Rc::clone(context);
    task::start(Box::pin(task::give_way()), move |()| {
        context.memory.slice.set(Some(now()));
        context.dispatch(Action::NextBatch(took));
    })
}

/// Asks for the next page without the reader's word, if the blog wants it so: at once,
/// or when the reader comes to the end of the list.
fn ask_for_more(context: &Rc<EffectContext>) -> Cleanup {
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
}

/// Asks for the next replies of a thread.
fn ask_for_replies(context: &Rc<EffectContext>) -> Cleanup {
    let (root, last) = context.replies()?;
    let reference = &context.properties.reference;
    let replies = reference.replies(author::known_token(reference), root, last);
    let context = Rc::clone(context);
    task::start(replies, move |answer| {
        let (answer, now) = read(answer);
        context.dispatch(Action::RepliesLoaded(root, answer, now));
    })
}

/// Shows the comment that the page's address names.
fn watch_address(context: &Rc<EffectContext>) -> Cleanup {
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
}

fn ask_for_linked(context: &Rc<EffectContext>) -> Cleanup {
    let reference = context.state.opened.as_ref()?;
    let id = context.linked(false)?;
    let thread = reference.thread_of(author::known_token(reference), id);
    let context = Rc::clone(context);
    task::start(thread, move |answer| {
        let (answer, now) = read(answer);
        context.dispatch(Action::Found(id, answer, now));
    })
}

fn lead_to_linked(context: &Rc<EffectContext>) -> Cleanup {
    context.dispatch(Action::Linked(context.linked(true)?));
    None
}

/// Lets times be told once there are comments and nothing is more urgent.
fn wait_for_rest(context: &Rc<EffectContext>) -> Cleanup {
    if !context.is_to_rest() {
        return None;
    }
    let context = Rc::clone(context);
    task::start(Box::pin(task::idle()), move |()| {
        context.dispatch(Action::BrowserIdle);
    })
}

/// Lets times be told anew, and asks for new comments, when the page comes to the front.
fn watch_front(context: &Rc<EffectContext>) -> Cleanup {
    let document = web_sys::window()?.document()?;
    let context = Rc::clone(context);
    cleanup(Listener::new(&document, "visibilitychange", move |_| {
        if is_visible() {
            context.dispatch(Action::Ticked(now()));
            context.dispatch(Action::PageVisible);
        }
    }))
}

/// Does the same each minute while the page is in front.
fn ask_for_news(context: &Rc<EffectContext>) -> Cleanup {
    let fronts = context.state.fronts;
    let is_waiting = context.memory.fronts.replace(fronts) == fronts;
    let (reference, since) = context.since()?;
    let (reference, since) = (reference.clone(), Rc::clone(since));
    let news = async move {
        if is_waiting {
            task::pause(MINUTE).await;
        }
        if !is_visible() {
            return None;
        }
        let author = author::known_token(&reference);
        reference.news(author, since).await.ok()
    };
    let context = Rc::clone(context);
    task::start(Box::pin(news), move |response| {
        let clock = response.as_ref().map(clock);
        context.dispatch(Action::Ticked(now()));
        let page = response.map(|response| response.page);
        context.dispatch(Action::Polled(page, clock.unwrap_or_default()));
    })
}

/// Asks for all that there is when the page is about to be printed.
fn watch_printer(context: &Rc<EffectContext>) -> Cleanup {
    let context = Rc::clone(context);
    cleanup(Listener::on_window("beforeprint", move |_| {
        context.dispatch(Action::AllWanted);
    }))
}

/// Sends comments one after the other, each under its own identifier.
pub(super) fn send(
    properties: &Properties,
    dispatcher: &UseReducerDispatcher<State>,
    submissions: Vec<Submission>,
) {
    dispatcher.dispatch(Action::Sending(submissions.clone()));
    let (host, reference) = (properties.host.clone(), properties.reference.clone());
    let dispatcher = dispatcher.clone();
    spawn_local(async move {
        for submission in submissions {
            let sent = outbox::send(&reference, &submission).await;
            match sent.answer {
                Some(Ok(comment)) => {
                    let detail = submit_detail(&reference, &comment);
                    dispatcher.dispatch(Action::Kept(submission.id, comment));
                    if sent.is_first {
                        host.emit("submit", &detail);
                    }
                }
                Some(Err(failure)) => {
                    if sent.is_first {
                        host.emit_error("submit", &failure);
                    }
                    dispatcher.dispatch(Action::NotSent(submission.id, failure));
                }
                None => dispatcher.dispatch(Action::SentElsewhere(submission.id)),
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

/// Sends what is kept on the device: when the widget comes, and when the network
/// returns.
fn watch_network(context: &Rc<EffectContext>) -> Cleanup {
    // What is kept is sent when the state has turned to its article.
    if context.state.opened.is_some() {
        send_kept(context);
    }
    let context = Rc::clone(context);
    cleanup(Listener::on_window("online", move |_| send_kept(&context)))
}

/// Sends it from time to time while a comment waits.
fn send_again(context: &Rc<EffectContext>) -> Cleanup {
    if !context.state.has_unsent() {
        return None;
    }
    let context = Rc::clone(context);
    task::later(RESEND, move || send_kept(&context))
}

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
    send(properties, &context.state.dispatcher(), own);
    spawn_local(async move {
        for (reference, submission) in others {
            // Whatever comes of it is kept or gone by then.
            let _ = outbox::send(&reference, &submission).await;
        }
    });
}

/// Takes the reader's comment back, when the reader is sure.
fn withdraw(context: &Rc<EffectContext>) -> Cleanup {
    let id = context.withdrawing()?;
    let reference = &context.properties.reference;
    let answer = reference.withdraw(author::token(reference), id);
    let context = Rc::clone(context);
    task::start(answer, move |answer| {
        let Properties {
            host, reference, ..
        } = &*context.properties;
        match &answer {
            Ok(_) => {
                let id = reference.backend.name(id);
                host.emit("withdraw", &object(&[("id", id.into())]));
            }
            Err(failure) => host.emit_error("withdraw", failure),
        }
        context.dispatch(Action::Withdrawn(id, answer));
    })
}

/// Opens the answer or the change again that a reader was writing when the page was left.
fn resume_writing(context: &Rc<EffectContext>) -> Cleanup {
    let begun = draft::begun(&context.properties.reference);
    if context.properties.options.has_form && !begun.is_empty() {
        context.dispatch(Action::Resumed(begun));
    }
    None
}

/// Leads the focus to a comment, or to the list's heading.
fn lead(context: &Rc<EffectContext>) -> Cleanup {
    let (id, times) = context.state.lead;
    let place = match id {
        Some(id) => context.find(id),
        None => context.heading.cast().filter(|_| times > 0),
    };
    focus(&place?);
    None
}

/// Leads the focus to the question whether a comment is taken back, and from it back to
/// the button that asked.
fn lead_to_question(context: &Rc<EffectContext>) -> Cleanup {
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
}

/// Leads a reader who asked for a page to the first of it, unless the focus went
/// elsewhere meanwhile.
fn lead_to_arrival(context: &Rc<EffectContext>) -> Cleanup {
    let arrival = context.find(context.state.arrival?)?;
    if has_focus(&context.heading.cast()?) {
        focus(&arrival);
    }
    None
}
