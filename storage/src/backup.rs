//! Backups of a data folder, made while a server runs on it, and their verified restore.
//!
//! A backup is a folder with `log`, `files` and `keys` as they are in the data folder and a `manifest.json` that is
//! written last: without it the backup is not complete. The log is a prefix that ends with a whole event. It is
//! copied first: attachments are stored before the event that names them, so those of the prefix are all there.
//! The read model is not copied (it is rebuilt), nor is what is volatile.
//!
//! Attachments that are kept elsewhere than in the data folder are not in the backup: that store has its own.
//!
//! A restore checks every file against the manifest and every record of the log before it says that it is done.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uchite_domain::Seq;

use crate::data_folder::{Part, UNFINISHED_RESTORE};
use crate::files::from_digest;
use crate::log::{LogIdentity, OpenError, snapshot, verify};

const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the layout: 1.
    pub format: u32,
    /// The name of the log.
    pub identity: String,
    /// The last event in it.
    pub head: Seq,
    /// Every file but this one, in order of path.
    pub files: Vec<ManifestFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Where it is in the backup, with `/` between folders.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
}

/// Why a backup cannot be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something in the folder that is to be written.
    #[error("{path} is not empty: name a new or empty folder")]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// There is no event log where a data folder should be.
    #[error("{path} holds no event log")]
    NoLog {
        /// The folder.
        path: PathBuf,
    },
    /// The log that is to be backed up is damaged or cannot be read. Keep the backups that there are.
    #[error("no backup was made: {0}")]
    Log(#[from] OpenError),
    /// The backup has no manifest, or one that makes no sense.
    #[error("{path} is no complete backup: {why}")]
    NoManifest {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The backup is not what its manifest says.
    #[error("the backup is damaged: {path}: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + '_ {
    move |source| BackupError::Io { path: path.to_owned(), source }
}

/// Copies a data folder into a new or empty folder, durably. A server may run on it.
///
/// # Errors
/// When the target is not empty, when the log is damaged, or the system refuses. What was copied until then stays,
/// without a manifest.
pub fn backup(data_folder: &Path, target: &Path) -> Result<Manifest, BackupError> {
    let log = data_folder.join(Part::Log.name());
    if !log.is_dir() {
        return Err(BackupError::NoLog { path: data_folder.to_owned() });
    }
    make_empty(target)?;
    let snapshot = snapshot(&log)?;
    let Some(identity) = snapshot.identity else {
        return Err(BackupError::NoLog { path: data_folder.to_owned() });
    };
    let mut copying = Copying { from: data_folder, to: target, copied: Vec::new() };
    for (path, len) in &snapshot.files {
        copying.file(path, Some(*len))?;
    }
    for part in [Part::Files, Part::Keys] {
        for path in files_below(&data_folder.join(part.name()))? {
            copying.file(&path, None)?;
        }
    }
    let mut files = copying.copied;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    sync_folders(target)?;
    check_copy(&log, &target.join(Part::Log.name()), snapshot.head)?;
    let manifest = Manifest { format: FORMAT, identity: identity.to_string(), head: snapshot.head, files };
    write_manifest(target, &manifest)?;
    Ok(manifest)
}

/// Copies a backup into a new or empty data folder, durably, and checks all of it.
///
/// # Errors
/// When the target is not empty, when anything in the backup is not what it was, or the system refuses. A data
/// folder whose restore failed does not open.
pub fn restore(backup: &Path, data_folder: &Path) -> Result<Manifest, BackupError> {
    let manifest = read_manifest(backup)?;
    make_empty(data_folder)?;
    let mark = data_folder.join(UNFINISHED_RESTORE);
    File::create(&mark).and_then(|file| file.sync_all()).map_err(at(&mark))?;
    for part in [Part::Log, Part::Files, Part::Keys] {
        make_private(&data_folder.join(part.name()))?;
    }
    let mut copying = Copying { from: backup, to: data_folder, copied: Vec::new() };
    for file in &manifest.files {
        let path = backup.join(inside(backup, &file.path)?);
        let damaged = |why: &str| BackupError::Damaged { path: path.clone(), why: why.into() };
        if !path.is_file() {
            return Err(damaged("the file is missing"));
        }
        match copying.file(&path, None)? {
            copied if copied.bytes != file.bytes => return Err(damaged("its length has changed")),
            copied if copied.sha256 != file.sha256 => {
                return Err(damaged("its content has changed"));
            }
            _ => {}
        }
    }
    sync_folders(data_folder)?;
    check_log(backup, &data_folder.join(Part::Log.name()), &manifest)?;
    std::fs::remove_file(&mark).map_err(at(&mark))?;
    sync(data_folder)?;
    Ok(manifest)
}

/// That the copy is sound: a backup of a damaged log would one day replace a better one.
fn check_copy(log: &Path, copy: &Path, head: Seq) -> Result<(), BackupError> {
    let report = verify(copy)?;
    let Some(mut damage) = report.damage.into_iter().next() else {
        debug_assert_eq!(report.head, head);
        return Ok(());
    };
    if let Some(name) = damage.segment.file_name() {
        damage.segment = log.join(name);
    }
    Err(OpenError::Damaged(damage).into())
}

fn check_log(backup: &Path, log: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let report = verify(log)?;
    let why = if let Some(damage) = report.damage.first() {
        damage.to_string()
    } else if report.torn.is_some() {
        "the log does not end with a whole event".into()
    } else if report.head != manifest.head {
        format!("the log ends with event {}, not with {}", report.head, manifest.head)
    } else if report.identity.map(|identity: LogIdentity| identity.to_string()).as_deref()
        != Some(&manifest.identity)
    {
        "it is another log than the manifest says".into()
    } else {
        return Ok(());
    };
    Err(BackupError::Damaged { path: backup.join(Part::Log.name()), why })
}

/// A path from a manifest, which must stay inside the folder.
fn inside(backup: &Path, path: &str) -> Result<PathBuf, BackupError> {
    let relative = PathBuf::from(path);
    let plain = relative.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let known = [Part::Log, Part::Files, Part::Keys].iter().any(|part| relative.starts_with(part.name()));
    if plain && known {
        return Ok(relative);
    }
    let why = format!("{path:?} is no path of a backup");
    Err(BackupError::NoManifest { path: backup.to_owned(), why })
}

fn write_manifest(target: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let path = target.join(MANIFEST);
    let unfinished = target.join("manifest.json.new");
    let text = serde_json::to_vec_pretty(manifest).map_err(io::Error::from).map_err(at(&path))?;
    File::create(&unfinished)
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&unfinished, &path))
        .map_err(at(&path))?;
    sync(target)
}

