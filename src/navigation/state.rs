use std::convert::Infallible;
use std::rc::Rc;

use crate::backend::Neighbours;
use lean_yew::store::Reducer;

/// The article's neighbours, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// The identity of the article that is shown.
    pub(super) page: Rc<str>,
    /// The neighbours that the page itself names.
    pub(super) written: Neighbours,
    /// The neighbours from another source.
    found: Option<Neighbours>,
    /// The URL of the article at which the reader points, or on which the focus is.
    pub(super) pointed_at: Option<Rc<str>>,
}

/// Events of the navigation.
pub(super) enum Action {
    /// The page of this article names these neighbours.
    Seen(Rc<str>, Neighbours),
    /// Another source has these neighbours of this article.
    Found(Rc<str>, Neighbours),
    /// The reader points at the article at this URL, or at none any more.
    PointedAt(Option<Rc<str>>),
}

impl State {
    /// The neighbours to show: the page's own, else those of another source.
    pub(super) fn neighbours(&self) -> Neighbours {
        if self.written.is_empty() {
            self.found.clone().unwrap_or_default()
        } else {
            self.written.clone()
        }
    }

    /// True if another source has to be queried.
    pub(super) fn is_asking(&self) -> bool {
        self.written.is_empty() && self.found.is_none()
    }
}

impl Reducer for State {
    type Action = Action;
    type Command = Infallible;

    fn reduce(&mut self, action: Action, _: &mut Vec<Infallible>) {
        match action {
            Action::Seen(page, written) => {
                if page != self.page {
                    self.found = None;
                }
                self.page = page;
                self.written = written;
            }
            Action::Found(page, found) => {
                if page == self.page {
                    self.found = Some(found);
                }
            }
            Action::PointedAt(href) => self.pointed_at = href,
        }
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

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        actions
            .into_iter()
            .fold(State::default(), |state, action| state.next(action).0)
    }

    fn seen(page: &str, written: Neighbours) -> Action {
        Action::Seen(page.into(), written)
    }

    #[test]
    fn what_the_page_names_comes_before_what_others_tell() {
        let state = after([
            seen("/1/", Neighbours::default()),
            Action::Found("/1/".into(), next("/told/")),
        ]);
        assert_eq!(state.neighbours(), next("/told/"));
        let state = state.next(seen("/1/", next("/written/"))).0;
        assert_eq!(state.neighbours(), next("/written/"));
    }

    #[test]
    fn another_page_has_other_neighbours() {
        let state = after([
            seen("/1/", Neighbours::default()),
            Action::Found("/1/".into(), next("/2/")),
            seen("/2/", Neighbours::default()),
        ]);
        assert!(state.is_asking());
        assert_eq!(state.neighbours(), Neighbours::default());
        let late = state.next(Action::Found("/1/".into(), next("/2/"))).0;
        assert!(
            late.is_asking(),
            "an answer about the page before was taken"
        );
    }
}
