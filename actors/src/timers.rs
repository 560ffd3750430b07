//! What happens by itself: the sweep of sessions, the checkpoints of the read model.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::house::House;

/// Between two sweeps.
const SWEEP: Duration = Duration::from_secs(1);

/// Starts the timers. They end with the house.
pub(crate) fn start(house: &Arc<House>) {
    actix::spawn(sweep(Arc::downgrade(house)));
    actix::spawn(checkpoint(Arc::downgrade(house)));
}

async fn sweep(house: Weak<House>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(house) = house.upgrade() else { return };
        house.sweep();
    }
}

async fn checkpoint(house: Weak<House>) {
    loop {
        let Some(period_ms) = house.upgrade().map(|h| h.settings.checkpoint_ms) else { return };
        tokio::time::sleep(Duration::from_millis(period_ms)).await;
        let Some(house) = house.upgrade().filter(|h| !h.is_draining()) else { return };
        let (store, volatile) = (house.publisher.store.clone(), house.publisher.volatile.clone());
        drop(house);
        let written = tokio::task::spawn_blocking(move || {
            volatile.flush();
            store.checkpoint()
        });
        if let Ok(Err(error)) = written.await {
            // The log has everything; a start from here takes longer, that is all.
            tracing::warn!(%error, "the checkpoint failed and is tried again");
        }
    }
}
