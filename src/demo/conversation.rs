//! What colleagues make of a report: answers, advice, notes, agreed dates.

use uchite_domain::{
    ConsultState, DealCommand, MemberId, NewAccompany, NewNextMove, NewReply, NextMoveId, ReactionKind,
    ReplyKind, Report, ReportId, TeamRole, Timestamp, Via,
};

use super::acts::What;
use super::calendar::JapaneseDay;
use super::deals::WON;
use super::forms::{candidate_slots, suggested};
use super::stage::Play;
use super::texts::questions::Question;
use super::texts::{Tone, talk};
use super::writer::{Slots, fill};

/// A report that was just filed, and what its scene knew.
#[derive(Clone)]
pub(super) struct Filed {
    pub(super) report: ReportId,
    pub(super) tone: Tone,
    pub(super) what: What,
    /// In which part of its way the deal is, as in [`talk::Said`].
    pub(super) part: char,
    pub(super) question: Option<&'static Question>,
    pub(super) slots: Slots,
}

impl Filed {
    /// Whether words for these parts, with these names in them, fit here.
    fn suits(&self, parts: &str, texts: &[&str]) -> bool {
        parts.contains(self.part) && texts.iter().all(|text| self.slots.know_all_of(text))
    }
}

/// Plans what follows a report.
pub(super) fn follows(play: &mut Play, at: Timestamp, filed: Filed) {
    let Some(author) = play.book.reports.get(&filed.report).map(|r| r.author) else { return };
    let superior = play.book.org.superior(author);
    if let Some(question) = filed.question {
        consult(play, at, &filed, question, author);
    }
    match filed.what {
        What::Advance(WON) => cheers(play, at, &filed, author),
        What::Complaint => complaint(play, at, &filed, superior),
        // Who leads leaves the answer to who knows, and says at most what is to be done meanwhile.
        What::Ask => {
            if let Some(superior) = superior.filter(|_| play.rng.percent(28)) {
                let filed = filed.clone();
                play.later(at, (12, 200), move |play, at| instruct(play, at, &filed, superior));
            }
        }
        _ => {
            let chance = match filed.tone {
                Tone::Good => 34,
                Tone::Open => 30,
                Tone::Wary => 62,
                Tone::Bad => 80,
            };
            if let Some(superior) = superior.filter(|_| play.rng.percent(chance)) {
                superior_says(play, at, &filed, superior);
            } else if let Some(superior) = superior.filter(|_| play.rng.percent(45)) {
                let report = filed.report;
                play.later(at, (15, 400), move |play, at| {
                    on(play, at, superior, report, &DealCommand::Acknowledge { report });
                });
            }
            if play.rng.percent(9) {
                somebody_adds(play, at, &filed);
            }
        }
    }
    accompany(play, at, &filed, superior);
    reactions(play, at, &filed);
}

fn on(play: &mut Play, at: Timestamp, by: MemberId, report: ReportId, command: &DealCommand) {
    let Some((deal, _)) = play.author(report) else { return };
    // Who has no part in a deal that is closed to them was not told of it, and does not speak.
    let Some(found) = play.book.reports.get(&report) else { return };
    if play.book.org.may_see(by, found) {
        play.book.deal(at, by, deal, command);
    }
}

/// Somebody says something, filled in.
fn say(play: &mut Play, at: Timestamp, by: MemberId, filed: &Filed, kind: ReplyKind, text: &str) {
    let text = play.writer.write(&mut play.rng, text, &filed.slots);
    let reply = NewReply { kind, text, mentions: Vec::new(), files: Vec::new(), next_move: None };
    on(play, at, by, filed.report, &DealCommand::Reply { report: filed.report, reply });
}

/// Draws something to say that fits, and says it.
fn say_one_of(
    play: &mut Play,
    at: Timestamp,
    by: MemberId,
    filed: &Filed,
    kind: ReplyKind,
    all: &'static [&'static str],
) {
    let fits = |text: &&str| filed.slots.know_all_of(text);
    if let Some(text) = play.writer.draw(&mut play.rng, all, fits) {
        say(play, at, by, filed, kind, text);
    }
}

