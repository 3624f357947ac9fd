//! The comment that the page's address names.

use article_widgets_model::Identifier;

use super::list::{List, ListStatus};

/// The link of the page's address, as far as it leads to a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::comments) struct Link {
    /// The comment that the address names.
    pub(in crate::comments) linked: Option<Linked>,
    /// The focus is to be led to the list's heading when the comments have come.
    leads_to_list: bool,
}

/// The comment that the page's address names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::comments) struct Linked {
    /// Its identifier; none if it is of another server.
    pub(in crate::comments) id: Option<Identifier>,
    /// The comment does not exist any more.
    pub(in crate::comments) is_gone: bool,
}

impl Link {
    /// Follows the link to a comment. Returns whether it leads there: a comment that was
    /// sought in vain is gone.
    pub(super) fn follow(&mut self, id: Identifier, list: &List) -> bool {
        let gone = self.linked.filter(|linked| linked.is_gone);
        let is_there = list.shows(id);
        if gone.is_some_and(|linked| linked.id == Some(id)) && !is_there {
            self.lead_nowhere(Some(id));
            return false;
        }
        self.linked = Some(Linked {
            id: Some(id),
            is_gone: false,
        });
        is_there
    }

    /// Leads to the comments, once they are there, which say that the one that was sought
    /// is not.
    pub(super) fn lead_nowhere(&mut self, id: Option<Identifier>) {
        self.linked = Some(Linked { id, is_gone: true });
        self.leads_to_list = true;
    }

    /// True, once, if the focus is to be led to the list's heading now.
    pub(super) fn take_lead_to_list(&mut self, list: &List) -> bool {
        let is_there = list.status != ListStatus::Loading && list.coming.is_empty();
        let leads = self.leads_to_list && is_there;
        if leads {
            self.leads_to_list = false;
        }
        leads
    }
}
