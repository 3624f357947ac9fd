//! What the comments do beside being drawn: ask, send, keep, watch and lead the
//! focus.

use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use article_widgets_model::{Comment, CommentPage, Identifier};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::properties::{Paging, Properties};
use super::state::{Action, Attempt, Clock, List, Replies, State, Step};
use super::{author, draft, order, outbox};
use crate::backend::{Failure, Source, Told, names_comment};
use crate::effect::{Effect, Hold, hold};
use crate::host::{
    Listener, focus, follow_within, fragment, has_focus, instant, is_visible, now,
    warn_of_left_article, watch_fragment, when_seen,
};
use crate::object::object;
use crate::reducer::{UseReducerDispatcher, UseReducerHandle};
use crate::task;

/// What the comments are drawn from.
pub(super) struct Drawn {
    /// What the element says.
    pub(super) properties: Rc<Properties>,
    /// The comments.
    pub(super) state: UseReducerHandle<State>,
    /// What they are drawn in.
    pub(super) base: NodeRef,
    /// The list's heading.
    pub(super) heading: NodeRef,
    /// The button that shows the next page.
    pub(super) more: NodeRef,
    /// What the effects remember.
    pub(super) memory: Rc<Memory>,
}

/// What effects remember until they happen again.
#[derive(Default)]
pub(super) struct Memory {
    /// When the last slice was begun; none before the first that was asked for here.
    slice: Cell<Option<f64>>,
    /// How often the page had come to the front when news were asked for.
    fronts: Cell<u32>,
    /// The comment that was about to be taken back.
    withdrawn: Cell<Option<Identifier>>,
}

/// What the comments do beside being drawn.
pub(super) static EFFECTS: [Effect<Drawn>; 20] = [
    Effect {
        question: |drawn, question| {
            (&drawn.properties.source, drawn.properties.options.order).hash(question);
        },
        work: open,
    },
    Effect {
        question: |drawn, question| {
            let state = &drawn.state;
            (&state.opened, &state.asked, drawn.has_thread()).hash(question);
        },
        work: ask_for_page,
    },
    Effect {
        question: |drawn, question| {
            (drawn.state.coming.len(), drawn.state.threads.len()).hash(question);
        },
        work: show_slice,
    },
    Effect {
        question: |drawn, question| (drawn.paging(), drawn.state.asked.times).hash(question),
        work: ask_for_more,
    },
    Effect {
        question: |drawn, question| drawn.replies().hash(question),
        work: ask_for_replies,
    },
    Effect {
        question: |drawn, question| (&drawn.properties.source, drawn.has_thread()).hash(question),
        work: watch_address,
    },
    Effect {
        question: |drawn, question| (&drawn.state.opened, drawn.linked(false)).hash(question),
        work: ask_for_linked,
    },
    Effect {
        question: |drawn, question| drawn.linked(true).hash(question),
        work: lead_to_linked,
    },
    Effect {
        question: |drawn, question| drawn.is_to_rest().hash(question),
        work: wait_for_rest,
    },
    Effect {
        question: |_, _| {},
        work: watch_front,
    },
    Effect {
        question: |_, _| {},
        work: watch_printer,
    },
    Effect {
        question: |drawn, question| {
            (drawn.since(), drawn.state.polls, drawn.state.fronts).hash(question);
        },
        work: ask_for_news,
    },
    Effect {
        question: |drawn, question| drawn.state.opened.hash(question),
        work: watch_network,
    },
    Effect {
        question: |drawn, question| drawn.state.has_unsent().hash(question),
        work: send_again,
    },
    Effect {
        question: |drawn, question| (drawn.withdrawing(), drawn.state.withdrawals).hash(question),
        work: withdraw,
    },
    Effect {
        question: |drawn, question| {
            let has_form = drawn.properties.options.has_form;
            // Whenever there are more comments that it may belong to.
            (drawn.state.threads.len(), has_form).hash(question);
        },
        work: resume_writing,
    },
    Effect {
        question: |drawn, question| drawn.state.lead.hash(question),
        work: lead,
    },
    Effect {
        question: |drawn, question| drawn.withdrawn().hash(question),
        work: lead_to_question,
    },
    Effect {
        question: |drawn, question| drawn.state.arrival.hash(question),
        work: lead_to_arrival,
    },
    Effect {
        question: |drawn, question| drawn.properties.is_own.hash(question),
        work: |drawn| warn_of_left_article(&drawn.properties.host, drawn.properties.is_own),
    },
];

