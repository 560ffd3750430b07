//! What durability costs: groups of appends that are waited for together, with the disk's flush.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "benches are for people at a terminal"
)]

use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use uchite_domain::Timestamp;
use uchite_storage::log::{Append, Entry, Log, LogOptions, Revision, SegmentLog};

/// Texts of a filing, which together take about as many bytes as one with an audience of ten.
const TEXTS: usize = 16;

fn append(criterion: &mut Criterion) {
    // Beside the build, not in a file system of memory where flushing costs nothing.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    let text = |n| {
        format!(
            "{{\"purpose\":{n},\"field\":\"text\",\"value\":\"定例訪問。生産管理システムの更新について部長と面談。{n}\"}},"
        )
    };
    let payload = Bytes::from((0..TEXTS).map(text).collect::<String>());
    let mut groups = criterion.benchmark_group("log append");
    groups.sample_size(20).measurement_time(Duration::from_secs(4));
    for group in [1_u64, 64, 256] {
        groups.throughput(Throughput::Elements(group));
        groups.bench_function(format!("{group} at once"), |b| {
            b.iter(|| {
                let waiting: Vec<Append> = (0..group)
                    .map(|_| {
                        log.append(Entry {
                            subject: "member:1".into(),
                            expected: Revision::Unordered,
                            at: Timestamp(1),
                            payload: payload.clone(),
                        })
                    })
                    .collect();
                for append in waiting {
                    append.wait().unwrap();
                }
            });
        });
    }
    groups.finish();
    log.close();
}

criterion_group!(benches, append);
criterion_main!(benches);
