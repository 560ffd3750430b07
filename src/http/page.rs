//! Lists, a page at a time, with an opaque cursor to the next one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uchite_domain::{Code, Seq};
use utoipa::ToSchema;

use super::problem::Problem;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T: ToSchema> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// Hand it back as `after` for the next page; null: that was all.
    pub(crate) next: Option<String>,
    /// The cursor at which this was built: a live session goes on from here.
    pub(crate) cursor: Seq,
}

impl<T: ToSchema> Page<T> {
    /// All there is, on one page.
    pub(crate) fn whole(items: Vec<T>, cursor: Seq) -> Page<T> {
        Page { items, next: None, cursor }
    }
}

/// A position as clients hand it back.
pub(crate) fn seal(position: &impl Serialize) -> String {
    // Numbers and texts always serialise.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default())
}

/// A position that a client handed back.
pub(crate) fn unseal<T: DeserializeOwned>(after: &str) -> Result<T, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(after).ok();
    let position = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    position.ok_or_else(|| Problem::new(Code::BadCursor, "`after` is no position of a list"))
}

/// Cards or rows on a page: what was asked for, within bounds.
pub(crate) fn limit(asked: Option<u32>, usual: usize, most: usize) -> Result<usize, Problem> {
    let Some(asked) = asked.map(|n| n as usize) else { return Ok(usual) };
    if (1..=most).contains(&asked) {
        return Ok(asked);
    }
    Err(Problem::new(Code::OutOfRange, format!("limit is between 1 and {most}")))
}
