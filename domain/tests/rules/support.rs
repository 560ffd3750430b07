//! A small organisation with a log in memory: what is decided is written down and applied, as the server
//! does it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uchite_domain::*;

/// 2026-11-24T00:00:00Z.
pub(crate) const START: Timestamp = Timestamp(1_795_478_400_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// An organisation and everything that happened to it.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) org: Organisation,
    pub(crate) reports: BTreeMap<ReportId, Report>,
    pub(crate) log: Vec<(Seq, Timestamp, LoggedEvent)>,
    pub(crate) now: Timestamp,
    pub(crate) admin: MemberId,
    pub(crate) visit: TemplateId,
    pub(crate) complaint: TemplateId,
    // 営業本部 > 東日本営業部, 西日本営業部; 技術部; サポート部
    pub(crate) headquarters: DepartmentId,
    pub(crate) sales_division: DepartmentId,
    pub(crate) east: DepartmentId,
    pub(crate) west: DepartmentId,
    pub(crate) engineering: DepartmentId,
    pub(crate) director: MemberId,
    pub(crate) manager: MemberId,
    pub(crate) sales: MemberId,
    pub(crate) west_sales: MemberId,
    pub(crate) engineer: MemberId,
    pub(crate) guard: MemberId,
    pub(crate) support: MemberId,
    pub(crate) gone: MemberId,
    pub(crate) product: ProductId,
    pub(crate) other_product: ProductId,
    pub(crate) rival: CompetitorId,
    pub(crate) other_rival: CompetitorId,
    pub(crate) customer: CustomerId,
    pub(crate) other_customer: CustomerId,
    pub(crate) contact: ContactId,
    pub(crate) stranger: ContactId,
    pub(crate) deal: DealId,
}

impl House {
    /// Founded, and peopled.
    pub(crate) fn new() -> House {
        let mut house = House::founded();
        house.people();
        house.market();
        house
    }

    /// An organisation as it is founded. Ids of people and things that come later are zero.
    pub(crate) fn founded() -> House {
        let founded = found(&Founding {
            name: "青葉システム株式会社".into(),
            department: "本社".into(),
            admin_name: "管理 花子".into(),
            admin_kana: "かんり はなこ".into(),
            admin_login: "Admin".into(),
        })
        .unwrap();
        let (m, d, c) = (MemberId(0), DepartmentId(0), CustomerId(0));
        let mut house = House {
            org: Organisation::default(),
            reports: BTreeMap::new(),
            log: Vec::new(),
            now: START,
            admin: founded.admin,
            visit: TemplateId(0),
            complaint: TemplateId(0),
            headquarters: founded.department,
            sales_division: d,
            east: d,
            west: d,
            engineering: d,
            director: m,
            manager: m,
            sales: m,
            west_sales: m,
            engineer: m,
            guard: m,
            support: m,
            gone: m,
            product: ProductId(0),
            other_product: ProductId(0),
            rival: CompetitorId(0),
            other_rival: CompetitorId(0),
            customer: c,
            other_customer: c,
            contact: ContactId(0),
            stranger: ContactId(0),
            deal: DealId(0),
        };
        for logged in founded.events {
            house.append(logged);
        }
        house.visit = house.template(ActivityKind::Visit);
        house.complaint = house.template(ActivityKind::Complaint);
        house
    }

    fn template(&self, kind: ActivityKind) -> TemplateId {
        self.org.templates.values().find(|t| t.fields.activity == kind).unwrap().id
    }

    /// A form that may be left empty.
    pub(crate) fn template_without_required_fields(&mut self) -> TemplateId {
        let fields = TemplateFields {
            name: "メモ".into(),
            name_en: String::new(),
            activity: ActivityKind::Other,
            fields: vec![],
            retired: false,
        };
        self.add(MasterCommand::AddTemplate { fields }).into()
    }

    fn people(&mut self) {
        let top = self.headquarters;
        self.sales_division = self.department("営業本部", top);
        self.east = self.department("東日本営業部", self.sales_division);
        self.west = self.department("西日本営業部", self.sales_division);
        self.engineering = self.department("技術部", top);
        let support = self.department("サポート部", top);
        let product = |name: &str| NamedFields { name: name.into(), ..named() };
        self.product = self.add(MasterCommand::AddProduct { fields: product("生産管理クラウド") }).into();
        self.other_product =
            self.add(MasterCommand::AddProduct { fields: product("倉庫管理クラウド") }).into();
        self.director = self.member("director", self.sales_division, |m| m.role = Role::Manager);
        self.manager = self.member("manager", self.east, |m| m.role = Role::Manager);
        self.sales = self.member("sales", self.east, |_| {});
        self.west_sales = self.member("west", self.west, |_| {});
        let product = self.product;
        self.engineer = self.member("engineer", self.engineering, |m| {
            m.topics = vec!["性能".into()];
            m.products = vec![product];
        });
        self.guard = self.member("guard", self.engineering, |m| m.topics = vec!["セキュリティ".into()]);
        self.support = self.member("support", support, |_| {});
        self.gone = self.member("gone", self.east, |_| {});
        self.change_department(self.sales_division, json!({ "head": self.director }));
        self.change_department(self.east, json!({ "head": self.manager }));
        self.change_member(self.gone, json!({ "active": false }));
    }

