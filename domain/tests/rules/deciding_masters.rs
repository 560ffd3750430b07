//! Every command on the masters, and every refusal that it can get.

use serde_json::{Value, json};

use crate::support::*;
use uchite_domain::*;

fn refused(house: &House, by: MemberId, command: MasterCommand) -> Code {
    code(house.decide_master(by, &command))
}

#[test]
fn only_admins_change_people_products_forms_purposes_and_stages() {
    let house = House::new();
    let commands = [
        MasterCommand::AddDepartment {
            fields: DepartmentFields { name: "新".into(), parent: None, head: None },
        },
        MasterCommand::ChangeDepartment { department: house.east, patch: json!({ "name": "新" }) },
        MasterCommand::AddMember { fields: house.member_fields("new", house.east) },
        MasterCommand::ChangeMember { member: house.sales, patch: json!({ "title": "主任" }) },
        MasterCommand::AddProduct { fields: named() },
        MasterCommand::ChangeProduct { product: house.product, patch: json!({ "retired": true }) },
        MasterCommand::AddTemplate { fields: template_fields("新") },
        MasterCommand::ChangeTemplate { template: house.visit, patch: json!({ "name": "新" }) },
        MasterCommand::AddPurpose { fields: purpose_fields("新") },
        MasterCommand::ChangePurpose {
            purpose: *house.org.purposes.keys().next().unwrap(),
            patch: json!({ "paused": true }),
        },
        MasterCommand::SetStages { stages: default_stages() },
    ];
    for command in commands {
        for by in [house.manager, house.sales, house.gone, MemberId(99_999)] {
            assert_eq!(refused(&house, by, command.clone()), Code::Forbidden, "{command:?} by {by}");
        }
        assert!(house.decide_master(house.admin, &command).is_ok(), "{command:?}");
    }
}

#[test]
fn every_active_member_keeps_customers_contacts_competitors_and_deals() {
    let house = House::new();
    let contact = house.org.contacts[&house.contact].fields.clone();
    let commands = [
        MasterCommand::AddCustomer { fields: customer_fields("新顧客株式会社", None) },
        MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "aliases": ["東和"] }) },
        MasterCommand::AddContact { fields: contact },
        MasterCommand::ChangeContact { contact: house.contact, patch: json!({ "title": "取締役" }) },
        MasterCommand::AddCompetitor { fields: named() },
        MasterCommand::ChangeCompetitor { competitor: house.rival, patch: json!({ "kana": "びーしゃ" }) },
        MasterCommand::OpenDeal { fields: house.deal_fields("新しい案件") },
    ];
    for command in commands {
        assert!(house.decide_master(house.west_sales, &command).is_ok(), "{command:?}");
        assert_eq!(refused(&house, house.gone, command), Code::Forbidden);
    }
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let house = House::new();
    let patch = || json!({});
    let (n, admin) = (99_999, house.admin);
    let commands = [
        MasterCommand::ChangeDepartment { department: DepartmentId(n), patch: patch() },
        MasterCommand::ChangeMember { member: MemberId(n), patch: patch() },
        MasterCommand::ChangeCustomer { customer: CustomerId(n), patch: patch() },
        MasterCommand::ChangeContact { contact: ContactId(n), patch: patch() },
        MasterCommand::ChangeProduct { product: ProductId(n), patch: patch() },
        MasterCommand::ChangeCompetitor { competitor: CompetitorId(n), patch: patch() },
        MasterCommand::ChangeTemplate { template: TemplateId(n), patch: patch() },
        MasterCommand::ChangePurpose { purpose: PurposeId(n), patch: patch() },
    ];
    for command in commands {
        assert_eq!(refused(&house, admin, command.clone()), Code::NotFound, "{command:?}");
    }
}

#[test]
fn a_change_keeps_what_the_patch_does_not_name() {
    let mut house = House::new();
    let before = house.org.members[&house.engineer].fields.clone();
    house.change_member(house.engineer, json!({ "title": "主任" }));
    let after = house.org.members[&house.engineer].fields.clone();
    assert_eq!(after, MemberFields { title: "主任".into(), ..before });
}

#[test]
fn names_lose_the_blanks_around_them_and_sign_in_names_their_capitals() {
    let mut house = House::new();
    let member = house.member(" New@Example.JP ", house.east, |m| m.name = " 新井 誠 ".into());
    let fields = &house.org.members[&member].fields;
    assert_eq!((fields.name.as_str(), fields.login.as_str()), ("新井 誠", "new@example.jp"));
    assert_eq!(house.org.by_login("NEW@example.jp").map(|m| m.id), Some(member));
    let customer = house.add_customer("\u{3000}丸山食品株式会社 ", None);
    assert_eq!(house.org.customers[&customer].fields.name, "丸山食品株式会社");
}

