//! Who uploaded what: only they may attach it to what they file.
//!
//! A small JSON file for each attachment beside the data, not in the log: once a report names an attachment,
//! the report says who may see it, and what is lost here can be uploaded again.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uchite_actors::Attachments;
use uchite_domain::{Attachment, Code, FileId, MemberId, Rejection};

/// Members that are noted for one file; the same content is seldom uploaded by more.
const UPLOADERS_MAX: usize = 1_000;

/// What is known of an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its sniffed media type.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Who uploaded it.
    pub by: Vec<MemberId>,
}

/// The notes on uploads.
#[derive(Debug)]
pub struct Uploads {
    folder: PathBuf,
    /// Notes are read, changed and written back; two at once could lose one.
    writing: parking_lot::Mutex<()>,
}

impl Uploads {
    /// In this folder, which is made where it is missing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open(folder: PathBuf) -> io::Result<Uploads> {
        use std::os::unix::fs::DirBuilderExt;
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Uploads { folder, writing: parking_lot::Mutex::new(()) })
    }

    /// Notes an upload. Blocks on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn note(&self, file: &FileId, by: MemberId, media_type: &str, bytes: u64) -> io::Result<()> {
        let _writing = self.writing.lock();
        let mut upload =
            self.find(file)?.unwrap_or(Upload { media_type: String::new(), bytes, by: Vec::new() });
        media_type.clone_into(&mut upload.media_type);
        if upload.by.contains(&by) {
            return Ok(());
        }
        upload.by.push(by);
        let over = upload.by.len().saturating_sub(UPLOADERS_MAX);
        upload.by.drain(..over);
        let unfinished = self.folder.join("unfinished");
        let mut written = std::fs::File::create(&unfinished)?;
        written.write_all(&serde_json::to_vec(&upload)?)?;
        written.sync_all()?;
        std::fs::rename(&unfinished, self.path(file))
    }

    /// What is known of a file. Blocks on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn find(&self, file: &FileId) -> io::Result<Option<Upload>> {
        match std::fs::read(self.path(file)) {
            // A note that cannot be read counts as none: the file is uploaded again.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, file: &FileId) -> PathBuf {
        self.folder.join(file.as_str())
    }
}

impl Attachments for Uploads {
    fn settle(&self, by: MemberId, files: &mut [Attachment]) -> Result<(), Rejection> {
        for file in files {
            let upload = self.find(&file.id).map_err(|error| unnoted(&error))?;
            let upload = upload.filter(|upload| upload.by.contains(&by)).ok_or_else(|| {
                let detail = format!("files: {:?} was not uploaded by you", file.name);
                Rejection::new(Code::UnknownReference, detail)
            })?;
            file.media_type = upload.media_type;
            file.bytes = upload.bytes;
        }
        Ok(())
    }
}

/// What the disk refused, as a refusal.
pub(super) fn unnoted(error: &io::Error) -> Rejection {
    if error.kind() == io::ErrorKind::StorageFull {
        return Rejection::new(Code::StorageFull, "no space left for attachments");
    }
    tracing::error!(%error, "the notes on uploads cannot be reached");
    Rejection::new(Code::Internal, "the notes on uploads cannot be reached")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_upload_is_remembered_with_everybody_who_made_it() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(folder.path().join("uploads")).unwrap();
        let file = FileId::parse(&"ab".repeat(32)).unwrap();
        assert_eq!(uploads.find(&file).unwrap(), None);
        uploads.note(&file, MemberId(3), "image/png", 10).unwrap();
        uploads.note(&file, MemberId(3), "image/png", 10).unwrap();
        uploads.note(&file, MemberId(5), "image/png", 10).unwrap();
        let found = uploads.find(&file).unwrap().unwrap();
        assert_eq!(
            found,
            Upload { media_type: "image/png".into(), bytes: 10, by: vec![MemberId(3), MemberId(5)] }
        );
    }
}