    fn market(&mut self) {
        let name = |name: &str| NamedFields { name: name.into(), ..named() };
        self.rival = self.add(MasterCommand::AddCompetitor { fields: name("B社") }).into();
        self.other_rival = self.add(MasterCommand::AddCompetitor { fields: name("C社") }).into();
        self.customer = self.add_customer("東和精密工業株式会社", Some(self.sales));
        self.other_customer = self.add_customer("西国商事株式会社", Some(self.west_sales));
        self.contact = self.add_contact(self.customer, "山本 一郎", vec![self.manager, self.gone]);
        self.stranger = self.add_contact(self.other_customer, "森 久美", vec![]);
        self.deal = self.open(DealFields {
            team: vec![
                TeamMember { member: self.engineer, role: TeamRole::Engineer },
                TeamMember { member: self.support, role: TeamRole::Support },
            ],
            amount_yen: Some(10_000_000),
            products: vec![self.product],
            contacts: vec![self.contact],
            ..self.deal_fields("生産管理システム刷新")
        });
    }

    pub(crate) fn deal_fields(&self, name: &str) -> DealFields {
        DealFields {
            name: name.into(),
            customer: self.customer,
            owner: self.sales,
            team: vec![],
            stage: StageId(1),
            amount_yen: None,
            probability: None,
            expected_close: None,
            competitors: vec![],
            contacts: vec![],
            products: vec![],
            visibility: Visibility::Company,
        }
    }

    pub(crate) fn member_fields(&self, login: &str, department: DepartmentId) -> MemberFields {
        MemberFields {
            name: format!("{login} さん"),
            kana: String::new(),
            login: login.into(),
            employee_no: String::new(),
            title: String::new(),
            department,
            superior: None,
            role: Role::Member,
            products: vec![],
            topics: vec![],
            active: true,
        }
    }

    pub(crate) fn report(&self, deal: DealId) -> FileReport {
        FileReport {
            deal,
            template: self.visit,
            occurred_at: None,
            met: vec![],
            fields: FieldValues::from([("reaction".to_owned(), FieldValue::Text("前向き".into()))]),
            text: "訪問しました".into(),
            products: vec![],
            competitors: vec![],
            files: vec![],
            mentions: vec![],
            consult: None,
            next_move: None,
            deal_changes: DealChanges::default(),
            also: vec![],
            not: vec![],
            effort: None,
        }
    }

    /// Writes an event down and applies it.
    pub(crate) fn append(&mut self, logged: LoggedEvent) -> Seq {
        let seq = Seq(self.log.len() as u64 + 1);
        self.org.apply(seq, self.now, &logged);
        if let Some(report) = Report::file(seq, self.now, &logged) {
            self.reports.insert(report.id, report);
        } else if let Some(report) = logged.event.report(seq) {
            self.reports.get_mut(&report).unwrap().apply(seq, self.now, &logged);
        }
        self.log.push((seq, self.now, logged));
        seq
    }

    pub(crate) fn asked(&self, by: MemberId) -> Asked {
        Asked { by, at: self.now }
    }

    /// What a deal's writer knows.
    pub(crate) fn state(&self, deal: DealId) -> DealState {
        let mut state = DealState::new(self.org.deals[&deal].clone());
        state.reports =
            self.reports.iter().filter(|(_, r)| r.deal == deal).map(|(k, r)| (*k, r.clone())).collect();
        state
    }

    pub(crate) fn decide_master(&self, by: MemberId, command: &MasterCommand) -> Result<Event, Rejection> {
        decide_master(&self.org, self.asked(by), command)
    }

    pub(crate) fn try_master(&mut self, by: MemberId, command: &MasterCommand) -> Result<Seq, Rejection> {
        let event = self.decide_master(by, command)?;
        Ok(self.append(LoggedEvent { by: Some(by), origin: None, event }))
    }

    pub(crate) fn decide(
        &self,
        by: MemberId,
        deal: DealId,
        command: &DealCommand,
    ) -> Result<Event, Rejection> {
        self.state(deal).decide(&self.org, self.asked(by), command)
    }

    pub(crate) fn try_on(
        &mut self,
        by: MemberId,
        deal: DealId,
        command: &DealCommand,
    ) -> Result<Seq, Rejection> {
        let event = self.decide(by, deal, command)?;
        Ok(self.append(LoggedEvent { by: Some(by), origin: None, event }))
    }

    /// By the admin; must succeed.
    pub(crate) fn add(&mut self, command: MasterCommand) -> Seq {
        self.try_master(self.admin, &command).unwrap()
    }

    /// On the deal of the house; must succeed.
    pub(crate) fn on(&mut self, by: MemberId, command: DealCommand) -> Seq {
        self.try_on(by, self.deal, &command).unwrap()
    }

    pub(crate) fn file(&mut self, by: MemberId, report: FileReport) -> ReportId {
        let deal = report.deal;
        self.try_on(by, deal, &DealCommand::FileReport(Box::new(report))).unwrap().into()
    }

