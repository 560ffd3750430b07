//! Members and departments.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DepartmentId, MemberId, ProductId};

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the organisation: members, masters, purposes, templates.
    Admin,
    /// Leads people.
    Manager,
    /// Everybody else.
    #[default]
    Member,
}

/// What is known of a member, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberFields {
    /// The name as it is written: 田中 陽子.
    pub name: String,
    /// The name in kana: たなか ようこ.
    #[serde(default)]
    pub kana: String,
    /// The name to sign in with; an e-mail address by habit. Lower case, unique.
    pub login: String,
    /// The number that the staff office gave.
    #[serde(default)]
    pub employee_no: String,
    /// 部長, 主任 …
    #[serde(default)]
    pub title: String,
    /// Where the member belongs.
    pub department: DepartmentId,
    /// Who leads the member; the head of the department (or of the one above) where nobody is named.
    #[serde(default)]
    pub superior: Option<MemberId>,
    /// What the member may do.
    #[serde(default)]
    pub role: Role,
    /// Products on which the member is an expert.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Topics on which the member is an expert: 性能, セキュリティ …
    #[serde(default)]
    pub topics: Vec<String>,
    /// False once the member has left: no sign-in, no delivery.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The member's number.
    pub id: MemberId,
    /// What is known of the member.
    #[serde(flatten)]
    pub fields: MemberFields,
}

/// What is known of a department, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DepartmentFields {
    /// 西日本営業部
    pub name: String,
    /// The department above; none for the top.
    #[serde(default)]
    pub parent: Option<DepartmentId>,
    /// Who leads it.
    #[serde(default)]
    pub head: Option<MemberId>,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// The department's number.
    pub id: DepartmentId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: DepartmentFields,
}