#[test]
fn names_are_not_given_twice() {
    let house = House::new();
    let sales = &house.org.members[&house.gone].fields;
    let name = |n: &str| NamedFields { name: n.into(), ..named() };
    let department = |name: &str, parent| DepartmentFields { name: name.into(), parent, head: None };
    let admin = house.admin;
    let commands = [
        // The sign-in name of someone who has left stays theirs.
        MasterCommand::AddMember {
            fields: MemberFields {
                login: sales.login.to_uppercase(),
                ..house.member_fields("x", house.east)
            },
        },
        MasterCommand::ChangeMember { member: house.sales, patch: json!({ "login": "manager" }) },
        MasterCommand::AddDepartment { fields: department("東日本営業部", Some(house.sales_division)) },
        MasterCommand::ChangeDepartment {
            department: house.west, patch: json!({ "name": "東日本営業部" })
        },
        MasterCommand::AddCustomer { fields: customer_fields(" 東和精密工業株式会社", None) },
        MasterCommand::ChangeCustomer {
            customer: house.other_customer,
            patch: json!({ "name": "東和精密工業株式会社" }),
        },
        MasterCommand::AddProduct { fields: name("生産管理クラウド") },
        MasterCommand::ChangeProduct {
            product: house.other_product,
            patch: json!({ "name": "生産管理クラウド" }),
        },
        MasterCommand::AddCompetitor { fields: name("B社") },
        MasterCommand::ChangeCompetitor { competitor: house.other_rival, patch: json!({ "name": "B社" }) },
        MasterCommand::AddTemplate { fields: template_fields("訪問") },
        MasterCommand::ChangeTemplate { template: house.complaint, patch: json!({ "name": "訪問" }) },
    ];
    for command in commands {
        assert_eq!(refused(&house, admin, command.clone()), Code::AlreadyExists, "{command:?}");
    }
    // The same name under another parent, and what already has its name, are no twins.
    for command in [
        MasterCommand::AddDepartment { fields: department("東日本営業部", Some(house.engineering)) },
        MasterCommand::ChangeProduct {
            product: house.product, patch: json!({ "name": "生産管理クラウド" })
        },
        MasterCommand::ChangeMember { member: house.sales, patch: json!({ "login": "SALES" }) },
    ] {
        assert!(house.decide_master(admin, &command).is_ok(), "{command:?}");
    }
}

#[test]
fn references_must_be_there() {
    let house = House::new();
    let admin = house.admin;
    let (n, gone) = (99_999, house.gone);
    let contact = house.org.contacts[&house.contact].fields.clone();
    let member = |patch: Value| MasterCommand::ChangeMember { member: house.sales, patch };
    let commands = [
        MasterCommand::ChangeDepartment { department: house.east, patch: json!({ "parent": n }) },
        MasterCommand::ChangeDepartment { department: house.east, patch: json!({ "head": gone }) },
        member(json!({ "department": n })),
        member(json!({ "superior": n })),
        member(json!({ "superior": gone })),
        member(json!({ "products": [n] })),
        MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "owner": gone }) },
        MasterCommand::AddContact { fields: ContactFields { customer: CustomerId(n), ..contact } },
        MasterCommand::ChangeContact { contact: house.contact, patch: json!({ "known_by": [gone] }) },
        MasterCommand::OpenDeal { fields: DealFields { customer: CustomerId(n), ..house.deal_fields("x") } },
        MasterCommand::OpenDeal { fields: DealFields { owner: gone, ..house.deal_fields("x") } },
        MasterCommand::OpenDeal {
            fields: DealFields {
                team: vec![TeamMember { member: gone, role: TeamRole::Sales }],
                ..house.deal_fields("x")
            },
        },
        MasterCommand::OpenDeal { fields: DealFields { stage: StageId(7), ..house.deal_fields("x") } },
        MasterCommand::OpenDeal {
            fields: DealFields { competitors: vec![CompetitorId(n)], ..house.deal_fields("x") },
        },
        MasterCommand::OpenDeal {
            fields: DealFields { contacts: vec![ContactId(n)], ..house.deal_fields("x") },
        },
        MasterCommand::OpenDeal {
            fields: DealFields { products: vec![ProductId(n)], ..house.deal_fields("x") },
        },
    ];
    for command in commands {
        assert_eq!(refused(&house, admin, command.clone()), Code::UnknownReference, "{command:?}");
    }
}

