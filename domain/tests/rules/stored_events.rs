//! The log's format: every event as it is written, word for word. What is written once is read for ever, so
//! a line that changes here breaks every log there is; new fields come with a default and a line of their own.

use uchite_domain::*;

use crate::support::{START, consult, next_move};

fn text(text: &str) -> String {
    text.to_owned()
}

fn masters() -> Vec<Event> {
    let stage = |name: &str, probability, outcome| Stage { name: text(name), probability, outcome };
    let stages = vec![stage("接触", 10, StageOutcome::Open), stage("受注", 100, StageOutcome::Won)];
    let department =
        DepartmentFields { name: text("技術部"), parent: Some(DepartmentId(2)), head: Some(MemberId(3)) };
    let member = MemberFields {
        name: text("田中 陽子"),
        kana: text("たなか ようこ"),
        login: text("tanaka"),
        employee_no: text("0012"),
        title: text("主任"),
        department: DepartmentId(2),
        superior: Some(MemberId(3)),
        role: Role::Manager,
        products: vec![ProductId(4)],
        topics: vec![text("性能")],
        active: true,
    };
    let customer = CustomerFields {
        name: text("東和精密工業株式会社"),
        kana: text("とうわせいみつこうぎょう"),
        aliases: vec![text("東和")],
        former_names: vec![text("東和製作所")],
        industry: text("製造業"),
        owner: Some(MemberId(3)),
        internal: false,
        retired: false,
    };
    let contact = ContactFields {
        customer: CustomerId(5),
        name: text("山本 一郎"),
        kana: text("やまもと いちろう"),
        title: text("製造部 部長"),
        decision: DecisionRole::Decider,
        known_by: vec![MemberId(3)],
        retired: false,
    };
    let named = NamedFields {
        name: text("生産管理"),
        kana: text("せいさん"),
        aliases: vec![text("MES")],
        retired: true,
    };
    vec![
        Event::OrganisationFounded { name: text("青葉"), stages: stages.clone() },
        Event::StagesSet { stages },
        Event::DepartmentAdded { fields: department.clone() },
        Event::DepartmentChanged { department: DepartmentId(2), fields: department },
        Event::MemberAdded { fields: member.clone() },
        Event::MemberChanged { member: MemberId(7), fields: member },
        Event::CustomerAdded { fields: customer.clone() },
        Event::CustomerChanged { customer: CustomerId(5), fields: customer },
        Event::ContactAdded { fields: contact.clone() },
        Event::ContactChanged { contact: ContactId(6), fields: contact },
        Event::ProductAdded { fields: named.clone() },
        Event::ProductChanged { product: ProductId(4), fields: named.clone() },
        Event::CompetitorAdded { fields: named.clone() },
        Event::CompetitorChanged { competitor: CompetitorId(8), fields: named },
        Event::TemplateAdded { fields: template() },
        Event::TemplateChanged { template: TemplateId(9), fields: template() },
        Event::PurposeAdded { fields: purpose() },
        Event::PurposeChanged { purpose: PurposeId(10), version: 2, fields: purpose() },
        Event::DealOpened { fields: deal() },
    ]
}

fn template() -> TemplateFields {
    let field = |key: &str, kind| Field {
        key: text(key),
        label: text("欄"),
        label_en: text("Field"),
        why: text("ため"),
        kind,
        required: true,
    };
    TemplateFields {
        name: text("訪問"),
        name_en: text("Visit"),
        activity: ActivityKind::WebMeeting,
        fields: vec![
            field("a", FieldKind::Text {}),
            field("b", FieldKind::Number {}),
            field("c", FieldKind::Day {}),
            field("d", FieldKind::Flag {}),
            field("e", FieldKind::Choice { options: vec![text("甲")] }),
            field("f", FieldKind::Choices { options: vec![text("乙")] }),
        ],
        retired: false,
    }
}

