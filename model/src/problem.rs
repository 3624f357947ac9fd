use crate::FieldError;

/// An error answer: a problem document (RFC 9457), sent as
/// `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The kind of problem, as a URI; `about:blank` where the status says it all.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// The kind in English, for a developer who reads the answer.
    pub title: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The error of this request, in English.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub detail: Option<String>,
    /// The fields that are wrong.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub errors: Vec<FieldError>,
}
