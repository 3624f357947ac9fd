//! How the keys of a blog's articles begin, as the option `--article-prefix` names it.

use crate::origin::browsers_origin;

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
