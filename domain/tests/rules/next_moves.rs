//! Decisions on next moves and on coming along.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

const DAY: i64 = 24 * HOUR;

fn refused(house: &House, by: MemberId, command: DealCommand) -> Code {
    code(house.decide(by, house.deal, &command))
}

#[test]
fn next_moves_are_set_changed_and_done() {
    let mut house = House::new();
    let id = house
        .file(house.sales, FileReport { next_move: Some(next_move("再訪")), ..house.report(house.deal) });
    let alone: NextMoveId =
        house.on(house.manager, DealCommand::SetNextMove { next_move: next_move("見積") }).into();
    let change = |next_move, changes| DealCommand::ChangeNextMove { next_move, changes };
    let what = |text: &str| NextMoveChanges { what: Some(text.into()), ..NextMoveChanges::default() };
    let owner = |owner| NextMoveChanges { owner: Some(owner), ..NextMoveChanges::default() };
    let table = [
        (change(NextMoveId(99_999), what("x")), Code::NotFound),
        (change(alone, what("")), Code::TextRequired),
        (change(alone, owner(house.gone)), Code::UnknownReference),
    ];
    for (command, expected) in table {
        assert_eq!(refused(&house, house.sales, command.clone()), expected, "{command:?}");
    }
    let seq = house.on(house.sales, change(id.seq().into(), owner(house.engineer)));
    let event = &house.log[seq.0 as usize - 1].2.event;
    assert_eq!((event.report(seq), event.concerns()), (Some(id), [house.engineer].as_slice()));
    assert_eq!(house.reports[&id].next_moves[0].owner, house.engineer);
    let done = NextMoveChanges { state: Some(MoveState::Done), ..NextMoveChanges::default() };
    house.on(house.engineer, change(id.seq().into(), done.clone()));
    assert_eq!(house.reports[&id].next_moves[0].state, MoveState::Done);
    let open: Vec<NextMoveId> = house.org.deals[&house.deal].next_moves.iter().map(|m| m.id).collect();
    assert_eq!(open, [alone]);
    // What is done stays done.
    assert_eq!(refused(&house, house.sales, change(id.seq().into(), done)), Code::NotFound);
    for _ in 0..49 {
        house.on(house.sales, DealCommand::SetNextMove { next_move: next_move("電話") });
    }
    assert_eq!(
        refused(&house, house.sales, DealCommand::SetNextMove { next_move: next_move("電話") }),
        Code::TooMany
    );
}

#[test]
fn where_the_deals_owner_has_left_a_next_move_is_of_who_sets_it() {
    let mut house = House::new();
    house.change_member(house.sales, json!({ "active": false }));
    let seq = house.on(house.engineer, DealCommand::SetNextMove { next_move: next_move("引き継ぎ") });
    assert_eq!(house.org.deals[&house.deal].next_move(seq.into()).unwrap().owner, house.engineer);
}

#[test]
fn a_slot_is_agreed_once_by_those_who_go() {
    let mut house = House::new();
    let slots = vec![
        Slot { from: START.plus_ms(DAY), until: START.plus_ms(DAY + HOUR) },
        Slot { from: START.plus_ms(2 * DAY), until: START.plus_ms(2 * DAY + HOUR) },
    ];
    let along = NewNextMove {
        accompany: Some(NewAccompany { who: house.manager, slots: slots.clone() }),
        ..next_move("部長同行")
    };
    let id = house.file(house.sales, FileReport { next_move: Some(along), ..house.report(house.deal) });
    let alone: NextMoveId =
        house.on(house.sales, DealCommand::SetNextMove { next_move: next_move("電話") }).into();
    let agree = |next_move, slot| DealCommand::AcceptSlot { next_move, slot };
    let table = [
        (house.manager, agree(NextMoveId(99_999), 0), Code::NotFound),
        (house.manager, agree(id.seq().into(), 2), Code::NotFound),
        (house.manager, agree(alone, 0), Code::NextMoveState),
        (house.guard, agree(id.seq().into(), 0), Code::Forbidden),
    ];
    for (by, command, expected) in table {
        assert_eq!(refused(&house, by, command.clone()), expected, "{command:?}");
    }
    let seq = house.on(house.manager, agree(id.seq().into(), 1));
    assert_eq!(house.log[seq.0 as usize - 1].2.event.concerns(), [house.sales]);
    let agreed = Accompany { who: house.manager, slots, agreed: Some(1) };
    assert_eq!(house.reports[&id].next_moves[0].accompany, Some(agreed.clone()));
    assert_eq!(house.org.deals[&house.deal].next_move(id.seq().into()).unwrap().accompany, Some(agreed));
    assert_eq!(refused(&house, house.sales, agree(id.seq().into(), 0)), Code::NextMoveState);
}
