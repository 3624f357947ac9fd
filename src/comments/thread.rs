//! The comments that readers left, and how far their list has come.

use std::rc::Rc;

use article_widgets_model::{CommentState, Order};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::form::WritingForm;
use super::item::{Item, name};
use super::outgoing::outgoing;
use super::properties::Properties;
use super::state::{Action, List, Place, Refusal, Replies, Shown, State, Thread};
use super::tree::{Branch, tree};
use crate::host::{focus_quietly, instant};
use crate::language::Language;
use crate::notice::notice;

/// What the list is drawn from.
pub(super) struct View<'a> {
    /// What the element says.
    pub(super) properties: &'a Properties,
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

    fn dispatch(&self, action: impl Fn() -> Action + 'static) -> Callback<MouseEvent> {
        let dispatcher = self.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(action()))
    }

    /// The same for a button that goes thereby, so that a keyboard does not start at
    /// the top of the page again.
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
        let is_ready = matches!(state.list, List::Ready(_));
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
                if is_empty && !is_ready && has_fallback {
                    <slot />
                }
                if !is_empty {
                    <ol class="threads">{ for state.threads.iter().map(|thread| self.thread(thread)) }</ol>
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
                { words.comments_sort }{ " " }
                <select part="order" {onchange}>
                    { option(Order::Oldest, words.comments_oldest) }
                    { option(Order::Newest, words.comments_newest) }
                </select>
            </label>
        }
    }

    /// What came meanwhile is told, and shown when the reader wants.
    fn news(&self) -> Html {
        let count = self.state.news.len();
        let label = self
            .language()
            .count(self.language().words().comments_new, count as f64);
        html! {
            <div role="status">
                if count > 0 {
                    <button
                        type="button" class="news" part="button news"
                        onclick={self.dispatch_from_heading(|| Action::NewsWanted)}
                    >
                        { label }
                    </button>
                }
            </div>
        }
    }

    fn gone(&self) -> Html {
        if self.state.linked.is_some_and(|linked| linked.is_gone) {
            html! { <p class="hint" part="hint">{ self.language().words().comments_gone }</p> }
        } else {
            Html::default()
        }
    }

    fn end(&self) -> Html {
        let words = self.language().words();
        match &self.state.list {
            List::Failed(failure) => {
                let retry = self.dispatch_from_heading(|| Action::MoreWanted);
                notice(self.language(), words.comments_load_failed, failure, retry)
            }
            List::Ready(Some(_)) => html! {
                <button
                    type="button" class="more" part="button more" ref={self.more.clone()}
                    onclick={self.dispatch_from_heading(|| Action::MoreWanted)}
                >
                    { words.comments_more }
                </button>
            },
            List::Ready(None) | List::Loading => Html::default(),
        }
    }

    fn thread(&self, thread: &Thread) -> Html {
        let depth = self.properties.options.depth;
        let id = thread.root.comment.id;
        let branches = tree(id, &thread.replies, depth);
        self.entry(&thread.root, None, &branches, self.more_replies(thread))
    }

    fn branch(&self, branch: &Branch) -> Html {
        let answers = branch.answers.as_ref();
        self.entry(&branch.reply, answers, &branch.branches, Html::default())
    }

    fn entry(
        &self,
        shown: &Rc<Shown>,
        answers: Option<&Rc<Shown>>,
        branches: &[Branch],
        more: Html,
    ) -> Html {
        let id = shown.comment.id;
        let is_linked = self.state.linked.is_some_and(|linked| linked.id == id);
        let is_changed = self.state.writing == Some(Place::Edit(id));
        html! {
            <li
                key={id.to_string()} id={self.properties.source.protocol.fragment(id)} tabindex="-1"
                class={is_linked.then_some("linked")}
            >
                if is_changed {
                    { self.form(Place::Edit(id), shown) }
                } else {
                    { self.item(shown, answers) }
                }
                { self.reply_form(shown) }
                { outgoing(self.properties, self.state, Place::Reply(id), &self.dispatcher) }
                if !branches.is_empty() {
                    <ol>{ for branches.iter().map(|branch| self.branch(branch)) }</ol>
                }
                { more }
            </li>
        }
    }

    fn item(&self, shown: &Rc<Shown>, answers: Option<&Rc<Shown>>) -> Html {
        let now = self.state.clock.now;
        let id = shown.comment.id;
        let withdrawal = self.state.withdrawal.as_ref();
        let withdrawal = withdrawal.filter(|withdrawal| withdrawal.id == id);
        html! {
            <Item
                comments={self.properties.clone()}
                shown={Rc::clone(shown)}
                answers={answers.cloned()}
                age={age(self.language(), &shown.comment.created, now)}
                is_editable={is_editable(shown, now) && self.properties.options.has_form}
                withdrawal={withdrawal.map(|withdrawal| withdrawal.step.clone())}
                dispatcher={self.dispatcher.clone()}
            />
        }
    }

    fn reply_form(&self, shown: &Rc<Shown>) -> Html {
        let place = Place::Reply(shown.comment.id);
        if self.state.writing == Some(place) {
            self.form(place, shown)
        } else {
            Html::default()
        }
    }

    fn form(&self, place: Place, shown: &Shown) -> Html {
        let words = self.language().words();
        html! {
            <WritingForm
                comments={self.properties.clone()}
                {place}
                name={name(words, shown).to_owned()}
                body={shown.comment.body.clone()}
                takes_focus={self.state.is_chosen}
                refusal={refusal_at(self.state, place)}
                dispatcher={self.dispatcher.clone()}
            />
        }
    }

    fn more_replies(&self, thread: &Thread) -> Html {
        let words = self.language().words();
        let id = thread.root.comment.id;
        let wanted = self.dispatch(move || Action::RepliesWanted(id));
        let missing = thread.missing();
        match &thread.more {
            Replies::Failed(failure) => {
                notice(self.language(), words.comments_load_failed, failure, wanted)
            }
            Replies::Ready | Replies::Loading if missing == 0 => Html::default(),
            more => {
                let is_loading = *more == Replies::Loading;
                html! {
                    <button
                        type="button" class="replies" part="button replies" onclick={wanted}
                        aria-disabled={is_loading.then_some("true")}
                    >
                        { self.language().count(words.replies_more, missing as f64) }
                    </button>
                }
            }
        }
    }
}

/// What is to be mended in the form of a place.
pub(super) fn refusal_at(state: &State, place: Place) -> Option<Refusal> {
    let refusal = state.refusal.as_ref();
    refusal.filter(|refusal| refusal.place == place).cloned()
}

fn busy(state: &State) -> Option<&'static str> {
    (state.list == List::Loading).then_some("true")
}

fn heading(language: &Language, state: &State) -> String {
    let words = language.words();
    match state.list {
        List::Loading if state.threads.is_empty() => words.comments_loading.to_owned(),
        List::Ready(_) if state.count == 0 => words.comments_none.to_owned(),
        List::Failed(_) if state.count == 0 => words.comments_heading.to_owned(),
        _ => language.count(words.comments_count, state.count as f64),
    }
}

fn age(language: &Language, created: &str, now: f64) -> String {
    let seconds = instant(created).map(|created| (now - created) / 1_000.0);
    language.age(seconds.unwrap_or(f64::INFINITY), created)
}

fn is_editable(shown: &Shown, now: f64) -> bool {
    shown.comment.state != CommentState::Withdrawn
        && shown.editable_until.is_some_and(|end| now < end)
}
