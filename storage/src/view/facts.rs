//! What filters have to know of every report, in memory, and which reports a deal and an author have.
//!
//! Kept in columns: a filter that finds nothing looks at every report, and then reads a few bytes of each.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use uchite_domain::{Deal, DealId, MemberId, Report, ReportId, Seq, TemplateId};

use super::deal_row::DealRow;
use super::varint::{self, Damaged, Reader};

/// Rows on a page of the disk.
const PAGE_ROWS: usize = 256;

/// What filters have to know of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        }
    }

    fn encode(&self, before: u64, beyond: &[MemberId], bytes: &mut Vec<u8>) {
        varint::put(bytes, self.report.0 - before);
        varint::put_near(bytes, self.report.0, self.last_seq.0);
        varint::put(bytes, self.deal.0);
        varint::put(bytes, self.author.0);
        varint::put(bytes, self.template.0);
        bytes.push(u8::from(self.consult) | u8::from(self.waits) << 1);
        varint::put(bytes, beyond.len() as u64);
        beyond.iter().for_each(|member| varint::put(bytes, member.0));
    }

    fn decode(before: u64, reader: &mut Reader<'_>) -> Result<(FactRow, Vec<MemberId>), Damaged> {
        let report = before.checked_add(reader.number()?).ok_or(Damaged)?;
        let last_seq = Seq(reader.near(report)?);
        let (deal, author) = (DealId(reader.number()?), MemberId(reader.number()?));
        let template = TemplateId(reader.number()?);
        let flags = reader.byte()?;
        let count: u16 = reader.small()?;
        let beyond: Vec<MemberId> =
            (0..count).map(|_| reader.number().map(MemberId)).collect::<Result<_, _>>()?;
        let (consult, waits) = (flags & 1 != 0, flags & 2 != 0);
        Ok((FactRow { report: ReportId(report), last_seq, deal, author, template, consult, waits }, beyond))
    }
}

/// Ids by small numbers of our own, which take half the room and are places in lists.
#[derive(Debug)]
pub(super) struct Numbers<K> {
    places: HashMap<K, u32>,
    keys: Vec<K>,
    last: Option<(K, u32)>,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Numbers { places: HashMap::new(), keys: Vec::new(), last: None }
    }
}

impl<K: Copy + Eq + Hash> Numbers<K> {
    fn number(&mut self, key: K) -> u32 {
        if let Some((last, number)) = self.last
            && last == key
        {
            return number;
        }
        let Numbers { places, keys, last } = self;
        let number = *places.entry(key).or_insert_with(|| {
            keys.push(key);
            // There are fewer deals, authors or templates than 2^32.
            (keys.len() - 1) as u32
        });
        *last = Some((key, number));
        number
    }

    pub(super) fn known(&self, key: K) -> Option<usize> {
        self.places.get(&key).map(|number| *number as usize)
    }

    pub(super) fn keys(&self) -> &[K] {
        &self.keys
    }
}

const CONSULT: u32 = 1;
const WAITS: u32 = 2;
const FLAGS: u32 = 2;

/// The rows of all reports.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// In order; the other columns stand in the same.
    reports: Vec<ReportId>,
    last_seqs: Vec<Seq>,
    deals: Vec<u32>,
    authors: Vec<u32>,
    /// The template's number, and behind it what is known of a question: together the number of the form.
    forms: Vec<u32>,
    /// Who has a report in their inbox without being of its audience: who was concerned by something on it. Most
    /// reports have nobody.
    beyond: HashMap<ReportId, Vec<MemberId>>,
    pub(super) deal_numbers: Numbers<DealId>,
    pub(super) author_numbers: Numbers<MemberId>,
    pub(super) template_numbers: Numbers<TemplateId>,
    /// What filters ask of each deal, by its number; none: no such deal is known.
    pub(super) deal_rows: Vec<Option<DealRow>>,
    by_deal: Vec<Vec<ReportId>>,
    by_author: Vec<Vec<ReportId>>,
    dirty: BTreeSet<u64>,
}

impl Facts {
    pub(super) fn len(&self) -> usize {
        self.reports.len()
    }

