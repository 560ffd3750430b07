//! Killed under load, again and again: what was acknowledged is there, once. The load test's `kill` mode does the
//! same for longer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use uchite_loadtest::kill::{self, KillOptions};

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_kill_9_under_load() {
    let options = KillOptions {
        server_bin: env!("CARGO_BIN_EXE_uchite").into(),
        rounds: Some(20),
        members: 20,
        deals: 10,
        authors: 6,
        under_way: 3,
        pause_ms: 40,
        alive_max_ms: Some(700),
        seed: 20_261_124,
    };
    let figures = kill::run(&options).await.unwrap();
    println!("{figures}");
    assert!(figures.faults.is_empty(), "{figures}");
    // The load was there: else nothing was proved.
    assert!(figures.get("acknowledged").unwrap() >= 100.0, "{figures}");
    assert!(figures.get("lines lost, and attempts in vain").unwrap() >= 20.0, "{figures}");
}
