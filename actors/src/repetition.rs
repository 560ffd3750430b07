//! Commands that come twice: each reference of a member is carried out once, for good, and acknowledged as often
//! as it is sent.

use uchite_domain::{
    Code, EventFrame, EventKind, LoggedEvent, MemberId, Origin, Rejection, Seq, ServerFrame, limits,
};

use crate::Done;
use crate::client_refs::{Reservation, Reserved, reused, same};
use crate::house::{House, unreadable};

/// What is to be done about a reference.
pub(crate) enum Once {
    /// Carry the command out, and settle the reservation.
    Go(Option<Origin>, Option<Reservation>),
    /// It was carried out before.
    Done(Done),
}

impl House {
    /// The event of this number.
    pub(crate) fn logged(&self, seq: Seq) -> Result<Option<LoggedEvent>, Rejection> {
        let record = self.publisher.log.get(seq).map_err(|error| {
            tracing::error!(%error, "the log cannot be read");
            Rejection::new(Code::Internal, "the log cannot be read")
        })?;
        Ok(record.and_then(|record| serde_json::from_slice(&record.payload).ok()))
    }

    /// The frame that acknowledges a command which was carried out before: its card as it is now.
    pub(crate) fn repeated_frame(
        &self,
        member: MemberId,
        seq: Seq,
        client_ref: &str,
        cursor: Seq,
    ) -> Result<ServerFrame, Rejection> {
        let record = self.publisher.log.get(seq).ok().flatten();
        let record = record.ok_or_else(|| Rejection::not_found("event"))?;
        let logged = self.logged(seq)?.ok_or_else(|| Rejection::not_found("event"))?;
        let report = logged.event.report(seq);
        let card = match report {
            Some(report) => self.publisher.store.card(member, report).map_err(unreadable)?,
            None => None,
        };
        let by = logged.by.map(|by| self.publisher.store.organisation().member_ref(by));
        Ok(ServerFrame::Event(Box::new(EventFrame {
            seq,
            cursor,
            kind: crate::publisher::kind_of(&logged.event).unwrap_or(EventKind::MastersChanged),
            at: record.at,
            by,
            deal: logged.event.deal(),
            card,
            reports: Vec::new(),
            unread: None,
            bookmarked: None,
            client_ref: Some(client_ref.to_owned()),
            badge: None,
        })))
    }

    /// Sees to it that a reference is carried out once.
    pub(crate) async fn once(
        &self,
        by: MemberId,
        client_ref: Option<String>,
        digest: impl FnOnce() -> String,
    ) -> Result<Once, Rejection> {
        self.open_for_commands()?;
        let Some(client_ref) = client_ref else { return Ok(Once::Go(None, None)) };
        limits::required("client_ref", &client_ref, limits::CLIENT_REF_MAX_CHARS)?;
        let digest = digest();
        // Reserved before the store is asked: so no second attempt slips through between.
        let reservation = match self.refs.reserve(by, &client_ref, &digest)? {
            Reserved::New(reservation) => reservation,
            Reserved::Same(outcome) => return same(outcome).await.map(Once::Done),
        };
        if let Some(seq) = self.publisher.store.by_client_ref(by, &client_ref)
            && let Some(logged) = self.logged(seq)?
            && logged.by == Some(by)
            && let Some(origin) = logged.origin.filter(|origin| origin.client_ref == client_ref)
        {
            if origin.digest != digest {
                return Err(reused());
            }
            let done = Done { seq, repeated: true };
            reservation.settle(&Ok(done));
            return Ok(Once::Done(done));
        }
        Ok(Once::Go(Some(Origin { client_ref, digest }), Some(reservation)))
    }
}
