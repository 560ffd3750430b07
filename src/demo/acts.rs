//! What happens on the deals, day by day, and how it is reported.

use uchite_domain::{
    CompetitorId, ContactId, DealChanges, DealCommand, DealFields, DealId, FileReport, MemberId, MoveState,
    NewConsult, NextMoveChanges, StageId, TeamRole, Timestamp,
};

use super::calendar::JapaneseDay;
use super::catalogue::PRODUCTS;
use super::conversation::{self, Filed};
use super::deals::{Cast, LOST, WON, call, decider, kinds, slots, yen_in_words};
use super::forms::{next_move, values};
use super::stage::Play;
use super::texts::questions::{QUESTIONS, Question};
use super::texts::turns::{ADVANCES, RIVALS};
use super::texts::{Scene, Tone, away, field, house};
use super::writer::Slots;

/// What is special about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Nothing: the deal goes its way.
    Plain,
    /// The deal comes to another stage.
    Advance(u8),
    /// A competitor turns up.
    Rival,
    /// The customer asks what the author cannot answer.
    Ask,
    /// The customer complains.
    Complaint,
}

/// Minutes between two reports of one person, at least.
const BREATH_MINUTES: i64 = 25;

/// The forms by the names with which the organisation was founded.
const FORMS: [&str; 6] = ["訪問", "電話", "メール", "Web会議", "デモ", "社内活動"];
const COMPLAINT: &str = "クレーム";

/// Who is where, when: what a report is written from.
pub(super) struct Setting {
    pub(super) at: Timestamp,
    pub(super) cast: Cast,
    pub(super) deal: DealId,
    pub(super) author: MemberId,
    /// Whom the author usually talks to.
    pub(super) contact: Option<ContactId>,
    /// The day that a text may name.
    pub(super) day: JapaneseDay,
    pub(super) slots: Slots,
}

impl Setting {
    fn new(play: &mut Play, at: Timestamp, cast: Cast, deal: DealId, author: MemberId) -> Setting {
        let decides = decider(play, &cast);
        let others: Vec<ContactId> = cast.contacts.iter().copied().filter(|c| Some(*c) != decides).collect();
        let usual = play.rng.weighted(&[60, 25, 15]).min(others.len().saturating_sub(1));
        let contact = others.get(usual).copied();
        let mut slots = slots(play, &cast, at, author);
        if let Some(contact) = contact {
            slots.set("担", call(play, contact));
        }
        if author == cast.engineer {
            // Nobody speaks of themselves as of a colleague.
            slots.forget("技");
        }
        let day = JapaneseDay::of(at).later(play.rng.between(2, 8));
        slots.set("日", day.in_words());
        Setting { at, cast, deal, author, contact, day, slots }
    }

    fn now<'a>(&self, play: &'a Play) -> Option<&'a DealFields> {
        play.book.org.deals.get(&self.deal).map(|d| &d.fields)
    }
}

/// What a report says, before it is filled in.
pub(super) struct Draft {
    pub(super) form: &'static str,
    pub(super) tone: Tone,
    pub(super) facts: &'static str,
    pub(super) text: String,
    pub(super) next: &'static str,
    pub(super) consult: Option<&'static Question>,
    pub(super) changes: DealChanges,
    pub(super) competitors: Vec<CompetitorId>,
}

/// Something happens on a deal, and somebody reports it.
pub(super) fn act(play: &mut Play, at: Timestamp, place: usize, what: What) {
    let cast = play.casts[place].clone();
    let Some(deal) = cast.deal else { return };
    let Some(stage) = play.book.org.deals.get(&deal).map(|d| d.fields.stage.0) else { return };
    let author = author(play, &cast, stage, what);
    if busy(play, at, author) {
        play.later(at, (BREATH_MINUTES, 70), move |play, at| act(play, at, place, what));
        return;
    }
    finish_moves(play, at, deal, author);
    let mut setting = Setting::new(play, at, cast, deal, author);
    let draft = match what {
        What::Plain => plain(play, &mut setting, stage),
        What::Advance(to) => advance(play, &setting, to),
        What::Rival => rival(play, &mut setting),
        What::Ask => ask(play, &mut setting),
        What::Complaint => of_scene(play, &setting, COMPLAINT, house::COMPLAINTS),
    };
    if let Some(draft) = draft {
        file(play, setting, draft, what);
    }
}

