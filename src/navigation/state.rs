use std::rc::Rc;

use yew::Reducible;

use crate::backend::Neighbours;

/// The article's neighbours, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The identity of the article that is shown.
    pub(super) page: Rc<str>,
    /// The neighbours that the page itself names.
    pub(super) written: Neighbours,
    /// The neighbours from another source.
    told: Option<Neighbours>,
    /// The URL of the article at which the reader points, or on which the focus is.
    pub(super) pointed_at: Option<Rc<str>>,
}

/// Events of the navigation.
pub(super) enum Action {
    /// The page of this article names these neighbours.
    Seen(Rc<str>, Neighbours),
    /// A source told the neighbours of this article.
    CommentsResponse(Rc<str>, Neighbours),
    /// The reader points at the article at this URL, or at none any more.
    PointedAt(Option<Rc<str>>),
}

impl State {
    /// The neighbours to show: the page's own, else what was told.
    pub(super) fn neighbours(&self) -> Neighbours {
        if self.written.is_empty() {
            self.told.clone().unwrap_or_default()
        } else {
            self.written.clone()
        }
    }

    /// True if another source has to be queried.
    pub(super) fn is_asking(&self) -> bool {
        self.written.is_empty() && self.told.is_none()
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Seen(page, written) => {
                if page != state.page {
                    state.told = None;
                }
                state.page = page;
                state.written = written;
            }
            Action::CommentsResponse(page, told) => {
                if page == state.page {
                    state.told = Some(told);
                }
            }
            Action::PointedAt(href) => state.pointed_at = href,
        }
        state.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::ArticleLink;

    fn next(href: &str) -> Neighbours {
        Neighbours {
            previous: None,
            next: Some(Rc::new(ArticleLink {
                href: href.into(),
                ..ArticleLink::default()
            })),
        }
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions
            .into_iter()
            .fold(Rc::new(State::default()), State::reduce)
    }

    fn seen(page: &str, written: Neighbours) -> Action {
        Action::Seen(page.into(), written)
    }

    #[test]
    fn what_the_page_names_comes_before_what_others_tell() {
        let state = after([
            seen("/1/", Neighbours::default()),
            Action::CommentsResponse("/1/".into(), next("/told/")),
        ]);
        assert_eq!(state.neighbours(), next("/told/"));
        let state = state.reduce(seen("/1/", next("/written/")));
        assert_eq!(state.neighbours(), next("/written/"));
    }

    #[test]
    fn another_page_has_other_neighbours() {
        let state = after([
            seen("/1/", Neighbours::default()),
            Action::CommentsResponse("/1/".into(), next("/2/")),
            seen("/2/", Neighbours::default()),
        ]);
        assert!(state.is_asking());
        assert_eq!(state.neighbours(), Neighbours::default());
        let late = state.reduce(Action::CommentsResponse("/1/".into(), next("/2/")));
        assert!(
            late.is_asking(),
            "an answer about the page before was taken"
        );
    }
}
