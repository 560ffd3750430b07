//! The demo company is the same each time, fits the rules, and reads like a company.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use uchite_domain::*;

use super::calendar::JapaneseDay;
use super::stage::Play;

/// 2026-11-24T06:30:00Z, a Tuesday afternoon in Japan.
const NOW: Timestamp = Timestamp(1_795_501_800_000);
const HOUR_MS: i64 = 3_600_000;

fn filed(play: &Play) -> Vec<&Report> {
    let mut all: Vec<&Report> = play.book.reports.values().collect();
    all.sort_by_key(|r| r.id);
    all
}

#[test]
fn the_same_moment_and_seed_give_the_same_company_and_another_seed_another() {
    let one = super::records(NOW, 7);
    assert_eq!(one, super::records(NOW, 7));
    assert_ne!(one, super::records(NOW, 8));
}

#[test]
fn nothing_is_refused_nothing_lies_in_the_future_and_the_log_goes_forward() {
    // In the afternoon, at night, on a Sunday, at New Year, on a leap day.
    for (now, seed) in [
        (NOW, 1),
        (NOW.plus_ms(11 * HOUR_MS), 2),
        (NOW.plus_ms(-45 * HOUR_MS), 3),
        (Timestamp(1_798_729_200_000), 4),
        (Timestamp(1_835_400_000_000), 5),
    ] {
        let play = super::play(now, seed);
        assert_eq!(play.book.refused, [], "{now:?} {seed}");
        assert!(play.book.records.iter().all(|(at, _)| *at <= now));
        assert!(play.book.records.is_sorted_by_key(|(at, _)| *at));
        for report in play.book.reports.values() {
            assert!(report.occurred_at <= report.filed_at);
        }
    }
}

#[test]
fn the_records_alone_build_the_company_again() {
    let play = super::play(NOW, 1);
    let mut org = Organisation::default();
    for (place, (at, logged)) in play.book.records.iter().enumerate() {
        let json = serde_json::to_string(logged).unwrap();
        org.apply(Seq(place as u64 + 1), *at, &serde_json::from_str(&json).unwrap());
    }
    assert_eq!(org, play.book.org);
}

#[test]
fn it_is_as_large_as_a_company() {
    for seed in [1, 2, 3] {
        let play = super::play(NOW, seed);
        let org = &play.book.org;
        assert_eq!((org.members.len(), org.products.len(), org.competitors.len()), (40, 10, 8));
        // Sixty, and our own.
        assert_eq!(org.customers.len(), 61);
        let deals: Vec<&Deal> = org.deals.values().filter(|d| !d.general).collect();
        assert_eq!(deals.len(), 150);
        for stage in 0..7 {
            let there = deals.iter().filter(|d| d.fields.stage == StageId(stage)).count();
            assert!(there >= 5, "only {there} deals in stage {stage}");
        }
        let amounts = deals.iter().filter_map(|d| d.fields.amount_yen);
        assert!(amounts.clone().min().unwrap() <= 1_500_000);
        assert!(amounts.clone().max().unwrap() >= 250_000_000);
        let reports = filed(&play);
        assert!((1_500..=2_500).contains(&reports.len()), "{} reports", reports.len());
        let asked = reports.iter().filter(|r| r.consult.is_some()).count();
        assert!(asked >= 80, "{asked} questions");
        let accepted =
            reports.iter().filter_map(|r| r.consult.as_ref()).filter(|c| c.state == ConsultState::Accepted);
        assert!(accepted.count() * 10 > asked * 6);
        let complaints =
            reports.iter().filter(|r| org.templates[&r.template].fields.activity == ActivityKind::Complaint);
        assert!((8..=70).contains(&complaints.count()));
        for kind in [ReplyKind::Advice, ReplyKind::Instruction, ReplyKind::Question, ReplyKind::Information] {
            let said = reports.iter().flat_map(|r| &r.replies).filter(|r| r.kind == kind).count();
            assert!(said >= 60, "{kind:?}: {said}");
        }
        let agreed = reports
            .iter()
            .flat_map(|r| &r.next_moves)
            .filter(|m| m.accompany.as_ref().is_some_and(|a| a.agreed.is_some()));
        assert!(agreed.count() >= 25);
    }
}

#[test]
fn people_work_on_working_days_and_the_last_weeks_are_the_fullest() {
    let play = super::play(NOW, 1);
    let reports = filed(&play);
    let fresh = NOW.plus_ms(-4 * HOUR_MS);
    for report in reports.iter().filter(|r| r.filed_at < fresh) {
        assert!(JapaneseDay::of(report.filed_at).is_working(), "{:?}", report.filed_at);
    }
    let weeks = |from: i64, until: i64| {
        let (from, until) = (NOW.plus_ms(-from * 168 * HOUR_MS), NOW.plus_ms(-until * 168 * HOUR_MS));
        reports.iter().filter(|r| r.filed_at >= from && r.filed_at < until).count()
    };
    assert!(weeks(4, 0) > weeks(12, 8), "{} {}", weeks(4, 0), weeks(12, 8));
    let last = reports.last().unwrap();
    assert!(NOW.ms_since(last.filed_at) < 15 * 60_000);
}

