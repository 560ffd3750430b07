//! Whatever happens to the database on the disk, the log brings the view back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use uchite_domain::{ReadHow, ReportId};
use uchite_storage::catch_up::{CatchUpError, catch_up};
use uchite_storage::fixture::{Company, Desk, answers_but_timelines};
use uchite_storage::log::{Entry, Log, MemoryLog, Revision};
use uchite_storage::store::{Store, StoreError};
use uchite_storage::view::{OpenOptions, SledView, ViewReport};

struct Case {
    _folder: tempfile::TempDir,
    path: PathBuf,
    desk: Desk,
    company: Company,
}

impl Case {
    /// A company whose view is on the disk, closed.
    fn new() -> Case {
        let (mut desk, company) = Desk::with_company();
        for n in 0..80 {
            let deal = company.deals()[n % 3];
            let report = desk.file_text(company.suzuki, &company, deal, &"報告。".repeat(n + 1));
            if n % 3 == 0 {
                desk.reply(company.west_head, report, "返信", &[]);
            }
            if n % 5 == 0 {
                desk.read(company.sales_head, &[report], ReadHow::Opened);
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("view");
        let case = Case { path, _folder: folder, desk, company };
        let (view, _) = case.open();
        // Several checkpoints, so that the database has a history.
        for event in &case.desk.written {
            event.apply(&view);
            if event.seq.0 % 50 == 0 {
                view.checkpoint().unwrap();
            }
        }
        view.checkpoint().unwrap();
        case
    }

    fn open(&self) -> (SledView, ViewReport) {
        SledView::open(&self.path, OpenOptions::default()).unwrap()
    }

    /// Changes values under sled's own interface.
    fn tamper(&self, change: impl FnOnce(&sled::Db)) {
        let config = sled::Config::new().path(&self.path).flush_every_ms(None);
        // sled's threads may hold the database for a moment after it was closed.
        let db = (0..200).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(5));
            config.open().ok()
        });
        let db = db.unwrap();
        change(&db);
        db.flush().unwrap();
    }

    fn expect_all_back(&self, view: &SledView) {
        catch_up(&self.desk.log(), view, &mut |_| {}).unwrap();
        assert_eq!(answers_but_timelines(view), answers_but_timelines(&self.desk.store));
    }

    fn expect_set_aside(&self) {
        let (view, report) = self.open();
        let aside = report.set_aside.expect("it is set aside");
        assert!(aside.moved_to.is_dir());
        assert!(aside.moved_to.to_string_lossy().contains("view.broken-"), "{:?}", aside.moved_to);
        assert_eq!(report.applied.0, 0);
        assert_eq!(view.organisation().name, "");
        self.expect_all_back(&view);
        drop(view);
        assert_eq!(self.open().1.set_aside, None, "what was built anew is sound");
    }
}

fn files(dir: &Path, begin: &str) -> Vec<PathBuf> {
    let names = fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    names.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(begin)).collect()
}

#[test]
fn a_sound_database_is_opened_as_it_was_left() {
    let case = Case::new();
    let (view, report) = case.open();
    let sound = ViewReport { applied: case.desk.store.applied(), ..ViewReport::default() };
    assert_eq!(report, sound);
    assert_eq!(answers_but_timelines(&view), answers_but_timelines(&case.desk.store));
}

#[test]
fn emptied_snapshots_cost_nothing() {
    let case = Case::new();
    // The first opening after the last one made a snapshot.
    drop(case.open());
    let snapshots = files(&case.path, "snap.");
    assert!(!snapshots.is_empty());
    snapshots.iter().for_each(|path| fs::write(path, b"").unwrap());
    let (view, report) = case.open();
    assert!(report.snapshots_deleted);
    assert_eq!((report.set_aside, report.applied), (None, case.desk.store.applied()));
    case.expect_all_back(&view);
}

#[test]
fn a_database_of_rubbish_is_set_aside_and_rebuilt() {
    let case = Case::new();
    for path in files(&case.path, "") {
        if path.is_file() {
            fs::write(path, b"nothing that sled knows".repeat(1_000)).unwrap();
        }
    }
    case.expect_set_aside();
}

#[test]
fn a_database_that_was_cut_anywhere_gives_all_back() {
    let case = Case::new();
    let whole = fs::read(case.path.join("db")).unwrap();
    for part in 0..8 {
        let cut = whole.len() * part / 8 + part * 7;
        drop(fs::remove_dir_all(case.path.join("blobs")));
        fs::write(case.path.join("db"), &whole[..cut]).unwrap();
        let (view, _) = case.open();
        case.expect_all_back(&view);
        drop(view);
        case.expect_all_back(&case.open().0);
    }
}

