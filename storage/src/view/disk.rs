//! What the view writes to: keys and values, in batches that are whole or not at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use parking_lot::RwLock;

use super::keys::{self, Key, kind};
use crate::store::StoreError;

/// Bytes of the longest value under one key; longer ones are split. sled writes values beyond 16 KiB apart
/// and without any sync.
const VALUE_MAX_BYTES: usize = 12 * 1024;

/// How often a lock is tried for, and how long is waited between: a second in all.
const LOCK_TRIES: u32 = 40;
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// Writes that belong together.
#[derive(Debug, Default)]
pub struct Writes(Vec<(Key, Option<Vec<u8>>)>);

impl Writes {
    /// Sets a value of any length.
    pub(crate) fn put(&mut self, key: Key, value: &[u8]) {
        let mut parts = value.chunks(VALUE_MAX_BYTES);
        let first = parts.next().unwrap_or_default();
        // Limits on input keep every value far below the 805 MB at which this would wrap.
        let more = parts.len() as u16;
        let mut bytes = Vec::with_capacity(first.len() + 2);
        bytes.extend_from_slice(&more.to_be_bytes());
        bytes.extend_from_slice(first);
        for (place, part) in (1..).zip(parts) {
            self.0.push((keys::part(&key, place), Some(part.to_vec())));
        }
        self.0.push((key, Some(bytes)));
    }

    /// Takes a value out. Further parts of a long one stay behind, unused: nothing that is ever deleted is long.
    pub(super) fn delete(&mut self, key: Key) {
        self.0.push((key, None));
    }
}

/// Takes a key and its value.
pub type Take<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<(), StoreError>;

/// A map of bytes to bytes that survives.
pub trait Disk: Send + Sync + 'static {
    /// One value.
    ///
    /// # Errors
    /// When it cannot be read.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Every value whose key begins with a byte, in the order of keys.
    ///
    /// # Errors
    /// When one cannot be read, or what `take` answers.
    fn scan(&self, kind: u8, take: Take<'_>) -> Result<(), StoreError>;

    /// Writes all or nothing, durably.
    ///
    /// # Errors
    /// When nothing was written.
    fn write(&self, writes: Writes) -> Result<(), StoreError>;

    /// Takes note that a value cannot be understood, so that the next start begins anew.
    fn condemn(&self);
}

/// The value of a key, put together from its parts.
pub(super) fn read(disk: &dyn Disk, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(first) = disk.get(key)? else { return Ok(None) };
    join(disk, key, &first).map(Some)
}

/// Every value of a kind, put together from its parts.
pub(super) fn read_all(
    disk: &dyn Disk,
    kind: u8,
    mut take: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    disk.scan(kind, &mut |key, first| {
        if first.len() >= 2 && first[..2] == [0, 0] {
            return take(key, &first[2..]);
        }
        take(key, &join(disk, key, first)?)
    })
}

fn join(disk: &dyn Disk, key: &[u8], first: &[u8]) -> Result<Vec<u8>, StoreError> {
    let missing = || StoreError::Broken(format!("a part of the value of key {key:02x?} is missing"));
    let (more, first) = first.split_first_chunk::<2>().ok_or_else(missing)?;
    let mut value = first.to_vec();
    for place in 1..=u16::from_be_bytes(*more) {
        value.extend_from_slice(&disk.get(&keys::part(key, place))?.ok_or_else(missing)?);
    }
    Ok(value)
}

/// sled, with the sync that its `flush` lacks.
#[derive(Debug)]
pub struct SledDisk {
    db: sled::Db,
    /// sled's own file, for `fdatasync`.
    file: File,
    /// Stands there once the database is condemned.
    condemned: PathBuf,
}

/// The file that says that a database is condemned.
pub(super) const CONDEMNED: &str = "condemned";

impl SledDisk {
    pub(crate) fn open(dir: &Path, cache_bytes: u64) -> Result<SledDisk, StoreError> {
        let config = sled::Config::new().path(dir).cache_capacity(cache_bytes).flush_every_ms(None);
        let db = open_patiently(&config).map_err(broken)?;
        let file = File::open(dir.join("db")).map_err(|e| StoreError::Broken(e.to_string()))?;
        Ok(SledDisk { db, file, condemned: dir.join(CONDEMNED) })
    }

