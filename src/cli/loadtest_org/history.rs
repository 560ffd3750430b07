//! A history of any length in a bounded memory: reports, replies and readings, each decided as the server would
//! decide it.

use std::collections::{HashMap, VecDeque};

use uchite_domain::{
    ActivityKind, Asked, ContactId, DealChanges, DealCommand, DealId, DealState, Event, FieldKind,
    FieldValue, FieldValues, FileReport, LoggedEvent, MemberId, NewReply, Organisation, Origin, ReadHow,
    Rejection, ReplyKind, Report, ReportId, Seq, Template, Timestamp, digest,
};

use super::grown::Grown;
use crate::demo::prose::Prose;
use crate::demo::rng::Rng;

/// Milliseconds between two reports.
pub(super) const APART_MS: i64 = 60_000;
/// Reports to which somebody may still reply.
const RECENT: usize = 256;
/// Cards that a member reads at once at most; what lies longer stays unread.
const READ_AT_ONCE: usize = 40;
/// Complaints after which the president reads them.
const PRESIDENT_READS: usize = 20;
/// Of a hundred reports, how many are answered.
const ANSWERED: usize = 12;
/// Of a hundred reports, after how many one of the audience reads what waits for them.
const READ: usize = 60;
/// How often each activity is reported, in the order of a new organisation's templates.
const ACTIVITIES: [usize; 7] = [40, 20, 12, 12, 5, 3, 8];

/// Reports, replies and readings, one after the other.
pub(super) struct History {
    org: Organisation,
    president: MemberId,
    deals: Vec<(DealId, ContactId)>,
    templates: Vec<Template>,
    rng: Rng,
    prose: Prose,
    at: Timestamp,
    seq: Seq,
    /// Reports that were filed, and how many there will be.
    filed: u64,
    reports: u64,
    recent: VecDeque<Report>,
    waiting: HashMap<MemberId, Vec<ReportId>>,
    ready: VecDeque<(Timestamp, LoggedEvent)>,
    /// What a rule refused, which ends the history.
    pub(super) refused: Option<Rejection>,
}

impl History {
    /// A history upon these events, which are the log so far.
    pub(super) fn upon(events: &[(Timestamp, LoggedEvent)], grown: Grown, reports: u64) -> History {
        let mut org = Organisation::default();
        for (place, (at, logged)) in events.iter().enumerate() {
            org.apply(Seq(place as u64 + 1), *at, logged);
        }
        History {
            templates: org.templates.values().cloned().collect(),
            org,
            president: grown.president,
            deals: grown.deals,
            rng: Rng::new(reports),
            prose: Prose::new(reports),
            at: events.last().map_or(Timestamp(0), |(at, _)| *at),
            seq: Seq(events.len() as u64),
            filed: 0,
            reports,
            recent: VecDeque::with_capacity(RECENT),
            waiting: HashMap::new(),
            ready: VecDeque::new(),
            refused: None,
        }
    }

    fn put(&mut self, by: MemberId, origin: Option<Origin>, event: Event) -> Seq {
        self.seq = self.seq.next();
        let logged = LoggedEvent { by: Some(by), origin, event };
        self.org.apply(self.seq, self.at, &logged);
        if let Some(report) = Report::file(self.seq, self.at, &logged) {
            if self.recent.len() == RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back(report);
        } else if let Some(id) = logged.event.report(self.seq)
            && let Some(report) = self.recent.iter_mut().find(|report| report.id == id)
        {
            report.apply(self.seq, self.at, &logged);
        }
        self.ready.push_back((self.at, logged));
        self.seq
    }

    fn command(&mut self, by: MemberId, deal: DealId, command: &DealCommand) -> Result<Seq, Rejection> {
        let found = self.org.deals.get(&deal).ok_or_else(|| Rejection::not_found("deal"))?;
        let mut state = DealState::new(found.clone());
        if let Some(id) = command.report()
            && let Some(report) = self.recent.iter().find(|report| report.id == id)
        {
            state.reports.insert(id, report.clone());
        }
        let event = state.decide(&self.org, Asked { by, at: self.at }, command)?;
        let origin = Origin {
            client_ref: format!("01999f3e-{:04x}-7{:03x}-b0de-{:012x}", self.seq.0 % 65_536, 7, self.seq.0),
            digest: digest(&(deal, command)),
        };
        Ok(self.put(by, Some(origin), event))
    }

