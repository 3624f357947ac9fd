use crate::{Code, Field, FieldError};

/// The stars of a scale that a request does not name.
pub const BEST_DEFAULT: u8 = 5;
/// The shortest scale, in stars.
pub const BEST_MINIMUM: u8 = 2;
/// The longest scale, in stars.
pub const BEST_MAXIMUM: u8 = 10;

/// One reader's vote on one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vote {
    /// The stars given, from 1 to `best`.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10))]
    pub value: u8,
    /// The stars of the scale, from 2 to 10.
    #[cfg_attr(feature = "openapi", schema(minimum = 2, maximum = 10))]
    pub best: u8,
}

impl Vote {
    /// The errors of the vote; none for a vote that counts.
    pub fn validate(self) -> Vec<FieldError> {
        if !(BEST_MINIMUM..=BEST_MAXIMUM).contains(&self.best) {
            vec![FieldError::new(Field::Best, Code::OutOfRange)]
        } else if !(1..=self.best).contains(&self.value) {
            vec![FieldError::new(Field::Value, Code::OutOfRange)]
        } else {
            Vec::new()
        }
    }
}

/// The sum of all votes on an article, and the asking voter's own vote.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingSummary {
    /// The mean of all votes in stars of the scale `best`; none without votes.
    pub average: Option<f64>,
    /// The stars of the scale in which `average` and `vote` are given.
    pub best: u8,
    /// The number of votes.
    pub count: u64,
    /// The stars that the asking voter gave, if that voter is known.
    pub vote: Option<u8>,
}

impl RatingSummary {
    /// The summary of an article on which nobody voted.
    pub const fn empty(best: u8) -> Self {
        Self {
            average: None,
            best,
            count: 0,
            vote: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: u8, best: u8) -> Vec<Field> {
        let errors = Vote { value, best }.validate();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_vote_is_a_star_of_its_scale() {
        assert!(fields(1, 5).is_empty());
        assert!(fields(5, 5).is_empty());
        assert_eq!(fields(0, 5), [Field::Value]);
        assert_eq!(fields(6, 5), [Field::Value]);
    }

    #[test]
    fn a_scale_has_2_to_10_stars() {
        assert!(fields(10, 10).is_empty());
        assert_eq!(fields(1, 1), [Field::Best]);
        assert_eq!(fields(11, 11), [Field::Best]);
    }
}
