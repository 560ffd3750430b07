//! The organisation under a long history: a line of command from a president down, customers with contacts, deals
//! in every stage and of every size, some of them not for everybody.

use uchite_domain::{
    CompetitorId, ContactFields, ContactId, CustomerFields, CustomerId, DealFields, DealId, DecisionRole,
    DepartmentFields, DepartmentId, Event, How, MemberFields, MemberId, NamedFields, ProductId,
    PurposeFields, Recipient, Role, Source, StageId, TeamMember, TeamRole, Visibility,
};

use super::{DEALS_OF_CUSTOMER, DEPARTMENT, Making, customer_fields, deal_fields, member};
use crate::demo::rng::Rng;
use crate::exit::Failure;

/// Departments of one division.
const DIVISION: u32 = 10;
/// Members of a deal's team beside its owner: with superior, president and who looks after the customer, a report
/// reaches about ten.
const TEAM: u32 = 7;
/// Competitors and products.
const MASTERS: u32 = 8;
/// How many deals of a hundred stand in each stage.
const STAGES: [usize; 7] = [20, 20, 15, 12, 8, 15, 10];

/// What a history is written on.
pub(super) struct Grown {
    /// Leads everybody, and is told of every report.
    pub(super) president: MemberId,
    /// Deals with the contact at their customer.
    pub(super) deals: Vec<(DealId, ContactId)>,
}

impl Making {
    /// Members in departments and divisions, everyone with a superior but the president, who is the second one.
    pub(super) fn line_of_command(&mut self, count: u32) -> Result<MemberId, Failure> {
        let (top, admin) = (self.top, self.admin);
        self.enrol(admin)?;
        let president = self.hire(2, top)?;
        self.lead(top, "本社".to_owned(), None, president);
        let (mut division, mut department) = (top, top);
        for n in 3..=count {
            let place = n - 3;
            if place % (DEPARTMENT * DIVISION) == 0 {
                let name = format!("第{}事業部", place / (DEPARTMENT * DIVISION) + 1);
                division = self.department(name.clone(), top);
                let head = self.hire(n, division)?;
                self.lead(division, name, Some(top), head);
            } else if place % DEPARTMENT == 0 || place % (DEPARTMENT * DIVISION) == 1 {
                // The first of a division leads that, so the second one leads its first department.
                let name = format!("第{}営業部", place / DEPARTMENT + 1);
                department = self.department(name.clone(), division);
                let head = self.hire(n, department)?;
                self.lead(department, name, Some(division), head);
            } else {
                self.hire(n, department)?;
            }
        }
        Ok(president)
    }

    /// What the history is written on, besides its members.
    pub(super) fn business(&mut self, president: MemberId, deals: u32) -> Grown {
        let admin = Some(self.admin);
        let named = |name: String| NamedFields { name, kana: String::new(), aliases: vec![], retired: false };
        let competitors: Vec<CompetitorId> = (1..=MASTERS)
            .map(|n| {
                let fields = named(format!("競合{n}社"));
                self.append(admin, Event::CompetitorAdded { fields }).into()
            })
            .collect();
        let products: Vec<ProductId> = (1..=MASTERS)
            .map(|n| {
                let fields = named(format!("生産管理パッケージ 第{n}版"));
                self.append(admin, Event::ProductAdded { fields }).into()
            })
            .collect();
        let fields = everything_to(president);
        self.append(admin, Event::PurposeAdded { fields });
        let mut rng = Rng::new(u64::from(deals));
        let mut at = (CustomerId(0), ContactId(0));
        let mut all = Vec::with_capacity(deals as usize);
        for n in 0..deals {
            let owner = self.seller(n);
            if n % DEALS_OF_CUSTOMER == 0 {
                at = self.customer(n / DEALS_OF_CUSTOMER + 1, owner);
            }
            let mut fields = deal_fields(n + 1, at.0, owner, &self.team(n));
            color(&mut fields, &mut rng, &competitors, &products);
            fields.contacts = vec![at.1];
            let deal = DealId::from(self.append(Some(owner), Event::DealOpened { fields }));
            self.note_deal(deal, owner);
            all.push((deal, at.1));
        }
        Grown { president, deals: all }
    }

    fn department(&mut self, name: String, parent: DepartmentId) -> DepartmentId {
        let fields = DepartmentFields { name, parent: Some(parent), head: None };
        self.append(Some(self.admin), Event::DepartmentAdded { fields }).into()
    }

    fn lead(&mut self, department: DepartmentId, name: String, parent: Option<DepartmentId>, head: MemberId) {
        let fields = DepartmentFields { name, parent, head: Some(head) };
        self.append(Some(self.admin), Event::DepartmentChanged { department, fields });
    }

    fn hire(&mut self, n: u32, department: DepartmentId) -> Result<MemberId, Failure> {
        let fields = MemberFields { role: Role::Member, ..member(n, department) };
        let id = MemberId::from(self.append(Some(self.admin), Event::MemberAdded { fields }));
        self.enrol(id)?;
        Ok(id)
    }

    fn customer(&mut self, n: u32, owner: MemberId) -> (CustomerId, ContactId) {
        let fields = CustomerFields { industry: "製造".to_owned(), ..customer_fields(n, owner) };
        let customer = CustomerId::from(self.append(Some(owner), Event::CustomerAdded { fields }));
        let fields = ContactFields {
            customer,
            name: format!("山本 {n}郎"),
            kana: String::new(),
            title: "製造部 部長".to_owned(),
            decision: DecisionRole::Unknown,
            known_by: Vec::new(),
            retired: false,
        };
        (customer, self.append(Some(owner), Event::ContactAdded { fields }).into())
    }

    /// Everybody sells but the admin and the president, where there are others.
    fn seller(&self, n: u32) -> MemberId {
        let sellers = self.members.get(2..).filter(|rest| !rest.is_empty()).unwrap_or(&self.members);
        sellers[n as usize % sellers.len()]
    }

    fn team(&self, n: u32) -> Vec<MemberId> {
        let mut team: Vec<MemberId> = (1..=TEAM).map(|k| self.seller(n + k)).collect();
        team.sort_unstable();
        team.dedup();
        team.retain(|member| *member != self.seller(n));
        team
    }
}

/// What the president is told.
fn everything_to(president: MemberId) -> PurposeFields {
    PurposeFields {
        name: "全社の動きは社長へ".to_owned(),
        why: "現場の声を直接知るため".to_owned(),
        from: Source::Anybody,
        what: Vec::new(),
        recipients: vec![Recipient::Members { members: vec![president] }],
        how: How::Timeline,
        deadline: None,
        paused: false,
    }
}

fn color(fields: &mut DealFields, rng: &mut Rng, competitors: &[CompetitorId], products: &[ProductId]) {
    fields.stage = StageId(u8::try_from(rng.weighted(&STAGES)).unwrap_or(0));
    // Many small deals, few large ones.
    let size = rng.between(1, 20);
    fields.amount_yen = (!rng.percent(10)).then_some(size * size * size * 50_000);
    if rng.percent(33) {
        fields.competitors.extend(rng.pick(competitors));
    }
    fields.products.extend(rng.pick(products));
    fields.visibility = match rng.below(100) {
        0..=89 => Visibility::Company,
        90..=96 => Visibility::Department,
        _ => Visibility::Team,
    };
    fields.team = std::mem::take(&mut fields.team)
        .into_iter()
        .map(|TeamMember { member, .. }| TeamMember { member, role: TeamRole::Sales })
        .collect();
}
