//! The read model's contract: what the rest of the house may ask of it.
//!
//! It is derived from the log and can be thrown away. Applying an event twice changes nothing, and events
//! of different subjects may come in any order; those of one subject come in order.

use std::sync::Arc;

use parking_lot::MappedRwLockReadGuard;
use uchite_domain::{
    Accounts, Badge, Bookmarks, Card, Ledger, LoggedEvent, MemberId, Organisation, Place, Report,
    ReportDetail, ReportId, Seq, Subject, TimelinePage, TimelineQuery, Timestamp,
};

/// What the read model could not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database could not be read or written; the log still has everything.
    #[error("the read model could not be read or written: {0}")]
    Broken(String),
    /// No room on the disk; worth another try.
    #[error("no room on the disk for the read model")]
    Full,
}

/// A member whom a card reaches, right after an event on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Who. Only those who may see the card now.
    pub member: MemberId,
    /// Where the card stands with them.
    pub place: Place,
    /// Their counts, where the event changed them.
    pub badge: Option<Badge>,
}

/// What an event did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Applied {
    /// The report whose card was changed, as it is after the event.
    pub report: Option<Arc<Report>>,
    /// Whom the card reaches.
    pub reached: Vec<Reached>,
    /// Members whose inbox changed apart from that card: by reading, marking unread, or losing access.
    pub badges: Vec<(MemberId, Badge)>,
    /// Cards that members may no longer see.
    pub lost: Vec<(MemberId, Vec<ReportId>)>,
    /// Whether masters, deals or purposes were changed.
    pub masters: bool,
}

/// A card in a member's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxState {
    /// Whether it is addressed to them.
    pub addressed: bool,
    /// Whether it is unread.
    pub unread: bool,
    /// When it was first read.
    pub read_at: Option<Timestamp>,
}

/// The read model.
pub trait Store: Send + Sync + 'static {
    /// Takes an event over and says what it did; an event that was applied before gives nothing.
    ///
    /// # Errors
    /// When the database fails. The event is then not applied and may be applied again.
    fn apply(
        &self,
        seq: Seq,
        at: Timestamp,
        subject: Subject,
        revision: Option<u64>,
        logged: &LoggedEvent,
    ) -> Result<Applied, StoreError>;

    /// Everything up to here has been applied.
    fn applied(&self) -> Seq;

    /// The number of the last ordered event of a subject; 0 when there is none.
    fn revision(&self, subject: Subject) -> u64;

    /// The event to which a member's reference led, if it was used before. To be checked against the log:
    /// two references may share one place here.
    fn by_client_ref(&self, member: MemberId, client_ref: &str) -> Option<Seq>;

    /// The organisation as of now. Not to be held across an await or another call.
    fn organisation(&self) -> MappedRwLockReadGuard<'_, Organisation>;

    /// Passwords, tokens, devices as of now. Not to be held across an await or another call.
    fn accounts(&self) -> MappedRwLockReadGuard<'_, Accounts>;

    /// Everybody's bookmarks as of now. Not to be held across an await or another call.
    fn bookmarks(&self) -> MappedRwLockReadGuard<'_, Bookmarks>;

    /// A report, without any check of who asks.
    ///
    /// # Errors
    /// When the database fails.
    fn report(&self, report: ReportId) -> Result<Option<Arc<Report>>, StoreError>;

    /// A report as a member sees it; none when there is none or they may not see it.
    ///
    /// # Errors
    /// When the database fails.
    fn detail(&self, viewer: MemberId, report: ReportId) -> Result<Option<ReportDetail>, StoreError>;

    /// A card as a member sees it; none when there is none or they may not see it.
    ///
    /// # Errors
    /// When the database fails.
    fn card(&self, viewer: MemberId, report: ReportId) -> Result<Option<Card>, StoreError> {
        Ok(self.detail(viewer, report)?.map(|detail| detail.card))
    }

    /// A page of a timeline, checked card by card for what the viewer may see.
    ///
    /// # Errors
    /// When the database fails.
    fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, StoreError>;

    /// A member's counts.
    ///
    /// # Errors
    /// When the database fails.
    fn badge(&self, member: MemberId) -> Result<Badge, StoreError>;

    /// Where a card stands in a member's inbox; none when it is not there or no longer visible.
    ///
    /// # Errors
    /// When the database fails.
    fn inbox_state(&self, member: MemberId, report: ReportId) -> Result<Option<InboxState>, StoreError>;

    /// Whom a card reaches as it is now: all who have it, whether by its audience, since something on it
    /// concerned them, or by a bookmark. Without counts.
    ///
    /// # Errors
    /// When the database fails.
    fn reached(&self, report: ReportId) -> Result<Vec<Reached>, StoreError>;

    /// A member's unread cards, the newest first; with `addressed`, those alone that are.
    ///
    /// # Errors
    /// When the database fails.
    fn unread(&self, member: MemberId, addressed: bool) -> Result<Vec<ReportId>, StoreError>;

    /// Whom a report went to and who has read it. Delivery times are not known here.
    ///
    /// # Errors
    /// When the database fails.
    fn ledger(&self, report: ReportId) -> Result<Option<Ledger>, StoreError>;

    /// Writes everything that is not written yet, durably. Answers up to where.
    ///
    /// # Errors
    /// When the database fails.
    fn checkpoint(&self) -> Result<Seq, StoreError>;
}