fn purpose() -> PurposeFields {
    PurposeFields {
        name: text("目的"),
        why: text("ため"),
        from: Source::Departments { any_of: vec![DepartmentId(2)] },
        what: vec![
            Condition::Activity { any_of: vec![ActivityKind::Complaint] },
            Condition::Consult { topics: vec![text("性能")] },
            Condition::Product { any_of: vec![ProductId(4)] },
            Condition::Stage { any_of: vec![StageId(1)] },
            Condition::StageChanged { to: vec![] },
            Condition::Amount { min_yen: Some(1), max_yen: None },
            Condition::Competitor { any_of: vec![] },
            Condition::Customer { any_of: vec![CustomerId(5)] },
            Condition::Industry { any_of: vec![text("製造業")] },
            Condition::Field { key: text("e"), any_of: vec![text("甲")] },
        ],
        recipients: vec![
            Recipient::Superior { levels: 2 },
            Recipient::DealOwner {},
            Recipient::DealTeam { role: Some(TeamRole::Engineer) },
            Recipient::CustomerOwner {},
            Recipient::Experts {},
            Recipient::Department { department: DepartmentId(2) },
            Recipient::Role { role: Role::Admin },
            Recipient::Members { members: vec![MemberId(3)] },
            Recipient::Acquaintances {},
        ],
        how: How::Notify,
        deadline: Some(Deadline {
            what: DeadlineKind::FirstResponse,
            working_minutes: 60,
            escalate: Some(Recipient::DealOwner {}),
        }),
        paused: false,
    }
}

fn deal() -> DealFields {
    DealFields {
        name: text("刷新"),
        customer: CustomerId(5),
        owner: MemberId(3),
        team: vec![TeamMember { member: MemberId(7), role: TeamRole::Support }],
        stage: StageId(1),
        amount_yen: Some(10_000_000),
        probability: Some(50),
        expected_close: Day::new(2026, 12, 25),
        competitors: vec![CompetitorId(8)],
        contacts: vec![ContactId(6)],
        products: vec![ProductId(4)],
        visibility: Visibility::Department,
    }
}

fn set_next_move() -> SetNextMove {
    SetNextMove {
        kind: MoveKind::Proposal,
        what: text("再訪"),
        owner: MemberId(3),
        due: Day::new(2026, 12, 1),
        accompany: Some(Accompany {
            who: MemberId(7),
            slots: vec![Slot { from: START, until: START.plus_ms(1) }],
            agreed: None,
        }),
    }
}

fn files() -> Vec<Attachment> {
    vec![Attachment {
        id: FileId::parse(&"ab".repeat(32)).unwrap(),
        name: text("見積.pdf"),
        media_type: text("application/pdf"),
        bytes: 12,
    }]
}

fn filed() -> ReportFiled {
    let fields = FieldValues::from([
        (text("b"), FieldValue::Number(1.5)),
        (text("d"), FieldValue::Flag(true)),
        (text("e"), FieldValue::Text(text("甲"))),
        (text("f"), FieldValue::Many(vec![text("乙")])),
    ]);
    let report = FileReport {
        deal: DealId(11),
        template: TemplateId(9),
        occurred_at: Some(START),
        met: vec![ContactId(6)],
        fields,
        text: text("訪問しました"),
        products: vec![ProductId(4)],
        competitors: vec![CompetitorId(8)],
        files: files(),
        mentions: vec![MemberId(7)],
        consult: Some(NewConsult {
            products: vec![ProductId(4)],
            promised: Day::new(2026, 12, 2),
            ask: vec![MemberId(7)],
            ..consult("何分か", &["性能"])
        }),
        next_move: Some(NewNextMove {
            accompany: Some(NewAccompany { who: MemberId(7), slots: vec![] }),
            ..next_move("再訪")
        }),
        deal_changes: DealChanges {
            stage: Some(StageId(1)),
            amount_yen: Some(2),
            probability: Some(3),
            expected_close: Day::new(2026, 12, 3),
            competitors_added: vec![CompetitorId(8)],
            contacts_added: vec![ContactId(6)],
        },
        also: vec![MemberId(12)],
        not: vec![MemberId(13)],
        effort: Some(Effort { taps: 5, seconds: 41 }),
    };
    let via = |via| Reason::Purpose { purpose: PurposeId(10), version: 1, name: text("目的"), via };
    let entry = |member, reasons: Vec<Reason>, how| AudienceEntry {
        member: MemberId(member),
        reasons: reasons.into(),
        how,
    };
    ReportFiled {
        report,
        audience: std::sync::Arc::new(vec![
            entry(3, vec![Reason::Author], How::Timeline),
            entry(7, vec![via(Via::Expert), Reason::Mentioned, Reason::Asked, Reason::NextMove], How::Notify),
            entry(12, vec![Reason::Accompany, Reason::Added], How::Digest),
        ]),
        as_of: DealSnapshot {
            customer: CustomerId(5),
            owner: MemberId(3),
            stage: StageId(1),
            stage_before: Some(StageId(0)),
            amount_yen: Some(2),
            probability: Some(3),
            expected_close: Day::new(2026, 12, 3),
            competitors: vec![CompetitorId(8)],
        },
        next_move: Some(set_next_move()),
    }
}

