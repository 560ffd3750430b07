//! How a client says who it is.

use std::fmt;

/// What goes with every request. Its text is never printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// A personal access token: `Authorization: Bearer …`.
    Bearer(String),
    /// A browser's sign-in: `Cookie: name=value`.
    Cookie(String),
}

impl Credential {
    /// A personal access token.
    pub fn bearer(token: impl Into<String>) -> Credential {
        Credential::Bearer(token.into())
    }

    /// The header that carries it: name and value.
    #[must_use]
    pub fn header(&self) -> (&'static str, String) {
        match self {
            Credential::Bearer(token) => ("authorization", format!("Bearer {token}")),
            Credential::Cookie(pair) => ("cookie", pair.clone()),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::Bearer(_) => f.write_str("Bearer(…)"),
            Credential::Cookie(_) => f.write_str("Cookie(…)"),
        }
    }
}
