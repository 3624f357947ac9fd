//! Some threads of the list. What changes in one group draws no other anew, however
//! long the list is.

use std::cell::RefCell;
use std::rc::Rc;

use article_widgets_model::{CommentState, Identifier};
use yew::functional::Hook;
use yew::prelude::*;

use super::card::{Card, Choices, Common, Content, Patterns, name};
use super::delete_dialog::delete_dialog;
use super::form::FormProperties;
use super::hint::hint;
use super::pending::pending;
use super::properties::Properties;
use super::state::{
    Action, Composer, Deletion, LoadedComment, OutboxEntry, Rejection, Replies, State, Thread,
};
use super::tree::{Branch, tree};
use crate::element::address_with_fragment;
use crate::element::notice::notice;
use lean_yew::component::{Component, Render};
use lean_yew::element::{ElementBuilder, button, element, keyed, list as entries};
use lean_yew::store::Dispatcher;

/// The properties of a group of threads. It is rendered again only if one of them changes.
#[derive(PartialEq)]
pub(super) struct GroupProperties {
    /// The element's properties.
    pub(super) comments: Rc<Properties>,
    /// The threads.
    pub(super) threads: Vec<Rc<Thread>>,
    /// The state of single comments of the group.
    pub(super) events: Events,
    /// The time by the server's clock, in milliseconds since 1970-01-01 UTC.
    pub(super) now: f64,
    /// Times are displayed.
    pub(super) tells_times: bool,
    /// The dispatcher for the reader's actions.
    pub(super) dispatcher: Dispatcher<State>,
}

/// The state of single comments.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Events {
    /// The comment that the page's address names.
    pub(super) linked: Option<Identifier>,
    /// The comment that is answered or changed.
    pub(super) composer: Option<Composer>,
    /// The reader opened the composer just now.
    pub(super) is_chosen: bool,
    /// The rejection to be shown in the composer.
    pub(super) rejection: Option<Rejection>,
    /// The comment that is about to be taken back.
    pub(super) deletion: Option<Deletion>,
    /// The answers that the server has not acknowledged.
    pub(super) waiting: Vec<Rc<OutboxEntry>>,
}

impl Events {
    /// True if a comment has such a state.
    fn has(&self, id: Identifier) -> bool {
        let is_written =
            matches!(self.composer, Some(Composer::Reply(at) | Composer::Edit(at)) if at == id);
        let is_asked = |asked: &Deletion| asked.id == id;
        is_written
            || self.linked == Some(id)
            || self.deletion.as_ref().is_some_and(is_asked)
            || self.waiting_at(id).next().is_some()
    }

    /// The answers to a comment that the server has not acknowledged.
    fn waiting_at(&self, id: Identifier) -> impl Iterator<Item = &Rc<OutboxEntry>> {
        let waiting = self.waiting.iter();
        waiting.filter(move |waiting| waiting.submission.draft.parent == Some(id))
    }
}

impl Render for GroupProperties {
    const NAME: &'static str = "group";

    fn render(&self) -> impl Hook<Output = Html> {
        use_group(self)
    }
}

/// The threads of a group.
#[hook]
fn use_group(properties: &GroupProperties) -> Html {
    let cards = use_mut_ref(Cards::default);
    let patterns = cards.borrow_mut().turn_to(&properties.comments);
    let list = List {
        properties,
        common: Common {
            properties: &properties.comments,
            patterns: &patterns,
            page: address_with_fragment(""),
            now: properties.now,
            tells_times: properties.tells_times,
        },
        cards: &cards,
    };
    let threads = properties.threads.iter();
    entries(threads.map(|thread| list.thread(thread)))
}

/// The nodes of the comments that were drawn, in the order in which they were.
#[derive(Default)]
struct Cards {
    cards: Vec<Card>,
    /// The position at which the next card is looked for first.
    next: usize,
    /// The properties and patterns for which the cards were created.
    of: Option<(Rc<Properties>, Rc<Patterns>)>,
}

impl Cards {
    /// Forgets what was made in another language, or of another article.
    fn turn_to(&mut self, properties: &Rc<Properties>) -> Rc<Patterns> {
        self.next = 0;
        if let Some((of, patterns)) = &self.of
            && Rc::ptr_eq(of, properties)
        {
            return Rc::clone(patterns);
        }
        self.cards.clear();
        let patterns = Rc::new(Patterns::new(properties));
        self.of = Some((Rc::clone(properties), Rc::clone(&patterns)));
        patterns
    }

    /// The card of a comment, which says what it is to say now.
    fn draw(&mut self, common: &Common, content: Content) -> &mut Card {
        let is_it = |card: &Card| card.is_of(&content.shown);
        let is_next = self.cards.get(self.next).is_some_and(is_it);
        let place = if is_next {
            Some(self.next)
        } else {
            self.cards.iter().position(is_it)
        };
        let place = match place {
            Some(place) => {
                self.cards[place].update(common, content);
                place
            }
            None => {
                let place = self.next.min(self.cards.len());
                self.cards.insert(place, Card::new(common, content));
                place
            }
        };
        self.next = place + 1;
        &mut self.cards[place]
    }
}

struct List<'a> {
    properties: &'a GroupProperties,
    common: Common<'a>,
    cards: &'a RefCell<Cards>,
}

