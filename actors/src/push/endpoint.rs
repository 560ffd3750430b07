//! The guard at the door: which push endpoints are accepted at all, and where a push really goes.
//!
//! A push endpoint is hostile input: any member may register any address. Accepted is `https` on port 443 with a
//! host name of the public internet or a public IP literal. Port 443 only, since every push service of a browser
//! vendor uses it and a free choice of port would turn the server into a port scanner; whoever runs a relay on
//! another port names it in `trusted_origins`.
//!
//! The check of the text is half of the guard. The other half judges the addresses that the name resolves to, at
//! the moment of connecting: see [`super::resolver`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::address::{self, NotPublic};

/// The longest endpoint that is kept, in bytes. Real ones have 150 to 600.
pub const MAX_ENDPOINT_BYTES: usize = 2048;

/// Names that exist only inside a network, or nowhere. Each stands for itself and for everything below it.
const LOCAL_NAMES: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "test",
    "invalid",
    "example",
    "onion",
    "alt",
    "in-addr.arpa",
    "ip6.arpa",
];

/// Scheme, host and port of an address, written as browsers write it: lower case, without a default port.
///
/// Reads from and writes to text such as `https://push.example.co.jp` or `http://127.0.0.1:9009`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an origin: expected http or https, a host and maybe a port, and nothing after it")]
pub struct NotAnOrigin(String);

impl Origin {
    /// Reads an origin as it stands in a configuration. A single `/` at the end is forgiven.
    ///
    /// # Errors
    /// When the text has another scheme, a user name, a path, a query or a fragment, or is no address at all.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let refuse = || NotAnOrigin(text.to_owned());
        let url = Url::parse(text).map_err(|_| refuse())?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare && matches!(url.scheme(), "http" | "https") { Ok(Self::of(&url)) } else { Err(refuse()) }
    }

    /// The origin of an `http` or `https` address.
    fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    /// The origin as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = NotAnOrigin;

    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        Self::parse(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the operator says about endpoints. Empty is right unless there is a push relay in the house.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointPolicy {
    /// Origins that may be plain `http`, on any port and on a private address: a relay in the house, a test.
    pub trusted_origins: BTreeSet<Origin>,
    /// For an endpoint of the first origin the second one is dialled. The signature keeps naming the first, and the
    /// second counts as trusted.
    pub overrides: BTreeMap<Origin, Origin>,
}

/// An endpoint that passed the check of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    origin: Origin,
    dial: Url,
    route: Route,
}

/// How an endpoint is dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Every address it resolves to must be public.
    Guarded,
    /// The operator vouches for it.
    Trusted,
}

impl Endpoint {
    /// The origin that the browser was given: the audience of the signature and the host of the pacing.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What is really dialled: the endpoint, moved to another origin where an override says so.
    #[must_use]
    pub fn dial(&self) -> &Url {
        &self.dial
    }

    /// Whether the addresses of the name are judged when connecting.
    #[must_use]
    pub fn route(&self) -> Route {
        self.route
    }
}

/// Why an endpoint is refused. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointRefused {
    /// Longer than [`MAX_ENDPOINT_BYTES`].
    #[error("the push endpoint has {bytes} bytes; {MAX_ENDPOINT_BYTES} are allowed")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// Not an address, or one without a host.
    #[error("the push endpoint is not a web address")]
    NotAUrl,
    /// Not `https`.
    #[error("the push endpoint is not https")]
    NotHttps,
    /// A user name or a password stands in it.
    #[error("the push endpoint carries a user name or password")]
    Userinfo,
    /// A port other than 443.
    #[error("the push endpoint is on port {port}; only 443 is allowed")]
    Port {
        /// The port it names.
        port: u16,
    },
    /// A host name of a local network, or without a dot, or ending in one.
    #[error("the push endpoint's host name is not one of the public internet")]
    LocalName,
    /// An IP literal, in whatever notation, that is not public.
    #[error("the push endpoint is a {0} address")]
    Address(NotPublic),
    /// The name resolved to an address that is not public, when connecting.
    #[error("the push endpoint's name leads to a {0} address")]
    ResolvedAddress(NotPublic),
}

impl EndpointRefused {
    /// The stable code for the wire, the log and the metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "push_endpoint_too_long",
            Self::NotAUrl => "push_endpoint_malformed",
            Self::NotHttps => "push_endpoint_not_https",
            Self::Userinfo => "push_endpoint_userinfo",
            Self::Port { .. } => "push_endpoint_port",
            Self::LocalName => "push_endpoint_local_name",
            Self::Address(_) | Self::ResolvedAddress(_) => "push_endpoint_not_public",
        }
    }
}

impl EndpointPolicy {
    /// Checks an endpoint as a browser handed it over. Done at registration and again before every push, since the
    /// policy may have changed in between.
    ///
    /// # Errors
    /// The first reason found for refusing it.
    pub fn check_url(&self, text: &str) -> Result<Endpoint, EndpointRefused> {
        if text.len() > MAX_ENDPOINT_BYTES {
            return Err(EndpointRefused::TooLong { bytes: text.len() });
        }
        let mut url = Url::parse(text).map_err(|_| EndpointRefused::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(EndpointRefused::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointRefused::Userinfo);
        }
        url.set_fragment(None);
        let origin = Origin::of(&url);
        if let Some(target) = self.overrides.get(&origin) {
            let dial = moved_to(&url, target)?;
            return Ok(Endpoint { origin, dial, route: Route::Trusted });
        }
        if self.trusted_origins.contains(&origin) {
            return Ok(Endpoint { origin, dial: url, route: Route::Trusted });
        }
        require_public_web(&url)?;
        Ok(Endpoint { origin, dial: url, route: Route::Guarded })
    }
}

/// The rule for endpoints that nobody vouches for.
fn require_public_web(url: &Url) -> Result<(), EndpointRefused> {
    if url.scheme() != "https" {
        return Err(EndpointRefused::NotHttps);
    }
    match url.host() {
        None => return Err(EndpointRefused::NotAUrl),
        // The parser has turned decimal, octal, hexadecimal and shortened notations into an address by now.
        Some(Host::Ipv4(v4)) => address::require_public(v4.into()).map_err(EndpointRefused::Address)?,
        Some(Host::Ipv6(v6)) => address::require_public(v6.into()).map_err(EndpointRefused::Address)?,
        Some(Host::Domain(name)) if !is_public_name(name) => {
            return Err(EndpointRefused::LocalName);
        }
        Some(Host::Domain(_)) => {}
    }
    match url.port() {
        None => Ok(()),
        Some(port) => Err(EndpointRefused::Port { port }),
    }
}

/// Whether a host name (lower case, ASCII) could be one of the public internet. A dot at the end is refused too: no
/// browser hands one out, and it would be a second spelling of the same host.
pub(super) fn is_public_name(name: &str) -> bool {
    let local = LOCAL_NAMES.iter().any(|parent| is_at_or_below(name, parent));
    name.contains('.') && !name.ends_with('.') && !local
}

/// Whether a host name is `parent` or ends in `.parent`.
pub(super) fn is_at_or_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The same path and query at another origin.
fn moved_to(url: &Url, target: &Origin) -> Result<Url, EndpointRefused> {
    let mut moved = Url::parse(target.as_str()).map_err(|_| EndpointRefused::NotAUrl)?;
    moved.set_path(url.path());
    moved.set_query(url.query());
    Ok(moved)
}
