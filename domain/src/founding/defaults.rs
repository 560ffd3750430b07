//! The templates and purposes of a new organisation.

use crate::{
    ActivityKind, Condition, Deadline, DeadlineKind, Field, FieldKind, How, PurposeFields, Recipient, Source,
    Stage, StageId, StageOutcome, TeamRole, TemplateFields,
};

/// Yen from which a deal counts as a large one.
const LARGE_DEAL_YEN: i64 = 50_000_000;
/// Working minutes of a day.
const DAY: u32 = 480;

/// The forms of a new organisation. Each asks at most one thing that must be filled: what a reader wants to
/// know first. With deal, form, people met and that, a visit is filed in six taps.
#[must_use]
pub fn default_templates() -> Vec<TemplateFields> {
    vec![visit(), call(), mail(), web_meeting(), demonstration(), complaint(), internal()]
}

fn visit() -> TemplateFields {
    let fields = vec![
        required(reaction()),
        topics(),
        issue(),
        field(
            "decision",
            ("決裁の流れ", "How they decide"),
            "誰がいつ決めるかが分かると、次の打ち手と同行の時期を決められるため",
            FieldKind::Text {},
        ),
    ];
    template(("訪問", "Visit"), ActivityKind::Visit, fields)
}

fn call() -> TemplateFields {
    let fields = vec![
        required(field(
            "result",
            ("結果", "Outcome"),
            "折り返しが要るかどうかを、代わりに電話を受ける人も知るため",
            choice(&["話せた", "伝言を残した", "不在", "折り返し待ち"]),
        )),
        field(
            "direction",
            ("かけた側", "Direction"),
            "お客様からの電話が増えた案件は動き始めているため",
            choice(&["こちらから", "お客様から"]),
        ),
        topics(),
    ];
    template(("電話", "Call"), ActivityKind::Call, fields)
}

fn mail() -> TemplateFields {
    let fields = vec![
        required(field(
            "content",
            ("内容", "Content"),
            "何をいつ送ったかを、後から誰でも確かめられるようにするため",
            choice(&["資料送付", "見積送付", "質問への回答", "日程調整", "お礼", "その他"]),
        )),
        field(
            "reply_by",
            ("返信期限", "Reply expected by"),
            "返信がないまま時間が過ぎるのを防ぐため",
            FieldKind::Day {},
        ),
    ];
    template(("メール", "Mail"), ActivityKind::Mail, fields)
}

fn web_meeting() -> TemplateFields {
    let participants = field(
        "participants",
        ("先方の人数", "Participants on their side"),
        "関心の広がりを数で見るため",
        FieldKind::Number {},
    );
    let fields = vec![required(reaction()), topics(), issue(), participants];
    template(("Web会議", "Web meeting"), ActivityKind::WebMeeting, fields)
}

fn demonstration() -> TemplateFields {
    let fields = vec![
        required(reaction()),
        field(
            "shown",
            ("見せた機能", "What was shown"),
            "次に何を見せるかを技術が準備するため",
            FieldKind::Text {},
        ),
        field(
            "concerns",
            ("気にされた点", "Concerns"),
            "技術と開発が、どこを補えば決まるかを知るため",
            choices(&["性能", "操作性", "価格", "セキュリティ", "他システム連携", "データ移行", "サポート"]),
        ),
        field(
            "trial",
            ("試用の希望", "Wants a trial"),
            "試用環境の準備をすぐに始めるため",
            FieldKind::Flag {},
        ),
    ];
    template(("デモ", "Demonstration"), ActivityKind::Demonstration, fields)
}

