//! The card: a report as the timeline shows it. Built by one function, so that the card that a session is
//! sent, the one it gets by resume and the one that HTTP returns are the same.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActivityKind, Attachment, CompetitorId, Consult, ContactId, CustomerId, Day, Deal, DealChanges, DealId,
    DecisionRole, EarlierVersion, FieldValue, How, MemberId, NextMove, Organisation, ProductId, Reaction,
    ReactionKind, Reason, Reply, ReplyId, ReplyKind, Report, ReportId, Seq, StageId, StageOutcome,
    TemplateId, Timestamp,
};

/// Replies that a card carries; the rest is fetched with the report.
pub const CARD_REPLIES: usize = 3;

/// A member by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRef {
    /// Who.
    pub id: MemberId,
    /// 田中 陽子
    pub name: String,
    /// 技術部
    pub department: String,
}

/// A customer by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerRef {
    /// Which.
    pub id: CustomerId,
    /// 東和精密工業株式会社
    pub name: String,
}

/// A contact by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactRef {
    /// Who.
    pub id: ContactId,
    /// 山本 一郎
    pub name: String,
    /// 製造部 部長
    pub title: String,
    /// The part in the decision.
    pub decision: DecisionRole,
}

/// A product by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductRef {
    /// Which.
    pub id: ProductId,
    /// Its name.
    pub name: String,
}

/// A competitor by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompetitorRef {
    /// Which.
    pub id: CompetitorId,
    /// Its name.
    pub name: String,
}

/// A stage by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageRef {
    /// Which.
    pub id: StageId,
    /// 商談
    pub name: String,
    /// Whether the deal ends here.
    pub outcome: StageOutcome,
}

/// Where a deal stands: as of filing, or as of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// The stage.
    pub stage: StageRef,
    /// Yen; null: not known (未入力).
    pub amount_yen: Option<i64>,
    /// Percent: the deal's own, else the usual one of the stage.
    pub probability: u8,
    /// When the order is expected.
    pub expected_close: Option<Day>,
    /// Who sells against us.
    pub competitors: Vec<CompetitorRef>,
    /// Who is in charge.
    pub owner: MemberRef,
}

/// The stock panel of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stock {
    /// The deal.
    pub deal: DealId,
    /// Its name.
    pub deal_name: String,
    /// Whether it is the general deal (案件外) of its customer.
    pub general: bool,
    /// The customer.
    pub customer: CustomerRef,
    /// How it stood when the report was filed, with the report's changes in it.
    pub then: Standing,
    /// The stage from which the report moved it, where it did.
    pub stage_before: Option<StageRef>,
    /// How it stands now.
    pub now: Standing,
    /// Since when it stands in its stage.
    pub stage_since: Timestamp,
    /// How many steps the way has, and on which one it stands now, for the progress bar.
    pub progress: Progress,
}

/// A place on a deal's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// Steps done, from 1; 0 for a lost deal.
    pub step: u8,
    /// Steps to an order.
    pub of: u8,
}

/// A filled field of the template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// The field's key.
    pub key: String,
    /// What the form called it.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Its value.
    pub value: FieldValue,
}

/// The activity that a card reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Activity {
    /// The form.
    pub template: TemplateId,
    /// 訪問
    pub name: String,
    /// Visit
    pub name_en: String,
    /// What kind it is.
    pub kind: ActivityKind,
}

/// A reply as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplyView {
    /// The reply's number.
    pub id: ReplyId,
    /// Who wrote it.
    pub author: MemberRef,
    /// When.
    pub at: Timestamp,
    /// What it is meant as.
    pub kind: ReplyKind,
    /// What it says.
    pub text: String,
    /// Members named in it.
    pub mentions: Vec<MemberRef>,
    /// Files.
    pub files: Vec<Attachment>,
    /// Whether it is the answer to the consult.
    pub answer: bool,
}

/// A consult as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultView {
    /// The question and where it stands.
    #[serde(flatten)]
    pub consult: Consult,
    /// Who took it.
    pub claimed: Option<MemberRef>,
}