#[test]
fn who_has_left_since_does_not_block_other_changes() {
    let mut house = House::new();
    house.change_member(house.sales, json!({ "superior": house.manager }));
    house.add(MasterCommand::ChangeCustomer {
        customer: house.customer,
        patch: json!({ "owner": house.manager }),
    });
    house.change_deal(json!({ "owner": house.manager }));
    house.change_member(house.manager, json!({ "active": false }));
    for command in [
        MasterCommand::ChangeMember { member: house.sales, patch: json!({ "title": "主任" }) },
        MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "kana": "とうわ" }) },
        MasterCommand::ChangeContact { contact: house.contact, patch: json!({ "kana": "やまもと" }) },
        MasterCommand::ChangeDepartment { department: house.east, patch: json!({ "name": "東営業部" }) },
    ] {
        assert!(house.decide_master(house.admin, &command).is_ok(), "{command:?}");
    }
    let rename = DealCommand::ChangeDeal { patch: json!({ "name": "刷新" }) };
    assert!(house.decide(house.admin, house.deal, &rename).is_ok());
    let back = DealCommand::ChangeDeal { patch: json!({ "owner": house.gone }) };
    assert_eq!(code(house.decide(house.admin, house.deal, &back)), Code::UnknownReference);
}

#[test]
fn texts_and_lists_have_limits() {
    let house = House::new();
    let long = "長".repeat(121);
    let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
    let member = |patch: Value| MasterCommand::ChangeMember { member: house.sales, patch };
    let customer = |patch: Value| MasterCommand::ChangeCustomer { customer: house.customer, patch };
    let table = [
        (member(json!({ "name": " " })), Code::TextRequired),
        (member(json!({ "login": "" })), Code::TextRequired),
        (member(json!({ "login": "a b" })), Code::Invalid),
        (member(json!({ "name": long })), Code::TextTooLong),
        (member(json!({ "kana": long })), Code::TextTooLong),
        (member(json!({ "title": long })), Code::TextTooLong),
        (member(json!({ "employee_no": "1\n2" })), Code::ControlCharacter),
        (member(json!({ "topics": many })), Code::TooMany),
        (member(json!({ "topics": [" "] })), Code::TextRequired),
        (member(json!({ "products": vec![house.product; 51] })), Code::TooMany),
        (member(json!({ "nickname": "x" })), Code::UnknownField),
        (member(json!({ "active": "yes" })), Code::Malformed),
        (member(json!([])), Code::Malformed),
        (customer(json!({ "name": null })), Code::Malformed),
        (customer(json!({ "aliases": many })), Code::TooMany),
        (customer(json!({ "former_names": [long] })), Code::TextTooLong),
        (customer(json!({ "industry": "製造\u{202E}業" })), Code::ControlCharacter),
        (
            MasterCommand::ChangeContact { contact: house.contact, patch: json!({ "title": long }) },
            Code::TextTooLong,
        ),
        (
            MasterCommand::ChangeContact {
                contact: house.contact,
                patch: json!({ "known_by": vec![house.sales; 51] }),
            },
            Code::TooMany,
        ),
        (
            MasterCommand::ChangeProduct { product: house.product, patch: json!({ "aliases": many }) },
            Code::TooMany,
        ),
        (
            MasterCommand::OpenDeal { fields: DealFields { amount_yen: Some(-1), ..house.deal_fields("x") } },
            Code::OutOfRange,
        ),
        (
            MasterCommand::OpenDeal {
                fields: DealFields { probability: Some(101), ..house.deal_fields("x") },
            },
            Code::OutOfRange,
        ),
        (MasterCommand::OpenDeal { fields: house.deal_fields("") }, Code::TextRequired),
    ];
    for (command, expected) in table {
        assert_eq!(refused(&house, house.admin, command.clone()), expected, "{command:?}");
    }
}

