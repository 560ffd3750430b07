//! `uchite member` and `uchite token`: on a data folder that no server runs on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::rt::System;
use uchite_actors::{House, token_digest};
use uchite_domain::{
    DepartmentId, Event, MasterCommand, Member, MemberFields, MemberId, Rejection, Role, Scope, TokenKind,
};

use super::first_start::read_password;
use super::output::print;
use super::serve::wire;
use super::{MemberCommand, On, Runs, TokenCommand, configured};
use crate::exit::{Exit, Failure};
use crate::wiring::Opened;
use crate::{passwords, secrets};

pub(super) fn run(command: MemberCommand) -> Result<(), Failure> {
    match command {
        MemberCommand::Add { on, login, name, kana, department, role, password_file } => {
            let (password, shown) = password(password_file)?;
            with_house(&on, async |house| {
                let department = department_called(house, department.as_deref())?;
                let fields = new_member(name, kana, login, department, role.into());
                passwords::check(&password, &fields.login).map_err(refused)?;
                let login = fields.login.clone();
                let command = MasterCommand::AddMember { fields };
                let done = house.master_command(first_admin(house)?, None, command).await.map_err(refused)?;
                set_password(house, done.seq.into(), &password).await?;
                Ok(format!("{} {login} {shown}\n", done.seq))
            })
        }
        MemberCommand::SetPassword { on, login, password_file } => {
            let (password, shown) = password(password_file)?;
            with_house(&on, async |house| {
                let member = member_called(house, &login)?;
                passwords::check(&password, &member.fields.login).map_err(refused)?;
                set_password(house, member.id, &password).await?;
                end_sign_ins(house, member.id).await?;
                Ok(format!("{} {} {shown}\n", member.id, member.fields.login))
            })
        }
        MemberCommand::List { on } => with_house(&on, async |house| Ok(list(house))),
    }
}

pub(super) fn run_token(command: TokenCommand) -> Result<(), Failure> {
    let TokenCommand::Issue { on, login, name, scopes, days } = command;
    with_house(&on, async |house| {
        let member = member_called(house, &login)?.id;
        uchite_domain::limits::name("name", &name).map_err(refused)?;
        let mut scopes: Vec<Scope> = scopes.into_iter().map(Scope::from).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let secret = secrets::token().map_err(Failure::as_exit(Exit::Failed))?;
        let event = Event::TokenIssued {
            member,
            kind: TokenKind::Personal,
            name,
            digest: token_digest(&secret),
            scopes,
            expires_at: house.now().plus_ms(i64::from(days) * 24 * 60 * 60 * 1000),
            address: String::new(),
        };
        house.member_event(None, event).await.map_err(refused)?;
        Ok(format!("{secret}\n"))
    })
}

/// Opens the house on a data folder that holds an organisation, lets `work` use it, closes it in order, and
/// prints what came of it.
fn with_house(
    on: &On,
    work: impl AsyncFnOnce(&Arc<House>) -> Result<String, Failure>,
) -> Result<(), Failure> {
    let config = configured(on, None, Runs::Once)?.config;
    if !on.data.join("log").is_dir() {
        return Err(Failure::new(Exit::Data, format!("{} is no data folder", on.data.display())));
    }
    let opened = Opened::open(&on.data, &config)?;
    if opened.is_empty() {
        let text = format!("{} holds no organisation yet: `uchite serve` founds one", on.data.display());
        return Err(Failure::new(Exit::Data, text));
    }
    let said = System::new().block_on(async {
        let wired = wire(opened, &config)?;
        let said = work(&wired.house).await;
        wired.house.drain().await;
        said
    })?;
    print(&said)
}

fn password(file: Option<PathBuf>) -> Result<(String, String), Failure> {
    match file.as_deref().map(|file: &Path| read_password(file)).transpose()? {
        Some(password) => Ok((password, "(--password-file)".to_owned())),
        None => {
            let password = secrets::password().map_err(Failure::as_exit(Exit::Failed))?;
            Ok((password.clone(), password))
        }
    }
}

async fn set_password(house: &House, member: MemberId, password: &str) -> Result<(), Failure> {
    let hash = passwords::hash(password).map_err(refused)?;
    house.member_event(None, Event::PasswordSet { member, hash }).await.map(drop).map_err(refused)
}

async fn end_sign_ins(house: &House, member: MemberId) -> Result<(), Failure> {
    let tokens: Vec<_> = {
        let accounts = house.store().accounts();
        accounts.tokens(member).filter(|t| t.kind == TokenKind::Browser).map(|t| t.id).collect()
    };
    for token in tokens {
        house.member_event(None, Event::TokenRevoked { member, token }).await.map_err(refused)?;
    }
    Ok(())
}

fn new_member(
    name: String,
    kana: String,
    login: String,
    department: DepartmentId,
    role: Role,
) -> MemberFields {
    MemberFields {
        name,
        kana,
        login: login.trim().to_lowercase(),
        employee_no: String::new(),
        title: String::new(),
        department,
        superior: None,
        role,
        products: Vec::new(),
        topics: Vec::new(),
        active: true,
    }
}

fn member_called(house: &House, login: &str) -> Result<Member, Failure> {
    let found = house.store().organisation().by_login(login).cloned();
    found.ok_or_else(|| Failure::new(Exit::Failed, format!("no active member signs in as {login:?}")))
}

fn first_admin(house: &House) -> Result<MemberId, Failure> {
    let admin = house.store().organisation().members_of(Role::Admin).next();
    admin.ok_or_else(|| Failure::new(Exit::Failed, "no active admin"))
}

fn department_called(house: &House, name: Option<&str>) -> Result<DepartmentId, Failure> {
    let org = house.store().organisation();
    let mut departments = org.departments.values();
    let found = match name {
        Some(name) => departments.find(|d| d.fields.name == name),
        None => departments.find(|d| d.fields.parent.is_none()),
    };
    found.map(|d| d.id).ok_or_else(|| Failure::new(Exit::Failed, format!("no department {name:?}")))
}

fn list(house: &House) -> String {
    let org = house.store().organisation();
    let mut out = String::new();
    for member in org.members.values() {
        let fields = &member.fields;
        let department = org.departments.get(&fields.department).map_or("", |d| d.fields.name.as_str());
        let role = serde_json::to_value(fields.role).ok();
        let role = role.as_ref().and_then(|role| role.as_str()).unwrap_or_default();
        let left = if fields.active { "" } else { "\tleft" };
        out.push_str(&format!(
            "{}\t{}\t{}\t{department}\t{role}{left}\n",
            member.id, fields.login, fields.name
        ));
    }
    out
}

fn refused(rejection: Rejection) -> Failure {
    Failure::new(Exit::Failed, rejection)
}
