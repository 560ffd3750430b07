//! The forty people of the demo company and their departments.

use uchite_domain::Role;

/// A department by its key.
pub(super) struct DepartmentRow {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    /// The key of the department above; empty: the top.
    pub(super) parent: &'static str,
    /// The sign-in name of its head.
    pub(super) head: &'static str,
}

const fn department(
    key: &'static str,
    name: &'static str,
    parent: &'static str,
    head: &'static str,
) -> DepartmentRow {
    DepartmentRow { key, name, parent, head }
}

/// Departments, those above before those below.
pub(super) const DEPARTMENTS: &[DepartmentRow] = &[
    department("sales", "営業本部", "", "kuroda"),
    department("east", "東日本営業部", "sales", "sasaki"),
    department("east1", "東日本営業一課", "east", "ito"),
    department("east2", "東日本営業二課", "east", "kato"),
    department("west", "西日本営業部", "sales", "nakamura"),
    department("osaka", "大阪営業課", "west", "hayashi"),
    department("nagoya", "名古屋営業課", "west", "abe"),
    department("promotion", "営業企画課", "sales", "maeda"),
    department("tech", "技術部", "", "watanabe"),
    department("solution", "ソリューション課", "tech", "goto"),
    department("platform", "基盤技術課", "tech", "ishii"),
    department("support", "サポート部", "", "fukuda"),
    department("planning", "経営企画部", "", "hara"),
];

/// A member.
pub(super) struct MemberRow {
    pub(super) login: &'static str,
    pub(super) name: &'static str,
    pub(super) kana: &'static str,
    pub(super) title: &'static str,
    /// The key of the department; empty: the top.
    pub(super) department: &'static str,
    pub(super) role: Role,
    /// Topics of which they are an expert.
    pub(super) topics: &'static [&'static str],
    /// Products of which they are an expert, by their place in the catalogue.
    pub(super) products: &'static [usize],
}

const fn person(
    login: &'static str,
    (name, kana): (&'static str, &'static str),
    title: &'static str,
    department: &'static str,
) -> MemberRow {
    MemberRow { login, name, kana, title, department, role: Role::Member, topics: &[], products: &[] }
}

const fn leader(
    login: &'static str,
    name: (&'static str, &'static str),
    title: &'static str,
    department: &'static str,
) -> MemberRow {
    MemberRow { role: Role::Manager, ..person(login, name, title, department) }
}

const fn expert(member: MemberRow, topics: &'static [&'static str], products: &'static [usize]) -> MemberRow {
    MemberRow { topics, products, ..member }
}

/// The admin, with whom the organisation is founded.
pub(super) const ADMIN: MemberRow =
    person("ogawa", ("小川 真理", "おがわ まり"), "情報システム担当", "planning");

/// Everybody else.
pub(super) const MEMBERS: &[MemberRow] = &[
    leader("miura", ("三浦 隆志", "みうら たかし"), "代表取締役社長", ""),
    leader("kuroda", ("黒田 誠", "くろだ まこと"), "取締役 営業本部長", "sales"),
    leader("sasaki", ("佐々木 健一", "ささき けんいち"), "部長", "east"),
    leader("ito", ("伊藤 浩二", "いとう こうじ"), "課長", "east1"),
    person("takahashi", ("高橋 美咲", "たかはし みさき"), "主任", "east1"),
    person("tanaka", ("田中 陽子", "たなか ようこ"), "", "east1"),
    person("suzuki", ("鈴木 大輔", "すずき だいすけ"), "主任", "east1"),
    person("kobayashi", ("小林 拓也", "こばやし たくや"), "", "east1"),
    leader("kato", ("加藤 恵", "かとう めぐみ"), "課長", "east2"),
    person("yoshida", ("吉田 直樹", "よしだ なおき"), "主任", "east2"),
    person("yamada", ("山田 彩", "やまだ あや"), "", "east2"),
    person("matsumoto", ("松本 翔太", "まつもと しょうた"), "", "east2"),
    person("inoue", ("井上 智子", "いのうえ ともこ"), "主任", "east2"),
    leader("nakamura", ("中村 博之", "なかむら ひろゆき"), "部長", "west"),
    leader("hayashi", ("林 正樹", "はやし まさき"), "課長", "osaka"),
    person("kimura", ("木村 亮", "きむら りょう"), "主任", "osaka"),
    person("shimizu", ("清水 由美", "しみず ゆみ"), "", "osaka"),
    person("yamaguchi", ("山口 健太", "やまぐち けんた"), "", "osaka"),
    person("mori", ("森 千尋", "もり ちひろ"), "", "osaka"),
    leader("abe", ("阿部 洋一", "あべ よういち"), "課長", "nagoya"),
    person("ikeda", ("池田 真一", "いけだ しんいち"), "主任", "nagoya"),
    person("hashimoto", ("橋本 沙織", "はしもと さおり"), "", "nagoya"),
    person("ishikawa", ("石川 悠", "いしかわ ゆう"), "", "nagoya"),
    expert(leader("maeda", ("前田 理恵", "まえだ りえ"), "課長", "promotion"), &["契約", "価格"], &[]),
    leader("watanabe", ("渡辺 修", "わたなべ おさむ"), "部長", "tech"),
    leader("goto", ("後藤 剛", "ごとう つよし"), "課長", "solution"),
    expert(person("okada", ("岡田 俊介", "おかだ しゅんすけ"), "主任", "solution"), &["性能"], &[0, 3, 4]),
    expert(person("hasegawa", ("長谷川 舞", "はせがわ まい"), "", "solution"), &["データ移行"], &[1, 2]),
    expert(
        person("murakami", ("村上 誠司", "むらかみ せいじ"), "主任", "solution"),
        &["システム連携"],
        &[5, 6],
    ),
    expert(person("kondo", ("近藤 絵里", "こんどう えり"), "", "solution"), &["帳票"], &[7, 8]),
    leader("ishii", ("石井 隆", "いしい たかし"), "課長", "platform"),
    expert(person("sakamoto", ("坂本 潤", "さかもと じゅん"), "主任", "platform"), &["セキュリティ"], &[]),
    expert(person("endo", ("遠藤 香織", "えんどう かおり"), "", "platform"), &["クラウド"], &[]),
    expert(person("aoki", ("青木 慎吾", "あおき しんご"), "", "platform"), &["ネットワーク"], &[]),
    leader("fukuda", ("福田 和代", "ふくだ かずよ"), "部長", "support"),
    expert(person("nishimura", ("西村 勇", "にしむら いさむ"), "主任", "support"), &["運用保守"], &[9]),
    person("ota", ("太田 明日香", "おおた あすか"), "", "support"),
    leader("hara", ("原 真由美", "はら まゆみ"), "部長", "planning"),
    person("takeuchi", ("竹内 淳", "たけうち じゅん"), "", "planning"),
];

/// Who sells where, by sign-in name: the region of a customer decides who is in charge.
pub(super) const SELLERS: [(Region, &[&str]); 3] = [
    (
        Region::East,
        &["takahashi", "tanaka", "suzuki", "kobayashi", "yoshida", "yamada", "matsumoto", "inoue"],
    ),
    (Region::West, &["kimura", "shimizu", "yamaguchi", "mori"]),
    (Region::Middle, &["ikeda", "hashimoto", "ishikawa"]),
];

/// Where a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// 東日本
    East,
    /// 西日本
    West,
    /// 東海
    Middle,
}
