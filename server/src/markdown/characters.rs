//! Characters as they stand in Markdown and in addresses.

use pulldown_cmark::{Event, Parser};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// The longest name of a character, in bytes.
const NAME_MAXIMUM: usize = 40;

/// A character as it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) character: char,
    /// The bytes of its written form.
    pub(super) length: usize,
}

/// The first character of a text, which may be escaped, or written by its name.
pub(super) fn unit(text: &str) -> Option<Unit> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let mut escaped = || {
        let escaped = characters.next().filter(char::is_ascii_punctuation)?;
        Some(Unit {
            character: escaped,
            length: 2,
        })
    };
    let special = match first {
        '\\' => escaped(),
        '&' => named(text),
        _ => None,
    };
    Some(special.unwrap_or(Unit {
        character: first,
        length: first.len_utf8(),
    }))
}

/// A character by its name, such as `&quot;`.
fn named(text: &str) -> Option<Unit> {
    let window = &text[..text.floor_char_boundary(NAME_MAXIMUM)];
    let (name, _) = window.split_once(';')?;
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"&#".contains(&byte);
    if !name.bytes().all(is_of_name) {
        return None;
    }
    let name = &text[..=name.len()];
    let character = match name {
        "&amp;" => '&',
        _ => {
            let text = Parser::new(name).find_map(|event| match event {
                Event::Text(text) if &*text != name => Some(text),
                _ => None,
            })?;
            let mut characters = text.chars();
            let character = characters.next()?;
            characters.next().is_none().then_some(character)?
        }
    };
    Some(Unit {
        character,
        length: name.len(),
    })
}

/// True for letters with their marks, and numbers, of any script.
pub(super) fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || !character.is_ascii()
            && matches!(
                character.general_category_group(),
                GeneralCategoryGroup::Letter
                    | GeneralCategoryGroup::Mark
                    | GeneralCategoryGroup::Number
            )
}

/// True for invisible characters that join letters or keep them apart.
pub(super) fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// True for characters that follow an address directly, without a space: letters of scripts that
/// have no spaces between words, or whose endings follow any word, and pictures.
pub(super) fn is_attached(character: char) -> bool {
    if character.is_ascii() {
        return false;
    }
    let is_of_script = matches!(u32::from(character),
        0x0e00..=0x0fff // Thai, Lao, Tibetan
        | 0x1000..=0x109f // Myanmar
        | 0x1100..=0x11ff // Hangul
        | 0x1780..=0x17ff // Khmer
        | 0x2e80..=0xa4cf // Chinese, Japanese, Yi
        | 0xa960..=0xa97f | 0xac00..=0xd7ff // Hangul
        | 0xf900..=0xfaff | 0xff00..=0xffef // compatible and full-width forms
        | 0x1_b000..=0x1_b16f // Kana
        | 0x2_0000..=0x3_ffff // Chinese
    );
    let is_picture = matches!(character, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}');
    is_picture || is_of_script && is_word(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_what_is_meant_by_it() {
        for (text, character, length) in [
            ("a", 'a', 1),
            ("é", 'é', 2),
            ("\\_b", '_', 2),
            ("\\b", '\\', 1),
            ("\\", '\\', 1),
            ("&amp;b", '&', 5),
            ("&quot;", '"', 6),
            ("&#x4e2d;", '中', 8),
            ("&copy=2;", '&', 1),
            ("&unknown;", '&', 1),
            ("& b;", '&', 1),
        ] {
            assert_eq!(unit(text), Some(Unit { character, length }), "{text}");
        }
        assert_eq!(unit(""), None);
    }

    #[test]
    fn words_go_on_with_their_marks() {
        for word in ["Zoé", "हिन्दी", "ภาษาไทย", "שָׁלוֹם", "١٢", "中文"]
        {
            assert!(word.chars().all(is_word), "{word}");
        }
        for mark in [
            '，', '。', '、', '」', '）', '؟', '،', '।', '»', '”', '…', '—', ' ',
        ] {
            assert!(!is_word(mark) && !is_attached(mark), "{mark}");
        }
    }
}
