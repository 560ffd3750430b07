//! Attachments, by the digest of their content.
//!
//! A file is stored and durable before `put` returns, so that a report that names it never names nothing.
//! The same content is stored once. What type it has and who may see it is not known here.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use sha2::{Digest, Sha256};
use uchite_domain::FileId;

/// The longest name that is kept, in bytes.
pub const MAX_NAME_BYTES: usize = 255;

/// Where attachments are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesConfig {
    /// In a folder of this machine.
    Local {
        /// The folder; it exists.
        folder: PathBuf,
    },
    /// In a bucket of a store that speaks S3.
    S3 {
        /// The bucket; it exists.
        bucket: String,
        /// Its region; stores outside of AWS mostly take `us-east-1`.
        region: String,
        /// Where the store is, such as `https://minio.example.co.jp`; none: AWS. With `http` everything goes
        /// over the net in clear: for a store on the same machine only.
        endpoint: Option<String>,
        /// Put before every key, so that a bucket can be shared.
        prefix: Option<String>,
        /// Who we are.
        access_key: String,
        /// The proof.
        secret_key: Secret,
    },
}

/// Something that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Why an attachment cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is none with this digest.
    #[error("there is no file {}", .0.as_str())]
    NotFound(FileId),
    /// What is stored under the digest is something else.
    #[error("file {} is damaged: restore it from a backup, or upload it again", .0.as_str())]
    Damaged(FileId),
    /// No space is left. Goes on by itself when there is room again.
    #[error("no space left for attachments")]
    StorageFull,
    /// The store is misconfigured, cannot be reached or refuses.
    #[error("attachments cannot be reached: {0}")]
    Unavailable(object_store::Error),
}

/// An attachment that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The digest it is found by.
    pub id: FileId,
    /// The name it was given, made fit to be shown and saved under.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

/// The store of attachments.
#[derive(Debug)]
pub struct Files {
    store: Box<dyn ObjectStore>,
}

impl Files {
    /// Opens the store.
    ///
    /// # Errors
    /// When the configuration does not lead to one.
    pub fn open(config: &FilesConfig) -> Result<Files, FilesError> {
        let store: Box<dyn ObjectStore> = match config {
            FilesConfig::Local { folder } => {
                let local = LocalFileSystem::new_with_prefix(folder).map_err(FilesError::Unavailable)?;
                // Without this it returns before anything is on the disk.
                Box::new(local.with_fsync(true))
            }
            FilesConfig::S3 { bucket, region, endpoint, prefix, access_key, secret_key } => {
                // Fails where the process has one already, which is as well.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(access_key)
                    .with_secret_access_key(&secret_key.0)
                    .with_retry(retry());
                if let Some(endpoint) = endpoint {
                    builder =
                        builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
                }
                let bucket = builder.build().map_err(FilesError::Unavailable)?;
                Box::new(PrefixStore::new(bucket, prefix.as_deref().unwrap_or_default()))
            }
        };
        Ok(Files { store })
    }

    /// Stores a file. It is durable when this returns.
    ///
    /// # Errors
    /// When the store refuses; the file is not stored then.
    pub async fn put(&self, bytes: Bytes, declared_name: &str) -> Result<StoredFile, FilesError> {
        let id = digest(&bytes);
        let len = bytes.len() as u64;
        // Also when it is there already: whoever is storing it may not have come to the flush, and what is
        // there may be damaged. The file is replaced in one step.
        self.store
            .put(&key(&id), PutPayload::from_bytes(bytes))
            .await
            .map_err(|error| failure(&id, error))?;
        Ok(StoredFile { id, name: presentable(declared_name), bytes: len })
    }

    /// Reads a file and checks that it is still what was stored.
    ///
    /// # Errors
    /// When there is none, when it is damaged, or when the store refuses.
    pub async fn get(&self, id: &FileId) -> Result<Bytes, FilesError> {
        let found = self.store.get(&key(id)).await.map_err(|error| failure(id, error))?;
        let bytes = found.bytes().await.map_err(|error| failure(id, error))?;
        if digest(&bytes) == *id { Ok(bytes) } else { Err(FilesError::Damaged(id.clone())) }
    }

    /// Whether there is such a file.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn exists(&self, id: &FileId) -> Result<bool, FilesError> {
        match self.store.head(&key(id)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failure(id, error)),
        }
    }
}

/// A person waits for the upload: rather an error after some seconds than silence for minutes.
fn retry() -> RetryConfig {
    RetryConfig { max_retries: 4, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() }
}

/// `ab/ab12…`: a folder holds a 256th of the files.
fn key(id: &FileId) -> Key {
    let digits = id.as_str();
    Key::from_iter([&digits[..2], digits])
}

fn digest(bytes: &[u8]) -> FileId {
    from_digest(&Sha256::digest(bytes))
}

/// The name of the content with this digest.
#[expect(clippy::expect_used, reason = "32 bytes make 64 hexadecimal digits")]
pub(crate) fn from_digest(digest: &[u8]) -> FileId {
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    FileId::parse(&digits).expect("a digest of 32 bytes")
}

fn failure(id: &FileId, error: object_store::Error) -> FilesError {
    if let object_store::Error::NotFound { .. } = error {
        return FilesError::NotFound(id.clone());
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        let kind = inner.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return FilesError::StorageFull;
        }
        cause = inner.source();
    }
    FilesError::Unavailable(error)
}

/// The last part of a path, without control characters and marks that turn the direction of writing (which make
/// `exe.gpj` look like `jpg.exe`), cut at a character to the longest that is kept.
fn presentable(declared: &str) -> String {
    let name = declared.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = name.chars().filter(|c| !hidden(*c)).collect();
    let name = name.trim().trim_start_matches('.');
    let name = &name[..name.floor_char_boundary(MAX_NAME_BYTES)];
    if name.is_empty() { "file".into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_fit_to_be_shown() {
        for (declared, shown) in [
            ("見積書.pdf", "見積書.pdf"),
            ("C:\\Users\\x\\a b.txt", "a b.txt"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb\0.txt", "ab.txt"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            (".htaccess", "htaccess"),
            ("", "file"),
            ("dir/", "file"),
            (" .. ", "file"),
        ] {
            assert_eq!(presentable(declared), shown, "{declared:?}");
        }
        let long = presentable(&"あ".repeat(200));
        assert_eq!(long.len(), 255);
    }
}
