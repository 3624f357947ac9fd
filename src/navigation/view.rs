use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::effects::{Drawn, EFFECTS};
use super::properties::Properties;
use super::state::{Action, State};
use crate::backend::Article;
use crate::effect::use_effects;
use crate::object::object;
use crate::reducer::{UseReducerHandle, use_node_ref, use_reducer_eq};

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

/// The links to the neighbours; the element's own content while there is none.
#[component]
pub fn Navigation(properties: &Properties) -> Html {
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
        return html! { <slot /> };
    }

    let words = properties.language.words();
    let link = |direction, article: &Option<Rc<Article>>| match article {
        Some(article) => link(properties, direction, article, &state),
        None => Html::default(),
    };
    html! {
        <nav
            part="base"
            lang={properties.language.tag().to_owned()}
            aria-label={words.navigation_label()}
            ref={base}
        >
            { link(Direction::Previous, &neighbours.previous) }
            { link(Direction::Next, &neighbours.next) }
        </nav>
    }
}

fn link(
    properties: &Properties,
    direction: Direction,
    article: &Article,
    state: &UseReducerHandle<State>,
) -> Html {
    let words = properties.language.words();
    let label = match direction {
        Direction::Previous => words.navigation_previous(),
        Direction::Next => words.navigation_next(),
    };
    let point = |href: Option<Rc<str>>| {
        let dispatcher = state.dispatcher();
        move || dispatcher.dispatch(Action::PointedAt(href.clone()))
    };
    let (begin, end) = (point(Some(Rc::clone(&article.href))), point(None));
    let (focus_in, focus_out) = (begin.clone(), end.clone());
    html! {
        <a
            class={direction.name()}
            part={["link ", direction.name()].concat()}
            rel={direction.relation()}
            href={Rc::clone(&article.href)}
            hreflang={article.hreflang.clone()}
            onclick={follow(properties, direction, article)}
            onpointerover={move |_: PointerEvent| begin()}
            onpointerout={move |_: PointerEvent| end()}
            onfocusin={move |_: FocusEvent| focus_in()}
            onfocusout={move |_: FocusEvent| focus_out()}
        >
            { picture(article) }
            <span class="label" part="label">{ label }</span>
            { title(properties, article) }
            { date(properties, article) }
        </a>
    }
}

fn picture(article: &Article) -> Html {
    let Some(picture) = &article.picture else {
        return Html::default();
    };
    let hide = |event: Event| {
        if let Some(picture) = event.target_dyn_into::<HtmlElement>() {
            picture.set_hidden(true);
        }
    };
    html! {
        <img
            part="picture"
            src={Rc::clone(picture)}
            alt=""
            loading="lazy"
            decoding="async"
            onerror={hide}
        />
    }
}

fn title(properties: &Properties, article: &Article) -> Html {
    if article.title.is_empty() {
        return Html::default();
    }
    let lang = article.lang.clone();
    let lang = lang.map_or_else(|| properties.page_language.clone(), AttrValue::from);
    html! {
        <span class="title" part="title"><bdi {lang}>{ &*article.title }</bdi></span>
    }
}

fn date(properties: &Properties, article: &Article) -> Html {
    let day = || properties.language.day(article.date.as_deref()?);
    let written = article.written_date.as_deref().map(str::to_owned);
    match written.or_else(day) {
        Some(date) => html! { <time part="date" datetime={article.date.clone()}>{ date }</time> },
        None => Html::default(),
    }
}

/// Tells the page before a link is followed in place, and lets it route itself.
fn follow(
    properties: &Properties,
    direction: Direction,
    article: &Article,
) -> Callback<MouseEvent> {
    let (host, article) = (properties.host.clone(), article.clone());
    Callback::from(move |event: MouseEvent| {
        let opens_elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
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
