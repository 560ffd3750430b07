//! Decisions on sharing purposes and on the stages of a deal's way.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

fn refused(house: &House, by: MemberId, command: MasterCommand) -> Code {
    code(house.decide_master(by, &command))
}

#[test]
fn purposes_refer_to_what_is_there_and_reach_somebody() {
    let house = House::new();
    let n = 99_999;
    let what = |condition| PurposeFields { what: vec![condition], ..purpose_fields("目的") };
    let to = |recipient| PurposeFields { recipients: vec![recipient], ..purpose_fields("目的") };
    let deadline = |working_minutes, escalate| PurposeFields {
        deadline: Some(Deadline { what: DeadlineKind::Read, working_minutes, escalate }),
        ..purpose_fields("目的")
    };
    let from = |from| PurposeFields { from, ..purpose_fields("目的") };
    let amount = |min_yen, max_yen| what(Condition::Amount { min_yen, max_yen });
    let field = |key: &str, any_of: Vec<String>| what(Condition::Field { key: key.into(), any_of });
    let table = [
        (what(Condition::Product { any_of: vec![ProductId(n)] }), Code::UnknownReference),
        (what(Condition::Stage { any_of: vec![StageId(7)] }), Code::UnknownReference),
        (what(Condition::StageChanged { to: vec![StageId(7)] }), Code::UnknownReference),
        (what(Condition::Competitor { any_of: vec![CompetitorId(n)] }), Code::UnknownReference),
        (what(Condition::Customer { any_of: vec![CustomerId(n)] }), Code::UnknownReference),
        (field("no_such_field", vec!["前向き".into()]), Code::UnknownReference),
        (from(Source::Departments { any_of: vec![DepartmentId(n)] }), Code::UnknownReference),
        (to(Recipient::Department { department: DepartmentId(n) }), Code::UnknownReference),
        (to(Recipient::Members { members: vec![house.gone] }), Code::UnknownReference),
        (deadline(60, Some(Recipient::Department { department: DepartmentId(n) })), Code::UnknownReference),
        (what(Condition::Activity { any_of: vec![] }), Code::Invalid),
        (what(Condition::Product { any_of: vec![] }), Code::Invalid),
        (what(Condition::Stage { any_of: vec![] }), Code::Invalid),
        (what(Condition::Customer { any_of: vec![] }), Code::Invalid),
        (what(Condition::Industry { any_of: vec![] }), Code::Invalid),
        (field("reaction", vec![]), Code::Invalid),
        (amount(None, None), Code::Invalid),
        (amount(Some(2), Some(1)), Code::Invalid),
        (amount(Some(-1), None), Code::OutOfRange),
        (from(Source::Departments { any_of: vec![] }), Code::Invalid),
        (from(Source::Roles { any_of: vec![] }), Code::Invalid),
        (to(Recipient::Members { members: vec![] }), Code::Invalid),
        (PurposeFields { recipients: vec![], ..purpose_fields("目的") }, Code::Invalid),
        (to(Recipient::Superior { levels: 0 }), Code::OutOfRange),
        (to(Recipient::Superior { levels: 11 }), Code::OutOfRange),
        (deadline(0, None), Code::OutOfRange),
        (deadline(48_001, None), Code::OutOfRange),
        (deadline(60, Some(Recipient::Superior { levels: 0 })), Code::OutOfRange),
        (purpose_fields(""), Code::TextRequired),
        (what(Condition::Consult { topics: vec![String::new()] }), Code::TextRequired),
        (PurposeFields { why: "長".repeat(2_001), ..purpose_fields("目的") }, Code::TextTooLong),
        (
            PurposeFields { recipients: vec![Recipient::DealOwner {}; 51], ..purpose_fields("目的") },
            Code::TooMany,
        ),
    ];
    for (fields, expected) in table {
        let command = MasterCommand::AddPurpose { fields };
        assert_eq!(refused(&house, house.admin, command.clone()), expected, "{command:?}");
    }
    for fields in [
        what(Condition::Competitor { any_of: vec![] }),
        what(Condition::StageChanged { to: vec![] }),
        what(Condition::Consult { topics: vec![] }),
        amount(Some(1), Some(1)),
        field("reaction", vec!["前向き".into()]),
        to(Recipient::Superior { levels: 10 }),
        deadline(48_000, Some(Recipient::DealOwner {})),
    ] {
        let command = MasterCommand::AddPurpose { fields };
        assert!(house.decide_master(house.admin, &command).is_ok(), "{command:?}");
    }
}

