//! Customers, contacts, products, competitors, and the opening of deals.

use serde_json::Value;

use super::{check_members, forbidden, invalid, taken, trimmed};
use crate::{
    Asked, Code, CompetitorId, ContactFields, ContactId, CustomerFields, CustomerId, Deal, DealFields,
    DealId, Event, NamedFields, Organisation, ProductId, Rejection, Seq, check_deal, limits, merge_patch,
};

pub(super) fn add_customer(
    org: &Organisation,
    admin: bool,
    fields: &CustomerFields,
) -> Result<Event, Rejection> {
    Ok(Event::CustomerAdded { fields: check_customer(org, admin, None, fields.clone())? })
}

pub(super) fn change_customer(
    org: &Organisation,
    admin: bool,
    customer: CustomerId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.customers.get(&customer).ok_or_else(|| Rejection::not_found("customer"))?;
    let fields = merge_patch(&found.fields, patch)?;
    Ok(Event::CustomerChanged { customer, fields: check_customer(org, admin, Some(found), fields)? })
}

fn check_customer(
    org: &Organisation,
    admin: bool,
    before: Option<&crate::Customer>,
    mut fields: CustomerFields,
) -> Result<CustomerFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    fields.aliases = trimmed(&fields.aliases);
    fields.former_names = trimmed(&fields.former_names);
    limits::name("name", &fields.name)?;
    limits::line("kana", &fields.kana)?;
    limits::names("aliases", &fields.aliases)?;
    limits::names("former_names", &fields.former_names)?;
    limits::line("industry", &fields.industry)?;
    let owner = before.and_then(|b| b.fields.owner);
    check_members(org, "owner", fields.owner.as_slice(), owner.as_slice())?;
    if !admin && fields.internal != before.is_some_and(|b| b.fields.internal) {
        return Err(forbidden("internal: only an admin says which company is ours"));
    }
    let id = before.map(|b| b.id);
    if org.customers.values().any(|c| Some(c.id) != id && c.fields.name == fields.name) {
        return Err(taken("customer", &fields.name));
    }
    Ok(fields)
}

pub(super) fn add_contact(org: &Organisation, fields: &ContactFields) -> Result<Event, Rejection> {
    let customer = org.customers.get(&fields.customer).ok_or_else(|| Rejection::unknown("customer"))?;
    if customer.fields.retired {
        return Err(Rejection::new(Code::Retired, "customer: we no longer deal with it"));
    }
    Ok(Event::ContactAdded { fields: check_contact(org, fields.clone(), None)? })
}

pub(super) fn change_contact(
    org: &Organisation,
    contact: ContactId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.contacts.get(&contact).ok_or_else(|| Rejection::not_found("contact"))?;
    let fields: ContactFields = merge_patch(&found.fields, patch)?;
    if fields.customer != found.fields.customer {
        return Err(invalid("customer: a contact stays with its customer; who moves is a new contact"));
    }
    let fields = check_contact(org, fields, Some(&found.fields))?;
    Ok(Event::ContactChanged { contact, fields })
}

fn check_contact(
    org: &Organisation,
    mut fields: ContactFields,
    before: Option<&ContactFields>,
) -> Result<ContactFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    limits::name("name", &fields.name)?;
    limits::line("kana", &fields.kana)?;
    limits::line("title", &fields.title)?;
    limits::list("known_by", &fields.known_by, limits::LIST_MAX)?;
    check_members(org, "known_by", &fields.known_by, before.map_or(&[], |b| &b.known_by))?;
    Ok(fields)
}

pub(super) fn add_product(org: &Organisation, fields: &NamedFields) -> Result<Event, Rejection> {
    let fields = check_named(fields.clone())?;
    check_product_name(org, None, &fields)?;
    Ok(Event::ProductAdded { fields })
}

pub(super) fn change_product(
    org: &Organisation,
    product: ProductId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.products.get(&product).ok_or_else(|| Rejection::not_found("product"))?;
    let fields = check_named(merge_patch(&found.fields, patch)?)?;
    check_product_name(org, Some(product), &fields)?;
    Ok(Event::ProductChanged { product, fields })
}

fn check_product_name(
    org: &Organisation,
    id: Option<ProductId>,
    fields: &NamedFields,
) -> Result<(), Rejection> {
    let twin = org.products.values().any(|p| Some(p.id) != id && p.fields.name == fields.name);
    if twin { Err(taken("product", &fields.name)) } else { Ok(()) }
}

pub(super) fn add_competitor(org: &Organisation, fields: &NamedFields) -> Result<Event, Rejection> {
    let fields = check_named(fields.clone())?;
    check_competitor_name(org, None, &fields)?;
    Ok(Event::CompetitorAdded { fields })
}

pub(super) fn change_competitor(
    org: &Organisation,
    competitor: CompetitorId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.competitors.get(&competitor).ok_or_else(|| Rejection::not_found("competitor"))?;
    let fields = check_named(merge_patch(&found.fields, patch)?)?;
    check_competitor_name(org, Some(competitor), &fields)?;
    Ok(Event::CompetitorChanged { competitor, fields })
}

fn check_competitor_name(
    org: &Organisation,
    id: Option<CompetitorId>,
    fields: &NamedFields,
) -> Result<(), Rejection> {
    let twin = org.competitors.values().any(|c| Some(c.id) != id && c.fields.name == fields.name);
    if twin { Err(taken("competitor", &fields.name)) } else { Ok(()) }
}

fn check_named(mut fields: NamedFields) -> Result<NamedFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    fields.aliases = trimmed(&fields.aliases);
    limits::name("name", &fields.name)?;
    limits::line("kana", &fields.kana)?;
    limits::names("aliases", &fields.aliases)?;
    Ok(fields)
}

pub(super) fn open_deal(org: &Organisation, asked: Asked, fields: &DealFields) -> Result<Event, Rejection> {
    let mut fields = fields.clone();
    fields.name = fields.name.trim().to_owned();
    check_deal(org, &fields, None)?;
    if org.customers.get(&fields.customer).is_some_and(|c| c.fields.retired) {
        return Err(Rejection::new(Code::Retired, "customer: we no longer deal with it"));
    }
    // The deal's number is not known yet, and does not matter for who may see it.
    let deal = Deal::open(DealId::from(Seq::MAX), fields.clone(), false, asked.at);
    if !org.may_see_deal(asked.by, &deal) {
        return Err(forbidden("who opens a deal must be able to see it"));
    }
    Ok(Event::DealOpened { fields })
}
