//! Unicode's part in the rule for articles' keys, as browsers have it.

use article_widgets_model::Unicode;
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use url::{Position, Url};

static COMPOSED: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// What the model asks for.
pub(crate) const UNICODE: Unicode = Unicode {
    composed: |text| COMPOSED.normalize(text).into_owned(),
    host: |authority| {
        let url = Url::parse(&["https://", authority].concat()).ok()?;
        Some(url[Position::BeforeHost..Position::AfterPort].to_owned())
    },
};
