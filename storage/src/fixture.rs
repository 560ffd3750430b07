//! A small company for tests, built through events as the server would write them.
//!
//! A [`Desk`] decides commands against a view in memory and keeps every event that comes of it, so that a test
//! can apply the same events to another store, in this order or another, or put them into a log.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod answers;

use uchite_domain::{
    ActivityKind, Asked, CompetitorId, Condition, ContactFields, ContactId, CustomerFields, CustomerId,
    DealCommand, DealFields, DealId, DealState, DepartmentFields, DepartmentId, Event, Field, FieldKind,
    FileReport, How, LoggedEvent, MemberFields, MemberId, NamedFields, NewReply, Origin, ProductId,
    PurposeFields, PurposeId, ReadHow, Recipient, Rejection, ReplyKind, ReportId, Role, Seq, StageId,
    Subject, TeamMember, TeamRole, TemplateFields, TemplateId, Timestamp, Visibility, default_stages,
};

use crate::log::{Entry, Log, MemoryLog, Revision};
use crate::store::{Applied, Store};
use crate::view::MemoryView;

pub use answers::{answers, answers_but_timelines};

/// When the first event happens; each later one is a second later.
pub const START: Timestamp = Timestamp(1_795_000_000_000);

/// An event as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub seq: Seq,
    pub at: Timestamp,
    pub subject: Subject,
    pub revision: Option<u64>,
    pub logged: LoggedEvent,
}

impl Written {
    /// Applies it to a store.
    pub fn apply(&self, store: &dyn Store) -> Applied {
        store.apply(self.seq, self.at, self.subject, self.revision, &self.logged).unwrap()
    }
}

/// Who and what there is, by name.
#[derive(Debug, Clone)]
pub struct Company {
    pub top: DepartmentId,
    pub sales: DepartmentId,
    /// Below `sales`.
    pub west: DepartmentId,
    pub technical: DepartmentId,
    /// Heads `top`; admin.
    pub president: MemberId,
    /// Heads `sales`.
    pub sales_head: MemberId,
    /// Heads `west`.
    pub west_head: MemberId,
    /// Sells in `west`.
    pub tanaka: MemberId,
    /// Sells in `west`.
    pub suzuki: MemberId,
    /// Heads `technical`.
    pub technical_head: MemberId,
    /// In `technical`; knows performance.
    pub engineer: MemberId,
    pub visit: TemplateId,
    pub complaint: TemplateId,
    pub product: ProductId,
    pub competitor: CompetitorId,
    pub customer: CustomerId,
    pub contact: ContactId,
    /// Everybody may see it. `tanaka` is in charge, `engineer` of the team.
    pub open_deal: DealId,
    /// Its department may see it. `tanaka` is in charge.
    pub department_deal: DealId,
    /// Its team may see it. `suzuki` is in charge, `engineer` of the team.
    pub team_deal: DealId,
    pub to_superiors: PurposeId,
    pub to_team: PurposeId,
    pub to_experts: PurposeId,
}

impl Company {
    #[must_use]
    pub fn members(&self) -> [MemberId; 7] {
        [
            self.president,
            self.sales_head,
            self.west_head,
            self.tanaka,
            self.suzuki,
            self.technical_head,
            self.engineer,
        ]
    }

    #[must_use]
    pub fn deals(&self) -> [DealId; 3] {
        [self.open_deal, self.department_deal, self.team_deal]
    }
}

/// Decides commands and writes events.
#[derive(Debug)]
pub struct Desk {
    pub store: MemoryView,
    pub written: Vec<Written>,
}

impl Default for Desk {
    fn default() -> Self {
        Desk { store: MemoryView::in_memory(), written: Vec::new() }
    }
}

impl Desk {
    /// A desk in a company that has just been set up.
    #[must_use]
    pub fn with_company() -> (Desk, Company) {
        let mut desk = Desk::default();
        let company = desk.found();
        (desk, company)
    }

