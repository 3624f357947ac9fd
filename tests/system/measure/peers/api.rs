//! The answers of Waline's and Artalk's servers, as their clients ask for them.

use serde_json::{Value, json};

use crate::comment::Comment;

/// The path of the one picture of all readers.
pub(crate) const AVATAR: &str = "/avatar/reader.png";

/// The answer to `GET /api/comment` of Waline, with all comments on its first page.
pub(crate) fn waline(comments: &[Comment]) -> Value {
    let list: Value = comments
        .iter()
        .map(|comment| {
            json!({
                "objectId": comment.number,
                "nick": comment.name,
                "link": "",
                "avatar": AVATAR,
                "comment": comment.html,
                "time": comment.created.as_millisecond(),
                "like": 0,
                "status": "approved",
                "children": [],
            })
        })
        .collect();
    json!({
        "errno": 0,
        "errmsg": "",
        "data": {
            "page": 1,
            "totalPages": 1,
            "pageSize": comments.len(),
            "count": comments.len(),
            "data": list,
        },
    })
}

/// The answer to `GET /api/v2/comments` of Artalk, with all comments.
pub(crate) fn artalk(comments: &[Comment], thread: &str) -> Value {
    let list: Value = comments
        .iter()
        .map(|comment| {
            json!({
                "id": comment.number,
                "content": comment.body,
                "content_marked": comment.html,
                "user_id": comment.number,
                "nick": comment.name,
                "email_encrypted": "reader.png",
                "link": "",
                "ua": "",
                "date": comment.created.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                "is_collapsed": false,
                "is_pending": false,
                "is_pinned": false,
                "is_verified": false,
                "is_allow_reply": true,
                "badge_name": "",
                "badge_color": "",
                "ip_region": "",
                "rid": 0,
                "visible": true,
                "vote_up": 0,
                "vote_down": 0,
                "page_key": thread,
                "page_url": "",
                "site_name": "Blog",
            })
        })
        .collect();
    json!({
        "comments": list,
        "count": comments.len(),
        "roots_count": comments.len(),
        "page": {
            "id": 1,
            "admin_only": false,
            "key": thread,
            "url": "",
            "title": "Article",
            "site_name": "Blog",
            "vote_up": 0,
            "vote_down": 0,
            "pv": 0,
            "date": "2026-01-01 00:00:00",
        },
    })
}

/// The answer to `GET /api/v2/conf` of Artalk: nothing that the page does not say itself.
pub(crate) fn artalk_settings() -> Value {
    json!({
        "frontend_conf": {},
        "version": {"app": "artalk", "version": "2.9.1", "commit_hash": ""},
    })
}

/// The answer to `POST /api/v2/pages/pv` of Artalk, which counts visits.
pub(crate) fn artalk_views() -> Value {
    json!({"pv": 1})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments() -> Vec<Comment> {
        let created = "2026-11-24T10:00:01.5Z".parse().expect("a time");
        let comment = |number| Comment {
            number,
            name: "Ada".to_owned(),
            body: "A *word*".to_owned(),
            html: "<p>A <em>word</em></p>".to_owned(),
            created,
        };
        vec![comment(1), comment(2)]
    }

    #[test]
    fn walines_client_gets_every_comment_as_html_on_one_page() {
        let answer = waline(&comments());
        assert_eq!(answer["errno"], 0);
        let data = &answer["data"];
        assert_eq!(data["totalPages"], 1);
        assert_eq!(data["count"], 2);
        assert_eq!(data["data"][1]["objectId"], 2);
        assert_eq!(data["data"][1]["nick"], "Ada");
        assert_eq!(data["data"][1]["comment"], "<p>A <em>word</em></p>");
        assert_eq!(data["data"][1]["time"], 1_795_514_401_500_i64);
        assert_eq!(data["data"][1]["children"], json!([]));
    }

    #[test]
    fn artalks_client_gets_every_comment_as_markdown() {
        let answer = artalk(&comments(), "/1/");
        assert_eq!(answer["roots_count"], 2);
        assert_eq!(answer["comments"][1]["id"], 2);
        assert_eq!(answer["comments"][1]["rid"], 0);
        assert_eq!(answer["comments"][1]["content"], "A *word*");
        assert_eq!(answer["comments"][1]["date"], "2026-11-24 10:00:01");
        assert_eq!(answer["page"]["key"], "/1/");
    }
}
