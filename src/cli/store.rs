//! `uchite log verify`, `uchite backup`, `uchite restore`.

use std::path::Path;

use super::output::print;
use crate::exit::{Exit, Failure};

/// Reads every record and lists all damage.
pub(super) fn verify(data: &Path) -> Result<(), Failure> {
    let folder = data.join("log");
    if !folder.is_dir() {
        return Err(Failure::new(Exit::Data, format!("{} is no data folder", data.display())));
    }
    let report = uchite_storage::log::verify(&folder).map_err(Failure::as_exit(Exit::Data))?;
    let identity = report.identity.map_or_else(|| "unknown".to_owned(), |identity| identity.to_string());
    let mut text = format!(
        "log {identity}: {} segments, {} events, the last one is {}\n",
        report.segments, report.records, report.head
    );
    if let Some(torn) = &report.torn {
        text.push_str(&format!(
            "unfinished write at the end: {} from byte {}, {} bytes (the next start cuts it)\n",
            torn.segment.display(),
            torn.offset,
            torn.bytes
        ));
    }
    for segment in &report.unsealed {
        text.push_str(&format!("not sealed: {} (the next start seals it)\n", segment.display()));
    }
    for damage in &report.damage {
        text.push_str(&format!("DAMAGED {damage}\n"));
    }
    if report.is_sound() {
        text.push_str("sound\n");
        return print(&text);
    }
    print(&text)?;
    let count = report.damage.len();
    Err(Failure::new(
        Exit::Data,
        format!("{count} damaged places: bring back a backup with `uchite restore`"),
    ))
}

/// Copies a data folder, also while a server runs on it.
pub(super) fn backup(data: &Path, to: &Path) -> Result<(), Failure> {
    let manifest = uchite_storage::backup::backup(data, to).map_err(Failure::as_exit(Exit::Data))?;
    print(&format!(
        "{}: {} files, events up to {} of log {}\n",
        to.display(),
        manifest.files.len(),
        manifest.head,
        manifest.identity
    ))
}

/// Copies a backup into an empty data folder and checks all of it.
pub(super) fn restore(from: &Path, data: &Path) -> Result<(), Failure> {
    let manifest = uchite_storage::backup::restore(from, data).map_err(Failure::as_exit(Exit::Data))?;
    print(&format!(
        "{}: restored and checked, {} files, events up to {} of log {}\n",
        data.display(),
        manifest.files.len(),
        manifest.head,
        manifest.identity
    ))
}