    pub(crate) fn department(&mut self, name: &str, parent: DepartmentId) -> DepartmentId {
        let fields = DepartmentFields { name: name.into(), parent: Some(parent), head: None };
        self.add(MasterCommand::AddDepartment { fields }).into()
    }

    pub(crate) fn change_department(&mut self, department: DepartmentId, patch: Value) {
        self.add(MasterCommand::ChangeDepartment { department, patch });
    }

    pub(crate) fn member(
        &mut self,
        login: &str,
        department: DepartmentId,
        change: impl FnOnce(&mut MemberFields),
    ) -> MemberId {
        let mut fields = self.member_fields(login, department);
        change(&mut fields);
        self.add(MasterCommand::AddMember { fields }).into()
    }

    pub(crate) fn change_member(&mut self, member: MemberId, patch: Value) {
        self.add(MasterCommand::ChangeMember { member, patch });
    }

    pub(crate) fn add_customer(&mut self, name: &str, owner: Option<MemberId>) -> CustomerId {
        self.add(MasterCommand::AddCustomer { fields: customer_fields(name, owner) }).into()
    }

    pub(crate) fn add_contact(
        &mut self,
        customer: CustomerId,
        name: &str,
        known_by: Vec<MemberId>,
    ) -> ContactId {
        // Known by people who may have left: added as active, so that the house can say so.
        let known_by = known_by.into_iter().filter(|m| self.org.active(*m).is_some()).collect();
        let fields = ContactFields {
            customer,
            name: name.into(),
            kana: String::new(),
            title: "製造部 部長".into(),
            decision: DecisionRole::Decider,
            known_by,
            retired: false,
        };
        self.add(MasterCommand::AddContact { fields }).into()
    }

    pub(crate) fn open(&mut self, fields: DealFields) -> DealId {
        self.add(MasterCommand::OpenDeal { fields }).into()
    }

    pub(crate) fn change_deal(&mut self, patch: Value) {
        self.on(self.sales, DealCommand::ChangeDeal { patch });
    }

    /// Pauses what the organisation was founded with, so that one purpose can be looked at alone.
    pub(crate) fn only_purpose(
        &mut self,
        what: Vec<Condition>,
        recipients: Vec<Recipient>,
        how: How,
    ) -> PurposeId {
        let all: Vec<PurposeId> = self.org.purposes.keys().copied().collect();
        for purpose in all {
            self.add(MasterCommand::ChangePurpose { purpose, patch: json!({ "paused": true }) });
        }
        let fields = PurposeFields { what, recipients, how, ..purpose_fields("目的") };
        self.add(MasterCommand::AddPurpose { fields }).into()
    }

    /// Whom a report by the house's salesperson would go to.
    pub(crate) fn audience(&self, report: &FileReport) -> Vec<AudienceEntry> {
        self.audience_of(self.sales, report)
    }

    pub(crate) fn audience_of(&self, by: MemberId, report: &FileReport) -> Vec<AudienceEntry> {
        self.state(report.deal).preview(&self.org, self.asked(by), report).unwrap().audience
    }
}

pub(crate) fn named() -> NamedFields {
    NamedFields { name: "名".into(), kana: String::new(), aliases: vec![], retired: false }
}

pub(crate) fn customer_fields(name: &str, owner: Option<MemberId>) -> CustomerFields {
    CustomerFields {
        name: name.into(),
        kana: String::new(),
        aliases: vec![],
        former_names: vec![],
        industry: "製造業".into(),
        owner,
        internal: false,
        retired: false,
    }
}

pub(crate) fn template_fields(name: &str) -> TemplateFields {
    TemplateFields {
        name: name.into(),
        name_en: String::new(),
        activity: ActivityKind::Other,
        fields: vec![],
        retired: false,
    }
}

pub(crate) fn purpose_fields(name: &str) -> PurposeFields {
    PurposeFields {
        name: name.into(),
        why: String::new(),
        from: Source::Anybody,
        what: vec![],
        recipients: vec![Recipient::DealOwner {}],
        how: How::Timeline,
        deadline: None,
        paused: false,
    }
}

pub(crate) fn consult(question: &str, topics: &[&str]) -> NewConsult {
    NewConsult {
        question: question.into(),
        topics: topics.iter().map(|t| (*t).to_owned()).collect(),
        products: vec![],
        promised: None,
        ask: vec![],
    }
}

pub(crate) fn reply(kind: ReplyKind, text: &str) -> NewReply {
    NewReply { kind, text: text.into(), mentions: vec![], files: vec![], next_move: None }
}

pub(crate) fn next_move(what: &str) -> NewNextMove {
    NewNextMove { kind: MoveKind::Visit, what: what.into(), owner: None, due: None, accompany: None }
}

pub(crate) fn members(audience: &[AudienceEntry]) -> Vec<MemberId> {
    audience.iter().map(|e| e.member).collect()
}

/// The code of a refusal; panics when it was no refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Rejection>) -> Code {
    result.expect_err("a refusal").code
}
