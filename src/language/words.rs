use article_widgets_model::{Code, Field, FieldError};
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::js_value;

/// A sentence. A name in braces stands for a value.
pub(super) type Sentence = &'static str;

/// Makes the sentences' type, with a function for each in the order of the files.
macro_rules! words {
    ($($(#[$comment:meta])* $name:ident: $kind:ident,)*) => {
        #[allow(non_camel_case_types)]
        enum Place {
            $($name,)*
        }

        const COUNT: usize = [$(Place::$name as usize,)*].len();

        impl Words {
            $(
                $(#[$comment])*
                pub fn $name(&self) -> $kind {
                    <$kind as Kind>::of(self, Place::$name as usize)
                }
            )*

            /// The sentences' names, and whether each has a form for each plural.
            #[cfg(all(test, not(target_arch = "wasm32")))]
            pub(super) const NAMES: &[(&str, bool)] =
                &[$((stringify!($name), <$kind as Kind>::IS_PLURAL),)*];
        }
    };
}

/// The sentences of one language, in the order of the files of `languages`.
pub struct Words {
    sentences: [Sentence; COUNT],
    values: [&'static JsValue; COUNT],
}

impl Words {
    /// The sentences of a language's file: their values, named or not. They stay for as
    /// long as the page is open.
    pub(super) fn read(file: &JsValue) -> &'static Self {
        let nothing: &'static JsValue = Box::leak(Box::default());
        let words = Box::leak(Box::new(Self {
            sentences: [""; COUNT],
            values: [nothing; COUNT],
        }));
        let values: Array = Object::values(file.unchecked_ref());
        for (place, value) in values.iter().enumerate().take(COUNT) {
            words.sentences[place] = value.as_string().unwrap_or_default().leak();
            words.values[place] = Box::leak(Box::new(value));
        }
        words
    }
}

words! {
    /// The purpose of the stars.
    rating_legend: Sentence,
    /// The line beside the stars: `{average}`, `{best}` and `{votes}`.
    rating_line: Sentence,
    /// The line while nobody voted.
    rating_none: Sentence,
    /// The name of a star that can be chosen.
    rating_star: Plural,
    /// The number of votes.
    rating_votes: Plural,
    /// The reader's own vote: `{value}` and `{best}`.
    rating_own: Sentence,
    /// Before the reason why the votes are not shown.
    rating_load_failed: Sentence,
    /// Before the reason why a vote was not kept.
    rating_vote_failed: Sentence,
    /// The prompt for a reader who has not voted.
    rating_prompt: Sentence,
    /// The validation message of a form that requires a vote.
    rating_required: Sentence,
    /// The vote is kept on the device until it can be sent: `{value}` and `{best}`.
    rating_waiting: Sentence,
    /// The same where the device keeps nothing: `{value}` and `{best}`.
    rating_waiting_here: Sentence,
    /// The vote's withdrawal is kept on the device until it can be sent.
    rating_waiting_withdrawal: Sentence,
    /// The button that takes the vote back.
    rating_withdraw: Sentence,
    /// The vote is taken back.
    rating_withdrawn: Sentence,

    /// The number of comments.
    comments_count: Plural,
    /// The heading while it is not known how many there are.
    comments_heading: Sentence,
    /// The heading while there is no comment.
    comments_none: Sentence,
    /// Before the reason why the comments are not shown.
    comments_load_failed: Sentence,
    /// The button that shows the next page.
    comments_more: Sentence,
    /// Shown while comments are loaded.
    comments_loading: Sentence,
    /// The label of the order.
    comments_sort: Sentence,
    /// The oldest come first.
    comments_oldest: Sentence,
    /// The newest come first.
    comments_newest: Sentence,
    /// The button that shows comments that came meanwhile.
    comments_new: Plural,
    /// The comment that the page's address names is not there.
    comments_gone: Sentence,
    /// The button that shows the next replies of a thread.
    replies_more: Plural,
    /// In the place of a name that was not given.
    comment_anonymous: Sentence,
    /// Whom a reply answers, where its place does not tell: `{name}`.
    comment_answers: Sentence,
    /// The comment was changed.
    comment_edited: Sentence,
    /// The comment waits for the blog's owner.
    comment_held: Sentence,
    /// In the place of a comment that was taken back.
    comment_withdrawn: Sentence,
    /// The button that answers a comment.
    comment_reply: Sentence,
    /// The button that changes the own comment.
    comment_edit: Sentence,
    /// The button that takes the own comment back.
    comment_withdraw: Sentence,
    /// The question before a comment is taken back.
    withdraw_question: Sentence,
    /// The answer that takes it back.
    withdraw_confirm: Sentence,
    /// The answer that does not.
    withdraw_keep: Sentence,
    /// Before the reason why it was not taken back.
    withdraw_failed: Sentence,
    /// The heading of the form that changes a comment.
    edit_heading: Sentence,
    /// The button that sends the change.
    edit_submit: Sentence,
    /// Before the reason why a change was not sent.
    edit_failed: Sentence,
    /// The comment can no longer be changed.
    edit_too_late: Sentence,
    /// The heading of the form that answers a comment: `{name}`.
    reply_heading: Sentence,
    /// The button that sends a reply.
    reply_submit: Sentence,
    /// The comment that is answered is gone.
    reply_orphaned: Sentence,
    /// The button that makes a comment of its own of the reply.
    reply_detach: Sentence,
    /// The button that closes a form.
    form_cancel: Sentence,
    /// The hint on Markdown.
    form_body_hint: Sentence,
    /// The hint on HTML.
    form_body_hint_html: Sentence,
    /// The label of a field that people do not see.
    form_trap: Sentence,
    /// A label before a text: `{label}`, `{text}`.
    labelled: Sentence,
    /// The box that keeps name, e-mail address and website.
    form_remember: Sentence,
    /// Above the links to the fields that are wrong.
    form_errors: Plural,
    /// The number of characters that are left.
    form_left: Plural,
    /// The number of characters beyond the limit.
    form_over: Plural,
    /// Shown when the comment waits for the blog's owner.
    form_held: Sentence,
    /// The device keeps nothing.
    form_unkept: Sentence,
    /// The tab with the field.
    form_write: Sentence,
    /// The tab that shows what will be published.
    form_preview: Sentence,
    /// The preview of nothing.
    preview_empty: Sentence,
    /// The preview is fetched.
    preview_loading: Sentence,
    /// Before the reason why there is no preview.
    preview_failed: Sentence,
    /// The heading of the comments that are kept on the device.
    waiting_heading: Sentence,
    /// The comment goes out by itself.
    waiting_kept: Sentence,
    /// The same where the device keeps nothing.
    waiting_here: Sentence,
    /// The button that gives the text back to the form.
    waiting_cancel: Sentence,
    /// [`Code::Missing`] in [`Field::Email`].
    email_missing: Sentence,
    /// [`Code::Missing`] in [`Field::Website`].
    website_missing: Sentence,
    /// The heading of the form.
    form_heading: Sentence,
    /// The label of the comment itself.
    form_body: Sentence,
    /// The label of the name.
    form_name: Sentence,
    /// The label of the e-mail address.
    form_email: Sentence,
    /// The hint on the use of the e-mail address.
    form_email_hint: Sentence,
    /// The label of the website.
    form_website: Sentence,
    /// After the label of a field that may stay empty.
    form_optional: Sentence,
    /// The button that sends.
    form_submit: Sentence,
    /// The keys that send.
    form_key: Sentence,
    /// The button while it sends.
    form_sending: Sentence,
    /// Shown when the comment is published.
    form_sent: Sentence,
    /// Before the reason why a comment was not sent.
    form_failed: Sentence,

    /// [`Code::Missing`] in [`Field::Body`].
    body_missing: Sentence,
    /// [`Code::Invisible`] in [`Field::Body`].
    body_invisible: Sentence,
    /// [`Code::Missing`] in [`Field::Name`].
    name_missing: Sentence,
    /// [`Code::Malformed`] in [`Field::Email`].
    email_malformed: Sentence,
    /// [`Code::Malformed`] in [`Field::Website`].
    website_malformed: Sentence,
    /// [`Code::TooLong`] in any field: `{limit}`.
    field_too_long: Sentence,
    /// Any other error of a field.
    field_wrong: Sentence,

    /// [`Code::OutOfRange`] in [`Field::Body`]: `{limit}`.
    body_too_short: Sentence,

    /// The thing asked for does not exist, or is switched off.
    failure_absent: Sentence,
    /// The article takes no comments.
    failure_closed: Sentence,
    /// The same comment is there already.
    failure_duplicate: Sentence,
    /// The server speaks only with those who are logged in.
    failure_login: Sentence,
    /// The server failed: `{status}`.
    failure_broken: Sentence,
    /// A comment was published under this identifier before it was changed.
    failure_conflict: Sentence,
    /// Too many requests came from the reader's network.
    failure_limited: Sentence,
    /// The answer cannot be read.
    failure_malformed: Sentence,
    /// The server refused: `{status}`.
    failure_refused: Sentence,
    /// The server took too long.
    failure_timeout: Sentence,
    /// The request is too long for the server.
    failure_too_long: Sentence,
    /// There is no connection.
    failure_unreachable: Sentence,
    /// The button that tries again.
    retry: Sentence,

    /// The name of the navigation.
    navigation_label: Sentence,
    /// The label of the article before.
    navigation_previous: Sentence,
    /// The label of the article after.
    navigation_next: Sentence,
}

impl Words {
    /// The sentence that says what is wrong with a field and how to mend it;
    /// it may hold `{limit}`.
    pub fn field_error(&self, error: FieldError) -> Sentence {
        match (error.field, error.code) {
            (Field::Body, Code::Missing) => self.body_missing(),
            (Field::Body, Code::Invisible) => self.body_invisible(),
            (Field::Name, Code::Missing) => self.name_missing(),
            (Field::Email, Code::Missing) => self.email_missing(),
            (Field::Website, Code::Missing) => self.website_missing(),
            (Field::Email, Code::Malformed) => self.email_malformed(),
            (Field::Website, Code::Malformed) => self.website_malformed(),
            (Field::Body, Code::OutOfRange) => self.body_too_short(),
            (_, Code::TooLong) => self.field_too_long(),
            _ => self.field_wrong(),
        }
    }
}

/// The forms of a phrase by the categories of the Unicode plural rules, of which `other`
/// stands for every one that is not named. `{count}` is the number.
#[derive(Clone, Copy)]
pub struct Plural(&'static JsValue);

impl Plural {
    /// The form for a category such as `one` or `few`.
    pub(super) fn form(self, category: &str) -> String {
        js_value::text(self.0, category)
            .or_else(|| js_value::text(self.0, "other"))
            .unwrap_or_default()
    }
}

/// A kind of entry in a language's file.
trait Kind {
    #[cfg(all(test, not(target_arch = "wasm32")))]
    const IS_PLURAL: bool;

    /// The one at a place.
    fn of(words: &Words, place: usize) -> Self;
}

impl Kind for Sentence {
    #[cfg(all(test, not(target_arch = "wasm32")))]
    const IS_PLURAL: bool = false;

    fn of(words: &Words, place: usize) -> Self {
        words.sentences[place]
    }
}

impl Kind for Plural {
    #[cfg(all(test, not(target_arch = "wasm32")))]
    const IS_PLURAL: bool = true;

    fn of(words: &Words, place: usize) -> Self {
        Self(words.values[place])
    }
}

/// A text after what it is about.
pub fn labelled(words: &Words, label: &str, text: &str) -> String {
    fill(words.labelled(), &[("label", label), ("text", text)])
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
}
