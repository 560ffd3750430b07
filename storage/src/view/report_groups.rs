//! How reports stand on the disk: those with neighbouring numbers in one value, each packed on its own.
//!
//! sled costs hundreds of bytes and tens of microseconds for every key, so few keys are better; and whoever wants one
//! report unpacks that one.
//!
//! For every report: its number, the length of what follows times two (plus one where it is packed), its JSON.

use std::sync::Arc;

use uchite_domain::{Report, ReportId};

use super::checkpoint::json;
use super::disk::{self, Disk, Writes};
use super::keys;
use super::varint::{self, Damaged, Reader};
use crate::packing::{self, Unpackable};
use crate::store::StoreError;

/// Numbers of one group: 16, of which some are reports.
const GROUP_BITS: u32 = 4;

/// A report as it stands in its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stored<'a> {
    packed: bool,
    bytes: &'a [u8],
}

impl Stored<'_> {
    /// Reads the report. None: it is damaged.
    fn report(self, text: &mut Vec<u8>) -> Option<Report> {
        text.clear();
        if !self.packed {
            return serde_json::from_slice(self.bytes).ok();
        }
        packing::unpack(self.bytes, text)
            .map_or_else(|Unpackable| None, |()| serde_json::from_slice(text).ok())
    }
}

fn group_of(id: ReportId) -> u64 {
    id.0 >> GROUP_BITS
}

/// Reads a report.
pub(super) fn read(disk: &dyn Disk, id: ReportId) -> Result<Option<Report>, StoreError> {
    Ok(read_all(disk, vec![id])?.pop().map(|(_, report)| report))
}

/// Reads reports, those of one group together. What is not there is left out.
pub(super) fn read_all(
    disk: &dyn Disk,
    mut ids: Vec<ReportId>,
) -> Result<Vec<(ReportId, Report)>, StoreError> {
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::with_capacity(ids.len());
    let mut text = Vec::new();
    for group in ids.chunk_by(|a, b| group_of(*a) == group_of(*b)) {
        let Some(bytes) = disk::read(disk, &keys::reports(group_of(group[0])))? else { continue };
        for (id, stored) in entries(&bytes).map_err(|Damaged| damaged_group(disk, group[0]))? {
            if group.binary_search(&id).is_ok() {
                let report = stored.report(&mut text).ok_or_else(|| damaged_group(disk, id))?;
                found.push((id, report));
            }
        }
    }
    Ok(found)
}

/// Puts reports into a batch, together with those of their groups that stand on the disk.
pub(super) fn write(
    disk: &dyn Disk,
    mut reports: Vec<(ReportId, Arc<Report>)>,
    writes: &mut Writes,
) -> Result<(), StoreError> {
    reports.sort_unstable_by_key(|(id, _)| *id);
    for group in reports.chunk_by(|(a, _), (b, _)| group_of(*a) == group_of(*b)) {
        let key = keys::reports(group_of(group[0].0));
        let old = disk::read(disk, &key)?.unwrap_or_default();
        let standing = entries(&old).map_err(|Damaged| damaged_group(disk, group[0].0))?;
        let mut value = Vec::with_capacity(old.len() + 256 * group.len());
        let mut fresh = group.iter().peekable();
        for (id, stored) in standing {
            while let Some((id, report)) = fresh.next_if(|(next, _)| *next < id) {
                put(*id, report, &mut value)?;
            }
            match fresh.next_if(|(next, _)| *next == id) {
                Some((id, report)) => put(*id, report, &mut value)?,
                None => put_stored(id, stored, &mut value),
            }
        }
        for (id, report) in fresh {
            put(*id, report, &mut value)?;
        }
        writes.put(key, &value);
    }
    Ok(())
}

fn put(id: ReportId, report: &Report, value: &mut Vec<u8>) -> Result<(), StoreError> {
    let (json, mut bytes) = (json(report)?, Vec::new());
    let packed = packing::pack(&json, &mut bytes);
    put_stored(id, Stored { packed, bytes: if packed { &bytes } else { &json } }, value);
    Ok(())
}

fn put_stored(id: ReportId, Stored { packed, bytes }: Stored<'_>, value: &mut Vec<u8>) {
    varint::put(value, id.0);
    varint::put(value, (bytes.len() as u64) << 1 | u64::from(packed));
    value.extend_from_slice(bytes);
}

fn damaged_group(disk: &dyn Disk, id: ReportId) -> StoreError {
    disk.condemn();
    StoreError::Broken(format!("the group of report {id} is damaged"))
}

/// The reports of a group in the order of their numbers.
fn entries(value: &[u8]) -> Result<Vec<(ReportId, Stored<'_>)>, Damaged> {
    let mut reader = Reader(value);
    let mut all = Vec::new();
    while reader.end().is_err() {
        let id = ReportId(reader.number()?);
        let length = reader.number()?;
        let bytes = reader.take(usize::try_from(length >> 1).map_err(|_| Damaged)?)?;
        all.push((id, Stored { packed: length & 1 == 1, bytes }));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fixture::Desk;
    use crate::store::Store;
    use crate::view::MemoryDisk;

    #[test]
    fn reports_of_a_group_may_be_written_at_different_times() {
        let (mut desk, company) = Desk::with_company();
        let filed: Vec<ReportId> = (0..40)
            .map(|n| desk.file_text(company.tanaka, &company, company.open_deal, &"長い".repeat(n * 50 + 1)))
            .collect();
        let report = |id: ReportId| (id, desk.store.report(id).unwrap().unwrap());
        let disk = MemoryDisk::default();
        for step in [0, 1, 2] {
            let mut writes = Writes::default();
            let some = filed.iter().skip(step).step_by(3).map(|id| report(*id)).collect();
            write(&disk, some, &mut writes).unwrap();
            disk.write(writes).unwrap();
        }
        for id in &filed {
            assert_eq!(read(&disk, *id).unwrap().as_ref(), Some(&*report(*id).1));
        }
        assert_eq!(read(&disk, ReportId(filed[39].0 + 1)).unwrap(), None);
        assert_eq!(read(&disk, ReportId(1 << 40)).unwrap(), None);
    }

    #[test]
    fn a_damaged_group_is_told_and_not_read_over() {
        let (mut desk, company) = Desk::with_company();
        let id = desk.file_text(company.tanaka, &company, company.open_deal, &"長い".repeat(500));
        let report = desk.store.report(id).unwrap().unwrap();
        let mut sound = Vec::new();
        put(id, &report, &mut sound).unwrap();
        for harm in [
            sound[..sound.len() - 1].to_vec(),
            [&sound[..], &[0xff; 12]].concat(),
            [&sound[..1], &[0xff; 9], &sound[1..]].concat(),
            sound.iter().rev().copied().collect(),
        ] {
            let disk = MemoryDisk::default();
            let mut writes = Writes::default();
            writes.put(keys::reports(group_of(id)), &harm);
            disk.write(writes).unwrap();
            assert!(matches!(read(&disk, id), Err(StoreError::Broken(_)) | Ok(None)));
        }
    }
}