/// A next move as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextMoveView {
    /// What is done next.
    #[serde(flatten)]
    pub next_move: NextMove,
    /// Who does it.
    pub owner_ref: MemberRef,
    /// Who is asked to come along.
    pub companion: Option<MemberRef>,
}

/// How many reacted how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReactionCount {
    /// How.
    pub kind: ReactionKind,
    /// How many.
    pub count: u32,
}

/// What of a card is the same for all who see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CardBody {
    /// The report's number.
    pub id: ReportId,
    /// The last event on it.
    pub seq: Seq,
    /// Who filed it.
    pub author: MemberRef,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The last thing that happened on it.
    pub last_at: Timestamp,
    /// What it reports.
    pub activity: Activity,
    /// What it belongs to.
    pub stock: Stock,
    /// Whom they met.
    pub met: Vec<ContactRef>,
    /// The filled fields of the template.
    pub facts: Vec<Fact>,
    /// What there is to say besides.
    pub text: String,
    /// Products that were talked about.
    pub products: Vec<ProductRef>,
    /// Files.
    pub files: Vec<Attachment>,
    /// Members named in the text.
    pub mentions: Vec<MemberRef>,
    /// What it changed on the deal.
    pub deal_changes: DealChanges,
    /// The question in it.
    pub consult: Option<ConsultView>,
    /// The last next move that was set on it.
    pub next_move: Option<NextMoveView>,
    /// All replies so far.
    pub reply_count: u32,
    /// The last [`CARD_REPLIES`] of them, the oldest first.
    pub replies: Vec<ReplyView>,
    /// Who took note.
    pub acknowledged: Vec<MemberRef>,
    /// How many reacted how.
    pub reactions: Vec<ReactionCount>,
    /// How often it was corrected.
    pub corrections: u32,
    /// How many it went to, its author not counted.
    pub audience: u32,
}

/// What of a card concerns the one who sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct You {
    /// Why you got it; empty when you only looked it up.
    pub reasons: Vec<Reason>,
    /// How loudly it was shared with you.
    pub how: How,
    /// Whether it is addressed to you, as against merely watched.
    pub addressed: bool,
    /// Whether something on it that concerns you is newer than what you read.
    pub unread: bool,
    /// Whether you took note.
    pub acknowledged: bool,
    /// How you reacted.
    pub reactions: Vec<ReactionKind>,
}

/// A report as one member's timeline shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Card {
    /// The same for all.
    #[serde(flatten)]
    pub body: CardBody,
    /// For the one who sees it.
    pub you: You,
}

/// A card with its whole conversation and history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportDetail {
    /// The card.
    pub card: Card,
    /// Every reply, the oldest first.
    pub replies: Vec<ReplyView>,
    /// What it said before, the oldest first.
    pub earlier: Vec<EarlierVersion>,
    /// Every next move that was set on it.
    pub next_moves: Vec<NextMoveView>,
    /// The cursor at which this was built.
    pub cursor: Seq,
}

impl Organisation {
    /// A member by name; someone unknown is named by number.
    #[must_use]
    pub fn member_ref(&self, id: MemberId) -> MemberRef {
        let member = self.members.get(&id);
        let department = member.and_then(|m| self.departments.get(&m.fields.department));
        MemberRef {
            id,
            name: member.map_or_else(|| format!("#{id}"), |m| m.fields.name.clone()),
            department: department.map_or_else(String::new, |d| d.fields.name.clone()),
        }
    }

    fn member_refs(&self, ids: impl IntoIterator<Item = MemberId>) -> Vec<MemberRef> {
        ids.into_iter().map(|id| self.member_ref(id)).collect()
    }

    fn stage_ref(&self, id: StageId) -> StageRef {
        let stage = self.stage(id);
        StageRef {
            id,
            name: stage.map_or_else(|| format!("#{}", id.0), |s| s.name.clone()),
            outcome: stage.map_or(StageOutcome::Open, |s| s.outcome),
        }
    }

