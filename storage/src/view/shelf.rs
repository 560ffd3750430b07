//! Values that are in memory while they are used or not yet written: dirty ones for as long as it takes,
//! clean ones within a limit of bytes.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;

/// How much memory a value takes, roughly.
pub(super) trait Weigh {
    fn weigh(&self) -> usize;
}

/// Values by their keys. What is not here is on the disk, or not at all.
pub(super) struct Shelf<K, V> {
    dirty: HashMap<K, Arc<V>>,
    /// What a checkpoint is writing. Stays readable, and is still the newest where `dirty` has none.
    writing: HashMap<K, Arc<V>>,
    clean: Mutex<Clock<K, V>>,
    /// Counts checkpoints: what was read from the disk without a lock may be kept only if none ended between.
    epoch: u64,
}

impl<K: Copy + Eq + Hash, V: Clone + Weigh> Shelf<K, V> {
    pub(super) fn new(clean_bytes: usize) -> Shelf<K, V> {
        let clean = Mutex::new(Clock::new(clean_bytes));
        Shelf { dirty: HashMap::new(), writing: HashMap::new(), clean, epoch: 0 }
    }

    /// The value, if it is in memory.
    pub(super) fn get(&self, key: &K) -> Option<Arc<V>> {
        self.dirty.get(key).or_else(|| self.writing.get(key)).cloned().or_else(|| self.clean.lock().get(key))
    }

    /// Keeps what was read from the disk while the lock of the state was held.
    pub(super) fn keep(&self, key: K, value: Arc<V>) {
        if !self.dirty.contains_key(&key) && !self.writing.contains_key(&key) {
            let mut clean = self.clean.lock();
            clean.insert(key, value);
            let gone = std::mem::take(&mut clean.gone);
            drop(clean);
            drop(gone);
        }
    }

