//! The count at the end: what was acknowledged against what is in the log, in the inboxes, and on the screens. What
//! is there is asked by HTTP alone; counting it is apart from that, so that tests can show that a loss is seen.

use std::collections::{HashMap, HashSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use uchite_client::domain::{MemberId, ReportId};
use uchite_client::{Api, ApiError};

use crate::{Organisation, TrialError, progress};

use super::filing::{Acknowledged, Filed};
use super::watching::{Screen, Watchers, timeline};

/// Requests under way at one time.
const AT_ONCE: usize = 16;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
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

/// Whom each report went to, its author among them.
type Audiences = HashMap<ReportId, HashSet<MemberId>>;

/// What one member has: their timeline's reports with the first word of each, and what their session showed.
struct Witness {
    member: MemberId,
    cards: Vec<(ReportId, String)>,
    screen: Screen,
}

impl Verdict {
    pub(super) async fn of(
        organisation: &Organisation,
        api: &Api,
        filed: &Filed,
        watchers: &Watchers,
    ) -> Result<Verdict, TrialError> {
        let found = read_reports(organisation, api, &filed.acknowledged).await?;
        let not_in_log = found.iter().filter(|found| found.is_none()).count();
        let mut count = Count::of(&found.into_iter().flatten().collect());
        let bar = progress::bar("inboxes", organisation.members.len() as u64);
        // One after another they would take an hour for a large organisation; and none is kept once it is counted.
        let mut timelines = stream::iter(organisation.members.iter().enumerate())
            .map(|(place, member)| async move {
                let (cards, _) = timeline(&api.with(member.credential())).await?;
                Ok::<_, TrialError>((place, member.id, cards))
            })
            .buffer_unordered(AT_ONCE);
        while let Some((place, member, cards)) = timelines.try_next().await? {
            count.look_at(&Witness { member, cards, screen: watchers.screen(place) });
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Verdict { not_in_log, ..count.verdict })
    }
}

/// The count under way.
struct Count {
    /// What each member has coming.
    theirs: HashMap<MemberId, HashSet<ReportId>>,
    known: HashSet<ReportId>,
    marks: HashMap<String, ReportId>,
    twice: HashSet<String>,
    verdict: Verdict,
}

impl Count {
    fn of(audiences: &Audiences) -> Count {
        let mut theirs: HashMap<MemberId, HashSet<ReportId>> = HashMap::new();
        for (report, members) in audiences {
            for member in members {
                theirs.entry(*member).or_default().insert(*report);
            }
        }
        let known = audiences.keys().copied().collect();
        Count { theirs, known, marks: HashMap::new(), twice: HashSet::new(), verdict: Verdict::default() }
    }

    fn look_at(&mut self, Witness { member, cards, screen }: &Witness) {
        let verdict = &mut self.verdict;
        let mut there: HashMap<ReportId, u32> = HashMap::new();
        for (report, mark) in cards {
            *there.entry(*report).or_default() += 1;
            if self.marks.insert(mark.clone(), *report).is_some_and(|other| other != *report) {
                self.twice.insert(mark.clone());
            }
        }
        let none = HashSet::new();
        let theirs = self.theirs.get(member).unwrap_or(&none);
        verdict.places += theirs.len();
        for report in theirs {
            let shown = screen.announced.contains_key(report) || screen.fetched.contains(report);
            verdict.not_in_inbox += usize::from(!there.contains_key(report));
            verdict.not_shown += usize::from(!shown);
        }
        // Reports without an acknowledgement may be there or not; they are nobody's loss.
        let acknowledged = |report: &ReportId| self.known.contains(report);
        let twice = |counts: &HashMap<ReportId, u32>| {
            counts.iter().filter(|(report, count)| **count > 1 && acknowledged(report)).count()
        };
        verdict.twice_in_inbox += twice(&there);
        verdict.shown_twice += twice(&screen.announced);
        let seen: HashSet<&ReportId> = there.keys().chain(screen.announced.keys()).collect();
        verdict.not_theirs +=
            seen.into_iter().filter(|report| acknowledged(report) && !theirs.contains(report)).count();
        verdict.filed_twice = self.twice.len();
    }
}

/// Reads each acknowledged report and its audience. None: it is not there, or not as it was filed.
async fn read_reports(
    organisation: &Organisation,
    api: &Api,
    acknowledged: &[Acknowledged],
) -> Result<Vec<Option<(ReportId, HashSet<MemberId>)>>, TrialError> {
    let apis: HashMap<MemberId, Api> =
        organisation.members.iter().map(|m| (m.id, api.with(m.credential()))).collect();
    let bar = progress::bar("reports", acknowledged.len() as u64);
    let found = stream::iter(acknowledged)
        .map(|filed| read_report(&apis[&filed.author], filed))
        .buffer_unordered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_collect()
        .await?;
    bar.finish_and_clear();
    Ok(found)
}

async fn read_report(
    api: &Api,
    filed: &Acknowledged,
) -> Result<Option<(ReportId, HashSet<MemberId>)>, ApiError> {
    let detail = match api.report(filed.report).await {
        Err(error) if error.code() == Some(uchite_client::domain::Code::NotFound) => return Ok(None),
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

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: ReportId = ReportId(1);
    const TWO: ReportId = ReportId(2);

    /// Two reports to members 7 and 8, and report two to member 9 as well.
    fn audiences() -> Audiences {
        let of = |members: &[u64]| members.iter().map(|m| MemberId(*m)).collect();
        HashMap::from([(ONE, of(&[7, 8])), (TWO, of(&[7, 8, 9]))])
    }

    fn count(audiences: &Audiences, witnesses: &[Witness]) -> Verdict {
        let mut count = Count::of(audiences);
        witnesses.iter().for_each(|witness| count.look_at(witness));
        count.verdict
    }

    /// A member who has these reports in the inbox and was shown those.
    fn witness(member: u64, inbox: &[ReportId], shown: &[ReportId]) -> Witness {
        let mut screen = Screen::default();
        for report in shown {
            *screen.announced.entry(*report).or_default() += 1;
        }
        let cards = inbox.iter().map(|report| (*report, format!("mark-{report}"))).collect();
        Witness { member: MemberId(member), cards, screen }
    }

    fn good() -> Vec<Witness> {
        let both = [ONE, TWO];
        vec![witness(7, &both, &both), witness(8, &both, &both), witness(9, &[TWO], &[TWO])]
    }

    #[test]
    fn what_is_everywhere_once_is_right() {
        assert_eq!(count(&audiences(), &good()), Verdict { places: 5, ..Verdict::default() });
    }

    #[test]
    fn each_kind_of_loss_and_doubling_is_seen() {
        let counted = |spoil: &dyn Fn(&mut Vec<Witness>)| {
            let mut witnesses = good();
            spoil(&mut witnesses);
            Verdict { places: 0, ..count(&audiences(), &witnesses) }
        };
        let none = Verdict::default;
        assert_eq!(
            counted(&|w| w[0] = witness(7, &[TWO], &[ONE, TWO])),
            Verdict { not_in_inbox: 1, ..none() }
        );
        assert_eq!(counted(&|w| w[1] = witness(8, &[ONE, TWO], &[ONE])), Verdict { not_shown: 1, ..none() });
        let twice = [ONE, TWO, TWO];
        assert_eq!(
            counted(&|w| w[1] = witness(8, &twice, &[ONE, TWO])),
            Verdict { twice_in_inbox: 1, ..none() }
        );
        assert_eq!(
            counted(&|w| w[1] = witness(8, &[ONE, TWO], &twice)),
            Verdict { shown_twice: 1, ..none() }
        );
        assert_eq!(counted(&|w| w[2] = witness(9, &[ONE, TWO], &[TWO])), Verdict { not_theirs: 1, ..none() });
        assert_eq!(counted(&|w| w[2] = witness(9, &[TWO], &[ONE, TWO])), Verdict { not_theirs: 1, ..none() });
        let filed_again = |w: &mut Vec<Witness>| w[0].cards.push((ReportId(3), "mark-1".to_owned()));
        assert_eq!(counted(&filed_again), Verdict { filed_twice: 1, ..none() });
    }

    #[test]
    fn what_a_fetch_brought_was_shown() {
        let mut witnesses = good();
        witnesses[0] = witness(7, &[ONE, TWO], &[TWO]);
        witnesses[0].screen.fetched.insert(ONE);
        assert_eq!(count(&audiences(), &witnesses).not_shown, 0);
    }
}
