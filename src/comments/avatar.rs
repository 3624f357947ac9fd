//! A small sign by which readers know an author again, drawn from the name here:
//! nothing is asked of anybody.

use web_sys::Element;

use crate::browser::text::digits;

/// The number of the avatar's colours in the style sheet.
const HUES: u32 = 12;

/// Makes an element the sign of a name: its first letter on a ground whose colour the
/// name decides.
pub(super) fn sign(element: &Element, name: &str) {
    let letter = name.chars().find(|character| !character.is_whitespace());
    let letter = letter.map(String::from).unwrap_or_default();
    element.set_class_name(&["avatar hue-", &digits(hue(name))].concat());
    element.set_text_content(Some(&letter));
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
