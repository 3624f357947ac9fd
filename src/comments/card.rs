//! What one comment says: who wrote it, when, what, and what its reader can do with
//! it. Its nodes are made by hand, once, since a page has many of them.

use std::rc::Rc;

use article_widgets_model::{Comment, CommentState};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Node};

use super::avatar::avatar;
use super::markup::{self, web_address};
use super::properties::Properties;
use super::state::{Action, Place, Shown};
use crate::backend::Protocol;
use crate::host::{append, copy, element, instant, text_node};
use crate::language::{Language, Words, fill, labelled};

/// What the cards of an element have in common.
pub(super) struct Common<'a> {
    /// What the element says.
    pub(super) properties: &'a Properties,
    /// Nodes to begin with.
    pub(super) patterns: &'a Patterns,
    /// The page's address, with a `#` at its end.
    pub(super) page: String,
    /// What time it is by the server's clock, in milliseconds since 1970-01-01 UTC.
    pub(super) now: f64,
}

/// Nodes that are the same in many cards. A copy is made faster than another one.
pub(super) struct Patterns {
    avatar: Element,
    author: Element,
    permalink: Element,
    date: Element,
    text: Element,
    choices: Element,
    choice: Element,
}

impl Patterns {
    /// Makes them, for what an element says.
    pub(super) fn new(properties: &Properties) -> Self {
        let (class, part) = (("class", "author"), ("part", "author"));
        let permalink = [("class", "permalink"), ("part", "permalink")];
        let choice = [("type", "button"), ("part", "button choice")];
        Self {
            avatar: element("span", &[("part", "avatar"), ("aria-hidden", "true")], &[]),
            author: element("bdi", &[class, part], &[]),
            permalink: element("a", &permalink, &[]),
            date: element("time", &[("part", "date")], &[]),
            text: text(properties),
            choices: element("div", &[("class", "choices")], &[]),
            choice: element("button", &choice, &[]),
        }
    }
}

/// What a comment's text stands in.
fn text(properties: &Properties) -> Element {
    let attributes = [
        ("class", "text"),
        ("part", "body"),
        ("dir", "auto"),
        ("lang", &*properties.page_language),
    ];
    element("div", &attributes, &[])
}

/// What a card is made of. One that is the same has the same nodes.
pub(super) struct Content {
    /// The comment.
    pub(super) shown: Rc<Shown>,
    /// Whom it answers, where its place does not tell.
    pub(super) answers: Option<Rc<Shown>>,
    /// What its reader can do with it.
    pub(super) choices: Choices,
}

/// What a reader can do with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choices {
    /// Answer it.
    pub(super) can_reply: bool,
    /// Change it, or take it back.
    pub(super) can_edit: bool,
}

/// The nodes of a comment.
pub(super) struct Card {
    content: Content,
    /// Who wrote it, and when.
    pub(super) byline: Element,
    /// What it says.
    pub(super) body: Element,
    /// The buttons for what its reader can do, if there is something.
    pub(super) choices: Option<Element>,
    date: Element,
    age: String,
    /// At what time it is of that age.
    now: f64,
}

impl Card {
    /// Makes the nodes.
    pub(super) fn new(common: &Common, content: Content) -> Self {
        let language = &common.properties.language;
        let comment = &content.shown.comment;
        let age = age(language, &comment.created, common.now);
        let date = date(common, comment, &age);
        Self {
            byline: byline(common, &content, &date),
            body: body(common, comment),
            choices: choices(common, &content),
            content,
            date,
            age,
            now: common.now,
        }
    }

    /// Whether it is the card of a comment.
    pub(super) fn is_of(&self, shown: &Shown) -> bool {
        self.content.shown.comment.id == shown.comment.id
    }

    /// Makes those nodes anew that say something else now: what has the focus stays.
    pub(super) fn update(&mut self, common: &Common, content: Content) {
        let language = &common.properties.language;
        let comment = &content.shown.comment;
        let former = &self.content.shown.comment;
        let is_other = !is_same(&self.content.shown, &content.shown);
        let is_renamed = former.name != comment.name;
        if former.html != comment.html || former.state != comment.state {
            self.body = body(common, comment);
        }
        let is_later = self.now != common.now;
        let age = if is_other || is_later {
            age(language, &comment.created, common.now)
        } else {
            std::mem::take(&mut self.age)
        };
        if is_other || !is_same_answer(&self.content, &content) {
            self.date = date(common, comment, &age);
            self.byline = byline(common, &content, &self.date);
        } else if is_later && self.age != age {
            self.date.set_text_content(Some(&age));
        }
        if is_renamed || self.content.choices != content.choices {
            self.choices = choices(common, &content);
        }
        self.age = age;
        self.now = common.now;
        self.content = content;
    }
}

/// Whether two say the same. How many answers one has it does not say.
fn is_same(one: &Rc<Shown>, other: &Rc<Shown>) -> bool {
    let unanswered = |shown: &Shown| Comment {
        replies: 0,
        editable: None,
        ..shown.comment.clone()
    };
    Rc::ptr_eq(one, other) || unanswered(one) == unanswered(other)
}

