//! What filters have to know of every report, in memory, and which reports a deal and an author have.

use std::collections::{BTreeSet, HashMap};

use uchite_domain::{DealId, MemberId, Report, ReportId, Seq, TemplateId};

use super::varint::{self, Damaged, Reader};

/// Rows on a page of the disk.
const PAGE_ROWS: usize = 256;

/// What filters have to know of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FactRow {
    pub(super) report: ReportId,
    /// The last event on it.
    pub(super) last_seq: Seq,
    pub(super) deal: DealId,
    pub(super) author: MemberId,
    pub(super) template: TemplateId,
    /// There is a question in it.
    pub(super) consult: bool,
    /// Nobody has answered it yet.
    pub(super) waits: bool,
    /// Who has it in their inbox without being of its audience: who was concerned by something on it.
    /// Boxed, since most reports have none.
    #[expect(clippy::box_collection, reason = "a word instead of three in a million rows")]
    pub(super) beyond: Option<Box<Vec<MemberId>>>,
}

impl FactRow {
    pub(super) fn of(report: &Report) -> FactRow {
        FactRow {
            report: report.id,
            last_seq: report.last_seq,
            deal: report.deal,
            author: report.author,
            template: report.template,
            consult: report.consult.is_some(),
            waits: report.consult.as_ref().is_some_and(uchite_domain::Consult::waits),
            beyond: None,
        }
    }

    pub(super) fn beyond(&self) -> &[MemberId] {
        self.beyond.as_ref().map_or(&[], |members| members)
    }

    fn encode(&self, before: u64, bytes: &mut Vec<u8>) {
        varint::put(bytes, self.report.0 - before);
        varint::put_near(bytes, self.report.0, self.last_seq.0);
        varint::put(bytes, self.deal.0);
        varint::put(bytes, self.author.0);
        varint::put(bytes, self.template.0);
        bytes.push(u8::from(self.consult) | u8::from(self.waits) << 1);
        varint::put(bytes, self.beyond().len() as u64);
        self.beyond().iter().for_each(|member| varint::put(bytes, member.0));
    }

    fn decode(before: u64, reader: &mut Reader<'_>) -> Result<FactRow, Damaged> {
        let report = before.checked_add(reader.number()?).ok_or(Damaged)?;
        let last_seq = Seq(reader.near(report)?);
        let (deal, author) = (DealId(reader.number()?), MemberId(reader.number()?));
        let template = TemplateId(reader.number()?);
        let flags = reader.byte()?;
        let count: u16 = reader.small()?;
        let beyond: Vec<MemberId> =
            (0..count).map(|_| reader.number().map(MemberId)).collect::<Result<_, _>>()?;
        Ok(FactRow {
            report: ReportId(report),
            last_seq,
            deal,
            author,
            template,
            consult: flags & 1 != 0,
            waits: flags & 2 != 0,
            beyond: (!beyond.is_empty()).then(|| Box::new(beyond)),
        })
    }
}

/// The rows of all reports.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// In the order of reports.
    rows: Vec<FactRow>,
    by_deal: HashMap<DealId, Vec<ReportId>>,
    by_author: HashMap<MemberId, Vec<ReportId>>,
    dirty: BTreeSet<u64>,
}

