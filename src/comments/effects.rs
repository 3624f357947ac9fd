//! What the comments do beside being drawn: ask, send, keep, watch and lead the
//! focus.

use article_widgets_model::{Comment, CommentPage, Identifier};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::properties::{Paging, Properties};
use super::state::{Action, Attempt, Clock, List, Replies, State, Step};
use super::{author, draft, outbox};
use crate::backend::{Failure, Source, Told};
use crate::effect::use_effect_with;
use crate::host::{Listener, focus, fragment, has_focus, instant, is_visible, now, when_seen};
use crate::object::object;
use crate::reducer::{UseReducerDispatcher, UseReducerHandle};
use crate::task;

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

/// Asks for the comments, page by page.
#[hook]
pub(super) fn use_pages(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let (host, options) = (properties.host.clone(), properties.options);
    use_effect_with((properties.source.clone(), options.order), {
        let dispatcher = dispatcher.clone();
        move |(source, order)| dispatcher.dispatch(Action::Opened(source.clone(), *order))
    });

    // The state's own article: the properties may name the next one already.
    let question = (
        state.opened.clone(),
        state.asked.clone(),
        options.has_thread,
    );
    use_effect_with(question, move |(opened, asked, has_thread)| {
        let is_first = asked.cursor.is_none();
        if opened.is_some() && !has_thread {
            host.emit_ready();
        }
        let work = opened.clone().filter(|_| *has_thread).map(|source| {
            let asked = asked.clone();
            async move {
                let author = author::known_token(&source);
                source
                    .comments(author, asked.order, asked.cursor.as_deref())
                    .await
            }
        });
        task::start_some(work, move |answer| match answer {
            Ok(told) => {
                let clock = clock(&told);
                dispatcher.dispatch(Action::Loaded(told.page, clock));
                if is_first {
                    host.emit_ready();
                }
            }
            Err(failure) => {
                host.emit_error("load", &failure);
                dispatcher.dispatch(Action::LoadFailed(failure));
            }
        })
    });
}

/// Shows what came slice by slice.
#[hook]
pub(super) fn use_slices(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let begun = use_mut_ref(|| None);
    let coming = state.coming.len();
    use_effect_with((coming, state.threads.len()), move |(coming, _)| {
        // None before the first slice that was asked for here.
        let took = begun.take().map(|begun| now() - begun);
        task::start_some((*coming > 0).then(task::give_way), move |()| {
            begun.replace(Some(now()));
            dispatcher.dispatch(Action::WentOn(took));
        })
    });
}

/// Asks for the next page without the reader's word, if the blog wants it so: at once,
/// or when the reader comes to the end of the list.
#[hook]
pub(super) fn use_paging(properties: &Properties, state: &UseReducerHandle<State>, more: &NodeRef) {
    let dispatcher = state.dispatcher();
    let more = more.clone();
    let paging = properties.options.paging;
    // All may be asked for while the former page is still being shown.
    let is_time = paging == Paging::All || state.is_ready();
    let has_more = is_time && matches!(state.list, List::Ready(Some(_)));
    let question = (has_more.then_some(paging), state.asked.times);
    use_effect_with(question, move |(paging, _)| {
        let ask = move || dispatcher.dispatch(Action::MoreWanted);
        let mut stop = None;
        match paging {
            Some(Paging::All) => ask(),
            Some(Paging::Scroll) => stop = more.cast().map(|button| when_seen(button, ask)),
            Some(Paging::Button) | None => {}
        }
        move || {
            if let Some(stop) = stop {
                stop();
            }
        }
    });
}

/// Asks for the next replies of a thread.
#[hook]
pub(super) fn use_replies(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let source = properties.source.clone();
    let asked = state.threads.iter().find_map(|thread| {
        let is_asked = thread.more == Replies::Loading;
        is_asked.then_some((thread.root.comment.id, thread.last))
    });
    use_effect_with(asked, move |asked| {
        let work = asked.map(|(root, last)| async move {
            let author = author::known_token(&source);
            (root, source.replies(author, root, last).await)
        });
        task::start_some(work, move |(root, answer)| {
            let (answer, now) = read(answer);
            dispatcher.dispatch(Action::RepliesLoaded(root, answer, now));
        })
    });
}

