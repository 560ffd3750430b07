//! Stories: what happens in a company, at random; what must come of it; and other orders in which the same
//! events may arrive.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uchite_domain::{
    Badge, DealCommand, DealId, DepartmentId, Event, MemberId, MoveKind, NewConsult, NewNextMove,
    NextMoveChanges, ReadHow, ReportId, Seq, TeamMember, TeamRole, Visibility,
};
use uchite_storage::fixture::{Company, Desk, Written, text_report};
use uchite_storage::store::Store;

/// Something that happens. Numbers choose among what there is.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    File {
        author: usize,
        deal: usize,
        mention: Option<usize>,
        consult: bool,
        next_move: bool,
    },
    Reply {
        by: usize,
        report: usize,
        mention: Option<usize>,
    },
    Acknowledge {
        by: usize,
        report: usize,
    },
    Claim {
        by: usize,
        report: usize,
    },
    HandOver {
        report: usize,
        to: usize,
    },
    /// Reads a card, as it is or as it was filed.
    Read {
        member: usize,
        report: usize,
        stale: bool,
    },
    ReadAll {
        member: usize,
    },
    Unread {
        member: usize,
        report: usize,
    },
    Visibility {
        deal: usize,
        visibility: usize,
    },
    Owner {
        deal: usize,
        member: usize,
    },
    Team {
        deal: usize,
        member: usize,
    },
    Move {
        member: usize,
        department: usize,
    },
    Superior {
        member: usize,
        superior: Option<usize>,
    },
    Leave {
        member: usize,
        active: bool,
    },
    Parent {
        department: usize,
    },
    Head {
        department: usize,
        member: usize,
    },
}

pub(crate) fn happenings(at_most: usize) -> impl Strategy<Value = Vec<Happening>> {
    use Happening as H;
    let n = || 0..7usize;
    let report = || 0..40usize;
    let maybe = || proptest::option::of(0..7usize);
    let one = prop_oneof![
        6 => (n(), n(), maybe(), any::<bool>(), any::<bool>()).prop_map(
            |(author, deal, mention, consult, next_move)| H::File { author, deal, mention, consult, next_move }
        ),
        5 => (n(), report(), maybe()).prop_map(|(by, report, mention)| H::Reply { by, report, mention }),
        1 => (n(), report()).prop_map(|(by, report)| H::Acknowledge { by, report }),
        1 => (n(), report()).prop_map(|(by, report)| H::Claim { by, report }),
        1 => (report(), n()).prop_map(|(report, to)| H::HandOver { report, to }),
        5 => (n(), report(), any::<bool>()).prop_map(|(member, report, stale)| H::Read { member, report, stale }),
        1 => n().prop_map(|member| H::ReadAll { member }),
        3 => (n(), report()).prop_map(|(member, report)| H::Unread { member, report }),
        2 => (n(), n()).prop_map(|(deal, visibility)| H::Visibility { deal, visibility }),
        1 => (n(), n()).prop_map(|(deal, member)| H::Owner { deal, member }),
        1 => (n(), n()).prop_map(|(deal, member)| H::Team { deal, member }),
        1 => (n(), n()).prop_map(|(member, department)| H::Move { member, department }),
        1 => (n(), maybe()).prop_map(|(member, superior)| H::Superior { member, superior }),
        1 => (n(), any::<bool>()).prop_map(|(member, active)| H::Leave { member, active }),
        1 => n().prop_map(|department| H::Parent { department }),
        1 => (n(), n()).prop_map(|(department, member)| H::Head { department, member }),
    ];
    proptest::collection::vec(one, 1..at_most)
}

/// A company in which all of it has happened.
pub(crate) struct Story {
    pub(crate) desk: Desk,
    /// Events of the setting-up.
    pub(crate) base: usize,
    company: Company,
    reports: Vec<ReportId>,
    /// For an event of a member, up to which event on its cards they had seen them.
    seen: BTreeMap<Seq, Seq>,
}

impl Story {
    pub(crate) fn tell(happenings: &[Happening]) -> Story {
        let (mut desk, company) = Desk::with_company();
        // Two deals more, so that subjects are many.
        for visibility in [Visibility::Team, Visibility::Department] {
            desk.deal(company.customer, company.suzuki, visibility, &[company.tanaka]);
        }
        let base = desk.written.len();
        let mut story = Story { desk, base, company, reports: Vec::new(), seen: BTreeMap::new() };
        happenings.iter().for_each(|happening| story.happen(happening));
        story
    }

    fn member(&self, n: usize) -> MemberId {
        self.company.members()[n % 7]
    }

    fn deal(&self, n: usize) -> DealId {
        let mut all: Vec<DealId> = self.desk.store.organisation().deals.keys().copied().collect();
        all.sort_unstable();
        all[n % all.len()]
    }

    fn department(&self, n: usize) -> DepartmentId {
        let company = &self.company;
        [company.top, company.sales, company.west, company.technical][n % 4]
    }

