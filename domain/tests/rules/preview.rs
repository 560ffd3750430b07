//! A preview is what filing does.

use proptest::prelude::*;
use uchite_domain::*;

use crate::support::*;

/// A random choice out of a small world: numbers that are taken modulo what there is.
#[derive(Debug, Clone)]
struct Wish {
    purposes: Vec<(u8, u8, u8, bool)>,
    superiors: Vec<(u8, u8)>,
    author: u8,
    deal: u8,
    visibility: u8,
    stage: Option<u8>,
    amount: Option<u32>,
    topics: Vec<u8>,
    named: [Vec<u8>; 4],
    move_owner: Option<u8>,
    along: Option<u8>,
    rivals: bool,
    met: bool,
}

fn wishes() -> impl Strategy<Value = Wish> {
    let some = || proptest::collection::vec(any::<u8>(), 0..3);
    (
        proptest::collection::vec(any::<(u8, u8, u8, bool)>(), 0..6),
        proptest::collection::vec(any::<(u8, u8)>(), 0..4),
        any::<(u8, u8, u8)>(),
        any::<(Option<u8>, Option<u32>)>(),
        some(),
        [some(), some(), some(), some()],
        any::<(Option<u8>, Option<u8>, bool, bool)>(),
    )
        .prop_map(
            |(purposes, superiors, (author, deal, visibility), (stage, amount), topics, named, rest)| {
                let (move_owner, along, rivals, met) = rest;
                Wish {
                    purposes,
                    superiors,
                    author,
                    deal,
                    visibility,
                    stage,
                    amount,
                    topics,
                    named,
                    move_owner,
                    along,
                    rivals,
                    met,
                }
            },
        )
}

fn condition(house: &House, n: u8) -> Option<Condition> {
    Some(match n % 8 {
        0 => Condition::Consult { topics: vec![] },
        1 => Condition::StageChanged { to: vec![] },
        2 => Condition::Amount { min_yen: Some(10_000_000), max_yen: None },
        3 => Condition::Competitor { any_of: vec![] },
        4 => Condition::Product { any_of: vec![house.product] },
        5 => Condition::Industry { any_of: vec!["製造業".into()] },
        _ => return None,
    })
}

fn recipient(house: &House, n: u8) -> Recipient {
    match n % 9 {
        0 => Recipient::Superior { levels: 1 + n % 3 },
        1 => Recipient::DealOwner {},
        2 => Recipient::DealTeam { role: None },
        3 => Recipient::CustomerOwner {},
        4 => Recipient::Experts {},
        5 => Recipient::Department { department: house.sales_division },
        6 => Recipient::Role { role: Role::Manager },
        7 => Recipient::Members { members: vec![house.guard, house.admin] },
        _ => Recipient::Acquaintances {},
    }
}

/// The organisation that a wish describes, and the report in it.
fn build(wish: &Wish) -> (House, MemberId, FileReport) {
    let mut house = House::new();
    let active: Vec<MemberId> = house.org.members.keys().copied().filter(|m| *m != house.gone).collect();
    let member = |n: u8| active[usize::from(n) % active.len()];
    for (who, superior) in &wish.superiors {
        let patch = serde_json::json!({ "superior": member(*superior) });
        // Rings are refused; what remains is some organisation or other.
        let _ = house.try_master(house.admin, &MasterCommand::ChangeMember { member: member(*who), patch });
    }
    for (what, to, how, paused) in &wish.purposes {
        let fields = PurposeFields {
            what: condition(&house, *what).into_iter().collect(),
            recipients: vec![recipient(&house, *to)],
            how: [How::Digest, How::Timeline, How::Notify][usize::from(*how) % 3],
            paused: *paused,
            ..purpose_fields("目的")
        };
        house.add(MasterCommand::AddPurpose { fields });
    }
    let visibility = ["company", "department", "team"][usize::from(wish.visibility) % 3];
    house.change_deal(serde_json::json!({ "visibility": visibility }));
    let general = wish.deal.is_multiple_of(4);
    let deal = if general { house.customer.general_deal() } else { house.deal };
    let changes = DealChanges {
        stage: wish.stage.map(|s| StageId(s % 7)),
        amount_yen: wish.amount.map(i64::from),
        competitors_added: if wish.rivals { vec![house.rival] } else { vec![] },
        ..DealChanges::default()
    };
    let all = |list: &Vec<u8>| list.iter().map(|n| member(*n)).collect::<Vec<_>>();
    let [mentions, also, not, ask] = &wish.named;
    let topics = ["性能", "セキュリティ", "税務"];
    let report = FileReport {
        met: if wish.met { vec![house.contact] } else { vec![] },
        mentions: all(mentions),
        also: all(also),
        not: all(not),
        consult: (!wish.topics.is_empty()).then(|| NewConsult {
            ask: all(ask),
            topics: wish.topics.iter().map(|t| topics[usize::from(*t) % 3].to_owned()).collect(),
            ..consult("?", &[])
        }),
        next_move: wish.along.map(|who| NewNextMove {
            owner: wish.move_owner.map(member),
            accompany: Some(NewAccompany { who: member(who), slots: vec![] }),
            ..next_move("再訪")
        }),
        deal_changes: if general { DealChanges::default() } else { changes },
        ..house.report(deal)
    };
    (house, member(wish.author), report)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn filing_computes_the_audience_that_the_preview_showed(wish in wishes()) {
        let (house, author, report) = build(&wish);
        let state = house.state(report.deal);
        let asked = house.asked(author);
        let preview = state.preview(&house.org, asked, &report);
        match state.decide(&house.org, asked, &DealCommand::FileReport(Box::new(report.clone()))) {
            Ok(Event::ReportFiled(filed)) => {
                let preview = preview.unwrap();
                prop_assert_eq!(&*filed.audience, &preview.audience);
                prop_assert_eq!(&filed.as_of, &preview.as_of);
            }
            Ok(other) => prop_assert!(false, "not a filing: {other:?}"),
            // A preview is for drafts: it may show what could not be filed yet, never the other way round.
            Err(rejection) => prop_assert!(
                preview.is_ok()
                    || rejection.code == preview.unwrap_err().code,
            ),
        }
    }

    #[test]
    fn an_audience_holds_its_author_first_nobody_twice_and_only_those_who_may_see(wish in wishes()) {
        let (house, author, report) = build(&wish);
        let Ok(preview) = house.state(report.deal).preview(&house.org, house.asked(author), &report) else {
            return Ok(());
        };
        let all = members(&preview.audience);
        prop_assert_eq!(all[0], author);
        prop_assert!(all[1..].windows(2).all(|w| w[0] < w[1]));
        prop_assert!(!all[1..].contains(&author));
        let deal = &house.org.deals[&report.deal];
        for entry in &preview.audience {
            prop_assert!(!entry.reasons.is_empty());
            prop_assert!(house.org.active(entry.member).is_some());
            prop_assert!(
                house.org.may_see_deal(entry.member, deal) || house.org.leads(entry.member, author)
            );
            prop_assert!(entry.member == author || !report.not.contains(&entry.member));
        }
    }
}
