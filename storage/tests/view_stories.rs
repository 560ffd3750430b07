//! Whatever happens, in whatever order it arrives, and wherever the server stops: the view says the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use uchite_domain::Badge;
use uchite_storage::catch_up::catch_up;
use uchite_storage::fixture::{Desk, answers_but_timelines};
use uchite_storage::store::Store;
use uchite_storage::view::{MemoryView, OpenOptions, SledView};

mod view_support;
use view_support::TINY;
use view_support::story::{Story, happenings};

fn assert_same(one: &dyn Store, other: &dyn Store) {
    let (one, other) = (answers_but_timelines(one), answers_but_timelines(other));
    for (left, right) in one.iter().zip(&other) {
        assert_eq!(left, right);
    }
    assert_eq!(one.len(), other.len());
}

/// The sizes of the sets that the lists of unread cards are.
fn recounted(desk: &Desk) -> BTreeMap<uchite_domain::MemberId, Badge> {
    let members: Vec<_> = desk.store.organisation().members.keys().copied().collect();
    let count = |member, addressed| desk.store.unread(member, addressed).unwrap().len() as u32;
    members
        .into_iter()
        .map(|member| (member, Badge { addressed: count(member, true), unread: count(member, false) }))
        .collect()
}

fn badges(desk: &Desk) -> BTreeMap<uchite_domain::MemberId, Badge> {
    let members: Vec<_> = desk.store.organisation().members.keys().copied().collect();
    members.into_iter().map(|member| (member, desk.store.badge(member).unwrap())).collect()
}

/// Numbers from a list that proptest can shrink, over and over.
fn dice(numbers: &[usize]) -> impl FnMut(usize) -> usize {
    let mut at = 0;
    move |bound| {
        at += 1;
        numbers[at % numbers.len()] % bound
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_badge_is_the_size_of_the_set_of_unread_cards(happenings in happenings(120)) {
        let story = Story::tell(&happenings);
        prop_assert_eq!(badges(&story.desk), recounted(&story.desk));
        prop_assert_eq!(badges(&story.desk), story.expected_badges());
    }

    #[test]
    fn any_order_of_arrival_ends_the_same(
        happenings in happenings(80),
        numbers in proptest::collection::vec(0..1000usize, 1..64),
    ) {
        let story = Story::tell(&happenings);
        let other = MemoryView::in_memory();
        story.other_order(dice(&numbers)).into_iter().for_each(|event| drop(event.apply(&other)));
        assert_same(&other, &story.desk.store);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_server_that_stops_anywhere_goes_on_as_if_it_had_not(
        happenings in happenings(100),
        numbers in proptest::collection::vec(0..1000usize, 8..64),
    ) {
        let story = Story::tell(&happenings);
        let log = story.desk.log();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("view");
        let (view, _) = SledView::open(&path, TINY).unwrap();
        let mut dice = dice(&numbers);
        let mut copies = 0;
        // In another order than the log's, so that a checkpoint may hold event 9 without event 8.
        for event in story.other_order(&mut dice) {
            event.apply(&view);
            if event.seq.0 > story.base as u64 && event.seq.0 % 5 == 0 {
                view.checkpoint().unwrap();
            }
            if event.seq.0 > story.base as u64 && event.seq.0 % 17 == 3 {
                copies += 1;
                copy_folder(&path, &folder.path().join(format!("copy-{copies}")));
            }
        }
        for copy in 1..=copies {
            let path = folder.path().join(format!("copy-{copy}"));
            let (stopped, report) = SledView::open(&path, OpenOptions::default()).unwrap();
            prop_assert_eq!(report.set_aside, None);
            catch_up(&log, &stopped, &mut |_| {}).unwrap();
            assert_same(&stopped, &story.desk.store);
        }
    }
}