#[test]
fn a_database_with_a_damaged_middle_gives_all_back() {
    for part in 1..8 {
        let case = Case::new();
        let mut bytes = fs::read(case.path.join("db")).unwrap();
        let at = bytes.len() * part / 8;
        let end = (at + 4_096).min(bytes.len());
        bytes[at..end].fill(0x5a);
        fs::write(case.path.join("db"), bytes).unwrap();
        let (view, _) = case.open();
        // What is damaged may show only when it is read; then the next start begins anew.
        let caught_up = catch_up(&case.desk.log(), &view, &mut |_| {});
        let sound = caught_up.is_ok()
            && std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| answers_but_timelines(&view)))
                .is_ok_and(|answers| answers == answers_but_timelines(&case.desk.store));
        drop(view);
        if !sound {
            case.expect_all_back(&case.open().0);
        }
    }
}

#[test]
fn another_schema_means_a_rebuild() {
    let case = Case::new();
    case.tamper(|db| drop(db.insert(b"A", b"\0\x00999").unwrap()));
    case.expect_set_aside();
    let case = Case::new();
    case.tamper(|db| drop(db.remove(b"A").unwrap()));
    case.expect_set_aside();
}

#[test]
fn a_master_that_cannot_be_understood_means_a_rebuild() {
    let case = Case::new();
    let mut key = b"D".to_vec();
    key.extend_from_slice(&case.company.tanaka.0.to_be_bytes());
    case.tamper(|db| drop(db.insert(key, b"\0\0{\"id\":").unwrap()));
    case.expect_set_aside();
}

#[test]
fn a_report_that_cannot_be_understood_is_told_and_means_a_rebuild_at_the_next_start() {
    let case = Case::new();
    let report =
        ReportId(case.desk.written.iter().rev().find_map(|e| e.logged.event.report(e.seq)).unwrap().0);
    let mut key = b"Q".to_vec();
    key.extend_from_slice(&(report.0 >> 4).to_be_bytes());
    case.tamper(|db| drop(db.insert(key, b"\0\0\x08\0\0\0no reports").unwrap()));
    let (view, opened) = case.open();
    assert_eq!(opened.set_aside, None);
    let asked = view.detail(case.company.suzuki, report);
    assert!(matches!(asked, Err(StoreError::Broken(_))));
    assert!(view.detail(case.company.suzuki, ReportId(1)).unwrap().is_none(), "the rest goes on");
    drop(view);
    case.expect_set_aside();
}

#[test]
fn a_database_that_is_in_use_is_left_alone() {
    let case = Case::new();
    let (view, _) = case.open();
    assert!(matches!(SledView::open(&case.path, OpenOptions::default()), Err(StoreError::Broken(_))));
    case.expect_all_back(&view);
}

#[test]
fn an_event_that_cannot_be_understood_is_named() {
    let log = MemoryLog::default();
    let (desk, _) = Desk::with_company();
    uchite_storage::fixture::append(&log, &desk.written);
    let entry = Entry {
        subject: "organisation".into(),
        expected: Revision::Unordered,
        at: desk.now(),
        payload: br#"{"event":{"type":"from_the_future"}}"#.as_slice().into(),
    };
    let seq = log.append(entry).wait().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (view, _) = SledView::open(&folder.path().join("view"), OpenOptions::default()).unwrap();
    let failed = catch_up(&log, &view, &mut |_| {}).unwrap_err();
    assert!(matches!(&failed, CatchUpError::Payload { seq: named, .. } if *named == seq), "{failed}");
    assert!(failed.to_string().contains(&seq.to_string()));
}

#[test]
fn catching_up_tells_how_far_it_is_and_does_nothing_when_there_is_nothing() {
    let (desk, _) = Desk::with_company();
    let folder = tempfile::tempdir().unwrap();
    let (view, _) = SledView::open(&folder.path().join("view"), OpenOptions::default()).unwrap();
    let mut told = Vec::new();
    let head = desk.store.applied();
    let progress = catch_up(&desk.log(), &view, &mut |progress| told.push(progress)).unwrap();
    assert_eq!((progress.from.0, progress.done, progress.head), (0, head, head));
    assert_eq!(told.last(), Some(&progress));
    told.clear();
    catch_up(&desk.log(), &view, &mut |progress| told.push(progress)).unwrap();
    assert!(told.is_empty());
}
