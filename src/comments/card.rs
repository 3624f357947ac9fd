//! One comment: its author, date, text and actions. Its nodes are created by hand, once, since a
//! page has many of them.

use std::rc::Rc;

use article_widgets_model::{Comment, CommentState};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlAnchorElement, Node};

use super::avatar;
use super::properties::Properties;
use super::sanitizer::{self, web_address};
use super::state::{Action, Composer, LoadedComment};
use crate::backend::Backend;
use crate::browser::{append, copy, element, first, instant, next, set_attributes, text_node};
use crate::language::{Words, fill, labelled};

/// Properties that all cards of an element share.
pub(super) struct Common<'a> {
    /// The element's properties.
    pub(super) properties: &'a Properties,
    /// Nodes to begin with.
    pub(super) patterns: &'a Patterns,
    /// The page's address, with a `#` at its end.
    pub(super) page: String,
    /// The time by the server's clock, in milliseconds since 1970-01-01 UTC.
    pub(super) now: f64,
    /// Times are displayed.
    pub(super) tells_times: bool,
}

/// Nodes that are the same in many cards. A copy is made faster than another one, and
/// fastest of many nodes at once.
pub(super) struct Patterns {
    card: Element,
    edit: Element,
    withdraw: Element,
}

impl Patterns {
    /// Makes them, for what an element says.
    pub(super) fn new(properties: &Properties) -> Self {
        let words = properties.language.words();
        Self {
            card: card(properties),
            edit: choice(EDIT, words.comment_edit()),
            withdraw: choice(WITHDRAW, words.comment_withdraw()),
        }
    }

    fn byline(&self) -> Element {
        first(&first(&self.card))
    }

    fn text(&self) -> Element {
        next(&self.byline())
    }

    fn choices(&self) -> Element {
        next(&self.text())
    }
}

fn choice(class: &str, label: &str) -> Element {
    let attributes = [
        ("type", "button"),
        ("part", "button choice"),
        ("class", class),
    ];
    element("button", &attributes, &[&text_node(label)])
}

/// An entry of the list with a comment that says nothing yet, and can be answered, as
/// most can.
fn card(properties: &Properties) -> Element {
    let avatar = element("span", &[("part", "avatar"), ("aria-hidden", "true")], &[]);
    let author = element("bdi", &[("class", "author"), ("part", "author")], &[]);
    let date = element("time", &[("part", "date")], &[]);
    let attributes = [("class", "permalink"), ("part", "permalink")];
    let permalink = element("a", &attributes, &[&date]);
    let byline = element(
        "p",
        &[("class", "byline")],
        &[&avatar, &author, &text_node(" "), &permalink],
    );
    let reply = choice(REPLY, properties.language.words().comment_reply());
    let choices = element("div", &[("class", "choices")], &[&reply]);
    let attributes = [("part", "comment")];
    let nodes: [&Node; 3] = [&byline, &text(properties), &choices];
    element("li", &[], &[&element("article", &attributes, &nodes)])
}

/// The container of a comment's text.
fn text(properties: &Properties) -> Element {
    let attributes = [
        ("class", "text"),
        ("part", "body"),
        ("lang", &*properties.page_language),
    ];
    element("div", &attributes, &[])
}

/// The content of a card. Equal contents have equal nodes.
pub(super) struct Content {
    /// The comment.
    pub(super) shown: Rc<LoadedComment>,
    /// Whom it answers, where its place does not tell.
    pub(super) answers: Option<Rc<LoadedComment>>,
    /// The actions that its reader has.
    pub(super) choices: Choices,
}

/// The actions that a reader has on a comment.
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
    /// An entry of the list with nothing but the comment in it.
    entry: Element,
    article: Element,
    /// The comment is in another list item.
    is_elsewhere: bool,
    byline: Element,
    body: Element,
    choices: Element,
    date: Element,
    /// The displayed age; empty before times are displayed.
    age: String,
    /// At what time it is of that age.
    now: f64,
}

