//! Reading a view from the disk, at start.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use uchite_domain::{Accounts, Device, DeviceId, MemberId, ReportId, Subject, Token, TokenId};

use super::checkpoint::{SCHEMA, Settings, StoredDeal};
use super::disk::{self, Disk};
use super::keys::{self, kind};
use super::state::ViewState;
use super::varint::Damaged;
use crate::store::StoreError;

/// Why what is on the disk is no view of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum LoadError {
    /// It was written by another version of the program.
    #[error("it has schema {found:?}, this version reads {SCHEMA}")]
    OtherSchema {
        /// What it says of itself.
        found: Option<u32>,
    },
    /// It cannot be read.
    #[error(transparent)]
    Broken(#[from] StoreError),
}

fn damaged(key: &[u8], why: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(format!("the value of key {key:02x?}: {why}"))
}

fn parse<T: DeserializeOwned>(key: &[u8], value: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(value).map_err(|e| damaged(key, e))
}

impl ViewState {
    /// Reads everything that stays in memory. An empty disk is an empty view.
    pub(super) fn load(&mut self, disk: &dyn Disk) -> Result<(), LoadError> {
        match disk::read(disk, &keys::schema())? {
            None if disk::read(disk, &keys::applied())?.is_none() => return Ok(()),
            None => return Err(LoadError::OtherSchema { found: None }),
            Some(value) => {
                let found = serde_json::from_slice(&value).ok();
                if found != Some(SCHEMA) {
                    return Err(LoadError::OtherSchema { found });
                }
            }
        }
        self.load_masters(disk)?;
        self.load_accounts(disk)?;
        self.load_pages(disk)?;
        let applied = disk::read(disk, &keys::applied())?;
        let applied =
            applied.ok_or_else(|| StoreError::Broken("it does not say how far it is".to_owned()))?;
        self.applied = parse(&keys::applied(), &applied)?;
        Ok(())
    }

    fn load_masters(&mut self, disk: &dyn Disk) -> Result<(), StoreError> {
        let org = &mut self.org;
        if let Some(value) = disk::read(disk, &[kind::SETTINGS])? {
            let Settings { name, stages } = parse(&[kind::SETTINGS], &value)?;
            (org.name, org.stages) = (name, stages);
        }
        macro_rules! read {
            ($kind:expr, $map:expr) => {
                disk::read_all(disk, $kind, |key, value| {
                    let number = keys::number_of(key).ok_or_else(|| damaged(key, "no number"))?;
                    $map.insert(number.into_id(), parse(key, value)?);
                    Ok(())
                })?;
            };
        }
        read!(kind::MEMBER, org.members);
        read!(kind::DEPARTMENT, org.departments);
        read!(kind::CUSTOMER, org.customers);
        read!(kind::CONTACT, org.contacts);
        read!(kind::PRODUCT, org.products);
        read!(kind::COMPETITOR, org.competitors);
        read!(kind::TEMPLATE, org.templates);
        read!(kind::PURPOSE, org.purposes);
        disk::read_all(disk, kind::DEAL, |key, value| {
            let StoredDeal { revision, deal, history } = parse::<StoredDeal>(key, value)?;
            if revision > 0 {
                self.revisions.insert(Subject::Deal(deal.id), revision);
            }
            if !history.is_empty() {
                org.histories.insert(deal.id, history);
            }
            self.facts.note_deal(&deal);
            org.deals.insert(deal.id, deal);
            Ok(())
        })?;
        disk::read_all(disk, kind::REVISION, |key, value| {
            let subject = keys::subject_of(key).ok_or_else(|| damaged(key, "no subject"))?;
            let known = self.revisions.entry(subject).or_default();
            *known = parse::<u64>(key, value)?.max(*known);
            Ok(())
        })
    }

    fn load_accounts(&mut self, disk: &dyn Disk) -> Result<(), StoreError> {
        let mut passwords = BTreeMap::new();
        let mut tokens: BTreeMap<TokenId, Token> = BTreeMap::new();
        let mut devices: BTreeMap<DeviceId, Device> = BTreeMap::new();
        disk::read_all(disk, kind::PASSWORD, |key, value| {
            let number = keys::number_of(key).ok_or_else(|| damaged(key, "no number"))?;
            passwords.insert(MemberId(number), parse(key, value)?);
            Ok(())
        })?;
        disk::read_all(disk, kind::TOKEN, |key, value| {
            let token: Token = parse(key, value)?;
            tokens.insert(token.id, token);
            Ok(())
        })?;
        disk::read_all(disk, kind::DEVICE, |key, value| {
            let device: Device = parse(key, value)?;
            devices.insert(device.id, device);
            Ok(())
        })?;
        self.accounts = Accounts::from_parts(passwords, tokens, devices);
        disk::read_all(disk, kind::BOOKMARKS, |key, value| {
            let number = keys::number_of(key).ok_or_else(|| damaged(key, "no number"))?;
            self.bookmarks.insert(MemberId(number), parse::<Vec<ReportId>>(key, value)?);
            Ok(())
        })
    }

    fn load_pages(&mut self, disk: &dyn Disk) -> Result<(), StoreError> {
        disk::read_all(disk, kind::FACTS, |key, value| {
            self.facts.load_page(value).map_err(|Damaged| damaged(key, "no page of facts"))
        })?;
        disk::read_all(disk, kind::REFS, |key, value| {
            let page = keys::number_of(key).ok_or_else(|| damaged(key, "no number"))?;
            self.refs.load_page(page, value).map_err(|Damaged| damaged(key, "no page of references"))
        })?;
        disk::read_all(disk, kind::INBOXES, |key, value| {
            self.inboxes.load_group(value).map_err(|Damaged| damaged(key, "no group of inboxes"))
        })
    }
}

/// A number as the id that a map wants.
trait IntoId<T> {
    fn into_id(self) -> T;
}

impl<T: From<uchite_domain::Seq>> IntoId<T> for u64 {
    fn into_id(self) -> T {
        uchite_domain::Seq(self).into()
    }
}
