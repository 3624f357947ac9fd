//! Whose code it is: the crate's or the room's that wrote it, and the widget's or the
//! room's for whose types a compiler made it anew.

use std::collections::BTreeMap;
use std::fmt;

use super::program::Program;

/// The bundle's own crate, as names of functions have it.
const OWN: &str = "article_widgets";

/// The rooms that hold a widget.
const WIDGETS: [&str; 3] = ["comments", "navigation", "rating"];

/// A number of bytes, and of functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    bytes: usize,
    functions: usize,
}

impl Share {
    fn add(&mut self, bytes: usize) {
        self.bytes += bytes;
        self.functions += 1;
    }
}

/// The bytes of a program's code by who wrote it and whom it is for.
pub(super) struct Shares {
    by_crate: BTreeMap<String, Share>,
    by_room: BTreeMap<String, Share>,
    data: usize,
    rest: usize,
}

impl Shares {
    /// Shares out a program.
    pub(super) fn of(program: &Program) -> Self {
        let mut shares = Self {
            by_crate: BTreeMap::new(),
            by_room: BTreeMap::new(),
            data: program.data,
            rest: program.rest,
        };
        for (name, bytes) in &program.functions {
            let owner = Owner::of(name);
            let by_crate = shares.by_crate.entry(owner.package.to_owned());
            by_crate.or_default().add(*bytes);
            shares.by_room.entry(owner.room()).or_default().add(*bytes);
        }
        shares
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        table(formatter, "code by crate, bytes", &self.by_crate)?;
        writeln!(formatter)?;
        table(formatter, "code by room, bytes", &self.by_room)?;
        writeln!(formatter, "\n{:<34} {:>9}", "data", self.data)?;
        writeln!(
            formatter,
            "{:<34} {:>9}",
            "types, imports, tables", self.rest
        )
    }
}

/// The shares, the largest first.
fn table(
    formatter: &mut fmt::Formatter<'_>,
    title: &str,
    shares: &BTreeMap<String, Share>,
) -> fmt::Result {
    let mut rows: Vec<_> = shares.iter().collect();
    rows.sort_by_key(|(_, share)| std::cmp::Reverse(share.bytes));
    writeln!(formatter, "{title:<34} {:>9} {:>9}", "", "functions")?;
    for (name, share) in &rows {
        let Share { bytes, functions } = share;
        writeln!(formatter, "{name:<34} {bytes:>9} {functions:>9}")?;
    }
    let bytes: usize = rows.iter().map(|(_, share)| share.bytes).sum();
    let functions: usize = rows.iter().map(|(_, share)| share.functions).sum();
    writeln!(formatter, "{:<34} {bytes:>9} {functions:>9}", "all")
}

/// The origin of a function.
#[derive(Debug, PartialEq, Eq)]
struct Owner<'a> {
    /// The crate that wrote it.
    package: &'a str,
    /// The own crate's room that wrote it, if it is ours.
    own: Option<&'a str>,
    /// The own crate's room for whose types or closures it was made.
    made_for: Option<&'a str>,
}

impl<'a> Owner<'a> {
    /// Reads the name of a function.
    fn of(name: &'a str) -> Self {
        let path = name.trim_start_matches(|first: char| !is_word(first));
        let path = ["dyn ", "mut "]
            .iter()
            .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
        let end = path.find(|next| !is_word(next)).unwrap_or(path.len());
        let (package, rest) = path.split_at(end);
        if !rest.starts_with("::") {
            return Self {
                package: "without a path",
                own: None,
                made_for: None,
            };
        }
        let mut rooms = rooms(path);
        let own = (package == OWN).then(|| rooms.next()).flatten();
        let made_for = match own {
            None => rooms.next(),
            Some(own) => rooms.find(|room| *room != own && WIDGETS.contains(room)),
        };
        Self {
            package,
            own,
            made_for,
        }
    }

    fn room(&self) -> String {
        let writer = match self.own {
            Some(room) => format!("src/{room}"),
            None => self.package.to_owned(),
        };
        match self.made_for {
            Some(room) => format!("{writer} for {room}"),
            None => writer,
        }
    }
}

/// The rooms of the own crate that a name names, in its order.
fn rooms(name: &str) -> impl Iterator<Item = &str> {
    let mentions = name.match_indices(OWN).filter_map(|(start, _)| {
        let is_whole = !name[..start].ends_with(is_word);
        name[start + OWN.len()..]
            .strip_prefix("::")
            .filter(|_| is_whole)
    });
    mentions.map(|rest| {
        let end = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
        &rest[..end]
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_its_writers_and_made_for_a_room() {
        for (name, package, room) in [
            (
                "<yew::html::CompStateInner<article_widgets::rating::view::Rating> as yew::Stateful>::view",
                "yew",
                "yew for rating",
            ),
            (
                "<yew::virtual_dom::VNode as yew::Reconcilable>::reconcile",
                "yew",
                "yew",
            ),
            (
                "article_widgets::task::start_some::<article_widgets::backend::Answer, article_widgets::navigation::effects::ask::{closure#0}>",
                "article_widgets",
                "src/task for navigation",
            ),
            (
                "<article_widgets::comments::state::State as core::default::Default>::default",
                "article_widgets",
                "src/comments",
            ),
            (
                "<&mut article_widgets::backend::isso::Isso>::begin",
                "article_widgets",
                "src/backend",
            ),
            (
                "core::ptr::drop_in_place::<article_widgets::comments::draft::Draft>",
                "core",
                "core for comments",
            ),
            (
                "article_widgets_model::comment::is_domain",
                "article_widgets_model",
                "article_widgets_model",
            ),
            ("mount externref shim", "without a path", "without a path"),
            ("", "without a path", "without a path"),
        ] {
            let owner = Owner::of(name);
            assert_eq!((owner.package, &*owner.room()), (package, room), "{name}");
        }
    }

    #[test]
    fn no_byte_is_lost() {
        let functions = [("core::f", 5), ("core::g", 2), ("odd", 1)];
        let program = Program {
            functions: functions.map(|(name, size)| (name.to_owned(), size)).into(),
            data: 10,
            rest: 20,
        };
        let shares = Shares::of(&program);
        let core = Share {
            bytes: 7,
            functions: 2,
        };
        assert_eq!(shares.by_crate["core"], core);
        assert!(
            shares
                .to_string()
                .contains("all                                        8         3")
        );
    }
}
