use yew::AttrValue;

use crate::backend::Source;
use crate::host::Host;
use crate::language::Language;

/// What the comments' element says.
#[derive(Clone, PartialEq, yew::Properties)]
pub struct Properties {
    /// The element.
    pub host: Host,
    /// Whose comments are shown.
    pub source: Source,
    /// The language to speak.
    pub language: Language,
    /// The language in which readers write, as a tag.
    pub page_language: AttrValue,
}

impl Properties {
    /// Reads the element's attributes.
    pub fn read(host: &Host) -> Self {
        Self {
            source: host.source(),
            language: host.language(),
            page_language: host.page_language().into(),
            host: host.clone(),
        }
    }
}
