use article_widgets_model::{Code, Field, FieldError};

/// The sentences of one language. A name in braces stands for a value.
pub struct Words {
    /// What the stars are for.
    pub rating_legend: &'static str,
    /// The line beside the stars: `{average}`, `{best}` and `{votes}`.
    pub rating_line: &'static str,
    /// The line while nobody voted.
    pub rating_none: &'static str,
    /// The name of a star that can be chosen.
    pub rating_star: Plural,
    /// How many voted.
    pub rating_votes: Plural,
    /// The reader's own vote: `{value}` and `{best}`.
    pub rating_own: &'static str,
    /// Before the reason why the votes are not shown.
    pub rating_load_failed: &'static str,
    /// Before the reason why a vote was not kept.
    pub rating_vote_failed: &'static str,
    /// What a reader who has not voted is asked.
    pub rating_prompt: &'static str,
    /// What a form says that cannot be sent without a vote.
    pub rating_required: &'static str,
    /// The vote is kept on the device until it can be sent: `{value}` and `{best}`.
    pub rating_waiting: &'static str,
    /// The same where the device keeps nothing: `{value}` and `{best}`.
    pub rating_waiting_here: &'static str,
    /// The vote's withdrawal is kept on the device until it can be sent.
    pub rating_waiting_withdrawal: &'static str,
    /// The button that takes the vote back.
    pub rating_withdraw: &'static str,
    /// The vote is taken back.
    pub rating_withdrawn: &'static str,

    /// How many comments there are.
    pub comments_count: Plural,
    /// The heading while it is not known how many there are.
    pub comments_heading: &'static str,
    /// The heading while there is no comment.
    pub comments_none: &'static str,
    /// Before the reason why the comments are not shown.
    pub comments_load_failed: &'static str,
    /// The button that shows the next page.
    pub comments_more: &'static str,
    /// What is said while comments are fetched.
    pub comments_loading: &'static str,
    /// The label of the order.
    pub comments_sort: &'static str,
    /// The oldest come first.
    pub comments_oldest: &'static str,
    /// The newest come first.
    pub comments_newest: &'static str,
    /// The button that shows comments that came meanwhile.
    pub comments_new: Plural,
    /// The comment that the page's address names is not there.
    pub comments_gone: &'static str,
    /// The button that shows the next replies of a thread.
    pub replies_more: Plural,
    /// In the place of a name that was not given.
    pub comment_anonymous: &'static str,
    /// Whom a reply answers, where its place does not tell: `{name}`.
    pub comment_answers: &'static str,
    /// The comment was changed.
    pub comment_edited: &'static str,
    /// The comment waits for the blog's owner.
    pub comment_held: &'static str,
    /// In the place of a comment that was taken back.
    pub comment_withdrawn: &'static str,
    /// The button that answers a comment.
    pub comment_reply: &'static str,
    /// The button that changes the own comment.
    pub comment_edit: &'static str,
    /// The button that takes the own comment back.
    pub comment_withdraw: &'static str,
    /// What is asked before.
    pub withdraw_question: &'static str,
    /// The answer that takes it back.
    pub withdraw_confirm: &'static str,
    /// The answer that does not.
    pub withdraw_keep: &'static str,
    /// Before the reason why it was not taken back.
    pub withdraw_failed: &'static str,
    /// The heading of the form that changes a comment.
    pub edit_heading: &'static str,
    /// The button that sends the change.
    pub edit_submit: &'static str,
    /// Before the reason why a change was not sent.
    pub edit_failed: &'static str,
    /// The comment can no longer be changed.
    pub edit_too_late: &'static str,
    /// The heading of the form that answers a comment: `{name}`.
    pub reply_heading: &'static str,
    /// The button that sends a reply.
    pub reply_submit: &'static str,
    /// The comment that is answered is gone.
    pub reply_orphaned: &'static str,
    /// The button that makes a comment of its own of the reply.
    pub reply_detach: &'static str,
    /// The button that closes a form.
    pub form_cancel: &'static str,
    /// How to format a comment in Markdown.
    pub form_body_hint: &'static str,
    /// How to format a comment in HTML.
    pub form_body_hint_html: &'static str,
    /// The label of a field that people do not see.
    pub form_trap: &'static str,
    /// What a text is about, before it: `{label}`, `{text}`.
    pub labelled: &'static str,
    /// The box that keeps name, e-mail address and website.
    pub form_remember: &'static str,
    /// Above the links to the fields that are wrong.
    pub form_errors: Plural,
    /// How many characters may be added.
    pub form_left: Plural,
    /// How many characters have to go.
    pub form_over: Plural,
    /// What is said when the comment waits for the blog's owner.
    pub form_held: &'static str,
    /// The device keeps nothing.
    pub form_unkept: &'static str,
    /// The tab with the field.
    pub form_write: &'static str,
    /// The tab that shows what will be published.
    pub form_preview: &'static str,
    /// The preview of nothing.
    pub preview_empty: &'static str,
    /// The preview is fetched.
    pub preview_loading: &'static str,
    /// Before the reason why there is no preview.
    pub preview_failed: &'static str,
    /// The heading of the comments that are kept on the device.
    pub waiting_heading: &'static str,
    /// The comment goes out by itself.
    pub waiting_kept: &'static str,
    /// The same where the device keeps nothing.
    pub waiting_here: &'static str,
    /// The button that gives the text back to the form.
    pub waiting_cancel: &'static str,
    /// [`Code::Missing`] in [`Field::Email`].
    pub email_missing: &'static str,
    /// [`Code::Missing`] in [`Field::Website`].
    pub website_missing: &'static str,
    /// The heading of the form.
    pub form_heading: &'static str,
    /// The label of the comment itself.
    pub form_body: &'static str,
    /// The label of the name.
    pub form_name: &'static str,
    /// The label of the e-mail address.
    pub form_email: &'static str,
    /// What becomes of the e-mail address.
    pub form_email_hint: &'static str,
    /// The label of the website.
    pub form_website: &'static str,
    /// After the label of a field that may stay empty.
    pub form_optional: &'static str,
    /// The button that sends.
    pub form_submit: &'static str,
    /// The button while it sends.
    pub form_sending: &'static str,
    /// What is said when the comment is published.
    pub form_sent: &'static str,
    /// Before the reason why a comment was not sent.
    pub form_failed: &'static str,