fn read_manifest(backup: &Path) -> Result<Manifest, BackupError> {
    let no_manifest = |why: String| BackupError::NoManifest { path: backup.to_owned(), why };
    let bytes = match std::fs::read(backup.join(MANIFEST)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(no_manifest(format!("it has no {MANIFEST}, which is written last")));
        }
        read => read.map_err(at(&backup.join(MANIFEST)))?,
    };
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| no_manifest(format!("{MANIFEST}: {error}")))?;
    if manifest.format == FORMAT {
        Ok(manifest)
    } else {
        Err(no_manifest(format!("it has format {}, this program knows {FORMAT}", manifest.format)))
    }
}

struct Copying<'a> {
    from: &'a Path,
    to: &'a Path,
    copied: Vec<ManifestFile>,
}

impl Copying<'_> {
    /// Copies a file, or its first `len` bytes, and makes it durable.
    fn file(&mut self, path: &Path, len: Option<u64>) -> Result<&ManifestFile, BackupError> {
        let relative = path.strip_prefix(self.from).unwrap_or(path);
        let target = self.to.join(relative);
        if let Some(folder) = target.parent() {
            make_private(folder)?;
        }
        let source = File::open(path).map_err(at(path))?;
        let mode = source.metadata().map_err(at(path))?.permissions();
        let mut source = source.take(len.unwrap_or(u64::MAX));
        let mut copy = File::create_new(&target).map_err(at(&target))?;
        let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; 1 << 18]);
        loop {
            let read = source.read(&mut chunk).map_err(at(path))?;
            if read == 0 {
                break;
            }
            hash.update(&chunk[..read]);
            copy.write_all(&chunk[..read]).map_err(at(&target))?;
            bytes += read as u64;
        }
        if len.is_some_and(|len| len != bytes) {
            let why = "it became shorter while it was copied: try again";
            return Err(BackupError::Damaged { path: path.to_owned(), why: why.into() });
        }
        copy.set_permissions(mode).and_then(|()| copy.sync_all()).map_err(at(&target))?;
        let sha256 = from_digest(&hash.finalize()).as_str().to_owned();
        let path = relative.to_string_lossy().into_owned();
        self.copied.push(ManifestFile { path, bytes, sha256 });
        Ok(&self.copied[self.copied.len() - 1])
    }
}

/// Files below a folder that need copying; none where there is no folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        // `#`: an upload that has not come to its end.
        if entry.path().is_dir() {
            found.extend(files_below(&entry.path())?);
        } else if !entry.file_name().to_string_lossy().contains('#') {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn make_private(folder: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))
}

fn make_empty(folder: &Path) -> Result<(), BackupError> {
    make_private(folder)?;
    if std::fs::read_dir(folder).map_err(at(folder))?.next().is_some() {
        return Err(BackupError::NotEmpty { path: folder.to_owned() });
    }
    Ok(())
}

fn sync(folder: &Path) -> Result<(), BackupError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn sync_folders(folder: &Path) -> Result<(), BackupError> {
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.is_dir() {
            sync_folders(&path)?;
        }
    }
    sync(folder)
}
