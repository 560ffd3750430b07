//! Whether what a command holds makes sense here.

use super::Asked;
use crate::{
    Attachment, Code, ContactId, Deal, DealChanges, DealFields, FileReport, MemberId, Organisation,
    Rejection, limits,
};

pub(super) fn check_report(
    org: &Organisation,
    deal: &Deal,
    asked: Asked,
    report: &FileReport,
) -> Result<(), Rejection> {
    let template = org.templates.get(&report.template).ok_or_else(|| Rejection::unknown("template"))?;
    if template.fields.retired {
        return Err(Rejection::new(Code::Retired, "this template is no longer offered"));
    }
    template.fields.check(&report.fields)?;
    if let Some(at) = report.occurred_at {
        limits::past("occurred_at", at, asked.at)?;
    }
    limits::text("text", &report.text, limits::TEXT_MAX_CHARS)?;
    let empty = report.text.trim().is_empty() && report.consult.is_none() && report.fields.is_empty();
    if empty && report.deal_changes.is_empty() && report.next_move.is_none() && report.files.is_empty() {
        return Err(Rejection::new(Code::TextRequired, "a report says something"));
    }
    check_met(org, deal, &report.met)?;
    check_known("products", &report.products, |p| org.products.contains_key(p))?;
    check_known("competitors", &report.competitors, |c| org.competitors.contains_key(c))?;
    check_files(&report.files)?;
    check_members(org, "mentions", &report.mentions)?;
    check_members(org, "also", &report.also)?;
    limits::list("not", &report.not, limits::LIST_MAX)?;
    if let Some(effort) = report.effort {
        limits::range("effort.taps", effort.taps, 0, limits::EFFORT_MAX_TAPS)?;
        limits::range("effort.seconds", effort.seconds, 0, limits::EFFORT_MAX_SECONDS)?;
    }
    if let Some(consult) = &report.consult {
        limits::required("consult.question", &consult.question, limits::FIELD_MAX_CHARS)?;
        limits::list("consult.topics", &consult.topics, limits::LIST_MAX)?;
        for topic in &consult.topics {
            limits::name("consult.topics", topic)?;
        }
        check_known("consult.products", &consult.products, |p| org.products.contains_key(p))?;
        check_members(org, "consult.ask", &consult.ask)?;
    }
    Ok(())
}

/// People met: known, and of the deal's customer.
pub(super) fn check_met(org: &Organisation, deal: &Deal, met: &[ContactId]) -> Result<(), Rejection> {
    check_contacts(org, "met", met)?;
    let customer = deal.fields.customer;
    let stranger = |c: &ContactId| org.contacts.get(c).is_some_and(|c| c.fields.customer != customer);
    if met.iter().any(stranger) {
        return Err(Rejection::new(Code::Invalid, "met: a contact of another customer"));
    }
    Ok(())
}

/// What a deal has that a general one has not.
fn business(fields: &DealFields) -> impl PartialEq + '_ {
    (
        (&fields.name, fields.owner, fields.stage, fields.amount_yen, fields.probability),
        (fields.expected_close, &fields.competitors, &fields.products),
    )
}

/// A change of a deal as a whole: it stays with its customer, and a general deal stays general.
pub(super) fn check_fields_change(
    org: &Organisation,
    deal: &Deal,
    fields: &DealFields,
) -> Result<(), Rejection> {
    check_deal(org, fields, Some(&deal.fields))?;
    if fields.customer != deal.fields.customer {
        return Err(Rejection::new(Code::Invalid, "customer: a deal stays with its customer"));
    }
    if deal.general && business(fields) != business(&deal.fields) {
        let why = "a general deal has no business of its own; its owner is the customer's";
        return Err(Rejection::new(Code::Invalid, why));
    }
    Ok(())
}

pub(super) fn check_changes(org: &Organisation, deal: &Deal, changes: &DealChanges) -> Result<(), Rejection> {
    if deal.general && !changes.is_empty() {
        return Err(Rejection::new(Code::Invalid, "a general deal has no stage, amount or competitors"));
    }
    if let Some(stage) = changes.stage {
        org.stage(stage).ok_or_else(|| Rejection::unknown("stage"))?;
    }
    if let Some(yen) = changes.amount_yen {
        limits::amount("amount_yen", yen)?;
    }
    check_percent(changes.probability)?;
    check_known("competitors_added", &changes.competitors_added, |c| org.competitors.contains_key(c))?;
    check_contacts(org, "contacts_added", &changes.contacts_added)
}

/// Whether a deal's fields make sense in this organisation. Members who were on the deal `before` may have
/// left since.
pub fn check_deal(
    org: &Organisation,
    fields: &DealFields,
    before: Option<&DealFields>,
) -> Result<(), Rejection> {
    limits::name("name", &fields.name)?;
    org.customers.get(&fields.customer).ok_or_else(|| Rejection::unknown("customer"))?;
    let was_there =
        |m: MemberId| before.is_some_and(|b| b.owner == m || b.team.iter().any(|t| t.member == m));
    let known = |m: MemberId| org.members.is_active(m) || was_there(m);
    check_known("owner", &[fields.owner], |m| known(*m))?;
    check_known("team", &fields.team, |t| known(t.member))?;
    org.stage(fields.stage).ok_or_else(|| Rejection::unknown("stage"))?;
    if let Some(yen) = fields.amount_yen {
        limits::amount("amount_yen", yen)?;
    }
    check_percent(fields.probability)?;
    check_known("competitors", &fields.competitors, |c| org.competitors.contains_key(c))?;
    check_known("products", &fields.products, |p| org.products.contains_key(p))?;
    check_contacts(org, "contacts", &fields.contacts)
}

fn check_percent(percent: Option<u8>) -> Result<(), Rejection> {
    if percent.is_some_and(|p| p > 100) {
        return Err(Rejection::new(Code::OutOfRange, "probability is a percentage from 0 to 100"));
    }
    Ok(())
}

pub(super) fn check_members(org: &Organisation, field: &str, members: &[MemberId]) -> Result<(), Rejection> {
    check_known(field, members, |m| org.members.is_active(*m))
}

pub(super) fn check_contacts(
    org: &Organisation,
    field: &str,
    contacts: &[ContactId],
) -> Result<(), Rejection> {
    check_known(field, contacts, |c| org.contacts.contains_key(c))
}

fn check_known<T>(field: &str, all: &[T], known: impl Fn(&T) -> bool) -> Result<(), Rejection> {
    limits::list(field, all, limits::LIST_MAX)?;
    if all.iter().all(known) { Ok(()) } else { Err(Rejection::unknown(field)) }
}

pub(super) fn check_files(files: &[Attachment]) -> Result<(), Rejection> {
    limits::list("files", files, limits::FILES_MAX)?;
    files.iter().try_for_each(|file| limits::name("files.name", &file.name))
}