#[test]
fn no_two_texts_in_sight_are_alike_and_none_has_a_hole() {
    let play = super::play(NOW, 1);
    let reports = filed(&play);
    let texts: Vec<&str> = reports.iter().map(|r| r.text.as_str()).collect();
    for (place, text) in texts.iter().enumerate() {
        let in_sight = &texts[place.saturating_sub(50)..place];
        assert!(!in_sight.contains(text), "{text}");
    }
    // Neither do neighbours begin alike: the first line is what one sees.
    let alike = texts.windows(2).filter(|w| w[0].chars().take(12).eq(w[1].chars().take(12))).count();
    assert!(alike * 100 < texts.len() * 3, "{alike} of {}", texts.len());
    let said = reports.iter().flat_map(|r| &r.replies).map(|r| r.text.as_str());
    let asked = reports.iter().filter_map(|r| r.consult.as_ref()).map(|c| c.question.as_str());
    let moves = reports.iter().flat_map(|r| &r.next_moves).map(|m| m.what.as_str());
    for text in texts.iter().copied().chain(said).chain(asked).chain(moves) {
        assert!(!text.contains(['{', '}', '[', ']', '|', '~']), "{text}");
        assert!(!text.is_empty());
        for hole in ["「」", "、、", "。。", "はは", "がが", "をを", "にに", "()", "、。"] {
            assert!(!text.contains(hole), "{hole} in {text}");
        }
        // A name that was not filled in leaves a particle behind.
        assert!(!text.starts_with(['は', 'が', 'を', 'に', 'の', '、']), "{text}");
    }
}

#[test]
fn something_waits_for_each_of_those_with_whom_one_signs_in() {
    for (now, seed) in [(NOW, 1), (NOW.plus_ms(9 * HOUR_MS), 2), (NOW.plus_ms(-45 * HOUR_MS), 3)] {
        let play = super::play(now, seed);
        let unread = |login| play.book.unread.get(&play.member(login)).map_or(0, Vec::len);
        for login in ["takahashi", "ito", "okada"] {
            assert!((1..=60).contains(&unread(login)), "{login} has {} unread", unread(login));
        }
        let engineer = play.member("okada");
        let open = filed(&play).into_iter().rev().find(|r| {
            r.entry(engineer).is_some_and(AudienceEntry::addressed)
                && r.consult.as_ref().is_some_and(Consult::waits)
        });
        let open = open.expect("a question for the engineer");
        assert!(now.ms_since(open.filed_at) < 10 * 60_000);
        let story = &play.book.org.deals[&play.casts[super::deals::STORY].deal.unwrap()];
        assert_eq!((story.fields.stage, story.fields.amount_yen), (StageId(3), Some(32_000_000)));
        let waits = |m: &NextMove| m.accompany.as_ref().is_some_and(|a| a.agreed.is_none());
        assert!(story.next_moves.iter().any(waits));
    }
}

#[test]
fn those_with_whom_one_signs_in_are_there() {
    let play = super::play(NOW, 1);
    for sign_in in super::DEMO_SIGN_INS {
        let member = play.book.org.by_login(sign_in.login).unwrap();
        assert_eq!(member.fields.name, sign_in.name);
    }
    let admin = play.book.org.by_login("ogawa").unwrap();
    assert_eq!(admin.fields.role, Role::Admin);
    let org = &play.book.org;
    let [sales, manager, ..] = super::DEMO_SIGN_INS.map(|s| org.by_login(s.login).unwrap().id);
    assert_eq!(org.superior(sales), Some(manager));
}

/// For reading: `cargo test demo::tests::print -- --ignored --nocapture`.
#[test]
#[ignore = "prints the last working day for somebody to read"]
fn print_a_day() {
    let play = super::play(NOW, 1);
    let reports = filed(&play);
    let org = &play.book.org;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, logged) in &play.book.records {
        let kind = match &logged.event {
            Event::ReportFiled(_) => "filed",
            Event::ReplyAdded(_) => "replies",
            Event::CardsRead { .. } => "readings",
            Event::ReactionSet { .. } => "reactions",
            Event::ReportAcknowledged { .. } => "acknowledged",
            _ => "other",
        };
        *counts.entry(kind).or_default() += 1;
    }
    println!("{} records {counts:?}", play.book.records.len());
    let name = |m: MemberId| org.member_ref(m).name;
    for report in &reports[reports.len() - 60..] {
        let card = org.card_body(report);
        let minutes = NOW.ms_since(report.filed_at) / 60_000;
        println!(
            "\n── {minutes}分前 {} {} / {} {} / {}{} / {}",
            card.author.name,
            card.activity.name,
            card.stock.customer.name,
            card.stock.deal_name,
            card.stock.stage_before.map_or(String::new(), |s| format!("{}→", s.name)),
            card.stock.then.stage.name,
            card.stock.then.amount_yen.map_or("未入力".to_owned(), super::deals::yen_in_words),
        );
        for fact in &card.facts {
            println!("  {}: {:?}", fact.label, fact.value);
        }
        let met: Vec<_> = card.met.iter().map(|c| format!("{}({})", c.name, c.title)).collect();
        println!("  面談: {}  宛先 {}名", met.join(" "), card.audience);
        println!("  {}", card.text);
        if let Some(consult) = &card.consult {
            println!(
                "  相談[{}] {:?}: {}",
                consult.consult.topics.join(""),
                consult.consult.state,
                consult.consult.question
            );
        }
        for next in &report.next_moves {
            println!(
                "  打ち手 {:?} {} {:?} {:?}",
                next.kind,
                next.what,
                next.due,
                next.accompany.as_ref().map(|a| (name(a.who), a.agreed))
            );
        }
        for reply in &report.replies {
            let after = reply.at.ms_since(report.filed_at) / 60_000;
            println!("    +{after}分 {} {:?}: {}", name(reply.author), reply.kind, reply.text);
        }
    }
}