/// Draws something for this part of the deal, and says it.
fn say_for_the_part(
    play: &mut Play,
    at: Timestamp,
    by: MemberId,
    filed: &Filed,
    kind: ReplyKind,
    all: &'static [talk::Said],
) {
    let found = play.writer.draw(&mut play.rng, all, |(parts, text)| filed.suits(parts, &[text]));
    if let Some((_, text)) = found {
        say(play, at, by, filed, kind, text);
    }
}

/// The author says thank you, often.
fn thanks(play: &mut Play, at: Timestamp, filed: &Filed, words: &'static [&'static str], chance: usize) {
    let Some((_, author)) = play.author(filed.report) else { return };
    if play.rng.percent(chance) {
        let filed = filed.clone();
        play.later(at, (3, 90), move |play, at| {
            say_one_of(play, at, author, &filed, ReplyKind::Information, words);
        });
    }
}

/// The expert who was found for the question, else the deal's engineer.
fn expert(report: &Report, play: &Play, topic: &str) -> Option<MemberId> {
    let knows = |m: MemberId| {
        play.book.org.members.get(&m).is_some_and(|m| m.fields.topics.iter().any(|t| t == topic))
    };
    let is_expert = |e: &&uchite_domain::AudienceEntry| {
        let by_purpose =
            |r: &uchite_domain::Reason| matches!(r, uchite_domain::Reason::Purpose { via: Via::Expert, .. });
        e.reasons.iter().any(by_purpose)
    };
    let mut experts = report.audience.iter().filter(is_expert).map(|e| e.member);
    let first = experts.clone().find(|m| knows(*m));
    let deal = play.book.org.deals.get(&report.deal);
    let engineer = deal.and_then(|d| d.fields.team.iter().find(|t| t.role == TeamRole::Engineer));
    first.or_else(|| experts.next()).or(engineer.map(|t| t.member)).filter(|m| *m != report.author)
}

fn consult(play: &mut Play, at: Timestamp, filed: &Filed, question: &'static Question, author: MemberId) {
    let expert = play.book.reports.get(&filed.report).and_then(|r| expert(r, play, question.topic));
    let Some(expert) = expert else { return };
    // Most answers come within minutes; one in eight waits for somebody to be back.
    let waits = if play.rng.percent(12) { (120, 420) } else { (6, 48) };
    let filed = filed.clone();
    play.later(at, waits, move |play, at| {
        let report = filed.report;
        let consult = play.book.reports.get(&report).and_then(|r| r.consult.as_ref());
        if consult.is_some_and(|c| c.state == ConsultState::Open) && play.rng.percent(55) {
            on(play, at, expert, report, &DealCommand::ClaimConsult { report });
        }
        if question.back.is_empty() {
            play.later(at, (2, 16), move |play, at| answer(play, at, filed, question, expert));
            return;
        }
        say(play, at, expert, &filed, ReplyKind::Question, question.back);
        play.later(at, (3, 35), move |play, at| {
            say(play, at, author, &filed, ReplyKind::Information, question.told);
            play.later(at, (4, 30), move |play, at| answer(play, at, filed, question, expert));
        });
    });
}

fn answer(play: &mut Play, at: Timestamp, filed: Filed, question: &Question, expert: MemberId) {
    let kind = if play.rng.percent(70) { ReplyKind::Advice } else { ReplyKind::Information };
    let before = play.book.reports.get(&filed.report).map_or(0, |r| r.replies.len());
    say(play, at, expert, &filed, kind, question.answer);
    let answers = play.book.reports.get(&filed.report).and_then(|r| r.replies.get(before));
    let Some(reply) = answers.map(|r| r.id).filter(|_| play.rng.percent(90)) else { return };
    play.later(at, (4, 75), move |play, at| {
        let Some(found) = play.book.reports.get(&filed.report) else { return };
        let (author, report) = (found.author, filed.report);
        if found.consult.as_ref().is_some_and(|c| c.state == ConsultState::Answered) {
            on(play, at, author, report, &DealCommand::AcceptAnswer { report, reply });
            let taken = play.writer.draw(&mut play.rng, talk::TAKEN, |_| true);
            if let Some(text) = taken.filter(|text| !text.is_empty()) {
                say(play, at.plus_ms(40_000), author, &filed, ReplyKind::Information, text);
            }
        }
    });
}

