//! How fast the read model takes reports, and how much disk one costs.
//!
//! `cargo run --release -p uchite-storage --example apply_rate -- [reports] [members] [folder]`

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an example for people at a terminal")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use uchite_domain::{
    AudienceEntry, DealChanges, DealId, DealSnapshot, DepartmentFields, DepartmentId, Event, FieldValue,
    FileReport, How, LoggedEvent, MemberId, Reason, ReportFiled, Role, Seq, StageId, Subject, TimelineFilter,
    TimelineQuery, TimelineScope, TimelineSort, Timestamp, Via, Visibility,
};
use uchite_storage::fixture::{Desk, Written};
use uchite_storage::store::Store;
use uchite_storage::view::{OpenOptions, SledView};

const AUDIENCE: u64 = 10;
const CHECKPOINT_EVERY: Duration = Duration::from_secs(2);

/// A generator that is good enough for spreading (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

struct Company {
    desk: Desk,
    members: Vec<MemberId>,
    deals: Vec<DealId>,
    base: uchite_storage::fixture::Company,
}

fn company(members: u64) -> Company {
    let (mut desk, base) = Desk::with_company();
    let fields =
        DepartmentFields { name: "東日本営業部".to_owned(), parent: Some(base.sales), head: None };
    let department: DepartmentId = desk.write(None, Event::DepartmentAdded { fields }).into();
    let members: Vec<MemberId> =
        (0..members).map(|n| desk.member(&format!("社員 {n}"), department, Role::Member)).collect();
    let mut deals = Vec::new();
    for n in 0..(members.len() / 2).max(100) {
        let owner = members[n % members.len()];
        let customer = desk.customer(&format!("第{n}工業株式会社"), Some(owner));
        deals.push(desk.deal(customer, owner, Visibility::Company, &[]));
    }
    Company { desk, members, deals, base }
}

impl Company {
    fn report(&self, seq: Seq, revision: u64, dice: &mut Dice) -> Written {
        let deal = self.deals[(seq.0 % self.deals.len() as u64) as usize];
        let mut pick = || self.members[dice.below(self.members.len() as u64) as usize];
        let author = pick();
        let mut audience =
            vec![AudienceEntry { member: author, reasons: [Reason::Author].into(), how: How::Timeline }];
        while audience.len() as u64 <= AUDIENCE {
            let member = pick();
            let name = "部下の報告は上司へ".to_owned();
            let reason =
                Reason::Purpose { purpose: self.base.to_superiors, version: 1, name, via: Via::Superior };
            if audience.iter().all(|entry| entry.member != member) {
                audience.push(AudienceEntry { member, reasons: [reason].into(), how: How::Notify });
            }
        }
        let reaction = FieldValue::Text("前向き。性能の実績を示してほしいとのこと".to_owned());
        let report = FileReport {
            deal,
            template: self.base.visit,
            occurred_at: Some(Timestamp(1_795_000_000_000)),
            met: vec![self.base.contact],
            fields: [("reaction".to_owned(), reaction)].into(),
            text: "生産管理システムの刷新について、製造部の山本部長と打ち合わせました。".repeat(4),
            products: vec![self.base.product],
            competitors: Vec::new(),
            files: Vec::new(),
            mentions: Vec::new(),
            consult: None,
            next_move: None,
            deal_changes: DealChanges::default(),
            also: Vec::new(),
            not: Vec::new(),
            effort: None,
        };
        let as_of = DealSnapshot {
            customer: self.base.customer,
            owner: author,
            stage: StageId(1),
            stage_before: None,
            amount_yen: Some(12_000_000),
            probability: None,
            expected_close: None,
            competitors: Vec::new(),
        };
        let event = Event::ReportFiled(Box::new(ReportFiled {
            report,
            audience: audience.into(),
            as_of,
            next_move: None,
        }));
        let origin = uchite_domain::Origin { client_ref: format!("ref-{seq}"), digest: "0".repeat(64) };
        Written {
            seq,
            at: Timestamp(1_795_000_000_000 + seq.0 as i64),
            subject: Subject::Deal(deal),
            revision: Some(revision),
            logged: LoggedEvent { by: Some(author), origin: Some(origin), event },
        }
    }
}

