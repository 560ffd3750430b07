//! The organisation: everything that reports refer to, as of now. It is built by applying events and
//! answers who leads whom, who may see what, and what things are called.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::deal_history;
use crate::lines::{LEVELS_MAX, Lines};
use crate::{
    Competitor, CompetitorId, Contact, ContactId, Customer, CustomerId, Deal, DealId, DealStep, Department,
    DepartmentId, Event, LoggedEvent, Member, MemberId, Members, Product, ProductId, Purpose, PurposeId,
    Report, Role, Seq, Stage, StageId, Template, TemplateId, Timestamp, Visibility,
};

/// Everything that reports refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Organisation {
    /// Its name; empty before it is founded.
    pub name: String,
    /// The way of a deal.
    pub stages: Vec<Stage>,
    /// Members, also those who left.
    pub members: Members,
    /// Departments.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// Customers.
    pub customers: BTreeMap<CustomerId, Customer>,
    /// Contacts.
    pub contacts: BTreeMap<ContactId, Contact>,
    /// Products.
    pub products: BTreeMap<ProductId, Product>,
    /// Competitors.
    pub competitors: BTreeMap<CompetitorId, Competitor>,
    /// Templates.
    pub templates: BTreeMap<TemplateId, Template>,
    /// Purposes.
    pub purposes: BTreeMap<PurposeId, Purpose>,
    /// Deals, the general ones too.
    pub deals: HashMap<DealId, Deal>,
    /// How each deal came to where it is, the oldest step first. General deals have none.
    pub histories: HashMap<DealId, Vec<DealStep>>,
}

/// What an event changed of the organisation, so that a store knows what to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touched {
    /// Name and stages.
    Settings,
    /// A member.
    Member(MemberId),
    /// A department.
    Department(DepartmentId),
    /// A customer.
    Customer(CustomerId),
    /// A contact.
    Contact(ContactId),
    /// A product.
    Product(ProductId),
    /// A competitor.
    Competitor(CompetitorId),
    /// A template.
    Template(TemplateId),
    /// A purpose.
    Purpose(PurposeId),
    /// A deal.
    Deal(DealId),
}

/// Who may see what an author reports on a deal.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    org: &'a Organisation,
    deal: Option<&'a Deal>,
    author: MemberId,
}

impl Sight<'_> {
    /// Whether it takes a member in.
    #[must_use]
    pub fn takes_in(&self, member: MemberId) -> bool {
        let Sight { org, deal, author } = *self;
        org.members.is_active(member)
            && (deal.is_some_and(|deal| org.opens_deal(member, deal))
                || member == author
                || org.leads(member, author))
    }
}

impl Organisation {
    /// A member who is still with us.
    #[must_use]
    pub fn active(&self, member: MemberId) -> Option<&Member> {
        self.members.get(&member).filter(|m| m.fields.active)
    }

    /// The member's direct superior: the one named, else the head of the department or of the next one
    /// above that has another head. Who has left leads nobody.
    #[must_use]
    pub fn superior(&self, member: MemberId) -> Option<MemberId> {
        Lines::now(self).superior(member)
    }

    /// The member's superiors from the direct one upwards, at most `levels`.
    #[must_use]
    pub fn superiors(&self, member: MemberId, levels: usize) -> Vec<MemberId> {
        let mut chain: Vec<MemberId> = Vec::new();
        let mut at = member;
        while chain.len() < levels.min(LEVELS_MAX) {
            match self.superior(at) {
                Some(next) if next != member && !chain.contains(&next) => {
                    chain.push(next);
                    at = next;
                }
                _ => break,
            }
        }
        chain
    }

    /// Whether `superior` stands somewhere above `member`.
    #[must_use]
    pub fn leads(&self, superior: MemberId, member: MemberId) -> bool {
        self.superiors(member, LEVELS_MAX).contains(&superior)
    }

    /// The department and those above it, upwards.
    pub fn departments_above(&self, department: DepartmentId) -> impl Iterator<Item = &Department> {
        let above = Lines::now(self).departments_above(department);
        above.filter_map(|(id, _)| self.departments.get(&id))
    }