    /// [`Code::Missing`] in [`Field::Body`].
    pub body_missing: &'static str,
    /// [`Code::Missing`] in [`Field::Name`].
    pub name_missing: &'static str,
    /// [`Code::Malformed`] in [`Field::Email`].
    pub email_malformed: &'static str,
    /// [`Code::Malformed`] in [`Field::Website`].
    pub website_malformed: &'static str,
    /// [`Code::TooLong`] in any field: `{limit}`.
    pub field_too_long: &'static str,
    /// Any other error of a field.
    pub field_wrong: &'static str,

    /// [`Code::OutOfRange`] in [`Field::Body`]: `{limit}`.
    pub body_too_short: &'static str,

    /// What was asked for is not there, or is switched off.
    pub failure_absent: &'static str,
    /// The article takes no comments.
    pub failure_closed: &'static str,
    /// The same comment is there already.
    pub failure_duplicate: &'static str,
    /// The server speaks only with those who are logged in.
    pub failure_login: &'static str,
    /// The server failed: `{status}`.
    pub failure_broken: &'static str,
    /// A comment was published under this identifier before it was changed.
    pub failure_conflict: &'static str,
    /// Too many requests came from the reader's network.
    pub failure_limited: &'static str,
    /// The answer cannot be read.
    pub failure_malformed: &'static str,
    /// The server refused: `{status}`.
    pub failure_refused: &'static str,
    /// The server took too long.
    pub failure_timeout: &'static str,
    /// What was sent is too long for the server.
    pub failure_too_long: &'static str,
    /// There is no connection.
    pub failure_unreachable: &'static str,
    /// The button that tries again.
    pub retry: &'static str,

    /// The name of the navigation.
    pub navigation_label: &'static str,
    /// The label of the article before.
    pub navigation_previous: &'static str,
    /// The label of the article after.
    pub navigation_next: &'static str,
}

impl Words {
    /// The sentence that says what is wrong with a field and how to mend it;
    /// it may hold `{limit}`.
    pub fn field_error(&self, error: FieldError) -> &'static str {
        match (error.field, error.code) {
            (Field::Body, Code::Missing) => self.body_missing,
            (Field::Name, Code::Missing) => self.name_missing,
            (Field::Email, Code::Missing) => self.email_missing,
            (Field::Website, Code::Missing) => self.website_missing,
            (Field::Email, Code::Malformed) => self.email_malformed,
            (Field::Website, Code::Malformed) => self.website_malformed,
            (Field::Body, Code::OutOfRange) => self.body_too_short,
            (_, Code::TooLong) => self.field_too_long,
            _ => self.field_wrong,
        }
    }
}

/// The forms of a phrase for the categories of the Unicode plural rules, the
/// last of which stands for every category that is not named. `{count}` is the
/// number.
#[derive(Clone, Copy)]
pub struct Plural(pub(super) &'static [(&'static str, &'static str)]);

impl Plural {
    /// The form for a category such as `one` or `few`.
    pub(super) fn form(self, category: &str) -> &'static str {
        let named = self.0.iter().find(|(name, _)| *name == category);
        named.or(self.0.last()).map_or("", |(_, form)| form)
    }
}

/// A text after what it is about.
pub fn labelled(words: &Words, label: &str, text: &str) -> String {
    fill(words.labelled, &[("label", label), ("text", text)])
}

/// Puts values in the place of their names in braces. What is no name stays.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_place_of_their_names() {
        let values = [("average", "4,8"), ("best", "5"), ("votes", "{best}")];
        assert_eq!(
            fill("{average}/{best} - ({votes})", &values),
            "4,8/5 - ({best})"
        );
        assert_eq!(fill("no name", &values), "no name");
        for odd in ["{unknown}!", "}{", "{", "{}", "{{best", "a } {"] {
            assert_eq!(fill(odd, &values), odd);
        }
        assert_eq!(fill("{{best}}", &values), "{5}");
    }

    #[test]
    fn a_category_without_a_form_takes_the_last() {
        let plural = Plural(&[("one", "{count} vote"), ("other", "{count} votes")]);
        assert_eq!(plural.form("one"), "{count} vote");
        assert_eq!(plural.form("many"), "{count} votes");
    }
}