impl Facts {
    fn place(&self, report: ReportId) -> Result<usize, usize> {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return Err(0) };
        if last.report < report {
            return Err(self.rows.len());
        }
        // Numbers of reports are spread evenly on the whole, so a guess lies near: a timeline over a long
        // history looks up thousands of rows, and each step of a search through all of them is a cache miss.
        let (from, to) = (first.report.0, last.report.0);
        let share = report.0.saturating_sub(from) as f64 / (to - from).max(1) as f64;
        let guess = ((self.rows.len() - 1) as f64 * share) as usize;
        let (mut low, mut high, mut step) = (guess, guess + 1, 8);
        while low > 0 && self.rows[low].report > report {
            low = low.saturating_sub(step);
            step *= 4;
        }
        step = 8;
        while high < self.rows.len() && self.rows[high - 1].report < report {
            high += step;
            step *= 4;
        }
        let high = high.min(self.rows.len());
        let found = self.rows[low..high].binary_search_by_key(&report, |row| row.report);
        found.map(|place| low + place).map_err(|place| low + place)
    }

    pub(super) fn get(&self, report: ReportId) -> Option<&FactRow> {
        self.place(report).ok().map(|place| &self.rows[place])
    }

    /// A report that is not there yet. Reports come nearly in order, so little is moved.
    pub(super) fn insert(&mut self, row: FactRow) {
        let Err(place) = self.place(row.report) else { return };
        insert_sorted(self.by_deal.entry(row.deal).or_default(), row.report);
        insert_sorted(self.by_author.entry(row.author).or_default(), row.report);
        self.rows.insert(place, row);
        self.dirty.extend(page_of(place)..=page_of(self.rows.len() - 1));
    }

    /// The row to be changed.
    pub(super) fn edit(&mut self, report: ReportId) -> Option<&mut FactRow> {
        let place = self.place(report).ok()?;
        self.dirty.insert(page_of(place));
        Some(&mut self.rows[place])
    }

    /// The reports of a deal, the oldest first.
    pub(super) fn of_deal(&self, deal: DealId) -> &[ReportId] {
        self.by_deal.get(&deal).map_or(&[], Vec::as_slice)
    }

    /// The reports of an author, the oldest first.
    pub(super) fn of_author(&self, author: MemberId) -> &[ReportId] {
        self.by_author.get(&author).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_clean(&self) -> bool {
        self.dirty.is_empty()
    }

    /// The pages that have to be written, encoded. They stay to be written until [`Self::written`].
    pub(super) fn encode(&self) -> Vec<(u64, Vec<u8>)> {
        self.dirty.iter().map(|page| (*page, self.encode_page(*page))).collect()
    }

    fn encode_page(&self, page: u64) -> Vec<u8> {
        let from = (page as usize * PAGE_ROWS).min(self.rows.len());
        let rows = &self.rows[from..(from + PAGE_ROWS).min(self.rows.len())];
        let mut bytes = Vec::with_capacity(rows.len() * 20 + 4);
        varint::put(&mut bytes, rows.len() as u64);
        let mut before = 0;
        for row in rows {
            row.encode(before, &mut bytes);
            before = row.report.0;
        }
        bytes
    }

    /// The dirty pages, taken out; to be given back if they could not be written.
    pub(super) fn take_dirty(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.dirty)
    }

    pub(super) fn give_back(&mut self, dirty: BTreeSet<u64>) {
        self.dirty.extend(dirty);
    }

    /// Takes a page over that was read from the disk, in order.
    pub(super) fn load_page(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let mut reader = Reader(bytes);
        let mut before = 0;
        for _ in 0..reader.small::<u16>()? {
            let row = FactRow::decode(before, &mut reader)?;
            before = row.report.0;
            if self.rows.last().is_some_and(|last| last.report >= row.report) {
                return Err(Damaged);
            }
            self.by_deal.entry(row.deal).or_default().push(row.report);
            self.by_author.entry(row.author).or_default().push(row.report);
            self.rows.push(row);
        }
        reader.end()
    }
}

fn page_of(place: usize) -> u64 {
    (place / PAGE_ROWS) as u64
}

fn insert_sorted(all: &mut Vec<ReportId>, report: ReportId) {
    if all.last().is_none_or(|last| *last < report) {
        all.push(report);
    } else if let Err(place) = all.binary_search(&report) {
        all.insert(place, report);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rows_are_found_however_their_numbers_are_spread() {
        let numbers: Vec<u64> =
            (1..400).chain((400..40_000).step_by(97)).chain([1 << 40, (1 << 53) - 1]).collect();
        let mut facts = Facts::default();
        let row = |report: u64| FactRow {
            report: ReportId(report),
            last_seq: Seq(report + 1),
            deal: DealId(report % 3),
            author: MemberId(report % 5),
            template: TemplateId(1),
            consult: report % 2 == 0,
            waits: false,
            beyond: (report % 7 == 0).then(|| Box::new(vec![MemberId(report)])),
        };
        // Every second one late.
        for number in numbers.iter().step_by(2).chain(numbers.iter().skip(1).step_by(2)) {
            assert_eq!(facts.get(ReportId(*number)), None);
            facts.insert(row(*number));
        }
        for number in &numbers {
            assert_eq!(facts.get(ReportId(*number)), Some(&row(*number)));
            assert_eq!(facts.get(ReportId(number + 1)).is_some(), numbers.contains(&(number + 1)));
        }
        assert_eq!(facts.get(ReportId(0)), None);
        let mut again = Facts::default();
        facts.encode().iter().for_each(|(_, bytes)| again.load_page(bytes).unwrap());
        assert_eq!(again.rows, facts.rows);
        assert_eq!(again.of_deal(DealId(1)), facts.of_deal(DealId(1)));
        assert_eq!(again.of_author(MemberId(4)), facts.of_author(MemberId(4)));
    }
}
