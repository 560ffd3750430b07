//! The ring of recent deliveries, from which sessions resume.
//!
//! A delivery is put in before it is handed to the sessions, and a session is registered before it reads the
//! ring: so each event is either in what the session reads or handed to it, or both.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::RwLock;
use uchite_domain::Seq;

use crate::delivery::Delivery;

/// The ring of recent deliveries.
#[derive(Debug)]
pub(crate) struct Ring {
    state: RwLock<State>,
    max_events: usize,
    max_bytes: usize,
}

#[derive(Debug)]
struct State {
    /// Everything after this is in the ring.
    since: Seq,
    deliveries: BTreeMap<Seq, Arc<Delivery>>,
    bytes: usize,
}

impl Ring {
    /// An empty ring: everything up to `since` is no longer in it.
    #[must_use]
    pub(crate) fn new(since: Seq, max_events: usize, max_bytes: usize) -> Ring {
        let state = State { since, deliveries: BTreeMap::new(), bytes: 0 };
        Ring { state: RwLock::new(state), max_events, max_bytes }
    }

    /// Puts a delivery in; the oldest fall out over the bounds.
    pub(crate) fn put(&self, delivery: Arc<Delivery>) {
        let mut state = self.state.write();
        if delivery.seq <= state.since {
            return;
        }
        state.bytes += delivery.weight();
        state.deliveries.insert(delivery.seq, delivery);
        while state.deliveries.len() > self.max_events || state.bytes > self.max_bytes {
            let Some((seq, oldest)) = state.deliveries.pop_first() else { break };
            state.since = seq;
            state.bytes -= oldest.weight();
        }
    }

    /// Forgets everything up to an event: who has not had it fetches anew.
    pub(crate) fn forget(&self, upto: Seq) {
        let mut state = self.state.write();
        let kept = state.deliveries.split_off(&upto.next());
        let gone = std::mem::replace(&mut state.deliveries, kept);
        state.bytes -= gone.values().map(|delivery| delivery.weight()).sum::<usize>();
        state.since = state.since.max(upto);
    }

    /// What came after a cursor, in order; none when some of it has fallen out.
    #[must_use]
    pub(crate) fn after(&self, cursor: Seq) -> Option<Vec<Arc<Delivery>>> {
        let state = self.state.read();
        if cursor < state.since {
            return None;
        }
        Some(state.deliveries.range(cursor.next()..).map(|(_, delivery)| delivery.clone()).collect())
    }
}
