use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::functional::Hook;
use yew::prelude::*;

use super::effects::{Drawn, EFFECTS};
use super::properties::Properties;
use super::state::{Action, State};
use crate::backend::Article;
use crate::component::Kind;
use crate::effect::use_effects;
use crate::object::object;
use crate::reducer::{UseReducerHandle, use_node_ref, use_reducer_eq};
use crate::tag::{Tag, tag};

#[derive(Clone, Copy)]
enum Direction {
    Previous,
    Next,
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Next => "next",
        }
    }

    const fn relation(self) -> &'static str {
        match self {
            Self::Previous => "prev",
            Self::Next => "next",
        }
    }
}

impl Kind for Properties {
    const NAME: &'static str = "navigation";

    fn drawn(&self) -> impl Hook<Output = Html> {
        use_navigation(self)
    }
}

/// The links to the neighbours; the element's own content while there is none.
#[hook]
fn use_navigation(properties: &Properties) -> Html {
    let state = use_reducer_eq::<State>();
    let base = use_node_ref();
    let drawn = Drawn {
        properties: properties.clone(),
        state: state.clone(),
        base: base.clone(),
    };
    use_effects(&EFFECTS, drawn);
    let neighbours = state.neighbours();
    if neighbours.is_empty() {
        return tag("slot").into();
    }

    let link = |direction, article: &Option<Rc<Article>>| {
        let article = article.as_ref()?;
        Some(link(properties, direction, article, &state))
    };
    tag("nav")
        .part("base")
        .set("lang", properties.language.tag().to_owned())
        .set("aria-label", properties.language.words().navigation_label())
        .known_as(&base)
        .child(link(Direction::Previous, &neighbours.previous))
        .child(link(Direction::Next, &neighbours.next))
        .into()
}

fn link(
    properties: &Properties,
    direction: Direction,
    article: &Article,
    state: &UseReducerHandle<State>,
) -> Tag {
    let words = properties.language.words();
    let label = match direction {
        Direction::Previous => words.navigation_previous(),
        Direction::Next => words.navigation_next(),
    };
    let point = |href: Option<Rc<str>>| {
        let dispatcher = state.dispatcher();
        Callback::from(move |_| dispatcher.dispatch(Action::PointedAt(href.clone())))
    };
    let (begin, end) = (point(Some(Rc::clone(&article.href))), point(None));
    tag("a")
        .class(direction.name())
        .part(["link ", direction.name()].concat())
        .set("rel", direction.relation())
        .set("href", Rc::clone(&article.href))
        .set("hreflang", article.hreflang.clone())
        .on("click", follow(properties, direction, article))
        .on("pointerover", begin.clone())
        .on("pointerout", end.clone())
        .on("focusin", begin)
        .on("focusout", end)
        .child(picture(article))
        .child(tag("span").class("label").part("label").text(label))
        .child(title(properties, article))
        .child(date(properties, article))
}

fn picture(article: &Article) -> Option<Tag> {
    let picture = article.picture.clone()?;
    let hide = Callback::from(|event: Event| {
        if let Some(picture) = event.target_dyn_into::<HtmlElement>() {
            picture.set_hidden(true);
        }
    });
    Some(
        tag("img")
            .part("picture")
            .set("src", picture)
            .set("alt", "")
            .set("loading", "lazy")
            .set("decoding", "async")
            .on("error", hide),
    )
}

fn title(properties: &Properties, article: &Article) -> Option<Tag> {
    if article.title.is_empty() {
        return None;
    }
    let lang = article.lang.clone();
    let lang = lang.map_or_else(|| properties.page_language.clone(), AttrValue::from);
    let title = tag("bdi").set("lang", lang).text(Rc::clone(&article.title));
    Some(tag("span").class("title").part("title").child(title))
}

fn date(properties: &Properties, article: &Article) -> Option<Tag> {
    let day = || properties.language.day(article.date.as_deref()?);
    let written = article.written_date.as_deref().map(str::to_owned);
    let date = written.or_else(day)?;
    Some(
        tag("time")
            .part("date")
            .set("datetime", article.date.clone())
            .text(date),
    )
}

/// Tells the page before a link is followed in place, and lets it route itself.
fn follow(properties: &Properties, direction: Direction, article: &Article) -> Callback<Event> {
    let (host, article) = (properties.host.clone(), article.clone());
    Callback::from(move |event: Event| {
        let click: &MouseEvent = event.unchecked_ref();
        let opens_elsewhere =
            click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
        if opens_elsewhere {
            return;
        }
        let detail = object(&[
            ("direction", direction.name().into()),
            ("href", (&*article.href).into()),
            ("title", (&*article.title).into()),
        ]);
        if !host.ask("navigate", &detail) {
            event.prevent_default();
        }
    })
}
