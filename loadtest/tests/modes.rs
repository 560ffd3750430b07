//! Each mode at work, small: the program as a person calls it, against the real server's program beside it.
//!
//! Named `heavy`, so that they have the machine to themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_uchite-loadtest");

/// The server's program: built with the workspace, it lies beside ours.
fn server() -> PathBuf {
    let server = Path::new(PROGRAM).with_file_name("uchite");
    assert!(server.exists(), "{} is missing: cargo build -p uchite", server.display());
    server
}

fn loadtest(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).env_remove("UCHITE_BIN").output().unwrap()
}

/// Runs a mode, which must find nothing wrong, and answers its figures.
fn figures(arguments: &[&str]) -> Value {
    let folder = TempDir::new().unwrap();
    let json = folder.path().join("figures.json");
    let server = server();
    let html = folder.path().join("page.html");
    let files = ["--json", json.to_str().unwrap(), "--html", html.to_str().unwrap()];
    let more = ["--server-bin", server.to_str().unwrap(), files[0], files[1], files[2], files[3]];
    let output = loadtest(&[arguments, &more].concat());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let page = std::fs::read_to_string(html).unwrap();
    assert!(!page.contains("untranslated"), "every name has its Japanese: {page}");
    let mut report: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert!(report["about"]["kernel"].is_string(), "a run says where it was made: {report}");
    report["trials"][0].take()
}

/// A figure by its name.
fn figure(figures: &Value, name: &str) -> f64 {
    let all = figures["figures"].as_array().unwrap();
    let found = all.iter().find(|figure| figure["name"] == name);
    found.unwrap_or_else(|| panic!("no {name:?} in {figures}"))["value"].as_f64().unwrap()
}

#[test]
fn heavy_compare_has_each_deliver_the_same_to_all_and_names_who_is_missing() {
    let figures = figures(&["compare", "--sessions", "20", "--reports", "10", "--rounds", "1"]);
    let comparisons = figures["comparisons"].as_array().unwrap();
    assert_eq!(comparisons.len(), 2, "one at a time, and several in flight");
    for comparison in comparisons {
        let names: Vec<&str> =
            comparison["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names[..2], ["bare writer", "Uchite"]);
        for peer in ["nchan", "mosquitto"] {
            let missing = figures["notes"].as_array().unwrap().iter().any(|note| {
                let note = note["en"].as_str().unwrap();
                note.starts_with(peer) && note.contains("apt-get install")
            });
            assert!(names.contains(&peer) != missing, "{peer}: {figures}");
        }
    }
    // 20 sessions, 10 publishes.
    assert!(figures["latencies"].as_array().unwrap().iter().all(|latency| latency["count"] == 200));
}

#[test]
fn heavy_storm_brings_every_session_back_after_a_stop_and_after_a_kill_with_nothing_lost() {
    let figures = figures(&["storm", "--sessions", "40", "--deals", "10", "--authors", "4"]);
    assert!(figure(&figures, "acknowledged") > 0.0, "reports were filed meanwhile: {figures}");
    assert_eq!((figure(&figures, "lost"), figure(&figures, "doubled")), (0.0, 0.0));
    for series in figures["series"].as_array().unwrap() {
        let points = series["points"].as_array().unwrap();
        assert_eq!(points.first().unwrap()[1], 40.0, "all were live: {series}");
    }
    assert_eq!(figures["series"].as_array().unwrap().len(), 2, "a stop and a kill");
}

#[test]
fn heavy_company_idle_fanout_and_soak_find_nothing_wrong() {
    let company =
        figures(&["company", "--sessions", "30", "--deals", "10", "--rate", "20", "--seconds", "2"]);
    assert_eq!(company["series"].as_array().unwrap().len(), 3, "p50, p99, memory");
    let idle = figures(&["idle", "--sessions", "20", "--members", "10", "--seconds", "1"]);
    assert!(figure(&idle, "server memory with all") > 0.0);
    let fanout = figures(&["fanout", "--sessions", "20", "--reports", "10", "--in-flight", "3"]);
    assert_eq!(fanout["latencies"][0]["count"], 200);
    let soak = figures(&["soak", "--sessions", "30", "--deals", "10", "--rate", "20", "--minutes", "0.05"]);
    assert_eq!(figure(&soak, "sessions stuck at the end"), 0.0);
}

#[test]
fn heavy_slow_readers_are_closed_and_nobody_else_loses_anything() {
    let figures = figures(&["slow", "--sessions", "12", "--rate", "300", "--seconds", "2"]);
    assert_eq!(figure(&figures, "closed as too slow, by the server's own count"), 2.0);
}

#[test]
fn a_command_line_that_cannot_be_is_refused_with_what_could() {
    for (arguments, word) in [
        (&["compare", "--sessions", "0"][..], "from 1 to"),
        (&["compare", "--in-flight", "1"], "from 2 to"),
        (&["compare", "--without", "apache"], "nchan, mosquitto"),
        (&["compare", "--server-bin", "/no/such/program", "--sessions", "2"], "/no/such/program"),
        (&["storm", "--sessions", "100000"], "from 2 to 19000"),
        (&["company", "--rate", "0"], "from 0.1 to"),
        (&["soak", "--minutes", "10000"], "from 0.05 to 120"),
        (&["slow", "--sessions", "1"], "from 12 to"),
        (&["idle", "--seconds", "0"], "1..="),
        (&["kill", "--rounds", "many"], "from 1 to"),
        (&["nothing"], "nothing"),
        (&[], "Usage"),
    ] {
        let output = loadtest(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(word), "{arguments:?}: {said}");
    }
}