    /// Whether the member belongs to the department or to one below it.
    #[must_use]
    pub fn within(&self, member: MemberId, department: DepartmentId) -> bool {
        self.members
            .get(&member)
            .is_some_and(|m| self.departments_above(m.fields.department).any(|d| d.id == department))
    }

    /// Whether the member may see the deal and what is reported on it.
    #[must_use]
    pub fn may_see_deal(&self, member: MemberId, deal: &Deal) -> bool {
        self.members.is_active(member) && self.opens_deal(member, deal)
    }

    /// [`Self::may_see_deal`] for a member who is with us.
    pub(crate) fn opens_deal(&self, member: MemberId, deal: &Deal) -> bool {
        if deal.fields.visibility == Visibility::Company || deal.has(member) {
            return true;
        }
        let owner = deal.fields.owner;
        if deal.fields.visibility == Visibility::Department
            && let Some(owner) = self.members.get(&owner)
            && self.within(member, owner.fields.department)
        {
            return true;
        }
        self.leads(member, owner) || deal.fields.team.iter().any(|t| self.leads(member, t.member))
    }

    /// Whether the member may see a report: who may see its deal, its author, and the author's superiors.
    #[must_use]
    pub fn may_see_report(&self, member: MemberId, deal: DealId, author: MemberId) -> bool {
        self.sight(deal, author).takes_in(member)
    }

