//! Opening the view: what is damaged is set aside, for the log has everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use uchite_domain::Seq;

use super::disk::{CONDEMNED, MemoryDisk, SledDisk};
use super::load::LoadError;
use super::state::ViewState;
use super::{MemoryView, SledView, View};
use crate::store::StoreError;

/// How much memory the view may take for what it can read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// sled's own cache, in bytes.
    pub cache_bytes: u64,
    /// Reports that are kept ready, in bytes.
    pub report_bytes: usize,
    /// Pages of inboxes that are kept ready, in bytes, besides the last page of every inbox, which always
    /// is: about 5 KB a member.
    pub page_bytes: usize,
    /// Cards on a page of an inbox. May be another number every time.
    pub page_items: u32,
    /// Inboxes of more pages than this are looked through by an overview in memory.
    pub overview_pages: usize,
    /// Overviews that are kept ready, in bytes: twelve for each card of a long inbox that somebody looked
    /// through. One is kept whatever it takes.
    pub overview_bytes: usize,
    /// A view that has caught up with so many events in one go is opened anew, which takes as long as a start.
    pub settle_events: u64,
    /// The log's last event. A view that has applied more was built from events that are gone (a disk that
    /// lied, a log that was put back), and would skip the next ones: it is set aside. None: not checked.
    pub log_head: Option<Seq>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        OpenOptions {
            cache_bytes: 256 << 20,
            report_bytes: 64 << 20,
            page_bytes: 64 << 20,
            page_items: 128,
            overview_pages: 16,
            overview_bytes: 64 << 20,
            settle_events: 200_000,
            log_head: None,
        }
    }
}

/// What was found at opening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewReport {
    /// Up to where the view was built before; what comes after in the log is still to be applied.
    pub applied: Seq,
    /// sled's snapshots were damaged and deleted; nothing was lost.
    pub snapshots_deleted: bool,
    /// The database could not be used. It was moved, and the view starts empty.
    pub set_aside: Option<SetAside>,
}

/// A database that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where it is now. It may be deleted.
    pub moved_to: PathBuf,
    /// What was wrong.
    pub why: String,
}

impl MemoryView {
    /// An empty view that keeps nothing, for tests of what stands on a store.
    #[must_use]
    pub fn in_memory() -> MemoryView {
        View::new(MemoryDisk::default(), ViewState::new(OpenOptions::default()))
    }
}

impl SledView {
    /// Opens the view in this folder, or makes an empty one.
    ///
    /// A database that does not open is tried once more without its snapshots (an accelerator only). One
    /// that cannot be used, or is of another schema, is moved to `<dir>.broken-<seconds>`, and the view
    /// starts empty: the report says so, and [`catch_up`](crate::catch_up::catch_up) rebuilds it.
    ///
    /// # Errors
    /// When not even an empty database can be made in the folder.
    pub fn open(dir: &Path, options: OpenOptions) -> Result<(SledView, ViewReport), StoreError> {
        let mut report = ViewReport::default();
        let mut result = attempt(dir, options);
        if matches!(result, Err(Failed::DidNotOpen(_))) && delete_snapshots(dir) {
            report.snapshots_deleted = true;
            result = attempt(dir, options);
        }
        if let Err(Failed::DidNotOpen(why) | Failed::Unusable(why)) = result {
            report.set_aside = Some(set_folder_aside(dir, why)?);
            result = attempt(dir, options);
        }
        match result {
            Ok(view) => {
                report.applied = view.state.read().applied.upto();
                Ok((view, report))
            }
            Err(Failed::NoRoom) => Err(StoreError::Full),
            Err(Failed::NotOurs(why) | Failed::DidNotOpen(why) | Failed::Unusable(why)) => {
                Err(StoreError::Broken(why))
            }
        }
    }
}

/// Why a database was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Failed {
    /// Another process has it, it may not be read, or there is no room: no reason to set it aside.
    NotOurs(String),
    NoRoom,
    DidNotOpen(String),
    Unusable(String),
}

fn attempt(dir: &Path, options: OpenOptions) -> Result<SledView, Failed> {
    // sled panics on some damage instead of telling it.
    let opened = catch_unwind(AssertUnwindSafe(|| SledDisk::open(dir, options.cache_bytes)));
    let disk = match opened {
        Ok(Ok(disk)) => disk,
        Ok(Err(StoreError::Full)) => return Err(Failed::NoRoom),
        Ok(Err(StoreError::Broken(why))) if SledDisk::is_not_ours(&why) => return Err(Failed::NotOurs(why)),
        Ok(Err(StoreError::Broken(why))) => return Err(Failed::DidNotOpen(why)),
        Err(panic) => return Err(Failed::DidNotOpen(words(&*panic))),
    };
    if dir.join(CONDEMNED).exists() {
        return Err(Failed::Unusable("a value in it could not be understood".to_owned()));
    }
    let mut state = ViewState::new(options);
    match catch_unwind(AssertUnwindSafe(|| state.load(&disk))) {
        Ok(Ok(())) if options.log_head.is_some_and(|head| state.applied.last() > head) => {
            Err(Failed::Unusable("it has applied events that the log does not have".to_owned()))
        }
        Ok(Ok(())) => Ok(View::new(disk, state)),
        Ok(Err(LoadError::Broken(StoreError::Full))) => Err(Failed::NoRoom),
        Ok(Err(error)) => Err(Failed::Unusable(error.to_string())),
        Err(panic) => Err(Failed::Unusable(words(&*panic))),
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("sled panicked").to_owned()
}

/// Deletes what sled can do without. Answers whether there was anything.
fn delete_snapshots(dir: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(dir) else { return false };
    let mut any = false;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            any |= std::fs::remove_file(entry.path()).is_ok();
        }
    }
    any
}

/// Moves a database that cannot be used out of the way.
pub(crate) fn set_folder_aside(dir: &Path, why: String) -> Result<SetAside, StoreError> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = |n: &u32| {
        let more = if *n == 0 { String::new() } else { format!("-{n}") };
        let path = dir.with_file_name(format!("{name}.broken-{seconds}{more}"));
        (!path.exists()).then_some(path)
    };
    let taken = || StoreError::Broken("every name to set the read model aside is taken".to_owned());
    let moved_to = (0..1000u32).find_map(|n| free(&n)).ok_or_else(taken)?;
    std::fs::rename(dir, &moved_to).map_err(|e| super::disk::from_io(&e))?;
    Ok(SetAside { moved_to, why })
}
