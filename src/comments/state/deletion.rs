//! The deletion of a reader's own comment.

use article_widgets_model::Identifier;

use crate::backend::BackendError;

/// An own comment that is about to be deleted.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) struct Deletion {
    /// The comment.
    pub(in crate::comments) id: Identifier,
    /// The step of the deletion.
    pub(in crate::comments) step: DeletionStep,
}

/// The steps of a deletion.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::comments) enum DeletionStep {
    /// The reader is asked.
    Asking,
    /// It is on its way.
    Sending,
    /// It failed.
    Failed(BackendError),
}
