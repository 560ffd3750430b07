//! Templates, sharing purposes and the stages of a deal's way: what a report may hold and whom it reaches.

use serde_json::Value;

use super::{check_members, invalid, taken};
use crate::{
    Condition, Deadline, Event, MemberId, Organisation, PurposeFields, PurposeId, Recipient, Rejection,
    Source, Stage, StageId, StageOutcome, TemplateFields, TemplateId, limits, merge_patch,
};

pub(super) fn add_template(org: &Organisation, fields: &TemplateFields) -> Result<Event, Rejection> {
    Ok(Event::TemplateAdded { fields: check_template(org, None, fields.clone())? })
}

pub(super) fn change_template(
    org: &Organisation,
    template: TemplateId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.templates.get(&template).ok_or_else(|| Rejection::not_found("template"))?;
    let fields = merge_patch(&found.fields, patch)?;
    Ok(Event::TemplateChanged { template, fields: check_template(org, Some(template), fields)? })
}

fn check_template(
    org: &Organisation,
    id: Option<TemplateId>,
    mut fields: TemplateFields,
) -> Result<TemplateFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    fields.check_self()?;
    if org.templates.values().any(|t| Some(t.id) != id && t.fields.name == fields.name) {
        return Err(taken("template", &fields.name));
    }
    Ok(fields)
}

pub(super) fn add_purpose(org: &Organisation, fields: &PurposeFields) -> Result<Event, Rejection> {
    Ok(Event::PurposeAdded { fields: check_purpose(org, fields.clone(), None)? })
}

pub(super) fn change_purpose(
    org: &Organisation,
    purpose: PurposeId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.purposes.get(&purpose).ok_or_else(|| Rejection::not_found("purpose"))?;
    let fields = merge_patch(&without_replaced(&found.fields, patch)?, patch)?;
    let fields = check_purpose(org, fields, Some(&found.fields))?;
    Ok(Event::PurposeChanged { purpose, version: found.version + 1, fields })
}

/// The purpose without what the patch says anew. A source or a deadline is one value: merged into another
/// kind of source it would leave pieces of both.
fn without_replaced(fields: &PurposeFields, patch: &Value) -> Result<PurposeFields, Rejection> {
    let replaced = ["from", "deadline"].into_iter().filter(|key| patch.get(key).is_some());
    merge_patch(fields, &replaced.map(|key| (key.to_owned(), Value::Null)).collect())
}

fn check_purpose(
    org: &Organisation,
    mut fields: PurposeFields,
    before: Option<&PurposeFields>,
) -> Result<PurposeFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    limits::name("name", &fields.name)?;
    limits::text("why", &fields.why, limits::FIELD_MAX_CHARS)?;
    check_source(org, &fields.from)?;
    limits::list("what", &fields.what, limits::LIST_MAX)?;
    fields.what.iter().try_for_each(|condition| check_condition(org, condition))?;
    filled("recipients", &fields.recipients)?;
    let named = before.map_or_else(Vec::new, named_members);
    fields.recipients.iter().try_for_each(|r| check_recipient(org, r, &named))?;
    if let Some(Deadline { working_minutes, escalate, .. }) = &fields.deadline {
        limits::range("deadline.working_minutes", *working_minutes, 1, limits::DEADLINE_MAX_WORKING_MINUTES)?;
        escalate.iter().try_for_each(|r| check_recipient(org, r, &named))?;
    }
    Ok(fields)
}

/// Members whom a purpose names.
fn named_members(fields: &PurposeFields) -> Vec<MemberId> {
    let escalate = fields.deadline.iter().filter_map(|d| d.escalate.as_ref());
    let named = |recipient: &Recipient| match recipient {
        Recipient::Members { members } => members.clone(),
        _ => Vec::new(),
    };
    fields.recipients.iter().chain(escalate).flat_map(named).collect()
}

fn check_source(org: &Organisation, source: &Source) -> Result<(), Rejection> {
    match source {
        Source::Anybody => Ok(()),
        Source::Departments { any_of } => known("from.any_of", any_of, |d| org.departments.contains_key(d)),
        Source::Roles { any_of } => filled("from.any_of", any_of),
    }
}

fn check_condition(org: &Organisation, condition: &Condition) -> Result<(), Rejection> {
    let stage = |s: &StageId| org.stage(*s).is_some();
    match condition {
        Condition::Activity { any_of } => filled("activity", any_of),
        Condition::Consult { topics } => limits::names("consult.topics", topics),
        Condition::Product { any_of } => known("product", any_of, |p| org.products.contains_key(p)),
        Condition::Stage { any_of } => known("stage", any_of, stage),
        Condition::StageChanged { to } if to.is_empty() => Ok(()),
        Condition::StageChanged { to } => known("stage_changed", to, stage),
        Condition::Amount { min_yen, max_yen } => check_amounts(*min_yen, *max_yen),
        Condition::Competitor { any_of } if any_of.is_empty() => Ok(()),
        Condition::Competitor { any_of } => known("competitor", any_of, |c| org.competitors.contains_key(c)),
        Condition::Customer { any_of } => known("customer", any_of, |c| org.customers.contains_key(c)),
        Condition::Industry { any_of } => {
            filled("industry", any_of)?;
            limits::names("industry", any_of)
        }
        Condition::Field { key, any_of } => {
            filled("field", any_of)?;
            any_of.iter().try_for_each(|one| limits::text("field", one, limits::FIELD_MAX_CHARS))?;
            let mut fields = org.templates.values().flat_map(|t| &t.fields.fields);
            if fields.any(|f| f.key == *key) { Ok(()) } else { Err(Rejection::unknown("field.key")) }
        }
    }
}

