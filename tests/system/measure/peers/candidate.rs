//! The candidates: how a page embeds each, and what in it is the field, a comment and the button
//! for more.

use serde_json::{Value, json};

use super::api::AVATAR;
use crate::thread::key;

/// Something that shows comments below an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Candidate {
    ArticleWidgets,
    Isso,
    Waline,
    Artalk,
}

/// The addresses of the servers that the pages name. Waline and Artalk have theirs in the blog.
#[derive(Clone)]
pub(crate) struct Origins {
    pub(crate) ours: String,
    pub(crate) isso: String,
}

impl Candidate {
    /// Ours comes first.
    pub(crate) const ALL: [Self; 4] =
        [Self::ArticleWidgets, Self::Isso, Self::Waline, Self::Artalk];

    /// Its name, as in the page's path too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ArticleWidgets => "article-widgets",
            Self::Isso => "Isso",
            Self::Waline => "Waline",
            Self::Artalk => "Artalk",
        }
    }

    /// The place among all.
    pub(crate) fn column(self) -> usize {
        let place = Self::ALL.iter().position(|known| *known == self);
        place.unwrap_or_default()
    }

    /// The selectors of the comment's field, of a comment, and of the button for the
    /// next comments, which may stand in a shadow root.
    pub(crate) fn selectors(self) -> Value {
        let [field, comment, more] = match self {
            Self::ArticleWidgets => ["#body", "article", ""],
            Self::Isso => [".isso-textarea", ".isso-comment[id]", ""],
            Self::Waline => [".wl-editor", ".wl-card-item", ".wl-operation button"],
            Self::Artalk => [".atk-textarea", ".atk-comment", ""],
        };
        json!({"field": field, "comment": comment, "more": more})
    }

    /// The HTML that its documentation recommends, with all of so many comments shown at once where
    /// it has a setting for that, and nothing asked of third parties.
    pub(crate) fn markup(self, origins: &Origins, count: usize) -> String {
        let Origins { ours, isso } = origins;
        let key = key(count);
        match self {
            Self::ArticleWidgets => format!(
                "<link rel=stylesheet href='{ours}/article-widgets.css'>
                <script type=module src='{ours}/article-widgets.js'></script>
                <article-comments article='{key}' paging=all></article-comments>"
            ),
            Self::Isso => format!(
                "<script data-isso='{isso}/' data-isso-max-comments-top=inf
                    data-isso-max-comments-nested=inf async src='{isso}/js/embed.min.js'></script>
                <section id=isso-thread data-title=Article data-isso-id='{key}'></section>"
            ),
            Self::Waline => format!(
                "<link rel=stylesheet href=/waline/waline.css>
                <div id=waline></div>
                <script type=module>
                    import {{init}} from '/waline/waline.js';
                    init({{el: '#waline', serverURL: location.origin, path: '{key}', lang: 'en',
                        pageSize: {count}, commentSorting: 'oldest', emoji: false, search: false}});
                </script>"
            ),
            Self::Artalk => format!(
                "<link rel=stylesheet href=/artalk/Artalk.css>
                <div id=artalk></div>
                <script src=/artalk/Artalk.iife.js></script>
                <script>
                    Artalk.init({{el: '#artalk', server: location.origin, site: 'Blog',
                        pageKey: '{key}', pageTitle: 'Article', locale: 'en',
                        pagination: {{pageSize: {count}}}, useBackendConf: false,
                        versionCheck: false, emoticons: false,
                        gravatar: {{mirror: '{}', params: ''}}}});
                </script>",
                AVATAR.trim_end_matches("reader.png")
            ),
        }
    }
}
