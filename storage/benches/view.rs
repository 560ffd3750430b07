//! What the read model costs: applying a filing to ten inboxes, and a page of a timeline.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "benches are for people at a terminal"
)]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use uchite_domain::{
    Event, How, LoggedEvent, Origin, Recipient, Role, Seq, TimelineFilter, TimelineQuery, TimelineScope,
    TimelineSort,
};
use uchite_storage::fixture::{Desk, text_report};
use uchite_storage::store::Store;
use uchite_storage::view::{OpenOptions, SledView};

/// Members of the organisation.
const MEMBERS: usize = 1_000;
/// Applied events after which a checkpoint is written, outside of what is timed.
const CHECKPOINT_EVENTS: u64 = 20_000;

fn apply(criterion: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let view = SledView::open(&folder.path().join("view"), OpenOptions::default()).unwrap().0;
    let (mut desk, company) = Desk::with_company();
    let members: Vec<_> =
        (0..MEMBERS).map(|n| desk.member(&format!("社員 {n}"), company.west, Role::Member)).collect();
    let some = members[..7].to_vec();
    desk.purpose("関係者へ", Vec::new(), Recipient::Members { members: some }, How::Timeline);
    let text = "生産管理システムの刷新について、製造部の山本部長と打ち合わせました。".repeat(4);
    desk.file(company.tanaka, text_report(&company, company.open_deal, &text));
    desk.written.iter().for_each(|event| drop(event.apply(&view)));
    let filed = desk.written.last().unwrap().clone();
    let Event::ReportFiled(_) = &filed.logged.event else { panic!("the last event is a filing") };
    let (mut seq, mut revision) = (filed.seq.0, filed.revision.unwrap());
    let next = || {
        (seq, revision) = (seq + 1, revision + 1);
        if seq.is_multiple_of(CHECKPOINT_EVENTS) {
            view.checkpoint().unwrap();
        }
        let origin = Some(Origin { client_ref: format!("r{seq}"), digest: String::new() });
        (seq, revision, LoggedEvent { origin, ..filed.logged.clone() })
    };
    let mut next = next;
    criterion.bench_function("view apply, a filing to ten", |b| {
        b.iter_batched(
            &mut next,
            |(seq, revision, logged)| {
                view.apply(Seq(seq), filed.at, filed.subject, Some(revision), &logged).unwrap()
            },
            BatchSize::SmallInput,
        );
    });
    let query = TimelineQuery {
        viewer: members[3],
        scope: TimelineScope::Mine,
        filter: TimelineFilter { unread: true, ..TimelineFilter::default() },
        sort: TimelineSort::Posted,
        after: None,
        limit: 50,
    };
    criterion.bench_function("timeline of 50 unread", |b| b.iter(|| view.timeline(&query).unwrap()));
}

criterion_group!(benches, apply);
criterion_main!(benches);
