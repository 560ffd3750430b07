//! Bookmarks: what members want to come back to.

use uchite_domain::{Code, Event, MemberId, Rejection, ReportId, limits};

use crate::house::{House, unreadable};

impl House {
    /// Sets a member's bookmark on a report, or takes it away. What is so already is no event.
    ///
    /// # Errors
    /// A report that the member may not see is not found, but a bookmark on it can be taken away; too many
    /// bookmarks; what the state of the machine refuses.
    pub async fn bookmark(&self, member: MemberId, report: ReportId, on: bool) -> Result<(), Rejection> {
        self.open_for_commands()?;
        let store = &*self.publisher.store;
        let (there, all) = {
            let bookmarks = store.bookmarks();
            (bookmarks.has(member, report), bookmarks.of(member).len())
        };
        if !there {
            let found = store.report(report).map_err(unreadable)?;
            let org = store.organisation();
            found.filter(|found| org.may_see(member, found)).ok_or_else(|| Rejection::not_found("report"))?;
        }
        if there == on {
            return Ok(());
        }
        if on && all >= limits::BOOKMARKS_MAX {
            let detail = format!("{} bookmarks at most; take one away first", limits::BOOKMARKS_MAX);
            return Err(Rejection::new(Code::TooMany, detail));
        }
        let event = Event::BookmarkSet { member, report, on };
        self.writers.member(member, Some(member), event).await.map(drop)
    }
}
