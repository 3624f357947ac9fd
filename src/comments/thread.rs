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
use super::state::{Action, Composer, ListStatus, Rejection, State, Thread};
use crate::browser::focus_quietly;
use crate::browser::text::digits;
use crate::element::notice::notice;
use crate::language::Language;
use lean_yew::component::Component;
use lean_yew::element::{ElementBuilder, button, element, list};
use lean_yew::store::Dispatcher;

/// The inputs of the list's view.
pub(super) struct ThreadView<'a> {
    /// The element's properties.
    pub(super) properties: &'a Rc<Properties>,
    /// The comments.
    pub(super) state: &'a State,
    /// The dispatcher for the reader's actions.
    pub(super) dispatcher: Dispatcher<State>,
    /// The list's heading, where the focus goes when a button of the list goes.
    pub(super) heading: NodeRef,
    /// The button that shows the next page.
    pub(super) more: NodeRef,
}

impl ThreadView<'_> {
    fn language(&self) -> &Language {
        &self.properties.language
    }

    /// A button that goes when it is used, so that the focus goes to the heading: a
    /// keyboard does not start at the top of the page again.
    fn passing_button(&self, action: fn() -> Action) -> ElementBuilder {
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
    pub(super) fn draw(&self) -> ElementBuilder {
        let state = self.state;
        let has_fallback = self.properties.host.has_fallback();
        let is_empty = state.list.threads.is_empty();
        let shows_fallback = is_empty && !state.list.is_ready() && has_fallback;
        let threads = || {
            element("ol")
                .class("threads")
                .on("click", self.choose())
                .child(self.groups())
        };
        element("section")
            .part("comments")
            .attr("aria-labelledby", "thread-heading")
            .attr("aria-busy", busy(state))
            .child(
                element("div")
                    .class("head")
                    .child(
                        element("h2")
                            .attr("id", "thread-heading")
                            .part("heading")
                            .attr("tabindex", "-1")
                            .node_ref(&self.heading)
                            .text(heading(self.language(), state)),
                    )
                    .child(self.orders()),
            )
            .child(self.news())
            .child(self.gone())
            .child(shows_fallback.then(|| element("slot")))
            .child((!is_empty).then(threads))
            .child(self.end())
    }

    /// The choice of the order, once there are several threads.
    fn orders(&self) -> Option<ElementBuilder> {
        let has_choice = self.state.list.threads.len() > 1;
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
        let select = element("select")
            .part("order")
            .on("change", onchange)
            .child(self.order(Order::Oldest, words.comments_oldest()))
            .child(self.order(Order::Newest, words.comments_newest()));
        Some(
            element("label")
                .class("order")
                .part("label")
                .text([words.comments_sort(), " "].concat())
                .child(select),
        )
    }

    fn order(&self, order: Order, label: &'static str) -> ElementBuilder {
        element("option")
            .attr("value", order.name())
            .attr("selected", self.state.list.request.order == order)
            .text(label)
    }

    /// The notice of new comments, with a button that shows them.
    fn news(&self) -> ElementBuilder {
        let count = self.state.news.comments.len();
        let button = (count > 0).then(|| {
            let language = self.language();
            self.passing_button(|| Action::NewsWanted)
                .part("button news")
                .class("news")
                .text(language.count(language.words().comments_new(), count as f64))
        });
        element("div").attr("role", "status").child(button)
    }

    /// The notice that the linked comment is gone.
    fn gone(&self) -> ElementBuilder {
        let is_gone = self.state.link.linked.is_some_and(|linked| linked.is_gone);
        let said = is_gone.then(|| hint(self.language().words().comments_gone()));
        element("div").attr("role", "status").child(said)
    }

    fn end(&self) -> Option<ElementBuilder> {
        let words = self.language().words();
        let is_asked = self.state.wants_all || self.properties.options.paging == Paging::All;
        let has_button = !is_asked && self.state.list.coming.is_empty();
        match &self.state.list.status {
            ListStatus::Failed(failure) => {
                let retry = self.dispatch_from_heading(|| Action::MoreWanted);
                let what = words.comments_load_failed();
                Some(notice(self.language(), what, failure, retry))
            }
            ListStatus::Ready(Some(_)) if has_button => Some(
                self.passing_button(|| Action::MoreWanted)
                    .part("button more")
                    .class("more")
                    .node_ref(&self.more)
                    .text(words.comments_more()),
            ),
            ListStatus::Ready(_) | ListStatus::Loading => None,
        }
    }

    fn groups(&self) -> Html {
        let threads = &self.state.list.threads;
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

    /// The state of single comments in some of the threads.
    fn events(&self, threads: &[Rc<Thread>]) -> Events {
        let state = self.state;
        let has = |id: Identifier| threads.iter().any(|thread| thread.has(id));
        let is_here = |composer: &Composer| match composer {
            Composer::Article => false,
            Composer::Reply(id) | Composer::Edit(id) => has(*id),
        };
        let linked = state.link.linked.and_then(|linked| linked.id);
        let waiting = state.outbox.entries.iter();
        let waiting = waiting.filter(|waiting| is_here(&Composer::of(&waiting.submission.draft)));
        let has_form = self.properties.options.has_form;
        let composer = state
            .composing
            .composer
            .filter(|place| has_form && is_here(place));
        Events {
            linked: linked.filter(|id| has(*id)),
            composer,
            is_chosen: state.composing.is_chosen && composer.is_some(),
            rejection: composer.and_then(|composer| rejection_at(state, composer)),
            deletion: state.deletion.clone().filter(|asked| has(asked.id)),
            waiting: waiting.cloned().collect(),
        }
    }

    /// One ear for the buttons of all comments.
    fn choose(&self) -> Callback<Event> {
        let backend = self.properties.reference.backend;
        let dispatcher = self.dispatcher.clone();
        Callback::from(move |event| {
            if let Some(action) = chosen(&event, backend) {
                dispatcher.dispatch(action);
            }
        })
    }
}

/// The rejection to be shown in a composer.
pub(super) fn rejection_at(state: &State, composer: Composer) -> Option<Rejection> {
    let rejection = state.outbox.rejection.as_ref();
    rejection
        .filter(|rejection| rejection.composer == composer)
        .cloned()
}

fn busy(state: &State) -> Option<&'static str> {
    let is_busy = state.list.status == ListStatus::Loading || !state.list.coming.is_empty();
    is_busy.then_some("true")
}

fn heading(language: &Language, state: &State) -> String {
    let words = language.words();
    match state.list.status {
        ListStatus::Loading if state.list.threads.is_empty() => words.comments_loading().to_owned(),
        ListStatus::Ready(_) if state.list.count == 0 && state.list.threads.is_empty() => {
            words.comments_none().to_owned()
        }
        _ if state.list.count == 0 || !state.tells_times => words.comments_heading().to_owned(),
        _ => language.count(words.comments_count(), state.list.count as f64),
    }
}
