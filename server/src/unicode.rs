//! Unicode's part in the rule for articles' keys, as browsers have it.

use article_widgets_model::Unicode;
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use url::{Position, Url};

static COMPOSED: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// The server's Unicode functions for the model.
pub(crate) const UNICODE: Unicode = Unicode {
    composed: |text| COMPOSED.normalize(text).into_owned(),
    host: |authority| {
        let url = Url::parse(&["https://", authority].concat()).ok()?;
        Some(url[Position::BeforeHost..Position::AfterPort].to_owned())
    },
};

#[cfg(test)]
mod tests {
    use article_widgets_model::normalised;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_normalised_key_stays_as_it_is(
            key in "(HTTP|https)://([wW.a-cßİk1:@%é\u{ad}\u{3002}-]{0,9}|\\PC{0,6})\
                (/|\\\\|\\?|#|#!)([%2fF0eE./?#&=+\u{338}\u{301}a\u{a0}\u{3000}-]|\\PC){0,12}"
        ) {
            let once = normalised(&key, &UNICODE);
            prop_assert_eq!(normalised(&once, &UNICODE), once, "{:?}", key);
        }
    }
}
