//! The story that a visitor reads first: a question at the customer's, answered before the day is over.
//!
//! Told by hand, in minutes before now. It ends in the middle: something waits for each of those with whom one
//! may sign in.

use uchite_domain::{
    ContactId, DealChanges, DealCommand, FieldValue, FieldValues, FileReport, MemberId, MoveKind,
    NewAccompany, NewConsult, NewNextMove, NewReply, NextMoveId, ReactionKind, ReplyId, ReplyKind, ReportId,
    Seq, StageId, Timestamp,
};

use super::calendar::JapaneseDay;
use super::deals::STORY;
use super::forms::candidate_slots;
use super::stage::Play;

/// Plans the story.
pub(super) fn plan(play: &mut Play) {
    weeks_before(play);
    today(play);
    waiting(play);
}

fn ago(play: &Play, minutes: i64) -> Timestamp {
    play.now.plus_ms(-minutes * 60_000)
}

/// What a report of the story says.
struct Told {
    form: &'static str,
    reaction: &'static str,
    topics: &'static [&'static str],
    text: &'static str,
}

/// A report on the deal of the story by its owner.
fn report(play: &Play, at: Timestamp, told: &Told) -> Option<FileReport> {
    let cast = &play.casts[STORY];
    let topics = FieldValue::Many(told.topics.iter().map(|t| (*t).to_owned()).collect());
    let (key, words) =
        if told.form == "電話" { ("result", "話せた") } else { ("reaction", told.reaction) };
    let first = (key.to_owned(), FieldValue::Text(words.to_owned()));
    Some(FileReport {
        deal: cast.deal?,
        template: play.ids.templates.get(told.form).copied()?,
        occurred_at: Some(at.plus_ms(-35 * 60_000)),
        met: contact(play, 1).into_iter().collect(),
        fields: FieldValues::from([first, ("topics".to_owned(), topics)]),
        text: told.text.to_owned(),
        products: Vec::new(),
        competitors: Vec::new(),
        files: Vec::new(),
        mentions: Vec::new(),
        consult: None,
        next_move: None,
        deal_changes: DealChanges::default(),
        also: Vec::new(),
        not: Vec::new(),
        effort: None,
    })
}

/// The people of the customer: who decides first.
fn contact(play: &Play, nth: usize) -> Option<ContactId> {
    play.casts[STORY].contacts.get(nth).copied()
}

fn file(play: &mut Play, at: Timestamp, by: MemberId, report: FileReport) -> Option<ReportId> {
    let deal = report.deal;
    play.book.deal(at, by, deal, &DealCommand::FileReport(Box::new(report))).map(ReportId::from)
}

fn say(
    play: &mut Play,
    at: Timestamp,
    by: MemberId,
    report: ReportId,
    (kind, text): (ReplyKind, &str),
    next_move: Option<NewNextMove>,
) -> Option<Seq> {
    let (deal, _) = play.author(report)?;
    let reply = NewReply { kind, text: text.to_owned(), mentions: Vec::new(), files: Vec::new(), next_move };
    play.book.deal(at, by, deal, &DealCommand::Reply { report, reply })
}

/// How the deal came to where it stands.
fn weeks_before(play: &mut Play) {
    let hearing = Told {
        form: "訪問",
        reaction: "検討中",
        topics: &["課題の聞き取り"],
        text: "生産管理課の皆さんと業務の流れを確認。夜間バッチが始業に間に合わない日が月に三回ほどあり、\
               そのたびに計画担当の方が手作業で組み直しておられる。現行パッケージの保守期限は来年三月末。",
    };
    let proposal = Told {
        form: "訪問",
        reaction: "前向き",
        topics: &["提案・説明", "見積・条件"],
        text: "提案のご依頼をいただいた。評価の観点は現場の定着と夜間処理の速さ。予算の枠は三千万円台前半。\
               年内に業者を決め、連休に切り替えたいとのこと。",
    };
    let rival = Told {
        form: "訪問",
        reaction: "慎重",
        topics: &["競合", "提案・説明"],
        text: "北斗が先週デモを行ったと伺った。画面の評判は良いが、夜間処理の実績は示されなかったとのこと。\
               当社は実データで速さを見せる方針で臨みたい。",
    };
    let talks = Told {
        form: "訪問",
        reaction: "前向き",
        topics: &["提案・説明", "見積・条件"],
        text: "提案の評価で最終二社に残った。現場の支持は当社。決裁は専務で、判断の材料は夜間処理の時間と\
               切替えの安全とのこと。",
    };
    let before = [(38, hearing, None), (24, proposal, Some(2)), (13, rival, None), (6, talks, Some(3))];
    let owner = play.member("takahashi");
    for (days, told, stage) in before {
        let day = JapaneseDay::of(ago(play, days * 24 * 60));
        let day = if day.is_working() { day } else { day.later(1) };
        play.at(day.at_minute(15 * 60 + 20), move |play, at| {
            let Some(mut report) = report(play, at, &told) else { return };
            report.deal_changes.stage = stage.map(StageId);
            if told.topics.contains(&"競合") {
                report.competitors.extend(play.ids.competitors.first());
                report.deal_changes.competitors_added = report.competitors.clone();
            }
            if let Some(filed) = file(play, at, owner, report) {
                let superior = play.member("ito");
                play.later(at, (6, 40), move |play, at| {
                    let advice = "速さの話に絞れたのは強い。数字は岡田さんの実測を借りて、先方の件数に直して出しましょう。";
                    say(play, at, superior, filed, (ReplyKind::Advice, advice), None);
                });
            }
        });
    }
}