    /// The next moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        START.plus_ms(1_000 * i64::try_from(self.written.len()).unwrap())
    }

    /// Writes an event that needs no decision.
    pub fn write(&mut self, by: Option<MemberId>, event: Event) -> Seq {
        self.write_as(by, None, event)
    }

    /// Writes an event under a client's reference.
    pub fn write_as(&mut self, by: Option<MemberId>, client_ref: Option<&str>, event: Event) -> Seq {
        let subject = event.subject();
        let ordered = !matches!(subject, Subject::Member(_));
        let origin =
            client_ref.map(|client_ref| Origin { client_ref: client_ref.to_owned(), digest: String::new() });
        let written = Written {
            seq: Seq(self.written.len() as u64 + 1),
            at: self.now(),
            subject,
            revision: ordered.then(|| self.store.revision(subject) + 1),
            logged: LoggedEvent { by, origin, event },
        };
        written.apply(&self.store);
        self.written.push(written);
        Seq(self.written.len() as u64)
    }

    /// Decides a command on a deal and writes what comes of it.
    pub fn command(&mut self, by: MemberId, deal: DealId, command: &DealCommand) -> Result<Seq, Rejection> {
        let mut state = DealState::new(self.store.organisation().deals[&deal].clone());
        if let Some(report) = command.report().and_then(|id| self.store.report(id).unwrap()) {
            state.reports.insert(report.id, (*report).clone());
        }
        let asked = Asked { by, at: self.now() };
        let event = state.decide(&self.store.organisation(), asked, command)?;
        Ok(self.write(Some(by), event))
    }

    /// Files a report.
    pub fn file(&mut self, by: MemberId, report: FileReport) -> ReportId {
        let deal = report.deal;
        self.command(by, deal, &DealCommand::FileReport(Box::new(report))).unwrap().into()
    }

    /// Files a report that says no more than this.
    pub fn file_text(&mut self, by: MemberId, company: &Company, deal: DealId, text: &str) -> ReportId {
        self.file(by, text_report(company, deal, text))
    }

    /// Replies with a piece of advice.
    pub fn reply(&mut self, by: MemberId, report: ReportId, text: &str, mentions: &[MemberId]) -> Seq {
        let deal = self.store.report(report).unwrap().unwrap().deal;
        let reply = NewReply {
            kind: ReplyKind::Advice,
            text: text.to_owned(),
            mentions: mentions.to_vec(),
            files: Vec::new(),
            next_move: None,
        };
        self.command(by, deal, &DealCommand::Reply { report, reply }).unwrap()
    }

    /// Reads cards as they are now.
    pub fn read(&mut self, member: MemberId, reports: &[ReportId], how: ReadHow) -> Seq {
        let (reports, upto) = (reports.to_vec(), self.store.applied());
        self.write(Some(member), Event::CardsRead { member, reports, upto, how })
    }

    /// Marks cards unread.
    pub fn unread(&mut self, member: MemberId, reports: &[ReportId]) -> Seq {
        self.write(Some(member), Event::CardsUnread { member, reports: reports.to_vec() })
    }

    /// Changes a member.
    pub fn change_member(&mut self, member: MemberId, change: impl FnOnce(&mut MemberFields)) -> Seq {
        let mut fields = self.store.organisation().members[&member].fields.clone();
        change(&mut fields);
        self.write(None, Event::MemberChanged { member, fields })
    }

    /// Changes a department.
    pub fn change_department(
        &mut self,
        department: DepartmentId,
        change: impl FnOnce(&mut DepartmentFields),
    ) -> Seq {
        let mut fields = self.store.organisation().departments[&department].fields.clone();
        change(&mut fields);
        self.write(None, Event::DepartmentChanged { department, fields })
    }

    /// Changes a deal.
    pub fn change_deal(&mut self, deal: DealId, change: impl FnOnce(&mut DealFields)) -> Seq {
        let mut fields = self.store.organisation().deals[&deal].fields.clone();
        change(&mut fields);
        self.write(None, Event::DealChanged { deal, fields })
    }

    /// A log that holds everything that was written.
    #[must_use]
    pub fn log(&self) -> MemoryLog {
        let log = MemoryLog::default();
        append(&log, &self.written);
        log
    }

    fn found(&mut self) -> Company {
        let name = "株式会社うちて".to_owned();
        self.write(None, Event::OrganisationFounded { name, stages: default_stages() });
        let top = self.department("全社", None);
        let sales = self.department("営業部", Some(top));
        let west = self.department("西日本営業部", Some(sales));
        let technical = self.department("技術部", Some(top));
        let president = self.member("社長 太郎", top, Role::Admin);
        let sales_head = self.member("営業 部長", sales, Role::Manager);
        let west_head = self.member("西 課長", west, Role::Manager);
        let tanaka = self.member("田中 陽子", west, Role::Member);
        let suzuki = self.member("鈴木 一郎", west, Role::Member);
        let technical_head = self.member("技術 部長", technical, Role::Manager);
        let engineer = self.member("佐藤 技師", technical, Role::Member);
        for (department, head) in
            [(top, president), (sales, sales_head), (west, west_head), (technical, technical_head)]
        {
            self.change_department(department, |fields| fields.head = Some(head));
        }
        self.change_member(engineer, |fields| fields.topics = vec!["性能".to_owned()]);
        let visit = self.template("訪問", ActivityKind::Visit);
        let complaint = self.template("クレーム", ActivityKind::Complaint);
        let product = self.write(None, Event::ProductAdded { fields: named("生産管理") }).into();
        let competitor = self.write(None, Event::CompetitorAdded { fields: named("競合A") }).into();
        let customer = self.customer("東和精密工業株式会社", Some(tanaka));
        let contact = self.contact(customer);
        let open_deal = self.deal(customer, tanaka, Visibility::Company, &[engineer]);
        let department_deal = self.deal(customer, tanaka, Visibility::Department, &[]);
        let team_deal = self.deal(customer, suzuki, Visibility::Team, &[engineer]);
        let to_superiors = self.purpose("上司へ", Vec::new(), Recipient::Superior { levels: 2 }, How::Notify);
        let to_team = self.purpose("チームへ", Vec::new(), Recipient::DealTeam { role: None }, How::Timeline);
        let consult = vec![Condition::Consult { topics: Vec::new() }];
        let to_experts = self.purpose("専門家へ", consult, Recipient::Experts {}, How::Notify);
        Company {
            top,
            sales,
            west,
            technical,
            president,
            sales_head,
            west_head,
            tanaka,
            suzuki,
            technical_head,
            engineer,
            visit,
            complaint,
            product,
            competitor,
            customer,
            contact,
            open_deal,
            department_deal,
            team_deal,
            to_superiors,
            to_team,
            to_experts,
        }
    }

    fn department(&mut self, name: &str, parent: Option<DepartmentId>) -> DepartmentId {
        let fields = DepartmentFields { name: name.to_owned(), parent, head: None };
        self.write(None, Event::DepartmentAdded { fields }).into()
    }

    pub fn member(&mut self, name: &str, department: DepartmentId, role: Role) -> MemberId {
        let fields = MemberFields {
            name: name.to_owned(),
            kana: String::new(),
            login: format!("m{}@example.jp", self.written.len()),
            employee_no: String::new(),
            title: String::new(),
            department,
            superior: None,
            role,
            products: Vec::new(),
            topics: Vec::new(),
            active: true,
        };
        self.write(None, Event::MemberAdded { fields }).into()
    }

    fn template(&mut self, name: &str, activity: ActivityKind) -> TemplateId {
        let field = Field {
            key: "reaction".to_owned(),
            label: "お客様の反応".to_owned(),
            label_en: "Reaction".to_owned(),
            why: String::new(),
            kind: FieldKind::Text {},
            required: false,
        };
        let fields = TemplateFields {
            name: name.to_owned(),
            name_en: String::new(),
            activity,
            fields: vec![field],
            retired: false,
        };
        self.write(None, Event::TemplateAdded { fields }).into()
    }

    pub fn customer(&mut self, name: &str, owner: Option<MemberId>) -> CustomerId {
        let fields = CustomerFields {
            name: name.to_owned(),
            kana: String::new(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            industry: "製造".to_owned(),
            owner,
            internal: false,
            retired: false,
        };
        self.write(owner, Event::CustomerAdded { fields }).into()
    }

    fn contact(&mut self, customer: CustomerId) -> ContactId {
        let fields = ContactFields {
            customer,
            name: "山本 一郎".to_owned(),
            kana: String::new(),
            title: "製造部 部長".to_owned(),
            decision: uchite_domain::DecisionRole::Unknown,
            known_by: Vec::new(),
            retired: false,
        };
        self.write(None, Event::ContactAdded { fields }).into()
    }

    pub fn deal(
        &mut self,
        customer: CustomerId,
        owner: MemberId,
        visibility: Visibility,
        team: &[MemberId],
    ) -> DealId {
        let team = team.iter().map(|m| TeamMember { member: *m, role: TeamRole::Engineer }).collect();
        let fields = DealFields {
            name: format!("案件{}", self.written.len()),
            customer,
            owner,
            team,
            stage: StageId(1),
            amount_yen: Some(12_000_000),
            probability: None,
            expected_close: None,
            competitors: Vec::new(),
            contacts: Vec::new(),
            products: Vec::new(),
            visibility,
        };
        self.write(Some(owner), Event::DealOpened { fields }).into()
    }

    pub fn purpose(&mut self, name: &str, what: Vec<Condition>, recipient: Recipient, how: How) -> PurposeId {
        let fields = PurposeFields {
            name: name.to_owned(),
            why: String::new(),
            from: uchite_domain::Source::Anybody,
            what,
            recipients: vec![recipient],
            how,
            deadline: None,
            paused: false,
        };
        self.write(None, Event::PurposeAdded { fields }).into()
    }
}

fn named(name: &str) -> NamedFields {
    NamedFields { name: name.to_owned(), kana: String::new(), aliases: Vec::new(), retired: false }
}

/// A report that says no more than this.
#[must_use]
pub fn text_report(company: &Company, deal: DealId, text: &str) -> FileReport {
    FileReport {
        deal,
        template: company.visit,
        occurred_at: None,
        met: vec![company.contact],
        fields: std::collections::BTreeMap::new(),
        text: text.to_owned(),
        products: Vec::new(),
        competitors: Vec::new(),
        files: Vec::new(),
        mentions: Vec::new(),
        consult: None,
        next_move: None,
        deal_changes: uchite_domain::DealChanges::default(),
        also: Vec::new(),
        not: Vec::new(),
        effort: None,
    }
}

/// Appends events to a log.
pub fn append(log: &dyn Log, written: &[Written]) {
    for event in written {
        let entry = Entry {
            subject: event.subject.to_string().into(),
            expected: event.revision.map_or(Revision::Unordered, Revision::Exactly),
            at: event.at,
            payload: serde_json::to_vec(&event.logged).unwrap().into(),
        };
        assert_eq!(log.append(entry).wait(), Ok(event.seq));
    }
}
