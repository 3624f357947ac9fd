//! The tree of replies: each under its parent, down to the depth that the blog wants.

use std::rc::Rc;

use article_widgets_model::Identifier;

use super::state::LoadedComment;

/// A reply with those that stand under it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Branch {
    /// The reply.
    pub(super) reply: Rc<LoadedComment>,
    /// Whom it answers, where it does not stand under that comment.
    pub(super) answers: Option<Rc<LoadedComment>>,
    /// The replies under it.
    pub(super) branches: Vec<Branch>,
}

/// The position of a reply in the tree: its depth, and the reply under which it stands, if any.
#[derive(Clone, Copy)]
struct Position {
    depth: u8,
    under: Option<usize>,
}

/// The replies of a thread, which come after those that they answer, at most `depth`
/// deep. One whose answered comment is not there stands under the root.
pub(super) fn tree(root: Identifier, replies: &[Rc<LoadedComment>], depth: u8) -> Vec<Branch> {
    let mut positions: Vec<Position> = Vec::with_capacity(replies.len());
    let mut answered = Vec::with_capacity(replies.len());
    for (index, reply) in replies.iter().enumerate() {
        let parent = reply.comment.parent.filter(|parent| *parent != root);
        // Conversations are near: the one before is the likeliest.
        let parent = parent.and_then(|parent| {
            let before = replies[..index].iter();
            before.rev().position(|reply| reply.comment.id == parent)
        });
        let parent = parent.map(|distance| index - 1 - distance);
        let position = match parent {
            None => Position {
                depth: 1,
                under: None,
            },
            Some(parent) if positions[parent].depth < depth => Position {
                depth: positions[parent].depth + 1,
                under: Some(parent),
            },
            Some(parent) => positions[parent],
        };
        answered.push(parent.filter(|parent| position.under != Some(*parent)));
        positions.push(position);
    }
    grown(replies, &positions, &answered)
}

/// From the last to the first, so that each is whole before it is hung up.
fn grown(
    replies: &[Rc<LoadedComment>],
    positions: &[Position],
    answered: &[Option<usize>],
) -> Vec<Branch> {
    let mut under: Vec<Vec<Branch>> = replies.iter().map(|_| Vec::new()).collect();
    let mut top = Vec::new();
    for index in (0..replies.len()).rev() {
        let mut branches = std::mem::take(&mut under[index]);
        branches.reverse();
        let branch = Branch {
            reply: Rc::clone(&replies[index]),
            answers: answered[index].map(|answered| Rc::clone(&replies[answered])),
            branches,
        };
        match positions[index].under {
            Some(parent) => under[parent].push(branch),
            None => top.push(branch),
        }
    }
    top.reverse();
    top
}

#[cfg(test)]
mod tests {
    use super::super::state::tests::{id, reply};
    use super::*;

    /// Such as `2(3 5(6)) 4`; a reply that says whom it answers has `@`.
    fn drawn(branches: &[Branch]) -> String {
        let draw = |branch: &Branch| {
            let mut text = branch.reply.comment.id.as_bytes()[0].to_string();
            if let Some(answers) = &branch.answers {
                text += &format!("@{}", answers.comment.id.as_bytes()[0]);
            }
            if !branch.branches.is_empty() {
                text += &format!("({})", drawn(&branch.branches));
            }
            text
        };
        branches.iter().map(draw).collect::<Vec<_>>().join(" ")
    }

    fn grow(answers: &[(u8, u8)], depth: u8) -> String {
        let replies: Vec<_> = answers
            .iter()
            .map(|(number, parent)| Rc::new(LoadedComment::new(reply(*number, *parent), 0.0)))
            .collect();
        drawn(&tree(id(1), &replies, depth))
    }

    #[test]
    fn replies_stand_under_what_they_answer() {
        let answers = [(2, 1), (3, 2), (4, 1), (5, 2), (6, 5)];
        assert_eq!(grow(&answers, 3), "2(3 5(6)) 4");
    }

    #[test]
    fn beyond_the_depth_they_stand_side_by_side_and_say_whom_they_answer() {
        let answers = [(2, 1), (3, 2), (4, 3), (5, 4), (6, 2)];
        assert_eq!(grow(&answers, 2), "2(3 4@3 5@4 6)");
        assert_eq!(grow(&answers, 1), "2 3@2 4@3 5@4 6@2");
        assert_eq!(grow(&answers, 8), "2(3(4(5)) 6)");
    }

    #[test]
    fn a_reply_whose_parent_is_not_there_stands_under_the_root() {
        assert_eq!(grow(&[(3, 2), (4, 3)], 3), "3(4)");
    }
}
