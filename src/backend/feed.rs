//! The feeds that blogs have, as a source of an article's neighbours: RSS 2.0
//! (<https://www.rssboard.org/rss-specification>), RSS 1.0
//! (<https://web.resource.org/rss/1.0/spec>), Atom (RFC 4287) and JSON Feed
//! (<https://www.jsonfeed.org/version/1.1/>).

use std::rc::Rc;

use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::document::{Content, document};
use super::neighbours::{Article, Neighbours, NoNeighbours, followable};
use super::plain_text::plain_text;
use crate::object::{list, text};

/// The neighbours of the article at `page`, a URL, in the feed at `url`.
///
/// # Errors
/// When the feed cannot be had or read, or does not have the article.
pub async fn neighbours(url: &str, page: &str) -> Result<Neighbours, NoNeighbours> {
    let answer = document(url).await?;
    let articles = match &answer.content {
        Content::Xml(document) => {
            let root = document.document_element().ok_or(NoNeighbours::NoFeed)?;
            xml_articles(&root, &answer.url)
        }
        Content::Json(feed) => json_articles(feed, &answer.url),
        Content::Other => None,
    };
    beside(articles.ok_or(NoNeighbours::NoFeed)?, page).ok_or(NoNeighbours::Absent)
}

/// The neighbours in a list of articles, the newest first; none if the article at
/// `page` is not in it.
fn beside(mut articles: Vec<Article>, page: &str) -> Option<Neighbours> {
    let mut seen = Vec::new();
    articles.retain(|article| {
        let name = name(&article.href);
        let is_new = !seen.contains(&name);
        seen.push(name);
        is_new
    });
    let time = |article: &Article| article.date.as_deref().map_or(f64::NAN, Date::parse);
    let mut times: Vec<f64> = articles.iter().map(time).collect();
    if !times.iter().all(|time| time.is_finite()) {
        // Dates that some lack say nothing: the feed's own order does.
        times.fill(0.0);
    }
    let page = name(page);
    let here = articles
        .iter()
        .position(|article| name(&article.href) == page)?;
    // Of two of one time, the one that the feed has first is the newer.
    let is_older = |one: usize, other: usize| {
        times[one] < times[other] || times[one] == times[other] && one > other
    };
    let all = || 0..articles.len();
    let newest = |one, other| if is_older(one, other) { other } else { one };
    let oldest = |one, other| if is_older(one, other) { one } else { other };
    let previous = all().filter(|&index| is_older(index, here)).reduce(newest);
    let next = all().filter(|&index| is_older(here, index)).reduce(oldest);
    Some(Neighbours {
        previous: previous.map(|index| articles[index].clone()),
        next: next.map(|index| articles[index].clone()),
    })
}

/// What two spellings of one article's URL have in common.
fn name(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_end_matches('/').to_owned()
}

fn xml_articles(root: &Element, url: &str) -> Option<Vec<Article>> {
    let (entry, read): (_, fn(&Element, &Feed) -> Option<Article>) =
        match root.local_name().as_str() {
            "rss" | "RDF" => ("item", rss_article),
            "feed" => ("entry", atom_article),
            _ => return None,
        };
    let entries = root.get_elements_by_tag_name(entry);
    let feed = Feed {
        url,
        lang: feed_language(root),
    };
    let articles = (0..entries.length())
        .filter_map(|index| entries.item(index))
        .filter_map(|entry| read(&entry, &feed));
    Some(articles.collect())
}

/// What holds for every entry of a feed.
struct Feed<'a> {
    url: &'a str,
    lang: Option<Rc<str>>,
}

fn feed_language(root: &Element) -> Option<Rc<str>> {
    let channel = child(root, "channel").and_then(|channel| child(&channel, "language"));
    let tag = match channel {
        Some(language) => language.text_content()?,
        None => root.get_attribute("xml:lang")?,
    };
    (!tag.trim().is_empty()).then(|| tag.trim().into())
}

fn rss_article(item: &Element, feed: &Feed) -> Option<Article> {
    let permalink = || {
        child(item, "guid")
            .filter(|guid| guid.get_attribute("isPermaLink").as_deref() != Some("false"))
    };
    let link = child(item, "link").or_else(permalink)?.text_content()?;
    let date = child(item, "pubDate").or_else(|| foreign_child(item, "date"));
    Some(Article {
        href: followable(&link, &base(item, feed.url))?,
        title: title(item, true),
        lang: feed.lang.clone(),
        hreflang: None,
        date: date.and_then(|date| date.text_content()).map(Rc::from),
        picture: picture(item, "enclosure", "url", feed.url),
    })
}

