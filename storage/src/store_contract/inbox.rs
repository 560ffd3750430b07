//! Inboxes: what is unread, what is addressed, and what reading does.

use uchite_domain::{
    DealCommand, Event, MemberId, MoveKind, NewConsult, NewNextMove, NextMoveChanges, NextMoveId, ReadHow,
    ReportId, Seq,
};

use super::{Fed, Open, badge};
use crate::fixture::{START, text_report};
use crate::store::{InboxState, Reached, Store};

fn reached(applied: &crate::store::Applied, member: MemberId) -> Option<Reached> {
    applied.reached.iter().find(|reached| reached.member == member).copied()
}

impl Fed {
    fn state(&self, member: MemberId, report: ReportId) -> Option<InboxState> {
        self.store.inbox_state(member, report).unwrap()
    }

    fn is_unread(&self, member: MemberId, report: ReportId) -> bool {
        self.state(member, report).unwrap().unread
    }
}

pub fn a_filed_report_is_unread_for_its_audience_and_read_for_its_author(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let applied = fed.feed();
    assert_eq!(applied.report.as_ref().unwrap().id, report);
    assert_eq!(applied.report, fed.store.report(report).unwrap());
    assert_eq!((applied.badges.len(), applied.lost.len()), (0, 0));
    let head = reached(&applied, company.west_head).unwrap();
    assert!(head.place.addressed && head.place.unread);
    assert_eq!(head.badge, Some(badge(1, 1)));
    let author = reached(&applied, company.tanaka).unwrap();
    assert!(!author.place.addressed && !author.place.unread);
    assert_eq!(author.badge, None);
    assert_eq!(fed.badge(company.west_head), badge(1, 1));
    assert_eq!(fed.badge(company.sales_head), badge(1, 1));
    assert_eq!(fed.badge(company.tanaka), badge(0, 0));
    assert_eq!(fed.badge(company.suzuki), badge(0, 0));
    assert_eq!(fed.store.unread(company.west_head, true).unwrap(), [report]);
    assert_eq!(fed.state(company.suzuki, report), None);
    let unread = InboxState { addressed: true, unread: true, read_at: None };
    assert_eq!(fed.state(company.west_head, report), Some(unread));
}

pub fn what_is_merely_watched_is_not_addressed(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let applied = fed.feed();
    let engineer = reached(&applied, company.engineer).unwrap();
    assert!(!engineer.place.addressed && engineer.place.unread);
    assert_eq!(engineer.badge, Some(badge(0, 1)));
    assert_eq!(fed.store.unread(company.engineer, true).unwrap(), []);
    assert_eq!(fed.store.unread(company.engineer, false).unwrap(), [report]);
}

pub fn a_reply_concerns_those_who_talk_and_is_read_by_who_wrote_it(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    fed.desk.reply(company.west_head, report, "次は部長と", &[]);
    let applied = fed.feed();
    assert_eq!(fed.badge(company.tanaka), badge(1, 1));
    assert_eq!(fed.badge(company.west_head), badge(0, 0));
    assert_eq!(fed.badge(company.sales_head), badge(1, 1));
    assert_eq!(reached(&applied, company.tanaka).unwrap().badge, Some(badge(1, 1)));
    assert_eq!(reached(&applied, company.west_head).unwrap().badge, Some(badge(0, 0)));
    assert_eq!(reached(&applied, company.sales_head).unwrap().badge, None);
    fed.desk.reply(company.tanaka, report, "はい", &[]);
    fed.feed();
    assert_eq!(fed.badge(company.tanaka), badge(0, 0));
    assert_eq!(fed.badge(company.west_head), badge(1, 1));
}

