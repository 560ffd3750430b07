//! Which addresses of the internet a push may be sent to.
//!
//! An endpoint is an address that somebody handed us, and the server stands inside the company's network: what is
//! reachable from here and not from outside must stay out of reach. So for IPv6 only the range that is routed
//! publicly is let in and the special parts of it are taken out; for IPv4 all special ranges are taken out. An
//! IPv6 address that carries an IPv4 address (mapped, or translated by NAT64) is judged by what it carries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not public. The text of each is its stable name in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPublic {
    /// `0.0.0.0/8`, `::`: this host, or no address at all.
    #[error("unspecified")]
    Unspecified,
    /// `127.0.0.0/8`, `::1`.
    #[error("loopback")]
    Loopback,
    /// RFC 1918, and unique local addresses of IPv6.
    #[error("private")]
    Private,
    /// `169.254.0.0/16`, `fe80::/10`; the metadata pages of cloud providers live here.
    #[error("link_local")]
    LinkLocal,
    /// `100.64.0.0/10`: behind the translator of a provider.
    #[error("shared")]
    Shared,
    /// One-to-many addresses.
    #[error("multicast")]
    Multicast,
    /// Documentation and benchmarking ranges.
    #[error("documentation")]
    Documentation,
    /// Tunnels that can end anywhere: 6to4, Teredo, NAT64 with a local prefix.
    #[error("tunnel")]
    Tunnel,
    /// Everything else that no public host has: `240.0.0.0/4`, protocol assignments, IPv6 outside `2000::/3`.
    #[error("reserved")]
    Reserved,
}

/// IPv4 ranges (network, prefix length) that no public host has.
const SPECIAL_V4: &[(Ipv4Addr, u32, NotPublic)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, NotPublic::Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, NotPublic::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, NotPublic::Shared),
    (Ipv4Addr::new(127, 0, 0, 0), 8, NotPublic::Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, NotPublic::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, NotPublic::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(192, 88, 99, 0), 24, NotPublic::Tunnel),
    (Ipv4Addr::new(192, 168, 0, 0), 16, NotPublic::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, NotPublic::Documentation),
    (Ipv4Addr::new(198, 51, 100, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, NotPublic::Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, NotPublic::Reserved),
];

/// IPv6 ranges with a reason of their own. What is neither here nor in `2000::/3` is reserved.
const SPECIAL_V6: &[(Ipv6Addr, u32, NotPublic)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, NotPublic::Unspecified),
    (Ipv6Addr::LOCALHOST, 128, NotPublic::Loopback),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, NotPublic::Tunnel),
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, NotPublic::Reserved),
    // Teredo first: the IETF block around it also holds benchmarking and identifiers that are not routed.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, NotPublic::Tunnel),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, NotPublic::Reserved),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, NotPublic::Documentation),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, NotPublic::Tunnel),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, NotPublic::Documentation),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, NotPublic::Private),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, NotPublic::LinkLocal),
    // Site-local: deprecated, still found in old networks.
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, NotPublic::Private),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, NotPublic::Multicast),
];

/// Says whether `address` is one that any host of the internet could reach, or why it is not.
///
/// # Errors
/// The reason why the address is not public.
pub fn require_public(address: IpAddr) -> Result<(), NotPublic> {
    match address {
        IpAddr::V4(v4) => require_public_v4(v4),
        IpAddr::V6(v6) => match carried_v4(v6) {
            Some(v4) => require_public_v4(v4),
            None => require_public_v6(v6),
        },
    }
}

fn require_public_v4(address: Ipv4Addr) -> Result<(), NotPublic> {
    let bits = u32::from(address);
    let hit = SPECIAL_V4.iter().find(|(network, length, _)| {
        let mask = u32::MAX << (32 - length);
        bits & mask == u32::from(*network) & mask
    });
    hit.map_or(Ok(()), |(_, _, reason)| Err(*reason))
}

fn require_public_v6(address: Ipv6Addr) -> Result<(), NotPublic> {
    let bits = u128::from(address);
    let hit = SPECIAL_V6.iter().find(|(network, length, _)| {
        let mask = u128::MAX << (128 - length);
        bits & mask == u128::from(*network) & mask
    });
    if let Some((_, _, reason)) = hit {
        return Err(*reason);
    }
    // 2000::/3 is all that has ever been given out for public hosts.
    if bits >> 125 == 0b001 { Ok(()) } else { Err(NotPublic::Reserved) }
}

/// The IPv4 address inside `::ffff:a.b.c.d` and inside `64:ff9b::a.b.c.d`. The latter is how a network without
/// IPv4 reaches public IPv4 hosts, so it cannot simply be refused.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let nat64 = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    if nat64 {
        let [.., a, b, c, d] = address.octets();
        return Some(Ipv4Addr::new(a, b, c, d));
    }
    address.to_ipv4_mapped()
}
