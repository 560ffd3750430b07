//! Clients' references: which event a member's reference led to.
//!
//! Kept as a hash of member and reference each, in memory and, in the order of arrival, in pages on the
//! disk. Two references may have one hash, so a hit is to be checked against the log.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use uchite_domain::{MemberId, Seq};

use super::varint::Damaged;

/// Entries on a page of the disk, 16 bytes each.
const PAGE_ENTRIES: usize = 512;

type Entry = (u64, Seq);

/// Which event each reference led to.
#[derive(Debug, Default)]
pub(super) struct ClientRefs {
    by_hash: HashMap<u64, Seq>,
    /// Pages before this one are full and written.
    first: u64,
    /// The entries from that page on.
    tail: Vec<Entry>,
    /// How many of them are written.
    written: usize,
}

/// Stable, since it is written down; cryptographic, since members choose the references.
fn hash(member: MemberId, client_ref: &str) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(member.0.to_be_bytes());
    hasher.update(client_ref.as_bytes());
    let digest = hasher.finalize();
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl ClientRefs {
    pub(super) fn get(&self, member: MemberId, client_ref: &str) -> Option<Seq> {
        self.by_hash.get(&hash(member, client_ref)).copied()
    }

    /// Remembers a reference. Of two events under one, the earlier counts, in whatever order they come.
    pub(super) fn insert(&mut self, member: MemberId, client_ref: &str, seq: Seq) {
        let hash = hash(member, client_ref);
        if self.take(hash, seq) {
            self.tail.push((hash, seq));
        }
    }

    fn take(&mut self, hash: u64, seq: Seq) -> bool {
        let known = self.by_hash.entry(hash).or_insert(Seq::MAX);
        let earlier = seq < *known;
        *known = seq.min(*known);
        earlier
    }

    pub(super) fn is_clean(&self) -> bool {
        self.written == self.tail.len()
    }

    /// The pages that have to be written, and how many entries they bring the written ones to.
    pub(super) fn encode(&self) -> (Vec<(u64, Vec<u8>)>, usize) {
        if self.is_clean() {
            return (Vec::new(), self.written);
        }
        let from = self.written / PAGE_ENTRIES;
        let pages = self.tail.chunks(PAGE_ENTRIES).enumerate().skip(from);
        let encoded = pages.map(|(place, entries)| (self.first + place as u64, encode(entries))).collect();
        (encoded, self.tail.len())
    }

    /// So many entries of [`Self::encode`] have been written.
    pub(super) fn written(&mut self, entries: usize) {
        let full = entries / PAGE_ENTRIES;
        self.tail.drain(..full * PAGE_ENTRIES);
        self.first += full as u64;
        self.written = entries - full * PAGE_ENTRIES;
    }

    /// Takes a page over that was read from the disk, in order.
    pub(super) fn load_page(&mut self, page: u64, bytes: &[u8]) -> Result<(), Damaged> {
        let entries = decode(bytes)?;
        for (hash, seq) in &entries {
            self.take(*hash, *seq);
        }
        if page != self.first || !self.tail.is_empty() {
            return Err(Damaged);
        }
        if entries.len() == PAGE_ENTRIES {
            self.first = page + 1;
        } else {
            self.written = entries.len();
            self.tail = entries;
        }
        Ok(())
    }
}

fn encode(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(|(hash, seq)| [hash.to_be_bytes(), seq.0.to_be_bytes()]).flatten().collect()
}

fn decode(bytes: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let (numbers, rest) = bytes.as_chunks::<8>();
    let (entries, odd) = numbers.as_chunks::<2>();
    if !rest.is_empty() || !odd.is_empty() {
        return Err(Damaged);
    }
    Ok(entries.iter().map(|[hash, seq]| (u64::from_be_bytes(*hash), Seq(u64::from_be_bytes(*seq)))).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn references_survive_in_pages_whatever_their_number() {
        let mut refs = ClientRefs::default();
        let mut disk = std::collections::BTreeMap::new();
        let mut known = 0u64;
        for step in [1, 511, 1, 3, 2000, 24] {
            for _ in 0..step {
                known += 1;
                refs.insert(MemberId(known % 7), &format!("r{known}"), Seq(known));
            }
            let (pages, entries) = refs.encode();
            disk.extend(pages);
            refs.written(entries);
            assert!(refs.is_clean());
            let mut again = ClientRefs::default();
            for (page, bytes) in &disk {
                again.load_page(*page, bytes).unwrap();
            }
            for n in 1..=known {
                assert_eq!(again.get(MemberId(n % 7), &format!("r{n}")), Some(Seq(n)));
            }
            assert_eq!(again.get(MemberId(1), "r2"), None);
            refs = again;
        }
    }

    #[test]
    fn the_earlier_of_two_events_counts() {
        for order in [[3, 9], [9, 3]] {
            let mut refs = ClientRefs::default();
            for seq in order {
                refs.insert(MemberId(1), "again", Seq(seq));
            }
            assert_eq!(refs.get(MemberId(1), "again"), Some(Seq(3)));
        }
    }
}
