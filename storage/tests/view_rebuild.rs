//! The read model can be thrown away, cut off, and fed in another order: it answers the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use uchite_domain::ReadHow;
use uchite_storage::catch_up::{catch_up, catch_up_and_settle};
use uchite_storage::fixture::{Desk, answers};
use uchite_storage::log::Log;
use uchite_storage::store::Store;
use uchite_storage::view::{OpenOptions, SledView};

#[test]
fn a_view_that_is_deleted_is_rebuilt_to_the_same_answers() {
    let (mut desk, company) = Desk::with_company();
    let report = desk.file_text(company.tanaka, &company, company.open_deal, "訪問しました");
    desk.reply(company.west_head, report, "次は部長と", &[company.suzuki]);
    desk.read(company.sales_head, &[report], ReadHow::Opened);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("view");
    let (view, _) = SledView::open(&path, OpenOptions::default()).unwrap();
    catch_up(&desk.log(), &view, &mut |_| {}).unwrap();
    assert_eq!(answers(&view), answers(&desk.store));
    drop(view);
    let (view, _) = SledView::open(&path, OpenOptions::default()).unwrap();
    assert_eq!(answers(&view), answers(&desk.store));
    drop(view);
    std::fs::remove_dir_all(&path).unwrap();
    let (view, _) = SledView::open(&path, OpenOptions::default()).unwrap();
    catch_up(&desk.log(), &view, &mut |_| {}).unwrap();
    assert_eq!(answers(&view), answers(&desk.store));
}

#[test]
fn a_view_that_is_opened_anew_after_a_long_way_stands_where_the_log_does_and_goes_on() {
    let (mut desk, company) = Desk::with_company();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("view");
    // Always, in the middle, and never.
    for settle_events in [0, 3, u64::MAX] {
        let options = OpenOptions { settle_events, ..OpenOptions::default() };
        let report = desk.file_text(company.tanaka, &company, company.open_deal, "訪問しました");
        desk.reply(company.west_head, report, "次は部長と", &[company.suzuki]);
        let (view, _) = SledView::open(&path, options).unwrap();
        let mut told = Vec::new();
        let view = catch_up_and_settle(&desk.log(), view, (&path, options), &mut |progress| {
            told.push(progress.done);
        })
        .unwrap();
        assert_eq!(view.applied(), desk.log().head());
        assert_eq!(told.last(), Some(&desk.log().head()));
        assert_eq!(answers(&view), answers(&desk.store));
        let fed = desk.written.len();
        desk.read(company.sales_head, &[report], ReadHow::Opened);
        desk.written[fed..].iter().for_each(|event| drop(event.apply(&view)));
        view.checkpoint().unwrap();
        assert_eq!(answers(&view), answers(&desk.store));
    }
}
