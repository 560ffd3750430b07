//! `uchite loadtest-org`: an organisation of any size for a load test, appended to an empty log.
//!
//! Every member is an expert for nothing, in a department of fifty, and has a personal token; deals are dealt
//! out to owners in turn, each with a team of nine others, so that a report on one reaches about ten. With
//! `--reports` it has grown: there is a line of command, deals are of all kinds, and a history lies behind it.

mod grown;
mod history;

use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;

use uchite_actors::token_digest;
use uchite_domain::{
    ActivityKind, CustomerFields, CustomerId, DealFields, DealId, DepartmentFields, DepartmentId, Event,
    Founded, Founding, LoggedEvent, MemberFields, MemberId, Role, Scope, Seq, StageId, TeamMember, TeamRole,
    Timestamp, TokenKind, Visibility, found,
};

use super::LoadtestOrg;
use super::first_start::{fill, fill_all, now};
use crate::config::Config;
use crate::exit::{Exit, Failure};
use crate::secrets;
use crate::wiring::Opened;
use history::History;

/// Members of one department.
const DEPARTMENT: u32 = 50;
/// Members of a deal's team beside its owner.
const TEAM: u32 = 9;
/// Deals of one customer.
const DEALS_OF_CUSTOMER: u32 = 5;
/// Milliseconds that the tokens last: a month.
const TOKENS_LAST_MS: i64 = 30 * 24 * 60 * 60 * 1000;

pub(super) fn run(asked: &LoadtestOrg) -> Result<(), Failure> {
    let opened = Opened::open(&asked.data, &Config::default())?;
    if !opened.is_empty() {
        return Err(Failure::new(Exit::Data, format!("{} is not empty", asked.data.display())));
    }
    let reports = u64::from(asked.reports);
    // Reports lie in the past; the last of them is filed now.
    let mut making = Making::found(now().plus_ms(-history::APART_MS * i64::from(asked.reports)))?;
    if reports == 0 {
        making.members(asked.members)?;
        making.deals(asked.deals);
        fill(&opened, "organisation", std::mem::take(&mut making.events))?;
    } else {
        let president = making.line_of_command(asked.members)?;
        let grown = making.business(president, asked.deals);
        let mut history = History::upon(&making.events, grown, reports);
        let events = std::mem::take(&mut making.events).into_iter();
        fill_all(&opened, "history", events.chain(history.by_ref()), reports)?;
        if let Some(rejection) = history.refused {
            return Err(Failure::new(
                Exit::Failed,
                format!("a report of the history was refused: {rejection}"),
            ));
        }
    }
    let list = making.list;
    opened.log().close();
    let write = || {
        let mut file = std::fs::File::options();
        let file = file.write(true).create(true).truncate(true).mode(0o600).open(&asked.token_file);
        file.and_then(|mut file| file.write_all(list.as_bytes()))
    };
    write().map_err(|error| Failure::new(Exit::Failed, format!("{}: {error}", asked.token_file.display())))
}

struct Making {
    at: Timestamp,
    events: Vec<(Timestamp, LoggedEvent)>,
    members: Vec<MemberId>,
    top: DepartmentId,
    admin: MemberId,
    list: String,
}

impl Making {
    fn found(at: Timestamp) -> Result<Making, Failure> {
        let founding = Founding {
            name: "負荷試験".to_owned(),
            department: "本社".to_owned(),
            admin_name: "社員 1".to_owned(),
            admin_kana: String::new(),
            admin_login: "m1".to_owned(),
        };
        let Founded { events, admin, department, .. } =
            found(&founding).map_err(Failure::as_exit(Exit::Failed))?;
        let is_visit = |event: &LoggedEvent| matches!(&event.event, Event::TemplateAdded { fields } if fields.activity == ActivityKind::Visit);
        let visit = events.iter().position(is_visit);
        let visit = visit.ok_or_else(|| Failure::new(Exit::Failed, "no template for a visit"))? + 1;
        let events = events.into_iter().map(|event| (at, event)).collect();
        let list = format!("template {visit} visit\n");
        Ok(Making { at, events, members: Vec::new(), top: department, admin, list })
    }

    fn append(&mut self, by: Option<MemberId>, event: Event) -> Seq {
        self.events.push((self.at, LoggedEvent { by, origin: None, event }));
        Seq(self.events.len() as u64)
    }

    fn members(&mut self, count: u32) -> Result<(), Failure> {
        let admin = self.admin;
        let mut department = self.top;
        for n in 1..=count {
            if n % DEPARTMENT == 1 {
                let head = self.members.last().copied();
                let fields = DepartmentFields {
                    name: format!("第{}部", n / DEPARTMENT + 1),
                    parent: Some(self.top),
                    head,
                };
                department = self.append(Some(admin), Event::DepartmentAdded { fields }).into();
            }
            let member = if n == 1 {
                admin
            } else {
                let fields = member(n, department);
                self.append(Some(admin), Event::MemberAdded { fields }).into()
            };
            self.enrol(member)?;
        }
        Ok(())
    }