fn superior_says(play: &mut Play, at: Timestamp, filed: &Filed, superior: MemberId) {
    let filed = filed.clone();
    // Five minutes where it burns, before the day is over in any case.
    let wait = if filed.tone == Tone::Wary { (4, 70) } else { (5, 240) };
    play.later(at, wait, move |play, at| match play.rng.weighted(&[62, 20, 18]) {
        0 => {
            say_for_the_part(play, at, superior, &filed, ReplyKind::Advice, talk::advice(filed.tone));
            thanks(play, at, &filed, talk::THANKS, 38);
        }
        1 if filed.tone != Tone::Bad => instruct(play, at, &filed, superior),
        _ => {
            let fits = |(parts, asked, told): &(&str, &str, &str)| filed.suits(parts, &[asked, told]);
            let found = play.writer.draw(&mut play.rng, talk::ASKED, fits);
            let Some((_, asked, told)) = found else { return };
            say(play, at, superior, &filed, ReplyKind::Question, asked);
            let Some((_, author)) = play.author(filed.report) else { return };
            if play.rng.percent(85) {
                play.later(at, (4, 120), move |play, at| {
                    say(play, at, author, &filed, ReplyKind::Information, told);
                });
            }
        }
    });
}

/// A superior says what is done next; some come along themselves.
fn instruct(play: &mut Play, at: Timestamp, filed: &Filed, superior: MemberId) {
    let Some((deal, author)) = play.author(filed.report) else { return };
    let fits = |(parts, text, next): &(&str, &str, &str)| filed.suits(parts, &[text, next]);
    let Some((_, text, next)) = play.writer.draw(&mut play.rng, talk::INSTRUCTIONS, fits) else { return };
    let Some((kind, what)) = suggested(next) else { return };
    let days = play.rng.between(1, 6);
    let along = text.contains("私が同行").then(|| {
        let slots = candidate_slots(play, at, days);
        NewAccompany { who: superior, slots }
    });
    let asks = along.is_some();
    // Where the deal is closed to the author's side, the move stays with who leads.
    let sees = |m: MemberId| play.book.org.deals.get(&deal).is_some_and(|d| play.book.org.may_see_deal(m, d));
    if !sees(author) || !sees(superior) {
        return;
    }
    let next_move = NewNextMove {
        kind,
        what: fill(&mut play.rng, what, &filed.slots),
        owner: Some(author),
        due: JapaneseDay::of(at).later(days).day(),
        accompany: along,
    };
    let text = play.writer.write(&mut play.rng, text, &filed.slots);
    let reply = NewReply {
        kind: ReplyKind::Instruction,
        text,
        mentions: Vec::new(),
        files: Vec::new(),
        next_move: Some(next_move),
    };
    let before = play.book.records.len() as u64;
    on(play, at, superior, filed.report, &DealCommand::Reply { report: filed.report, reply });
    if play.book.records.len() as u64 > before && asks {
        agree_later(play, at, deal, NextMoveId(before + 1), author, 85);
    }
    thanks(play, at, filed, talk::THANKS, 55);
}

fn agree_later(
    play: &mut Play,
    at: Timestamp,
    deal: uchite_domain::DealId,
    next_move: NextMoveId,
    by: MemberId,
    chance: usize,
) {
    if !play.rng.percent(chance) {
        return;
    }
    play.later(at, (6, 150), move |play, at| {
        let found = play.book.org.deals.get(&deal).and_then(|d| d.next_move(next_move));
        let slots = found.and_then(|m| m.accompany.as_ref()).map_or(0, |a| a.slots.len());
        if slots > 0 {
            let slot = play.rng.below(slots);
            play.book.deal(at, by, deal, &DealCommand::AcceptSlot { next_move, slot });
        }
    });
}