/// How often times are told anew and new comments are asked for, in milliseconds.
const MINUTE: i32 = 60_000;

/// After how long a comment without an answer is sent again, in milliseconds.
const RESEND: i32 = 30_000;

/// What time it is by a server that told comments just now.
fn clock(told: &Told) -> Clock {
    let device = now();
    let server = told.date.as_deref().and_then(instant).unwrap_or(device);
    Clock {
        now: server,
        ahead: server - device,
    }
}

/// What was told, and what time it was then.
fn read(answer: Result<Told, Failure>) -> (Result<CommentPage, Failure>, Clock) {
    let clock = answer.as_ref().map(clock).unwrap_or_default();
    (answer.map(|told| told.page), clock)
}

impl Drawn {
    fn dispatch(&self, action: Action) {
        self.state.dispatch(action);
    }

    fn has_thread(&self) -> bool {
        self.properties.options.has_thread
    }

    /// How the next page comes, if there is one and it is time for it.
    fn paging(&self) -> Option<Paging> {
        let paging = if self.state.wants_all {
            Paging::All
        } else {
            self.properties.options.paging
        };
        // All may be asked for while the former page is still being shown.
        let is_time = paging == Paging::All || self.state.is_ready();
        let has_more = is_time && matches!(self.state.list, List::Ready(Some(_)));
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

    /// Whether times are to be told, and are not.
    fn is_to_rest(&self) -> bool {
        !self.state.tells_times && self.state.count > 0
    }

    /// Of which comments news are asked for, and since when.
    fn since(&self) -> Option<(&Source, &Rc<str>)> {
        let source = self.state.opened.as_ref().filter(|_| self.has_thread());
        // Only what follows on a first page is new.
        source.zip(self.state.latest.as_ref())
    }

    /// The comment that is on its way back.
    fn withdrawing(&self) -> Option<Identifier> {
        let withdrawal = self.state.withdrawal.as_ref();
        let withdrawal = withdrawal.filter(|withdrawal| withdrawal.step == Step::Sending);
        withdrawal.map(|withdrawal| withdrawal.id)
    }

    /// The comment that is about to be taken back.
    fn withdrawn(&self) -> Option<Identifier> {
        let withdrawal = self.state.withdrawal.as_ref();
        withdrawal.map(|withdrawal| withdrawal.id)
    }

    /// What is drawn of a comment.
    fn find(&self, id: Identifier) -> Option<Element> {
        let protocol = self.state.opened.as_ref()?.protocol;
        let base = self.base.cast::<Element>()?;
        let selector = ["#", &protocol.fragment(id)].concat();
        base.query_selector(&selector).ok().flatten()
    }
}

fn open(drawn: &Rc<Drawn>) -> Hold {
    let properties = &drawn.properties;
    let source = properties.source.clone();
    let order = order::chosen().unwrap_or(properties.options.order);
    drawn.dispatch(Action::Opened(source, order));
    None
}

/// Asks for the comments, page by page.
fn ask_for_page(drawn: &Rc<Drawn>) -> Hold {
    // The state's own article: the properties may name the next one already.
    let source = drawn.state.opened.as_ref()?;
    if !drawn.has_thread() {
        drawn.properties.host.emit_ready();
        return None;
    }
    let asked = &drawn.state.asked;
    let author = author::known_token(source);
    let is_long = drawn.properties.options.paging == Paging::All;
    let page = source.comments(author, asked.order, asked.cursor.clone(), is_long);
    let drawn = Rc::clone(drawn);
    task::start(page, move |answer| {
        let host = &drawn.properties.host;
        match answer {
            Ok(told) => {
                let clock = clock(&told);
                drawn.dispatch(Action::Loaded(told.page, clock));
                if drawn.state.asked.cursor.is_none() {
                    host.emit_ready();
                }
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                drawn.dispatch(Action::LoadFailed(failure));
            }
        }
    })
}

/// Shows what came slice by slice.
fn show_slice(drawn: &Rc<Drawn>) -> Hold {
    let took = drawn.memory.slice.take().map(|begun| now() - begun);
    if drawn.state.coming.is_empty() {
        return None;
    }
    let drawn = Rc::clone(drawn);
    task::start(Box::pin(task::give_way()), move |()| {
        drawn.memory.slice.set(Some(now()));
        drawn.dispatch(Action::WentOn(took));
    })
}

/// Asks for the next page without the reader's word, if the blog wants it so: at once,
/// or when the reader comes to the end of the list.
fn ask_for_more(drawn: &Rc<Drawn>) -> Hold {
    match drawn.paging()? {
        Paging::All => drawn.dispatch(Action::MoreWanted),
        Paging::Scroll => {
            let button = drawn.more.cast()?;
            let drawn = Rc::clone(drawn);
            return hold(when_seen(&button, move || {
                drawn.dispatch(Action::MoreWanted);
            }));
        }
        Paging::Button => {}
    }
    None
}

/// Asks for the next replies of a thread.
fn ask_for_replies(drawn: &Rc<Drawn>) -> Hold {
    let (root, last) = drawn.replies()?;
    let source = &drawn.properties.source;
    let replies = source.replies(author::known_token(source), root, last);
    let drawn = Rc::clone(drawn);
    task::start(replies, move |answer| {
        let (answer, now) = read(answer);
        drawn.dispatch(Action::RepliesLoaded(root, answer, now));
    })
}

/// Shows the comment that the page's address names.
fn watch_address(drawn: &Rc<Drawn>) -> Hold {
    if !drawn.has_thread() {
        return None;
    }
    let element = drawn.properties.host.element();
    let drawn = Rc::clone(drawn);
    let links = Listener::new(element, "click", |event| follow_within(&event));
    let look = move || {
        let protocol = drawn.properties.source.protocol;
        let fragment = fragment();
        match protocol.named_by(&fragment) {
            Some(id) => drawn.dispatch(Action::Linked(id)),
            None if names_comment(&fragment) => drawn.dispatch(Action::LinkedNowhere),
            None => {}
        }
    };
    look();
    hold((watch_fragment(look), links))
}

fn ask_for_linked(drawn: &Rc<Drawn>) -> Hold {
    let source = drawn.state.opened.as_ref()?;
    let id = drawn.linked(false)?;
    let thread = source.thread_of(author::known_token(source), id);
    let drawn = Rc::clone(drawn);
    task::start(thread, move |answer| {
        let (answer, now) = read(answer);
        drawn.dispatch(Action::Found(id, answer, now));
    })
}

fn lead_to_linked(drawn: &Rc<Drawn>) -> Hold {
    drawn.dispatch(Action::Linked(drawn.linked(true)?));
    None
}

/// Lets times be told once there are comments and nothing is more urgent.
fn wait_for_rest(drawn: &Rc<Drawn>) -> Hold {
    if !drawn.is_to_rest() {
        return None;
    }
    let drawn = Rc::clone(drawn);
    task::start(Box::pin(task::idle()), move |()| {
        drawn.dispatch(Action::CameToRest);
    })
}

/// Lets times be told anew, and asks for new comments, when the page comes to the front.
fn watch_front(drawn: &Rc<Drawn>) -> Hold {
    let document = web_sys::window()?.document()?;
    let drawn = Rc::clone(drawn);
    hold(Listener::new(&document, "visibilitychange", move |_| {
        if is_visible() {
            drawn.dispatch(Action::Ticked(now()));
            drawn.dispatch(Action::CameToFront);
        }
    }))
}

/// Does the same each minute while the page is in front.
fn ask_for_news(drawn: &Rc<Drawn>) -> Hold {
    let fronts = drawn.state.fronts;
    let is_waiting = drawn.memory.fronts.replace(fronts) == fronts;
    let (source, since) = drawn.since()?;
    let (source, since) = (source.clone(), Rc::clone(since));
    let news = async move {
        if is_waiting {
            task::pause(MINUTE).await;
        }
        if !is_visible() {
            return None;
        }
        let author = author::known_token(&source);
        source.news(author, since).await.ok()
    };
    let drawn = Rc::clone(drawn);
    task::start(Box::pin(news), move |told| {
        let clock = told.as_ref().map(clock);
        drawn.dispatch(Action::Ticked(now()));
        let page = told.map(|told| told.page);
        drawn.dispatch(Action::Polled(page, clock.unwrap_or_default()));
    })
}

/// Asks for all that there is when the page is about to be printed.
fn watch_printer(drawn: &Rc<Drawn>) -> Hold {
    let drawn = Rc::clone(drawn);
    hold(Listener::on_window("beforeprint", move |_| {
        drawn.dispatch(Action::AllWanted);
    }))
}

/// Sends comments one after the other, each under its own identifier.
pub(super) fn send(
    properties: &Properties,
    dispatcher: &UseReducerDispatcher<State>,
    attempts: Vec<Attempt>,
) {
    dispatcher.dispatch(Action::Sending(attempts.clone()));
    let (host, source) = (properties.host.clone(), properties.source.clone());
    let dispatcher = dispatcher.clone();
    spawn_local(async move {
        for attempt in attempts {
            let sent = outbox::send(&source, &attempt).await;
            match sent.answer {
                Some(Ok(comment)) => {
                    let detail = submit_detail(&source, &comment);
                    dispatcher.dispatch(Action::Kept(attempt.id, comment));
                    if sent.is_first {
                        host.emit("submit", &detail);
                    }
                }
                Some(Err(failure)) => {
                    if sent.is_first {
                        host.emit_error("submit", &failure);
                    }
                    dispatcher.dispatch(Action::NotSent(attempt.id, failure));
                }
                None => dispatcher.dispatch(Action::SentElsewhere(attempt.id)),
            }
        }
    });
}

fn submit_detail(source: &Source, comment: &Comment) -> JsValue {
    object(&[
        ("id", source.protocol.name(comment.id).into()),
        ("name", comment.name.as_str().into()),
        ("state", comment.state.name().into()),
    ])
}

/// Sends what is kept on the device: when the widget comes, and when the network
/// returns.
fn watch_network(drawn: &Rc<Drawn>) -> Hold {
    // What is kept is sent when the state has turned to its article.
    if drawn.state.opened.is_some() {
        send_kept(drawn);
    }
    let drawn = Rc::clone(drawn);
    hold(Listener::on_window("online", move |_| send_kept(&drawn)))
}

/// Sends it from time to time while a comment waits.
fn send_again(drawn: &Rc<Drawn>) -> Hold {
    if !drawn.state.has_unsent() {
        return None;
    }
    let drawn = Rc::clone(drawn);
    task::later(RESEND, move || send_kept(&drawn))
}

/// Sends what is kept for the article, and quietly what is kept for others.
fn send_kept(drawn: &Drawn) {
    let properties = &drawn.properties;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (source, attempt) in outbox::kept(&properties.source) {
        if source == properties.source {
            own.push(attempt);
        } else {
            others.push((source, attempt));
        }
    }
    send(properties, &drawn.state.dispatcher(), own);
    spawn_local(async move {
        for (source, attempt) in others {
            // Whatever comes of it is kept or gone by then.
            let _ = outbox::send(&source, &attempt).await;
        }
    });
}

/// Takes the reader's comment back, when the reader is sure.
fn withdraw(drawn: &Rc<Drawn>) -> Hold {
    let id = drawn.withdrawing()?;
    let source = &drawn.properties.source;
    let answer = source.withdraw(author::token(source), id);
    let drawn = Rc::clone(drawn);
    task::start(answer, move |answer| {
        let Properties { host, source, .. } = &*drawn.properties;
        match &answer {
            Ok(_) => {
                let id = source.protocol.name(id);
                host.emit("withdraw", &object(&[("id", id.into())]));
            }
            Err(failure) => host.emit_error("withdraw", failure),
        }
        drawn.dispatch(Action::Withdrawn(id, answer));
    })
}

/// Opens the answer or the change again that a reader was writing when the page was left.
fn resume_writing(drawn: &Rc<Drawn>) -> Hold {
    let begun = draft::begun(&drawn.properties.source);
    if drawn.properties.options.has_form && !begun.is_empty() {
        drawn.dispatch(Action::Resumed(begun));
    }
    None
}

/// Leads the focus to a comment, or to the list's heading.
fn lead(drawn: &Rc<Drawn>) -> Hold {
    let (id, times) = drawn.state.lead;
    let place = match id {
        Some(id) => drawn.find(id),
        None => drawn.heading.cast().filter(|_| times > 0),
    };
    focus(&place?);
    None
}

/// Leads the focus to the question whether a comment is taken back, and from it back to
/// the button that asked.
fn lead_to_question(drawn: &Rc<Drawn>) -> Hold {
    let id = drawn.withdrawn();
    let former = drawn.memory.withdrawn.replace(id);
    let inner = if id.is_some() {
        ".question"
    } else {
        ".withdraw"
    };
    let comment = drawn.find(id.or(former)?)?;
    focus(&comment.query_selector(inner).ok()??);
    None
}

/// Leads a reader who asked for a page to the first of it, unless the focus went
/// elsewhere meanwhile.
fn lead_to_arrival(drawn: &Rc<Drawn>) -> Hold {
    let arrival = drawn.find(drawn.state.arrival?)?;
    if has_focus(&drawn.heading.cast()?) {
        focus(&arrival);
    }
    None
}
