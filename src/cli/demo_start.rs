//! The demo company in an empty data folder.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use uchite_domain::{Event, MemberId, Seq};

use super::first_start::{fill, now, passwords_of};
use crate::demo::{DEMO_SIGN_INS, records};
use crate::exit::{Exit, Failure};
use crate::secrets;
use crate::wiring::Opened;

/// Says that a data folder holds the demo company: `filling`, or the password of everybody in it.
const MARK: &str = "demo";
const FILLING: &str = "filling";
/// The same company for everybody; what differs is the present moment up to which it is told.
const SEED: u64 = 20_261_124;

/// Fills an empty data folder. One that holds the demo company already is left as it is. Answers how to
/// sign in.
pub(super) fn prepare(opened: &Opened, data: &Path) -> Result<String, Failure> {
    refuse_unfinished(data)?;
    let mark = data.join(MARK);
    if !opened.is_empty() {
        let text = || format!("--demo: {} holds another organisation than the demo company", data.display());
        let password = std::fs::read_to_string(&mark).map_err(|_| Failure::new(Exit::Data, text()))?;
        return Ok(sign_ins(password.trim()));
    }
    let password = secrets::password().map_err(Failure::as_exit(Exit::Failed))?;
    write(&mark, FILLING)?;
    let at = now();
    let mut events = records(at, SEED);
    let is_member = |event: &Event| matches!(event, Event::MemberAdded { .. });
    let numbered = events.iter().zip(1..).filter(|((_, logged), _)| is_member(&logged.event));
    let members: Vec<MemberId> = numbered.map(|(_, number)| MemberId::from(Seq(number))).collect();
    let passwords = passwords_of(members, &password, "")?;
    events.extend(passwords.into_iter().map(|logged| (at, logged)));
    let count = events.len();
    fill(opened, "demo company", events)?;
    write(&mark, &password)?;
    tracing::info!(events = count, "filled in the demo company");
    Ok(sign_ins(&password))
}

/// Refuses a data folder in which filling in the demo company did not come to its end.
pub(super) fn refuse_unfinished(data: &Path) -> Result<(), Failure> {
    let unfinished = std::fs::read_to_string(data.join(MARK)).is_ok_and(|mark| mark.trim() == FILLING);
    if unfinished {
        let text = format!(
            "the demo company was not filled in to its end: empty {} and start again",
            data.display()
        );
        return Err(Failure::new(Exit::Data, text));
    }
    Ok(())
}

fn sign_ins(password: &str) -> String {
    let mut text = format!(
        "\n  デモ会社に入っています。全員のパスワード: {password}\n\
         \x20 The demo company. Everybody's password: {password}\n\n"
    );
    for sign_in in &DEMO_SIGN_INS {
        text.push_str(&format!(
            "  {:<10} {}  {}\n             {}\n",
            sign_in.login, sign_in.name, sign_in.role_ja, sign_in.role_en
        ));
    }
    text.push('\n');
    text
}

/// Replaces the mark in one step, so that it never holds half a password.
fn write(mark: &Path, text: &str) -> Result<(), Failure> {
    let unfinished: PathBuf = mark.with_extension("new");
    let write = || {
        let mut file = std::fs::File::options();
        let mut file = file.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        std::fs::rename(&unfinished, mark)
    };
    write().map_err(|error| Failure::new(Exit::Data, format!("{}: {error}", mark.display())))
}