pub fn a_mention_brings_a_member_in(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let before = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問 その二");
    fed.desk.reply(company.west_head, report, "鈴木さんも", &[company.suzuki, company.engineer]);
    let applied = fed.feed();
    assert_eq!(reached(&applied, company.suzuki).unwrap().badge, Some(badge(1, 1)));
    // The engineer had the card already, watched; now it is addressed to them.
    assert_eq!(reached(&applied, company.engineer).unwrap().badge, Some(badge(1, 2)));
    assert_eq!(fed.store.unread(company.engineer, false).unwrap(), [before, report]);
    assert!(fed.store.card(company.suzuki, report).unwrap().unwrap().you.addressed);
}

pub fn reading_goes_up_to_what_was_seen(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    fed.desk.reply(company.west_head, report, "一つ目", &[]);
    let seen = fed.desk.store.applied();
    fed.desk.reply(company.west_head, report, "二つ目", &[]);
    fed.feed();
    let read = |upto, how| Event::CardsRead { member: company.tanaka, reports: vec![report], upto, how };
    let first_at = fed.desk.now();
    fed.desk.write(Some(company.tanaka), read(seen, ReadHow::Displayed));
    assert_eq!(fed.feed().badges, [], "the second reply is still unread");
    assert!(fed.is_unread(company.tanaka, report));
    fed.desk.write(Some(company.tanaka), read(seen.next(), ReadHow::Opened));
    assert_eq!(fed.feed().badges, [(company.tanaka, badge(0, 0))]);
    let state = fed.state(company.tanaka, report).unwrap();
    assert_eq!((state.unread, state.read_at), (false, Some(first_at)));
    // An older position takes nothing back.
    fed.desk.write(Some(company.tanaka), read(seen, ReadHow::Opened));
    assert_eq!(fed.feed().badges, []);
    assert!(!fed.is_unread(company.tanaka, report));
}

pub fn a_reader_may_not_run_ahead_of_what_has_happened(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let ahead = Event::CardsRead {
        member: company.tanaka,
        reports: vec![report],
        upto: Seq::MAX,
        how: ReadHow::Opened,
    };
    fed.desk.write(Some(company.tanaka), ahead);
    fed.desk.reply(company.west_head, report, "まだ読めない", &[]);
    fed.feed();
    assert!(fed.is_unread(company.tanaka, report));
}

pub fn what_was_marked_unread_stays_so_until_it_is_read_later(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let other = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問 その二");
    let (head, seen) = (company.west_head, fed.desk.store.applied());
    fed.desk.read(head, &[report, other], ReadHow::Bulk);
    assert_eq!(fed.feed().badges, [(head, badge(0, 0))]);
    fed.desk.unread(head, &[report]);
    assert_eq!(fed.feed().badges, [(head, badge(1, 1))]);
    let read = |upto| Event::CardsRead { member: head, reports: vec![report], upto, how: ReadHow::Opened };
    // What was on screen before may be older than the mark; the reading itself is later.
    fed.desk.write(Some(head), read(seen));
    assert_eq!(fed.feed().badges, [(head, badge(0, 0))]);
    fed.desk.unread(head, &[report, other]);
    fed.feed();
    assert_eq!(fed.store.unread(head, true).unwrap(), [other, report]);
}

pub fn taking_note_is_reading(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let at = fed.desk.now();
    let head = company.west_head;
    fed.desk.command(head, company.open_deal, &DealCommand::Acknowledge { report }).unwrap();
    let applied = fed.feed();
    assert_eq!(reached(&applied, head).unwrap().badge, Some(badge(0, 0)));
    assert_eq!(fed.state(head, report).unwrap().read_at, Some(at));
    let ledger = fed.store.ledger(report).unwrap().unwrap();
    let entry = ledger.entries.iter().find(|entry| entry.member.id == head).unwrap();
    assert_eq!((entry.read_how, entry.acknowledged_at), (Some(ReadHow::Acknowledged), Some(at)));
}

