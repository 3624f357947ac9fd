//! The feeds that blogs have, as a source of an article's neighbours: RSS 2.0
//! (<https://www.rssboard.org/rss-specification>), RSS 1.0
//! (<https://web.resource.org/rss/1.0/spec>), Atom (RFC 4287) and JSON Feed
//! (<https://www.jsonfeed.org/version/1.1/>).

use std::rc::Rc;

use article_widgets_model::normalised;
use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::document::{Content, document};
use super::neighbours::{ArticleLink, Neighbours, NoNeighbours, followable};
use super::plain_text::plain_text;
use crate::browser::js_value::{list, text};
use crate::browser::text::{has, one_line};
use crate::browser::unicode::UNICODE;

/// The largest number of a feed's documents that are read to find the article and the one before
/// it. A blog's whole history would cost its readers too much.
const MOST_DOCUMENTS: usize = 10;

/// The neighbours of the article at `page`, a URL, in the feed at `url`, and in the older
/// documents to which it leads (RFC 5005, `next_url` of JSON Feed) where it ends before.
///
/// # Errors
/// When the feed cannot be had or read, or does not have the article.
pub async fn neighbours(url: &str, page: &str) -> Result<Neighbours, NoNeighbours> {
    let mut entries = Vec::new();
    let mut found = None;
    let mut asked: Vec<Rc<str>> = vec![url.into()];
    while let Some(url) = asked.last() {
        let part = match part(url).await {
            Ok(part) => part,
            Err(failure) if asked.len() == 1 => return Err(failure),
            // What is known is told, even if the rest cannot be had.
            Err(_) => break,
        };
        entries.extend(part.entries);
        found = beside(&mut entries, page);
        let is_complete = |found: &Neighbours| found.previous.is_some();
        match part.older {
            Some(older) if !found.as_ref().is_some_and(is_complete) && !asked.contains(&older) => {
                asked.push(older);
            }
            _ => break,
        }
        if asked.len() > MOST_DOCUMENTS {
            break;
        }
    }
    found.ok_or(NoNeighbours::Absent)
}

/// A document of a feed.
struct Part {
    entries: Vec<Entry>,
    /// The URL of the document with the entries before these.
    older: Option<Rc<str>>,
}

/// An article of a feed.
struct Entry {
    article: Rc<ArticleLink>,
    /// The time of the last change. An old article may have been changed today, so this only
    /// shows the order of a feed that has no times of publication.
    changed: Option<String>,
}

impl Entry {
    fn new(article: ArticleLink, changed: Option<String>) -> Self {
        let article = Rc::new(article);
        Self { article, changed }
    }
}

async fn part(url: &str) -> Result<Part, NoNeighbours> {
    let answer = document(url).await?;
    let part = match &answer.content {
        Content::Xml(document) => {
            let root = document.document_element().ok_or(NoNeighbours::NoFeed)?;
            xml_part(&root, &answer.url)
        }
        Content::Json(feed) => json_part(feed, &answer.url),
        Content::Other => None,
    };
    part.ok_or(NoNeighbours::NoFeed)
}

/// The neighbours in the entries of a feed, of which repetitions go; none if the article
/// at `page` is not among them.
fn beside(entries: &mut Vec<Entry>, page: &str) -> Option<Neighbours> {
    let mut seen = Vec::new();
    entries.retain(|entry| {
        let name = normalised(&entry.article.href, &UNICODE);
        let is_new = !seen.contains(&name);
        if is_new {
            seen.push(name);
        }
        is_new
    });
    let time = |text: Option<&str>| text.map_or(f64::NAN, Date::parse);
    let published = |entry: &Entry| time(entry.article.date.as_deref());
    let times: Vec<f64> = entries.iter().map(published).collect();
    let changed = entries.iter().map(|entry| time(entry.changed.as_deref()));
    let ranks = ranks(&times, changed);
    let page = normalised(page, &UNICODE);
    let here = seen.iter().position(|name| *name == page)?;
    let rank = ranks[here]?;
    let at = |rank: usize| {
        let index = ranks.iter().position(|other| *other == Some(rank))?;
        Some(Rc::clone(&entries[index].article))
    };
    Some(Neighbours {
        previous: at(rank + 1),
        next: at(rank.wrapping_sub(1)),
    })
}