/// Where the report itself asks somebody to come along, they agree to a date.
fn accompany(play: &mut Play, at: Timestamp, filed: &Filed, superior: Option<MemberId>) {
    let Some(report) = play.book.reports.get(&filed.report) else { return };
    let deal = report.deal;
    let asked = report.next_moves.iter().find(|m| m.accompany.is_some()).map(|m| m.id);
    if let (Some(next_move), Some(superior)) = (asked, superior) {
        agree_later(play, at, deal, next_move, superior, 80);
    }
}

fn somebody_adds(play: &mut Play, at: Timestamp, filed: &Filed) {
    let Some(report) = play.book.reports.get(&filed.report) else { return };
    let author = report.author;
    let mut others: Vec<MemberId> = report.audience.iter().map(|e| e.member).collect();
    let leads = |m: MemberId| play.book.org.leads(m, author);
    others.retain(|m| *m != author && !leads(*m));
    let Some(by) = play.rng.pick(&others).copied() else { return };
    let filed = filed.clone();
    play.later(at, (10, 300), move |play, at| {
        say_for_the_part(play, at, by, &filed, ReplyKind::Information, talk::INFORMATION);
        thanks(play, at, &filed, talk::OBLIGED, 40);
    });
}

fn cheers(play: &mut Play, at: Timestamp, filed: &Filed, author: MemberId) {
    for superior in play.book.org.superiors(author, 3) {
        if play.rng.percent(70) {
            let filed = filed.clone();
            play.later(at, (3, 120), move |play, at| {
                say_one_of(play, at, superior, &filed, ReplyKind::Information, talk::CHEERS);
            });
        }
    }
    thanks(play, at, filed, talk::SHARED, 60);
}

/// What is burning is answered at once: who leads, who repairs, and that it is over.
fn complaint(play: &mut Play, at: Timestamp, filed: &Filed, superior: Option<MemberId>) {
    let Some((_, author)) = play.author(filed.report) else { return };
    if let Some(superior) = superior {
        let filed = filed.clone();
        play.later(at, (3, 22), move |play, at| {
            say_one_of(play, at, superior, &filed, ReplyKind::Instruction, talk::FIRST_ORDERS);
        });
    }
    let support = play.member("nishimura");
    let repairs = if support == author { play.member("fukuda") } else { support };
    let filed = filed.clone();
    play.later(at, (12, 55), move |play, at| {
        say_one_of(play, at, repairs, &filed, ReplyKind::Information, talk::ON_IT);
        play.later(at, (25, 170), move |play, at| {
            say_one_of(play, at, repairs, &filed, ReplyKind::Information, talk::REPAIRED);
            play.later(at, (10, 90), move |play, at| {
                say_one_of(play, at, author, &filed, ReplyKind::Information, talk::CALMED);
            });
        });
    });
}

fn reactions(play: &mut Play, at: Timestamp, filed: &Filed) {
    let Some(report) = play.book.reports.get(&filed.report) else { return };
    let author = report.author;
    let audience: Vec<MemberId> = report.audience.iter().map(|e| e.member).filter(|m| *m != author).collect();
    let (chance, kinds): (usize, &[ReactionKind]) = match (filed.what, filed.tone) {
        (What::Advance(WON), _) => (75, &[ReactionKind::Celebrate, ReactionKind::Like]),
        (What::Complaint, _) => (12, &[ReactionKind::Support]),
        (_, Tone::Good) => (11, &[ReactionKind::Like, ReactionKind::Like, ReactionKind::Insight]),
        (_, Tone::Open) => (6, &[ReactionKind::Like, ReactionKind::Insight, ReactionKind::Thanks]),
        (_, Tone::Wary | Tone::Bad) => {
            (9, &[ReactionKind::Support, ReactionKind::Support, ReactionKind::Insight])
        }
    };
    for by in audience {
        if play.rng.percent(chance) {
            let kind = play.rng.pick(kinds).copied().unwrap_or(ReactionKind::Like);
            let report = filed.report;
            play.later(at, (4, 500), move |play, at| {
                on(play, at, by, report, &DealCommand::React { report, kind, on: true });
            });
        }
    }
}