/// Whether somebody has just reported something else, or is on the way in the story.
fn busy(play: &mut Play, at: Timestamp, author: MemberId) -> bool {
    let told = author == play.member("takahashi") && play.now.ms_since(at) < 170 * 60_000;
    let last = play.last_filed.get(&author).copied().unwrap_or_default();
    let busy = told || at.ms_since(last) < BREATH_MINUTES * 60_000;
    if !busy {
        play.last_filed.insert(author, at);
    }
    busy
}

fn author(play: &mut Play, cast: &Cast, stage: u8, what: What) -> MemberId {
    let owner = cast.fields.owner;
    if matches!(what, What::Advance(_)) || !play.rng.percent(13) {
        return owner;
    }
    let support = cast.fields.team.iter().find(|t| t.role == TeamRole::Support);
    match (what, support) {
        (What::Complaint, Some(support)) => support.member,
        (What::Plain, Some(support)) if stage == WON && play.rng.percent(60) => support.member,
        (What::Plain, _) if (1..=3).contains(&stage) => cast.engineer,
        _ => owner,
    }
}

/// What was to be done is done by the next report, mostly.
fn finish_moves(play: &mut Play, at: Timestamp, deal: DealId, by: MemberId) {
    let Some(open) = play.book.org.deals.get(&deal).map(|d| &d.next_moves) else { return };
    let old = |set_at: Timestamp| at.ms_since(set_at) > 12 * 60 * 60_000;
    let ids: Vec<_> = open.iter().filter(|m| old(m.set_at)).map(|m| m.id).collect();
    let last = ids.len().saturating_sub(1);
    for (nth, next_move) in ids.into_iter().enumerate() {
        // A move that was overtaken by another one is closed in any case.
        if nth < last || play.rng.percent(82) {
            let state = if play.rng.percent(90) { MoveState::Done } else { MoveState::Dropped };
            let changes = NextMoveChanges { state: Some(state), ..NextMoveChanges::default() };
            play.book.deal(
                at.plus_ms(-40_000),
                by,
                deal,
                &DealCommand::ChangeNextMove { next_move, changes },
            );
        }
    }
}

fn of_scene(
    play: &mut Play,
    setting: &Setting,
    form: &'static str,
    scenes: &'static [Scene],
) -> Option<Draft> {
    let fits = |s: &Scene| setting.slots.know_all_of(s.text) && setting.slots.know_all_of(s.next);
    let scene = play.writer.draw(&mut play.rng, scenes, fits)?;
    Some(Draft {
        form,
        tone: scene.tone,
        facts: scene.facts,
        text: scene.text.to_owned(),
        next: scene.next,
        consult: None,
        changes: DealChanges::default(),
        competitors: Vec::new(),
    })
}

fn plain(play: &mut Play, setting: &mut Setting, stage: u8) -> Option<Draft> {
    let mut kind = kinds(&mut play.rng, stage);
    if setting.author == setting.cast.engineer && stage < WON {
        // An engineer reports what engineers do.
        kind = [0, 3, 4][play.rng.below(3)];
    }
    let phase = match stage {
        0 | 1 => 0,
        WON | LOST => 2,
        _ => 1,
    };
    let scenes = match kind {
        0 => field::VISITS[usize::from(stage.min(LOST))],
        1 => away::CALLS[phase],
        2 => away::MAILS[phase],
        3 => away::WEB[phase],
        4 => field::DEMOS,
        _ => house::INTERNAL[phase],
    };
    let mut draft = of_scene(play, setting, FORMS[kind], scenes)?;
    // Not where the text speaks of the amount itself.
    let speaks = ["{額}", "見積", "値引き", "{減}", "価格"].iter().any(|word| draft.text.contains(word));
    if (2..=3).contains(&stage) && !speaks && play.rng.percent(16) {
        revise_amount(play, setting, &mut draft);
    }
    Some(draft)
}

fn revise_amount(play: &mut Play, setting: &mut Setting, draft: &mut Draft) {
    let Some(yen) = setting.now(play).and_then(|deal| deal.amount_yen) else { return };
    let percent = [88, 92, 94, 106, 110, 118][play.rng.below(6)];
    let revised = (yen * percent / 100 / 100_000).max(1) * 100_000;
    if revised == yen {
        return;
    }
    draft.changes.amount_yen = Some(revised);
    setting.slots.set("新額", yen_in_words(revised));
    draft.text.push_str(if revised < yen {
        "[範囲の見直しで|対象を絞り、]金額は{新額}に変更。"
    } else {
        "[対象の追加で|台数が増え、]金額は{新額}に変更。"
    });
}