/// The place of each entry of a feed in time, 0 for the newest, from the times of
/// the entries in the feed's order, NaN where one has none.
///
/// Entries of one time, or of none, lie as the feed has them: newest first, unless
/// the times say that it is the other way round, or, in a feed without any, the times
/// of changes. Where they say neither, entries of no time have no place.
fn ranks(times: &[f64], changed: impl Iterator<Item = f64>) -> Vec<Option<usize>> {
    let has_all = !times.iter().any(|time| time.is_nan());
    let (mut rising, mut falling) = directions(times.iter().copied());
    let is_ordered = rising.min(falling) == 0;
    if times.iter().all(|time| time.is_nan()) {
        (rising, falling) = directions(changed);
    }
    let is_reversed = rising > falling;
    let is_newer = |one: usize, other: usize| {
        let is_earlier = if is_reversed {
            one > other
        } else {
            one < other
        };
        if has_all || !is_ordered {
            times[one] > times[other] || times[one] == times[other] && is_earlier
        } else {
            is_earlier
        }
    };
    let has_place = |index: usize| is_ordered || !times[index].is_nan();
    let mut ranks = Vec::with_capacity(times.len());
    for index in 0..times.len() {
        let mut newer = 0;
        for other in 0..times.len() {
            newer += usize::from(has_place(other) && is_newer(other, index));
        }
        ranks.push(has_place(index).then_some(newer));
    }
    ranks
}

/// Counts the times that are later, and those that are earlier, than the one before.
fn directions(times: impl Iterator<Item = f64>) -> (usize, usize) {
    let (mut rising, mut falling) = (0, 0);
    let mut former = f64::NAN;
    for time in times.filter(|time| !time.is_nan()) {
        rising += usize::from(former < time);
        falling += usize::from(former > time);
        former = time;
    }
    (rising, falling)
}

fn xml_part(root: &Element, url: &str) -> Option<Part> {
    let (entry, read): (_, fn(&Element, &Feed) -> Option<Entry>) = match root.local_name().as_str()
    {
        "rss" | "RDF" => ("item", rss_entry),
        "feed" => ("entry", atom_entry),
        _ => return None,
    };
    let found = root.get_elements_by_tag_name_ns(Some("*"), entry).ok()?;
    let feed = Feed {
        url,
        lang: feed_language(root),
    };
    let mut entries = Vec::new();
    for index in 0..found.length() {
        if let Some(entry) = found.item(index).filter(is_entry) {
            entries.extend(read(&entry, &feed));
        }
    }
    let older = older(&child(root, "channel").unwrap_or_else(|| root.clone()), url);
    Some(Part { entries, older })
}

/// The URL of a feed's older entries: the next page of a paged feed, or the archive before (RFC
/// 5005).
fn older(feed: &Element, url: &str) -> Option<Rc<str>> {
    let is_older = |link: &Element| {
        let relation: Option<String> = link.get_attribute("rel");
        matches!(relation.as_deref(), Some("next" | "prev-archive"))
    };
    let link = |is_foreign| find(feed, "link", is_foreign, &is_older);
    let link = link(false).or_else(|| link(true))?;
    followable(&link.get_attribute("href")?, &base(&link, url))
}

/// True for an entry of the feed itself, false for one in an entry's content.
fn is_entry(entry: &Element) -> bool {
    let parent = entry.parent_element().map(|parent| parent.local_name());
    matches!(parent.as_deref(), Some("channel" | "feed" | "RDF"))
}

/// Properties that all entries of a feed share.
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

fn rss_entry(item: &Element, feed: &Feed) -> Option<Entry> {
    let link = child(item, "link").and_then(|link| link.text_content());
    let permalink = || {
        let guid = child(item, "guid")?;
        let is_link = guid.get_attribute("isPermaLink").as_deref() != Some("false");
        let text = guid.text_content().filter(|_| is_link)?;
        web_sys::Url::new(text.trim()).is_ok().then_some(text)
    };
    let link = link.or_else(permalink)?;
    let date = child(item, "pubDate").or_else(|| foreign_child(item, "date"));
    let article = ArticleLink {
        href: followable(&link, &base(item, feed.url))?,
        title: title(item, true),
        lang: feed.lang.clone(),
        date: date.and_then(|date| date.text_content()).map(Rc::from),
        picture: picture(item, "enclosure", "url", feed.url),
        ..ArticleLink::default()
    };
    Some(Entry::new(article, None))
}

fn atom_entry(entry: &Element, feed: &Feed) -> Option<Entry> {
    let link = find(entry, "link", false, &|link| {
        let is = |attribute, wanted| {
            let value: Option<String> = link.get_attribute(attribute);
            value.is_none_or(|value| has(&value, wanted))
        };
        is("rel", "alternate") && is("type", "html")
    })?;
    let is_html = child(entry, "title")?.get_attribute("type").as_deref() == Some("html");
    let said = |name| child(entry, name).and_then(|date| date.text_content());
    let article = ArticleLink {
        href: followable(&link.get_attribute("href")?, &base(&link, feed.url))?,
        title: title(entry, is_html),
        lang: entry
            .get_attribute("xml:lang")
            .map(Rc::from)
            .or(feed.lang.clone()),
        hreflang: link.get_attribute("hreflang").map(Rc::from),
        date: said("published").map(Rc::from),
        picture: picture(entry, "link", "href", feed.url),
        ..ArticleLink::default()
    };
    Some(Entry::new(article, said("updated")))
}

