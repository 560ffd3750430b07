//! The stock: customers, contacts, products, members and all else that reports refer to. The same four calls
//! for each: list, look at one, add, change by a merge patch.

pub(crate) mod deals;
mod list;
pub(crate) mod members_password;
pub(crate) mod stages;

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, get, patch, post, web};
use serde_json::Value;
use uchite_domain::{
    Competitor, CompetitorId, Contact, ContactFields, ContactId, Customer, CustomerFields, CustomerId,
    Department, DepartmentFields, DepartmentId, MasterCommand, Member, MemberFields, MemberId, NamedFields,
    Product, ProductId, Purpose, PurposeFields, PurposeId, Template, TemplateFields, TemplateId,
};

use super::body::Body;
use super::client_ref::ClientRef;
use super::front::Front;
use super::page::Page;
use super::problem::Problem;
use super::query::Query;
use super::signed::{Admin, Reader, Writer};
use list::{ContactParams, ListParams, Picked};

/// The four calls for one master, in a module of its name. `$who` says which scope adds and changes.
macro_rules! master {
    (
        $(#[$about:meta])*
        $plural:ident $what:literal: $list:ident, $one:ident, $add:ident, $change:ident;
        paths $path:tt $path_one:tt;
        shapes $view:ident $fields:ident $id:ident $params:ident;
        by $who:ident;
        $add_command:expr, $change_command:expr
    ) => {
        $(#[$about])*
        pub(crate) mod $plural {
            use super::*;

            /// List them, or find them by a part of a name.
            #[utoipa::path(tag = "stock", params($params), responses((status = 200, body = Page<$view>)))]
            #[get($path)]
            pub(crate) async fn $list(
                front: web::Data<Front>,
                _who: Reader,
                params: Query<$params>,
            ) -> Result<web::Json<Page<$view>>, Problem> {
                let cursor = front.house.cursor();
                let org = front.house.store().organisation();
                let picked = Picked::of(org.$plural.values(), &params.0)?;
                Ok(web::Json(picked.page(cursor)))
            }

            /// Look at one.
            #[utoipa::path(
                tag = "stock",
                params(("id" = $id, Path)),
                responses((status = 200, body = $view))
            )]
            #[get($path_one)]
            pub(crate) async fn $one(
                front: web::Data<Front>,
                _who: Reader,
                id: web::Path<$id>,
            ) -> Result<web::Json<$view>, Problem> {
                let found = front.house.store().organisation().$plural.get(&id).cloned();
                found.map(web::Json).ok_or_else(|| Problem::not_found($what))
            }

            /// Add one.
            #[utoipa::path(
                tag = "stock",
                params(("Idempotency-Key" = Option<String>, Header, description = "Your own reference, remembered for good")),
                request_body = $fields,
                responses(
                    (status = 201, body = $view, headers(("Location" = String))),
                    (status = 200, body = $view, description = "It had been added before under the same key")
                )
            )]
            #[post($path)]
            pub(crate) async fn $add(
                front: web::Data<Front>,
                who: $who,
                client_ref: ClientRef,
                body: Body<$fields>,
            ) -> Result<HttpResponse, Problem> {
                let command: fn($fields) -> MasterCommand = $add_command;
                let done = front.house.master_command(who.member(), client_ref.0, command(body.0)).await?;
                let id = $id::from(done.seq);
                let org = front.house.store().organisation();
                let view = org.$plural.get(&id).ok_or_else(|| Problem::not_found($what))?;
                let mut response = if done.repeated { HttpResponse::Ok() } else { HttpResponse::Created() };
                response.insert_header((LOCATION, format!("/api/v1{}/{id}", $path)));
                Ok(response.json(view))
            }

            /// Change one by a JSON merge patch of its fields: what is absent stays, null takes back.
            #[utoipa::path(
                tag = "stock",
                params(("id" = $id, Path)),
                request_body = $fields,
                responses((status = 200, body = $view))
            )]
            #[patch($path_one)]
            pub(crate) async fn $change(
                front: web::Data<Front>,
                who: $who,
                client_ref: ClientRef,
                id: web::Path<$id>,
                body: Body<Value>,
            ) -> Result<web::Json<$view>, Problem> {
                let command: fn($id, Value) -> MasterCommand = $change_command;
                let id = id.into_inner();
                front.house.master_command(who.member(), client_ref.0, command(id, body.0)).await?;
                let found = front.house.store().organisation().$plural.get(&id).cloned();
                found.map(web::Json).ok_or_else(|| Problem::not_found($what))
            }
        }
    };
}

master! {
    /// Companies we sell to.
    customers "customer": list_customers, get_customer, add_customer, change_customer;
    paths "/customers" "/customers/{id}";
    shapes Customer CustomerFields CustomerId ListParams;
    by Writer;
    |fields| MasterCommand::AddCustomer { fields },
    |customer, patch| MasterCommand::ChangeCustomer { customer, patch }
}

master! {
    /// People at customers.
    contacts "contact": list_contacts, get_contact, add_contact, change_contact;
    paths "/contacts" "/contacts/{id}";
    shapes Contact ContactFields ContactId ContactParams;
    by Writer;
    |fields| MasterCommand::AddContact { fields },
    |contact, patch| MasterCommand::ChangeContact { contact, patch }
}

master! {
    /// What we sell.
    products "product": list_products, get_product, add_product, change_product;
    paths "/products" "/products/{id}";
    shapes Product NamedFields ProductId ListParams;
    by Admin;
    |fields| MasterCommand::AddProduct { fields },
    |product, patch| MasterCommand::ChangeProduct { product, patch }
}

master! {
    /// Who sells against us.
    competitors "competitor": list_competitors, get_competitor, add_competitor, change_competitor;
    paths "/competitors" "/competitors/{id}";
    shapes Competitor NamedFields CompetitorId ListParams;
    by Writer;
    |fields| MasterCommand::AddCompetitor { fields },
    |competitor, patch| MasterCommand::ChangeCompetitor { competitor, patch }
}

master! {
    /// People with an account.
    members "member": list_members, get_member, add_member, change_member;
    paths "/members" "/members/{id}";
    shapes Member MemberFields MemberId ListParams;
    by Admin;
    |fields| MasterCommand::AddMember { fields },
    |member, patch| MasterCommand::ChangeMember { member, patch }
}

master! {
    /// Departments.
    departments "department": list_departments, get_department, add_department, change_department;
    paths "/departments" "/departments/{id}";
    shapes Department DepartmentFields DepartmentId ListParams;
    by Admin;
    |fields| MasterCommand::AddDepartment { fields },
    |department, patch| MasterCommand::ChangeDepartment { department, patch }
}

master! {
    /// Sharing purposes (共有目的).
    purposes "purpose": list_purposes, get_purpose, add_purpose, change_purpose;
    paths "/purposes" "/purposes/{id}";
    shapes Purpose PurposeFields PurposeId ListParams;
    by Admin;
    |fields| MasterCommand::AddPurpose { fields },
    |purpose, patch| MasterCommand::ChangePurpose { purpose, patch }
}

master! {
    /// Forms of reports.
    templates "template": list_templates, get_template, add_template, change_template;
    paths "/report-templates" "/report-templates/{id}";
    shapes Template TemplateFields TemplateId ListParams;
    by Admin;
    |fields| MasterCommand::AddTemplate { fields },
    |template, patch| MasterCommand::ChangeTemplate { template, patch }
}
