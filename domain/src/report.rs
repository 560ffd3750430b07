//! Reports: what a person files, and what becomes of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AudienceEntry, CompetitorId, Consult, ContactId, CustomerId, Day, DealChanges, DealId, FieldValues,
    FileId, MemberId, NewConsult, NewNextMove, NextMove, ProductId, Reply, ReportId, Seq, StageId,
    TemplateId, Timestamp, limits,
};

/// A file that goes with a report or a reply. Its bytes were uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The file.
    pub id: FileId,
    /// The name under which it is shown and saved.
    pub name: String,
    /// Its sniffed media type. What a client sends here is replaced by what the server found.
    #[serde(default)]
    pub media_type: String,
    /// Its size in bytes. What a client sends here is replaced by what the server found.
    #[serde(default)]
    pub bytes: u64,
}

/// What a person files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileReport {
    /// The deal, or the general deal of a customer (which has the customer's number).
    pub deal: DealId,
    /// The form that was filled.
    pub template: TemplateId,
    /// When it happened. Now, where it is absent.
    #[serde(default)]
    pub occurred_at: Option<Timestamp>,
    /// Whom they met.
    #[serde(default)]
    pub met: Vec<ContactId>,
    /// The fields of the template.
    #[serde(default)]
    pub fields: FieldValues,
    /// What there is to say besides; may be empty.
    #[serde(default)]
    pub text: String,
    /// Products that were talked about, besides those of the deal.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Competitors that were talked about.
    #[serde(default)]
    pub competitors: Vec<CompetitorId>,
    /// Files that go with it.
    #[serde(default)]
    pub files: Vec<Attachment>,
    /// Members who are named in the text.
    #[serde(default)]
    pub mentions: Vec<MemberId>,
    /// A question to those who know.
    #[serde(default)]
    pub consult: Option<NewConsult>,
    /// What is done next.
    #[serde(default)]
    pub next_move: Option<NewNextMove>,
    /// What changed on the deal.
    #[serde(default)]
    pub deal_changes: DealChanges,
    /// Members who are to get it besides those whom the purposes name.
    #[serde(default)]
    pub also: Vec<MemberId>,
    /// Members who are not to get it. The author's superior cannot be left out.
    #[serde(default)]
    pub not: Vec<MemberId>,
    /// What it took to file it, where the client counted it in one go. Shown to who designs the forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
}

/// What it took to file a report, from the first tap on "new" to the last on "file".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Taps and clicks, without those that put the caret into a text.
    pub taps: u32,
    /// Seconds.
    pub seconds: u32,
}

/// What may be corrected on a report while the window is open. What is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Correction {
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// Whom they met.
    pub met: Option<Vec<ContactId>>,
    /// The fields of the template, all of them.
    pub fields: Option<FieldValues>,
    /// The text.
    pub text: Option<String>,
}

/// What a report said before it was corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EarlierVersion {
    /// When it was corrected.
    pub corrected_at: Timestamp,
    /// When it was said to have happened.
    pub occurred_at: Timestamp,
    /// Who was said to have been met.
    pub met: Vec<ContactId>,
    /// The fields as they were.
    pub fields: FieldValues,
    /// The text as it was.
    pub text: String,
}

/// A deal as it was when a report was filed, with the report's own changes in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DealSnapshot {
    /// The customer.
    pub customer: CustomerId,
    /// Who was in charge.
    pub owner: MemberId,
    /// Where it stood.
    pub stage: StageId,
    /// Where it stood before this report, where the report moved it.
    pub stage_before: Option<StageId>,
    /// Yen; none: not known.
    pub amount_yen: Option<i64>,
    /// Percent; none: the usual one of the stage.
    pub probability: Option<u8>,
    /// When the order was expected.
    pub expected_close: Option<Day>,
    /// Who sold against us.
    pub competitors: Vec<CompetitorId>,
}

/// A member's "I have taken note" (確認しました).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// Who.
    pub member: MemberId,
    /// When.
    pub at: Timestamp,
}

/// What a reaction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReactionKind {
    /// 👍
    Like,
    /// 🎉
    Celebrate,
    /// 💡
    Insight,
    /// 🙏
    Thanks,
    /// 💪
    Support,
}

impl std::str::FromStr for ReactionKind {
    type Err = crate::Rejection;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "like" => Ok(ReactionKind::Like),
            "celebrate" => Ok(ReactionKind::Celebrate),
            "insight" => Ok(ReactionKind::Insight),
            "thanks" => Ok(ReactionKind::Thanks),
            "support" => Ok(ReactionKind::Support),
            _ => Err(crate::Rejection::not_found("reaction")),
        }
    }
}

/// A member's reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// Who.
    pub member: MemberId,
    /// What.
    pub kind: ReactionKind,
}

/// A report with everything that became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The report's number.
    pub id: ReportId,
    /// Who filed it.
    pub author: MemberId,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// On which deal.
    pub deal: DealId,
    /// The form.
    pub template: TemplateId,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Whom they met.
    pub met: Vec<ContactId>,
    /// The fields of the template.
    pub fields: FieldValues,
    /// The text.
    pub text: String,
    /// Products that were talked about.
    pub products: Vec<ProductId>,
    /// Competitors that were talked about.
    #[serde(default)]
    pub competitors: Vec<CompetitorId>,
    /// Files.
    pub files: Vec<Attachment>,
    /// Members named in the text.
    pub mentions: Vec<MemberId>,
    /// What it changed on the deal.
    pub deal_changes: DealChanges,
    /// The deal as it was then.
    pub as_of: DealSnapshot,
    /// Whom it went to, and why.
    #[serde(with = "crate::audience_groups")]
    pub audience: Arc<Vec<AudienceEntry>>,
    /// The question in it.
    pub consult: Option<Consult>,
    /// Next moves that were set on it.
    pub next_moves: Vec<NextMove>,
    /// The answers, the oldest first.
    pub replies: Vec<Reply>,
    /// Who took note.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Who reacted how.
    pub reactions: Vec<Reaction>,
    /// What it said before, the oldest first.
    pub earlier: Vec<EarlierVersion>,
    /// The last event on it.
    pub last_seq: Seq,
    /// When that was.
    pub last_at: Timestamp,
}

impl Report {
    /// The entry of a member in the audience.
    #[must_use]
    pub fn entry(&self, member: MemberId) -> Option<&AudienceEntry> {
        self.audience.iter().find(|entry| entry.member == member)
    }

    /// Until when its author may correct it; None: it was corrected as often as it may be.
    #[must_use]
    pub fn correctable_until(&self) -> Option<Timestamp> {
        let often = self.earlier.len() >= limits::CORRECTIONS_MAX;
        (!often).then(|| self.filed_at.plus_ms(limits::CORRECTION_WINDOW_MS))
    }

    /// Who has a part in the conversation: the author and those who replied.
    #[must_use]
    pub fn participants(&self) -> Vec<MemberId> {
        let mut all = vec![self.author];
        for reply in &self.replies {
            if !all.contains(&reply.author) {
                all.push(reply.author);
            }
        }
        all
    }
}
