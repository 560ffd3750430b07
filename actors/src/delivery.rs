//! A delivery: what one event says to whom, encoded once for each group of members who are told the same.

use std::collections::HashMap;
use std::fmt::Write;

use serde::Serialize;
use uchite_domain::{
    AudienceEntry, Badge, CardBody, DealId, EventKind, MemberId, MemberRef, Organisation, Report, ReportId,
    Seq, Timestamp, You,
};
use uchite_storage::store::Reached;

/// What of an event frame is the same for all, before the card.
#[derive(Debug, Serialize)]
struct Head<'a> {
    r#type: &'static str,
    seq: Seq,
    kind: EventKind,
    at: Timestamp,
    by: Option<&'a MemberRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deal: Option<DealId>,
}

/// One member of a delivery.
#[derive(Debug, Clone, Copy)]
pub(crate) struct To {
    /// Who.
    pub member: MemberId,
    /// The text, by its place in [`Delivery::texts`].
    pub text: u32,
    /// Their counts, where the event changed them.
    pub badge: Option<Badge>,
}

/// What one event says to whom.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// The event.
    pub seq: Seq,
    /// Frames without their end: the cursor, the client's reference, the counts and the last brace are put
    /// behind for each receiver.
    texts: Vec<String>,
    /// Who is told, in the order of their numbers.
    to: Vec<To>,
    /// What those are told who watch the deal without being of the audience.
    watchers: Option<(DealId, u32)>,
    /// What everybody is told.
    everybody: Option<u32>,
    /// The report that it shows, for the check of who may see it.
    pub shows: Option<(ReportId, DealId, MemberId)>,
    /// Whose command it was, and what they called it.
    pub origin: Option<(MemberId, String)>,
    /// The state of access rights on which it was put together.
    pub access_epoch: u64,
}

/// A frame in two parts: what it shares with other receivers, and its own end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// What it shares.
    pub text: &'a str,
    /// The number of that among the texts of its delivery.
    pub number: u32,
    cursor: Seq,
    client_ref: Option<&'a str>,
    badge: Option<Badge>,
}

impl Frame<'_> {
    /// Puts its end behind what is there.
    pub(crate) fn put_end(&self, end: &mut String) {
        let mut number = itoa::Buffer::new();
        // Put together by hand: it is done once per frame.
        end.push_str(",\"cursor\":");
        end.push_str(number.format(self.cursor.0));
        if let Some(client_ref) = self.client_ref {
            let _ = write!(end, ",\"client_ref\":{}", encode(&client_ref));
        }
        if let Some(Badge { addressed, unread }) = self.badge {
            end.push_str(",\"badge\":{\"addressed\":");
            end.push_str(number.format(addressed));
            end.push_str(",\"unread\":");
            end.push_str(number.format(unread));
            end.push('}');
        }
        end.push('}');
    }
}

/// Puts a delivery together.
pub(crate) struct DeliveryBuilder<'a> {
    seq: Seq,
    at: Timestamp,
    kind: EventKind,
    by: Option<MemberRef>,
    deal: Option<DealId>,
    body: Option<String>,
    groups: HashMap<You, u32>,
    /// What the last one was told, and its text.
    last: Option<(You, u32)>,
    delivery: Delivery,
    org: &'a Organisation,
}

impl<'a> DeliveryBuilder<'a> {
    /// Begins with what is the same for all.
    #[must_use]
    pub(crate) fn new(
        org: &'a Organisation,
        seq: Seq,
        at: Timestamp,
        kind: EventKind,
        by: Option<MemberId>,
        deal: Option<DealId>,
        access_epoch: u64,
    ) -> Self {
        let by = by.map(|by| org.member_ref(by));
        let delivery = Delivery {
            seq,
            texts: Vec::new(),
            to: Vec::new(),
            watchers: None,
            everybody: None,
            shows: None,
            origin: None,
            access_epoch,
        };
        DeliveryBuilder {
            seq,
            at,
            kind,
            by,
            deal,
            body: None,
            groups: HashMap::new(),
            last: None,
            delivery,
            org,
        }
    }

