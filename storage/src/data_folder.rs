//! The folder that holds all of an organisation, and the lock on it.
//!
//! | sub-folder | what | when it is lost |
//! |---|---|---|
//! | `log` | the event log | restore a backup |
//! | `files` | attachments | restore a backup |
//! | `keys` | secrets that the server made for itself | restore a backup; without it, devices register again for push |
//! | `view` | the read model | it is rebuilt from the log |
//! | `volatile` | what is no event | comfort only |

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

const LOCK_FILE: &str = "lock";
/// Lies in a folder while a backup is restored into it.
pub(crate) const UNFINISHED_RESTORE: &str = "restore-unfinished";

/// The parts of a data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Log,
    Files,
    Keys,
    View,
    Volatile,
}

impl Part {
    const ALL: [Part; 5] = [Part::Log, Part::Files, Part::Keys, Part::View, Part::Volatile];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Log => "log",
            Part::Files => "files",
            Part::Keys => "keys",
            Part::View => "view",
            Part::Volatile => "volatile",
        }
    }
}

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// Another process has it.
    #[error("the data folder {path} is in use by another process{}", process(*pid))]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The other process, where it could be found out.
        pid: Option<u32>,
    },
    /// A backup was being restored into it, and that did not come to its end.
    #[error("a restore into {path} did not finish: empty the folder and restore again")]
    UnfinishedRestore {
        /// The folder.
        path: PathBuf,
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

fn process(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (pid {pid})"))
}

/// An open data folder. As long as this value lives, no other process can open it.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// The kernel lets go of the lock when this is closed, however the process ends.
    _lock: File,
}

impl DataFolder {
    /// Makes the folder and its sub-folders where they are missing, readable by this user only, and locks it.
    ///
    /// # Errors
    /// When another process has it, when a restore into it did not finish, or the system refuses.
    pub fn open(path: &Path) -> Result<DataFolder, DataFolderError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| DataFolderError::Io { path, source }
        };
        let private = |path: &Path| DirBuilder::new().recursive(true).mode(0o700).create(path);
        private(path).map_err(at(path))?;
        let lock = lock(path)?;
        if path.join(UNFINISHED_RESTORE).exists() {
            return Err(DataFolderError::UnfinishedRestore { path: path.to_owned() });
        }
        for part in Part::ALL {
            let part = path.join(part.name());
            private(&part).map_err(at(&part))?;
        }
        // The log syncs what is in its folder; that the folder itself lasts is seen to here.
        for folder in [Some(path), path.parent().filter(|parent| !parent.as_os_str().is_empty())] {
            let Some(folder) = folder else { continue };
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
        }
        Ok(DataFolder { path: path.to_owned(), _lock: lock })
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the event log is.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.part(Part::Log)
    }

    /// Where attachments are.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.part(Part::Files)
    }

    /// Where the server keeps secrets that it made for itself, such as its key for push. Backed up.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.part(Part::Keys)
    }

    /// Where the read model is.
    #[must_use]
    pub fn view(&self) -> PathBuf {
        self.part(Part::View)
    }

    /// Where that is whose loss costs comfort only.
    #[must_use]
    pub fn volatile(&self) -> PathBuf {
        self.part(Part::Volatile)
    }

    fn part(&self, part: Part) -> PathBuf {
        self.path.join(part.name())
    }
}

fn lock(folder: &Path) -> Result<File, DataFolderError> {
    let path = folder.join(LOCK_FILE);
    let io_error = |source| DataFolderError::Io { path: path.clone(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(io_error)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut holder = String::new();
            // A holder that has not written its number yet is one we cannot name.
            let pid = file.read_to_string(&mut holder).ok().and_then(|_| holder.trim().parse().ok());
            return Err(DataFolderError::InUse { path: folder.to_owned(), pid });
        }
        Err(error) => return Err(io_error(error.into())),
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(io_error)?;
    Ok(file)
}