    fn report(&self, n: usize) -> Option<ReportId> {
        (!self.reports.is_empty()).then(|| self.reports[n % self.reports.len()])
    }

    /// A command on a report's deal; a refusal is as good.
    fn command(&mut self, by: MemberId, report: ReportId, command: &DealCommand) {
        let deal = self.desk.store.report(report).unwrap().unwrap().deal;
        let _ = self.desk.command(by, deal, command);
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::File { .. } => self.file(happening),
            Happening::Reply { by, report, mention } => {
                let Some(report) = self.report(*report) else { return };
                let reply = uchite_domain::NewReply {
                    kind: uchite_domain::ReplyKind::Advice,
                    text: "返信".to_owned(),
                    mentions: mention.iter().map(|n| self.member(*n)).collect(),
                    files: Vec::new(),
                    next_move: None,
                };
                self.command(self.member(*by), report, &DealCommand::Reply { report, reply });
            }
            Happening::Acknowledge { by, report } => {
                let Some(report) = self.report(*report) else { return };
                self.command(self.member(*by), report, &DealCommand::Acknowledge { report });
            }
            Happening::Claim { by, report } => {
                let Some(report) = self.report(*report) else { return };
                self.command(self.member(*by), report, &DealCommand::ClaimConsult { report });
            }
            Happening::HandOver { report, to } => {
                let Some(report) = self.report(*report) else { return };
                let changes = NextMoveChanges { owner: Some(self.member(*to)), ..NextMoveChanges::default() };
                let next_move = uchite_domain::NextMoveId(report.0);
                let author = self.desk.store.report(report).unwrap().unwrap().author;
                self.command(author, report, &DealCommand::ChangeNextMove { next_move, changes });
            }
            Happening::Read { member, report, stale } => {
                let Some(report) = self.report(*report) else { return };
                let last = self.desk.store.report(report).unwrap().unwrap().last_seq;
                let upto = if *stale { report.seq() } else { last };
                self.read(self.member(*member), vec![report], upto, ReadHow::Opened);
            }
            Happening::ReadAll { member } => {
                let member = self.member(*member);
                let all = self.desk.store.unread(member, false).unwrap();
                self.read(member, all, self.desk.store.applied(), ReadHow::Bulk);
            }
            Happening::Unread { member, report } => {
                let Some(report) = self.report(*report) else { return };
                let last = self.desk.store.report(report).unwrap().unwrap().last_seq;
                let seq = self.desk.unread(self.member(*member), &[report]);
                self.seen.insert(seq, last);
            }
            _ => self.reorganise(happening),
        }
    }

    fn file(&mut self, happening: &Happening) {
        let Happening::File { author, deal, mention, consult, next_move } = happening else { return };
        let mut report = text_report(&self.company, self.deal(*deal), "報告");
        report.mentions = mention.iter().map(|n| self.member(*n)).collect();
        report.consult = consult.then(|| NewConsult {
            question: "性能は".to_owned(),
            topics: vec!["性能".to_owned()],
            products: Vec::new(),
            promised: None,
            ask: Vec::new(),
        });
        report.next_move = next_move.then(|| NewNextMove {
            kind: MoveKind::Call,
            what: "電話".to_owned(),
            owner: Some(self.member(*author)),
            due: None,
            accompany: None,
        });
        let (author, deal) = (self.member(*author), report.deal);
        let filed = self.desk.command(author, deal, &DealCommand::FileReport(Box::new(report)));
        self.reports.extend(filed.ok().map(ReportId::from));
    }

    fn read(&mut self, member: MemberId, reports: Vec<ReportId>, upto: Seq, how: ReadHow) {
        let seq = self.desk.write(Some(member), Event::CardsRead { member, reports, upto, how });
        self.seen.insert(seq, upto);
    }

    fn reorganise(&mut self, happening: &Happening) {
        match happening {
            Happening::Visibility { deal, visibility } => {
                let all = [Visibility::Company, Visibility::Department, Visibility::Team];
                let visibility = all[visibility % 3];
                self.desk.change_deal(self.deal(*deal), |fields| fields.visibility = visibility);
            }
            Happening::Owner { deal, member } => {
                let owner = self.member(*member);
                self.desk.change_deal(self.deal(*deal), |fields| fields.owner = owner);
            }
            Happening::Team { deal, member } => {
                let member = TeamMember { member: self.member(*member), role: TeamRole::Other };
                self.desk.change_deal(self.deal(*deal), |fields| match fields.team.len() {
                    0 | 1 => fields.team.push(member),
                    _ => fields.team.clear(),
                });
            }
            Happening::Move { member, department } => {
                let department = self.department(*department);
                self.desk.change_member(self.member(*member), |fields| fields.department = department);
            }
            Happening::Superior { member, superior } => {
                let superior = superior.map(|n| self.member(n));
                self.desk.change_member(self.member(*member), |fields| fields.superior = superior);
            }
            Happening::Leave { member, active } => {
                self.desk.change_member(self.member(*member), |fields| fields.active = *active);
            }
            Happening::Parent { department } => {
                let west = self.company.west;
                let parent = Some(self.department(*department)).filter(|parent| *parent != west);
                self.desk.change_department(west, |fields| fields.parent = parent);
            }
            Happening::Head { department, member } => {
                let head = Some(self.member(*member));
                self.desk.change_department(self.department(*department), |fields| fields.head = head);
            }
            _ => {}
        }
    }

    /// Another order in which the same events may arrive: those of one subject in order, and nothing that
    /// a member did with a card before what they had seen of it. `dice` choose.
    pub(crate) fn other_order(&self, mut dice: impl FnMut(usize) -> usize) -> Vec<&Written> {
        let (base, mut left): (Vec<_>, Vec<_>) =
            self.desk.written.iter().partition(|event| event.seq.0 <= self.base as u64);
        let mut order = base;
        while !left.is_empty() {
            let free: Vec<usize> =
                (0..left.len()).filter(|n| !left[..*n].iter().any(|e| self.before(e, left[*n]))).collect();
            order.push(left.remove(free[dice(free.len())]));
        }
        order
    }

    /// Whether `first` must come before `second`.
    fn before(&self, first: &Written, second: &Written) -> bool {
        let reports: &[ReportId] = match &second.logged.event {
            Event::CardsRead { reports, .. } | Event::CardsUnread { reports, .. } => reports,
            _ => &[],
        };
        let seen = self.seen.get(&second.seq).copied().unwrap_or_default();
        let on_card = first.logged.event.report(first.seq).is_some_and(|id| reports.contains(&id));
        first.subject == second.subject || (on_card && first.seq <= seen)
    }

    /// Everybody's counts, by the rules alone.
    pub(crate) fn expected_badges(&self) -> BTreeMap<MemberId, Badge> {
        let mut items = BTreeMap::new();
        self.desk.written.iter().for_each(|event| follow(&mut items, event));
        let org = self.desk.store.organisation();
        let mut badges: BTreeMap<MemberId, Badge> =
            self.company.members().into_iter().map(|member| (member, Badge::default())).collect();
        let mut visible = Vec::new();
        for ((member, report), item) in &items {
            let filed = &self.desk.written[report.0 as usize - 1].logged;
            let deal = filed.event.deal().unwrap();
            if org.may_see_report(*member, deal, filed.by.unwrap()) {
                visible.push((*member, *item));
            }
        }
        for (member, item) in visible {
            let unread = item.concern > item.read || item.marked;
            let badge = badges.entry(member).or_default();
            badge.unread += u32::from(unread);
            badge.addressed += u32::from(unread && item.addressed);
        }
        badges
    }
}

