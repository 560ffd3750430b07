//! Texts as people write them, for histories of any length: the scenes of the demo company, with names out of a
//! hat.

use uchite_domain::ActivityKind;

use super::rng::Rng;
use super::texts::{Scene, Tone, away, field, house, talk, turns};
use super::writer::{Slots, fill};

const SURNAMES: [&str; 24] = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
    "山崎",
    "森",
    "池田",
    "橋本",
];
const TITLES: [&str; 8] = ["部長", "次長", "課長", "係長", "室長", "主任", "工場長", "マネージャー"];
const SYSTEMS: [&str; 6] = [
    "オフコン",
    "表計算の管理簿",
    "十五年前の自社開発",
    "他社の生産管理",
    "紙の台帳",
    "部門ごとのデータベース",
];
const ISSUES: [&str; 8] = [
    "在庫の数字が合わないこと",
    "納期の問い合わせに即答できないこと",
    "夜間バッチが朝までに終わらないこと",
    "見積の作成に二日かかること",
    "拠点ごとに品番が違うこと",
    "月次の締めが遅いこと",
    "図面の最新版が分からないこと",
    "引き継ぎが人に頼っていること",
];
const PLACES: [&str; 8] = [
    "本社工場",
    "第二工場",
    "関西物流センター",
    "北関東事業所",
    "品質管理棟",
    "中部支店",
    "試作工場",
    "九州工場",
];
const RIVALS: [&str; 5] = ["競合A社", "東都システム", "ネクストソリューション", "共栄情報", "アルファテック"];
const DAYS: [&str; 8] =
    ["来週火曜", "今週金曜", "十二日", "二十日", "月末", "来週の木曜午後", "来月の第一週", "週明け"];
const MONTHS: [&str; 6] = ["四月", "六月", "七月", "九月", "十月", "来期の初め"];

/// Writes texts.
pub(crate) struct Prose {
    rng: Rng,
}

impl Prose {
    /// The same seed gives the same texts.
    pub(crate) fn new(seed: u64) -> Prose {
        Prose { rng: Rng::new(seed) }
    }

    /// What is reported of an activity.
    pub(crate) fn report(&mut self, kind: ActivityKind) -> String {
        let scenes: &[Scene] = match kind {
            ActivityKind::Call => self.list(&away::CALLS),
            ActivityKind::Mail => self.list(&away::MAILS),
            ActivityKind::WebMeeting => self.list(&away::WEB),
            ActivityKind::Demonstration => field::DEMOS,
            ActivityKind::Complaint => house::COMPLAINTS,
            ActivityKind::Internal => self.list(&house::INTERNAL),
            _ if self.rng.percent(25) => self.list(&turns::ADVANCES[1..]),
            _ => self.list(&field::VISITS),
        };
        let (one, other) = (self.scene(scenes), self.scene(scenes));
        // As long as people write: a second thing is told in every third report.
        if self.rng.percent(33) { format!("{one}\n\n{other}") } else { one }
    }

    /// What a colleague says to it.
    pub(crate) fn reply(&mut self) -> String {
        let said = talk::advice([Tone::Good, Tone::Open, Tone::Wary][self.rng.below(3)]);
        let text = self.rng.pick(said).map_or("", |(_, text)| *text);
        let slots = self.slots();
        fill(&mut self.rng, text, &slots)
    }

    /// What a form's field for words is filled with.
    pub(crate) fn words(&mut self) -> String {
        self.one(&ISSUES)
    }

    fn list(&mut self, lists: &[&'static [Scene]]) -> &'static [Scene] {
        self.rng.pick(lists).copied().unwrap_or_default()
    }

    fn scene(&mut self, scenes: &[Scene]) -> String {
        let text = self.rng.pick(scenes).map_or("", |scene| scene.text);
        let slots = self.slots();
        fill(&mut self.rng, text, &slots)
    }

    fn one(&mut self, all: &[&str]) -> String {
        self.rng.pick(all).copied().unwrap_or_default().to_owned()
    }

    fn person(&mut self) -> String {
        format!("{}{}", self.one(&SURNAMES), self.one(&TITLES))
    }

    fn slots(&mut self) -> Slots {
        let mut slots = Slots::default();
        slots.set("担", self.person());
        slots.set("上", self.person());
        slots.set("長", self.person());
        slots.set("技", self.one(&SURNAMES));
        slots.set("客", format!("{}工業", self.one(&SURNAMES)));
        slots.set("案", "生産管理の刷新");
        slots.set("品", "生産管理");
        slots.set("旧", self.one(&SYSTEMS));
        slots.set("課", self.one(&ISSUES));
        slots.set("拠", self.one(&PLACES));
        slots.set("競", self.one(&RIVALS));
        slots.set("日", self.one(&DAYS));
        slots.set("月", self.one(&MONTHS));
        slots.set("月末", "月末");
        for name in ["額", "示", "小額", "減"] {
            let amount = format!("{}万円", self.rng.between(12, 480) * 10);
            slots.set(name, amount);
        }
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_filled_in_and_seldom_alike() {
        let mut prose = Prose::new(3);
        let kinds = [
            ActivityKind::Visit,
            ActivityKind::Call,
            ActivityKind::Mail,
            ActivityKind::WebMeeting,
            ActivityKind::Demonstration,
            ActivityKind::Complaint,
            ActivityKind::Internal,
        ];
        let texts: Vec<String> = (0..700).map(|n| prose.report(kinds[n % kinds.len()])).collect();
        for text in texts.iter().chain([&prose.reply()]) {
            assert!(text.chars().count() > 20, "{text}");
            assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
        }
        let different: std::collections::HashSet<&String> = texts.iter().collect();
        assert!(different.len() > 650, "{}", different.len());
    }
}
