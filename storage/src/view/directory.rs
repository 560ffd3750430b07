//! How inboxes stand on the disk: some members' directories, each with its last page, in one value.

use std::collections::BTreeSet;
use std::sync::Arc;

use uchite_domain::{Badge, MemberId};

use super::inbox::{GROUP, Head, Inbox, Inboxes, shift};
use super::item::Page;
use super::varint::{self, Damaged, Reader};

/// A group of inboxes as of a moment, to be encoded later.
pub(super) struct GroupImage {
    pub(super) group: usize,
    members: Vec<(MemberId, Vec<Head>, Arc<Page>)>,
}

impl Inboxes {
    /// Takes the groups out that have to be written.
    pub(super) fn take_dirty(&mut self) -> (BTreeSet<usize>, Vec<GroupImage>) {
        let dirty = std::mem::take(&mut self.dirty);
        let images = dirty.iter().map(|group| self.image(*group)).collect();
        (dirty, images)
    }

    fn image(&self, group: usize) -> GroupImage {
        let members = self.slots.iter().skip(group * GROUP).take(GROUP);
        let members = members
            .filter_map(|member| {
                let inbox = self.members.get(member)?;
                Some((*member, inbox.heads.clone(), Arc::clone(&inbox.tail)))
            })
            .collect();
        GroupImage { group, members }
    }

    pub(super) fn give_back(&mut self, dirty: BTreeSet<usize>) {
        self.dirty.extend(dirty);
    }

    /// Takes a group over that was read from the disk, in order.
    pub(super) fn load_group(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let mut reader = Reader(bytes);
        for _ in 0..reader.small::<u16>()? {
            let member = MemberId(reader.number()?);
            let inbox = read_inbox(&mut reader, self.slots.len())?;
            if self.members.insert(member, inbox).is_some() {
                return Err(Damaged);
            }
            self.slots.push(member);
        }
        reader.end()
    }
}

fn read_inbox(reader: &mut Reader<'_>, slot: usize) -> Result<Inbox, Damaged> {
    let mut heads = Vec::new();
    let mut badge = Badge::default();
    let mut bound = 0u64;
    for place in 0..reader.small::<u32>()? {
        let apart = reader.number()?;
        if (apart == 0) != (place == 0) {
            return Err(Damaged);
        }
        bound = bound.checked_add(apart).ok_or(Damaged)?;
        let items = reader.small()?;
        let counts = Badge { unread: reader.small()?, addressed: reader.small()? };
        shift(&mut badge, Badge::default(), counts);
        heads.push(Head { bound, items, counts });
    }
    let length = reader.small()?;
    let tail = Page::decode(reader.take(length)?)?;
    let last = heads.last().ok_or(Damaged)?;
    if last.counts != tail.counts() || last.items as usize != tail.items().len() {
        return Err(Damaged);
    }
    Ok(Inbox { slot, heads, tail: Arc::new(tail), badge })
}

impl GroupImage {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        varint::put(&mut bytes, self.members.len() as u64);
        for (member, heads, tail) in &self.members {
            varint::put(&mut bytes, member.0);
            varint::put(&mut bytes, heads.len() as u64);
            let mut before = 0;
            for head in heads {
                varint::put(&mut bytes, head.bound - before);
                before = head.bound;
                varint::put(&mut bytes, u64::from(head.items));
                varint::put(&mut bytes, u64::from(head.counts.unread));
                varint::put(&mut bytes, u64::from(head.counts.addressed));
            }
            let tail = tail.encode();
            varint::put(&mut bytes, tail.len() as u64);
            bytes.extend_from_slice(&tail);
        }
        bytes
    }
}