    fn customer_ref(&self, id: CustomerId) -> CustomerRef {
        let name = self.customers.get(&id).map_or_else(|| format!("#{id}"), |c| c.fields.name.clone());
        CustomerRef { id, name }
    }

    fn contact_ref(&self, id: ContactId) -> ContactRef {
        let fields = self.contacts.get(&id).map(|c| &c.fields);
        ContactRef {
            id,
            name: fields.map_or_else(|| format!("#{id}"), |f| f.name.clone()),
            title: fields.map_or_else(String::new, |f| f.title.clone()),
            decision: fields.map_or(DecisionRole::Unknown, |f| f.decision),
        }
    }

    fn competitor_refs(&self, ids: &[CompetitorId]) -> Vec<CompetitorRef> {
        let name = |id| self.competitors.get(id).map_or_else(|| format!("#{id}"), |c| c.fields.name.clone());
        ids.iter().map(|id| CompetitorRef { id: *id, name: name(id) }).collect()
    }

    fn product_refs(&self, ids: &[ProductId]) -> Vec<ProductRef> {
        let name = |id| self.products.get(id).map_or_else(|| format!("#{id}"), |p| p.fields.name.clone());
        ids.iter().map(|id| ProductRef { id: *id, name: name(id) }).collect()
    }

    fn usual_probability(&self, stage: StageId) -> u8 {
        self.stage(stage).map_or(0, |s| s.probability)
    }

    fn standing_then(&self, report: &Report) -> Standing {
        let then = &report.as_of;
        Standing {
            stage: self.stage_ref(then.stage),
            amount_yen: then.amount_yen,
            probability: then.probability.unwrap_or_else(|| self.usual_probability(then.stage)),
            expected_close: then.expected_close,
            competitors: self.competitor_refs(&then.competitors),
            owner: self.member_ref(then.owner),
        }
    }

    /// Where a deal stands now.
    #[must_use]
    pub fn standing(&self, deal: &Deal) -> Standing {
        let now = &deal.fields;
        Standing {
            stage: self.stage_ref(now.stage),
            amount_yen: now.amount_yen,
            probability: now.probability.unwrap_or_else(|| self.usual_probability(now.stage)),
            expected_close: now.expected_close,
            competitors: self.competitor_refs(&now.competitors),
            owner: self.member_ref(now.owner),
        }
    }

    /// How far a deal is on its way.
    #[must_use]
    pub fn progress(&self, stage: StageId) -> Progress {
        let on_the_way = |s: &&crate::Stage| s.outcome != StageOutcome::Lost;
        let of = self.stages.iter().filter(on_the_way).count();
        let lost = self.stage(stage).is_some_and(|s| s.outcome == StageOutcome::Lost);
        let step = if lost { 0 } else { usize::from(stage.0) + 1 };
        let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        Progress { step: small(step.min(of)), of: small(of) }
    }

    fn stock(&self, report: &Report) -> Stock {
        let deal = self.deals.get(&report.deal);
        let now = deal.map_or_else(|| self.standing_then(report), |deal| self.standing(deal));
        Stock {
            deal: report.deal,
            deal_name: deal.map_or_else(|| format!("#{}", report.deal), |d| d.fields.name.clone()),
            general: deal.is_some_and(|d| d.general),
            customer: self.customer_ref(report.as_of.customer),
            then: self.standing_then(report),
            stage_before: report.as_of.stage_before.map(|stage| self.stage_ref(stage)),
            progress: self.progress(now.stage.id),
            now,
            stage_since: deal.map_or(report.filed_at, |d| d.stage_since),
        }
    }

    fn activity(&self, template: TemplateId) -> Activity {
        let fields = self.templates.get(&template).map(|t| &t.fields);
        Activity {
            template,
            name: fields.map_or_else(String::new, |f| f.name.clone()),
            name_en: fields.map_or_else(String::new, |f| f.name_en.clone()),
            kind: fields.map_or(ActivityKind::Other, |f| f.activity),
        }
    }

