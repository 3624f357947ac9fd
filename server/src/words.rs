//! Words as readers take them, however they are written: whether a text has a phrase.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::props::{
    DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script,
};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
};

static CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
static COMPATIBLE: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfkc();
static CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
static SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::new();
static IGNORABLE: CodePointSetDataBorrowed<'static> =
    CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Scripts in which no space tells where a word ends; in Korean there are spaces, but a
/// word is joined to what it governs.
const UNSPACED: [Script; 18] = [
    Script::Han,
    Script::Hiragana,
    Script::Katakana,
    Script::Bopomofo,
    Script::Hangul,
    Script::Yi,
    Script::Thai,
    Script::Lao,
    Script::Khmer,
    Script::Myanmar,
    Script::Tibetan,
    Script::NewTaiLue,
    Script::TaiLe,
    Script::TaiTham,
    Script::TaiViet,
    Script::Balinese,
    Script::Javanese,
    Script::Cham,
];

/// The words of a text in their order, in the form in which spellings that look the
/// same are the same: in no case (İ and ı are i, as they are to one who writes I), by
/// Unicode's NFKC, and without what is not seen. Accents are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words(String);

impl Words {
    /// The words of the text.
    pub(crate) fn of(text: &str) -> Self {
        let mut words = String::with_capacity(text.len());
        for character in folded(text).chars() {
            if character.is_alphanumeric() || is_mark(character) {
                words.push(character);
            } else if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        }
        words.truncate(words.trim_end().len());
        Self(words)
    }

    /// True if there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if the words of the phrase, at least one, stand here side by side.
    pub(crate) fn have(&self, phrase: &Self) -> bool {
        let mut from = 0;
        while let Some(found) = self.0[from..].find(&phrase.0) {
            let start = from + found;
            let (before, rest) = self.0.split_at(start);
            let (_, after) = rest.split_at(phrase.0.len());
            if ends_word(before, rest) && ends_word(&rest[..phrase.0.len()], after) {
                return true;
            }
            from = start + rest.chars().next().map_or(1, char::len_utf8);
        }
        false
    }
}

/// True if a word can end between the two.
fn ends_word(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return true;
    };
    let is_apart = |character| character == ' ' || is_unspaced(character);
    !is_mark(next) && (is_apart(last) || is_apart(next))
}

fn folded(text: &str) -> String {
    let seen = text.chars().filter(|character| !is_invisible(*character));
    if text.is_ascii() {
        return seen
            .map(|character| character.to_ascii_lowercase())
            .collect();
    }
    let compatible: String = COMPATIBLE.normalize_iter(seen).map(dotted).collect();
    let folded = CASES.fold_string(&compatible);
    COMPATIBLE.normalize(&folded).into_owned()
}

/// I is the upper case of i in most languages, and of ı in Turkish, in which İ is that
/// of i: in no case, they are one.
fn dotted(character: char) -> char {
    match character {
        'İ' | 'ı' => 'i',
        character => character,
    }
}

fn is_invisible(character: char) -> bool {
    match CATEGORIES.get(character) {
        GeneralCategory::Format => true,
        GeneralCategory::Control => !character.is_whitespace(),
        _ => IGNORABLE.contains(character),
    }
}

/// True if it belongs to the character before it, as accents do.
fn is_mark(character: char) -> bool {
    GeneralCategoryGroup::Mark.contains(CATEGORIES.get(character))
}

fn is_unspaced(character: char) -> bool {
    !character.is_ascii() && UNSPACED.contains(&SCRIPTS.get(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have(text: &str, phrase: &str) -> bool {
        Words::of(text).have(&Words::of(phrase))
    }

    #[test]
    fn a_word_is_known_however_it_is_written() {
        for text in [
            "Visit the CASINO!",
            "cas\u{ad}ino",
            "ca\u{200b}s\u{200d}i\u{2060}n\u{feff}o",
            "c\u{34f}a\u{fe0f}s\u{e0020}ino\u{8}",
            "ＣＡＳＩＮＯ",
            "𝐜𝐚𝐬𝐢𝐧𝐨",
            "ⓒⓐⓢⓘⓝⓞ",
            "CASİNO",
            "CASI\u{307}NO",
            "casıno",
            "在casino玩",
        ] {
            assert!(have(text, "casino"), "{text}");
        }
        assert!(have("STRASSE", "Straße"));
        assert!(have("the ﬁnest", "finest"));
        assert!(have("ΣΊΣΥΦΟΣ", "σίσυφος"));
        assert!(have("e\u{301}te\u{301}", "ÉTÉ"));
    }

    #[test]
    fn another_word_is_another_word() {
        for text in [
            "casinos", "occasino", "casino1", "cas ino", "casiñó", "casi", "",
        ] {
            assert!(!have(text, "casino"), "{text}");
        }
        assert!(!have("été", "ete"), "accents are kept");
        assert!(!have("क्या", "क"), "a vowel sign belongs to its letter");
        assert!(have("क्या", "क्या"));
    }

    #[test]
    fn phrases_are_words_side_by_side() {
        assert!(have("free\nmoney", "Free Money"));
        assert!(have("free - money!", "Free Money"));
        assert!(!have("money free", "free money"));
        assert!(!have("freemoney", "free money"));
        assert!(have("ba a a", "a a"), "a second place is looked at");
    }

    #[test]
    fn a_word_is_found_in_scripts_without_spaces() {
        for (text, phrase) in [
            ("欢迎来到澳门赌场玩", "赌场"),
            ("オンラインカジノで遊ぶ", "カジノ"),
            ("ｵﾝﾗｲﾝｶｼﾞﾉ", "カジノ"),
            ("เล่นคาสิโนออนไลน์", "คาสิโน"),
            ("카지노에서 만나요", "카지노"),
        ] {
            assert!(have(text, phrase), "{text}");
        }
        assert!(!have("我的赌气场面", "赌场"));
        assert!(
            !have("เล่นคาสิโน่", "คาสิโน"),
            "a tone mark makes it another one"
        );
    }
}
