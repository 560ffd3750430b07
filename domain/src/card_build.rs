//! Filling the card. Done by one function, so that the card that a session is sent, the one it gets by resume
//! and the one that HTTP returns are the same.

use crate::{
    Activity, ActivityKind, AudienceEntry, CARD_CONTACTS, CARD_REPLIES, CardBody, CompetitorId,
    CompetitorRef, ConsultView, ContactId, ContactRef, CustomerId, CustomerRef, Deal, DealSnapshot,
    DecisionRole, Fact, How, MemberId, MemberRef, NextMove, NextMoveView, Organisation, Place, ProductId,
    ProductRef, Progress, Reaction, ReactionCount, ReactionKind, Reply, ReplyView, Report, StageId,
    StageOutcome, StageRef, Standing, Stock, TemplateId, You,
};

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

    fn first_contacts(&self, ids: &[ContactId]) -> Vec<ContactRef> {
        let mut all: Vec<ContactRef> = ids.iter().map(|id| self.contact_ref(*id)).collect();
        all.sort_by_key(|contact| weight(contact.decision));
        all.truncate(CARD_CONTACTS);
        all
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

    /// Where a deal stood.
    #[must_use]
    pub fn standing_of(&self, then: &DealSnapshot) -> Standing {
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
        let now = deal.map_or_else(|| self.standing_of(&report.as_of), |deal| self.standing(deal));
        Stock {
            deal: report.deal,
            deal_name: deal.map_or_else(|| format!("#{}", report.deal), |d| d.fields.name.clone()),
            general: deal.is_some_and(|d| d.general),
            customer: self.customer_ref(report.as_of.customer),
            then: self.standing_of(&report.as_of),
            stage_before: report.as_of.stage_before.map(|stage| self.stage_ref(stage)),
            progress: self.progress(now.stage.id),
            now,
            contacts: deal.map_or_else(Vec::new, |deal| self.first_contacts(&deal.fields.contacts)),
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
            competitors: self.competitor_refs(&report.competitors),
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
    /// What of a report concerns a member.
    #[must_use]
    pub fn of(report: &Report, member: MemberId, place: Place) -> You {
        You::with(report, report.entry(member), member, place)
    }

    /// The same, where the member's entry in the audience is at hand.
    #[must_use]
    pub fn with(report: &Report, entry: Option<&AudienceEntry>, member: MemberId, place: Place) -> You {
        You {
            reasons: entry.map_or_else(Vec::new, |e| e.reasons.to_vec()),
            how: entry.map_or(How::Timeline, |e| e.how),
            addressed: place.addressed,
            unread: place.unread,
            bookmarked: place.bookmarked,
            acknowledged: acknowledged(report, member),
            reactions: reactions(report, member).collect(),
        }
    }

    /// Whether [`Self::with`] would answer the same: a card for thousands is encoded once, not asked for thousands
    /// of times.
    #[must_use]
    pub fn fits(
        &self,
        report: &Report,
        entry: Option<&AudienceEntry>,
        member: MemberId,
        place: Place,
    ) -> bool {
        let how = entry.map_or(How::Timeline, |e| e.how);
        let reasons = entry.map_or(&[][..], |e| &e.reasons);
        let Place { addressed, unread, bookmarked } = place;
        (self.addressed, self.unread, self.bookmarked, self.how) == (addressed, unread, bookmarked, how)
            && self.reasons == *reasons
            && self.acknowledged == acknowledged(report, member)
            && reactions(report, member).eq(self.reactions.iter().copied())
    }
}

fn acknowledged(report: &Report, member: MemberId) -> bool {
    report.acknowledgements.iter().any(|a| a.member == member)
}

fn reactions(report: &Report, member: MemberId) -> impl Iterator<Item = ReactionKind> {
    report.reactions.iter().filter(move |r| r.member == member).map(|r| r.kind)
}

/// How much a contact's part weighs in a decision: the less, the more.
fn weight(decision: DecisionRole) -> u8 {
    match decision {
        DecisionRole::Decider => 0,
        DecisionRole::Influencer => 1,
        DecisionRole::Gatekeeper => 2,
        DecisionRole::User => 3,
        DecisionRole::Unknown => 4,
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
