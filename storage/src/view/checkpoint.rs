//! Checkpoints: everything that has changed, and exactly which events did it, in one batch that is on the
//! disk whole or not at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uchite_domain::{Deal, DealStep, Report, ReportId, Seq, Stage, Subject, Touched};

use super::View;
use super::directory::GroupImage;
use super::disk::{Disk, Writes};
use super::inbox::PageKey;
use super::item::Page;
use super::keys;
use super::report_groups;
use super::state::{AccountKey, Dirty, ViewState};
use crate::store::StoreError;

/// Counts changes of what stands on the disk. Another version there means: rebuild.
pub(super) const SCHEMA: u32 = 4;

/// The organisation's own fields as they stand on the disk.
#[derive(Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) stages: Vec<Stage>,
}

/// A deal as it stands on the disk.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredDeal<D = Deal, H = Vec<DealStep>> {
    pub(super) revision: u64,
    pub(super) deal: D,
    pub(super) history: H,
}

/// What a checkpoint writes, and what has to be written still if it fails.
struct Taken {
    upto: Seq,
    writes: Writes,
    reports: Vec<(ReportId, Arc<Report>)>,
    pages: Vec<(PageKey, Arc<Page>)>,
    inboxes: Vec<GroupImage>,
    dirty: Dirty,
    facts: BTreeSet<u64>,
    groups: BTreeSet<usize>,
    refs: usize,
}

impl<D: Disk> View<D> {
    /// Writes a checkpoint.
    pub(super) fn write_checkpoint(&self) -> Result<Seq, StoreError> {
        let _alone = self.checkpointing.lock();
        let taken = {
            let mut state = self.state.write();
            state.check()?;
            if state.is_clean() {
                return Ok(state.applied.upto());
            }
            state.take_dirty()?
        };
        let Taken { upto, mut writes, reports, pages, inboxes, dirty, facts, groups, refs } = taken;
        // Reports and inboxes are most of it; they are encoded while others go on.
        encode(pages, inboxes, &mut writes);
        let encoded = report_groups::write(&self.disk, reports, &mut writes);
        let result = encoded.and_then(|()| self.disk.write(writes));
        let mut state = self.state.write();
        match result {
            Ok(()) => {
                let gone = (state.reports.written(), state.inboxes.pages.written());
                state.refs.written(refs);
                drop(state);
                drop(gone);
                Ok(upto)
            }
            Err(error) => {
                state.reports.not_written();
                state.inboxes.pages.not_written();
                state.inboxes.give_back(groups);
                state.facts.give_back(facts);
                state.dirty.extend(dirty);
                Err(error)
            }
        }
    }
}

fn encode(pages: Vec<(PageKey, Arc<Page>)>, inboxes: Vec<GroupImage>, writes: &mut Writes) {
    for (key, page) in pages {
        writes.put(keys::page(key), &page.encode());
    }
    for image in inboxes {
        writes.put(keys::inboxes(image.group as u64), &image.encode());
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|e| StoreError::Broken(e.to_string()))
}

impl ViewState {
    fn take_dirty(&mut self) -> Result<Taken, StoreError> {
        let mut writes = Writes::default();
        // What can fail comes first, before anything is taken out.
        self.encode_small(&mut writes)?;
        for (page, bytes) in self.facts.encode() {
            writes.put(keys::facts(page), &bytes);
        }
        let (refs, entries) = self.refs.encode();
        for (page, bytes) in refs {
            writes.put(keys::refs(page), &bytes);
        }
        let (groups, inboxes) = self.inboxes.take_dirty();
        Ok(Taken {
            upto: self.applied.upto(),
            groups,
            inboxes,
            writes,
            reports: self.reports.begin(),
            pages: self.inboxes.pages.begin(),
            dirty: std::mem::take(&mut self.dirty),
            facts: self.facts.take_dirty(),
            refs: entries,
        })
    }