    /// Gives a member a token and a line of the list.
    fn enrol(&mut self, member: MemberId) -> Result<(), Failure> {
        let secret = secrets::token().map_err(Failure::as_exit(Exit::Failed))?;
        let event = Event::TokenIssued {
            member,
            kind: TokenKind::Personal,
            name: "load test".to_owned(),
            digest: token_digest(&secret),
            scopes: vec![Scope::Read, Scope::Write, Scope::Admin],
            expires_at: now().plus_ms(TOKENS_LAST_MS),
            address: String::new(),
        };
        self.append(None, event);
        let _ = writeln!(self.list, "{member} {secret}");
        self.members.push(member);
        Ok(())
    }

    fn note_deal(&mut self, deal: DealId, owner: MemberId) {
        let _ = writeln!(self.list, "deal {deal} {owner}");
    }

    fn deals(&mut self, count: u32) {
        let mut customer = CustomerId(0);
        for n in 0..count {
            let owner = self.member_at(n);
            if n % DEALS_OF_CUSTOMER == 0 {
                let fields = customer_fields(n / DEALS_OF_CUSTOMER + 1, owner);
                customer = self.append(Some(owner), Event::CustomerAdded { fields }).into();
            }
            // Neighbours on the list of members, so that teams overlap as they do in a company.
            let mut team: Vec<MemberId> = (1..=TEAM).map(|k| self.member_at(n + k)).collect();
            team.sort_unstable();
            team.dedup();
            team.retain(|member| *member != owner);
            let fields = deal_fields(n + 1, customer, owner, &team);
            let deal = DealId::from(self.append(Some(owner), Event::DealOpened { fields }));
            self.note_deal(deal, owner);
        }
    }

    fn member_at(&self, n: u32) -> MemberId {
        self.members[n as usize % self.members.len()]
    }
}

fn member(n: u32, department: DepartmentId) -> MemberFields {
    MemberFields {
        name: format!("社員 {n}"),
        kana: String::new(),
        login: format!("m{n}"),
        employee_no: String::new(),
        title: String::new(),
        department,
        superior: None,
        role: Role::Member,
        products: Vec::new(),
        topics: Vec::new(),
        active: true,
    }
}

fn customer_fields(n: u32, owner: MemberId) -> CustomerFields {
    CustomerFields {
        name: format!("顧客 {n}"),
        kana: String::new(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        industry: String::new(),
        owner: Some(owner),
        internal: false,
        retired: false,
    }
}

fn deal_fields(n: u32, customer: CustomerId, owner: MemberId, team: &[MemberId]) -> DealFields {
    DealFields {
        name: format!("案件 {n}"),
        customer,
        owner,
        team: team.iter().map(|member| TeamMember { member: *member, role: TeamRole::Sales }).collect(),
        stage: StageId(0),
        amount_yen: Some(i64::from(n % 300 + 1) * 100_000),
        probability: None,
        expected_close: None,
        competitors: Vec::new(),
        contacts: Vec::new(),
        products: Vec::new(),
        visibility: Visibility::Company,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use uchite_domain::Organisation;

    use super::*;

    #[test]
    fn the_organisation_is_what_its_list_says() {
        let mut making = Making::found(Timestamp(1)).unwrap();
        making.members(120).unwrap();
        making.deals(12);
        let mut org = Organisation::default();
        for (place, (at, logged)) in making.events.iter().enumerate() {
            org.apply(Seq(place as u64 + 1), *at, logged);
        }
        assert_eq!(org.members.len(), 120);
        let deals: Vec<_> = making.list.lines().filter(|line| line.starts_with("deal ")).collect();
        assert_eq!(deals.len(), 12);
        for line in deals {
            let words: Vec<&str> = line.split(' ').collect();
            let deal = &org.deals[&words[1].parse().unwrap()];
            assert_eq!(deal.fields.owner, words[2].parse().unwrap());
            assert_eq!(deal.fields.team.len(), 9);
        }
        let template = making.list.lines().next().unwrap().split(' ').nth(1).unwrap();
        assert_eq!(org.templates[&template.parse().unwrap()].fields.activity, ActivityKind::Visit);
    }

    #[test]
    fn every_report_of_a_history_reaches_about_ten_and_the_president() {
        let mut making = Making::found(Timestamp(1_795_000_000_000)).unwrap();
        let president = making.line_of_command(700).unwrap();
        let grown = making.business(president, 60);
        let mut history = History::upon(&making.events, grown, 500);
        let mut sizes = Vec::new();
        let (mut replies, mut readings) = (0, 0);
        for (_, logged) in history.by_ref() {
            match logged.event {
                Event::ReportFiled(filed) => {
                    assert!(filed.audience.iter().any(|entry| entry.member == president));
                    sizes.push(filed.audience.len() - 1);
                }
                Event::ReplyAdded(_) => replies += 1,
                Event::CardsRead { .. } => readings += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(history.refused, None);
        assert_eq!(sizes.len(), 500);
        let mean = sizes.iter().sum::<usize>() as f64 / 500.0;
        assert!((9.0..11.0).contains(&mean), "{mean}");
        assert!(replies > 20 && readings > 100);
    }
}
