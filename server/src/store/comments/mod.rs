//! Comments: kept in the order in which they were taken, read thread by thread.

mod adding;
mod changing;
mod moderating;
mod page_budget;
mod private_visibility;
mod reading;
mod renewal;
mod row;
mod visibility;

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use article_widgets_model::Identifier;

pub(crate) use adding::{Addition, Hold, NewComment};
pub(crate) use changing::{Refusal, Text};
pub(crate) use reading::Page;
pub(super) use renewal::Renewal;
pub(crate) use row::View;

/// A comment's place among all, from which the owner's next page starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position(i64);

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Position {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The position up to which a reader knows the visible comments of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The place of the last comment that everyone finds.
    published: i64,
    /// The last of the held comments that the asker alone finds. Its name and not its
    /// number: that would tell how many others are taken.
    held: Option<Identifier>,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.published.fmt(formatter)?;
        match self.held {
            Some(held) => write!(formatter, "-{held}"),
            None => Ok(()),
        }
    }
}

/// A text that is no [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (published, held) = match text.split_once('-') {
            Some((published, held)) => (published, Some(held)),
            None => (text, None),
        };
        let published: u32 = published.parse().map_err(|_| NoPlace)?;
        let held = held.map(|held| Identifier::parse(held).ok_or(NoPlace));
        Ok(Self {
            published: published.into(),
            held: held.transpose()?,
        })
    }
}