#[test]
fn every_change_of_a_purpose_counts_its_version_up() {
    let mut house = House::new();
    let fields = PurposeFields {
        from: Source::Departments { any_of: vec![house.east] },
        ..purpose_fields("東日本の動き")
    };
    let purpose = house.add(MasterCommand::AddPurpose { fields }).into();
    assert_eq!(house.org.purposes[&purpose].version, 1);
    for (version, patch) in [
        (2, json!({ "paused": true })),
        // Another kind of source replaces the old one as a whole.
        (3, json!({ "from": { "of": "roles", "any_of": ["manager"] } })),
        (4, json!({ "from": { "of": "anybody" } })),
        (
            5,
            json!({ "deadline": { "what": "read", "working_minutes": 60,
                                  "escalate": { "to": "superior", "levels": 2 } } }),
        ),
        (
            6,
            json!({ "deadline": { "what": "read", "working_minutes": 60, "escalate": { "to": "deal_owner" } } }),
        ),
        (7, json!({ "deadline": null })),
    ] {
        house.add(MasterCommand::ChangePurpose { purpose, patch });
        assert_eq!(house.org.purposes[&purpose].version, version);
    }
    let fields = &house.org.purposes[&purpose].fields;
    assert_eq!((&fields.from, &fields.deadline), (&Source::Anybody, &None));
}

#[test]
fn stages_begin_open_can_be_won_and_keep_their_places_once_there_are_deals() {
    let mut house = House::new();
    let set = |stages: Vec<Stage>| MasterCommand::SetStages { stages };
    let stage = |name: &str, probability, outcome| Stage { name: name.into(), probability, outcome };
    let (open, won, lost) = (StageOutcome::Open, StageOutcome::Won, StageOutcome::Lost);
    let mut swapped = default_stages();
    swapped.swap(2, 3);
    let mut renamed = default_stages();
    renamed[2].name = "ご提案".into();
    renamed.push(stage("保留", 5, open));
    let table = [
        (vec![], Code::Invalid),
        (vec![stage("a", 0, open)], Code::Invalid),
        (vec![stage("a", 0, won), stage("b", 0, open)], Code::Invalid),
        (vec![stage("a", 0, open), stage("b", 0, lost)], Code::Invalid),
        (vec![stage("a", 0, open), stage("a", 0, won)], Code::AlreadyExists),
        (vec![stage("a", 101, open), stage("b", 0, won)], Code::OutOfRange),
        (vec![stage("", 0, open), stage("b", 0, won)], Code::TextRequired),
        ((0..21).map(|n| stage(&n.to_string(), 0, open)).collect(), Code::TooMany),
        (swapped, Code::Invalid),
        // 受注 and 失注 are named by a purpose.
        (default_stages()[..6].to_vec(), Code::Invalid),
    ];
    for (stages, expected) in table {
        assert_eq!(refused(&house, house.admin, set(stages.clone())), expected, "{stages:?}");
    }
    house.add(set(renamed.clone()));
    assert_eq!(house.org.stages, renamed);
    house.change_deal(json!({ "stage": 7 }));
    assert_eq!(refused(&house, house.admin, set(default_stages())), Code::Invalid);
    house.change_deal(json!({ "stage": 2 }));
    assert!(house.decide_master(house.admin, &set(default_stages())).is_ok());
}
