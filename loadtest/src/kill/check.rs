//! The count at the end, by HTTP alone: what was acknowledged against what is there.

use std::collections::{HashMap, HashSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use uchite_client::domain::{MemberId, ReportId};
use uchite_client::{Api, ApiError};

use crate::{Organisation, TrialError, progress};

use super::filing::{Acknowledged, Filed};
use super::watching::{Watchers, timeline};

/// Requests under way at one time.
const AT_ONCE: usize = 16;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Member and report pairs that were looked at.
    pub(super) places: usize,
    pub(super) not_in_log: usize,
    pub(super) not_in_inbox: usize,
    pub(super) not_shown: usize,
    pub(super) filed_twice: usize,
    pub(super) twice_in_inbox: usize,
    pub(super) shown_twice: usize,
    pub(super) not_theirs: usize,
}

impl Verdict {
    pub(super) async fn of(
        organisation: &Organisation,
        api: &Api,
        filed: &Filed,
        watchers: &Watchers,
    ) -> Result<Verdict, TrialError> {
        let mut verdict = Verdict::default();
        let audiences = verdict
            .read_reports(organisation, api, &filed.acknowledged)
            .await?;
        let bar = progress::bar("inboxes", organisation.members.len() as u64);
        let mut marks: HashMap<String, HashSet<ReportId>> = HashMap::new();
        for (place, member) in organisation.members.iter().enumerate() {
            let (cards, _) = timeline(&organisation.as_member(api, place)).await?;
            let mut there: HashMap<ReportId, u32> = HashMap::new();
            for (report, mark) in cards {
                *there.entry(report).or_default() += 1;
                marks.entry(mark).or_default().insert(report);
            }
            let screen = watchers.screen(place);
            for (report, audience) in &audiences {
                let theirs = audience.contains(&member.id);
                verdict.places += usize::from(theirs);
                let in_inbox = there.get(report).copied().unwrap_or(0);
                let announced = screen.announced.get(report).copied().unwrap_or(0);
                verdict.not_in_inbox += usize::from(theirs && in_inbox == 0);
                verdict.twice_in_inbox += usize::from(in_inbox > 1);
                verdict.not_theirs += usize::from(!theirs && in_inbox + announced > 0);
                verdict.not_shown +=
                    usize::from(theirs && announced == 0 && !screen.fetched.contains(report));
                verdict.shown_twice += usize::from(announced > 1);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        verdict.filed_twice = marks.values().filter(|reports| reports.len() > 1).count();
        Ok(verdict)
    }

    /// Reads each acknowledged report and its audience, its author among it.
    async fn read_reports(
        &mut self,
        organisation: &Organisation,
        api: &Api,
        acknowledged: &[Acknowledged],
    ) -> Result<HashMap<ReportId, HashSet<MemberId>>, TrialError> {
        let apis: HashMap<MemberId, Api> = organisation
            .members
            .iter()
            .map(|m| (m.id, api.with(m.credential())))
            .collect();
        let bar = progress::bar("reports", acknowledged.len() as u64);
        let read: Vec<Option<(ReportId, HashSet<MemberId>)>> = stream::iter(acknowledged)
            .map(|filed| read_report(&apis[&filed.author], filed))
            .buffer_unordered(AT_ONCE)
            .inspect(|_| bar.inc(1))
            .try_collect()
            .await?;
        bar.finish_and_clear();
        self.not_in_log = read.iter().filter(|found| found.is_none()).count();
        Ok(read.into_iter().flatten().collect())
    }
}

/// None: it is not there, or not as it was filed.
async fn read_report(
    api: &Api,
    filed: &Acknowledged,
) -> Result<Option<(ReportId, HashSet<MemberId>)>, ApiError> {
    let detail = match api.report(filed.report).await {
        Err(error) if error.code() == Some(uchite_client::domain::Code::NotFound) => {
            return Ok(None);
        }
        other => other?,
    };
    let as_filed = detail.card.body.text.split(' ').next() == Some(filed.mark.as_str())
        && detail.card.body.author.id == filed.author;
    if !as_filed {
        return Ok(None);
    }
    let ledger = api.ledger(filed.report).await?;
    let others = ledger.entries.iter().map(|entry| entry.member.id);
    Ok(Some((filed.report, others.chain([filed.author]).collect())))
}
