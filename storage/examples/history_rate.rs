//! How the read model does on a long history, without a server: rebuilt from the log, opened again, asked for
//! timelines.
//!
//! `uchite loadtest-org --data DATA --members 10000 --deals 100000 --reports 1000000 --token-file TOKENS`
//! `cargo run --release -p uchite-storage --example history_rate -- DATA [rebuild|open|ask]…`

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an example for people at a terminal")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use uchite_domain::{
    ActivityKind, DealId, MemberId, Organisation, StageId, TimelineFilter, TimelineQuery, TimelineScope,
    TimelineSort,
};
use uchite_storage::catch_up::catch_up;
use uchite_storage::log::{Log, LogOptions, SegmentLog};
use uchite_storage::store::Store;
use uchite_storage::view::{OpenOptions, SledView};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Questions of each kind.
const ASKED: usize = 200;

/// A generator that is good enough for spreading (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn folder_bytes(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() { folder_bytes(&path) } else { entry.metadata().unwrap().len() }
        })
        .sum()
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let data = PathBuf::from(arguments.next().expect("a data folder"));
    let mut steps: Vec<String> = arguments.collect();
    if steps.is_empty() {
        steps = ["rebuild", "open", "ask"].map(str::to_owned).to_vec();
    }
    let began = Instant::now();
    let (log, _) = SegmentLog::open(&data.join("log"), LogOptions::default()).unwrap();
    println!("log opened in {:?}: {} events, {} MB", began.elapsed(), log.head(), mb(&data.join("log")));
    let view = data.join("view");
    if steps.iter().any(|step| step == "rebuild") {
        let _ = std::fs::remove_dir_all(&view);
        rebuild(&log, &view);
    }
    let began = Instant::now();
    let opened = SledView::open(&view, OpenOptions::default()).unwrap().0;
    println!("view opened in {:?}: {} MB, resident {} MB", began.elapsed(), mb(&view), resident_mb());
    if steps.iter().any(|step| step == "ask") {
        ask(&opened);
        println!("resident {} MB", resident_mb());
    }
}

fn mb(folder: &Path) -> u64 {
    folder_bytes(folder) / 1_000_000
}

fn rebuild(log: &SegmentLog, folder: &Path) {
    let view = SledView::open(folder, OpenOptions::default()).unwrap().0;
    let began = Instant::now();
    let mut last = Instant::now();
    let done = catch_up(log, &view, &mut |progress| {
        if last.elapsed() > Duration::from_secs(5) {
            last = Instant::now();
            println!("  {} of {}, resident {} MB", progress.done, progress.head, resident_mb());
        }
    })
    .unwrap();
    let took = began.elapsed();
    let reports: u32 = view.organisation().deals.values().map(|deal| deal.reports).sum();
    println!(
        "rebuilt {} events, {reports} reports in {took:?}: {:.0} reports/s, {:.0} events/s, resident {} MB",
        done.done,
        f64::from(reports) / took.as_secs_f64(),
        done.done.0 as f64 / took.as_secs_f64(),
        resident_mb()
    );
}