fn advance(play: &mut Play, setting: &Setting, to: u8) -> Option<Draft> {
    let mut draft = of_scene(play, setting, "訪問", ADVANCES[usize::from(to)])?;
    draft.form = form(play, &draft.text, false);
    draft.changes.stage = Some(StageId(to));
    if to >= 2 && to != LOST && setting.now(play)?.amount_yen.is_none() {
        let (low, high) = PRODUCTS[setting.cast.product].amount;
        draft.changes.amount_yen = Some(play.rng.between(low, i64::midpoint(low, high)) / 10 * 100_000);
    }
    if (2..=4).contains(&to) {
        let days = play.rng.between(6, 18) * i64::from(6 - to);
        draft.changes.expected_close = JapaneseDay::of(setting.at).later(days).day();
    }
    Some(draft)
}

fn rival(play: &mut Play, setting: &mut Setting) -> Option<Draft> {
    let there = &setting.now(play)?.competitors;
    let others: Vec<CompetitorId> =
        play.ids.competitors.iter().copied().filter(|c| !there.contains(c)).collect();
    let rival = *play.rng.pick(&others)?;
    let fields = &play.book.org.competitors.get(&rival)?.fields;
    setting.slots.set("競", fields.aliases.first().unwrap_or(&fields.name).clone());
    let mut draft = of_scene(play, setting, "訪問", RIVALS)?;
    draft.form = form(play, &draft.text, true);
    draft.changes.competitors_added = vec![rival];
    draft.competitors = vec![rival];
    if draft.form == "電話" {
        draft.facts = "話せた,こちらから,競合";
    }
    Some(draft)
}

/// How it came about, where the text leaves it open: at the customer's, on the screen, or by telephone.
fn form(play: &mut Play, text: &str, by_telephone: bool) -> &'static str {
    let there =
        ["訪問", "伺った", "伺いに", "受付", "同席", "面談", "見せて", "手が止ま", "受領", "最初に伺"];
    if there.iter().any(|word| text.contains(word)) {
        return "訪問";
    }
    ["訪問", "Web会議", "電話"][play.rng.weighted(&[60, 22, if by_telephone { 18 } else { 0 }])]
}

fn ask(play: &mut Play, setting: &mut Setting) -> Option<Draft> {
    // What is counted once in the text is the same number in the question.
    for (name, (first, last)) in
        [("人数", (60, 180)), ("種数", (40, 70)), ("社数", (20, 45)), ("台数", (8, 20))]
    {
        let number = play.rng.between(first, last);
        setting.slots.set(name, number.to_string());
    }
    let known = |text: &str| setting.slots.know_all_of(text);
    let fits = |q: &Question| known(q.text) && known(q.question) && known(q.answer);
    let question = play.writer.draw(&mut play.rng, QUESTIONS, fits)?;
    let form = form(play, question.text, true);
    Some(Draft {
        form,
        tone: if play.rng.percent(40) { Tone::Good } else { Tone::Open },
        facts: if form == "電話" { "話せた,お客様から" } else { "提案・説明" },
        text: question.text.to_owned(),
        next: "M:{担}へ回答",
        consult: Some(question),
        changes: DealChanges::default(),
        competitors: Vec::new(),
    })
}

/// A visit for no deal, on the general deal of a customer.
pub(super) fn general(play: &mut Play, at: Timestamp, place: usize) {
    let cast = play.casts[place].clone();
    let (deal, author) = (cast.customer_id().general_deal(), cast.fields.owner);
    let setting = Setting::new(play, at, cast, deal, author);
    if let Some(draft) = of_scene(play, &setting, "訪問", house::GENERAL) {
        file(play, setting, draft, What::Plain);
    }
}

/// Something inside the house, for no customer.
pub(super) fn house(play: &mut Play, at: Timestamp, author: MemberId) {
    let Some(deal) = play.ids.house else { return };
    let place = play.rng.below(play.casts.len());
    let cast = Cast { contacts: Vec::new(), ..play.casts[place].clone() };
    let setting = Setting::new(play, at, cast, deal, author);
    if let Some(draft) = of_scene(play, &setting, "社内活動", house::HOUSE) {
        file(play, setting, draft, What::Plain);
    }
}

