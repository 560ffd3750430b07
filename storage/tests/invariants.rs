//! Invariants 3, 4 and 9 of docs/ARCHITECTURE.md.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use uchite_domain::{Badge, Event, MemberFields, MemberId, ReadHow, Scope, Timestamp, TokenKind};
use uchite_storage::catch_up::catch_up;
use uchite_storage::fixture::{Company, Desk, answers};
use uchite_storage::log::Log;
use uchite_storage::store::{Applied, Store};
use uchite_storage::view::{MemoryView, OpenOptions, SledView};

/// A day at the company: reports, replies, reads, a card marked unread, access lost; passwords, tokens, devices.
fn day() -> (Desk, Company) {
    let (mut desk, company) = Desk::with_company();
    let first = desk.file_text(company.tanaka, &company, company.open_deal, "訪問しました");
    let second = desk.file_text(company.suzuki, &company, company.team_deal, "限定の案件です");
    desk.reply(company.west_head, first, "次は部長と", &[company.suzuki]);
    desk.read(company.sales_head, &[first], ReadHow::Opened);
    desk.read(company.engineer, &[first, second], ReadHow::Displayed);
    desk.unread(company.engineer, &[first]);
    desk.change_deal(company.team_deal, |fields| fields.team.clear());
    accounts(&mut desk, &company);
    let again = Event::MemberChanged { member: company.suzuki, fields: fields_of(&desk, company.suzuki) };
    desk.write_as(Some(company.president), Some(REFERENCE), again);
    (desk, company)
}

/// A reference that was used.
const REFERENCE: &str = "the-last-of-the-day";

fn fields_of(desk: &Desk, member: MemberId) -> MemberFields {
    desk.store.organisation().members[&member].fields.clone()
}

fn accounts(desk: &mut Desk, company: &Company) {
    let member = company.tanaka;
    desk.write(Some(member), Event::PasswordSet { member, hash: "$argon2id$…".to_owned() });
    let token = |name: &str| Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name: name.to_owned(),
        digest: format!("digest of {name}"),
        scopes: vec![Scope::Read],
        expires_at: Timestamp::MAX,
        address: String::new(),
    };
    let device = |name: &str| Event::DeviceRegistered {
        member,
        name: name.to_owned(),
        endpoint: format!("https://push.example.net/{name}"),
        p256dh: "key".to_owned(),
        auth: "auth".to_owned(),
    };
    desk.write(Some(member), token("kept"));
    let revoked = desk.write(Some(member), token("revoked")).into();
    desk.write(Some(member), Event::TokenRevoked { member, token: revoked });
    desk.write(Some(member), device("kept"));
    let removed = desk.write(Some(member), device("removed")).into();
    desk.write(Some(member), Event::DeviceRemoved { member, device: removed, why: "gone".to_owned() });
}

#[test]
fn apply_is_idempotent() {
    let (desk, _) = day();
    let view = MemoryView::in_memory();
    for written in &desk.written {
        written.apply(&view);
        assert_eq!(written.apply(&view), Applied::default(), "{:?} did something twice", written.seq);
    }
    for written in &desk.written {
        assert_eq!(written.apply(&view), Applied::default());
    }
    assert_eq!(answers(&view), answers(&desk.store));
}

#[test]
fn the_read_model_can_be_thrown_away() {
    let (desk, company) = day();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view");
    let build = || {
        let options = OpenOptions { log_head: Some(desk.log().head()), ..OpenOptions::default() };
        let (view, _) = SledView::open(&path, options).unwrap();
        catch_up(&desk.log(), &view, &mut |_| {}).unwrap();
        // Else a command that is sent again after a start would be carried out twice.
        assert_eq!(view.by_client_ref(company.president, REFERENCE), Some(desk.log().head()));
        answers(&view)
    };
    let before = build();
    assert_eq!(before, answers(&desk.store));
    assert_eq!(build(), before, "opened again");
    std::fs::remove_dir_all(&path).unwrap();
    assert_eq!(build(), before, "deleted");
    std::fs::write(path.join("db"), b"this is no database").unwrap();
    assert_eq!(build(), before, "damaged");
}

#[test]
fn a_read_model_that_is_ahead_of_its_log_is_set_aside() {
    let (mut desk, company) = day();
    let before = (desk.log(), answers(&desk.store));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view");
    desk.file_text(company.tanaka, &company, company.open_deal, "後で失われる");
    let (view, _) = SledView::open(&path, OpenOptions::default()).unwrap();
    catch_up(&desk.log(), &view, &mut |_| {}).unwrap();
    drop(view);
    // The log lost its last event; the view must not answer with it, nor skip the next of that number.
    let options = OpenOptions { log_head: Some(before.0.head()), ..OpenOptions::default() };
    let (view, report) = SledView::open(&path, options).unwrap();
    assert!(report.set_aside.is_some());
    catch_up(&before.0, &view, &mut |_| {}).unwrap();
    assert_eq!(answers(&view), before.1);
}

#[test]
fn counts_are_derived() {
    let (desk, company) = day();
    for member in company.members() {
        let count = |addressed| desk.store.unread(member, addressed).unwrap().len() as u32;
        let counted = Badge { addressed: count(true), unread: count(false) };
        assert_eq!(desk.store.badge(member).unwrap(), counted, "of member {member}");
    }
    // The engineer lost the restricted card and marked the other unread again: one is left.
    assert_eq!(desk.store.badge(company.engineer).unwrap().unread, 1);
}
