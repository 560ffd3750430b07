//! Who really asks, behind the proxies that the configuration trusts.

use std::net::IpAddr;

use actix_web::http::header::{HOST, HeaderMap};

use crate::config::Network;

/// The other end of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// Its address.
    pub(crate) address: IpAddr,
    /// Whether it spoke TLS.
    pub(crate) tls: bool,
    /// The host that it asked for, with the port where it named one.
    pub(crate) host: String,
}

impl Client {
    /// What a bucket of this client is filed under: the address, or for IPv6 its network of 64 bits, which is
    /// what one customer of a provider gets.
    pub(crate) fn bucket(&self) -> IpAddr {
        match self.address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
            v4 => v4,
        }
    }
}

/// Takes forwarding headers into account when `peer` is a proxy that is trusted, and none otherwise.
pub(crate) fn client(peer: IpAddr, tls: bool, headers: &HeaderMap, trusted: &[Network]) -> Client {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let mut host = text(HOST.as_str()).unwrap_or_default().to_owned();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return Client { address: peer.to_canonical(), tls, host };
    }
    // Each proxy adds whom it heard from; the last one that is not ours is the client, all before it is hearsay.
    let heard: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map_while(|part| part.trim().parse().ok())
        .collect();
    let client = heard.iter().rev().find(|address| !is_trusted(**address)).or(heard.first());
    if let Some(forwarded) = text("x-forwarded-host").filter(|host| !host.contains(',')) {
        forwarded.clone_into(&mut host);
    }
    let tls = text("x-forwarded-proto").map_or(tls, |proto| proto.eq_ignore_ascii_case("https"));
    Client { address: client.copied().unwrap_or(peer).to_canonical(), tls, host }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &'static str)]) -> Client {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted = ["10.0.0.0/8", "::1"].map(|n| Network::try_from(n.to_owned()).unwrap());
        client(peer.parse().unwrap(), false, &map, &trusted)
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let forged = seen(
            "203.0.113.7",
            &[("x-forwarded-for", "10.0.0.9"), ("x-forwarded-proto", "https"), ("host", "a:80")],
        );
        let expected = Client { address: "203.0.113.7".parse().unwrap(), tls: false, host: "a:80".into() };
        assert_eq!(forged, expected);
    }

    #[test]
    fn a_trusted_proxy_names_the_client() {
        for (forwarded, address) in [
            ("198.51.100.1", "198.51.100.1"),
            ("1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("198.51.100.1, 10.2.2.2", "198.51.100.1"),
            ("10.9.9.9, 10.2.2.2", "10.9.9.9"),
            ("not an address", "10.0.0.1"),
        ] {
            let mut headers = vec![("x-forwarded-proto", "https"), ("host", "inner")];
            headers.push(("x-forwarded-for", forwarded));
            headers.push(("x-forwarded-host", "uchite.jp"));
            let found = seen("10.0.0.1", &headers);
            assert_eq!(found.address, address.parse::<IpAddr>().unwrap(), "{forwarded}");
            assert!(found.tls && found.host == "uchite.jp");
        }
    }

    #[test]
    fn addresses_of_one_network_share_a_bucket() {
        let at = |address: &str| seen(address, &[]).bucket();
        assert_eq!(at("2001:db8::1"), at("2001:db8::2:3"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:1.2.3.4"), at("1.2.3.4"));
    }
}
