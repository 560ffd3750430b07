//! A sender that sends nothing and remembers everything: for the tests of those who decide what is sent.
//!
//! No part of a running server uses it.

use std::collections::{HashMap, VecDeque};

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::device::Device;
use super::outcome::Outcome;
use super::payload::PushNote;
use super::sender::PushSender;

/// Records pushes and answers as it was told to, else with 201.
#[derive(Default)]
pub struct MemorySender {
    sent: Mutex<Vec<(Device, PushNote)>>,
    scripted: Mutex<HashMap<u64, VecDeque<Outcome>>>,
    arrived: Notify,
}

impl MemorySender {
    /// A sender that has sent nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next push to this device ends so. Several calls make a row.
    pub fn answer_next(&self, device_id: u64, outcome: Outcome) {
        self.scripted.lock().entry(device_id).or_default().push_back(outcome);
    }

    /// Everything sent so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<(Device, PushNote)> {
        self.sent.lock().clone()
    }

    /// Waits until at least `count` pushes were sent and returns all of them. Has no time limit of its own: put one
    /// around it.
    pub async fn wait_for(&self, count: usize) -> Vec<(Device, PushNote)> {
        loop {
            // Asked for before looking, so that a push in between is not missed.
            let arrived = self.arrived.notified();
            let sent = self.sent();
            if sent.len() >= count {
                return sent;
            }
            arrived.await;
        }
    }
}

#[async_trait::async_trait]
impl PushSender for MemorySender {
    async fn send(&self, device: &Device, note: &PushNote) -> Outcome {
        let outcome = self.scripted.lock().get_mut(&device.id).and_then(VecDeque::pop_front);
        self.sent.lock().push((device.clone(), note.clone()));
        self.arrived.notify_waiters();
        outcome.unwrap_or(Outcome::Accepted { status: 201 })
    }
}
