//! The audience: whom a report goes to, each with the reasons why. Filing, preview and dry run use the one
//! function here.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Condition, Deal, DealSnapshot, FieldValue, FileReport, How, MemberId, Organisation, ProductId, Purpose,
    PurposeId, Recipient, Source, Via,
};

/// Why a member got a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// They filed it.
    Author,
    /// A purpose names them.
    Purpose {
        /// The purpose.
        purpose: PurposeId,
        /// The version that routed it.
        version: u32,
        /// What it was called.
        name: String,
        /// As what it found them.
        via: Via,
    },
    /// They are named in the text.
    Mentioned,
    /// They were asked by name.
    Asked,
    /// The next move is theirs.
    NextMove,
    /// They are asked to come along.
    Accompany,
    /// The author added them.
    Added,
    /// They replied.
    Replied,
}

/// One member of an audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudienceEntry {
    /// Who.
    pub member: MemberId,
    /// Why, at least one. Shared: most of an audience have it for the same.
    pub reasons: Arc<[Reason]>,
    /// How loudly: the loudest of the reasons.
    pub how: How,
}

impl AudienceEntry {
    /// Whether the report is addressed to them, as against merely watched.
    #[must_use]
    pub fn addressed(&self) -> bool {
        self.how == How::Notify
    }

    /// Whether another has it for the same reasons, as loudly.
    pub(crate) fn is_like(&self, other: &AudienceEntry) -> bool {
        self.how == other.how && (Arc::ptr_eq(&self.reasons, &other.reasons) || self.reasons == other.reasons)
    }
}

/// Finds members' entries in an audience, quickest when they are asked for in its order.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    audience: &'a [AudienceEntry],
    next: usize,
}

impl<'a> Entries<'a> {
    /// Begins at the front.
    #[must_use]
    pub fn of(audience: &'a [AudienceEntry]) -> Entries<'a> {
        Entries { audience, next: 0 }
    }

    /// A member's entry.
    pub fn find(&mut self, member: MemberId) -> Option<&'a AudienceEntry> {
        let (before, after) = self.audience.split_at(self.next);
        let is_it = |entry: &AudienceEntry| entry.member == member;
        let ahead = after.iter().position(is_it).map(|place| self.next + place);
        let place = ahead.or_else(|| before.iter().position(is_it))?;
        self.next = place + 1;
        self.audience.get(place)
    }
}

/// Computes whom a report goes to. `deal` and `as_of` are as they are with the report's changes.
///
/// Everybody in the answer is active, may see the report, and appears once; the author comes first, the
/// others in the order of their numbers.
#[must_use]
pub fn audience(
    org: &Organisation,
    author: MemberId,
    report: &FileReport,
    deal: &Deal,
    as_of: &DealSnapshot,
) -> Vec<AudienceEntry> {
    let case = Case { org, author, report, deal, as_of };
    let mut found = Found::default();
    for purpose in org.purposes.values().filter(|p| case.takes(p)) {
        for recipient in &purpose.fields.recipients {
            let reason = Reason::Purpose {
                purpose: purpose.id,
                version: purpose.version,
                name: purpose.fields.name.clone(),
                via: recipient.via(),
            };
            found.add(case.members(recipient), reason, purpose.fields.how);
        }
    }
    found.add(report.mentions.iter().copied(), Reason::Mentioned, How::Notify);
    let asked = report.consult.iter().flat_map(|c| &c.ask);
    found.add(asked.copied(), Reason::Asked, How::Notify);
    if let Some(next_move) = &report.next_move {
        found.add([next_move.owner_on(org, deal, author)], Reason::NextMove, How::Notify);
        let accompany = next_move.accompany.iter().map(|accompany| accompany.who);
        found.add(accompany, Reason::Accompany, How::Notify);
    }
    found.add(report.also.iter().copied(), Reason::Added, How::Notify);
    let author_entry = AudienceEntry { member: author, reasons: [Reason::Author].into(), how: How::Timeline };
    let sight = org.sight_on(deal, author);
    let others =
        found.entries(|member| member != author && !report.not.contains(&member) && sight.takes_in(member));
    std::iter::once(author_entry).chain(others).collect()
}

