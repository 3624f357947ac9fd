//! A small sign by which readers know an author again, drawn from the name here:
//! nothing is asked of anybody.

use web_sys::Element;

use crate::host::{copy, text_node};

/// How many colours the style sheet has for it.
const HUES: u32 = 12;

/// The first letter of a name on a ground whose colour the name decides, in a copy of
/// `pattern`.
pub(super) fn avatar(pattern: &Element, name: &str) -> Element {
    let letter = name.chars().find(|character| !character.is_whitespace());
    let class = ["avatar hue-", &hue(name).to_string()].concat();
    let letter = letter.map(String::from).unwrap_or_default();
    copy(pattern, &[("class", &class)], &[&text_node(&letter)])
}

/// By the hash FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 8) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_the_colours_evenly() {
        let mut counts = [0; HUES as usize];
        for number in 0..1200 {
            counts[hue(&format!("Reader {number}")) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (60..=140).contains(count)),
            "{counts:?}"
        );
        assert_eq!(hue("Ada"), hue("Ada"));
    }
}