fn complaint() -> TemplateFields {
    let fields = vec![
        required(field(
            "severity",
            ("影響", "Impact"),
            "上司とサポートが、今すぐ動くべきかを判断するため",
            choice(&["業務停止", "一部に影響", "軽微"]),
        )),
        field(
            "cause",
            ("原因の見立て", "Likely cause"),
            "最初に動く部門を決めるため",
            choice(&["製品の不具合", "設定・運用", "納期・手配", "説明不足", "まだ分からない"]),
        ),
        field(
            "promised",
            ("回答期限", "Answer promised by"),
            "お客様との約束を全員で守るため",
            FieldKind::Day {},
        ),
        field(
            "contained",
            ("応急処置済み", "Contained"),
            "残っている危険の大きさを知るため",
            FieldKind::Flag {},
        ),
    ];
    template(("クレーム", "Complaint"), ActivityKind::Complaint, fields)
}

fn internal() -> TemplateFields {
    let fields = vec![
        required(field(
            "subject",
            ("種別", "Subject"),
            "案件のために社内でどう動いたかを残すため",
            choice(&["打合せ", "技術確認", "見積・原価調整", "社内承認", "勉強会", "その他"]),
        )),
        field(
            "hours",
            ("所要時間(時間)", "Hours spent"),
            "受注までにかかった手間を知るため",
            FieldKind::Number {},
        ),
    ];
    template(("社内活動", "Internal"), ActivityKind::Internal, fields)
}

fn reaction() -> Field {
    field(
        "reaction",
        ("お客様の反応", "Customer's reaction"),
        "案件の温度を、読む人が一目でつかむため",
        choice(&["前向き", "検討中", "慎重", "否定的"]),
    )
}

fn topics() -> Field {
    field(
        "topics",
        ("話題", "Topics"),
        "同じ話題の事例を後から探せるようにするため",
        choices(&[
            "課題の聞き取り",
            "提案・説明",
            "見積・条件",
            "競合",
            "納期・体制",
            "契約",
            "導入後の状況",
        ]),
    )
}

fn issue() -> Field {
    field(
        "issue",
        ("お客様の課題", "Customer's problem"),
        "お客様の言葉のまま残すと、提案書と技術の回答がずれないため",
        FieldKind::Text {},
    )
}

fn template((name, name_en): (&str, &str), activity: ActivityKind, fields: Vec<Field>) -> TemplateFields {
    TemplateFields { name: name.to_owned(), name_en: name_en.to_owned(), activity, fields, retired: false }
}

fn field(key: &str, (label, label_en): (&str, &str), why: &str, kind: FieldKind) -> Field {
    Field {
        key: key.to_owned(),
        label: label.to_owned(),
        label_en: label_en.to_owned(),
        why: why.to_owned(),
        kind,
        required: false,
    }
}

fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

fn choice(options: &[&str]) -> FieldKind {
    FieldKind::Choice { options: owned(options) }
}

fn choices(options: &[&str]) -> FieldKind {
    FieldKind::Choices { options: owned(options) }
}

fn owned(options: &[&str]) -> Vec<String> {
    options.iter().map(|option| (*option).to_owned()).collect()
}

/// The purposes of a new organisation with these stages.
#[must_use]
pub fn default_purposes(stages: &[Stage]) -> Vec<PurposeFields> {
    let mut all = vec![people_to_superiors(), deal_to_team()];
    all.extend(consults());
    all.extend([
        competitors(),
        stage_changes(),
        endings(stages),
        complaints(),
        acquaintances(),
        large_deals(),
    ]);
    all
}

fn people_to_superiors() -> PurposeFields {
    PurposeFields {
        deadline: Some(Deadline { what: DeadlineKind::Read, working_minutes: DAY, escalate: None }),
        ..purpose(
            "部下の活動は上司へ",
            "日報を待たずに、その日のうちに助言できるようにするため",
            vec![],
            vec![Recipient::Superior { levels: 1 }],
            How::Timeline,
        )
    }
}

fn deal_to_team() -> PurposeFields {
    purpose(
        "案件の動きは担当チームへ",
        "同じ案件とお客様を受け持つ全員が、同じ状況を見て動くため",
        vec![],
        vec![Recipient::DealOwner {}, Recipient::DealTeam { role: None }, Recipient::CustomerOwner {}],
        How::Timeline,
    )
}

