//! Who may see what: every member against every visibility of a deal.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

#[test]
fn each_visibility_opens_a_deal_to_its_circle_and_to_those_who_lead_it() {
    let mut house = House::new();
    let colleague = house.member("colleague", house.east, |_| {});
    let below = house.department("東京課", house.east);
    let trainee = house.member("trainee", below, |_| {});
    // The engineer on the team is led by somebody else than the owner is.
    let chief = house.member("chief", house.headquarters, |_| {});
    house.change_department(house.engineering, json!({ "head": chief }));
    let h = &house;
    let circle = [
        // (who, company, department, team)
        (h.sales, true, true, true),
        (h.engineer, true, true, true),
        (h.support, true, true, true),
        (h.manager, true, true, true),
        (h.director, true, true, true),
        (chief, true, true, true),
        (colleague, true, true, false),
        (trainee, true, true, false),
        (h.west_sales, true, false, false),
        (h.guard, true, false, false),
        // An admin runs the organisation; that is no reason to read its secrets.
        (h.admin, true, false, false),
        (h.gone, false, false, false),
        (MemberId(99_999), false, false, false),
    ];
    let mut deal = house.org.deals[&house.deal].clone();
    for (who, company, department, team) in circle {
        for (visibility, expected) in
            [(Visibility::Company, company), (Visibility::Department, department), (Visibility::Team, team)]
        {
            deal.fields.visibility = visibility;
            assert_eq!(house.org.may_see_deal(who, &deal), expected, "{who} {visibility:?}");
        }
    }
}

#[test]
fn a_report_is_seen_with_its_deal_and_by_its_author_and_those_who_lead_them() {
    let mut house = House::new();
    let report = house.file(house.west_sales, house.report(house.deal));
    house.change_deal(json!({ "visibility": "team" }));
    let report = &house.reports[&report];
    for (who, expected) in [
        (house.west_sales, true),
        (house.director, true),
        (house.sales, true),
        (house.manager, true),
        (house.engineer, true),
        (house.guard, false),
        (house.admin, false),
        (house.gone, false),
    ] {
        assert_eq!(house.org.may_see(who, report), expected, "{who}");
    }
    // Of a deal that is not there, what one wrote oneself is left.
    assert!(house.org.may_see_report(house.west_sales, DealId(99_999), house.west_sales));
    assert!(!house.org.may_see_report(house.guard, DealId(99_999), house.west_sales));
}

#[test]
fn access_is_lost_with_the_place_that_gave_it() {
    let mut house = House::new();
    house.change_deal(json!({ "visibility": "team" }));
    let sees = |house: &House, who| house.org.may_see_deal(who, &house.org.deals[&house.deal]);
    assert!(sees(&house, house.engineer) && sees(&house, house.manager));
    house.change_deal(json!({ "team": [] }));
    assert!(!sees(&house, house.engineer));
    house.change_department(house.east, json!({ "head": null }));
    assert!(!sees(&house, house.manager));
    assert!(sees(&house, house.director));
    house.change_member(house.director, json!({ "active": false }));
    assert!(!sees(&house, house.director));
}
