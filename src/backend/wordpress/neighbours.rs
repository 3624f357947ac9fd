//! WordPress' REST API (<https://developer.wordpress.org/rest-api/reference/posts/>)
//! as a source of an article's neighbours.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::backend::neighbours::{ArticleLink, Neighbours, NoNeighbours, followable};
use crate::backend::plain_text::plain_text;
use crate::backend::request::{encode, read, with_parameters};
use crate::backend::{Asking, BackendError};
use crate::browser::js_value::{number, text, value};
use crate::browser::text::digits;
use lean_yew::task::then;

/// The fields of a neighbour that are requested.
const FIELDS: &str = "_fields=link,title,date,_links.wp:featuredmedia,_embedded\
    &_embed=wp:featuredmedia&per_page=1&orderby=date";

/// The neighbours of a post, by the date on which it was published.
///
/// `post` is the post's URL in the API, as WordPress names it in the head of the
/// post's page.
///
/// # Errors
/// When WordPress does not answer, or the API is switched off or closed.
pub async fn neighbours(post: &str) -> Result<Neighbours, NoNeighbours> {
    let (posts, _) = post.rsplit_once('/').ok_or(NoNeighbours::Absent)?;
    let url = with_parameters(post, "_fields=id,date");
    let post = read(url).await?;
    let id = number(&post, "id").ok_or(BackendError::Malformed)? as u64;
    let date = text(&post, "date").ok_or(BackendError::Malformed)?;
    let others = ["=", &encode(&date), "&exclude=", &digits(id)].concat();
    Ok(Neighbours {
        previous: first(posts, "&order=desc&before", &others).await?,
        next: first(posts, "&order=asc&after", &others).await?,
    })
}

/// The first of the posts on one side of others.
fn first(posts: &str, side: &str, others: &str) -> Asking<Option<Rc<ArticleLink>>> {
    let url = with_parameters(posts, &[FIELDS, side, others].concat());
    let posts = posts.to_owned();
    then(read(url), move |answer| {
        let answer: Array = answer?.dyn_into().map_err(|_| BackendError::Malformed)?;
        if answer.length() == 0 {
            return Ok(None);
        }
        let article = article(&answer.get(0), &posts).ok_or(BackendError::Malformed)?;
        Ok(Some(article.into()))
    })
}

fn article(post: &JsValue, base: &str) -> Option<ArticleLink> {
    let title = value(post, "title").and_then(|title| text(&title, "rendered"));
    let embedded = value(post, "_embedded");
    let media = embedded.and_then(|embedded| value(&embedded, "wp:featuredmedia"));
    let picture = media
        .and_then(|media| media.dyn_into::<Array>().ok())
        .and_then(|media| text(&media.get(0), "source_url"));
    Some(ArticleLink {
        href: followable(&text(post, "link")?, base)?,
        title: plain_text(&title.unwrap_or_default()).into(),
        date: text(post, "date").map(Rc::from),
        picture: picture.and_then(|picture| followable(&picture, base)),
        ..ArticleLink::default()
    })
}
