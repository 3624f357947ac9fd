//! The rules by which comments are held for the blog's owner.

use article_widgets_model::CommentDraft;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::store::Hold;
use crate::text_content::TextContent;
use crate::words::Words;

/// The rules by which comments are held.
#[derive(Clone, Debug)]
pub(crate) struct HoldingRules {
    /// The authors whose comments are held.
    pub(crate) hold: Hold,
    /// From how many links on a comment is held; 0 for no number.
    pub(crate) links: usize,
    /// The shortest time in which people write a comment, in seconds.
    pub(crate) minimum_seconds: u32,
    /// Words and phrases.
    phrases: Vec<Words>,
}

impl HoldingRules {
    /// Rules that hold what says one of `phrases`.
    pub(crate) fn new(hold: Hold, links: usize, minimum_seconds: u32, phrases: &[String]) -> Self {
        let phrases = phrases.iter().map(|phrase| Words::of(phrase));
        Self {
            hold,
            links,
            minimum_seconds,
            phrases: phrases.filter(|phrase| !phrase.is_empty()).collect(),
        }
    }

    /// True if a comment that is rendered to this HTML is held, whoever wrote it.
    pub(crate) fn is_suspect(&self, draft: &CommentDraft, html: &str) -> bool {
        if self.links == 0 && self.phrases.is_empty() {
            return false;
        }
        let content = TextContent::of(html);
        self.has_many_links(draft, &content) || self.is_named(draft, &content)
    }

    /// True if it was written faster than people write.
    pub(crate) fn is_hasty(&self, seconds: Option<f64>) -> bool {
        seconds.is_some_and(|seconds| seconds < f64::from(self.minimum_seconds))
    }

    /// The name leads to the website.
    fn has_many_links(&self, draft: &CommentDraft, content: &TextContent) -> bool {
        let links = content.addresses.len() + usize::from(!draft.website.is_empty());
        self.links > 0 && links >= self.links
    }

    fn is_named(&self, draft: &CommentDraft, content: &TextContent) -> bool {
        if self.phrases.is_empty() {
            return false;
        }
        let has_phrase = |text: &str| {
            let words = Words::of(text);
            self.phrases.iter().any(|phrase| words.have(phrase))
        };
        let addresses = content.addresses.iter().chain([&draft.website]);
        has_phrase(&content.text)
            || has_phrase(&without_breaks(&content.text))
            || has_phrase(&draft.name)
            || content.alternatives.iter().any(|text| has_phrase(text))
            || addresses
                .into_iter()
                .any(|address| has_phrase(&as_shown(address)))
    }
}

/// The text in one line, in which a word that went on in the next one is whole.
fn without_breaks(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            None => joined.push_str(line),
            Some(line) => joined.push_str(line.trim_end_matches(['-', '\u{2010}', '\u{ad}'])),
        }
    }
    joined
}