    /// Names the command.
    #[must_use]
    pub(crate) fn origin(mut self, by: MemberId, client_ref: String) -> Self {
        self.delivery.origin = Some((by, client_ref));
        self
    }

    /// Makes room for so many members.
    pub(crate) fn make_room(&mut self, members: usize) {
        self.delivery.to.reserve_exact(members);
    }

    /// Tells a member the card as it is for them.
    pub(crate) fn card(&mut self, report: &Report, entry: Option<&AudienceEntry>, reached: &Reached) {
        let Reached { member, place, badge } = *reached;
        // Most are told the same as the one before them.
        let text = match &self.last {
            Some((you, text)) if you.fits(report, entry, member, place) => *text,
            _ => {
                let you = You::with(report, entry, member, place);
                let text = self.card_text(report, you.clone());
                self.last = Some((you, text));
                text
            }
        };
        self.delivery.to.push(To { member, text, badge });
    }

    /// Tells those who watch the deal the card as it is for somebody who only looks.
    pub(crate) fn watchers(&mut self, report: &Report) {
        let you = You {
            reasons: Vec::new(),
            how: uchite_domain::How::Timeline,
            addressed: false,
            unread: false,
            bookmarked: false,
            acknowledged: false,
            reactions: Vec::new(),
        };
        let text = self.card_text(report, you);
        self.delivery.watchers = Some((report.deal, text));
    }

    /// Tells a member which cards it is about, as an event of a kind of its own.
    pub(crate) fn reports(
        &mut self,
        member: MemberId,
        kind: EventKind,
        reports: &[ReportId],
        unread: Option<bool>,
        badge: Option<Badge>,
    ) {
        let mut text = self.head(kind);
        let _ = write!(text, ",\"reports\":{}", encode(&reports));
        if let Some(unread) = unread {
            let _ = write!(text, ",\"unread\":{unread}");
        }
        let text = self.push(text);
        self.delivery.to.push(To { member, text, badge });
    }

    /// Tells a member that they bookmarked a card, or took the bookmark away.
    pub(crate) fn bookmark(&mut self, member: MemberId, report: ReportId, on: bool) {
        let mut text = self.head(EventKind::Bookmarked);
        let _ = write!(text, ",\"reports\":[{report}],\"bookmarked\":{on}");
        let text = self.push(text);
        self.delivery.to.push(To { member, text, badge: None });
    }

    /// Tells a member that it happened, and no more.
    pub(crate) fn bare(&mut self, member: MemberId) {
        let text = self.push(self.head(self.kind));
        self.delivery.to.push(To { member, text, badge: None });
    }

    /// Tells those who watch a deal that it happened, and no more.
    pub(crate) fn bare_watchers(&mut self, deal: DealId) {
        let text = self.push(self.head(self.kind));
        self.delivery.watchers = Some((deal, text));
    }

    /// Tells everybody that it happened, and no more.
    pub(crate) fn everybody(&mut self) {
        let text = self.push(self.head(self.kind));
        self.delivery.everybody = Some(text);
    }

    /// The delivery.
    #[must_use]
    pub(crate) fn build(mut self) -> Delivery {
        self.delivery.to.sort_by_key(|to| to.member);
        self.delivery
    }

    fn card_text(&mut self, report: &Report, you: You) -> u32 {
        self.delivery.shows = Some((report.id, report.deal, report.author));
        if let Some(text) = self.groups.get(&you) {
            return *text;
        }
        let head = self.head(self.kind);
        let org = self.org;
        let body = self.body.get_or_insert_with(|| card_body_text(&org.card_body(report)));
        let mut text = String::with_capacity(head.len() + body.len() + 256);
        text.push_str(&head);
        text.push_str(",\"card\":");
        text.push_str(body);
        let _ = write!(text, ",\"you\":{}}}", encode(&you));
        let place = self.push(text);
        self.groups.insert(you, place);
        place
    }

