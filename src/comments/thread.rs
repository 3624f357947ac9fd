//! The comments that readers left, and how far their list has come.

use std::rc::Rc;

use article_widgets_model::{Identifier, Order};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::card::chosen;
use super::group::{Events, Group};
use super::properties::{Paging, Properties};
use super::state::{Action, List, Place, Refusal, State, Thread};
use crate::host::focus_quietly;
use crate::language::Language;
use crate::notice::notice;
use crate::reducer::UseReducerDispatcher;

/// What the list is drawn from.
pub(super) struct View<'a> {
    /// What the element says.
    pub(super) properties: &'a Rc<Properties>,
    /// The comments.
    pub(super) state: &'a State,
    /// Where the reader's choices go.
    pub(super) dispatcher: UseReducerDispatcher<State>,
    /// The list's heading, where the focus goes when a button of the list goes.
    pub(super) heading: NodeRef,
    /// The button that shows the next page.
    pub(super) more: NodeRef,
}

impl View<'_> {
    fn language(&self) -> &Language {
        &self.properties.language
    }

    /// What a button does that goes thereby, so that a keyboard does not start at the
    /// top of the page again.
    fn dispatch_from_heading(&self, action: impl Fn() -> Action + 'static) -> Callback<MouseEvent> {
        let (dispatcher, heading) = (self.dispatcher.clone(), self.heading.clone());
        Callback::from(move |_| {
            if let Some(heading) = heading.cast::<Element>() {
                focus_quietly(&heading);
            }
            dispatcher.dispatch(action());
        })
    }

    /// The list with its heading, and below it what the reader can ask for. The page's
    /// own content stands in for it until it has come.
    pub(super) fn draw(&self) -> Html {
        let state = self.state;
        let has_fallback = self.properties.host.has_fallback();
        let is_empty = state.threads.is_empty();
        html! {
            <section part="comments" aria-labelledby="thread-heading" aria-busy={busy(state)}>
                <div class="head">
                    <h2 id="thread-heading" part="heading" tabindex="-1" ref={self.heading.clone()}>
                        { heading(self.language(), state) }
                    </h2>
                    { self.orders() }
                </div>
                { self.news() }
                { self.gone() }
                if is_empty && !state.is_ready() && has_fallback {
                    <slot />
                }
                if !is_empty {
                    <ol class="threads" onclick={self.choose()}>{ self.groups() }</ol>
                }
                { self.end() }
            </section>
        }
    }

    /// Which comments come first, once there are several.
    fn orders(&self) -> Html {
        let has_choice = self.state.threads.len() > 1;
        if !has_choice {
            return Html::default();
        }
        let words = self.language().words();
        let dispatcher = self.dispatcher.clone();
        let onchange = Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let is_newest = select.is_some_and(|select| select.value() == Order::Newest.name());
            dispatcher.dispatch(Action::Ordered(if is_newest {
                Order::Newest
            } else {
                Order::Oldest
            }));
        });
        let option = |order: Order, label: &'static str| {
            let selected = self.state.asked.order == order;
            html! { <option value={order.name()} {selected}>{ label }</option> }
        };
        html! {
            <label class="order" part="label">
                { words.comments_sort() }{ " " }
                <select part="order" {onchange}>
                    { option(Order::Oldest, words.comments_oldest()) }
                    { option(Order::Newest, words.comments_newest()) }
                </select>
            </label>
        }
    }

    /// What came meanwhile is told, and shown when the reader wants.
    fn news(&self) -> Html {
        html! { <div role="status">{ self.news_button() }</div> }
    }

    fn news_button(&self) -> Html {
        let count = self.state.news.len();
        if count == 0 {
            return Html::default();
        }
        let words = self.language().words();
        html! {
            <button
                type="button" class="news" part="button news"
                onclick={self.dispatch_from_heading(|| Action::NewsWanted)}
            >
                { self.language().count(words.comments_new(), count as f64) }
            </button>
        }
    }

    fn gone(&self) -> Html {
        if self.state.linked.is_some_and(|linked| linked.is_gone) {
            html! { <p class="hint" part="hint">{ self.language().words().comments_gone() }</p> }
        } else {
            Html::default()
        }
    }

    fn end(&self) -> Html {
        let words = self.language().words();
        let is_asked = self.properties.options.paging == Paging::All;
        let has_button = !is_asked && self.state.coming.is_empty();
        match &self.state.list {
            List::Failed(failure) => {
                let retry = self.dispatch_from_heading(|| Action::MoreWanted);
                notice(
                    self.language(),
                    words.comments_load_failed(),
                    failure,
                    retry,
                )
            }
            List::Ready(Some(_)) if has_button => html! {
                <button
                    type="button" class="more" part="button more" ref={self.more.clone()}
                    onclick={self.dispatch_from_heading(|| Action::MoreWanted)}
                >
                    { words.comments_more() }
                </button>
            },
            List::Ready(_) | List::Loading => Html::default(),
        }
    }

    fn groups(&self) -> Html {
        let threads = &self.state.threads;
        let groups = threads.chunk_by(|one, other| one.group == other.group);
        groups.map(|threads| self.group(threads)).collect()
    }

    fn group(&self, threads: &[Rc<Thread>]) -> Html {
        html! {
            <Group
                key={threads[0].group.to_string()}
                comments={Rc::clone(self.properties)}
                threads={threads.to_vec()}
                events={self.events(threads)}
                now={self.state.clock.now}
                dispatcher={self.dispatcher.clone()}
            />
        }
    }

    /// What of all that happens happens in some of the threads.
    fn events(&self, threads: &[Rc<Thread>]) -> Events {
        let state = self.state;
        let has = |id: Identifier| threads.iter().any(|thread| thread.has(id));
        let is_here = |place: &Place| match place {
            Place::Article => false,
            Place::Reply(id) | Place::Edit(id) => has(*id),
        };
        let linked = state.linked.map(|linked| linked.id);
        let waiting = state.outbox.iter();
        let waiting = waiting.filter(|waiting| is_here(&Place::of(&waiting.attempt.draft)));
        let writing = state.writing.filter(is_here);
        Events {
            linked: linked.filter(|id| has(*id)),
            writing,
            is_chosen: state.is_chosen && writing.is_some(),
            refusal: writing.and_then(|place| refusal_at(state, place)),
            withdrawal: state.withdrawal.clone().filter(|asked| has(asked.id)),
            waiting: waiting.cloned().collect(),
        }
    }

    /// One ear for the buttons of all comments.
    fn choose(&self) -> Callback<MouseEvent> {
        let protocol = self.properties.source.protocol;
        let dispatcher = self.dispatcher.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(action) = chosen(&event, protocol) {
                dispatcher.dispatch(action);
            }
        })
    }
}

/// What is to be mended in the form of a place.
pub(super) fn refusal_at(state: &State, place: Place) -> Option<Refusal> {
    let refusal = state.refusal.as_ref();
    refusal.filter(|refusal| refusal.place == place).cloned()
}

fn busy(state: &State) -> Option<&'static str> {
    let is_busy = state.list == List::Loading || !state.coming.is_empty();
    is_busy.then_some("true")
}

fn heading(language: &Language, state: &State) -> String {
    let words = language.words();
    match state.list {
        List::Loading if state.threads.is_empty() => words.comments_loading().to_owned(),
        List::Ready(_) if state.count == 0 => words.comments_none().to_owned(),
        List::Failed(_) if state.count == 0 => words.comments_heading().to_owned(),
        _ => language.count(words.comments_count(), state.count as f64),
    }
}
