//! The beginning of the keys of a blog's articles, the value of `--article-prefix`.

use article_widgets_model::{ArticleKey, normalised};

use crate::origin::browsers_origin;
use crate::unicode::UNICODE;

/// The beginning of normalised keys.
#[derive(Clone, Debug)]
pub(crate) struct ArticlePrefix {
    normal: String,
    /// The prefix is a whole folder, whose name does not go on.
    is_folder: bool,
}

impl ArticlePrefix {
    /// Makes a prefix of the value that [`article_prefix`] has read.
    pub(crate) fn new(prefix: &str) -> Self {
        let normal = normalised(prefix, &UNICODE);
        Self {
            is_folder: prefix.ends_with('/') && !normal.ends_with('/'),
            normal,
        }
    }

    /// True if the key begins so, in any spelling.
    pub(crate) fn begins(&self, key: &ArticleKey) -> bool {
        let rest = key.as_str().strip_prefix(&self.normal);
        rest.is_some_and(|rest| !self.is_folder || rest.is_empty() || rest.starts_with(ENDS))
    }
}

/// The characters that may follow a whole folder's name.
const ENDS: [char; 3] = ['/', '?', '#'];

/// Reads a prefix as browsers would write it: the keys of articles are the URLs of pages.
///
/// # Errors
/// When no page's URL begins so; the text says what to write.
pub(crate) fn article_prefix(text: &str) -> Result<String, String> {
    let is_list = [",http://", ",https://", ";http://", ";https://"]
        .iter()
        .any(|separator| text.contains(separator));
    if is_list || text.contains(char::is_whitespace) {
        return Err("separate prefixes by spaces, or give the option once for each".into());
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!(
            "an article's URL begins with http:// or https://, as https://{text} does"
        ));
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let written = format!("{scheme}://{host}");
    let origin = browsers_origin(&written)
        .map_err(|_| "an article's URL looks like https://blog.example/first/".to_owned())?;
    // Else https://blog.example.net would begin so as well.
    let slash = if path.starts_with('/') { "" } else { "/" };
    let prefix = format!("{origin}{slash}{path}");
    if written == origin {
        Ok(prefix)
    } else {
        Err(format!("browsers write this as {prefix}: write that"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_how_the_urls_of_pages_begin() {
        for text in [
            "https://blog.example/",
            "http://localhost:8081/2026/",
            "https://blog.example/?p=",
            "https://blog.example/a,b/",
        ] {
            assert_eq!(article_prefix(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_key_begins_so_in_every_spelling() {
        for (prefix, key, expected) in [
            ("https://blog.example/", "https://blog.example", true),
            ("https://blog.example/", "http://www.blog.example/a/", true),
            (
                "https://www.blog.example/",
                "https://blog.example/?p=1",
                true,
            ),
            ("https://blog.example/", "https://blog.example.net/", false),
            ("https://blog.example/", "https://blog.example:8443/", false),
            (
                "https://blog.example/2026/",
                "https://blog.example/2026",
                true,
            ),
            (
                "https://blog.example/2026/",
                "https://blog.example/2026/?p=1",
                true,
            ),
            (
                "https://blog.example/2026/",
                "https://blog.example/2026/a",
                true,
            ),
            (
                "https://blog.example/2026/",
                "https://blog.example/20261/",
                false,
            ),
            (
                "https://blog.example/2026/",
                "https://blog.example/2026/../a",
                false,
            ),
            (
                "https://blog.example/a/?p=",
                "https://blog.example/a/?p=1",
                true,
            ),
            (
                "https://blog.example/?p=",
                "https://blog.example/?utm_a=1&p=1",
                true,
            ),
            (
                "https://blog.example/?p=",
                "https://blog.example/?q=1",
                false,
            ),
            (
                "https://blog.example/é/",
                "https://blog.example/%C3%A9/a",
                true,
            ),
            (
                "https://blog.example/%C3%A9/",
                "https://blog.example/e\u{301}/a",
                true,
            ),
        ] {
            let article = ArticleKey::parse(key, &UNICODE).expect("a key");
            let begins = ArticlePrefix::new(prefix).begins(&article);
            assert_eq!(begins, expected, "{prefix} {key}");
        }
    }

    #[test]
    fn a_host_alone_is_all_of_its_pages_and_no_other_hosts() {
        for (text, prefix) in [
            ("https://blog.example", "https://blog.example/"),
            ("https://blog.example:8443", "https://blog.example:8443/"),
            ("https://blog.example?p=", "https://blog.example/?p="),
        ] {
            assert_eq!(article_prefix(text).as_deref(), Ok(prefix));
        }
    }

    #[test]
    fn what_no_url_begins_with_is_refused_and_told_what_to_write() {
        for (text, told) in [
            ("blog.example/", "as https://blog.example/ does"),
            ("/2026/", "begins with http:// or https://"),
            (
                "ftp://blog.example/",
                "looks like https://blog.example/first/",
            ),
            (
                "https://*.blog.example/",
                "looks like https://blog.example/first/",
            ),
            ("https://", "looks like https://blog.example/first/"),
            (
                "https://Blog.example/",
                "as https://blog.example/: write that",
            ),
            (
                "https://blog.example:443/a/",
                "as https://blog.example/a/: write that",
            ),
            (
                "https://a.example/,https://b.example/",
                "separate prefixes by spaces",
            ),
            (
                "https://a.example/\nhttps://b.example/",
                "separate prefixes by spaces",
            ),
        ] {
            let refusal = article_prefix(text).expect_err(text);
            assert!(refusal.contains(told), "{text}: {refusal}");
        }
    }
}