    /// What stands before the card, without a last brace.
    fn head(&self, kind: EventKind) -> String {
        let head =
            Head { r#type: "event", seq: self.seq, kind, at: self.at, by: self.by.as_ref(), deal: self.deal };
        let mut head = encode(&head);
        head.pop();
        head
    }

    fn push(&mut self, text: String) -> u32 {
        let place = self.delivery.texts.len();
        self.delivery.texts.push(text);
        // One text a member at most, and members are numbered within 2^32.
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

/// A card's common part as JSON without its last brace.
fn card_body_text(body: &CardBody) -> String {
    let mut text = encode(body);
    text.pop();
    text
}

/// JSON of a value of ours. They have string keys and no failing implementations, so this cannot fail; were
/// it to, the frame would be no JSON and the client would ask again.
pub(crate) fn encode(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Delivery {
    /// Who is told.
    #[must_use]
    pub(crate) fn to(&self) -> &[To] {
        &self.to
    }

    /// The deal whose watchers are told.
    #[must_use]
    pub(crate) fn watched(&self) -> Option<DealId> {
        self.watchers.map(|(deal, _)| deal)
    }

    /// Whether a member of the audience may see what it shows, now.
    #[must_use]
    pub(crate) fn may_be_shown_to(&self, org: &Organisation, member: MemberId) -> bool {
        self.shows.is_none_or(|(_, deal, author)| org.may_see_report(member, deal, author))
    }

    /// Whether a member who watches the deal may see what its watchers are told.
    #[must_use]
    pub(crate) fn may_be_watched_by(&self, org: &Organisation, member: MemberId) -> bool {
        match self.shows {
            Some((_, deal, author)) => org.may_see_report(member, deal, author),
            None => {
                let deal = self.watched().and_then(|deal| org.deals.get(&deal));
                deal.is_some_and(|deal| org.may_see_deal(member, deal))
            }
        }
    }

    /// Whether everybody is told.
    #[must_use]
    pub(crate) fn is_for_everybody(&self) -> bool {
        self.everybody.is_some()
    }

    /// The frame for one of [`Self::to`].
    #[must_use]
    pub(crate) fn frame_to(&self, to: &To, cursor: Seq, live: bool) -> Frame<'_> {
        self.frame(to.text, Some(to.member), cursor, to.badge.filter(|_| live))
    }

    /// The frame for a watcher.
    #[must_use]
    pub(crate) fn frame_to_watchers(&self, cursor: Seq) -> Option<Frame<'_>> {
        self.watchers.map(|(_, text)| self.frame(text, None, cursor, None))
    }

    /// The frame for everybody.
    #[must_use]
    pub(crate) fn frame_to_everybody(&self, cursor: Seq) -> Option<Frame<'_>> {
        self.everybody.map(|text| self.frame(text, None, cursor, None))
    }

    /// The frame that a member gets by a resume, if the event told them anything.
    #[must_use]
    pub(crate) fn frame_for(&self, member: MemberId, watches: bool, cursor: Seq) -> Option<Frame<'_>> {
        if let Ok(place) = self.to.binary_search_by_key(&member, |to| to.member) {
            return Some(self.frame_to(&self.to[place], cursor, false));
        }
        let watched = if watches { self.frame_to_watchers(cursor) } else { None };
        watched.or_else(|| self.frame_to_everybody(cursor))
    }

    /// Bytes that it holds, roughly.
    #[must_use]
    pub(crate) fn weight(&self) -> usize {
        self.texts.iter().map(String::len).sum::<usize>()
            + self.to.len() * std::mem::size_of::<To>()
            + std::mem::size_of::<Delivery>()
    }

    fn frame(&self, text: u32, member: Option<MemberId>, cursor: Seq, badge: Option<Badge>) -> Frame<'_> {
        let origin = self.origin.as_ref().filter(|(by, _)| Some(*by) == member);
        let client_ref = origin.map(|(_, client_ref)| client_ref.as_str());
        Frame { text: &self.texts[text as usize], number: text, cursor, client_ref, badge }
    }
}
