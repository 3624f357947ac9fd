//! The ratings on the page, so that two of one article say the same.

use std::cell::{Cell, RefCell};

use article_widgets_model::RatingSummary;

use super::state::{Action, State};
use crate::backend::ArticleReference;
use lean_yew::store::Dispatcher;

thread_local! {
    static PEERS: RefCell<Vec<Peer>> = const { RefCell::new(Vec::new()) };
    static JOINED: Cell<u32> = const { Cell::new(0) };
}

#[derive(Clone)]
struct Peer {
    number: u32,
    reference: ArticleReference,
    best: u8,
    dispatcher: Dispatcher<State>,
}

/// Subscribes a rating to what other ratings of its article learn, until the guard is dropped.
pub(super) fn join(
    reference: &ArticleReference,
    best: u8,
    dispatcher: Dispatcher<State>,
) -> Membership {
    let number = JOINED.replace(JOINED.get() + 1);
    let peer = Peer {
        number,
        reference: reference.clone(),
        best,
        dispatcher,
    };
    PEERS.with_borrow_mut(|peers| peers.push(peer));
    Membership(number)
}

/// The number of a rating that is told what others learn.
pub(super) struct Membership(u32);

impl Drop for Membership {
    fn drop(&mut self) {
        PEERS.with_borrow_mut(|peers| peers.retain(|peer| peer.number != self.0));
    }
}

/// True if a rating of this article with this scale is on the page.
pub(super) fn show(reference: &ArticleReference, best: u8) -> bool {
    PEERS.with_borrow(|peers| {
        let mut peers = peers.iter();
        peers.any(|peer| peer.reference == *reference && peer.best == best)
    })
}

/// Passes a summary from the server to every rating of the article.
pub(super) fn tell(reference: &ArticleReference, summary: RatingSummary) {
    // A copy, since a rating that is told may join or leave.
    let peers = PEERS.with_borrow(Vec::clone);
    for peer in peers.iter().filter(|peer| peer.reference == *reference) {
        peer.dispatcher.dispatch(if peer.best == summary.best {
            Action::Followed(summary)
        } else {
            Action::Outdated
        });
    }
}