fn title(entry: &Element, is_html: bool) -> Rc<str> {
    let text = child(entry, "title").and_then(|title| title.text_content());
    let text = text.unwrap_or_default();
    if is_html {
        plain_text(&text).into()
    } else {
        one_line(&text).into()
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
        let found = find(entry, enclosure, false, &is_picture)?;
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
        Some(written) => followable(&written, &around).map_or(around, |base| (*base).to_owned()),
        None => around,
    }
}

/// The first child of a name, in the vocabulary of the element itself or in another one,
/// that is what is looked for.
fn find(
    element: &Element,
    name: &str,
    is_foreign: bool,
    is_it: &dyn Fn(&Element) -> bool,
) -> Option<Element> {
    let own = element.namespace_uri();
    let mut next = element.first_element_child();
    while let Some(child) = next {
        let has_name = child.local_name() == name && (child.namespace_uri() != own) == is_foreign;
        if has_name && is_it(&child) {
            return Some(child);
        }
        next = child.next_element_sibling();
    }
    None
}

/// The first child of a name in the vocabulary of the element itself.
fn child(element: &Element, name: &str) -> Option<Element> {
    find(element, name, false, &|_| true)
}

/// The first child of a name in another vocabulary.
fn foreign_child(element: &Element, name: &str) -> Option<Element> {
    find(element, name, true, &|_| true)
}

fn json_part(feed: &JsValue, url: &str) -> Option<Part> {
    let is_feed = text(feed, "version")?.starts_with("https://jsonfeed.org/version/");
    let lang: Option<Rc<str>> = text(feed, "language").map(Rc::from);
    let read = |item: &JsValue| {
        let field = |name| text(item, name);
        let picture = field("image").or_else(|| field("banner_image"));
        let article = ArticleLink {
            href: followable(&field("url")?, url)?,
            title: field("title").unwrap_or_default().trim().into(),
            lang: field("language").map(Rc::from).or(lang.clone()),
            date: field("date_published").map(Rc::from),
            picture: picture.and_then(|picture| followable(&picture, url)),
            ..ArticleLink::default()
        };
        Some(Entry::new(article, field("date_modified")))
    };
    let mut entries = Vec::new();
    for item in list(feed, "items").filter(|_| is_feed)?.iter() {
        entries.extend(read(&item));
    }
    let older = text(feed, "next_url").and_then(|older| followable(&older, url));
    Some(Part { entries, older })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_lie_in_time_whatever_the_feeds_order() {
        let nan = f64::NAN;
        for (times, places) in [
            (&[3.0, 2.0, 1.0][..], &[Some(0), Some(1), Some(2)][..]),
            (&[1.0, 2.0, 3.0], &[Some(2), Some(1), Some(0)]),
            (&[2.0, 3.0, 1.0], &[Some(1), Some(0), Some(2)]),
            (&[nan, nan], &[Some(0), Some(1)]),
            (&[3.0, nan, 1.0], &[Some(0), Some(1), Some(2)]),
            (&[1.0, nan, 3.0], &[Some(2), Some(1), Some(0)]),
            (&[1.0, 2.0, 2.0, 3.0], &[Some(3), Some(2), Some(1), Some(0)]),
            (&[3.0, 2.0, 2.0, 1.0], &[Some(0), Some(1), Some(2), Some(3)]),
            (&[2.0, nan, 3.0, 1.0], &[Some(1), None, Some(0), Some(2)]),
            (&[], &[]),
        ] {
            assert_eq!(ranks(times, [].into_iter()), places, "{times:?}");
        }
    }

    #[test]
    fn an_edit_says_the_direction_of_a_feed_without_publications_and_no_more() {
        let nan = f64::NAN;
        let oldest_last = [Some(0), Some(1), Some(2)];
        let oldest_first = [Some(2), Some(1), Some(0)];
        for (changed, places) in [
            ([3.0, 2.0, 1.0], oldest_last),
            ([3.0, 2.0, 9.0], oldest_last),
            ([1.0, 2.0, 3.0], oldest_first),
            ([9.0, nan, nan], oldest_last),
        ] {
            assert_eq!(ranks(&[nan; 3], changed.into_iter()), places, "{changed:?}");
        }
        assert_eq!(
            ranks(&[3.0, 2.0, 1.0], [1.0, 2.0, 3.0].into_iter()),
            oldest_last
        );
    }
}
