//! How many events of 1 KB a second the log makes durable on this disk, with so many appends in flight.
//!
//! ```text
//! cargo run --release -p uchite-storage --example append_rate [seconds per line]
//! ```

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;
use uchite_domain::Timestamp;
use uchite_storage::log::{Entry, Log, LogOptions, Revision, SegmentLog};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = std::env::args().nth(1).map_or(Ok(3.0), |text| text.parse::<f64>())?;
    let folder = tempfile::Builder::new().prefix("append-rate").tempdir_in(".")?;
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default())?;
    for in_flight in [1, 16, 64, 256, 1024] {
        measure(&log, in_flight, Duration::from_secs_f64(seconds))?;
    }
    log.close();
    let started = Instant::now();
    let (log, report) = SegmentLog::open(folder.path(), LogOptions::default())?;
    println!("open: {:.1?}, {} events in {} segments", started.elapsed(), report.head, report.segments);
    let (started, mut from, mut bytes) = (Instant::now(), uchite_domain::Seq(1), 0);
    loop {
        let records = log.read(from, Default::default())?;
        let Some(last) = records.last() else { break };
        from = last.seq.next();
        bytes += records.iter().map(|record| record.payload.len()).sum::<usize>();
    }
    let rate = report.head.0 as f64 / started.elapsed().as_secs_f64();
    println!("read all: {rate:.0} events/s, {} MiB", bytes >> 20);
    Ok(())
}

/// One thread that keeps `in_flight` appends on their way and waits for the oldest.
fn measure(log: &SegmentLog, in_flight: usize, span: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let payload = Bytes::from(vec![b'x'; 1024]);
    let entry = |n: usize| Entry {
        subject: format!("deal:{}", n % 1000).into(),
        expected: Revision::Unordered,
        at: Timestamp(1_795_000_000_000),
        payload: payload.clone(),
    };
    let (before, started) = (log.figures(), Instant::now());
    let mut waiting: VecDeque<_> = (0..in_flight).map(|n| (Instant::now(), log.append(entry(n)))).collect();
    let mut latencies = Vec::new();
    while let Some((asked, append)) = waiting.pop_front() {
        append.wait()?;
        latencies.push(asked.elapsed());
        if started.elapsed() < span {
            waiting.push_back((Instant::now(), log.append(entry(latencies.len()))));
        }
    }
    let (after, spent) = (log.figures(), started.elapsed().as_secs_f64());
    latencies.sort();
    let (records, groups) = (after.records - before.records, after.groups - before.groups);
    println!(
        "in flight {in_flight:5}: {:8.0} events/s, {:6.0} flushes/s, {:6.1} a group, {} bytes an event, p50 {:.2?}, p99 {:.2?}",
        records as f64 / spent,
        groups as f64 / spent,
        records as f64 / groups as f64,
        (after.bytes - before.bytes) / records,
        latencies[latencies.len() / 2],
        latencies[latencies.len() * 99 / 100],
    );
    Ok(())
}