fn is_same_answer(one: &Content, other: &Content) -> bool {
    let name = |content: &Content| {
        let answers = content.answers.as_ref()?;
        Some((answers.comment.id, answers.comment.name.clone()))
    };
    name(one) == name(other)
}

fn byline(common: &Common, content: &Content, date: &Node) -> Element {
    let (properties, patterns) = (common.properties, common.patterns);
    let words = properties.language.words();
    let comment = &content.shown.comment;
    let protocol = properties.source.protocol;
    let link = |id| [&*common.page, &protocol.fragment(id)].concat();
    let permalink = copy(&patterns.permalink, &[("href", &link(comment.id))], &[date]);
    let parts: [&Node; 4] = [
        &avatar(&patterns.avatar, &comment.name),
        &author(patterns, words, &content.shown),
        &text_node(" "),
        &permalink,
    ];
    let byline = element("p", &[("class", "byline")], &parts);
    if let Some(edited) = &comment.edited {
        let title = properties.language.date(edited);
        let attributes = [("class", "hint"), ("part", "hint"), ("title", &*title)];
        let text = text_node(words.comment_edited());
        let hint = element("span", &attributes, &[&text]);
        append(&byline, &[&text_node(" "), &hint]);
    }
    if let Some(answered) = &content.answers {
        let href = link(answered.comment.id);
        let attributes = [("class", "hint"), ("dir", "auto"), ("href", &*href)];
        let text = fill(words.comment_answers(), &[("name", name(words, answered))]);
        let hint = element("a", &attributes, &[&text_node(&text)]);
        append(&byline, &[&text_node(" "), &hint]);
    }
    byline
}

/// The name to show for a comment's author.
pub(super) fn name<'a>(words: &Words, shown: &'a Shown) -> &'a str {
    if shown.comment.name.is_empty() {
        words.comment_anonymous()
    } else {
        &shown.comment.name
    }
}

fn author(patterns: &Patterns, words: &Words, shown: &Shown) -> Element {
    let name = text_node(name(words, shown));
    let website = shown.comment.website.as_deref();
    match website.and_then(web_address) {
        Some(website) => {
            let attributes = [
                ("class", "author"),
                ("part", "author"),
                ("href", &*website),
                ("rel", "nofollow ugc noopener"),
            ];
            element("a", &attributes, &[&element("bdi", &[], &[&name])])
        }
        None => copy(&patterns.author, &[], &[&name]),
    }
}

fn date(common: &Common, comment: &Comment, age: &str) -> Element {
    let exact = common.properties.language.date(&comment.created);
    let attributes = [("datetime", &*comment.created), ("title", &*exact)];
    copy(&common.patterns.date, &attributes, &[&text_node(age)])
}

fn age(language: &Language, created: &str, now: f64) -> String {
    let seconds = instant(created).map(|created| (now - created) / 1_000.0);
    language.age(seconds.unwrap_or(f64::INFINITY), created)
}

fn body(common: &Common, comment: &Comment) -> Element {
    let properties = common.properties;
    let text = copy(&common.patterns.text, &[], &[]);
    markup::fill(
        &text,
        &comment.html,
        &comment.body,
        properties.options.images,
    );
    if comment.state != CommentState::Held {
        return text;
    }
    let words = text_node(properties.language.words().comment_held());
    let attributes = [("class", "held"), ("part", "status")];
    let held = element("p", &attributes, &[&words]);
    element("div", &[], &[&held, &text])
}

/// What a text will look like as a comment.
pub(super) fn preview(properties: &Properties, html: &str) -> Element {
    let text = text(properties);
    markup::fill(&text, html, "", properties.options.images);
    text
}

fn choices(common: &Common, content: &Content) -> Option<Element> {
    let words = common.properties.language.words();
    let Choices {
        can_reply,
        can_edit,
    } = content.choices;
    if !can_reply && !can_edit {
        return None;
    }
    let list = copy(&common.patterns.choices, &[], &[]);
    // Many buttons say the same: the author's name tells them apart.
    let name = name(words, &content.shown);
    for (class, label, is_there) in [
        (REPLY, words.comment_reply(), can_reply),
        (EDIT, words.comment_edit(), can_edit),
        (WITHDRAW, words.comment_withdraw(), can_edit),
    ] {
        if is_there {
            let long = labelled(words, label, name);
            let attributes = [("class", class), ("aria-label", &*long)];
            let label = text_node(label);
            append(
                &list,
                &[&copy(&common.patterns.choice, &attributes, &[&label])],
            );
        }
    }
    Some(list)
}

const REPLY: &str = "reply";
const EDIT: &str = "edit";
const WITHDRAW: &str = "withdraw";

/// What the reader chose, if a click hit one of the buttons of a comment in a list:
/// one ear for all of them.
pub(super) fn chosen(event: &Event, protocol: Protocol) -> Option<Action> {
    let hit: Element = event.target()?.dyn_into().ok()?;
    let button = hit.closest(".choices > [part~=choice]").ok()??;
    let id = protocol.named_by(&button.closest("li").ok()??.id())?;
    match &*button.class_name() {
        REPLY => Some(Action::Began(Place::Reply(id))),
        EDIT => Some(Action::Began(Place::Edit(id))),
        WITHDRAW => Some(Action::WithdrawalWanted(id)),
        _ => None,
    }
}