fn check_amounts(min_yen: Option<i64>, max_yen: Option<i64>) -> Result<(), Rejection> {
    if let Some(yen) = min_yen {
        limits::amount("min_yen", yen)?;
    }
    if let Some(yen) = max_yen {
        limits::amount("max_yen", yen)?;
    }
    match (min_yen, max_yen) {
        (None, None) => Err(invalid("amount: a range has at least one end")),
        (Some(min), Some(max)) if min > max => Err(invalid("amount: min_yen is above max_yen")),
        _ => Ok(()),
    }
}

fn check_recipient(org: &Organisation, recipient: &Recipient, named: &[MemberId]) -> Result<(), Rejection> {
    match recipient {
        Recipient::Superior { levels } => {
            limits::range("levels", u32::from(*levels), 1, limits::SUPERIOR_LEVELS_MAX)
        }
        Recipient::Department { department } if !org.departments.contains_key(department) => {
            Err(Rejection::unknown("department"))
        }
        Recipient::Members { members } => {
            filled("members", members)?;
            check_members(org, "members", members, named)
        }
        Recipient::Department { .. }
        | Recipient::DealOwner {}
        | Recipient::DealTeam { .. }
        | Recipient::CustomerOwner {}
        | Recipient::Experts {}
        | Recipient::Role { .. }
        | Recipient::Acquaintances {} => Ok(()),
    }
}

/// A list that is neither over its limit nor empty: an empty one would never hold or reach nobody.
fn filled<T>(field: &str, entries: &[T]) -> Result<(), Rejection> {
    limits::list(field, entries, limits::LIST_MAX)?;
    if entries.is_empty() { Err(invalid(&format!("{field}: at least one"))) } else { Ok(()) }
}

fn known<T>(field: &str, entries: &[T], is_known: impl Fn(&T) -> bool) -> Result<(), Rejection> {
    filled(field, entries)?;
    if entries.iter().all(is_known) { Ok(()) } else { Err(Rejection::unknown(field)) }
}

pub(super) fn set_stages(org: &Organisation, stages: &[Stage]) -> Result<Event, Rejection> {
    let mut stages = stages.to_vec();
    for stage in &mut stages {
        stage.name = stage.name.trim().to_owned();
    }
    limits::list("stages", &stages, limits::STAGES_MAX)?;
    for (place, stage) in stages.iter().enumerate() {
        limits::name("stages.name", &stage.name)?;
        limits::range("stages.probability", u32::from(stage.probability), 0, 100)?;
        if stages[..place].iter().any(|s| s.name == stage.name) {
            return Err(taken("stage", &stage.name));
        }
    }
    if stages.first().is_none_or(|s| s.outcome != StageOutcome::Open) {
        return Err(invalid("stages: the first one is open, since a deal begins there"));
    }
    if !stages.iter().any(|s| s.outcome == StageOutcome::Won) {
        return Err(invalid("stages: at least one is won"));
    }
    check_places(org, &stages)?;
    Ok(Event::StagesSet { stages })
}

/// A stage is known by its place, also in old reports and in purposes. So once there are deals, a stage that
/// stays keeps its place, and one that a deal or a purpose refers to stays.
fn check_places(org: &Organisation, stages: &[Stage]) -> Result<(), Rejection> {
    let mut deals = org.deals.values().filter(|d| !d.general).peekable();
    if deals.peek().is_some() {
        for (place, stage) in org.stages.iter().enumerate() {
            if stages.iter().position(|s| s.name == stage.name).is_some_and(|now| now != place) {
                return Err(invalid(&format!("stages: {:?} keeps its place", stage.name)));
            }
        }
    }
    let gone = |stage: &StageId| usize::from(stage.0) >= stages.len();
    if deals.any(|d| gone(&d.fields.stage)) {
        return Err(invalid("stages: a deal stands in a stage that would be gone"));
    }
    let refers = |condition: &Condition| match condition {
        Condition::Stage { any_of: all } | Condition::StageChanged { to: all } => all.iter().any(gone),
        _ => false,
    };
    if org.purposes.values().any(|p| p.fields.what.iter().any(refers)) {
        return Err(invalid("stages: a purpose names a stage that would be gone"));
    }
    Ok(())
}