#[test]
fn departments_form_no_ring_and_no_endless_ladder() {
    let mut house = House::new();
    let under = |department, parent: DepartmentId| MasterCommand::ChangeDepartment {
        department,
        patch: json!({ "parent": parent }),
    };
    for (department, parent) in [(house.east, house.east), (house.headquarters, house.east)] {
        assert_eq!(refused(&house, house.admin, under(department, parent)), Code::Invalid);
    }
    let mut last = house.headquarters;
    for level in 2..=limits::DEPARTMENT_LEVELS_MAX {
        last = house.department(&format!("{level}階"), last);
    }
    let fields = DepartmentFields { name: "深すぎる".into(), parent: Some(last), head: None };
    assert_eq!(refused(&house, house.admin, MasterCommand::AddDepartment { fields }), Code::TooMany);
    // Moving a branch counts what hangs on it.
    let branch = house.org.departments.values().find(|d| d.fields.name == "2階").unwrap().id;
    assert_eq!(refused(&house, house.admin, under(branch, house.east)), Code::TooMany);
}

#[test]
fn nobody_is_led_by_those_they_lead() {
    let house = House::new();
    let superior = |member, superior: MemberId| MasterCommand::ChangeMember {
        member,
        patch: json!({ "superior": superior }),
    };
    let head = |department, head: MemberId| MasterCommand::ChangeDepartment {
        department,
        patch: json!({ "head": head }),
    };
    // manager leads sales and is led by director, each as head of a department.
    for command in [
        superior(house.sales, house.sales),
        superior(house.manager, house.sales),
        superior(house.director, house.sales),
        // From below: the director would follow the manager, who follows the director.
        head(house.headquarters, house.manager),
    ] {
        assert_eq!(refused(&house, house.admin, command.clone()), Code::Invalid, "{command:?}");
    }
    assert!(house.decide_master(house.admin, &superior(house.sales, house.director)).is_ok());
}

#[test]
fn the_last_admin_stays() {
    let mut house = House::new();
    let change = |patch| MasterCommand::ChangeMember { member: house.admin, patch };
    let (leave, step_down) = (change(json!({ "active": false })), change(json!({ "role": "manager" })));
    for command in [&leave, &step_down] {
        assert_eq!(refused(&house, house.admin, command.clone()), Code::Invalid);
    }
    assert!(house.decide_master(house.admin, &change(json!({ "title": "部長" }))).is_ok());
    house.member("second", house.east, |m| m.role = Role::Admin);
    for command in [&leave, &step_down] {
        assert!(house.decide_master(house.admin, command).is_ok());
    }
}

#[test]
fn only_an_admin_says_which_company_is_ours() {
    let house = House::new();
    let ours = MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "internal": true }) };
    assert_eq!(refused(&house, house.sales, ours.clone()), Code::Forbidden);
    assert!(house.decide_master(house.admin, &ours).is_ok());
}

#[test]
fn a_contact_stays_with_its_customer() {
    let house = House::new();
    let patch = json!({ "customer": house.other_customer });
    let command = MasterCommand::ChangeContact { contact: house.contact, patch };
    assert_eq!(refused(&house, house.sales, command), Code::Invalid);
}

#[test]
fn a_retired_customer_gets_no_new_deal_and_no_new_contact() {
    let mut house = House::new();
    let contact = house.org.contacts[&house.contact].fields.clone();
    house.add(MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "retired": true }) });
    for command in [
        MasterCommand::OpenDeal { fields: house.deal_fields("x") },
        MasterCommand::AddContact { fields: contact },
    ] {
        assert_eq!(refused(&house, house.sales, command), Code::Retired);
    }
}

#[test]
fn who_opens_a_deal_must_see_it() {
    let house = House::new();
    let secret = DealFields { visibility: Visibility::Team, ..house.deal_fields("極秘") };
    let command = MasterCommand::OpenDeal { fields: secret };
    assert_eq!(refused(&house, house.west_sales, command.clone()), Code::Forbidden);
    assert!(house.decide_master(house.manager, &command).is_ok());
}

#[test]
fn a_digest_does_not_depend_on_the_order_of_a_patch() {
    let command = |text: &str| MasterCommand::ChangeMember {
        member: MemberId(7),
        patch: serde_json::from_str(text).unwrap(),
    };
    let one = command(r#"{"name":"a","kana":"b","x":{"p":1,"q":[{"r":1,"s":2}]}}"#).digest();
    let other = command(r#"{"x":{"q":[{"s":2,"r":1}],"p":1},"kana":"b","name":"a"}"#).digest();
    assert_eq!(one, other);
    assert_ne!(one, command(r#"{"name":"b","kana":"a"}"#).digest());
    let member = MasterCommand::ChangeMember { member: MemberId(8), patch: json!({}) };
    let other = MasterCommand::ChangeMember { member: MemberId(9), patch: json!({}) };
    assert_ne!(member.digest(), other.digest());
}