fn file(play: &mut Play, setting: Setting, mut draft: Draft, what: What) {
    let met = met(play, &setting, &draft);
    notice(play, &setting, &met, &mut draft);
    let mut text = play.writer.write(&mut play.rng, &draft.text, &setting.slots);
    let engineer = setting.cast.engineer;
    let mut mentions = Vec::new();
    let plain = what == What::Plain && setting.author != engineer && draft.form != "社内活動";
    if plain && play.rng.percent(5) {
        let name = play.book.org.members.get(&engineer).map_or("", |m| m.fields.name.as_str());
        let asks = ["次回の同席をお願いできますか。", "資料の確認をお願いします。", "後ほどお電話します。"];
        let asks = asks[play.rng.below(asks.len())];
        text = format!("{text}@{name} さん、{asks}");
        mentions.push(engineer);
    }
    let Some(template) = play.ids.templates.get(draft.form).copied() else { return };
    let report = FileReport {
        deal: setting.deal,
        template,
        occurred_at: Some(occurred(play, setting.at, draft.form)),
        met,
        fields: values(play, &setting, &draft),
        text,
        products: Vec::new(),
        competitors: draft.competitors.clone(),
        files: Vec::new(),
        mentions,
        consult: draft.consult.map(|question| consult(play, &setting, question)),
        next_move: next_move(play, &setting, &draft),
        deal_changes: draft.changes.clone(),
        also: Vec::new(),
        not: Vec::new(),
        effort: None,
    };
    let command = DealCommand::FileReport(Box::new(report));
    if let Some(seq) = play.book.deal(setting.at, setting.author, setting.deal, &command) {
        let stage = setting.now(play).map(|d| d.stage.0);
        let general = play.book.org.deals.get(&setting.deal).is_some_and(|d| d.general);
        let part = match stage {
            _ if general => 'x',
            Some(0 | 1) => 'e',
            Some(WON) => 'a',
            Some(LOST) if draft.tone != Tone::Bad => 'x',
            _ => 'm',
        };
        let (tone, question) = (draft.tone, draft.consult);
        let filed = Filed { report: seq.into(), tone, what, part, question, slots: setting.slots };
        conversation::follows(play, setting.at, filed);
    }
}

/// Whom the author met or talked to.
fn met(play: &mut Play, setting: &Setting, draft: &Draft) -> Vec<ContactId> {
    let Some(contact) = setting.contact else { return Vec::new() };
    if matches!(draft.form, "社内活動" | "メール") {
        return Vec::new();
    }
    let mut met = vec![contact];
    let present =
        ["{上}に", "{上}同席", "{上}もお見え", "{上}との面談", "{上}と電話", "{上}へのご挨拶がかな"];
    let decides = decider(play, &setting.cast);
    if present.iter().any(|words| draft.text.contains(words)) {
        met.extend(decides);
    }
    let third = setting.cast.contacts.iter().find(|c| **c != contact && Some(**c) != decides);
    if matches!(draft.form, "訪問" | "Web会議" | "デモ") && play.rng.percent(30) {
        met.extend(third);
    }
    met
}

/// What a report says of competitors and of those who decide is said in its fields too.
fn notice(play: &Play, setting: &Setting, met: &[ContactId], draft: &mut Draft) {
    let Some(deal) = play.book.org.deals.get(&setting.deal) else { return };
    if draft.text.contains("{競}") && draft.competitors.is_empty() {
        draft.competitors = deal.fields.competitors.iter().take(1).copied().collect();
    }
    let decides = decider(play, &setting.cast).filter(|d| met.contains(d));
    let appeared = decides.filter(|d| !deal.general && !deal.fields.contacts.contains(d));
    draft.changes.contacts_added.extend(appeared);
}

fn consult(play: &mut Play, setting: &Setting, question: &Question) -> NewConsult {
    let asked = play.writer.write(&mut play.rng, question.question, &setting.slots);
    let days = play.rng.between(1, 4);
    let promised = play.rng.percent(60).then(|| JapaneseDay::of(setting.at).later(days));
    NewConsult {
        question: asked,
        topics: vec![question.topic.to_owned()],
        products: Vec::new(),
        promised: promised.and_then(JapaneseDay::day),
        ask: Vec::new(),
    }
}

fn occurred(play: &mut Play, at: Timestamp, form: &str) -> Timestamp {
    let (first, last) = match form {
        "電話" | "クレーム" => (2, 18),
        "メール" => (1, 5),
        _ => (20, 110),
    };
    at.plus_ms(-60_000 * play.rng.between(first, last))
}
