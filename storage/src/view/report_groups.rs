//! How reports stand on the disk: those with neighbouring numbers in one compressed value.
//!
//! They are JSON and repeat each other (names of fields, purposes, reasons), so together they take a fraction
//! of their length; and sled costs hundreds of bytes and tens of microseconds for every key.

use std::collections::BTreeMap;
use std::sync::Arc;

use uchite_domain::{Report, ReportId};

use super::checkpoint::json;
use super::disk::{self, Disk, Writes};
use super::keys;
use super::varint::{self, Damaged, Reader};
use crate::store::StoreError;

/// Numbers of one group: 16, of which some are reports.
const GROUP_BITS: u32 = 4;
/// Bytes of the largest group: 16 reports of 1,000 replies of 10,000 characters each are not to be expected,
/// but lie below it.
const GROUP_MAX_BYTES: usize = 1 << 30;

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
    for group in ids.chunk_by(|a, b| group_of(*a) == group_of(*b)) {
        let Some(bytes) = disk::read(disk, &keys::reports(group_of(group[0])))? else { continue };
        let text = unpack(&bytes).map_err(|Damaged| damaged_group(disk, group[0]))?;
        for (id, json) in entries(&text).map_err(|Damaged| damaged_group(disk, group[0]))? {
            if group.binary_search(&id).is_ok() {
                let report = serde_json::from_slice(json).map_err(|e| {
                    disk.condemn();
                    StoreError::Broken(format!("report {id}: {e}"))
                })?;
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
        let old = disk::read(disk, &key)?.map(|bytes| unpack(&bytes)).transpose();
        let old = old.map_err(|Damaged| damaged_group(disk, group[0].0))?.unwrap_or_default();
        let standing = entries(&old).map_err(|Damaged| damaged_group(disk, group[0].0))?;
        let fresh = group.iter().map(|(id, report)| Ok((*id, json(&**report)?)));
        let fresh = fresh.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
        let mut all: BTreeMap<ReportId, &[u8]> = standing.into_iter().collect();
        all.extend(fresh.iter().map(|(id, json)| (*id, json.as_slice())));
        writes.put(key, &pack(&all));
    }
    Ok(())
}

fn damaged_group(disk: &dyn Disk, id: ReportId) -> StoreError {
    disk.condemn();
    StoreError::Broken(format!("the group of report {id} is damaged"))
}

fn pack(reports: &BTreeMap<ReportId, &[u8]>) -> Vec<u8> {
    let mut text = Vec::with_capacity(reports.values().map(|json| json.len() + 12).sum());
    for (id, json) in reports {
        varint::put(&mut text, id.0);
        varint::put(&mut text, json.len() as u64);
        text.extend_from_slice(json);
    }
    lz4_flex::compress_prepend_size(&text)
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let length = bytes.first_chunk::<4>().ok_or(Damaged)?;
    if u32::from_le_bytes(*length) as usize > GROUP_MAX_BYTES {
        return Err(Damaged);
    }
    lz4_flex::decompress_size_prepended(bytes).map_err(|_| Damaged)
}

fn entries(text: &[u8]) -> Result<Vec<(ReportId, &[u8])>, Damaged> {
    let mut reader = Reader(text);
    let mut all = Vec::new();
    while reader.end().is_err() {
        let id = ReportId(reader.number()?);
        let length = reader.small()?;
        all.push((id, reader.take(length)?));
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
    fn a_group_that_claims_to_be_endless_is_damaged() {
        assert_eq!(unpack(&[0xff; 64]), Err(Damaged));
        assert_eq!(unpack(&[1]), Err(Damaged));
    }
}