impl Card {
    /// Makes the nodes.
    pub(super) fn new(common: &Common, content: Content) -> Self {
        let comment = &content.shown.comment;
        let entry = copy(&common.patterns.card);
        let backend = common.properties.reference.backend;
        entry.set_id(&backend.fragment(comment.id));
        let article = first(&entry);
        let byline = first(&article);
        let text = next(&byline);
        let age = age(common, comment);
        let date = fill_byline(common, &content, &byline, &age);
        let choices = next(&text);
        let mut body = text;
        fill_body(common, comment, &mut body);
        fill_choices(common, &content, &choices);
        Self {
            content,
            entry,
            article,
            is_elsewhere: false,
            byline,
            body,
            choices,
            date,
            age,
            now: common.now,
        }
    }

    /// All nodes, for a comment that has an entry of the list to itself.
    pub(super) fn entry(&mut self) -> Element {
        if std::mem::take(&mut self.is_elsewhere) {
            append(&self.entry, &[&self.article]);
        }
        self.entry.clone()
    }

    /// The nodes without an entry, for one in which there is more.
    pub(super) fn article(&mut self) -> Element {
        self.is_elsewhere = true;
        self.article.clone()
    }

    /// True if it is the card of the comment.
    pub(super) fn is_of(&self, shown: &LoadedComment) -> bool {
        self.content.shown.comment.id == shown.comment.id
    }

    /// Makes those nodes anew that say something else now: what has the focus stays.
    pub(super) fn update(&mut self, common: &Common, content: Content) {
        let comment = &content.shown.comment;
        let former = &self.content.shown.comment;
        let is_other = !is_same(&self.content.shown, &content.shown);
        let is_renamed = former.name != comment.name;
        if former.html != comment.html || former.state != comment.state {
            replace(&mut self.body, copy(&common.patterns.text()));
            fill_body(common, comment, &mut self.body);
        }
        let is_later = self.now != common.now || self.age.is_empty();
        let age = if is_other || is_later {
            age(common, comment)
        } else {
            std::mem::take(&mut self.age)
        };
        if is_other || !is_same_answer(&self.content, &content) {
            let byline = copy(&common.patterns.byline());
            self.date = fill_byline(common, &content, &byline, &age);
            replace(&mut self.byline, byline);
        } else if is_later && self.age != age {
            tell_date(common, comment, &self.date, &age);
        }
        if is_renamed || self.content.choices != content.choices {
            let choices = copy(&common.patterns.choices());
            fill_choices(common, &content, &choices);
            replace(&mut self.choices, choices);
        }
        self.age = age;
        self.now = common.now;
        self.content = content;
    }
}

/// Puts an element in the place of another.
fn replace(former: &mut Element, element: Element) {
    // Fails for a text alone.
    let _ = former.replace_with_with_node_1(&element);
    *former = element;
}

/// True if two comments have the same card. The number of replies is not on it.
fn is_same(one: &Rc<LoadedComment>, other: &Rc<LoadedComment>) -> bool {
    let unanswered = |shown: &LoadedComment| Comment {
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

/// Fills an empty byline with author and date; returns the container of the date.
fn fill_byline(common: &Common, content: &Content, byline: &Element, age: &str) -> Element {
    let properties = common.properties;
    let words = properties.language.words();
    let comment = &content.shown.comment;
    let backend = properties.reference.backend;
    let link = |id| [&*common.page, &backend.fragment(id)].concat();
    let sign = first(byline);
    let author = next(&sign);
    let permalink: HtmlAnchorElement = next(&author).unchecked_into();
    let date = first(&permalink);
    avatar::sign(&sign, &comment.name);
    fill_author(words, &content.shown, author);
    permalink.set_href(&link(comment.id));
    set_attributes(&date, &[("datetime", created(comment))]);
    if !age.is_empty() {
        tell_date(common, comment, &date, age);
    }
    if let Some(edited) = &comment.edited {
        let title = properties.language.date(edited);
        let attributes = [("class", "hint"), ("part", "hint"), ("title", &*title)];
        let text = text_node(words.comment_edited());
        let hint = element("span", &attributes, &[&text]);
        append(byline, &[&text_node(" "), &hint]);
    }
    if let Some(answered) = &content.answers {
        let href = link(answered.comment.id);
        let attributes = [("class", "hint"), ("dir", "auto"), ("href", &*href)];
        let text = fill(words.comment_answers(), &[("name", name(words, answered))]);
        let hint = element("a", &attributes, &[&text_node(&text)]);
        append(byline, &[&text_node(" "), &hint]);
    }
    date
}

/// The name to show for a comment's author.
pub(super) fn name<'a>(words: &Words, shown: &'a LoadedComment) -> &'a str {
    if shown.comment.name.is_empty() {
        words.comment_anonymous()
    } else {
        &shown.comment.name
    }
}