/// The question, the answer after fourteen minutes, the next move, the date.
fn today(play: &mut Play) {
    let told = Told {
        form: "訪問",
        reaction: "前向き",
        topics: &["提案・説明", "競合"],
        text: "最終提案の前の確認で訪問。専務が途中から同席され、夜間処理の時間を念押しされた。\
               北斗は三時間と答えているそう。即答できず持ち帰りとしたが、今日中に返せれば一気に決まりそう。",
    };
    let at = ago(play, 51);
    play.at(at, move |play, at| {
        let Some(mut report) = report(play, at, &told) else { return };
        let owner = play.member("takahashi");
        let decider = contact(play, 0);
        report.met.extend(decider);
        report.deal_changes.contacts_added = decider.into_iter().collect();
        report.competitors.extend(play.ids.competitors.first());
        report.consult = Some(NewConsult {
            question: "月末の明細は約九十万件、現行の二倍です。夜間処理を二時間半以内に終えられますか。\
                       同じ規模の実績と、専務にそのまま見せられる数字がほしいです。"
                .to_owned(),
            topics: vec!["性能".to_owned()],
            products: Vec::new(),
            promised: JapaneseDay::of(at).day(),
            ask: Vec::new(),
        });
        let Some(report) = file(play, at, owner, report) else { return };
        answered(play, at, report, owner);
    });
}

fn answered(play: &mut Play, at: Timestamp, report: ReportId, owner: MemberId) {
    let (engineer, superior) = (play.member("okada"), play.member("ito"));
    let after = move |minutes: i64| at.plus_ms(minutes * 60_000 + 21_000);
    play.at(after(6), move |play, at| {
        let Some((deal, _)) = play.author(report) else { return };
        play.book.deal(at, engineer, deal, &DealCommand::ClaimConsult { report });
    });
    play.at(after(14), move |play, at| {
        let text = "できます。播磨機械様が月末百十万件で一時間五十二分、余裕を見て二時間とお答えください。\
                    条件は並列度四の標準構成です。北斗の三時間は並列なしの値と思われます。\
                    実測の表を先方の件数に直して、このあと共有の棚に置きます。";
        let answer = say(play, at, engineer, report, (ReplyKind::Advice, text), None);
        let Some(reply) = answer.map(ReplyId::from) else { return };
        play.at(after(22), move |play, at| {
            let Some((deal, _)) = play.author(report) else { return };
            play.book.deal(at, owner, deal, &DealCommand::AcceptAnswer { report, reply });
            let text = "ありがとうございます。専務へ電話でお伝えし、「これで比べられる」とのお言葉です。\
                        表が届き次第お送りします。";
            say(play, at.plus_ms(50_000), owner, report, (ReplyKind::Information, text), None);
        });
    });
    play.at(after(27), move |play, at| {
        let slots = candidate_slots(play, at, 1);
        let what = "専務への最終説明。伊藤が同行し、切替えの段取りを示す";
        let next_move = NewNextMove {
            kind: MoveKind::Visit,
            what: what.to_owned(),
            owner: Some(owner),
            due: JapaneseDay::of(at).later(2).day(),
            accompany: Some(NewAccompany { who: superior, slots }),
        };
        let text =
            "専務には二年前の展示会でお会いしています。最終説明は私も同行します。候補から選んでください。";
        let said = say(play, at, superior, report, (ReplyKind::Instruction, text), Some(next_move));
        let Some(next_move) = said.map(NextMoveId::from) else { return };
        play.at(after(33), move |play, at| {
            let Some((deal, _)) = play.author(report) else { return };
            play.book.deal(at, owner, deal, &DealCommand::AcceptSlot { next_move, slot: 0 });
        });
    });
    play.at(after(30), move |play, at| {
        let Some((deal, _)) = play.author(report) else { return };
        let director = play.member("sasaki");
        let kind = ReactionKind::Insight;
        play.book.deal(at, director, deal, &DealCommand::React { report, kind, on: true });
    });
}

/// What waits for the visitor: a question for the engineer, a date for the manager, words for the salesperson.
fn waiting(play: &mut Play) {
    let asked = Told {
        form: "電話",
        reaction: "検討中",
        topics: &["提案・説明"],
        text: "専務のお話を受けて、生産管理課の方から電話で追加の質問をいただいた。現場の端末から進捗を引く頻度を\
               上げたいとのことで、夜間処理と重なる時間帯の応答を気にされている。",
    };
    play.at(ago(play, 9), move |play, at| {
        let Some(mut report) = report(play, at, &asked) else { return };
        let by = play.member("takahashi");
        report.occurred_at = Some(at.plus_ms(-4 * 60_000));
        report.consult = Some(NewConsult {
            question: "夜間処理が走っている二時間の間、現場端末四十台の照会は普段どおりに使えますか。\
                       遅くなるなら何秒ぐらいでしょう。"
                .to_owned(),
            topics: vec!["性能".to_owned()],
            products: Vec::new(),
            promised: JapaneseDay::of(at).later(1).day(),
            ask: Vec::new(),
        });
        let slots = candidate_slots(play, at, 2);
        report.next_move = Some(NewNextMove {
            kind: MoveKind::Demonstration,
            what: "実データを入れた端末で、夜間処理中の応答をお見せする".to_owned(),
            owner: Some(by),
            due: JapaneseDay::of(at).later(4).day(),
            accompany: Some(NewAccompany { who: play.member("ito"), slots }),
        });
        let Some(report) = file(play, at, by, report) else { return };
        let asks = play.member("ito");
        play.at(at.plus_ms(4 * 60_000), move |play, at| {
            let text = "四十台は同時に使う最大の数ですか。交替の時間帯だけなら話が変わります。";
            say(play, at, asks, report, (ReplyKind::Question, text), None);
        });
    });
}