fn folder_bytes(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
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
    let reports: u64 = arguments.next().map_or(200_000, |n| n.parse().unwrap());
    let members: u64 = arguments.next().map_or(1_000, |n| n.parse().unwrap());
    let folder = arguments.next().map(PathBuf::from);
    let temporary = tempfile::tempdir().unwrap();
    let dir = folder.unwrap_or_else(|| temporary.path().join("view"));
    let company = company(members);
    let view = SledView::open(&dir, OpenOptions::default()).unwrap().0;
    company.desk.written.iter().for_each(|event| drop(event.apply(&view)));
    view.checkpoint().unwrap();
    apply(&company, &view, reports);
    let bytes = folder_bytes(&dir);
    println!("disk: {} MB, {} bytes a report", bytes >> 20, bytes / reports);
    println!("resident: {} MB", resident_mb());
    drop(view);
    let began = Instant::now();
    let view = SledView::open(&dir, OpenOptions::default()).unwrap().0;
    println!("opened again in {:?}, resident {} MB", began.elapsed(), resident_mb());
    timelines(&company, &view);
}

/// Applies reports with a checkpoint every two seconds beside it, as the server does.
fn apply(company: &Company, view: &SledView, reports: u64) {
    let mut dice = Dice(7);
    let mut revisions = std::collections::HashMap::<DealId, u64>::new();
    let first = view.applied().0 + 1;
    let mut applying = Duration::ZERO;
    let mut times = Vec::with_capacity(reports as usize);
    let done = std::sync::atomic::AtomicBool::new(false);
    let began = Instant::now();
    let mut making = Duration::ZERO;
    std::thread::scope(|scope| {
        let checkpoints = scope.spawn(|| {
            let (mut count, mut slowest) = (0, Duration::ZERO);
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                std::thread::park_timeout(CHECKPOINT_EVERY);
                let began = Instant::now();
                view.checkpoint().unwrap();
                slowest = slowest.max(began.elapsed());
                count += 1;
            }
            (count, slowest)
        });
        for seq in first..first + reports {
            let made = Instant::now();
            let deal = company.deals[(seq % company.deals.len() as u64) as usize];
            let revision = revisions.entry(deal).or_default();
            *revision += 1;
            let event = company.report(Seq(seq), *revision, &mut dice);
            making += made.elapsed();
            let applied = Instant::now();
            event.apply(view);
            let took = applied.elapsed();
            applying += took;
            times.push(took);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        checkpoints.thread().unpark();
        let (count, slowest_checkpoint) = checkpoints.join().unwrap();
        println!("{count} checkpoints, the slowest {slowest_checkpoint:?}");
    });
    let took = began.elapsed() - making;
    println!("{reports} reports with an audience of {AUDIENCE} in {took:?} besides making them");
    println!("{:.0} reports/s, checkpoints and all", reports as f64 / took.as_secs_f64());
    times.sort_unstable();
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize];
    println!(
        "{applying:?} of it applying: p50 {:?}, p99 {:?}, p99.9 {:?}, slowest {:?}",
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}

fn timelines(company: &Company, view: &SledView) {
    let filters = [
        ("newest", TimelineFilter::default()),
        ("unread", TimelineFilter { unread: true, ..TimelineFilter::default() }),
        ("nothing fits", TimelineFilter { amount_min: Some(1 << 50), ..TimelineFilter::default() }),
    ];
    for (name, filter) in filters {
        for sort in [TimelineSort::Posted, TimelineSort::Activity] {
            let mut dice = Dice(9);
            let mut times: Vec<Duration> = (0..500)
                .map(|_| {
                    let viewer = company.members[dice.below(company.members.len() as u64) as usize];
                    let query = TimelineQuery {
                        viewer,
                        scope: TimelineScope::Mine,
                        filter: filter.clone(),
                        sort,
                        after: None,
                        limit: 50,
                    };
                    let began = Instant::now();
                    view.timeline(&query).unwrap();
                    began.elapsed()
                })
                .collect();
            times.sort_unstable();
            println!("timeline, {name}, {sort:?}: p50 {:?}, p99 {:?}", times[250], times[495]);
        }
    }
}