fn fill_author(words: &Words, shown: &LoadedComment, mut author: Element) {
    let name = name(words, shown);
    let website = shown.comment.website.as_deref();
    let Some(website) = website.and_then(web_address) else {
        return author.set_text_content(Some(name));
    };
    let attributes = [
        ("class", "author"),
        ("part", "author"),
        ("href", &*website),
        ("rel", "nofollow ugc noopener"),
    ];
    let name = element("bdi", &[], &[&text_node(name)]);
    replace(&mut author, element("a", &attributes, &[&name]));
}

fn tell_date(common: &Common, comment: &Comment, date: &Element, age: &str) {
    let exact = common.properties.language.date(created(comment));
    set_attributes(date, &[("title", &exact)]);
    date.set_text_content(Some(age));
}

fn age(common: &Common, comment: &Comment) -> String {
    if !common.tells_times {
        return String::new();
    }
    let created = created(comment);
    let seconds = instant(created).map(|created| (common.now - created) / 1_000.0);
    let seconds = seconds.unwrap_or(f64::INFINITY);
    common.properties.language.age(seconds, created)
}

/// The time of the comment; empty if unknown.
fn created(comment: &Comment) -> &str {
    comment.created.as_deref().unwrap_or_default()
}

/// Fills the empty container `text` with the comment's text; for a held comment it is replaced by
/// one that also says so.
fn fill_body(common: &Common, comment: &Comment, text: &mut Element) {
    let properties = common.properties;
    sanitizer::fill(
        text,
        &comment.html,
        &comment.body,
        properties.options.images,
    );
    if comment.state != CommentState::Held {
        return;
    }
    let words = text_node(properties.language.words().comment_held());
    let attributes = [("class", "held"), ("part", "status")];
    let held = element("p", &attributes, &[&words]);
    let inner = text.clone();
    replace(text, element("div", &[], &[]));
    append(text, &[&held, &inner]);
}

/// A text as it will be displayed as a comment.
pub(super) fn preview(properties: &Properties, html: &str) -> Element {
    let text = text(properties);
    sanitizer::fill(&text, html, "", properties.options.images);
    text
}

/// Offers what a reader can do, where it is offered to answer.
fn fill_choices(common: &Common, content: &Content, list: &Element) {
    let words = common.properties.language.words();
    // Many buttons say the same: the author's name tells them apart.
    let name = name(words, &content.shown);
    let tell = |button: &Element, label| {
        let long = labelled(words, label, name);
        set_attributes(button, &[("aria-label", &long)]);
    };
    let reply = first(list);
    if content.choices.can_reply {
        tell(&reply, words.comment_reply());
    } else {
        reply.remove();
    }
    if content.choices.can_edit {
        for (pattern, label) in [
            (&common.patterns.edit, words.comment_edit()),
            (&common.patterns.withdraw, words.comment_withdraw()),
        ] {
            let button = copy(pattern);
            tell(&button, label);
            append(list, &[&button]);
        }
    }
}

const REPLY: &str = "reply";
const EDIT: &str = "edit";
const WITHDRAW: &str = "withdraw";

/// The action of a click on a button of a comment in the list: one listener serves all of them.
pub(super) fn chosen(event: &Event, backend: Backend) -> Option<Action> {
    let hit: Element = event.target()?.dyn_into().ok()?;
    let button = hit.closest(".choices > [part~=choice]").ok()??;
    let id = backend.named_by(&button.closest("li").ok()??.id())?;
    match &*button.class_name() {
        REPLY => Some(Action::Began(Composer::Reply(id))),
        EDIT => Some(Action::Began(Composer::Edit(id))),
        WITHDRAW => Some(Action::DeletionWanted(id)),
        _ => None,
    }
}
