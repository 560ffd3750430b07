//! Who answers for our pushes: the `sub` of the signature.
//!
//! A push service writes to this address when something goes wrong, and some end a sender with an invented one
//! without a word. So an address that cannot be real is refused at start, where somebody reads the reason.

use url::{Host, Url};

use super::address;
use super::endpoint::{is_at_or_below, is_public_name};

/// Names that are set aside for examples, beside those of local networks.
const EXAMPLE_NAMES: &[&str] = &["example.com", "example.net", "example.org", "example.co.jp", "example.jp"];

/// A contact that a push service may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VapidSubject(String);

/// How strictly a subject is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectRule {
    /// The address must be one that could exist.
    Real,
    /// Any `https:` or `mailto:` address: for tests against stand-ins.
    AnyAddress,
}

/// Why a subject is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubjectRefused {
    /// Neither `mailto:name@domain` nor `https://host`.
    #[error("the push contact `{0}` is neither a mailto: nor an https: address")]
    Malformed(String),
    /// The domain is an example or a name of a local network.
    #[error("the push contact `{0}` is not on the internet; push services refuse or block such senders")]
    NotReal(String),
}

impl VapidSubject {
    /// Reads the contact from the configuration.
    ///
    /// # Errors
    /// When it has another scheme, no domain, or (by [`SubjectRule::Real`]) a domain that cannot be real.
    pub fn parse(text: &str, rule: SubjectRule) -> Result<Self, SubjectRefused> {
        let malformed = || SubjectRefused::Malformed(text.to_owned());
        if text.bytes().any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control()) {
            return Err(malformed());
        }
        let url = Url::parse(text).map_err(|_| malformed())?;
        let real = match url.scheme() {
            "mailto" => is_real_mailbox(url.path()).ok_or_else(malformed)?,
            "https" if url.username().is_empty() && url.password().is_none() => {
                is_real_host(url.host().ok_or_else(malformed)?)
            }
            _ => return Err(malformed()),
        };
        if real || rule == SubjectRule::AnyAddress {
            Ok(Self(text.to_owned()))
        } else {
            Err(SubjectRefused::NotReal(text.to_owned()))
        }
    }

    /// The subject as it stands in the signature.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `None` when it is no mailbox, else whether its domain could be real.
fn is_real_mailbox(mailbox: &str) -> Option<bool> {
    let (name, domain) = mailbox.rsplit_once('@')?;
    let parsed = Host::parse(domain).ok()?;
    (!name.is_empty() && !name.contains('@')).then(|| is_real_host(parsed))
}

fn is_real_host<S: AsRef<str>>(host: Host<S>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.as_ref().to_ascii_lowercase();
            let example = EXAMPLE_NAMES.iter().any(|parent| is_at_or_below(&name, parent));
            is_public_name(&name) && !example
        }
        Host::Ipv4(v4) => address::require_public(v4.into()).is_ok(),
        Host::Ipv6(v6) => address::require_public(v6.into()).is_ok(),
    }
}