impl List<'_> {
    fn comments(&self) -> &Rc<Properties> {
        &self.properties.comments
    }

    fn thread(&self, thread: &Thread) -> Html {
        let depth = self.comments().options.depth;
        let id = thread.root.comment.id;
        let branches = tree(id, &thread.replies, depth);
        self.entry(&thread.root, None, &branches, self.more_replies(thread))
    }

    fn branch(&self, branch: &Branch) -> Html {
        let answers = branch.answers.as_ref();
        self.entry(&branch.reply, answers, &branch.branches, None)
    }

    fn entry(
        &self,
        shown: &Rc<LoadedComment>,
        answers: Option<&Rc<LoadedComment>>,
        branches: &[Branch],
        more: Option<ElementBuilder>,
    ) -> Html {
        let id = shown.comment.id;
        let fragment = self.comments().reference.backend.fragment(id);
        let is_withdrawn = shown.comment.state == CommentState::Withdrawn;
        if branches.is_empty() && more.is_none() && !is_withdrawn && !self.properties.events.has(id)
        {
            // Most comments. What is not drawn by Yew comes sooner.
            let mut cards = self.cards.borrow_mut();
            let card = cards.draw(&self.common, self.content(shown, answers));
            return keyed(&fragment, Html::VRef(card.entry().into()));
        }
        let events = &self.properties.events;
        let content = match events.composer {
            Some(Composer::Edit(changed)) if changed == id => self.form(Composer::Edit(id), shown),
            _ => self.card(shown, answers),
        };
        let answer = match events.composer {
            Some(Composer::Reply(answered)) if answered == id => {
                self.form(Composer::Reply(id), shown)
            }
            _ => Html::default(),
        };
        let replies = || {
            let branches = branches.iter();
            element("ol").child(entries(branches.map(|branch| self.branch(branch))))
        };
        element("li")
            .key(&fragment)
            .attr("id", fragment)
            .class((events.linked == Some(id)).then_some("linked"))
            .child(content)
            .child(self.delete_dialog(id))
            .child(answer)
            .child(pending(
                self.comments(),
                events.waiting_at(id),
                &self.properties.dispatcher,
            ))
            .child((!branches.is_empty()).then(replies))
            .child(more)
            .into()
    }

    fn card(&self, shown: &Rc<LoadedComment>, answers: Option<&Rc<LoadedComment>>) -> Html {
        if shown.comment.state == CommentState::Withdrawn {
            let words = self.comments().language.words();
            return hint(words.comment_withdrawn()).into();
        }
        let mut cards = self.cards.borrow_mut();
        let card = cards.draw(&self.common, self.content(shown, answers));
        Html::VRef(card.article().into())
    }

    fn content(&self, shown: &Rc<LoadedComment>, answers: Option<&Rc<LoadedComment>>) -> Content {
        let comment = &shown.comment;
        let can_choose = self.comments().options.has_form && self.asked(comment.id).is_none();
        Content {
            shown: Rc::clone(shown),
            answers: answers.cloned(),
            choices: Choices {
                can_reply: can_choose && comment.state == CommentState::Published,
                can_edit: can_choose && is_editable(shown, self.properties.now),
            },
        }
    }

    /// The dialog before a comment is deleted, in the place of its choices.
    fn delete_dialog(&self, id: Identifier) -> Option<ElementBuilder> {
        let dispatcher = &self.properties.dispatcher;
        Some(delete_dialog(self.comments(), self.asked(id)?, dispatcher))
    }

    fn asked(&self, id: Identifier) -> Option<&Deletion> {
        let asked = self.properties.events.deletion.as_ref();
        asked.filter(|asked| asked.id == id)
    }

    fn form(&self, composer: Composer, shown: &LoadedComment) -> Html {
        let words = self.comments().language.words();
        let events = &self.properties.events;
        let form = FormProperties {
            comments: Rc::clone(&self.properties.comments),
            composer,
            name: name(words, shown).to_owned().into(),
            body: shown.comment.body.clone().into(),
            takes_focus: events.is_chosen,
            rejection: events.rejection.clone(),
            is_sending: false,
            status: "",
            dispatcher: self.properties.dispatcher.clone(),
        };
        Component::new(form).html("")
    }

    fn more_replies(&self, thread: &Thread) -> Option<ElementBuilder> {
        let language = &self.comments().language;
        let words = language.words();
        let id = thread.root.comment.id;
        let missing = thread.missing();
        if missing == 0 && !matches!(thread.more, Replies::Failed(_)) {
            return None;
        }
        let dispatcher = self.properties.dispatcher.clone();
        let wanted = Callback::from(move |_| dispatcher.dispatch(Action::RepliesWanted(id)));
        if let Replies::Failed(failure) = &thread.more {
            let what = words.comments_load_failed();
            return Some(notice(language, what, failure, wanted));
        }
        let is_loading = thread.more == Replies::Loading;
        Some(
            button(wanted)
                .part("button replies")
                .class("replies")
                .attr("aria-disabled", is_loading.then_some("true"))
                .text(language.count(words.replies_more(), missing as f64)),
        )
    }
}

fn is_editable(shown: &LoadedComment, now: f64) -> bool {
    shown.editable_until.is_some_and(|end| now < end)
}
