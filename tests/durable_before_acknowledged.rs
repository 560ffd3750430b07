//! Invariant 1 seen from outside of the process: between the write of an event into the log and the first byte
//! about it on any socket stands an `fdatasync` of that log that began after the write and has returned.
//!
//! `strace` watches the server's system calls while reports are filed by several members at once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use support::House;
use uchite_client::Outcome;

const REPORTS: usize = 60;

#[tokio::test]
async fn every_acknowledgement_is_preceded_by_an_fdatasync_that_covers_it() {
    let house = House::new().await;
    let trace = house.folder().join("trace");
    let mut watcher = watch(house.server.pid(), &trace);
    let (sessions, _streams): (Vec<_>, Vec<_>) = (0..3).map(|place| house.member(place).session()).unzip();
    let filings = (0..REPORTS).map(|number| {
        let session = &sessions[number % sessions.len()];
        let under_way = session.file(&format!("ref-{number}"), house.report(&marker(number))).unwrap();
        under_way.outcome()
    });
    let outcomes = futures_util::future::join_all(filings).await;
    let filed: Vec<u64> = outcomes
        .into_iter()
        .map(|outcome| match outcome.unwrap() {
            Outcome::Done { seq } => seq.0,
            refused @ Outcome::Rejected { .. } => panic!("{refused:?}"),
        })
        .collect();
    stop(&mut watcher);

    let lines: Vec<String> = std::fs::read_to_string(&trace).unwrap().lines().map(str::to_owned).collect();
    let flushes = flushes(&lines);
    assert!(!flushes.is_empty(), "no fdatasync was seen");
    let written_of: Vec<(usize, Vec<u64>)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_log_write(line))
        .map(|(place, line)| (place, numbers(&bytes(line))))
        .collect();
    for (number, seq) in filed.iter().enumerate() {
        let marker = marker(number);
        let about = |line: &&String| line.contains(&marker) || line.contains(&hex(&marker));
        let written = written_of.iter().find(|(_, numbers)| numbers.contains(seq)).expect("never written").0;
        let told = lines.iter().position(|l| is_socket_write(l) && about(&l)).expect("nobody was told");
        let covered = flushes.iter().any(|(began, ended)| *began > written && *ended < told);
        assert!(
            covered,
            "report {number} was written at {written} and told at {told} without a flush between"
        );
    }
    println!("{REPORTS} acknowledgements, {} flushes", flushes.len());
}

/// A text that appears in every frame and answer about it. In the log it is packed.
fn marker(number: usize) -> String {
    format!("marker-{number:04}-end")
}

fn watch(pid: u32, trace: &Path) -> Child {
    let mut watcher = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-x",
            "-s",
            "1000000",
            "-e",
            "trace=write,writev,sendto,sendmsg,fdatasync,fsync",
            "-p",
        ])
        .arg(pid.to_string())
        .arg("-o")
        .arg(trace)
        .stderr(Stdio::piped())
        .spawn()
        .expect("strace is needed: ./uchite test installs it");
    // It says so once it holds every thread.
    let mut said = String::new();
    BufReader::new(watcher.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("attached"), "strace said {said:?}");
    watcher
}

/// Ends strace as Ctrl-C does, so that it lets the server go and writes its file to the end.
fn stop(watcher: &mut Child) {
    let interrupt = Command::new("kill").args(["-INT", &watcher.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    watcher.wait().unwrap();
}

/// As strace shows it among bytes that are no text, as those of a record and of a frame's head are.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()
}

/// What was written by this line.
fn bytes(line: &str) -> Vec<u8> {
    let text = line.split('"').nth(1).unwrap_or_default();
    text.split("\\x").skip(1).map(|byte| u8::from_str_radix(byte, 16).expect("all in hexadecimal")).collect()
}

/// The numbers of the events in what was written to the log: of each record, the length of all after its first 8
/// bytes comes first, and its number follows those.
fn numbers(mut records: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while let (Some(len), Some(seq)) =
        (records.first_chunk(), records.get(8..).and_then(|rest| rest.first_chunk()))
    {
        numbers.push(u64::from_le_bytes(*seq));
        records = records.get(8 + u32::from_le_bytes(*len) as usize..).unwrap_or_default();
    }
    numbers
}

/// A write into a segment of the log, whole in one line: strace splits a call only where it blocks, and then
/// prints its arguments with the first half.
fn is_log_write(line: &str) -> bool {
    line.contains(" write(") && line.contains("/log/")
}

fn is_socket_write(line: &str) -> bool {
    let call = [" write(", " writev(", " sendto(", " sendmsg("].iter().any(|call| line.contains(call));
    call && (line.contains("<socket:") || line.contains("<TCP:"))
}

/// Flushes of the log, each by the lines at which it began and had returned without an error.
fn flushes(lines: &[String]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut under_way: Vec<(String, usize)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let thread = line.split_whitespace().next().unwrap_or_default().to_owned();
        if line.contains(" fdatasync(") && line.contains("/log/") {
            if line.ends_with("= 0") {
                found.push((place, place));
            } else if line.contains("<unfinished") {
                under_way.push((thread, place));
            }
        } else if line.contains("<... fdatasync resumed>")
            && line.ends_with("= 0")
            && let Some(at) = under_way.iter().position(|(who, _)| *who == thread)
        {
            found.push((under_way.remove(at).1, place));
        }
    }
    found
}
