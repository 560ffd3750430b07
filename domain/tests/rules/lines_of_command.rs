//! Who leads whom.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

#[test]
fn the_superior_is_the_one_named_else_the_head_of_the_next_department_that_has_another() {
    let mut house = House::new();
    assert_eq!(house.org.superior(house.sales), Some(house.manager));
    // The head of a department is led by the head above.
    assert_eq!(house.org.superior(house.manager), Some(house.director));
    // No head in 西日本営業部: the one of 営業本部.
    assert_eq!(house.org.superior(house.west_sales), Some(house.director));
    assert_eq!(house.org.superior(house.director), None);
    house.change_member(house.sales, json!({ "superior": house.director }));
    assert_eq!(house.org.superior(house.sales), Some(house.director));
    assert_eq!(house.org.superior(MemberId(99_999)), None);
}

#[test]
fn who_has_left_leads_nobody() {
    let mut house = House::new();
    house.change_member(house.sales, json!({ "superior": house.manager }));
    house.change_member(house.manager, json!({ "active": false }));
    assert_eq!(house.org.superiors(house.sales, 9), [house.director]);
    assert!(!house.org.leads(house.manager, house.sales));
}

#[test]
fn superiors_are_counted_from_the_direct_one_upwards() {
    let house = House::new();
    for (levels, expected) in [
        (0, vec![]),
        (1, vec![house.manager]),
        (2, vec![house.manager, house.director]),
        (99, vec![house.manager, house.director]),
    ] {
        assert_eq!(house.org.superiors(house.sales, levels), expected);
    }
    assert!(house.org.leads(house.director, house.sales));
    assert!(!house.org.leads(house.sales, house.director));
    assert!(!house.org.leads(house.sales, house.sales));
    assert!(!house.org.leads(house.director, house.engineer));
}

#[test]
fn a_ring_that_got_into_the_log_ends_the_chain() {
    let mut house = House::new();
    // Written past the decisions, as another version of the rules might have allowed it.
    for (member, superior) in [(house.sales, house.manager), (house.manager, house.sales)] {
        let fields = MemberFields { superior: Some(superior), ..house.org.members[&member].fields.clone() };
        house.append(LoggedEvent { by: None, origin: None, event: Event::MemberChanged { member, fields } });
    }
    assert_eq!(house.org.superiors(house.sales, 9), [house.manager]);
    assert_eq!(house.org.superiors(house.manager, 9), [house.sales]);
    let ring = DepartmentFields {
        parent: Some(house.east),
        ..house.org.departments[&house.headquarters].fields.clone()
    };
    let event = Event::DepartmentChanged { department: house.headquarters, fields: ring };
    house.append(LoggedEvent { by: None, origin: None, event });
    assert!(house.org.within(house.sales, house.headquarters));
    assert!(!house.org.within(house.sales, house.west));
    assert!(house.org.departments_above(house.east).count() <= 32);
}

#[test]
fn a_department_holds_its_own_people_and_those_below() {
    let house = House::new();
    assert!(house.org.within(house.sales, house.east));
    assert!(house.org.within(house.sales, house.headquarters));
    assert!(!house.org.within(house.director, house.east));
    let all: Vec<MemberId> = house.org.members_within(house.sales_division).collect();
    assert_eq!(all, [house.director, house.manager, house.sales, house.west_sales]);
}
