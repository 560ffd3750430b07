//! The data folder, its attachments, and backups of it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use support::*;
use tempfile::tempdir;
use uchite_domain::{FileId, Seq};
use uchite_storage::backup::{BackupError, Manifest, backup, restore};
use uchite_storage::data_folder::{DataFolder, DataFolderError};
use uchite_storage::files::{Files, FilesConfig, FilesError};
use uchite_storage::log::{Log, LogOptions, SegmentLog};

fn files_in(folder: &Path) -> Files {
    Files::open(&FilesConfig::Local { folder: folder.to_owned() }).unwrap()
}

/// What a future gives, for tests that also wait for the log.
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn a_data_folder_in_use_is_refused_with_the_number_of_the_process() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("new/data");
    let held = DataFolder::open(&path).unwrap();
    for part in [held.log(), held.files(), held.keys(), held.view(), held.volatile()] {
        assert!(part.is_dir() && part.starts_with(&path));
        assert_eq!(part.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
    match DataFolder::open(&path).unwrap_err() {
        DataFolderError::InUse { path: refused, pid } => {
            assert_eq!((refused, pid), (path.clone(), Some(std::process::id())));
        }
        other => panic!("{other}"),
    }
    drop(held);
    DataFolder::open(&path).unwrap();
}

#[test]
fn a_killed_process_leaves_its_data_folder_usable() {
    let folder = tempdir().unwrap();
    drop(DataFolder::open(folder.path()).unwrap());
    let mut holder = Command::new("flock")
        .args(["--exclusive", "--no-fork"])
        .arg(folder.path().join("lock"))
        .args(["sleep", "600"])
        .spawn()
        .expect("`flock` of util-linux must be there");
    let in_use = || matches!(DataFolder::open(folder.path()), Err(DataFolderError::InUse { .. }));
    while !in_use() {
        assert!(holder.try_wait().unwrap().is_none(), "the holder ended");
        std::thread::yield_now();
    }
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(!in_use());
}

#[tokio::test]
async fn a_file_is_found_by_the_digest_of_its_content() {
    let folder = tempdir().unwrap();
    let files = files_in(folder.path());
    let stored = files.put(Bytes::from_static(b"hello"), "挨拶.txt").await.unwrap();
    let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assert_eq!((stored.id.as_str(), &*stored.name, stored.bytes), (sha256, "挨拶.txt", 5));
    assert!(files.exists(&stored.id).await.unwrap());
    assert_eq!(files.get(&stored.id).await.unwrap(), "hello");
    let again = files.put(Bytes::from_static(b"hello"), "other.txt").await.unwrap();
    assert_eq!(again.id, stored.id);
    assert_eq!(files_in(folder.path()).get(&stored.id).await.unwrap(), "hello", "after a restart");

    let nothing = FileId::parse(&"0".repeat(64)).unwrap();
    assert!(!files.exists(&nothing).await.unwrap());
    assert!(matches!(files.get(&nothing).await, Err(FilesError::NotFound(id)) if id == nothing));
}

#[tokio::test]
async fn a_damaged_file_is_not_served_and_is_mended_by_uploading_it_again() {
    let folder = tempdir().unwrap();
    let files = files_in(folder.path());
    let stored = files.put(Bytes::from_static(b"hello"), "a").await.unwrap();
    let digits = stored.id.as_str();
    std::fs::write(folder.path().join(&digits[..2]).join(digits), b"jello").unwrap();
    assert!(matches!(files.get(&stored.id).await, Err(FilesError::Damaged(_))));
    files.put(Bytes::from_static(b"hello"), "a").await.unwrap();
    assert_eq!(files.get(&stored.id).await.unwrap(), "hello");
}

#[test]
fn a_file_store_in_no_folder_is_refused() {
    let config = FilesConfig::Local { folder: "/nonexistent/uchite".into() };
    assert!(matches!(Files::open(&config), Err(FilesError::Unavailable(_))));
}

/// A data folder with 20 events in three segments, two attachments and a key.
fn filled(path: &Path) -> (DataFolder, SegmentLog) {
    let data = DataFolder::open(path).unwrap();
    let (log, _) = open(&data.log());
    append_events(&log, 20);
    let files = files_in(&data.files());
    now(files.put(Bytes::from_static(b"one"), "1")).unwrap();
    now(files.put(Bytes::from_static(b"two"), "2")).unwrap();
    std::fs::write(data.keys().join("vapid.pem"), "secret").unwrap();
    (data, log)
}

#[test]
fn a_backup_of_an_open_folder_is_restored_with_the_same_events_files_and_keys() {
    let scratch = tempdir().unwrap();
    let [data, target, restored] = ["data", "backup", "restored"].map(|name| scratch.path().join(name));
    let (_data, log) = filled(&data);
    let made = backup(&data, &target).unwrap();
    assert_eq!((made.head, made.identity.clone()), (Seq(20), log.identity().to_string()));
    append_events(&log, 5);

    assert_eq!(restore(&target, &restored).unwrap(), made);
    let opened = DataFolder::open(&restored).unwrap();
    let (log, report) = open(&opened.log());
    assert_eq!((report.cut, report.resealed.len(), report.created), (None, 0, false));
    assert_events(&log, 20);
    let digits = made.files.iter().filter_map(|file| file.path.strip_prefix("files/")?.split_once('/'));
    let files = files_in(&opened.files());
    let mut contents = Vec::new();
    for (_, digits) in digits {
        contents.push(now(files.get(&FileId::parse(digits).unwrap())).unwrap());
    }
    contents.sort();
    assert_eq!(contents, ["one", "two"]);
    assert_eq!(std::fs::read_to_string(opened.keys().join("vapid.pem")).unwrap(), "secret");
}

#[test]
fn a_backup_made_while_events_are_appended_is_a_prefix_that_opens() {
    let scratch = tempdir().unwrap();
    let data = scratch.path().join("data");
    let (_data, log) = filled(&data);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                append_events(&log, 1);
            }
        });
        for n in 0..10 {
            let before = log.head();
            let [target, restored] = ["b", "r"].map(|name| scratch.path().join(format!("{name}{n}")));
            let made = backup(&data, &target).unwrap();
            assert!(made.head >= before);
            restore(&target, &restored).unwrap();
            let (copy, report) = open(&restored.join("log"));
            assert_eq!(report.cut, None);
            assert_events(&copy, made.head.0);
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_backup_with_any_change_is_not_restored() {
    let scratch = tempdir().unwrap();
    let (data, target) = (scratch.path().join("data"), scratch.path().join("backup"));
    let made = {
        let (_data, _log) = filled(&data);
        backup(&data, &target).unwrap()
    };
    let fails = |name: &str| {
        let restored = scratch.path().join(name.replace('/', "-"));
        let failure = restore(&target, &restored).unwrap_err();
        if restored.exists() {
            let opened = DataFolder::open(&restored);
            assert!(
                matches!(opened, Err(DataFolderError::UnfinishedRestore { .. })),
                "{name}: half a restore opens"
            );
        }
        failure
    };
    for file in &made.files {
        let path = target.join(&file.path);
        let whole = std::fs::read(&path).unwrap();
        flip(&path, whole.len() / 2);
        assert!(matches!(fails(&format!("{} flipped", file.path)), BackupError::Damaged { .. }));
        std::fs::write(&path, &whole[1..]).unwrap();
        assert!(matches!(fails(&format!("{} shorter", file.path)), BackupError::Damaged { .. }));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(fails(&format!("{} gone", file.path)), BackupError::Damaged { .. }));
        std::fs::write(&path, &whole).unwrap();
    }
    let path = target.join("manifest.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let manifest: Manifest = serde_json::from_str(&whole).unwrap();
    let changed = |change: &dyn Fn(&mut Manifest)| {
        let mut manifest = manifest.clone();
        change(&mut manifest);
        std::fs::write(&path, serde_json::to_vec(&manifest).unwrap()).unwrap();
    };
    changed(&|manifest| manifest.head = Seq(21));
    assert!(matches!(fails("head"), BackupError::Damaged { .. }));
    changed(&|manifest| manifest.identity = "0".repeat(32));
    assert!(matches!(fails("identity"), BackupError::Damaged { .. }));
    changed(&|manifest| manifest.files.retain(|file| !file.path.ends_with("9.seg")));
    assert!(matches!(fails("segment left out"), BackupError::Damaged { .. }));
    changed(&|manifest| manifest.files[0].path = "../escaped".into());
    assert!(matches!(fails("escape"), BackupError::NoManifest { .. }));
    changed(&|manifest| manifest.format = 2);
    assert!(matches!(fails("format"), BackupError::NoManifest { .. }));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(fails("no manifest"), BackupError::NoManifest { .. }));
    std::fs::write(&path, whole).unwrap();
    restore(&target, &scratch.path().join("at last")).unwrap();
}