    /// Keeps what was read from the disk without a lock, when the epoch was this.
    pub(super) fn keep_since(&self, epoch: u64, key: K, value: Arc<V>) {
        if self.epoch == epoch {
            self.keep(key, value);
        }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A new value, to be written.
    pub(super) fn put(&mut self, key: K, value: V) {
        self.put_shared(key, Arc::new(value));
    }

    /// A new value, to be written, that others may hold too.
    pub(super) fn put_shared(&mut self, key: K, value: Arc<V>) {
        self.clean.get_mut().take(&key);
        self.dirty.insert(key, value);
    }

    /// The value to be changed, and written later. None if it is not in memory.
    pub(super) fn edit(&mut self, key: &K) -> Option<&mut V> {
        if !self.dirty.contains_key(key) {
            let clean = self.clean.get_mut().take(key);
            let value = self.writing.get(key).cloned().or(clean)?;
            self.dirty.insert(*key, value);
        }
        self.dirty.get_mut(key).map(Arc::make_mut)
    }

    /// What has to be written. To be followed by [`Self::written`] or [`Self::not_written`].
    pub(super) fn begin(&mut self) -> Vec<(K, Arc<V>)> {
        debug_assert!(self.writing.is_empty(), "one checkpoint at a time");
        self.writing = std::mem::take(&mut self.dirty);
        self.writing.iter().map(|(key, value)| (*key, Arc::clone(value))).collect()
    }

    /// Everything is on the disk. Answers what had to go to keep the limit, to be dropped without the lock:
    /// that takes a while.
    #[must_use]
    pub(super) fn written(&mut self) -> Vec<Arc<V>> {
        self.epoch += 1;
        let clean = self.clean.get_mut();
        for (key, value) in std::mem::take(&mut self.writing) {
            if !self.dirty.contains_key(&key) {
                clean.insert(key, value);
            }
        }
        std::mem::take(&mut clean.gone)
    }

    pub(super) fn not_written(&mut self) {
        for (key, value) in std::mem::take(&mut self.writing) {
            self.dirty.entry(key).or_insert(value);
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.dirty.is_empty()
    }
}

/// A cache that drops what was not asked for since the hand came by last.
struct Clock<K, V> {
    slots: HashMap<K, Slot<V>>,
    /// May name keys that are gone, and some twice; swept when there are too many of them.
    ring: VecDeque<K>,
    bytes: usize,
    limit: usize,
    /// What had to go, for whoever has the time to drop it.
    gone: Vec<Arc<V>>,
}

struct Slot<V> {
    value: Arc<V>,
    bytes: usize,
    asked: bool,
}

impl<K: Copy + Eq + Hash, V: Weigh> Clock<K, V> {
    fn new(limit: usize) -> Clock<K, V> {
        Clock { slots: HashMap::new(), ring: VecDeque::new(), bytes: 0, limit, gone: Vec::new() }
    }

    fn get(&mut self, key: &K) -> Option<Arc<V>> {
        let slot = self.slots.get_mut(key)?;
        slot.asked = true;
        Some(Arc::clone(&slot.value))
    }

    fn take(&mut self, key: &K) -> Option<Arc<V>> {
        let slot = self.slots.remove(key)?;
        self.bytes -= slot.bytes;
        Some(slot.value)
    }

    fn insert(&mut self, key: K, value: Arc<V>) {
        let bytes = value.weigh();
        self.take(&key);
        self.bytes += bytes;
        self.slots.insert(key, Slot { value, bytes, asked: false });
        self.ring.push_back(key);
        while self.bytes > self.limit
            && let Some(key) = self.ring.pop_front()
        {
            match self.slots.get_mut(&key) {
                Some(slot) if slot.asked => {
                    slot.asked = false;
                    self.ring.push_back(key);
                }
                _ => {
                    let gone = self.take(&key);
                    self.gone.extend(gone);
                }
            }
        }
        if self.ring.len() > 2 * self.slots.len() + 1024 {
            self.sweep();
        }
    }

    fn sweep(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.ring.retain(|key| self.slots.contains_key(key) && seen.insert(*key));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    impl Weigh for Vec<u8> {
        fn weigh(&self) -> usize {
            self.len()
        }
    }

    #[test]
    fn dirty_values_stay_however_many_and_clean_ones_go() {
        let mut shelf = Shelf::new(1_000);
        for n in 0..100u32 {
            shelf.put(n, vec![1; 100]);
        }
        assert!((0..100).all(|n| shelf.get(&n).is_some()));
        assert_eq!(shelf.begin().len(), 100);
        shelf.edit(&7).unwrap()[0] = 2;
        assert!((0..100).all(|n| shelf.get(&n).is_some()));
        drop(shelf.written());
        assert_eq!((0..100).filter(|n| shelf.get(n).is_some()).count(), 11);
        assert_eq!(shelf.get(&7).unwrap()[0], 2);
    }

    #[test]
    fn what_could_not_be_written_is_still_to_be_written_in_its_newest_form() {
        let mut shelf = Shelf::new(1_000);
        shelf.put(1u32, vec![1]);
        shelf.put(2, vec![1]);
        shelf.begin();
        shelf.edit(&1).unwrap()[0] = 5;
        shelf.not_written();
        let mut all: Vec<_> = shelf.begin().into_iter().map(|(key, value)| (key, value[0])).collect();
        all.sort_unstable();
        assert_eq!(all, [(1, 5), (2, 1)]);
    }

    #[test]
    fn what_was_read_before_a_checkpoint_ended_is_not_kept() {
        let mut shelf = Shelf::new(1_000);
        let before = shelf.epoch();
        shelf.put(1u32, vec![9]);
        shelf.begin();
        drop(shelf.written());
        shelf.edit(&1).unwrap();
        shelf.begin();
        drop(shelf.written());
        shelf.keep_since(before, 1, Arc::new(vec![0]));
        assert_eq!(*shelf.get(&1).unwrap(), vec![9]);
    }

    #[test]
    fn the_ring_does_not_grow_with_use() {
        let mut shelf = Shelf::new(1_000);
        for n in 0..100_000u32 {
            shelf.put(n % 3, vec![1]);
            shelf.begin();
            drop(shelf.written());
        }
        assert!(shelf.clean.lock().ring.len() < 2_000);
    }
}