/// An address as browsers show it.
fn as_shown(address: &str) -> String {
    let mut text = percent_decode_str(address).decode_utf8_lossy().into_owned();
    let url = Url::parse(address).ok();
    if let Some(host) = url.as_ref().and_then(Url::host_str) {
        let (host, _) = idna::domain_to_unicode(host);
        text.push(' ');
        text.push_str(&host);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Renderer;

    fn rules(links: usize, phrases: &[&str]) -> HoldingRules {
        let phrases: Vec<_> = phrases.iter().map(|&phrase| phrase.to_owned()).collect();
        HoldingRules::new(Hold::No, links, 2, &phrases)
    }

    fn draft(body: &str, website: &str) -> CommentDraft {
        CommentDraft {
            body: body.into(),
            name: "Ada".into(),
            website: website.into(),
            ..CommentDraft::default()
        }
    }

    /// True if the rules hold the comment, with pictures and without.
    fn is_suspect(rules: &HoldingRules, draft: &CommentDraft) -> [bool; 2] {
        [true, false].map(|images| {
            let html = Renderer { images }.render(&draft.body);
            rules.is_suspect(draft, &html)
        })
    }

    #[test]
    fn whole_words_and_phrases_are_known_in_any_case() {
        let rules = rules(0, &["casino", "Free Money", "!"]);
        for (body, website, expected) in [
            ("Visit the CASINO!", "", true),
            ("free\nmoney", "", true),
            ("money free", "", false),
            ("casinos", "", false),
            ("Hello!", "https://casino.example", true),
            ("Hello!", "", false),
        ] {
            let found = is_suspect(&rules, &draft(body, website));
            assert_eq!(found, [expected; 2], "{body} {website}");
        }
    }

    #[test]
    fn a_word_is_known_by_what_readers_see_of_it() {
        let rules = rules(0, &["casino"]);
        for body in [
            "cas*i*no",
            "cas**i**no",
            "**cas**ino",
            "cas~~i~~no",
            "cas`i`no",
            "cas[i](https://a.example)no",
            "cas![i](https://a.example/i.png)no",
            "ca&#115;ino",
            "ca&#x200b;sino",
            "cas&shy;ino",
            "cas\\\nino",
            "cas\nino",
            "cas-\nino",
            "```\ncas\nino\n```",
            "<b>casino</b>",
            "# Ca*si*no",
            "> ＣＡＳＩＮＯ",
            "[here](https://best-casino.example)",
            "[here](https://a.example/c%61sino)",
            "[here](mailto:casino@a.example)",
            "<https://a.example/?q=casino>",
            "![a casino](https://a.example)",
            "x![casino](https://a.example)y",
            "![](https://a.example/casino.png)",
            // No link, and shown as it was written.
            "[here](javascript:casino)",
            "[here](https://a.example \"a casino\")",
        ] {
            let expected = match body {
                // Where pictures are shown, nothing else is: their words are a link's.
                "x![casino](https://a.example)y" => [true, false],
                _ => [true; 2],
            };
            assert_eq!(is_suspect(&rules, &draft(body, "")), expected, "{body}");
        }
        for body in ["cas\n\nino", "- cas\n- ino", "cas ino", "cas*i*nos"] {
            assert_eq!(is_suspect(&rules, &draft(body, "")), [false; 2], "{body}");
        }
    }

    #[test]
    fn an_address_is_read_as_browsers_show_it() {
        let rules = rules(0, &["赌场"]);
        for website in [
            "https://赌场.example",
            "https://xn--mes317j.example",
            "https://a.example/%E8%B5%8C%E5%9C%BA",
        ] {
            let link = format!("[here]({website})");
            assert_eq!(is_suspect(&rules, &draft(&link, "")), [true; 2], "{link}");
            let found = is_suspect(&rules, &draft("Hello", website));
            assert_eq!(found, [true; 2], "{website}");
        }
    }

    #[test]
    fn many_links_are_suspect() {
        let comment = draft("https://a.example [b](https://b.example)", "");
        for (links, expected) in [(1, true), (2, true), (3, false), (0, false)] {
            assert_eq!(is_suspect(&rules(links, &[]), &comment), [expected; 2]);
        }
    }

    #[test]
    fn the_website_and_pictures_are_links() {
        for (body, website) in [
            ("https://a.example", "https://ada.example"),
            ("![a](https://a.example)", "https://ada.example"),
            ("![a](https://a.example) ![b](https://b.example)", ""),
        ] {
            let comment = draft(body, website);
            assert_eq!(is_suspect(&rules(2, &[]), &comment), [true; 2], "{body}");
            assert_eq!(is_suspect(&rules(3, &[]), &comment), [false; 2], "{body}");
        }
    }

    #[test]
    fn nobody_writes_in_no_time() {
        let rules = rules(0, &[]);
        assert!(rules.is_hasty(Some(1.9)));
        assert!(!rules.is_hasty(Some(2.0)));
        assert!(!rules.is_hasty(None), "it may have been written before");
    }
}