    /// One more report, and what comes of it.
    fn step(&mut self) -> Result<(), Rejection> {
        self.at = self.at.plus_ms(APART_MS);
        let (deal, contact) = self.busy_deal();
        let by = self.author(deal);
        let report = self.report(deal, contact);
        let complaint = self.templates.iter().any(|template| {
            template.id == report.template && template.fields.activity == ActivityKind::Complaint
        });
        let seq = self.command(by, deal, &DealCommand::FileReport(Box::new(report)))?;
        self.filed += 1;
        let reached: Vec<MemberId> = self.recent.back().into_iter().flat_map(others).collect();
        for member in &reached {
            if *member != self.president || complaint {
                let waiting = self.waiting.entry(*member).or_default();
                if waiting.len() < READ_AT_ONCE {
                    waiting.push(seq.into());
                }
            }
        }
        if self.rng.percent(READ)
            && let Some(reader) = self.rng.pick(&reached).copied().filter(|m| *m != self.president)
        {
            self.read(reader);
        }
        if self.waiting.get(&self.president).is_some_and(|waiting| waiting.len() >= PRESIDENT_READS) {
            self.read(self.president);
        }
        if self.rng.percent(ANSWERED) { self.answer() } else { Ok(()) }
    }

    fn answer(&mut self) -> Result<(), Rejection> {
        let Some(report) = self.recent.get(self.rng.below(self.recent.len())) else { return Ok(()) };
        let (id, deal) = (report.id, report.deal);
        let who: Vec<MemberId> = others(report).collect();
        let Some(by) = self.rng.pick(&who).copied() else { return Ok(()) };
        let reply = NewReply {
            kind: ReplyKind::Advice,
            text: self.prose.reply(),
            mentions: Vec::new(),
            files: Vec::new(),
            next_move: None,
        };
        self.command(by, deal, &DealCommand::Reply { report: id, reply }).map(drop)
    }

    fn read(&mut self, member: MemberId) {
        let Some(reports) = self.waiting.remove(&member).filter(|waiting| !waiting.is_empty()) else {
            return;
        };
        let event = Event::CardsRead { member, reports, upto: self.seq, how: ReadHow::Displayed };
        self.put(member, None, event);
    }

    /// A deal's time is a fifth of the history, some deals later than others; so most are idle at any moment.
    fn busy_deal(&mut self) -> (DealId, ContactId) {
        let all = self.deals.len() as u64;
        let window = usize::try_from(all / 5).unwrap_or(1).max(1);
        let begins = self.filed * all / self.reports.max(1);
        let place = (begins + self.rng.below(window) as u64) % all.max(1);
        self.deals[usize::try_from(place).unwrap_or(0)]
    }

    fn author(&mut self, deal: DealId) -> MemberId {
        let fields = &self.org.deals[&deal].fields;
        let other = self.rng.pick(&fields.team).filter(|_| self.filed.is_multiple_of(3));
        other.map_or(fields.owner, |team| team.member)
    }

    fn report(&mut self, deal: DealId, contact: ContactId) -> FileReport {
        let place = self.rng.weighted(&ACTIVITIES).min(self.templates.len() - 1);
        let template = self.templates[place].clone();
        let kind = template.fields.activity;
        let competitors = self.org.deals[&deal].fields.competitors.clone();
        FileReport {
            deal,
            template: template.id,
            occurred_at: Some(self.at.plus_ms(-self.rng.between(10, 400) * 60_000)),
            met: if kind == ActivityKind::Internal { Vec::new() } else { vec![contact] },
            fields: self.fields(&template),
            text: self.prose.report(kind),
            products: Vec::new(),
            competitors: if self.rng.percent(20) { competitors } else { Vec::new() },
            files: Vec::new(),
            mentions: Vec::new(),
            consult: None,
            next_move: None,
            deal_changes: DealChanges::default(),
            effort: None,
            also: Vec::new(),
            not: Vec::new(),
        }
    }

    fn fields(&mut self, template: &Template) -> FieldValues {
        let mut values = FieldValues::new();
        for field in &template.fields.fields {
            if field.required || self.rng.percent(50) {
                let value = match &field.kind {
                    FieldKind::Text {} => FieldValue::Text(self.prose.words()),
                    FieldKind::Number {} => FieldValue::Number(2.0),
                    FieldKind::Day {} => FieldValue::Text("2026-11-24".to_owned()),
                    FieldKind::Flag {} => FieldValue::Flag(true),
                    FieldKind::Choice { options } => {
                        FieldValue::Text(self.rng.pick(options).cloned().unwrap_or_default())
                    }
                    FieldKind::Choices { options } => {
                        FieldValue::Many(self.rng.pick(options).cloned().into_iter().collect())
                    }
                };
                values.insert(field.key.clone(), value);
            }
        }
        values
    }
}

/// Whom a report reached besides its author.
fn others(report: &Report) -> impl Iterator<Item = MemberId> {
    report.audience.iter().map(|entry| entry.member).filter(|member| *member != report.author)
}

impl Iterator for History {
    type Item = (Timestamp, LoggedEvent);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && self.filed < self.reports && self.refused.is_none() {
            if let Err(rejection) = self.step() {
                self.refused = Some(rejection);
            }
        }
        self.ready.pop_front()
    }
}
