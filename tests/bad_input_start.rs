//! Command lines, configurations and data folders that cannot be used: refused with a sentence and an exit code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use support::House;
use support::raw::Asker;

fn uchite(arguments: &[&str]) -> Output {
    Command::new(support::BINARY).args(arguments).env_remove("UCHITE_CONFIG").output().unwrap()
}

/// Exit code, and all that was said.
fn said(output: &Output) -> (i32, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn command_lines_that_cannot_be_understood_end_with_2() {
    for arguments in [
        &["fly"][..],
        &["serve", "--colour", "red"],
        &["serve", "--listen", "here"],
        &["serve", "--listen", "localhost"],
        &["serve", "--demo", "--organisation", "x"],
        &["token", "issue", "--login", "x", "--name", "x", "--scopes", "fly"],
        &["token", "issue", "--login", "x", "--name", "x", "--days", "0"],
        &["member", "add", "--login", "x"],
        &["restore", "--data", "/nowhere"],
        &["loadtest-org", "--data", "/nowhere", "--members", "0", "--deals", "1", "--token-file", "x"],
    ] {
        let (code, text) = said(&uchite(arguments));
        assert_eq!(code, 2, "{arguments:?}: {text}");
        assert!(text.contains("Usage") || text.contains("--help"), "{text}");
    }
}

#[test]
fn configurations_that_cannot_be_used_end_with_3_and_name_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("uchite.toml"), folder.path().join("data"));
    for (text, parts) in [
        ("[http]\nlissten = \"127.0.0.1:1\"\n", &["lissten", "line 2"][..]),
        ("[htp]\n", &["htp", "line 1"]),
        ("[http]\nlisten = 5\n", &["listen", "line 2"]),
        ("[http\n", &["line 1"]),
        ("[http]\nlisten = \"0.0.0.0:0\"\n", &["http.listen", "allow_plain"]),
        ("[push]\nsubject = \"mailto:me@example.com\"\n", &["push.subject"]),
        ("[push]\ntrusted_origins = [\"nonsense\"]\n", &["nonsense"]),
        ("[tls]\ncertificate = \"/nowhere.pem\"\nkey = \"/nowhere.pem\"\n", &["tls", "/nowhere.pem"]),
        ("[tls]\nkey = \"/nowhere.pem\"\n", &["tls.certificate and tls.key come together"]),
        ("[rates]\nper_member_burst = 0\n", &["rates.per_member_burst"]),
        ("[output]\nlevel = \"a=b=c\"\n", &["output.level"]),
        ("[metrics]\nlisten = \"here\"\n", &["metrics.listen"]),
    ] {
        std::fs::write(&file, text).unwrap();
        let (code, said) = said(&uchite(&["serve", "--config", path(&file), "--data", path(&data)]));
        assert_eq!(code, 3, "{text}: {said}");
        for part in parts {
            assert!(said.contains(part), "{text}: {said}");
        }
        if !text.contains("output.level") && !text.contains("[output]") {
            let (code, said) = self::said(&uchite(&["config", "check", "--config", path(&file)]));
            assert_eq!(code, 3, "{text}: {said}");
        }
    }
    assert!(!data.exists(), "nothing was made");
    let (code, text) = said(&uchite(&["config", "check", "--config", "/nowhere.toml"]));
    assert!(code == 3 && text.contains("/nowhere.toml"), "{text}");
}

