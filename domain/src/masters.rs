//! Decisions on masters: what reports refer to, who shares what with whom, and the opening of deals.
//! Command in, event or rejection out. Pure.
//!
//! Where a field refers to something that has left or retired since, a patch that leaves the reference alone
//! is not refused for it: only what a command adds must be there today.

mod market;
mod people;
mod routing;

pub(crate) use people::{add_department, add_member};

use serde::Serialize;
use serde_json::Value;

use crate::command::in_key_order;
use crate::{
    Asked, Code, CompetitorId, ContactFields, ContactId, CustomerFields, CustomerId, DealFields,
    DepartmentFields, DepartmentId, Event, MemberFields, MemberId, NamedFields, Organisation, ProductId,
    PurposeFields, PurposeId, Rejection, Role, Stage, TemplateFields, TemplateId, digest,
};

/// What a member wants of the masters. Changes are merge patches of the fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it; shapes are those of the fields' types")]
pub enum MasterCommand {
    AddDepartment {
        fields: DepartmentFields,
    },
    ChangeDepartment {
        department: DepartmentId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddMember {
        fields: MemberFields,
    },
    ChangeMember {
        member: MemberId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddCustomer {
        fields: CustomerFields,
    },
    ChangeCustomer {
        customer: CustomerId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddContact {
        fields: ContactFields,
    },
    ChangeContact {
        contact: ContactId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddProduct {
        fields: NamedFields,
    },
    ChangeProduct {
        product: ProductId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddCompetitor {
        fields: NamedFields,
    },
    ChangeCompetitor {
        competitor: CompetitorId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddTemplate {
        fields: TemplateFields,
    },
    ChangeTemplate {
        template: TemplateId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    AddPurpose {
        fields: PurposeFields,
    },
    ChangePurpose {
        purpose: PurposeId,
        #[serde(serialize_with = "in_key_order")]
        patch: Value,
    },
    /// The stages of a deal's way, all of them.
    SetStages {
        stages: Vec<Stage>,
    },
    OpenDeal {
        fields: DealFields,
    },
}

impl MasterCommand {
    /// SHA-256 of the command's canonical JSON, in hexadecimal: two commands under one reference are the
    /// same if their digests are.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self)
    }

    /// Whether every active member may ask for it: what one learns in the field belongs to all.
    fn is_open_to_all(&self) -> bool {
        matches!(
            self,
            MasterCommand::AddCustomer { .. }
                | MasterCommand::ChangeCustomer { .. }
                | MasterCommand::AddContact { .. }
                | MasterCommand::ChangeContact { .. }
                | MasterCommand::AddCompetitor { .. }
                | MasterCommand::ChangeCompetitor { .. }
                | MasterCommand::OpenDeal { .. }
        )
    }
}

/// Decides a command on the masters. Names in the event are without blanks around them, sign-in names in
/// lower case.
pub fn decide_master(org: &Organisation, asked: Asked, command: &MasterCommand) -> Result<Event, Rejection> {
    let asker = org.active(asked.by).ok_or_else(|| forbidden("only active members change masters"))?;
    let admin = asker.fields.role == Role::Admin;
    if !admin && !command.is_open_to_all() {
        return Err(forbidden("only an admin may do this"));
    }
    match command {
        MasterCommand::AddDepartment { fields } => people::add_department(org, fields),
        MasterCommand::ChangeDepartment { department, patch } => {
            people::change_department(org, *department, patch)
        }
        MasterCommand::AddMember { fields } => people::add_member(org, fields),
        MasterCommand::ChangeMember { member, patch } => people::change_member(org, *member, patch),
        MasterCommand::AddCustomer { fields } => market::add_customer(org, admin, fields),
        MasterCommand::ChangeCustomer { customer, patch } => {
            market::change_customer(org, admin, *customer, patch)
        }
        MasterCommand::AddContact { fields } => market::add_contact(org, fields),
        MasterCommand::ChangeContact { contact, patch } => market::change_contact(org, *contact, patch),
        MasterCommand::AddProduct { fields } => market::add_product(org, fields),
        MasterCommand::ChangeProduct { product, patch } => market::change_product(org, *product, patch),
        MasterCommand::AddCompetitor { fields } => market::add_competitor(org, fields),
        MasterCommand::ChangeCompetitor { competitor, patch } => {
            market::change_competitor(org, *competitor, patch)
        }
        MasterCommand::OpenDeal { fields } => market::open_deal(org, asked, fields),
        MasterCommand::AddTemplate { fields } => routing::add_template(org, fields),
        MasterCommand::ChangeTemplate { template, patch } => routing::change_template(org, *template, patch),
        MasterCommand::AddPurpose { fields } => routing::add_purpose(org, fields),
        MasterCommand::ChangePurpose { purpose, patch } => routing::change_purpose(org, *purpose, patch),
        MasterCommand::SetStages { stages } => routing::set_stages(org, stages),
    }
}

fn forbidden(why: &str) -> Rejection {
    Rejection::new(Code::Forbidden, why)
}

fn invalid(why: &str) -> Rejection {
    Rejection::new(Code::Invalid, why)
}

fn taken(what: &str, name: &str) -> Rejection {
    Rejection::new(Code::AlreadyExists, format!("{what} {name:?} is there already"))
}

/// Members that a field names: each active, or named there before.
fn check_members(
    org: &Organisation,
    field: &str,
    now: &[MemberId],
    before: &[MemberId],
) -> Result<(), Rejection> {
    let known = |m: &MemberId| before.contains(m) || org.members.is_active(*m);
    if now.iter().all(known) { Ok(()) } else { Err(Rejection::unknown(field)) }
}

/// Texts without blanks around them.
fn trimmed(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text.trim().to_owned()).collect()
}
