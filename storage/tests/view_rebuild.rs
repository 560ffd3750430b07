//! The read model can be thrown away, cut off, and fed in another order: it answers the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use uchite_domain::ReadHow;
use uchite_storage::catch_up::catch_up;
use uchite_storage::fixture::{Desk, answers};
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
