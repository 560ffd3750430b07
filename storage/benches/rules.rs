//! What the rules cost: deciding a filing, computing its audience, filling and encoding its card.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "benches are for people at a terminal"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use uchite_domain::{
    Asked, Card, DealCommand, DealState, EventFrame, EventKind, FileReport, How, Organisation, Place,
    Recipient, Report, Role, ServerFrame, You, audience,
};
use uchite_storage::fixture::{Company, Desk, text_report};
use uchite_storage::store::Store;

/// Members of the organisation.
const MEMBERS: usize = 1_000;
/// What a visit leaves behind, about as long as people write.
const TEXT: &str = "定例訪問。生産管理システムの更新について部長と面談。現行の保守期限が来年三月に切れるため、年内に方向を\
決めたいとのこと。夜間バッチの処理時間を気にされており、同規模の性能実績を次回お見せする約束をした。";

struct Case {
    org: Organisation,
    company: Company,
    report: FileReport,
    filed: Report,
}

/// A report that goes to ten.
fn case() -> Case {
    let (mut desk, company) = Desk::with_company();
    let members: Vec<_> =
        (0..MEMBERS).map(|n| desk.member(&format!("社員 {n}"), company.west, Role::Member)).collect();
    let some = members[..7].to_vec();
    desk.purpose("関係者へ", Vec::new(), Recipient::Members { members: some }, How::Timeline);
    let report = text_report(&company, company.open_deal, TEXT);
    let id = desk.file(company.tanaka, report.clone());
    let filed = (*desk.store.report(id).unwrap().unwrap()).clone();
    let org = desk.store.organisation().clone();
    Case { org, company, report, filed }
}

fn rules(criterion: &mut Criterion) {
    let Case { org, company, report, filed } = case();
    assert_eq!(filed.audience.len(), 11);
    let state = DealState::new(org.deals[&report.deal].clone());
    let asked = Asked { by: company.tanaka, at: filed.filed_at };
    let command = DealCommand::FileReport(Box::new(report.clone()));
    criterion.bench_function("decide a filing", |b| {
        b.iter(|| state.decide(&org, asked, black_box(&command)).unwrap());
    });
    criterion.bench_function("audience of ten", |b| {
        b.iter(|| audience(&org, company.tanaka, black_box(&report), &state.deal, &filed.as_of));
    });
    let place = Place { addressed: true, unread: true, bookmarked: false };
    let card =
        || Card { body: org.card_body(black_box(&filed)), you: You::of(&filed, company.west_head, place) };
    criterion.bench_function("fill a card", |b| b.iter(card));
    let one = card();
    criterion.bench_function("encode a card", |b| b.iter(|| serde_json::to_vec(black_box(&one)).unwrap()));
    let frame = ServerFrame::Event(Box::new(EventFrame {
        seq: filed.last_seq,
        cursor: filed.last_seq,
        kind: EventKind::ReportFiled,
        at: filed.filed_at,
        by: Some(org.member_ref(filed.author)),
        deal: Some(filed.deal),
        card: Some(one),
        reports: Vec::new(),
        unread: None,
        bookmarked: None,
        client_ref: None,
        badge: None,
    }));
    criterion.bench_function("encode a frame", |b| b.iter(|| serde_json::to_vec(black_box(&frame)).unwrap()));
}

criterion_group!(benches, rules);
criterion_main!(benches);
