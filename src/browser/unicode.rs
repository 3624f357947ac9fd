//! Unicode's part in the rule for articles' keys, which the browser knows.

use article_widgets_model::Unicode;
use js_sys::JsString;
use web_sys::Url;

/// The browser's functions for the model.
pub const UNICODE: Unicode = Unicode {
    composed: |text| JsString::from(text).normalize("NFC").into(),
    host: |authority| Some(Url::new(&["https://", authority].concat()).ok()?.host()),
};