/// Members beside each other who have it for the same reasons stand together.
fn filed_for_many() -> ReportFiled {
    let entry = |member, reason: Reason, how| AudienceEntry {
        member: MemberId(member),
        reasons: [reason].into(),
        how,
    };
    ReportFiled {
        audience: std::sync::Arc::new(vec![
            entry(3, Reason::Author, How::Timeline),
            entry(7, Reason::Added, How::Notify),
            entry(8, Reason::Added, How::Notify),
            entry(9, Reason::Mentioned, How::Notify),
            entry(10, Reason::Added, How::Notify),
        ]),
        ..filed()
    }
}

fn on_deals() -> Vec<Event> {
    let (deal, report, concerns) = (DealId(11), ReportId(14), vec![MemberId(3)]);
    vec![
        Event::DealChanged { deal, fields: self::deal() },
        Event::ReportFiled(Box::new(filed())),
        Event::ReportFiled(Box::new(filed_for_many())),
        Event::ReportCorrected {
            deal,
            report,
            occurred_at: START,
            met: vec![ContactId(6)],
            fields: FieldValues::new(),
            text: text("訂正"),
        },
        Event::ReplyAdded(Box::new(ReplyAdded {
            deal,
            report,
            kind: ReplyKind::Instruction,
            text: text("同行します"),
            mentions: vec![MemberId(7)],
            files: files(),
            next_move: Some(set_next_move()),
            answers: true,
            joined: vec![AudienceEntry {
                member: MemberId(7),
                reasons: [Reason::Mentioned].into(),
                how: How::Notify,
            }],
            concerns: concerns.clone(),
        })),
        Event::ReactionSet { deal, report, kind: ReactionKind::Celebrate, on: true },
        Event::ReportAcknowledged { deal, report },
        Event::ConsultClaimed { deal, report, concerns: concerns.clone() },
        Event::AnswerAccepted { deal, report, reply: ReplyId(15), concerns: concerns.clone() },
        Event::ConsultReopened { deal, report, concerns: concerns.clone() },
        Event::NextMoveSet { deal, next_move: set_next_move() },
        Event::NextMoveChanged {
            deal,
            next_move: NextMoveId(14),
            report: Some(report),
            changes: NextMoveChanges { state: Some(MoveState::Done), ..NextMoveChanges::default() },
            concerns: concerns.clone(),
        },
        Event::SlotAgreed { deal, next_move: NextMoveId(14), report: None, slot: 0, concerns },
    ]
}

fn of_members() -> Vec<Event> {
    let member = MemberId(3);
    vec![
        Event::CardsRead { member, reports: vec![ReportId(14)], upto: Seq(20), how: ReadHow::Displayed },
        Event::CardsUnread { member, reports: vec![ReportId(14)] },
        Event::BookmarkSet { member, report: ReportId(14), on: true },
        Event::PasswordSet { member, hash: text("$argon2id$") },
        Event::TokenIssued {
            member,
            kind: TokenKind::Browser,
            name: text("Firefox"),
            digest: text("00"),
            scopes: vec![Scope::Read, Scope::Write, Scope::Admin],
            expires_at: START,
            address: text("127.0.0.1"),
        },
        Event::TokenRevoked { member, token: TokenId(16) },
        Event::DeviceRegistered {
            member,
            name: text("Firefox"),
            endpoint: text("https://push.example/1"),
            p256dh: text("k"),
            auth: text("a"),
        },
        Event::DeviceRemoved { member, device: DeviceId(17), why: text("410") },
    ]
}

fn all() -> Vec<Event> {
    [masters(), on_deals(), of_members()].concat()
}

#[test]
fn every_event_is_written_word_for_word_as_it_always_was() {
    let written: Vec<String> = all().iter().map(|e| serde_json::to_string(e).unwrap()).collect();
    let expected: Vec<&str> = include_str!("stored_events.jsonl").lines().collect();
    for (now, before) in written.iter().zip(&expected) {
        assert_eq!(now, before);
    }
    assert_eq!(written.len(), expected.len());
}

#[test]
fn every_event_that_was_written_is_read_as_it_was_meant() {
    let written = include_str!("stored_events.jsonl").lines();
    let read: Vec<Event> = written.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, all());
}