/// What the rules say of a card in an inbox, when events come in order.
#[derive(Debug, Clone, Copy, Default)]
struct Item {
    joined: Seq,
    concern: Seq,
    read: Seq,
    marked: bool,
    addressed: bool,
}

fn follow(items: &mut BTreeMap<(MemberId, ReportId), Item>, written: &Written) {
    let Written { seq, logged, .. } = written;
    match &logged.event {
        Event::ReportFiled(filed) => {
            for entry in filed.audience.iter() {
                let author = Some(entry.member) == logged.by;
                let concern = if author { Seq::ZERO } else { *seq };
                let addressed = entry.addressed() && !author;
                let item = Item { joined: *seq, concern, addressed, ..Item::default() };
                items.insert((entry.member, ReportId::from(*seq)), item);
            }
        }
        Event::CardsRead { member, reports, upto, .. } => {
            for report in reports {
                if let Some(item) = items.get_mut(&(*member, *report)) {
                    // Reading what one had seen before one was brought in counts for nothing.
                    if item.joined == report.seq() || *upto >= item.joined {
                        item.read = item.read.max(*upto);
                        item.marked = false;
                    }
                }
            }
        }
        Event::CardsUnread { member, reports } => {
            for report in reports {
                if let Some(item) = items.get_mut(&(*member, *report)) {
                    item.marked = true;
                }
            }
        }
        event => {
            let Some(report) = event.report(*seq) else { return };
            if let Event::ReplyAdded(added) = event {
                for entry in &added.joined {
                    let item = items
                        .entry((entry.member, report))
                        .or_insert(Item { joined: *seq, ..Item::default() });
                    (item.concern, item.addressed) = (*seq, item.addressed || entry.addressed());
                }
            }
            for member in event.concerns() {
                let item = items.entry((*member, report)).or_insert(Item { joined: *seq, ..Item::default() });
                (item.concern, item.addressed) = (*seq, true);
            }
            let reads = !matches!(event, Event::NextMoveChanged { .. });
            if let (true, Some(item)) = (reads, items.get_mut(&(logged.by.unwrap(), report))) {
                (item.read, item.marked) = (*seq, false);
            }
        }
    }
}
