//! The nag: rules of the house that nobody should have to look after. What it finds is to be mended, not excused.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

/// Lines after which a file is more than one room.
const LINES_MAX: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files with one of these endings below a folder of the repository, what is built or fetched left out.
fn files(below: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() {
                if !["target", "node_modules", "dist", ".git", "data"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Files whose code, comments left out, holds a word.
fn naming(below: &str, word: &str) -> Vec<String> {
    let holds =
        |path: &PathBuf| text(path).lines().any(|l| !l.trim_start().starts_with("//") && l.contains(word));
    let name = |path: PathBuf| path.strip_prefix(root()).unwrap().display().to_string();
    files(below, &[".rs"]).into_iter().filter(holds).map(name).collect()
}

#[test]
fn one_file_in_actors_names_actix_web_actors() {
    assert_eq!(naming("actors/src", "actix_web_actors"), ["actors/src/socket.rs"]);
}

#[test]
fn one_file_in_src_names_the_log_the_store_and_the_push_sender() {
    for word in ["SegmentLog", "SledView", "WebPushSender"] {
        assert_eq!(naming("src", word), ["src/wiring.rs"], "{word}");
    }
}

#[test]
fn the_domain_knows_no_io_no_clock_and_no_randomness() {
    let manifest = text(&root().join("domain/Cargo.toml"));
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
    for word in ["tokio", "actix", "sled", "reqwest", "rand", "getrandom", "uchite"] {
        let named = dependencies.lines().any(|line| line.starts_with(word));
        assert!(!named, "domain/Cargo.toml names {word}");
    }
    for word in
        ["std::fs", "std::net", "std::thread", "SystemTime", "Instant", "Timestamp::now", "Zoned::now"]
    {
        assert_eq!(naming("domain/src", word), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn imports_run_one_way() {
    let forbidden = [
        ("domain", &["uchite-storage", "uchite-actors", "uchite-client"][..]),
        ("storage", &["uchite-actors", "uchite-client"][..]),
        ("actors", &["uchite-client"][..]),
        ("clients/rust", &["uchite-storage", "uchite-actors"][..]),
        ("loadtest", &["uchite-storage", "uchite-actors"][..]),
    ];
    for (room, others) in forbidden {
        let manifest = text(&root().join(room).join("Cargo.toml"));
        for other in others {
            assert!(!manifest.contains(&format!("{other}.workspace")), "{room} must not know {other}");
        }
    }
}

#[test]
fn no_file_has_outgrown_its_room() {
    let mut large = Vec::new();
    for path in files(".", &[".rs", ".ts", ".tsx", ".mjs", ".py"]) {
        let lines = text(&path).lines().count();
        // What the generator of the wire's types writes is read by no one.
        if lines > LINES_MAX && !path.ends_with("wire/schema.ts") {
            large.push(format!("{} has {lines} lines", path.strip_prefix(root()).unwrap().display()));
        }
    }
    assert!(large.is_empty(), "{large:#?}");
}

#[test]
fn every_rust_file_says_what_is_in_it() {
    let silent: Vec<PathBuf> =
        files(".", &[".rs"]).into_iter().filter(|path| !text(path).starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn documents_name_files_that_exist() {
    let mut dead = Vec::new();
    for document in files(".", &[".md"]) {
        // From the root, or from where the document stands.
        let here = document.parent().unwrap();
        for word in text(&document).split('`').skip(1).step_by(2) {
            let path = word.split_once(' ').map_or(word, |(path, _)| path);
            let rooms =
                ["src/", "actors/", "domain/", "storage/", "clients/", "loadtest/", "tests/", "docs/"];
            let is_path = rooms.iter().any(|room| path.starts_with(room)) && !path.contains(['*', '<', '…']);
            if is_path && !root().join(path).exists() && !here.join(path).exists() {
                dead.push(format!("{}: {path}", document.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