    /// Whether a database was refused because another process has it or it may not be read: no reason to
    /// set it aside.
    pub(crate) fn is_not_ours(why: &str) -> bool {
        why.contains("could not acquire lock") || why.contains("Permission denied")
    }

    /// One value of any length.
    pub(crate) fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        read(self, key)
    }
}

/// sled's threads may hold a database for a moment after it was closed in the same process.
fn open_patiently(config: &sled::Config) -> sled::Result<sled::Db> {
    for _ in 0..LOCK_TRIES {
        match config.open() {
            Err(error) if SledDisk::is_not_ours(&error.to_string()) => std::thread::sleep(LOCK_PAUSE),
            result => return result,
        }
    }
    config.open()
}

fn broken(error: sled::Error) -> StoreError {
    match &error {
        sled::Error::Io(e) => from_io(e),
        _ => StoreError::Broken(error.to_string()),
    }
}

pub(crate) fn from_io(error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Broken(error.to_string()),
    }
}

impl Disk for SledDisk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.get(key).map_err(broken)?.map(|value| value.to_vec()))
    }

    fn scan(&self, kind: u8, take: Take<'_>) -> Result<(), StoreError> {
        for found in self.db.scan_prefix([kind]) {
            let (key, value) = found.map_err(broken)?;
            take(&key, &value)?;
        }
        Ok(())
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes.0 {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.db.apply_batch(batch).map_err(broken)?;
        self.db.flush().map_err(broken)?;
        self.file.sync_data().map_err(|e| from_io(&e))
    }

    fn condemn(&self) {
        tracing::error!(mark = %self.condemned.display(), "the read model is damaged; the next start rebuilds it");
        if let Err(error) = std::fs::write(&self.condemned, b"") {
            tracing::error!(%error, "the mark could not be written; delete the folder before the next start");
        }
    }
}

/// A disk in memory, for tests of what stands on a store.
#[derive(Debug, Default)]
pub struct MemoryDisk(RwLock<BTreeMap<Vec<u8>, Vec<u8>>>);

impl Disk for MemoryDisk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read().get(key).cloned())
    }

    fn scan(&self, kind: u8, take: Take<'_>) -> Result<(), StoreError> {
        let found: Vec<_> = self
            .0
            .read()
            .range(vec![kind]..vec![kind + 1])
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        found.iter().try_for_each(|(key, value)| take(key, value))
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let mut all = self.0.write();
        for (key, value) in writes.0 {
            match value {
                Some(value) => all.insert(key, value),
                None => all.remove(&key),
            };
        }
        Ok(())
    }

    fn condemn(&self) {}
}

// Parts sort behind everything else, so that no scan of another kind meets them.
const _: () = assert!(kind::PART > kind::PAGE);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn values_of_any_length_come_back() {
        let disk = MemoryDisk::default();
        for length in [0, 1, VALUE_MAX_BYTES, VALUE_MAX_BYTES + 1, 100_000] {
            let value: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut writes = Writes::default();
            writes.put(vec![kind::REPORTS, 1], &value);
            assert!(writes.0.iter().all(|(_, v)| v.as_ref().unwrap().len() <= VALUE_MAX_BYTES + 2));
            disk.write(writes).unwrap();
            assert_eq!(read(&disk, &[kind::REPORTS, 1]).unwrap(), Some(value.clone()));
            let mut found = Vec::new();
            let take = |_: &[u8], value: &[u8]| {
                found.push(value.to_vec());
                Ok(())
            };
            read_all(&disk, kind::REPORTS, take).unwrap();
            assert_eq!(found, [value]);
        }
    }

    #[test]
    fn a_missing_part_is_told_and_not_read_over() {
        let disk = MemoryDisk::default();
        let mut writes = Writes::default();
        writes.put(vec![kind::REPORTS, 1], &[7; 30_000]);
        disk.write(writes).unwrap();
        let mut writes = Writes::default();
        writes.delete(keys::part(&[kind::REPORTS, 1], 2));
        disk.write(writes).unwrap();
        assert!(matches!(read(&disk, &[kind::REPORTS, 1]), Err(StoreError::Broken(_))));
    }
}
