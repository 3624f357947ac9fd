use std::rc::Rc;

use article_widgets_model::{Field, Order, Required};
use yew::AttrValue;

use crate::backend::ArticleReference;
use crate::browser::text::digits;
use crate::element::Host;
use crate::language::Language;

/// The properties of `<article-comments>`.
#[derive(Clone, PartialEq, Eq)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// The article whose comments are shown.
    pub reference: ArticleReference,
    /// The article is the one that the page shows, as far as that can be known.
    pub is_own: bool,
    /// The language to speak.
    pub language: Language,
    /// The language in which readers write, as a tag.
    pub page_language: AttrValue,
    /// The options of the display.
    pub options: Options,
}

/// A blog's options for its comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The number of levels of replies that are indented; deeper ones stand beside them.
    pub depth: u8,
    /// Pictures in comments are shown.
    pub images: bool,
    /// The order of comments until the reader chooses.
    pub order: Order,
    /// The way in which the next page is requested.
    pub paging: Paging,
    /// The form is shown.
    pub has_form: bool,
    /// The comments are shown.
    pub has_thread: bool,
    /// The presence of the fields for name, e-mail address and website.
    pub fields: [Presence; 3],
}

/// The way in which the next page of comments is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paging {
    /// By a button.
    Button,
    /// By scrolling to the end.
    Scroll,
    /// At once, until all are there.
    All,
}

/// The presence of a field in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It has to be filled in.
    Required,
    /// It may stay empty.
    Optional,
    /// It is not there.
    Hidden,
}

/// The deepest that replies can be indented.
const DEPTH_MAXIMUM: u8 = 8;
const DEPTH_DEFAULT: u8 = 3;

/// The fields that can be left out, in the form's order.
pub(super) const OPTIONAL_FIELDS: [Field; 3] = [Field::Name, Field::Email, Field::Website];

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        let is_own = host.has_own_comments();
        let mut options = Options::read(host);
        options.has_form &= is_own;
        Self {
            reference: host.comments(),
            is_own,
            language: host.language(),
            page_language: AttrValue::from(Rc::clone(host.page_language())),
            options,
            host: host.clone(),
        }
    }
}

impl Options {
    fn read(host: &Host) -> Self {
        let shows = host.choice("show", &["all", "form", "thread"]);
        Self {
            depth: depth(host),
            images: host.has_attribute("images"),
            order: match host.choice("order", &["oldest", "newest"]) {
                "newest" => Order::Newest,
                _ => Order::Oldest,
            },
            paging: match host.choice("paging", &["button", "scroll", "all"]) {
                "scroll" => Paging::Scroll,
                "all" => Paging::All,
                _ => Paging::Button,
            },
            has_form: shows != "thread",
            has_thread: shows != "form",
            fields: [
                presence(host, "name-field", ["required", "optional", "hidden"]),
                presence(host, "email-field", ["optional", "required", "hidden"]),
                presence(host, "website-field", ["optional", "required", "hidden"]),
            ],
        }
    }

    /// The presence of a field in the form.
    pub(super) fn presence(self, field: Field) -> Presence {
        let place = OPTIONAL_FIELDS.iter().position(|known| *known == field);
        place.map_or(Presence::Required, |place| self.fields[place])
    }

    /// The fields that have to be filled in.
    pub(super) fn required(self) -> Required {
        let [name, email, website] = self.fields.map(|field| field == Presence::Required);
        Required {
            name,
            email,
            website,
        }
    }
}

fn presence(host: &Host, attribute: &str, values: [&'static str; 3]) -> Presence {
    match host.choice(attribute, &values) {
        "required" => Presence::Required,
        "hidden" => Presence::Hidden,
        _ => Presence::Optional,
    }
}

fn depth(host: &Host) -> u8 {
    let Some(written) = host.attribute("depth").filter(|text| !text.is_empty()) else {
        return DEPTH_DEFAULT;
    };
    let depth = written.trim().parse().ok();
    depth
        .filter(|depth| (1..=DEPTH_MAXIMUM).contains(depth))
        .unwrap_or_else(|| {
            host.warn("depth", &written, &digits(DEPTH_DEFAULT));
            DEPTH_DEFAULT
        })
}
