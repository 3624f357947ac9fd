use std::rc::Rc;

/// The articles beside one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbours {
    /// The article before.
    pub previous: Option<Rc<ArticleLink>>,
    /// The article after.
    pub next: Option<Rc<ArticleLink>>,
}

impl Neighbours {
    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

/// An article, as a link to it tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleLink {
    /// The article's URL, absolute, of a scheme that a reader can follow.
    pub href: Rc<str>,
    /// The article's title; empty if it has none.
    pub title: Rc<str>,
    /// The language of the title, as a tag.
    pub lang: Option<Rc<str>>,
    /// The language of the article, as a tag.
    pub hreflang: Option<Rc<str>>,
    /// The time of publication, in the source's format for programs.
    pub date: Option<Rc<str>>,
    /// The same as the page writes it for readers.
    pub written_date: Option<Rc<str>>,
    /// The URL of a picture, absolute.
    pub picture: Option<Rc<str>>,
}

/// The reason why a source has no neighbours for the article.
#[derive(Clone, Debug, PartialEq)]
pub enum NoNeighbours {
    /// It brought no answer, or none of use.
    Failed(super::BackendError),
    /// Its answer is longer than this bundle reads.
    TooLong,
    /// It is no feed.
    NoFeed,
    /// It does not have the article that is shown.
    Absent,
}

impl From<super::BackendError> for NoNeighbours {
    fn from(failure: super::BackendError) -> Self {
        Self::Failed(failure)
    }
}

/// `href`, read from `base`, if a reader can follow it.
pub(super) fn followable(href: &str, base: &str) -> Option<Rc<str>> {
    let url = web_sys::Url::new_with_base(href.trim(), base).ok()?;
    let is_followable = matches!(url.protocol().as_str(), "http:" | "https:");
    (!href.trim().is_empty() && is_followable).then(|| url.href().into())
}
