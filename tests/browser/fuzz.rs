//! Documents of feeds, WordPress and Isso that no program would write: each is read, or refused by
//! an error that has a name, and a reader can follow what it links to.

use article_widgets::backend::{
    ArticleReference, Backend, Neighbours, NoNeighbours, feed, wordpress,
};
use article_widgets_model::Order;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The number of documents that are made of each real one.
const TIMES: u32 = 150;

const FEEDS: [&str; 6] = [
    include_str!("../documents/hostile.atom"),
    include_str!("../documents/hugo.rss"),
    include_str!("../documents/json-feed.json"),
    include_str!("../documents/prefixed.atom"),
    include_str!("../documents/wordpress.atom"),
    include_str!("../documents/wordpress.rss"),
];

const POST: &str = include_str!("../documents/wordpress-post.json");
const BEFORE: &str = include_str!("../documents/wordpress-before.json");

const ISSO: &str = r#"{"id": null, "total_replies": 1, "hidden_replies": 0, "replies": [
    {"id": 1, "parent": null, "text": "<p>Thank you.</p>", "author": "Ada", "website": null,
     "mode": 1, "created": 1767323045.5, "modified": null, "likes": 0, "dislikes": 0,
     "total_replies": 1, "hidden_replies": 0, "replies": [
        {"id": 2, "parent": 1, "text": "<p>And you.</p>", "author": null, "mode": 1,
         "website": "https://bob.example/", "created": 1767323046.5, "modified": null}]}]}"#;

const WORDPRESS: &str = r#"[
    {"id": 1, "post": 7, "parent": 0, "author_name": "Ada", "author_url": "",
     "date_gmt": "2026-03-07T09:00:00", "status": "approved",
     "content": {"rendered": "<p>Thank you.</p>\n"}},
    {"id": 2, "post": 7, "parent": 1, "author_name": "Bo &amp; Co",
     "author_url": "https://bo.example/", "date_gmt": "2026-03-07T09:01:00",
     "status": "hold", "content": {"rendered": "<p>And you.</p>\n"}}]"#;

/// Numbers that look random, the same each time.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end.max(1)
    }

    /// A place between two characters.
    fn place(&mut self, text: &[char]) -> usize {
        self.below(text.len() + 1)
    }

    /// Two places in their order, not far from each other.
    fn part(&mut self, text: &[char]) -> (usize, usize) {
        let start = self.place(text);
        let length = self.below(200);
        (start, (start + length).min(text.len()))
    }
}

/// Texts that stand in no document, or not there.
const ODD: [&str; 14] = [
    "\0",
    "\u{fffe}",
    "\u{202e}",
    "\u{1f600}",
    "<",
    "&",
    "]]>",
    "\"",
    "{",
    "[",
    "-1e999",
    "null",
    "javascript:alert(1)",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
];

/// The document with a few things changed.
fn changed(document: &str, numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = document.chars().collect();
    for _ in 0..=numbers.below(3) {
        let (start, end) = numbers.part(&text);
        match numbers.below(6) {
            0 => text.truncate(start),
            1 => {
                let part = text[start..end].to_vec();
                text.splice(start..start, part);
            }
            2 => drop(text.drain(start..end)),
            3 => {
                let part: Vec<char> = text.drain(start..end).collect();
                let place = numbers.place(&text);
                text.splice(place..place, part);
            }
            4 => {
                let odd = ODD[numbers.below(ODD.len())];
                text.splice(start..start, odd.chars());
            }
            _ => {
                let depth = 1 + numbers.below(5_000);
                let nest = ["<item>", "[", "{\"items\":[", "<div>"][numbers.below(4)];
                text.splice(start..start, nest.repeat(depth).chars());
            }
        }
    }
    text.into_iter().collect()
}

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn answer_with(answers: Vec<String>);
    fn restore_fetch();
}

/// Asserts that what was read can be followed; tells whether there was anything to follow.
fn check(read: Result<Neighbours, NoNeighbours>, document: &str) -> bool {
    let Ok(neighbours) = read else {
        return false;
    };
    let mut is_any = false;
    for article in [neighbours.previous, neighbours.next].into_iter().flatten() {
        for address in [Some(&article.href), article.picture.as_ref()]
            .into_iter()
            .flatten()
        {
            let is_followable = ["http://", "https://"]
                .iter()
                .any(|it| address.starts_with(it));
            assert!(is_followable, "{address} in {document}");
            is_any = true;
        }
    }
    is_any
}

async fn read_feed(document: &str) -> Result<Neighbours, NoNeighbours> {
    let text = String::from(js_sys::encode_uri_component(document));
    let url = ["data:text/xml;charset=utf-8,", &text].concat();
    feed::neighbours(&url, "http://blog.example/posts/p3/").await
}

#[wasm_bindgen_test]
async fn a_made_up_feed_is_read_or_refused() {
    let mut numbers = Numbers(20_260_307);
    assert!(read_feed(FEEDS[1]).await.is_ok(), "the real one is read");
    let mut read = 0;
    for document in FEEDS {
        for _ in 0..TIMES {
            let document = changed(document, &mut numbers);
            read += u32::from(check(read_feed(&document).await, &document));
        }
    }
    assert!(read > 0, "none was read");
}

#[wasm_bindgen_test]
async fn made_up_posts_of_wordpress_are_read_or_refused() {
    let mut numbers = Numbers(20_260_314);
    let mut read = 0;
    for _ in 0..TIMES * 2 {
        let post = match numbers.below(4) {
            0 => changed(POST, &mut numbers),
            _ => POST.to_owned(),
        };
        let before = changed(BEFORE, &mut numbers);
        answer_with(vec![post, before.clone()]);
        let answer = wordpress::neighbours("http://blog.example/wp-json/wp/v2/posts/7").await;
        read += u32::from(check(answer, &before));
    }
    restore_fetch();
    assert!(read > 0, "none was read");
}

/// Reads made-up copies of a document with two comments.
async fn read_comments(reference: ArticleReference, document: &str, seed: u32) {
    let mut numbers = Numbers(seed);
    answer_with(vec![document.to_owned()]);
    let real = reference.comments(None, Order::Oldest, None, false).await;
    assert_eq!(real.map(|told| told.page.comments.len()), Ok(2));
    let mut refused = 0;
    for _ in 0..TIMES * 2 {
        answer_with(vec![changed(document, &mut numbers)]);
        if let Err(failure) = reference.comments(None, Order::Oldest, None, false).await {
            assert_eq!(failure.code(), "malformed");
            refused += 1;
        }
    }
    restore_fetch();
    assert!((1..TIMES * 2).contains(&refused), "{refused}");
}

#[wasm_bindgen_test]
async fn made_up_comments_of_isso_are_read_or_refused() {
    let reference = ArticleReference {
        article: "/first/".into(),
        endpoint: "https://isso.example".into(),
        backend: Backend::Isso,
    };
    read_comments(reference, ISSO, 20_260_321).await;
}

#[wasm_bindgen_test]
async fn made_up_comments_of_wordpress_are_read_or_refused() {
    let reference = ArticleReference {
        article: "7".into(),
        endpoint: "https://blog.example/wp-json".into(),
        backend: Backend::WordPress,
    };
    read_comments(reference, WORDPRESS, 20_260_328).await;
}
