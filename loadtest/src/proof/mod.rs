//! The proof that nothing acknowledged is lost or doubled, whatever is done to the server meanwhile: members file
//! over their sessions, every session notes what it was told, and at the end all of it is held against what the
//! server answers by HTTP.

mod check;
mod filing;
mod watching;

use std::time::Duration;

use tokio::task::JoinHandle;
use uchite_client::{Api, Backoff};

use crate::{Crowd, Figures, Form, Organisation, Server, TrialError};

use check::Verdict;
use filing::{Filed, Filers};
use watching::Watchers;

pub(crate) use filing::Plan;

/// At the end, everything under way must be acknowledged and shown within this time, and this much more for each
/// session.
const SETTLED_WITHIN: Duration = Duration::from_secs(120);
const SETTLED_WITHIN_EACH: Duration = Duration::from_millis(5);

/// Filing and watching under way.
pub(crate) struct Proof<'a> {
    pub(crate) crowd: Crowd,
    organisation: &'a Organisation,
    api: Api,
    watchers: Watchers,
    fetching: JoinHandle<()>,
    filers: Filers,
}

impl Proof<'_> {
    /// Opens a session for each member, and begins to file.
    pub(crate) async fn begin<'a>(
        server: &Server,
        organisation: &'a Organisation,
        plan: Plan,
        backoff: Backoff,
    ) -> Result<Proof<'a>, TrialError> {
        let api = server.api()?;
        let form = Form::of(&organisation.as_member(&api, 0), organisation.visit).await?;
        let sessions = organisation.members.len();
        let (watchers, taker) = Watchers::new(sessions);
        let crowd = Crowd::open(server, organisation, sessions, backoff, taker).await?;
        let fetching = watchers.fetch_when_asked(organisation, &api, &crowd);
        let filers = Filers::start(plan, organisation, &crowd, &form);
        Ok(Proof { crowd, organisation, api, watchers, fetching, filers })
    }

    /// Lets everything under way end, counts, and says what was found. A loss is a fault.
    pub(crate) async fn end(self, figures: &mut Figures) -> Result<(), TrialError> {
        let sessions = u32::try_from(self.organisation.members.len()).unwrap_or(u32::MAX);
        let within = SETTLED_WITHIN + SETTLED_WITHIN_EACH * sessions;
        let filed = self.filers.finish(within).await;
        let settled = self.watchers.settle(&filed, &self.crowd, within).await;
        self.fetching.abort();
        let verdict = Verdict::of(self.organisation, &self.api, &filed, &self.watchers).await?;
        say(figures, &filed, &self.watchers, &verdict, &self.crowd);
        figures.fault(usize::from(!settled), "time limit passed before all sessions had caught up");
        Ok(())
    }
}

fn say(figures: &mut Figures, filed: &Filed, watchers: &Watchers, verdict: &Verdict, crowd: &Crowd) {
    figures.put("acknowledged", filed.acknowledged.len() as f64, "reports");
    figures.put("lines lost, and attempts in vain", crowd.lines.lost() as f64, "");
    figures.put("resyncs", watchers.resyncs() as f64, "");
    figures.put("places in an inbox that were checked", verdict.places as f64, "");
    let lost = verdict.not_in_log + verdict.not_in_inbox + verdict.not_shown;
    let doubled = verdict.filed_twice + verdict.twice_in_inbox + verdict.shown_twice;
    figures.put("lost", lost as f64, "");
    figures.put("doubled", doubled as f64, "");
    figures.fault(verdict.not_in_log, "acknowledged reports are not in the log, or not as they were filed");
    figures.fault(verdict.not_in_inbox, "reports are missing in the inbox of one of their audience");
    figures.fault(verdict.not_shown, "reports were never shown to a live session of their audience");
    figures.fault(verdict.filed_twice, "reports were filed twice");
    figures.fault(verdict.twice_in_inbox, "reports are in an inbox twice");
    figures.fault(verdict.shown_twice, "reports were shown twice to a session");
    figures.fault(verdict.not_theirs, "reports are in the inbox of somebody who is not of their audience");
    let why = filed.refused.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; ");
    figures.fault_at(filed.refused.len(), "reports refused", why);
    figures.fault(filed.unanswered, "reports never answered");
    figures.fault(crowd.lines.over(), "sessions ended for good");
}
