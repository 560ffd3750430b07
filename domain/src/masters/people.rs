//! Departments and members.

use serde_json::Value;

use super::{check_members, invalid, taken, trimmed};
use crate::lines::Lines;
use crate::{
    Code, DepartmentFields, DepartmentId, Event, MemberFields, MemberId, Organisation, Rejection, Role, Seq,
    limits, merge_patch,
};

pub(crate) fn add_department(org: &Organisation, fields: &DepartmentFields) -> Result<Event, Rejection> {
    // The number that the department will get is not known yet; nothing refers to it, so any free one does.
    let id = DepartmentId::from(Seq::MAX);
    let fields = check_department(org, id, fields.clone(), None)?;
    Ok(Event::DepartmentAdded { fields })
}

pub(super) fn change_department(
    org: &Organisation,
    department: DepartmentId,
    patch: &Value,
) -> Result<Event, Rejection> {
    let found = org.departments.get(&department).ok_or_else(|| Rejection::not_found("department"))?;
    let fields = merge_patch(&found.fields, patch)?;
    let fields = check_department(org, department, fields, Some(&found.fields))?;
    Ok(Event::DepartmentChanged { department, fields })
}

fn check_department(
    org: &Organisation,
    id: DepartmentId,
    mut fields: DepartmentFields,
    before: Option<&DepartmentFields>,
) -> Result<DepartmentFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    limits::name("name", &fields.name)?;
    if fields.parent.is_some_and(|parent| !org.departments.contains_key(&parent)) {
        return Err(Rejection::unknown("parent"));
    }
    let head = before.and_then(|b| b.head);
    check_members(org, "head", fields.head.as_slice(), head.as_slice())?;
    let twin = |d: &crate::Department| {
        d.id != id && d.fields.parent == fields.parent && d.fields.name == fields.name
    };
    if org.departments.values().any(twin) {
        return Err(taken("department", &fields.name));
    }
    let lines = Lines::with_department(org, id, &fields);
    for department in org.departments.keys().copied().chain([id]) {
        match lines.depth(department) {
            None => return Err(invalid("parent: a department cannot stand under itself")),
            Some(depth) if depth > limits::DEPARTMENT_LEVELS_MAX => {
                let detail = format!("departments stand at most {} deep", limits::DEPARTMENT_LEVELS_MAX);
                return Err(Rejection::new(Code::TooMany, detail));
            }
            Some(_) => {}
        }
    }
    // Whoever gets a new superior by this change gets one of these, so a ring would pass through one of them.
    if lines.departments_above(id).filter_map(|(_, d)| d.head).any(|head| lines.leads_itself(head)) {
        return Err(invalid("head: a member would be their own superior"));
    }
    Ok(fields)
}

pub(crate) fn add_member(org: &Organisation, fields: &MemberFields) -> Result<Event, Rejection> {
    let id = MemberId::from(Seq::MAX);
    let fields = check_member(org, id, fields.clone(), None)?;
    Ok(Event::MemberAdded { fields })
}

pub(super) fn change_member(org: &Organisation, member: MemberId, patch: &Value) -> Result<Event, Rejection> {
    let found = org.members.get(&member).ok_or_else(|| Rejection::not_found("member"))?;
    let fields = merge_patch(&found.fields, patch)?;
    let fields = check_member(org, member, fields, Some(&found.fields))?;
    let runs = |m: &MemberFields| m.active && m.role == Role::Admin;
    let last = runs(&found.fields) && org.members_of(Role::Admin).all(|admin| admin == member);
    if last && !runs(&fields) {
        return Err(invalid("the last admin stays admin"));
    }
    Ok(Event::MemberChanged { member, fields })
}

fn check_member(
    org: &Organisation,
    id: MemberId,
    mut fields: MemberFields,
    before: Option<&MemberFields>,
) -> Result<MemberFields, Rejection> {
    fields.name = fields.name.trim().to_owned();
    fields.login = fields.login.trim().to_lowercase();
    fields.topics = trimmed(&fields.topics);
    limits::name("name", &fields.name)?;
    limits::line("kana", &fields.kana)?;
    limits::name("login", &fields.login)?;
    if fields.login.contains(char::is_whitespace) {
        return Err(invalid("login: no blanks inside"));
    }
    limits::line("employee_no", &fields.employee_no)?;
    limits::line("title", &fields.title)?;
    limits::names("topics", &fields.topics)?;
    limits::list("products", &fields.products, limits::LIST_MAX)?;
    if !fields.products.iter().all(|p| org.products.contains_key(p)) {
        return Err(Rejection::unknown("products"));
    }
    if !org.departments.contains_key(&fields.department) {
        return Err(Rejection::unknown("department"));
    }
    if org.members.values().any(|m| m.id != id && m.fields.login == fields.login) {
        return Err(taken("login", &fields.login));
    }
    let superior = before.and_then(|b| b.superior);
    check_members(org, "superior", fields.superior.as_slice(), superior.as_slice())?;
    if fields.superior == Some(id) || Lines::with_member(org, id, &fields).leads_itself(id) {
        return Err(invalid("superior: a member would be their own superior"));
    }
    Ok(fields)
}