    fn facts(&self, report: &Report) -> Vec<Fact> {
        let Some(template) = self.templates.get(&report.template) else { return Vec::new() };
        let fields = template.fields.fields.iter();
        fields
            .filter_map(|field| {
                Some(Fact {
                    key: field.key.clone(),
                    label: field.label.clone(),
                    label_en: field.label_en.clone(),
                    value: report.fields.get(&field.key)?.clone(),
                })
            })
            .collect()
    }

    /// A reply as a card shows it.
    #[must_use]
    pub fn reply_view(&self, report: &Report, reply: &Reply) -> ReplyView {
        ReplyView {
            id: reply.id,
            author: self.member_ref(reply.author),
            at: reply.at,
            kind: reply.kind,
            text: reply.text.clone(),
            mentions: self.member_refs(reply.mentions.iter().copied()),
            files: reply.files.clone(),
            answer: report.consult.as_ref().is_some_and(|c| c.answer == Some(reply.id)),
        }
    }

    /// A next move as a card shows it.
    #[must_use]
    pub fn next_move_view(&self, next_move: &NextMove) -> NextMoveView {
        NextMoveView {
            next_move: next_move.clone(),
            owner_ref: self.member_ref(next_move.owner),
            companion: next_move.accompany.as_ref().map(|a| self.member_ref(a.who)),
        }
    }

    /// What of a report's card is the same for all who see it.
    #[must_use]
    pub fn card_body(&self, report: &Report) -> CardBody {
        let shown = report.replies.len().saturating_sub(CARD_REPLIES);
        CardBody {
            id: report.id,
            seq: report.last_seq,
            author: self.member_ref(report.author),
            filed_at: report.filed_at,
            occurred_at: report.occurred_at,
            last_at: report.last_at,
            activity: self.activity(report.template),
            stock: self.stock(report),
            met: report.met.iter().map(|id| self.contact_ref(*id)).collect(),
            facts: self.facts(report),
            text: report.text.clone(),
            products: self.product_refs(&report.products),
            files: report.files.clone(),
            mentions: self.member_refs(report.mentions.iter().copied()),
            deal_changes: report.deal_changes.clone(),
            consult: report.consult.clone().map(|consult| ConsultView {
                claimed: consult.claimed_by.map(|m| self.member_ref(m)),
                consult,
            }),
            next_move: report.next_moves.last().map(|m| self.next_move_view(m)),
            reply_count: count(report.replies.len()),
            replies: report.replies[shown..].iter().map(|r| self.reply_view(report, r)).collect(),
            acknowledged: self.member_refs(report.acknowledgements.iter().map(|a| a.member)),
            reactions: reaction_counts(&report.reactions),
            corrections: count(report.earlier.len()),
            audience: count(report.audience.len().saturating_sub(1)),
        }
    }
}

impl You {
    /// What of a report concerns a member; `unread` is the inbox's to say.
    #[must_use]
    pub fn of(report: &Report, member: MemberId, addressed: bool, unread: bool) -> You {
        let entry = report.entry(member);
        You {
            reasons: entry.map_or_else(Vec::new, |e| e.reasons.clone()),
            how: entry.map_or(How::Timeline, |e| e.how),
            addressed,
            unread,
            acknowledged: report.acknowledgements.iter().any(|a| a.member == member),
            reactions: report.reactions.iter().filter(|r| r.member == member).map(|r| r.kind).collect(),
        }
    }
}

fn reaction_counts(reactions: &[Reaction]) -> Vec<ReactionCount> {
    let mut counts: Vec<ReactionCount> = Vec::new();
    for reaction in reactions {
        match counts.iter_mut().find(|c| c.kind == reaction.kind) {
            Some(there) => there.count += 1,
            None => counts.push(ReactionCount { kind: reaction.kind, count: 1 }),
        }
    }
    counts.sort_by_key(|c| c.kind);
    counts
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
