use yew::prelude::*;

use super::links::{Link, Neighbours, Observation};
use crate::host::Host;
use crate::language::Language;
use crate::object::object;

/// What the navigation's element says.
#[derive(Clone, PartialEq, yew::Properties)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// The language to speak.
    pub language: Language,
    /// The language of the page's own words, as a tag.
    pub page_language: AttrValue,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        Self {
            language: host.language(),
            page_language: host.page_language().into(),
            host: host.clone(),
        }
    }
}

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

/// The links to the neighbours; the element's own content while it names none.
#[component]
pub fn Navigation(properties: &Properties) -> Html {
    let neighbours = use_neighbours(&properties.host);
    use_ready(&properties.host);
    if neighbours.is_empty() {
        return html! { <slot /> };
    }
    let words = properties.language.words();
    let link = |direction, link: &Option<Link>| match link {
        Some(link) => self::link(properties, direction, link),
        None => Html::default(),
    };
    html! {
        <nav part="base" lang={properties.language.tag().to_owned()} aria-label={words.navigation_label}>
            { link(Direction::Previous, &neighbours.previous) }
            { link(Direction::Next, &neighbours.next) }
        </nav>
    }
}

#[hook]
fn use_neighbours(host: &Host) -> UseStateHandle<Neighbours> {
    let neighbours = use_state_eq(|| Neighbours::read(host.element()));
    let changed = neighbours.setter();
    let element = host.element().clone();
    use_effect_with((), move |()| {
        let observed = element.clone();
        let observation = Observation::start(&element, move || {
            changed.set(Neighbours::read(&observed));
        });
        move || drop(observation)
    });
    neighbours
}

#[hook]
fn use_ready(host: &Host) {
    let host = host.clone();
    use_effect_with((), move |()| host.emit_ready());
}

fn link(properties: &Properties, direction: Direction, link: &Link) -> Html {
    let words = properties.language.words();
    let label = match direction {
        Direction::Previous => words.navigation_previous,
        Direction::Next => words.navigation_next,
    };
    html! {
        <a
            class={direction.name()}
            part={["link ", direction.name()].concat()}
            rel={direction.relation()}
            href={link.href.clone()}
            hreflang={link.hreflang.clone()}
            onclick={follow(properties, direction, link)}
        >
            <span class="label" part="label">{ label }</span>
            <span class="title" part="title">
                <bdi lang={link.lang.clone().unwrap_or_else(|| properties.page_language.clone())}>{ &link.title }</bdi>
            </span>
        </a>
    }
}

/// Tells the page before a link is followed in place, and lets it route itself.
fn follow(properties: &Properties, direction: Direction, link: &Link) -> Callback<MouseEvent> {
    let (host, link) = (properties.host.clone(), link.clone());
    Callback::from(move |event: MouseEvent| {
        let opens_elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if opens_elsewhere {
            return;
        }
        let detail = object([
            ("direction", direction.name().into()),
            ("href", link.href.as_str().into()),
            ("title", link.title.as_str().into()),
        ]);
        if !host.ask("navigate", &detail) {
            event.prevent_default();
        }
    })
}