#[test]
fn each_kind_of_event_is_in_the_list() {
    // The tag of every variant; the compiler refuses the match below when one is missing.
    let mut kinds: Vec<&str> = all().iter().map(kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 39);
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::OrganisationFounded { .. } => "organisation_founded",
        Event::StagesSet { .. } => "stages_set",
        Event::DepartmentAdded { .. } => "department_added",
        Event::DepartmentChanged { .. } => "department_changed",
        Event::MemberAdded { .. } => "member_added",
        Event::MemberChanged { .. } => "member_changed",
        Event::CustomerAdded { .. } => "customer_added",
        Event::CustomerChanged { .. } => "customer_changed",
        Event::ContactAdded { .. } => "contact_added",
        Event::ContactChanged { .. } => "contact_changed",
        Event::ProductAdded { .. } => "product_added",
        Event::ProductChanged { .. } => "product_changed",
        Event::CompetitorAdded { .. } => "competitor_added",
        Event::CompetitorChanged { .. } => "competitor_changed",
        Event::TemplateAdded { .. } => "template_added",
        Event::TemplateChanged { .. } => "template_changed",
        Event::PurposeAdded { .. } => "purpose_added",
        Event::PurposeChanged { .. } => "purpose_changed",
        Event::DealOpened { .. } => "deal_opened",
        Event::DealChanged { .. } => "deal_changed",
        Event::ReportFiled(_) => "report_filed",
        Event::ReportCorrected { .. } => "report_corrected",
        Event::ReplyAdded(_) => "reply_added",
        Event::ReactionSet { .. } => "reaction_set",
        Event::ReportAcknowledged { .. } => "report_acknowledged",
        Event::ConsultClaimed { .. } => "consult_claimed",
        Event::AnswerAccepted { .. } => "answer_accepted",
        Event::ConsultReopened { .. } => "consult_reopened",
        Event::NextMoveSet { .. } => "next_move_set",
        Event::NextMoveChanged { .. } => "next_move_changed",
        Event::SlotAgreed { .. } => "slot_agreed",
        Event::CardsRead { .. } => "cards_read",
        Event::CardsUnread { .. } => "cards_unread",
        Event::BookmarkSet { .. } => "bookmark_set",
        Event::PasswordSet { .. } => "password_set",
        Event::TokenIssued { .. } => "token_issued",
        Event::TokenRevoked { .. } => "token_revoked",
        Event::DeviceRegistered { .. } => "device_registered",
        Event::DeviceRemoved { .. } => "device_removed",
    }
}

#[test]
fn an_event_stands_under_its_subject_and_its_tag() {
    for event in all() {
        let subject = event.subject().to_string();
        let expected = match kind(&event) {
            "cards_read" | "cards_unread" | "bookmark_set" | "password_set" | "token_issued"
            | "token_revoked" | "device_registered" | "device_removed" => "member:3",
            _ if event.deal().is_some() => "deal:11",
            _ => "organisation",
        };
        assert_eq!(subject, expected, "{event:?}");
        assert_eq!(serde_json::to_value(&event).unwrap()["type"], kind(&event));
    }
}

#[test]
fn an_event_in_the_log_says_whose_it_is_and_under_which_reference() {
    let event = Event::ReportAcknowledged { deal: DealId(11), report: ReportId(14) };
    let origin = Origin { client_ref: text("c-1"), digest: text("d") };
    let logged = LoggedEvent { by: Some(MemberId(3)), origin: Some(origin), event: event.clone() };
    let line = r#"{"by":3,"origin":{"client_ref":"c-1","digest":"d"},"event":{"type":"report_acknowledged","deal":11,"report":14}}"#;
    assert_eq!(serde_json::to_string(&logged).unwrap(), line);
    let system = LoggedEvent { by: None, origin: None, event };
    let line = r#"{"event":{"type":"report_acknowledged","deal":11,"report":14}}"#;
    assert_eq!(serde_json::to_string(&system).unwrap(), line);
    assert_eq!(serde_json::from_str::<LoggedEvent>(line).unwrap(), system);
}

#[test]
fn events_of_the_first_version_are_read_though_fields_came_later() {
    let old = r#"{"type":"report_filed","report":{"deal":11,"template":9},"audience":[],
        "as_of":{"customer":5,"owner":3,"stage":1,"competitors":[]}}"#;
    assert!(matches!(serde_json::from_str(old).unwrap(), Event::ReportFiled(_)));
    let old = r#"{"type":"reply_added","deal":11,"report":14,"kind":"advice","text":"a","concerns":[]}"#;
    assert!(matches!(serde_json::from_str(old).unwrap(), Event::ReplyAdded(_)));
    let old = r#"{"type":"deal_opened","fields":{"name":"x","customer":5,"owner":3}}"#;
    let Event::DealOpened { fields } = serde_json::from_str(old).unwrap() else { panic!("a deal") };
    assert_eq!((fields.stage, fields.visibility), (StageId(0), Visibility::Company));
}