fn consults() -> [PurposeFields; 2] {
    let consult = || vec![Condition::Consult { topics: Vec::new() }];
    let first_response = Deadline {
        what: DeadlineKind::FirstResponse,
        working_minutes: 60,
        escalate: Some(Recipient::Superior { levels: 2 }),
    };
    let experts = purpose(
        "相談は専門家へ",
        "お客様の質問に、次の訪問を待たずに答えるため",
        consult(),
        vec![Recipient::Experts {}, Recipient::DealTeam { role: Some(TeamRole::Engineer) }],
        How::Notify,
    );
    let superiors = purpose(
        "相談は上司へ",
        "担当者を一人で困らせず、同行や社内調整をすぐに決めるため",
        consult(),
        vec![Recipient::Superior { levels: 1 }],
        How::Notify,
    );
    [PurposeFields { deadline: Some(first_response), ..experts }, superiors]
}

fn competitors() -> PurposeFields {
    purpose(
        "競合の動きは担当へ",
        "競合の提案を知ったその日に、こちらの打ち手を変えるため",
        vec![Condition::Competitor { any_of: Vec::new() }],
        vec![
            Recipient::DealOwner {},
            Recipient::DealTeam { role: Some(TeamRole::Sales) },
            Recipient::CustomerOwner {},
        ],
        How::Notify,
    )
}

fn stage_changes() -> PurposeFields {
    purpose(
        "段階が変わったら上司と担当へ",
        "案件が動いたときに、見込みと体制をすぐに見直すため",
        vec![Condition::StageChanged { to: Vec::new() }],
        vec![Recipient::Superior { levels: 1 }, Recipient::DealOwner {}],
        How::Notify,
    )
}

fn endings(stages: &[Stage]) -> PurposeFields {
    let ends = stages.iter().enumerate().filter(|(_, stage)| stage.outcome != StageOutcome::Open);
    let to = ends.filter_map(|(place, _)| u8::try_from(place).ok()).map(StageId).collect();
    purpose(
        "受注・失注は関係者全員へ",
        "喜びと学びを、支えた全員で分かち合うため",
        vec![Condition::StageChanged { to }],
        vec![
            Recipient::Superior { levels: 2 },
            Recipient::DealTeam { role: None },
            Recipient::CustomerOwner {},
        ],
        How::Notify,
    )
}

fn complaints() -> PurposeFields {
    let deadline = Deadline {
        what: DeadlineKind::FirstResponse,
        working_minutes: 60,
        escalate: Some(Recipient::Superior { levels: 3 }),
    };
    let fields = purpose(
        "クレームは二階層上の上司とサポートへ",
        "お客様をお待たせせず、会社として初動を決めるため",
        vec![Condition::Activity { any_of: vec![ActivityKind::Complaint] }],
        vec![
            Recipient::Superior { levels: 2 },
            Recipient::DealOwner {},
            Recipient::DealTeam { role: Some(TeamRole::Support) },
            Recipient::CustomerOwner {},
        ],
        How::Notify,
    );
    PurposeFields { deadline: Some(deadline), ..fields }
}

fn acquaintances() -> PurposeFields {
    purpose(
        "面識のある人へ",
        "先方をよく知る人の一言を、商談に生かすため",
        vec![],
        vec![Recipient::Acquaintances {}],
        How::Timeline,
    )
}

fn large_deals() -> PurposeFields {
    purpose(
        "大型案件は部門長へ",
        "五千万円以上の案件に、部門として早めに手を打つため",
        vec![Condition::Amount { min_yen: Some(LARGE_DEAL_YEN), max_yen: None }],
        vec![Recipient::Superior { levels: 3 }],
        How::Timeline,
    )
}

fn purpose(
    name: &str,
    why: &str,
    what: Vec<Condition>,
    recipients: Vec<Recipient>,
    how: How,
) -> PurposeFields {
    PurposeFields {
        name: name.to_owned(),
        why: why.to_owned(),
        from: Source::Anybody,
        what,
        recipients,
        how,
        deadline: None,
        paused: false,
    }
}
