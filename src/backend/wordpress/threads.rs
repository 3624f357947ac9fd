use article_widgets_model::Comment;

/// A flat list of comments as threads: each comment that answers none of them, in the
/// order of the list, with all that hang below it, level by level, the oldest first.
///
/// One that answers a comment which is not there, since its author or the blog's owner
/// took that away, begins a thread of its own.
pub(super) fn threads(comments: Vec<Comment>) -> Vec<Comment> {
    let count = comments.len();
    let answered = |comment: &Comment| {
        let parent = comment.parent?;
        comments.iter().position(|other| other.id == parent)
    };
    let answered: Vec<Option<usize>> = comments.iter().map(answered).collect();
    let is_newest_first =
        comments.first().map(|comment| comment.id) > comments.last().map(|comment| comment.id);
    let mut threads = Vec::with_capacity(count);
    let mut family = Vec::new();
    for root in 0..count {
        if answered[root].is_some() {
            continue;
        }
        family.clear();
        family.push(root);
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            for index in 0..count {
                let index = if is_newest_first {
                    count - 1 - index
                } else {
                    index
                };
                if answered[index] == Some(parent) {
                    family.push(index);
                }
            }
            next += 1;
        }
        let place = threads.len();
        threads.extend(family.iter().map(|index| comments[*index].clone()));
        let first: &mut Comment = &mut threads[place];
        first.parent = None;
        first.replies = (family.len() - 1) as u64;
    }
    threads
}

#[cfg(test)]
mod tests {
    use super::*;
    use article_widgets_model::{CommentState, Identifier};

    fn comment(id: u64, parent: u64) -> Comment {
        Comment {
            id: Identifier::from_number(id),
            parent: (parent > 0).then(|| Identifier::from_number(parent)),
            state: CommentState::Published,
            name: "Ada".into(),
            website: None,
            body: "Thank you.".into(),
            html: "<p>Thank you.</p>".into(),
            created: "2026-01-02T03:04:05Z".into(),
            edited: None,
            replies: 0,
            editable: None,
        }
    }

    /// Such as `1+2 3 4`: the comments in their order, a root with its replies' number.
    fn told(list: &[(u64, u64)]) -> String {
        let comments = list.iter().map(|(id, parent)| comment(*id, *parent));
        let told = threads(comments.collect()).into_iter().map(|comment| {
            let id = comment.id.number().expect("a number").to_string();
            match comment.parent {
                None => format!("{id}+{}", comment.replies),
                Some(_) => id,
            }
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn answers_follow_what_they_answer_whatever_the_order_of_the_list() {
        let oldest = [(1, 0), (2, 1), (3, 0), (4, 2), (5, 1), (6, 3)];
        assert_eq!(told(&oldest), "1+3 2 5 4 3+1 6");
        let newest: Vec<_> = oldest.into_iter().rev().collect();
        assert_eq!(told(&newest), "3+1 6 1+3 2 5 4");
    }

    #[test]
    fn an_answer_to_what_is_gone_begins_a_thread() {
        assert_eq!(told(&[(1, 0), (5, 4), (6, 5)]), "1+0 5+1 6");
    }

    #[test]
    fn comments_that_answer_each_other_end_nothing() {
        assert_eq!(told(&[(1, 0), (2, 3), (3, 2)]), "1+0");
    }
}
