//! What a report holds besides its words: the fields of its form and the next move.

use uchite_domain::{
    FieldValue, FieldValues, MemberId, MoveKind, NewAccompany, NewNextMove, Slot, Timestamp,
};

use super::acts::{Draft, Setting};
use super::calendar::JapaneseDay;
use super::stage::Play;
use super::texts::Tone;
use super::writer::fill;

/// The next move that a scene or a colleague suggests: a letter for its kind, a colon, what exactly.
pub(super) fn suggested(suggestion: &str) -> Option<(MoveKind, &str)> {
    let (kind, what) = suggestion.split_once(':')?;
    let kind = match kind {
        "V" => MoveKind::Visit,
        "C" => MoveKind::Call,
        "M" => MoveKind::Mail,
        "P" => MoveKind::Proposal,
        "D" => MoveKind::Demonstration,
        "I" => MoveKind::Internal,
        _ => MoveKind::Other,
    };
    Some((kind, what))
}

/// The next move of a report, mostly what its scene suggests.
pub(super) fn next_move(play: &mut Play, setting: &Setting, draft: &Draft) -> Option<NewNextMove> {
    let (kind, what) = suggested(draft.next)?;
    if !play.rng.percent(74) {
        return None;
    }
    // Where the text names a day, that is the day.
    let named = what.contains("{日}") || draft.text.contains("{日}");
    let what = fill(&mut play.rng, what, &setting.slots);
    let days = play.rng.between(1, 8);
    let soon = ["夕方", "明日", "翌", "三十分ごと"].iter().any(|word| what.contains(word));
    let days = if soon { 1 } else { days };
    let due = if named { setting.day } else { JapaneseDay::of(setting.at).later(days) };
    let along = kind == MoveKind::Visit && draft.tone != Tone::Bad && play.rng.percent(22);
    let sees = |m: &MemberId| {
        play.book.org.deals.get(&setting.deal).is_some_and(|d| play.book.org.may_see_deal(*m, d))
    };
    let who = play.book.org.superior(setting.author).filter(|m| along && sees(m));
    let accompany = who
        .filter(|_| !named)
        .map(|who| NewAccompany { who, slots: candidate_slots(play, setting.at, days) });
    Some(NewNextMove { kind, what, owner: Some(setting.author), due: due.day(), accompany })
}

/// Two or three hours on which people could meet, some working days ahead.
pub(super) fn candidate_slots(play: &mut Play, at: Timestamp, days: i64) -> Vec<Slot> {
    let count = play.rng.between(2, 3);
    (0..count)
        .map(|nth| {
            let hour = [10, 11, 13, 14, 15, 16][play.rng.below(6)];
            let from = JapaneseDay::of(at).later(days + nth).at_minute(hour * 60);
            Slot { from, until: from.plus_ms(60 * 60_000) }
        })
        .collect()
}

/// The fields of the form.
pub(super) fn values(play: &mut Play, setting: &Setting, draft: &Draft) -> FieldValues {
    let day = JapaneseDay::of(setting.at);
    let words = |text: &str| FieldValue::Text(text.to_owned());
    let facts: Vec<&str> = draft.facts.split(',').filter(|fact| !fact.is_empty()).collect();
    let fact = |nth: usize| facts.get(nth).copied();
    let many = |all: &[&str]| FieldValue::Many(all.iter().map(|one| (*one).to_owned()).collect());
    let reaction = match draft.tone {
        Tone::Good => "前向き",
        Tone::Open => "検討中",
        Tone::Wary => "慎重",
        Tone::Bad => "否定的",
    };
    let rng = &mut play.rng;
    let mut values: Vec<(&str, Option<FieldValue>)> = match draft.form {
        "訪問" | "Web会議" => vec![
            ("reaction", Some(words(reaction))),
            ("topics", (!facts.is_empty()).then(|| many(&facts))),
            ("issue", (draft.facts.contains("課題") && rng.percent(50)).then(|| words(&setting.cast.issue))),
        ],
        "電話" => vec![
            ("result", fact(0).map(words)),
            ("direction", fact(1).map(words)),
            ("topics", facts.get(2..).filter(|rest| !rest.is_empty()).map(many)),
        ],
        "メール" => {
            let due = rng.percent(35).then(|| day.later(rng.between(2, 6)));
            let due = due.and_then(JapaneseDay::day).map(|day| FieldValue::Text(day.to_string()));
            vec![("content", fact(0).map(words)), ("reply_by", due)]
        }
        "デモ" => vec![
            ("reaction", Some(words(reaction))),
            ("concerns", Some(many(&facts))),
            ("trial", rng.percent(40).then_some(FieldValue::Flag(draft.tone == Tone::Good))),
        ],
        "クレーム" => {
            let promised = day.later(rng.between(1, 3)).day();
            vec![
                ("severity", fact(0).map(words)),
                ("cause", fact(1).map(words)),
                ("promised", promised.map(|day| FieldValue::Text(day.to_string()))),
                ("contained", Some(FieldValue::Flag(draft.tone == Tone::Wary))),
            ]
        }
        _ => {
            let half_hours = f64::from(i32::try_from(rng.between(1, 6)).unwrap_or(1));
            vec![("subject", fact(0).map(words)), ("hours", Some(FieldValue::Number(half_hours / 2.0)))]
        }
    };
    if draft.form == "訪問" && draft.changes.stage.is_some_and(|s| (2..=4).contains(&s.0)) {
        let decision = [
            "{月}の役員会で決定。事前に経理の確認",
            "部門長の決裁。{上}は報告のみ",
            "稟議。購買の相見積が条件",
        ];
        let decision = decision[rng.below(decision.len())];
        values.push(("decision", Some(FieldValue::Text(fill(rng, decision, &setting.slots)))));
    }
    values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