    fn encode_small(&self, writes: &mut Writes) -> Result<(), StoreError> {
        writes.put(keys::schema(), &json(&SCHEMA)?);
        writes.put(keys::applied(), &json(&self.applied)?);
        for touched in &self.dirty.masters {
            if let Some(value) = self.master(*touched)? {
                writes.put(keys::touched(*touched), &value);
            }
        }
        let (passwords, tokens, devices) = self.accounts.parts();
        for account in &self.dirty.accounts {
            let (key, value) = match account {
                AccountKey::Password(member) => {
                    (keys::password(*member), passwords.get(member).map(json).transpose()?)
                }
                AccountKey::Token(id) => (keys::token(*id), tokens.get(id).map(json).transpose()?),
                AccountKey::Device(id) => (keys::device(*id), devices.get(id).map(json).transpose()?),
            };
            match value {
                Some(value) => writes.put(key, &value),
                None => writes.delete(key),
            }
        }
        for member in &self.dirty.bookmarks {
            let reports: Vec<ReportId> = self.bookmarks.of(*member).collect();
            writes.put(keys::bookmarks(*member), &json(&reports)?);
        }
        for subject in &self.dirty.revisions {
            let revision = self.revisions.get(subject).copied().unwrap_or_default();
            writes.put(keys::revision(*subject), &json(&revision)?);
        }
        Ok(())
    }

    fn master(&self, touched: Touched) -> Result<Option<Vec<u8>>, StoreError> {
        let org = &self.org;
        match touched {
            Touched::Settings => Some(json(&Settings { name: org.name.clone(), stages: org.stages.clone() })),
            Touched::Member(id) => org.members.get(&id).map(json),
            Touched::Department(id) => org.departments.get(&id).map(json),
            Touched::Customer(id) => org.customers.get(&id).map(json),
            Touched::Contact(id) => org.contacts.get(&id).map(json),
            Touched::Product(id) => org.products.get(&id).map(json),
            Touched::Competitor(id) => org.competitors.get(&id).map(json),
            Touched::Template(id) => org.templates.get(&id).map(json),
            Touched::Purpose(id) => org.purposes.get(&id).map(json),
            Touched::Deal(id) => org.deals.get(&id).map(|deal| {
                let revision = self.revisions.get(&Subject::Deal(id)).copied().unwrap_or_default();
                json(&StoredDeal { revision, deal, history: org.deal_steps(id) })
            }),
        }
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::fixture::{Desk, answers};
    use crate::store::Store;
    use crate::view::disk::Take;
    use crate::view::{MemoryDisk, OpenOptions};

    /// A disk that is full when it is told so.
    #[derive(Default)]
    struct Faulty {
        disk: MemoryDisk,
        full: AtomicBool,
    }

    impl Disk for Faulty {
        fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            self.disk.get(key)
        }

        fn scan(&self, kind: u8, take: Take<'_>) -> Result<(), StoreError> {
            self.disk.scan(kind, take)
        }

        fn write(&self, writes: Writes) -> Result<(), StoreError> {
            if self.full.load(Ordering::Relaxed) { Err(StoreError::Full) } else { self.disk.write(writes) }
        }

        fn condemn(&self) {}
    }

    #[test]
    fn a_checkpoint_that_fails_is_made_up_for_by_the_next_one() {
        let options = OpenOptions { page_items: 3, ..OpenOptions::default() };
        let view = View::new(Faulty::default(), ViewState::new(options));
        let (mut desk, company) = Desk::with_company();
        let mut fed = 0;
        for n in 0..30 {
            let report = desk.file_text(company.tanaka, &company, company.deals()[n % 2], "報告");
            desk.reply(company.west_head, report, "返信", &[company.suzuki]);
            desk.written[fed..].iter().for_each(|event| drop(event.apply(&view)));
            fed = desk.written.len();
            let full = n % 3 != 0;
            view.disk.full.store(full, Ordering::Relaxed);
            assert_eq!(view.checkpoint().is_err(), full);
            assert_eq!(answers(&view), answers(&desk.store));
        }
        view.disk.full.store(false, Ordering::Relaxed);
        assert_eq!(view.checkpoint(), Ok(desk.store.applied()));
        let mut state = ViewState::new(options);
        state.load(&view.disk).unwrap();
        let again = View::new(view.disk, state);
        assert_eq!(answers(&again), answers(&desk.store));
    }
}
