//! Comments: kept in the order in which they were taken, read thread by thread.

mod adding;
mod changing;
mod moderating;
mod reading;
mod room;
mod row;
mod sight;
mod visibility;

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

pub(crate) use adding::{Addition, Hold, NewComment};
pub(crate) use changing::{Refusal, Text};
pub(crate) use reading::Page;
pub(crate) use row::View;

/// A comment's place among all, from which the next page starts.
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

/// A comment's place in the order in which an article's comments came to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(i64);

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Place {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u32>().map(|place| Self(place.into()))
    }
}
