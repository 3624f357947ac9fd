//! The comments that readers left, and how far their list has come.

use std::rc::Rc;

use article_widgets_model::{Identifier, Order};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::card::chosen;
use super::group::{Events, GroupProperties};
use super::hint::hint;
use super::order;
use super::properties::{Paging, Properties};
use super::state::{Action, List, Place, Refusal, State, Thread};
use crate::component::Component;
use crate::host::focus_quietly;
use crate::language::Language;
use crate::notice::notice;
use crate::reducer::UseReducerDispatcher;
use crate::tag::{Tag, button, list, tag};
use crate::text::digits;

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

    /// A button that goes when it is used, so that the focus goes to the heading: a
    /// keyboard does not start at the top of the page again.
    fn passing_button(&self, action: fn() -> Action) -> Tag {
        button(self.dispatch_from_heading(action))
    }

    fn dispatch_from_heading(&self, action: fn() -> Action) -> Callback<Event> {
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
    pub(super) fn draw(&self) -> Tag {
        let state = self.state;
        let has_fallback = self.properties.host.has_fallback();
        let is_empty = state.threads.is_empty();
        let shows_fallback = is_empty && !state.is_ready() && has_fallback;
        let threads = || {
            tag("ol")
                .class("threads")
                .on("click", self.choose())
                .child(self.groups())
        };
        tag("section")
            .part("comments")
            .set("aria-labelledby", "thread-heading")
            .set("aria-busy", busy(state))
            .child(
                tag("div")
                    .class("head")
                    .child(
                        tag("h2")
                            .set("id", "thread-heading")
                            .part("heading")
                            .set("tabindex", "-1")
                            .known_as(&self.heading)
                            .text(heading(self.language(), state)),
                    )
                    .child(self.orders()),
            )
            .child(self.news())
            .child(self.gone())
            .child(shows_fallback.then(|| tag("slot")))
            .child((!is_empty).then(threads))
            .child(self.end())
    }

    /// Which comments come first, once there are several.
    fn orders(&self) -> Option<Tag> {
        let has_choice = self.state.threads.len() > 1;
        if !has_choice {
            return None;
        }
        let words = self.language().words();
        let dispatcher = self.dispatcher.clone();
        let onchange = Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let is_newest = select.is_some_and(|select| select.value() == Order::Newest.name());
            let order = if is_newest {
                Order::Newest
            } else {
                Order::Oldest
            };
            order::choose(order);
            dispatcher.dispatch(Action::Ordered(order));
        });
        let select = tag("select")
            .part("order")
            .on("change", onchange)
            .child(self.order(Order::Oldest, words.comments_oldest()))
            .child(self.order(Order::Newest, words.comments_newest()));
        Some(
            tag("label")
                .class("order")
                .part("label")
                .text([words.comments_sort(), " "].concat())
                .child(select),
        )
    }

    fn order(&self, order: Order, label: &'static str) -> Tag {
        tag("option")
            .set("value", order.name())
            .set("selected", self.state.asked.order == order)
            .text(label)
    }

    /// What came meanwhile is told, and shown when the reader wants.
    fn news(&self) -> Tag {
        let count = self.state.news.len();
        let button = (count > 0).then(|| {
            let language = self.language();
            self.passing_button(|| Action::NewsWanted)
                .part("button news")
                .class("news")
                .text(language.count(language.words().comments_new(), count as f64))
        });
        tag("div").set("role", "status").child(button)
    }

    /// That the comment is gone to which the page's address leads.
    fn gone(&self) -> Tag {
        let is_gone = self.state.linked.is_some_and(|linked| linked.is_gone);
        let said = is_gone.then(|| hint(self.language().words().comments_gone()));
        tag("div").set("role", "status").child(said)
    }

    fn end(&self) -> Option<Tag> {
        let words = self.language().words();
        let is_asked = self.state.wants_all || self.properties.options.paging == Paging::All;
        let has_button = !is_asked && self.state.coming.is_empty();
        match &self.state.list {
            List::Failed(failure) => {
                let retry = self.dispatch_from_heading(|| Action::MoreWanted);
                let what = words.comments_load_failed();
                Some(notice(self.language(), what, failure, retry))
            }
            List::Ready(Some(_)) if has_button => Some(
                self.passing_button(|| Action::MoreWanted)
                    .part("button more")
                    .class("more")
                    .known_as(&self.more)
                    .text(words.comments_more()),
            ),
            List::Ready(_) | List::Loading => None,
        }
    }

    fn groups(&self) -> Html {
        let threads = &self.state.threads;
        let groups = threads.chunk_by(|one, other| one.group == other.group);
        list(groups.map(|threads| self.group(threads)))
    }

    fn group(&self, threads: &[Rc<Thread>]) -> Html {
        let properties = GroupProperties {
            comments: Rc::clone(self.properties),
            threads: threads.to_vec(),
            events: self.events(threads),
            now: self.state.clock.now,
            tells_times: self.state.tells_times,
            dispatcher: self.dispatcher.clone(),
        };
        Component::new(properties).html(&digits(threads[0].group.cast_unsigned()))
    }

    /// What of all that happens happens in some of the threads.
    fn events(&self, threads: &[Rc<Thread>]) -> Events {
        let state = self.state;
        let has = |id: Identifier| threads.iter().any(|thread| thread.has(id));
        let is_here = |place: &Place| match place {
            Place::Article => false,
            Place::Reply(id) | Place::Edit(id) => has(*id),
        };
        let linked = state.linked.and_then(|linked| linked.id);
        let waiting = state.outbox.iter();
        let waiting = waiting.filter(|waiting| is_here(&Place::of(&waiting.attempt.draft)));
        let has_form = self.properties.options.has_form;
        let writing = state.writing.filter(|place| has_form && is_here(place));
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
    fn choose(&self) -> Callback<Event> {
        let protocol = self.properties.source.protocol;
        let dispatcher = self.dispatcher.clone();
        Callback::from(move |event| {
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
        List::Ready(_) if state.count == 0 && state.threads.is_empty() => {
            words.comments_none().to_owned()
        }
        _ if state.count == 0 || !state.tells_times => words.comments_heading().to_owned(),
        _ => language.count(words.comments_count(), state.count as f64),
    }
}