#[test]
fn neither_backup_nor_restore_touch_a_folder_with_something_in_it() {
    let scratch = tempdir().unwrap();
    let [data, target, other] = ["data", "backup", "other"].map(|name| scratch.path().join(name));
    let _held = filled(&data);
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("mine"), "x").unwrap();
    assert!(matches!(backup(&data, &other), Err(BackupError::NotEmpty { .. })));
    backup(&data, &target).unwrap();
    assert!(matches!(restore(&target, &other), Err(BackupError::NotEmpty { .. })));
    assert!(matches!(restore(&target, &data), Err(BackupError::NotEmpty { .. })));
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 1);
    let nothing = scratch.path().join("nothing");
    assert!(matches!(backup(&nothing, &scratch.path().join("b2")), Err(BackupError::NoLog { .. })));
}

#[test]
fn a_damaged_log_is_not_backed_up() {
    let scratch = tempdir().unwrap();
    let data = scratch.path().join("data");
    drop(filled(&data));
    for (n, segment) in segments(&data.join("log")).into_iter().enumerate() {
        flip(&segment, HEADER_BYTES + 50);
        let target = scratch.path().join(format!("backup{n}"));
        let failure = backup(&data, &target).unwrap_err();
        assert!(matches!(failure, BackupError::Log(_)), "{failure}");
        assert!(failure.to_string().contains(segment.to_str().unwrap()), "{failure}");
        assert!(!target.join("manifest.json").exists());
        flip(&segment, HEADER_BYTES + 50);
    }
}

#[test]
fn a_backup_of_a_log_without_events_is_restored() {
    let scratch = tempdir().unwrap();
    let [data, target, restored] = ["data", "backup", "restored"].map(|name| scratch.path().join(name));
    let held = DataFolder::open(&data).unwrap();
    let (log, _) = SegmentLog::open(&held.log(), LogOptions::default()).unwrap();
    assert_eq!(backup(&data, &target).unwrap().head, Seq::ZERO);
    restore(&target, &restored).unwrap();
    let (copy, _) = SegmentLog::open(&restored.join("log"), LogOptions::default()).unwrap();
    assert_eq!((copy.head(), copy.identity()), (Seq::ZERO, log.identity()));
}