    /// Who may see a report on this deal by this author, to be asked for many members.
    #[must_use]
    pub fn sight(&self, deal: DealId, author: MemberId) -> Sight<'_> {
        Sight { org: self, deal: self.deals.get(&deal), author }
    }

    /// [`Self::sight`] where the deal is at hand, as it is or as it would be.
    pub(crate) fn sight_on<'a>(&'a self, deal: &'a Deal, author: MemberId) -> Sight<'a> {
        Sight { org: self, deal: Some(deal), author }
    }

    /// [`Self::may_see_report`] of a whole report.
    #[must_use]
    pub fn may_see(&self, member: MemberId, report: &Report) -> bool {
        self.may_see_report(member, report.deal, report.author)
    }

    /// The active members of a department and of those below it.
    pub fn members_within(&self, department: DepartmentId) -> impl Iterator<Item = MemberId> {
        // Asked once a department, not once a member.
        let is_below = |id: &DepartmentId| self.departments_above(*id).any(|above| above.id == department);
        let inside: BTreeSet<DepartmentId> = self.departments.keys().copied().filter(is_below).collect();
        let members = self.members.values().filter(|m| m.fields.active);
        members.filter(move |m| inside.contains(&m.fields.department)).map(|m| m.id)
    }

    /// The active members of a role.
    pub fn members_of(&self, role: Role) -> impl Iterator<Item = MemberId> {
        self.members.values().filter(move |m| m.fields.active && m.fields.role == role).map(|m| m.id)
    }

    /// The active member who signs in with this name.
    #[must_use]
    pub fn by_login(&self, login: &str) -> Option<&Member> {
        let login = login.trim().to_lowercase();
        self.members.values().find(|m| m.fields.active && m.fields.login == login)
    }

    /// The stage, if there is one of this number.
    #[must_use]
    pub fn stage(&self, stage: StageId) -> Option<&Stage> {
        self.stages.get(usize::from(stage.0))
    }

    /// Takes an event over. Events that change nothing here are passed by. Returns what was changed.
    ///
    /// Events of one subject come in order; those of different subjects may come in any order.
    pub fn apply(&mut self, seq: Seq, at: Timestamp, logged: &LoggedEvent) -> Vec<Touched> {
        match &logged.event {
            Event::OrganisationFounded { name, stages } => {
                self.name.clone_from(name);
                self.stages.clone_from(stages);
                vec![Touched::Settings]
            }
            Event::StagesSet { stages } => {
                self.stages.clone_from(stages);
                vec![Touched::Settings]
            }
            Event::DepartmentAdded { fields } => self.set_department(seq.into(), fields.clone()),
            Event::DepartmentChanged { department, fields } => {
                self.set_department(*department, fields.clone())
            }
            Event::MemberAdded { fields } => self.set_member(seq.into(), fields.clone()),
            Event::MemberChanged { member, fields } => self.set_member(*member, fields.clone()),
            Event::CustomerAdded { fields } => {
                let id = CustomerId::from(seq);
                // The organisation's first admin looks after what nobody else does.
                let fallback = logged.by.or_else(|| self.members.keys().next().copied());
                let owner = fields.owner.or(fallback).unwrap_or(MemberId(0));
                let deal = Deal::general(id, owner, at);
                self.deals.insert(deal.id, deal);
                self.customers.insert(id, Customer { id, fields: fields.clone() });
                vec![Touched::Customer(id), Touched::Deal(id.general_deal())]
            }
            Event::CustomerChanged { customer, fields } => {
                self.customers.insert(*customer, Customer { id: *customer, fields: fields.clone() });
                if let (Some(owner), Some(deal)) =
                    (fields.owner, self.deals.get_mut(&customer.general_deal()))
                {
                    deal.fields.owner = owner;
                }
                vec![Touched::Customer(*customer), Touched::Deal(customer.general_deal())]
            }
            Event::ContactAdded { fields } => {
                let id = seq.into();
                self.contacts.insert(id, Contact { id, fields: fields.clone() });
                vec![Touched::Contact(id)]
            }
            Event::ContactChanged { contact, fields } => {
                self.contacts.insert(*contact, Contact { id: *contact, fields: fields.clone() });
                vec![Touched::Contact(*contact)]
            }
            Event::ProductAdded { fields } => {
                let id = seq.into();
                self.products.insert(id, Product { id, fields: fields.clone() });
                vec![Touched::Product(id)]
            }
            Event::ProductChanged { product, fields } => {
                self.products.insert(*product, Product { id: *product, fields: fields.clone() });
                vec![Touched::Product(*product)]
            }
            Event::CompetitorAdded { fields } => {
                let id = seq.into();
                self.competitors.insert(id, Competitor { id, fields: fields.clone() });
                vec![Touched::Competitor(id)]
            }
            Event::CompetitorChanged { competitor, fields } => {
                let id = *competitor;
                self.competitors.insert(id, Competitor { id, fields: fields.clone() });
                vec![Touched::Competitor(id)]
            }
            Event::TemplateAdded { fields } => {
                let id = seq.into();
                self.templates.insert(id, Template { id, fields: fields.clone() });
                vec![Touched::Template(id)]
            }
            Event::TemplateChanged { template, fields } => {
                self.templates.insert(*template, Template { id: *template, fields: fields.clone() });
                vec![Touched::Template(*template)]
            }
            Event::PurposeAdded { fields } => {
                let id = seq.into();
                self.purposes.insert(id, Purpose { id, version: 1, fields: fields.clone() });
                vec![Touched::Purpose(id)]
            }
            Event::PurposeChanged { purpose, version, fields } => {
                let (id, version) = (*purpose, *version);
                self.purposes.insert(id, Purpose { id, version, fields: fields.clone() });
                vec![Touched::Purpose(id)]
            }
            other => self.apply_to_deal(seq, at, logged.by, other),
        }
    }

    fn set_department(&mut self, id: DepartmentId, fields: crate::DepartmentFields) -> Vec<Touched> {
        self.departments.insert(id, Department { id, fields });
        vec![Touched::Department(id)]
    }

    fn set_member(&mut self, id: MemberId, fields: crate::MemberFields) -> Vec<Touched> {
        self.members.insert(id, Member { id, fields });
        vec![Touched::Member(id)]
    }

    fn apply_to_deal(
        &mut self,
        seq: Seq,
        at: Timestamp,
        by: Option<MemberId>,
        event: &Event,
    ) -> Vec<Touched> {
        if let Event::DealOpened { fields } = event {
            let deal = Deal::open(seq.into(), fields.clone(), false, at);
            let id = deal.id;
            deal_history::walk(self.histories.entry(id).or_default(), &deal, seq, at, by, event);
            self.deals.insert(id, deal);
            return vec![Touched::Deal(id)];
        }
        let Some(id) = event.deal() else { return Vec::new() };
        let Some(deal) = self.deals.get_mut(&id) else { return Vec::new() };
        if !deal.apply(seq, at, by, event) {
            return Vec::new();
        }
        if deal_history::may_move(event) && !deal.general {
            deal_history::walk(self.histories.entry(id).or_default(), deal, seq, at, by, event);
        }
        vec![Touched::Deal(id)]
    }
}
