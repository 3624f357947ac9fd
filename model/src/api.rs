//! The routes and limits of the API, for the server that has them and the browser that asks.
//!
//! A route stands here as the API's description writes it. The server's tests compare both.

/// The path under which all routes are.
pub const ROOT: &str = "/api/v1";

/// An article's rating.
pub const RATING: &str = "/rating";

/// A voter's vote on an article.
pub const VOTE: &str = "/rating/votes/{voter}";

/// An article's comments.
pub const COMMENTS: &str = "/comments";

/// A comment with the thread that it is in; where comments are written and deleted.
pub const COMMENT: &str = "/comments/{id}";

/// The replies in the thread of a comment.
pub const REPLIES: &str = "/comments/{id}/replies";

/// The text of a comment, which its author may change.
pub const BODY: &str = "/comments/{id}/body";

/// The HTML of a text that is not written yet.
pub const PREVIEW: &str = "/comments/preview";

/// The state of a comment, which the blog's owner decides.
pub const STATE: &str = "/comments/{id}/state";

/// The comments that are held for the blog's owner.
pub const HELD: &str = "/moderation/held";

/// The API's description.
pub const DESCRIPTION: &str = "/openapi.json";

/// All routes.
pub const ROUTES: [&str; 10] = [
    RATING,
    VOTE,
    COMMENTS,
    COMMENT,
    REPLIES,
    BODY,
    PREVIEW,
    STATE,
    HELD,
    DESCRIPTION,
];

/// The largest number of comments in a response.
pub const LIMIT_MAXIMUM: u8 = 250;

/// The status of a response that asks for a proof of work.
pub const PROOF_NEEDED: u16 = 428;

/// The path of a route, with a value in the place of its parameter.
pub fn path(route: &str, value: &str) -> String {
    match (route.split_once('{'), route.split_once('}')) {
        (Some((start, _)), Some((_, end))) => [start, value, end].concat(),
        _ => route.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_a_value_in_the_place_of_the_routes_parameter() {
        assert_eq!(path(VOTE, "1"), "/rating/votes/1");
        assert_eq!(path(REPLIES, "2"), "/comments/2/replies");
        assert_eq!(path(RATING, "3"), "/rating");
    }
}
