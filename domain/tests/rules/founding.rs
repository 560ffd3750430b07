//! What a new organisation starts with, and that its purposes do what they say.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

fn founding() -> Founding {
    Founding {
        name: "青葉システム株式会社".into(),
        department: "本社".into(),
        admin_name: "管理 花子".into(),
        admin_kana: String::new(),
        admin_login: "Hanako@Example.jp".into(),
    }
}

#[test]
fn an_empty_log_becomes_an_organisation_with_an_admin_forms_and_purposes() {
    let founded = found(&founding()).unwrap();
    let house = House::founded();
    assert_eq!(founded.events.len(), house.log.len());
    assert!(matches!(founded.events[0].event, Event::OrganisationFounded { .. }));
    assert_eq!(house.org.name, "青葉システム株式会社");
    let admin = &house.org.members[&founded.admin];
    assert_eq!((admin.fields.role, admin.fields.department), (Role::Admin, founded.department));
    assert_eq!(admin.fields.login, "admin");
    let own = &house.org.customers[&founded.customer];
    assert!(own.fields.internal);
    assert!(house.org.deals[&founded.customer.general_deal()].general);
    assert_eq!(house.org.stages, default_stages());
    assert_eq!(house.org.templates.len(), 7);
    assert_eq!(house.org.purposes.len(), 10);
    assert!(house.org.purposes.values().all(|p| !p.fields.why.is_empty() && !p.fields.paused));
}

#[test]
fn a_founding_without_names_is_refused() {
    for (broken, expected) in [
        (Founding { name: " ".into(), ..founding() }, Code::TextRequired),
        (Founding { department: String::new(), ..founding() }, Code::TextRequired),
        (Founding { admin_name: String::new(), ..founding() }, Code::TextRequired),
        (Founding { admin_login: String::new(), ..founding() }, Code::TextRequired),
        (Founding { name: "a\nb".into(), ..founding() }, Code::ControlCharacter),
    ] {
        assert_eq!(code(found(&broken)), expected);
    }
}

#[test]
fn every_form_asks_at_most_one_thing_that_must_be_filled_and_says_why_it_asks() {
    for template in default_templates() {
        assert!(template.check_self().is_ok());
        assert!(template.fields.iter().filter(|f| f.required).count() <= 1, "{}", template.name);
        assert!(template.fields.iter().all(|f| !f.why.is_empty() && !f.label_en.is_empty()));
        assert!(!template.name_en.is_empty());
    }
}

/// Who gets a report, and how loudly.
fn got(audience: &[AudienceEntry], member: MemberId) -> Option<How> {
    audience.iter().find(|e| e.member == member).map(|e| e.how)
}

#[test]
fn superiors_see_their_peoples_reports_and_the_team_sees_the_deal() {
    let mut house = House::new();
    house.change_deal(json!({ "owner": house.west_sales }));
    let audience = house.audience(&house.report(house.deal));
    for member in [house.manager, house.west_sales, house.engineer, house.support] {
        assert_eq!(got(&audience, member), Some(How::Timeline), "{member}");
    }
    // Nobody else's business.
    assert_eq!(audience.len(), 5);
    // The customer's owner hears of what others report on the customer.
    let audience = house.audience_of(house.guard, &house.report(house.deal));
    assert_eq!(got(&audience, house.sales), Some(How::Timeline));
}

#[test]
fn a_consult_is_addressed_to_the_experts_the_deals_engineer_and_the_superior() {
    let house = House::new();
    let asks =
        FileReport { consult: Some(consult("?", &["セキュリティ"])), ..house.report(house.deal) };
    let audience = house.audience(&asks);
    for member in [house.guard, house.engineer, house.manager] {
        assert_eq!(got(&audience, member), Some(How::Notify), "{member}");
    }
    assert_eq!(got(&audience, house.support), Some(How::Timeline));
}

#[test]
fn a_competitor_is_addressed_to_those_in_charge() {
    let mut house = House::new();
    let seller = TeamMember { member: house.guard, role: TeamRole::Sales };
    house.change_deal(json!({ "owner": house.west_sales, "team": [seller] }));
    let report = FileReport { competitors: vec![house.rival], ..house.report(house.deal) };
    let audience = house.audience_of(house.support, &report);
    // The deal's owner, its sales team, the customer's owner.
    for member in [house.west_sales, house.guard, house.sales] {
        assert_eq!(got(&audience, member), Some(How::Notify), "{member}");
    }
}

#[test]
fn a_new_stage_is_addressed_to_the_superior_and_an_ending_to_all_who_helped() {
    let house = House::new();
    let moved = |stage| FileReport {
        deal_changes: DealChanges { stage: Some(StageId(stage)), ..DealChanges::default() },
        ..house.report(house.deal)
    };
    let audience = house.audience(&moved(2));
    assert_eq!(got(&audience, house.manager), Some(How::Notify));
    assert_eq!((got(&audience, house.director), got(&audience, house.engineer)), (None, Some(How::Timeline)));
    for ending in [5, 6] {
        let audience = house.audience(&moved(ending));
        for member in [house.manager, house.director, house.engineer, house.support] {
            assert_eq!(got(&audience, member), Some(How::Notify), "{member}");
        }
    }
}

#[test]
fn a_complaint_is_addressed_two_levels_up_and_to_the_support() {
    let house = House::new();
    let fields = FieldValues::from([("severity".to_owned(), FieldValue::Text("業務停止".into()))]);
    let complaint = FileReport { template: house.complaint, fields, ..house.report(house.deal) };
    let audience = house.audience(&complaint);
    for member in [house.manager, house.director, house.support] {
        assert_eq!(got(&audience, member), Some(How::Notify), "{member}");
    }
    assert_eq!(got(&audience, house.engineer), Some(How::Timeline));
}

#[test]
fn who_knows_a_contact_and_who_leads_a_large_deal_see_it_too() {
    let mut house = House::new();
    let met = FileReport { met: vec![house.contact], ..house.report(house.deal) };
    let knows = |house: &House| got(&house.audience_of(house.west_sales, &met), house.manager);
    assert_eq!(knows(&house), Some(How::Timeline));
    assert_eq!(got(&house.audience(&house.report(house.deal)), house.director), None);
    house.change_deal(json!({ "amount_yen": 50_000_000 }));
    assert_eq!(got(&house.audience(&house.report(house.deal)), house.director), Some(How::Timeline));
}
