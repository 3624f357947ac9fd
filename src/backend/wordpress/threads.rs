use article_widgets_model::Comment;

use crate::backend::comment_fields::root;

/// A flat list of comments, which has each before its answers, as threads: each comment
/// that answers none of them, in the order of the list or the newest first, with all
/// that hang below it, the oldest first.
///
/// One that answers a comment which is not there, since its author or the blog's owner
/// took that away, begins a thread of its own.
pub(super) fn threads(comments: Vec<Comment>, is_newest_first: bool) -> Vec<Comment> {
    let mut threads: Vec<Comment> = Vec::with_capacity(comments.len());
    for mut comment in comments {
        let root = comment.parent.and_then(|parent| root(&threads, parent));
        let place = match root {
            Some(root) => {
                threads[root].replies += 1;
                root + threads[root].replies as usize
            }
            None => {
                comment.parent = None;
                if is_newest_first { 0 } else { threads.len() }
            }
        };
        threads.insert(place, comment);
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
            created: Some("2026-01-02T03:04:05Z".into()),
            edited: None,
            replies: 0,
            editable: None,
        }
    }

    /// Such as `1+2 3 4`: the comments in their order, a root with its replies' number.
    fn comments_response(list: &[(u64, u64)], is_newest_first: bool) -> String {
        let comments = list.iter().map(|(id, parent)| comment(*id, *parent));
        let response = threads(comments.collect(), is_newest_first)
            .into_iter()
            .map(|comment| {
                let id = comment.id.number().to_string();
                match comment.parent {
                    None => format!("{id}+{}", comment.replies),
                    Some(_) => id,
                }
            });
        response.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn answers_follow_what_they_answer_whichever_thread_is_first() {
        let list = [(1, 0), (2, 1), (3, 0), (4, 2), (5, 1), (6, 3)];
        assert_eq!(comments_response(&list, false), "1+3 2 4 5 3+1 6");
        assert_eq!(comments_response(&list, true), "3+1 6 1+3 2 4 5");
    }

    #[test]
    fn answers_that_came_after_all_threads_are_the_oldest_first() {
        let newest = [(9, 0), (3, 0), (1, 0), (2, 1), (4, 3), (6, 1), (7, 2)];
        assert_eq!(comments_response(&newest, false), "9+0 3+1 4 1+3 2 6 7");
    }

    #[test]
    fn an_answer_to_what_is_gone_begins_a_thread() {
        assert_eq!(
            comments_response(&[(1, 0), (5, 4), (6, 5)], false),
            "1+0 5+1 6"
        );
    }

    #[test]
    fn comments_that_answer_each_other_are_all_told() {
        let list = [(1, 0), (2, 3), (3, 2)];
        assert_eq!(comments_response(&list, false), "1+0 2+1 3");
    }
}