/// Shows the comment that the page's address names.
#[hook]
pub(super) fn use_permalink(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let has_thread = properties.options.has_thread;
    use_effect_with((properties.source.clone(), has_thread), {
        let dispatcher = dispatcher.clone();
        move |(source, has_thread)| {
            let (protocol, has_thread) = (source.protocol, *has_thread);
            let look = move || {
                let named = protocol.named_by(&fragment());
                if let Some(id) = named.filter(|_| has_thread) {
                    dispatcher.dispatch(Action::Linked(id));
                }
            };
            look();
            let listener = Listener::on_window("hashchange", move |_| look());
            move || drop(listener)
        }
    });

    // Where the first page has it, it need not be asked for.
    let linked = state
        .linked
        .filter(|_| state.is_ready())
        .map(|linked| linked.id);
    let missing = linked.filter(|id| !state.shows(*id));
    use_effect_with((state.opened.clone(), missing), {
        let dispatcher = dispatcher.clone();
        move |(opened, missing)| {
            let work = opened.clone().zip(*missing).map(|(source, id)| async move {
                let author = author::known_token(&source);
                (id, source.thread_of(author, id).await)
            });
            task::start_some(work, move |(id, answer)| {
                let (answer, now) = read(answer);
                dispatcher.dispatch(Action::Found(id, answer, now));
            })
        }
    });
    let there = linked.filter(|id| state.shows(*id));
    use_effect_with(there, move |there| {
        if let Some(id) = there {
            dispatcher.dispatch(Action::Linked(*id));
        }
    });
}