pub fn one_who_comes_in_by_talking_is_told_of_answers(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    // Not of the audience, but everybody may see the deal.
    let looker = company.technical_head;
    fed.desk.reply(looker, report, "横から失礼", &[]);
    let applied = fed.feed();
    let there = reached(&applied, looker).unwrap();
    assert!(!there.place.addressed && !there.place.unread && there.badge.is_none());
    fed.desk.reply(company.tanaka, report, "ありがとうございます", &[]);
    let applied = fed.feed();
    let told = reached(&applied, looker).unwrap();
    assert!(told.place.addressed && told.place.unread);
    assert_eq!(fed.badge(looker), badge(1, 1));
}

pub fn one_whom_something_concerns_without_being_of_the_audience_has_the_card(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let mut planned = text_report(&company, company.open_deal, "訪問");
    planned.next_move = Some(NewNextMove {
        kind: MoveKind::Visit,
        what: "再訪".to_owned(),
        owner: Some(company.tanaka),
        due: None,
        accompany: None,
    });
    let report = fed.desk.file(company.tanaka, planned);
    let hand_over = |to| DealCommand::ChangeNextMove {
        next_move: NextMoveId(report.0),
        changes: NextMoveChanges { owner: Some(to), ..NextMoveChanges::default() },
    };
    for (by, to) in [(company.tanaka, company.technical_head), (company.tanaka, company.suzuki)] {
        fed.desk.command(by, company.open_deal, &hand_over(to)).unwrap();
        let applied = fed.feed();
        assert_eq!(reached(&applied, to).unwrap().badge, Some(badge(1, 1)));
        fed.store.checkpoint().unwrap();
    }
    // Found again when access goes, though the report does not name the first of them any more.
    fed.desk.change_deal(company.open_deal, |fields| fields.visibility = uchite_domain::Visibility::Team);
    let applied = fed.feed();
    let lost: Vec<_> = applied.lost.iter().map(|(member, _)| *member).collect();
    assert_eq!(lost, [company.suzuki]);
    assert_eq!(fed.badge(company.suzuki), badge(0, 0));
    assert_eq!(fed.badge(company.technical_head), badge(1, 1), "leads the engineer of the team");
}

pub fn reading_of_a_card_that_is_not_in_the_inbox_leaves_no_trace(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let seen = fed.desk.store.applied();
    let read = |upto| Event::CardsRead {
        member: company.suzuki,
        reports: vec![report],
        upto,
        how: ReadHow::Displayed,
    };
    fed.desk.write(Some(company.suzuki), read(seen));
    assert_eq!(fed.feed().badges, []);
    assert_eq!(fed.state(company.suzuki, report), None);
    fed.desk.reply(company.west_head, report, "鈴木さんも", &[company.suzuki]);
    // The same again, from before the mention: as if it had come before it.
    fed.desk.write(Some(company.suzuki), read(seen));
    fed.feed();
    let state = fed.state(company.suzuki, report).unwrap();
    assert_eq!((state.unread, state.read_at), (true, None));
}

pub fn the_ledger_says_who_got_it_and_what_became_of_it(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let filed_at = fed.desk.now();
    let mut consult = text_report(&company, company.open_deal, "訪問");
    consult.consult = Some(NewConsult {
        question: "性能は足りますか".to_owned(),
        topics: vec!["性能".to_owned()],
        products: Vec::new(),
        promised: None,
        ask: Vec::new(),
    });
    let report = fed.desk.file(company.tanaka, consult);
    let displayed_at = fed.desk.now();
    fed.desk.read(company.sales_head, &[report], ReadHow::Displayed);
    fed.desk.read(company.sales_head, &[report], ReadHow::Opened);
    let answered_at = fed.desk.now();
    fed.desk.reply(company.engineer, report, "足ります", &[company.suzuki]);
    fed.desk.reply(company.engineer, report, "詳しくは別途", &[]);
    fed.feed();
    let ledger = fed.store.ledger(report).unwrap().unwrap();
    assert_eq!((ledger.report, ledger.author), (report, company.tanaka));
    let members: Vec<_> = ledger.entries.iter().map(|entry| entry.member.id).collect();
    assert_eq!(members, [company.sales_head, company.west_head, company.engineer, company.suzuki]);
    assert_eq!((ledger.read, ledger.delivered), (2, 0));
    let [sales_head, west_head, engineer, suzuki] = &ledger.entries[..] else { panic!() };
    assert_eq!(sales_head.routed_at, filed_at);
    assert_eq!((sales_head.displayed_at, sales_head.read_at), (Some(displayed_at), Some(displayed_at)));
    assert_eq!(sales_head.read_how, Some(ReadHow::Displayed));
    assert_eq!((west_head.addressed, west_head.read_at), (true, None));
    assert_eq!(engineer.answered_at, Some(answered_at));
    assert!(engineer.addressed && !engineer.reasons.is_empty());
    assert_eq!((suzuki.routed_at, suzuki.read_at), (answered_at, None));
    assert!(ledger.entries.iter().all(|entry| !entry.access_lost && entry.delivered_at.is_none()));
}

