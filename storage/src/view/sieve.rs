//! A filter made ready for looking at very many reports.
//!
//! What it asks of deals, authors and templates is decided once for each of these, not once for each report; for
//! deals only where many reports are looked at, since there are many deals too.

use std::cell::RefCell;

use uchite_domain::{ConsultFilter, DepartmentId, MemberId, Organisation, TimelineFilter};

use super::deal_row::DealRow;
use super::facts::Facts;

/// Whether an author fits, as far as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    Unknown,
    Fits,
    Not,
}

/// A filter, as far as it is about the report itself and not about the viewer's inbox.
pub(super) struct Sieve<'a> {
    filter: &'a TimelineFilter,
    org: &'a Organisation,
    facts: &'a Facts,
    deals_asked: bool,
    /// More is asked of a deal than its number.
    deal_fields_asked: bool,
    /// Which deals fit, by number, once that was decided for all.
    deals: Option<Vec<bool>>,
    /// Which forms fit, by number; none: it is not asked.
    forms: Option<Vec<bool>>,
    authors: Option<RefCell<Vec<Author>>>,
    /// The departments that are asked for, and those below them.
    departments: Vec<DepartmentId>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(filter: &'a TimelineFilter, org: &'a Organisation, facts: &'a Facts) -> Sieve<'a> {
        let by_form = !filter.kind.is_empty() || !filter.template.is_empty() || filter.consult.is_some();
        let fits = |(id, consult, waits)| {
            let kind = org.templates.get(id).map(|template| template.fields.activity);
            (filter.template.is_empty() || filter.template.contains(id))
                && (filter.kind.is_empty() || kind.is_some_and(|kind| filter.kind.contains(&kind)))
                && match filter.consult {
                    None => true,
                    Some(ConsultFilter::Any) => consult,
                    Some(ConsultFilter::Waits) => waits,
                }
        };
        let by_author = !filter.author.is_empty() || !filter.department.is_empty();
        let authors = by_author.then(|| vec![Author::Unknown; facts.author_numbers.keys().len()]);
        let asked = |id: &DepartmentId| {
            org.departments_above(*id).any(|department| filter.department.contains(&department.id))
        };
        let departments = match filter.department.as_slice() {
            [] => Vec::new(),
            _ => org.departments.keys().copied().filter(asked).collect(),
        };
        let deal_fields_asked = !DealRow::unasked(filter);
        Sieve {
            filter,
            org,
            facts,
            deals_asked: deal_fields_asked || !filter.deal.is_empty(),
            deal_fields_asked,
            deals: None,
            forms: by_form.then(|| facts.forms().map(fits).collect()),
            authors: authors.map(RefCell::new),
            departments,
        }
    }

    /// Whether every report passes.
    pub(super) fn is_open(&self) -> bool {
        !self.deals_asked && self.forms.is_none() && self.authors.is_none()
    }

    /// Decides for all deals which ones fit.
    pub(super) fn decide_deals(&mut self) {
        if self.deals_asked && self.deals.is_none() {
            let all = 0..self.facts.deal_rows.len();
            self.deals = Some(all.map(|number| self.deal_fits(number)).collect());
        }
    }

    /// The reports on those deals that fit, if deals were decided, as lists.
    pub(super) fn of_deals(&self) -> Option<impl Iterator<Item = &'a [uchite_domain::ReportId]> + '_> {
        let fitting = self.deals.as_ref()?.iter().enumerate().filter(|(_, fits)| **fits);
        Some(fitting.map(|(number, _)| self.facts.of_deal_number(number)))
    }

    fn deal_fits(&self, number: usize) -> bool {
        let known = &self.facts.deal_numbers;
        (self.filter.deal.is_empty() || self.filter.deal.contains(&known.keys()[number]))
            && (!self.deal_fields_asked
                || self.facts.deal_rows[number].as_ref().is_some_and(|row| row.fits(self.filter)))
    }

    /// Whether the report of this row passes.
    pub(super) fn passes(&self, place: usize) -> bool {
        let deal = self.facts.deal_at(place);
        let deal_fits = || match &self.deals {
            Some(deals) => deals[deal],
            None => !self.deals_asked || self.deal_fits(deal),
        };
        deal_fits()
            && self.forms.as_ref().is_none_or(|forms| forms[self.facts.form_at(place)])
            && self.authors.as_ref().is_none_or(|authors| self.author_fits(authors, place))
    }

    /// Leaves those rows that pass, once deals were decided. One column after the other, which is much faster for
    /// many rows that lie together than one row after the other.
    pub(super) fn sift(&self, places: &mut Vec<usize>) {
        if let Some(forms) = &self.forms {
            keep(places, |place| forms[self.facts.form_at(place)]);
        }
        if let Some(deals) = &self.deals {
            keep(places, |place| deals[self.facts.deal_at(place)]);
        }
        if let Some(authors) = &self.authors {
            keep(places, |place| self.author_fits(authors, place));
        }
    }

    fn author_fits(&self, authors: &RefCell<Vec<Author>>, place: usize) -> bool {
        let number = self.facts.author_at(place);
        let known = authors.borrow()[number];
        if known != Author::Unknown {
            return known == Author::Fits;
        }
        let author = self.facts.author_numbers.keys()[number];
        let fits = self.is_from(author);
        authors.borrow_mut()[number] = if fits { Author::Fits } else { Author::Not };
        fits
    }

    fn is_from(&self, author: MemberId) -> bool {
        let TimelineFilter { author: authors, department, .. } = self.filter;
        let is_within = || {
            let member = self.org.members.get(&author);
            // In order, as the organisation has them.
            member.is_some_and(|member| self.departments.binary_search(&member.fields.department).is_ok())
        };
        (authors.is_empty() || authors.contains(&author)) && (department.is_empty() || is_within())
    }
}

/// Leaves what fits. Without a branch on whether it does, which the processor could not foretell.
pub(super) fn keep(places: &mut Vec<usize>, mut fits: impl FnMut(usize) -> bool) {
    let mut kept = 0;
    for read in 0..places.len() {
        let place = places[read];
        places[kept] = place;
        kept += usize::from(fits(place));
    }
    places.truncate(kept);
}