/// Who was found, for what.
#[derive(Default)]
struct Found {
    /// A member with the place of a reason.
    members: Vec<(MemberId, usize)>,
    reasons: Vec<(Reason, How)>,
}

impl Found {
    fn add(&mut self, members: impl IntoIterator<Item = MemberId>, reason: Reason, how: How) {
        let place = self.reasons.len();
        self.members.extend(members.into_iter().map(|member| (member, place)));
        self.reasons.push((reason, how));
    }

    /// Those for whom `which` holds, in the order of their numbers, each with all their reasons. Lists of reasons
    /// that are the same are one.
    fn entries(mut self, which: impl Fn(MemberId) -> bool) -> Vec<AudienceEntry> {
        // Their reasons stay in the order in which they were added: places grow. Departments and roles come in order,
        // which a sort that looks for ordered runs does not undo.
        self.members.sort();
        let mut lists: HashMap<Vec<usize>, (Arc<[Reason]>, How)> = HashMap::new();
        // The list of the one before, with its places: most have the same.
        let (mut last_places, mut last_list) = (Vec::new(), None);
        let mut entries = Vec::with_capacity(self.members.len() + 1);
        for found in self.members.chunk_by(|one, next| one.0 == next.0) {
            let Some((member, _)) = found.first().copied().filter(|(member, _)| which(*member)) else {
                continue;
            };
            let places = found.iter().map(|(_, place)| *place);
            let fits = last_places.iter().copied().eq(places.clone());
            if !fits || last_list.is_none() {
                last_places = places.collect::<Vec<usize>>();
                let list = lists.entry(last_places.clone()).or_insert_with(|| self.list(&last_places));
                last_list = Some(list.clone());
            }
            let Some((reasons, how)) = last_list.clone() else { continue };
            entries.push(AudienceEntry { member, reasons, how });
        }
        entries
    }

    fn list(&self, places: &[usize]) -> (Arc<[Reason]>, How) {
        let mut reasons: Vec<Reason> = Vec::with_capacity(places.len());
        let mut how = How::Digest;
        for (reason, loud) in places.iter().filter_map(|place| self.reasons.get(*place)) {
            how = how.max(*loud);
            if !reasons.contains(reason) {
                reasons.push(reason.clone());
            }
        }
        (reasons.into(), how)
    }
}

struct Case<'a> {
    org: &'a Organisation,
    author: MemberId,
    report: &'a FileReport,
    deal: &'a Deal,
    as_of: &'a DealSnapshot,
}