pub fn a_card_is_the_same_by_every_way(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    for n in 0..5 {
        fed.desk.reply(company.west_head, report, &format!("その{n}"), &[]);
    }
    let applied = fed.feed();
    let filed = applied.report.unwrap();
    for member in company.members() {
        let detail = fed.store.detail(member, report).unwrap().unwrap();
        assert_eq!(fed.store.card(member, report).unwrap().as_ref(), Some(&detail.card));
        assert_eq!(detail.card.body, fed.store.organisation().card_body(&filed));
        assert_eq!((detail.replies.len(), detail.card.body.reply_count), (5, 5));
        assert_eq!(detail.card.body.seq, fed.store.applied());
        if let Some(reached) = applied.reached.iter().find(|reached| reached.member == member) {
            let you = &detail.card.you;
            assert_eq!((you.addressed, you.unread), (reached.place.addressed, reached.place.unread));
        }
    }
}

pub fn long_texts_come_back_as_they_were(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    // 10,000 characters are the most that a report takes: 30 KB in Japanese.
    let text = "商談の記録。\n".chars().cycle().take(10_000).collect::<String>();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, &text);
    for _ in 0..10 {
        fed.desk.reply(company.west_head, report, &text, &[]);
    }
    fed.feed();
    fed.store.checkpoint().unwrap();
    let detail = fed.store.detail(company.tanaka, report).unwrap().unwrap();
    assert_eq!(detail.card.body.text, text);
    assert!(detail.replies.len() == 10 && detail.replies.iter().all(|reply| reply.text == text));
    assert_eq!(fed.store.report(report), fed.desk.store.report(report));
    assert!(START < detail.card.body.last_at);
}

pub fn inboxes_of_many_pages_keep_their_counts(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let head = company.west_head;
    let reports: Vec<ReportId> = (0..600)
        .map(|n| fed.desk.file_text(company.tanaka, &company, company.open_deal, &format!("報告{n}")))
        .collect();
    fed.feed();
    assert_eq!(fed.badge(head), badge(600, 600));
    let third: Vec<ReportId> = reports.iter().copied().step_by(3).collect();
    fed.desk.read(head, &third, ReadHow::Bulk);
    // Old cards come into an inbox that has newer ones.
    for report in reports.iter().step_by(7) {
        fed.desk.reply(company.tanaka, *report, "追記", &[company.suzuki, head]);
    }
    fed.feed();
    fed.store.checkpoint().unwrap();
    let read = third.iter().filter(|report| !reports.iter().step_by(7).any(|r| r == *report)).count();
    let left = 600 - u32::try_from(read).unwrap();
    assert_eq!(fed.badge(head), badge(left, left));
    assert_eq!(fed.store.unread(head, true).unwrap().len(), left as usize);
    let brought: Vec<ReportId> = reports.iter().copied().step_by(7).rev().collect();
    assert_eq!(fed.store.unread(company.suzuki, false).unwrap(), brought);
}
