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
            (Field::Email, Code::Malformed) => self.email_malformed,
            (Field::Website, Code::Malformed) => self.website_malformed,
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
