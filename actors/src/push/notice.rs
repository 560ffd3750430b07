//! The words of a push: who did what on which deal, the first line, and the way to the card.

use uchite_domain::{Organisation, Report, Seq, Visibility};

use super::payload::{PushKind, PushNote, PushPayload};

/// Characters of the first line before the payload is cut to its bytes.
const LINE_CHARS: usize = 120;

/// What a member is told about a card. Reports on deals that not everybody may see are announced without
/// their content: a locked screen is read by anybody.
pub(crate) fn notice(org: &Organisation, report: &Report, seq: Seq, kind: PushKind, badge: u32) -> PushNote {
    let reply = report.replies.iter().rev().find(|reply| reply.id.0 == seq.0);
    let who = org.member_ref(reply.map_or(report.author, |reply| reply.author)).name;
    let deal = org.deals.get(&report.deal);
    let open = deal.is_some_and(|deal| deal.fields.visibility == Visibility::Company);
    let title = match kind {
        PushKind::Consult => format!("相談: {who}"),
        PushKind::Mention => format!("{who}さんがあなたを指名"),
        PushKind::Reply => format!("返信: {who}"),
        PushKind::NextMove => format!("次の打ち手: {who}"),
        _ => format!("活動報告: {who}"),
    };
    let (title, body) = if open {
        let customer = org.customers.get(&report.as_of.customer).map(|c| c.fields.name.as_str());
        let name = deal.map_or("", |deal| deal.fields.name.as_str());
        let text = match (reply, &report.consult) {
            (Some(reply), _) => &reply.text,
            (None, Some(consult)) => &consult.question,
            (None, None) => &report.text,
        };
        let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let line: String = line.chars().take(LINE_CHARS).collect();
        (title, format!("{name} / {}\n{line}", customer.unwrap_or_default()))
    } else {
        (title, "限定公開の案件です。開いて確認してください。".to_owned())
    };
    let payload = PushPayload {
        title,
        body,
        tag: format!("report-{}", report.id),
        url: format!("/reports/{}?reply", report.id),
        badge,
        kind,
        seq: seq.0,
        lang: "ja".to_owned(),
    };
    PushNote::about(format!("report:{}", report.id), payload)
}

/// What a device is told when its member tries it.
pub(crate) fn test_notice(badge: u32) -> PushNote {
    let payload = PushPayload {
        title: "打ち手".to_owned(),
        body: "この端末に通知が届きました。".to_owned(),
        tag: "test".to_owned(),
        url: "/settings".to_owned(),
        badge,
        kind: PushKind::Test,
        seq: 0,
        lang: "ja".to_owned(),
    };
    PushNote::about("test", payload)
}
