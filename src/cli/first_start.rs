//! The first start on an empty data folder.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use uchite_domain::{Event, Founding, LoggedEvent, MemberId, Timestamp, found};

use super::demo_start;
use super::output::Slow;
use crate::bulk;
use crate::exit::{Exit, Failure};
use crate::wiring::Opened;
use crate::{passwords, secrets};

/// The first admin's name to sign in with.
const ADMIN: &str = "admin";

/// What the command line says about a first start.
pub(super) struct Start {
    pub(super) demo: bool,
    pub(super) organisation: Option<String>,
    pub(super) admin_password_file: Option<PathBuf>,
}

/// Fills the log when it is empty. Answers what to print: how to sign in.
pub(super) fn prepare(opened: &Opened, data: &Path, start: Start) -> Result<String, Failure> {
    if start.demo {
        return demo_start::prepare(opened, data);
    }
    demo_start::refuse_unfinished(data)?;
    if !opened.is_empty() {
        if let Some(what) = start.organisation.map(|_| "--organisation") {
            let text = format!("{what}: {} holds an organisation already", data.display());
            return Err(Failure::new(Exit::Data, text));
        }
        return Ok(String::new());
    }
    let given = start.admin_password_file.as_deref().map(read_password).transpose()?;
    let password =
        given.clone().map_or_else(secrets::password, Ok).map_err(Failure::as_exit(Exit::Failed))?;
    let founding = Founding {
        name: start.organisation.unwrap_or_else(|| "新しい組織".to_owned()),
        department: "本社".to_owned(),
        admin_name: "管理者".to_owned(),
        admin_kana: "かんりしゃ".to_owned(),
        admin_login: ADMIN.to_owned(),
    };
    let founded = found(&founding).map_err(Failure::as_exit(Exit::Failed))?;
    let mut events = founded.events;
    events.extend(passwords_of([founded.admin], &password, ADMIN)?);
    let at = now();
    bulk::fill(opened.log(), events.into_iter().map(|event| (at, event)), &mut |_| ())
        .map_err(Failure::as_exit(Exit::Data))?;
    tracing::info!(name = founding.name, "founded an organisation");
    let shown = if given.is_some() { "(--admin-password-file)".to_owned() } else { password };
    Ok(format!(
        "\n  「{}」を作りました。 Founded.\n  ログイン名 sign in: {ADMIN}\n  パスワード password: {shown}\n\
         \x20 このパスワードは今回だけ表示します。 It is shown this once.\n\n",
        founding.name
    ))
}

/// One event for each member that gives them this password. Hashed once.
pub(super) fn passwords_of(
    members: impl IntoIterator<Item = MemberId>,
    password: &str,
    login: &str,
) -> Result<Vec<LoggedEvent>, Failure> {
    passwords::check(password, login).map_err(Failure::as_exit(Exit::Failed))?;
    let hash = passwords::hash(password).map_err(Failure::as_exit(Exit::Failed))?;
    let set = |member| LoggedEvent {
        by: None,
        origin: None,
        event: Event::PasswordSet { member, hash: hash.clone() },
    };
    Ok(members.into_iter().map(set).collect())
}

/// The first line of a file.
pub(super) fn read_password(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(Exit::Failed, format!("{}: {error}", path.display())))?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    if line.is_empty() {
        return Err(Failure::new(Exit::Failed, format!("{}: its first line is empty", path.display())));
    }
    Ok(line)
}

/// The present moment.
pub(super) fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

/// Appends many events to an empty log, with a bar when it takes long.
pub(super) fn fill(
    opened: &Opened,
    what: &'static str,
    events: Vec<(Timestamp, LoggedEvent)>,
) -> Result<(), Failure> {
    let all = events.len() as u64;
    fill_all(opened, what, events, all)
}

/// [`fill`] with events that are made on the way, about so many.
pub(super) fn fill_all(
    opened: &Opened,
    what: &'static str,
    events: impl IntoIterator<Item = (Timestamp, LoggedEvent)>,
    about: u64,
) -> Result<(), Failure> {
    let mut slow = Slow::new(what);
    bulk::fill(opened.log(), events, &mut |done| slow.tell(done, about.max(done)))
        .map(drop)
        .map_err(Failure::as_exit(Exit::Data))
}