fn ask(view: &SledView) {
    let org = view.organisation().clone();
    let members: Vec<MemberId> = org.members.keys().copied().collect();
    let mut deals: Vec<DealId> =
        org.deals.values().filter(|deal| !deal.general).map(|deal| deal.id).collect();
    deals.sort_unstable();
    let viewers = [
        ("a member", members[3..].to_vec()),
        ("a head", org.departments.values().filter_map(|d| d.fields.head).skip(1).collect()),
        ("the president", vec![members[1]]),
        ("the admin", vec![members[0]]),
    ];
    for (who, viewers) in viewers {
        for (name, make) in FILTERS {
            for sort in [TimelineSort::Posted, TimelineSort::Activity] {
                let mut dice = Dice(9);
                let mut cards = 0;
                let mut times: Vec<Duration> = (0..ASKED)
                    .map(|_| {
                        let query = TimelineQuery {
                            viewer: dice.pick(&viewers),
                            scope: TimelineScope::Mine,
                            filter: make(&org, &deals, &mut dice),
                            sort,
                            after: None,
                            limit: 50,
                        };
                        let began = Instant::now();
                        cards += view.timeline(&query).unwrap().cards.len();
                        began.elapsed()
                    })
                    .collect();
                times.sort_unstable();
                let at = |share: f64| times[(share * (ASKED - 1) as f64) as usize];
                let (p50, p99, cards) = (at(0.5), at(0.99), cards / ASKED);
                println!(
                    "{who:>14}, {name:<28} {sort:?}: p50 {p50:?}, p99 {p99:?}, max {:?} ({cards} cards)",
                    at(1.0)
                );
            }
        }
    }
}

type Make = fn(&Organisation, &[DealId], &mut Dice) -> TimelineFilter;

fn all() -> TimelineFilter {
    TimelineFilter::default()
}

const FILTERS: &[(&str, Make)] = &[
    ("everything", |_, _, _| all()),
    ("owner", |org, deals, dice| TimelineFilter {
        owner: vec![org.deals[&dice.pick(deals)].fields.owner],
        ..all()
    }),
    ("department", |org, _, dice| {
        let departments: Vec<_> = org.departments.keys().copied().collect();
        TimelineFilter { department: vec![dice.pick(&departments)], ..all() }
    }),
    ("amount range", |_, _, dice| {
        let min = dice.below(300) as i64 * 1_000_000;
        TimelineFilter { amount_min: Some(min), amount_max: Some(min + 20_000_000), ..all() }
    }),
    ("stage", |_, _, dice| TimelineFilter { stage: vec![StageId(dice.below(7) as u8)], ..all() }),
    ("customer", |org, deals, dice| TimelineFilter {
        customer: vec![org.deals[&dice.pick(deals)].fields.customer],
        ..all()
    }),
    ("deal", |_, deals, dice| TimelineFilter { deal: vec![dice.pick(deals)], ..all() }),
    ("kind", |_, _, _| TimelineFilter { kind: vec![ActivityKind::Complaint], ..all() }),
    ("competitor", |org, _, dice| {
        let competitors: Vec<_> = org.competitors.keys().copied().collect();
        TimelineFilter { competitor: vec![dice.pick(&competitors)], ..all() }
    }),
    ("purpose", |org, _, dice| {
        let purposes: Vec<_> = org.purposes.keys().copied().collect();
        TimelineFilter { purpose: vec![dice.pick(&purposes)], ..all() }
    }),
    ("unread", |_, _, _| TimelineFilter { unread: true, ..all() }),
    ("addressed", |_, _, _| TimelineFilter { addressed: true, ..all() }),
    ("unread, addressed", |_, _, _| TimelineFilter { unread: true, addressed: true, ..all() }),
    ("unread, purpose", |org, _, dice| {
        let purposes: Vec<_> = org.purposes.keys().copied().collect();
        TimelineFilter { unread: true, purpose: vec![dice.pick(&purposes)], ..all() }
    }),
    ("unread, kind, stage", |_, _, dice| TimelineFilter {
        unread: true,
        kind: vec![ActivityKind::Complaint],
        stage: vec![StageId(dice.below(7) as u8)],
        ..all()
    }),
    ("stage, competitor, department", |org, _, dice| {
        let departments: Vec<_> = org.departments.keys().copied().collect();
        let competitors: Vec<_> = org.competitors.keys().copied().collect();
        TimelineFilter {
            stage: vec![StageId(dice.below(7) as u8)],
            competitor: vec![dice.pick(&competitors)],
            department: vec![dice.pick(&departments)],
            ..all()
        }
    }),
    ("nothing fits", |_, _, _| TimelineFilter { amount_min: Some(1 << 50), ..all() }),
];