#[test]
fn a_good_configuration_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("uchite.toml");
    std::fs::write(&file, include_str!("../uchite.example.toml")).unwrap();
    let output = Command::new(support::BINARY)
        .args(["config", "check", "--config", path(&file), "--listen", "127.0.0.1:9999"])
        .args(["--data", path(&folder.path().join("data"))])
        .env("UCHITE_HTTP_WORKERS", "3")
        .env("UCHITE_HTTP_WORKER", "3")
        .output()
        .unwrap();
    let (code, text) = said(&output);
    assert_eq!(code, 0, "{text}");
    for part in [
        "127.0.0.1:9999",
        "a first start makes it",
        "plain HTTP",
        "warning: push.subject",
        "UCHITE_HTTP_WORKERS",
        "warning: UCHITE_HTTP_WORKER:",
        "ok\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn a_data_folder_has_one_server() {
    let house = House::new().await;
    let data = house.folder().join("data");
    let config = house.folder().join("uchite.toml");
    let again = ["serve", "--data", path(&data), "--config", path(&config), "--listen", "127.0.0.1:0"];
    let (code, text) = said(&uchite(&again));
    assert_eq!(code, 4, "{text}");
    assert!(text.contains("in use") && text.contains("pid"), "{text}");
    let (code, text) = said(&uchite(&["member", "list", "--data", path(&data), "--config", path(&config)]));
    assert!(code == 4 && text.contains("in use"), "{text}");
    assert_eq!(Asker::stranger(&house).get("/healthz").await.status, 200, "the first one goes on");
}

#[tokio::test]
async fn an_address_that_is_taken_ends_with_5() {
    let house = House::new().await;
    let folder = tempfile::tempdir().unwrap();
    let taken = house.stranger().server().socket_addrs(|| None).unwrap()[0].to_string();
    let data = folder.path().join("data");
    let (code, text) = said(&uchite(&["serve", "--data", path(&data), "--listen", &taken]));
    assert_eq!(code, 5, "{text}");
    assert!(text.contains(&taken), "{text}");
}

#[test]
fn data_folders_that_are_not_what_was_expected_end_with_4() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for arguments in [
        &["member", "list", "--data", path(&data)][..],
        &["log", "verify", "--data", path(&data)],
        &["backup", "--data", path(&data), "--to", path(&folder.path().join("backup"))],
        &["restore", "--from", path(&data), "--data", path(&folder.path().join("restored"))],
    ] {
        let (code, text) = said(&uchite(arguments));
        assert_eq!(code, 4, "{arguments:?}: {text}");
    }
    assert!(!data.exists());
    let tokens = folder.path().join("tokens");
    let make = [
        "loadtest-org",
        "--data",
        path(&data),
        "--members",
        "3",
        "--deals",
        "1",
        "--token-file",
        path(&tokens),
    ];
    assert_eq!(said(&uchite(&make)).0, 0);
    let (code, text) = said(&uchite(&make));
    assert!(code == 4 && text.contains("not empty"), "{text}");
    let (code, text) = said(&uchite(&["serve", "--demo", "--data", path(&data), "--listen", "127.0.0.1:0"]));
    assert!(code == 4 && text.contains("another organisation"), "{text}");
    let (code, text) =
        said(&uchite(&["serve", "--organisation", "x", "--data", path(&data), "--listen", "127.0.0.1:0"]));
    assert!(code == 4 && text.contains("already"), "{text}");
}

#[test]
fn a_damaged_log_stops_the_start_and_a_backup_brings_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let tokens = folder.path().join("tokens");
    let make = [
        "loadtest-org",
        "--data",
        path(&data),
        "--members",
        "30",
        "--deals",
        "10",
        "--token-file",
        path(&tokens),
    ];
    assert_eq!(said(&uchite(&make)).0, 0);
    let (code, text) = said(&uchite(&["backup", "--data", path(&data), "--to", path(&backup)]));
    assert_eq!(code, 0, "{text}");
    let segment = std::fs::read_dir(data.join("log")).unwrap().map(|e| e.unwrap().path());
    let segment = segment.into_iter().find(|p| p.extension().is_some_and(|e| e == "seg")).unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&segment, bytes).unwrap();

    let (code, text) = said(&uchite(&["log", "verify", "--data", path(&data)]));
    assert!(code == 4 && text.contains("DAMAGED"), "{text}");
    let (code, text) = said(&uchite(&["serve", "--data", path(&data), "--listen", "127.0.0.1:0"]));
    assert!(code == 4 && text.contains("log verify") && text.contains("restore"), "{text}");
    let (code, text) = said(&uchite(&["restore", "--from", path(&backup), "--data", path(&data)]));
    assert!(code == 4 && text.contains("not empty"), "{text}");
    let restored = folder.path().join("restored");
    let (code, text) = said(&uchite(&["restore", "--from", path(&backup), "--data", path(&restored)]));
    assert_eq!(code, 0, "{text}");
    let (code, text) = said(&uchite(&["log", "verify", "--data", path(&restored)]));
    assert!(code == 0 && text.contains("sound"), "{text}");
    let (code, text) = said(&uchite(&["member", "list", "--data", path(&restored)]));
    assert!(code == 0 && text.contains("m30"), "{text}");
}