/// Lets times be told anew, and asks for new comments: each minute while the page is
/// in front, and when it comes to the front.
#[hook]
pub(super) fn use_minutes(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_with((), {
        let dispatcher = dispatcher.clone();
        move |()| {
            let document = web_sys::window().and_then(|window| window.document());
            let listener = document.map(|document| {
                Listener::new(&document, "visibilitychange", move |_| {
                    if is_visible() {
                        dispatcher.dispatch(Action::Ticked(now()));
                        dispatcher.dispatch(Action::CameToFront);
                    }
                })
            });
            move || drop(listener)
        }
    });

    let has_thread = properties.options.has_thread;
    let source = state.opened.clone().filter(|_| has_thread);
    // Only what follows on a first page is new.
    let since = state.latest.clone();
    let question = (source.zip(since), state.polls, state.fronts);
    let waited = use_mut_ref(|| 0);
    use_effect_with(question, move |(question, _, fronts)| {
        let is_waiting = waited.replace(*fronts) == *fronts;
        let work = question.clone().map(|(source, since)| async move {
            if is_waiting {
                task::pause(MINUTE).await;
            }
            if !is_visible() {
                return None;
            }
            let author = author::known_token(&source);
            source.news(author, &since).await.ok()
        });
        task::start_some(work, move |told| {
            let clock = told.as_ref().map(clock);
            dispatcher.dispatch(Action::Ticked(now()));
            let page = told.map(|told| told.page);
            dispatcher.dispatch(Action::Polled(page, clock.unwrap_or_default()));
        })
    });
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

/// Sends what is kept on the device: when the widget comes, when the network returns,
/// and from time to time while a comment waits.
#[hook]
pub(super) fn use_outbox(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    // What is kept is sent when the state has turned to its article.
    let opened = state.opened.clone();
    let properties = properties.clone();
    use_effect_with(opened, {
        let (dispatcher, properties) = (dispatcher.clone(), properties.clone());
        move |opened| {
            let is_open = opened.is_some();
            let send_all = move || send_kept(&properties, &dispatcher);
            if is_open {
                send_all();
            }
            let listener = Listener::on_window("online", move |_| send_all());
            move || drop(listener)
        }
    });

    let has_unsent = state.has_unsent();
    use_effect_with(has_unsent, move |has_unsent| {
        task::start_some(has_unsent.then(|| task::pause(RESEND)), move |()| {
            send_kept(&properties, &dispatcher);
        })
    });
}

/// Sends what is kept for the article, and quietly what is kept for others.
fn send_kept(properties: &Properties, dispatcher: &UseReducerDispatcher<State>) {
    let kept = outbox::kept(&properties.source);
    let (own, others): (Vec<_>, Vec<_>) = kept
        .into_iter()
        .partition(|(source, _)| *source == properties.source);
    let own = own.into_iter().map(|(_, attempt)| attempt);
    send(properties, dispatcher, own.collect());
    spawn_local(async move {
        for (source, attempt) in others {
            // Whatever comes of it is kept or gone by then.
            let _ = outbox::send(&source, &attempt).await;
        }
    });
}

/// Takes the reader's comment back, when the reader is sure.
#[hook]
pub(super) fn use_withdrawal(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let (host, source) = (properties.host.clone(), properties.source.clone());
    let protocol = source.protocol;
    let sending = state.withdrawal.as_ref();
    let sending = sending.filter(|withdrawal| withdrawal.step == Step::Sending);
    let sending = sending.map(|withdrawal| withdrawal.id);
    use_effect_with((sending, state.withdrawals), move |(id, _)| {
        let work = id.map(|id| withdraw(source, id));
        task::start_some(work, move |(id, answer)| {
            match &answer {
                Ok(_) => host.emit("withdraw", &object(&[("id", protocol.name(id).into())])),
                Err(failure) => host.emit_error("withdraw", failure),
            }
            dispatcher.dispatch(Action::Withdrawn(id, answer));
        })
    });
}

async fn withdraw(source: Source, id: Identifier) -> (Identifier, Result<Comment, Failure>) {
    let answer = source.withdraw(author::token(&source), id).await;
    (id, answer)
}

/// Opens the answer again that a reader was writing when the page was left.
#[hook]
pub(super) fn use_answer(properties: &Properties, state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let source = properties.source.clone();
    let has_form = properties.options.has_form;
    // Whenever there are more comments that it may belong to.
    use_effect_with((state.threads.len(), has_form), move |(_, has_form)| {
        let answered = draft::answered(&source);
        if *has_form && !answered.is_empty() {
            dispatcher.dispatch(Action::Resumed(answered));
        }
    });
}

/// Leads the focus to a comment, and a reader who asked for a page to the first of
/// it, unless the focus went elsewhere meanwhile.
#[hook]
pub(super) fn use_lead(state: &UseReducerHandle<State>, base: &NodeRef, heading: &NodeRef) {
    let protocol = state.opened.as_ref().map(|opened| opened.protocol);
    let find = move |base: &NodeRef, id| {
        let base = base.cast::<Element>()?;
        let selector = ["#", &protocol?.fragment(id)].concat();
        base.query_selector(&selector).ok().flatten()
    };
    let list = base.clone();
    let list_heading = heading.clone();
    use_effect_with(state.lead, move |(id, times)| {
        let place = match id {
            Some(id) => find(&list, *id),
            None => list_heading.cast().filter(|_| *times > 0),
        };
        if let Some(place) = place {
            focus(&place);
        }
    });

    let list = base.clone();
    let asked = use_mut_ref(|| None);
    let withdrawn = state.withdrawal.as_ref().map(|withdrawal| withdrawal.id);
    use_effect_with(withdrawn, move |id| {
        let former = asked.replace(*id);
        // To the question, and from it back to the button that asked.
        let (id, inner) = match (id, former) {
            (Some(id), _) => (*id, ".question"),
            (None, Some(id)) => (id, ".withdraw"),
            (None, None) => return,
        };
        let place = find(&list, id).and_then(|comment| comment.query_selector(inner).ok());
        if let Some(place) = place.flatten() {
            focus(&place);
        }
    });

    let (base, heading) = (base.clone(), heading.clone());
    use_effect_with(state.arrival, move |arrival| {
        let heading = heading.cast::<Element>();
        let arrival = arrival.and_then(|id| find(&base, id));
        if let (Some(heading), Some(arrival)) = (heading, arrival)
            && has_focus(&heading)
        {
            focus(&arrival);
        }
    });
}