impl Case<'_> {
    fn takes(&self, purpose: &Purpose) -> bool {
        let fields = &purpose.fields;
        !fields.paused && self.comes_from(&fields.from) && fields.what.iter().all(|c| self.holds(c))
    }

    fn comes_from(&self, source: &Source) -> bool {
        match source {
            Source::Anybody => true,
            Source::Departments { any_of } => any_of.iter().any(|d| self.org.within(self.author, *d)),
            Source::Roles { any_of } => {
                self.org.members.get(&self.author).is_some_and(|m| any_of.contains(&m.fields.role))
            }
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Activity { any_of } => self
                .org
                .templates
                .get(&self.report.template)
                .is_some_and(|t| any_of.contains(&t.fields.activity)),
            Condition::Consult { topics } => self.report.consult.as_ref().is_some_and(|consult| {
                topics.is_empty() || consult.topics.iter().any(|t| topics.contains(t))
            }),
            Condition::Product { any_of } => self.products().any(|p| any_of.contains(&p)),
            Condition::Stage { any_of } => any_of.contains(&self.as_of.stage),
            Condition::StageChanged { to } => {
                self.as_of.stage_before.is_some() && (to.is_empty() || to.contains(&self.as_of.stage))
            }
            Condition::Amount { min_yen, max_yen } => self.as_of.amount_yen.is_some_and(|yen| {
                min_yen.is_none_or(|min| yen >= min) && max_yen.is_none_or(|max| yen <= max)
            }),
            Condition::Competitor { any_of } => {
                let changes = &self.report.deal_changes.competitors_added;
                let mut named = self.report.competitors.iter().chain(changes);
                if any_of.is_empty() { named.next().is_some() } else { named.any(|c| any_of.contains(c)) }
            }
            Condition::Customer { any_of } => any_of.contains(&self.as_of.customer),
            Condition::Industry { any_of } => self
                .org
                .customers
                .get(&self.as_of.customer)
                .is_some_and(|c| any_of.contains(&c.fields.industry)),
            Condition::Field { key, any_of } => {
                self.report.fields.get(key).is_some_and(|value| value_is(value, any_of))
            }
        }
    }

    /// The products of the report, its consult and its deal.
    fn products(&self) -> impl Iterator<Item = ProductId> {
        let consult = self.report.consult.iter().flat_map(|c| &c.products);
        self.report.products.iter().chain(consult).chain(&self.deal.fields.products).copied()
    }

    fn members(&self, recipient: &Recipient) -> Vec<MemberId> {
        match recipient {
            Recipient::Superior { levels } => self.org.superiors(self.author, usize::from(*levels)),
            Recipient::DealOwner {} => vec![self.deal.fields.owner],
            Recipient::DealTeam { role } => self
                .deal
                .fields
                .team
                .iter()
                .filter(|t| role.is_none_or(|role| role == t.role))
                .map(|t| t.member)
                .collect(),
            Recipient::CustomerOwner {} => self
                .org
                .customers
                .get(&self.as_of.customer)
                .and_then(|c| c.fields.owner)
                .into_iter()
                .collect(),
            Recipient::Experts {} => self.experts(),
            Recipient::Department { department } => self.org.members_within(*department).collect(),
            Recipient::Role { role } => self.org.members_of(*role).collect(),
            Recipient::Members { members } => members.clone(),
            Recipient::Acquaintances {} => self
                .report
                .met
                .iter()
                .filter_map(|contact| self.org.contacts.get(contact))
                .flat_map(|contact| contact.fields.known_by.iter().copied())
                .collect(),
        }
    }

    /// Where the consult names topics, the experts for one of them (for one of the products too, if there are
    /// such); else the experts for one of the products.
    fn experts(&self) -> Vec<MemberId> {
        let topics: &[String] = self.report.consult.as_ref().map_or(&[], |c| &c.topics);
        let products: Vec<ProductId> = self.products().collect();
        let knows_product =
            |m: &&crate::Member| m.fields.products.iter().any(|product| products.contains(product));
        let knows_topic = |m: &&crate::Member| m.fields.topics.iter().any(|topic| topics.contains(topic));
        let active = || self.org.members.values().filter(|m| m.fields.active);
        let both: Vec<MemberId> = active()
            .filter(|m| knows_topic(m) && (products.is_empty() || knows_product(m)))
            .map(|m| m.id)
            .collect();
        if !both.is_empty() {
            return both;
        }
        let by_topic: Vec<MemberId> = active().filter(knows_topic).map(|m| m.id).collect();
        if !by_topic.is_empty() {
            return by_topic;
        }
        active().filter(knows_product).map(|m| m.id).collect()
    }
}

fn value_is(value: &FieldValue, any_of: &[String]) -> bool {
    match value {
        FieldValue::Flag(flag) => any_of.iter().any(|one| one == if *flag { "true" } else { "false" }),
        FieldValue::Number(number) => any_of.iter().any(|one| one.parse() == Ok(*number)),
        FieldValue::Text(text) => any_of.contains(text),
        FieldValue::Many(many) => many.iter().any(|one| any_of.contains(one)),
    }
}
