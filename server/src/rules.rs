//! What the blog's owner reads before anyone else: which comments are held.

use article_widgets_model::CommentDraft;

use crate::markdown::link_count;
use crate::store::Hold;

/// By what comments are held.
#[derive(Clone, Debug)]
pub(crate) struct HoldingRules {
    /// Whose comments are held.
    pub(crate) hold: Hold,
    /// From how many links on a comment is held; 0 for no number.
    pub(crate) links: usize,
    /// In how many seconds nobody writes a comment.
    pub(crate) minimum_seconds: u32,
    /// Words and phrases, as [`words`] reads them.
    phrases: Vec<Vec<String>>,
}

impl HoldingRules {
    /// Rules that hold what says one of `phrases`.
    pub(crate) fn new(hold: Hold, links: usize, minimum_seconds: u32, phrases: &[String]) -> Self {
        let phrases = phrases.iter().map(|phrase| words(phrase));
        Self {
            hold,
            links,
            minimum_seconds,
            phrases: phrases.filter(|phrase| !phrase.is_empty()).collect(),
        }
    }

    /// Whether a comment that becomes this HTML is held, whoever wrote it.
    pub(crate) fn is_suspect(&self, draft: &CommentDraft, html: &str) -> bool {
        let has_links = self.links > 0 && link_count(html) >= self.links;
        has_links || self.is_named(&[&draft.body, &draft.name, &draft.website])
    }

    /// Whether it was written faster than people write.
    pub(crate) fn is_hasty(&self, seconds: Option<f64>) -> bool {
        seconds.is_some_and(|seconds| seconds < f64::from(self.minimum_seconds))
    }

    fn is_named(&self, texts: &[&str]) -> bool {
        if self.phrases.is_empty() {
            return false;
        }
        let texts: Vec<_> = texts.iter().map(|text| words(text)).collect();
        self.phrases.iter().any(|phrase| {
            let mut windows = texts.iter().flat_map(|text| text.windows(phrase.len()));
            windows.any(|window| window == phrase)
        })
    }
}

/// A text's words, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn whole_words_and_phrases_are_known_in_any_case() {
        let rules = rules(0, &["casino", "Free Money", "!"]);
        for (body, website, is_suspect) in [
            ("Visit the CASINO!", "", true),
            ("free\nmoney", "", true),
            ("money free", "", false),
            ("casinos", "", false),
            ("Hello!", "https://casino.example", true),
            ("Hello!", "", false),
        ] {
            let found = rules.is_suspect(&draft(body, website), "");
            assert_eq!(found, is_suspect, "{body} {website}");
        }
    }

    #[test]
    fn many_links_are_suspect() {
        let html = "<a href=\"https://a.example\">a</a>".repeat(2);
        let comment = draft("Hello", "");
        assert!(rules(2, &[]).is_suspect(&comment, &html));
        assert!(!rules(3, &[]).is_suspect(&comment, &html));
        assert!(!rules(0, &[]).is_suspect(&comment, &html));
    }

    #[test]
    fn nobody_writes_in_no_time() {
        let rules = rules(0, &[]);
        assert!(rules.is_hasty(Some(1.9)));
        assert!(!rules.is_hasty(Some(2.0)));
        assert!(!rules.is_hasty(None), "it may have been written before");
    }
}
