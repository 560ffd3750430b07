//! Where in a segment an event stands, roughly.
//!
//! One entry for every [`STRIDE_BYTES`] of records: 64 MiB of segment take 32 KiB of memory, and finding an
//! event reads one stride.

use super::frame::u32_at;

/// How far entries stand apart, in bytes of segment. A longer record has an entry of its own.
const STRIDE_BYTES: u32 = 16 * 1024;

/// Offsets of some records, by their distance from the first event of the segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SparseIndex {
    /// (event minus first event, offset), rising in both.
    entries: Vec<(u32, u32)>,
}

impl SparseIndex {
    /// Notes that a record begins at `offset`. Called for every record, in order.
    pub(crate) fn note(&mut self, distance: u32, offset: u32) {
        let due = self.entries.last().is_none_or(|(_, last)| offset - last >= STRIDE_BYTES);
        if due {
            self.entries.push((distance, offset));
        }
    }

    /// The offset of the last noted record at or before this one; nothing when the segment is empty.
    pub(crate) fn before(&self, distance: u32) -> Option<u32> {
        let after = self.entries.partition_point(|(noted, _)| *noted <= distance);
        Some(self.entries.get(after.checked_sub(1)?)?.1)
    }

    /// As bytes, for the seal.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        for (distance, offset) in &self.entries {
            out.extend_from_slice(&distance.to_le_bytes());
            out.extend_from_slice(&offset.to_le_bytes());
        }
    }

    /// From the bytes of a seal.
    pub(crate) fn decode(bytes: &[u8]) -> Option<SparseIndex> {
        if !bytes.len().is_multiple_of(8) {
            return None;
        }
        let entries = bytes.chunks_exact(8).map(|entry| Some((u32_at(entry, 0)?, u32_at(entry, 4)?)));
        Some(SparseIndex { entries: entries.collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_before_an_event_is_at_most_a_stride_away() {
        let mut index = SparseIndex::default();
        assert_eq!(index.before(0), None);
        for event in 0..1000 {
            index.note(event, 64 + event * 1000);
        }
        for event in 0..1000 {
            let (found, exact) = (index.before(event), 64 + event * 1000);
            assert!(found.is_some_and(|o| o <= exact && exact - o < STRIDE_BYTES + 1000), "{event}");
        }
        let mut bytes = Vec::new();
        index.encode(&mut bytes);
        assert_eq!(SparseIndex::decode(&bytes), Some(index));
        assert_eq!(SparseIndex::decode(&bytes[1..]), None);
    }
}