#[test]
fn members_and_tokens_are_made_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (data, tokens) = (folder.path().join("data"), folder.path().join("tokens"));
    let make = [
        "loadtest-org",
        "--data",
        path(&data),
        "--members",
        "2",
        "--deals",
        "1",
        "--token-file",
        path(&tokens),
    ];
    assert_eq!(said(&uchite(&make)).0, 0);
    let on = |arguments: &[&str]| {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--data", path(&data)]).collect();
        said(&uchite(&arguments))
    };
    let (code, text) = on(&["member", "add", "--login", "Sato", "--name", "佐藤 花", "--role", "manager"]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = on(&["member", "list"]);
    assert!(code == 0 && text.contains("sato\t佐藤 花\t本社\tmanager"), "{text}");
    for (arguments, part) in [
        (&["member", "add", "--login", "sato", "--name", "x"][..], "already_exists"),
        (&["member", "add", "--login", "y", "--name", "x", "--department", "月面支社"], "月面支社"),
        (&["member", "set-password", "nobody"], "nobody"),
        (&["token", "issue", "--login", "nobody", "--name", "x"], "nobody"),
    ] {
        let (code, text) = on(arguments);
        assert!(code == 1 && text.contains(part), "{arguments:?}: {text}");
    }
    let short = folder.path().join("password");
    std::fs::write(&short, "short\n").unwrap();
    let (code, text) = on(&["member", "set-password", "sato", "--password-file", path(&short)]);
    assert!(code == 1 && text.contains("at least 10"), "{text}");
    let issue =
        ["token", "issue", "--login", "sato", "--name", "集計", "--scopes", "read", "--data", path(&data)];
    let output = uchite(&issue);
    let secret = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), secret.trim_end().len()),
        (Some(0), 43),
        "nothing but the secret: {secret}"
    );
}

#[tokio::test]
async fn a_first_start_founds_an_organisation_with_the_password_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "山と川と谷と 2026\n").unwrap();
    let start = |organisation: bool| {
        let mut command = tokio::process::Command::new(support::BINARY);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
        if organisation {
            command.args(["--organisation", "青葉システムズ", "--admin-password-file"]).arg(&password);
        }
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).kill_on_drop(true);
        command.spawn().unwrap()
    };
    for first in [true, false] {
        let mut server = start(first);
        let (url, text) = printed(&mut server).await;
        assert_eq!(text.contains("青葉システムズ"), first, "{text}");
        assert!(!text.contains("山と川"), "a password that was given is not shown");
        // A client of ours installs the cryptography that reqwest stands on.
        uchite_client::Api::new(&url).unwrap();
        let body = json!({ "login": "admin", "password": "山と川と谷と 2026" });
        let answer = Asker::at(&url).post("/auth/login", &body).await;
        assert_eq!(answer.status, 200);
        server.kill().await.unwrap();
    }
}

/// What a server prints until it is ready, and its address.
async fn printed(server: &mut tokio::process::Child) -> (String, String) {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let reading = async {
        let mut text = String::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some(url) = line.strip_prefix("▸ ") {
                return (url.to_owned(), text);
            }
            text.push_str(&line);
        }
        panic!("the server ended");
    };
    tokio::time::timeout(support::PATIENCE, reading).await.unwrap()
}
