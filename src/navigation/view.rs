use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::functional::Hook;
use yew::prelude::*;

use super::effects::{EFFECTS, EffectContext};
use super::properties::Properties;
use super::state::{Action, State};
use crate::backend::ArticleLink;
use crate::browser::js_value::object;
use crate::element::opens_elsewhere;
use lean_yew::component::Render;
use lean_yew::effect::use_effects;
use lean_yew::element::{ElementBuilder, element};
use lean_yew::store::{Store, use_node, use_store};

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

impl Render for Properties {
    const NAME: &'static str = "navigation";

    fn render(&self) -> impl Hook<Output = Html> {
        use_navigation(self)
    }
}

/// The links to the neighbours; the element's own content while there is none.
#[hook]
fn use_navigation(properties: &Properties) -> Html {
    let state = use_store::<State>();
    let base = use_node();
    let context = Rc::new(EffectContext {
        properties: properties.clone(),
        state: state.clone(),
        base: base.clone(),
    });
    use_effects(&EFFECTS, &context);
    let neighbours = state.neighbours();
    if neighbours.is_empty() {
        return element("slot").into();
    }

    let link = |direction, article: &Option<Rc<ArticleLink>>| {
        let article = article.as_ref()?;
        Some(link(properties, direction, article, &state))
    };
    element("nav")
        .part("base")
        .attr("lang", properties.language.tag().to_owned())
        .attr("aria-label", properties.language.words().navigation_label())
        .node_ref(&base)
        .child(link(Direction::Previous, &neighbours.previous))
        .child(link(Direction::Next, &neighbours.next))
        .into()
}

fn link(
    properties: &Properties,
    direction: Direction,
    article: &ArticleLink,
    state: &Store<State>,
) -> ElementBuilder {
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
    element("a")
        .class(direction.name())
        .part(["link ", direction.name()].concat())
        .attr("rel", direction.relation())
        .attr("href", Rc::clone(&article.href))
        .attr("hreflang", article.hreflang.clone())
        .on("click", follow(properties, direction, article))
        .on("pointerover", begin.clone())
        .on("pointerout", end.clone())
        .on("focusin", begin)
        .on("focusout", end)
        .child(picture(article))
        .child(element("span").class("label").part("label").text(label))
        .child(title(properties, article))
        .child(date(properties, article))
}

fn picture(article: &ArticleLink) -> Option<ElementBuilder> {
    let picture = article.picture.clone()?;
    let hide = Callback::from(|event: Event| {
        if let Some(picture) = event.target_dyn_into::<HtmlElement>() {
            picture.set_hidden(true);
        }
    });
    Some(
        element("img")
            .part("picture")
            .attr("src", picture)
            .attr("alt", "")
            .attr("loading", "lazy")
            .attr("decoding", "async")
            .on("error", hide),
    )
}

fn title(properties: &Properties, article: &ArticleLink) -> Option<ElementBuilder> {
    if article.title.is_empty() {
        return None;
    }
    let lang = article.lang.clone();
    let lang = lang.map_or_else(|| properties.page_language.clone(), AttrValue::from);
    let title = element("bdi")
        .attr("lang", lang)
        .text(Rc::clone(&article.title));
    Some(element("span").class("title").part("title").child(title))
}

fn date(properties: &Properties, article: &ArticleLink) -> Option<ElementBuilder> {
    let day = || properties.language.day(article.date.as_deref()?);
    let written = article.written_date.as_deref().map(str::to_owned);
    let date = written.or_else(day)?;
    Some(
        element("time")
            .part("date")
            .attr("datetime", article.date.clone())
            .text(date),
    )
}

/// Dispatches `navigate` before a link is followed in place, so that the page can route it
/// itself.
fn follow(properties: &Properties, direction: Direction, article: &ArticleLink) -> Callback<Event> {
    let (host, article) = (properties.host.clone(), article.clone());
    Callback::from(move |event: Event| {
        if opens_elsewhere(event.unchecked_ref()) {
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