    /// Where a report's row stands, or would.
    pub(super) fn place(&self, report: ReportId) -> Result<usize, usize> {
        let all = &self.reports;
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return Err(0) };
        if *last < report {
            return Err(all.len());
        }
        // Numbers of reports are spread evenly on the whole, so a guess lies near: a timeline over a long
        // history looks up thousands of rows, and each step of a search through all of them is a cache miss.
        let share = report.0.saturating_sub(first.0) as f64 / (last.0 - first.0).max(1) as f64;
        let guess = ((all.len() - 1) as f64 * share) as usize;
        let (mut low, mut high, mut step) = (guess, guess + 1, 8);
        while low > 0 && all[low] > report {
            low = low.saturating_sub(step);
            step *= 4;
        }
        step = 8;
        while high < all.len() && all[high - 1] < report {
            high += step;
            step *= 4;
        }
        let high = high.min(all.len());
        let found = all[low..high].binary_search(&report);
        found.map(|place| low + place).map_err(|place| low + place)
    }

    /// The same, for reports that are asked for from the newest to the oldest: `from` is where the one before
    /// stands.
    pub(super) fn place_before(&self, from: usize, report: ReportId) -> Option<usize> {
        let near = self.reports[from.saturating_sub(8)..from].iter().rposition(|there| *there <= report);
        let place = match near {
            Some(near) => from.saturating_sub(8) + near,
            None => return self.place(report).ok(),
        };
        (self.reports[place] == report).then_some(place)
    }

    pub(super) fn contains(&self, report: ReportId) -> bool {
        self.place(report).is_ok()
    }

    pub(super) fn get(&self, report: ReportId) -> Option<FactRow> {
        self.place(report).ok().map(|place| self.row(place))
    }

    pub(super) fn row(&self, place: usize) -> FactRow {
        let form = self.forms[place];
        FactRow {
            report: self.reports[place],
            last_seq: self.last_seqs[place],
            deal: self.deal_numbers.keys[self.deals[place] as usize],
            author: self.author_numbers.keys[self.authors[place] as usize],
            template: self.template_numbers.keys[(form >> FLAGS) as usize],
            consult: form & CONSULT != 0,
            waits: form & WAITS != 0,
        }
    }

    pub(super) fn report_at(&self, place: usize) -> ReportId {
        self.reports[place]
    }

    pub(super) fn last_seq_at(&self, place: usize) -> Seq {
        self.last_seqs[place]
    }

    /// The number of a row's deal.
    pub(super) fn deal_at(&self, place: usize) -> usize {
        self.deals[place] as usize
    }

    /// The number of a row's author.
    pub(super) fn author_at(&self, place: usize) -> usize {
        self.authors[place] as usize
    }

    /// The number of a row's form: its template, and what is known of a question.
    pub(super) fn form_at(&self, place: usize) -> usize {
        self.forms[place] as usize
    }

    /// What is known of every form: its template, whether it has a question, and whether that waits.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&TemplateId, bool, bool)> {
        let flags = |id| (0..1 << FLAGS).map(move |form: u32| (id, form & CONSULT != 0, form & WAITS != 0));
        self.template_numbers.keys().iter().flat_map(flags)
    }

    /// Who has a report without being of its audience.
    pub(super) fn beyond(&self, report: ReportId) -> &[MemberId] {
        self.beyond.get(&report).map_or(&[], Vec::as_slice)
    }

    /// Somebody has a report from now on without being of its audience.
    pub(super) fn add_beyond(&mut self, report: ReportId, member: MemberId) {
        let Ok(place) = self.place(report) else { return };
        let beyond = self.beyond.entry(report).or_default();
        if !beyond.contains(&member) {
            beyond.push(member);
            self.dirty.insert(page_of(place));
        }
    }

    /// What filters ask of a deal from now on.
    pub(super) fn note_deal(&mut self, deal: &Deal) {
        let number = self.number_of_deal(deal.id);
        match &mut self.deal_rows[number as usize] {
            Some(row) => row.update(&deal.fields),
            none => *none = Some(DealRow::of(&deal.fields)),
        }
    }

    fn number_of_deal(&mut self, deal: DealId) -> u32 {
        let number = self.deal_numbers.number(deal);
        if self.deal_rows.len() <= number as usize {
            self.deal_rows.resize_with(number as usize + 1, || None);
            self.by_deal.resize_with(number as usize + 1, Vec::new);
        }
        number
    }

    fn number_of_author(&mut self, author: MemberId) -> u32 {
        let number = self.author_numbers.number(author);
        if self.by_author.len() <= number as usize {
            self.by_author.resize_with(number as usize + 1, Vec::new);
        }
        number
    }

    /// A report that is not there yet. Reports come nearly in order, so little is moved.
    pub(super) fn insert(&mut self, row: FactRow) {
        let Err(place) = self.place(row.report) else { return };
        let (deal, author) = self.insert_at(place, row);
        insert_sorted(&mut self.by_deal[deal as usize], row.report);
        insert_sorted(&mut self.by_author[author as usize], row.report);
        self.dirty.extend(page_of(place)..=page_of(self.reports.len() - 1));
    }

    fn insert_at(&mut self, place: usize, row: FactRow) -> (u32, u32) {
        let (deal, author) = (self.number_of_deal(row.deal), self.number_of_author(row.author));
        let form = self.form(&row);
        self.reports.insert(place, row.report);
        self.last_seqs.insert(place, row.last_seq);
        self.deals.insert(place, deal);
        self.authors.insert(place, author);
        self.forms.insert(place, form);
        (deal, author)
    }

    fn form(&mut self, row: &FactRow) -> u32 {
        let flags = (u32::from(row.consult) * CONSULT) | (u32::from(row.waits) * WAITS);
        self.template_numbers.number(row.template) << FLAGS | flags
    }

    /// Puts another row in the place of a report's. Its deal and its author stay: a report has them for good.
    pub(super) fn change(&mut self, row: FactRow) {
        let Ok(place) = self.place(row.report) else { return };
        self.last_seqs[place] = row.last_seq;
        self.forms[place] = self.form(&row);
        self.dirty.insert(page_of(place));
    }

    /// The reports of a deal, the oldest first.
    pub(super) fn of_deal(&self, deal: DealId) -> &[ReportId] {
        self.deal_numbers.known(deal).map_or(&[], |number| self.of_deal_number(number))
    }

    pub(super) fn of_deal_number(&self, number: usize) -> &[ReportId] {
        &self.by_deal[number]
    }

    /// The reports of an author, the oldest first.
    pub(super) fn of_author(&self, author: MemberId) -> &[ReportId] {
        self.author_numbers.known(author).map_or(&[], |number| &self.by_author[number])
    }

    pub(super) fn is_clean(&self) -> bool {
        self.dirty.is_empty()
    }

    /// The pages that have to be written, encoded. They stay to be written until [`Self::take_dirty`].
    pub(super) fn encode(&self) -> Vec<(u64, Vec<u8>)> {
        self.dirty.iter().map(|page| (*page, self.encode_page(*page))).collect()
    }

    fn encode_page(&self, page: u64) -> Vec<u8> {
        let from = (page as usize * PAGE_ROWS).min(self.len());
        let places = from..(from + PAGE_ROWS).min(self.len());
        let mut bytes = Vec::with_capacity(places.len() * 20 + 4);
        varint::put(&mut bytes, places.len() as u64);
        let mut before = 0;
        for place in places {
            let row = self.row(place);
            row.encode(before, self.beyond(row.report), &mut bytes);
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
            let (row, beyond) = FactRow::decode(before, &mut reader)?;
            before = row.report.0;
            if self.reports.last().is_some_and(|last| *last >= row.report) {
                return Err(Damaged);
            }
            let (deal, author) = self.insert_at(self.reports.len(), row);
            self.by_deal[deal as usize].push(row.report);
            self.by_author[author as usize].push(row.report);
            if !beyond.is_empty() {
                self.beyond.insert(row.report, beyond);
            }
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
            consult: report.is_multiple_of(2),
            waits: false,
        };
        // Every second one late.
        for number in numbers.iter().step_by(2).chain(numbers.iter().skip(1).step_by(2)) {
            assert_eq!(facts.get(ReportId(*number)), None);
            facts.insert(row(*number));
            if number % 7 == 0 {
                facts.add_beyond(ReportId(*number), MemberId(*number));
            }
        }
        for number in &numbers {
            assert_eq!(facts.get(ReportId(*number)), Some(row(*number)));
            assert_eq!(facts.get(ReportId(number + 1)).is_some(), numbers.contains(&(number + 1)));
        }
        assert_eq!(facts.get(ReportId(0)), None);
        let mut from = facts.len();
        for number in numbers.iter().rev().step_by(3) {
            assert_eq!(
                facts.place_before(from, ReportId(number + 1)).is_some(),
                numbers.contains(&(number + 1))
            );
            from = facts.place_before(from, ReportId(*number)).unwrap();
            assert_eq!(facts.report_at(from), ReportId(*number));
        }
        let mut again = Facts::default();
        facts.encode().iter().for_each(|(_, bytes)| again.load_page(bytes).unwrap());
        assert_eq!(again.reports, facts.reports);
        for number in numbers.iter().map(|number| ReportId(*number)) {
            assert_eq!(again.get(number), facts.get(number));
            assert_eq!(again.beyond(number), facts.beyond(number));
        }
        assert_eq!(again.of_deal(DealId(1)), facts.of_deal(DealId(1)));
        assert_eq!(again.of_author(MemberId(4)), facts.of_author(MemberId(4)));
    }
}