fn atom_article(entry: &Element, feed: &Feed) -> Option<Article> {
    let link = children(entry, "link").find(|link| {
        let relation = link.get_attribute("rel");
        relation
            .as_deref()
            .is_none_or(|relation| relation == "alternate")
    })?;
    let is_html = child(entry, "title")?.get_attribute("type").as_deref() == Some("html");
    let date = child(entry, "published").or_else(|| child(entry, "updated"));
    Some(Article {
        href: followable(&link.get_attribute("href")?, &base(&link, feed.url))?,
        title: title(entry, is_html),
        lang: entry
            .get_attribute("xml:lang")
            .map(Rc::from)
            .or(feed.lang.clone()),
        hreflang: link.get_attribute("hreflang").map(Rc::from),
        date: date.and_then(|date| date.text_content()).map(Rc::from),
        picture: picture(entry, "link", "href", feed.url),
    })
}

fn title(entry: &Element, is_html: bool) -> Rc<str> {
    let text = child(entry, "title").and_then(|title| title.text_content());
    let text = text.unwrap_or_default();
    if is_html {
        plain_text(&text).into()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ").into()
    }
}

/// A picture that is enclosed, or that Media RSS adds.
fn picture(entry: &Element, enclosure: &str, attribute: &str, url: &str) -> Option<Rc<str>> {
    let is_picture = |element: &Element| {
        let is = |name, start: &str| {
            let value: Option<String> = element.get_attribute(name);
            value.is_some_and(|value| value.starts_with(start))
        };
        is("type", "image/") || is("medium", "image")
    };
    let media = foreign_child(entry, "thumbnail")
        .or_else(|| foreign_child(entry, "content").filter(is_picture))
        .and_then(|media| Some((media.get_attribute("url")?, media)));
    let enclosed = || {
        let found = children(entry, enclosure).find(is_picture)?;
        Some((found.get_attribute(attribute)?, found))
    };
    let (picture, element) = media.or_else(enclosed)?;
    followable(&picture, &base(&element, url))
}

/// The URL from which an element's links are read: its `xml:base` and those
/// around it, the outermost from the feed's own.
fn base(element: &Element, url: &str) -> String {
    let around = element
        .parent_element()
        .map_or_else(|| url.to_owned(), |parent| base(&parent, url));
    match element.get_attribute("xml:base") {
        Some(written) => followable(&written, &around).map_or(around, |base| base.to_string()),
        None => around,
    }
}

/// The children of a name in the vocabulary of the element itself.
fn children<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = Element> + use<'a> {
    let all = element.children();
    (0..all.length())
        .filter_map(move |index| all.item(index))
        .filter(move |child| {
            child.local_name() == name && child.namespace_uri() == element.namespace_uri()
        })
}

fn child(element: &Element, name: &str) -> Option<Element> {
    children(element, name).next()
}

/// The first child of a name in another vocabulary.
fn foreign_child(element: &Element, name: &str) -> Option<Element> {
    let all = element.children();
    (0..all.length())
        .filter_map(|index| all.item(index))
        .find(|child| {
            child.local_name() == name && child.namespace_uri() != element.namespace_uri()
        })
}

fn json_articles(feed: &JsValue, url: &str) -> Option<Vec<Article>> {
    let is_feed = text(feed, "version")?.starts_with("https://jsonfeed.org/version/");
    let lang: Option<Rc<str>> = text(feed, "language").map(Rc::from);
    let read = |item: &JsValue| {
        let field = |name| text(item, name);
        let picture = field("image").or_else(|| field("banner_image"));
        Some(Article {
            href: followable(&field("url")?, url)?,
            title: field("title").unwrap_or_default().trim().into(),
            lang: field("language").map(Rc::from).or(lang.clone()),
            hreflang: None,
            date: field("date_published").map(Rc::from),
            picture: picture.and_then(|picture| followable(&picture, url)),
        })
    };
    let articles = list(feed, "items", |item| Some(read(item)))?;
    is_feed.then(|| articles.into_iter().flatten().collect())
}
