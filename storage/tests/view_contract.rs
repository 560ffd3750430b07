//! Every implementation of the store keeps the same contract.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use uchite_storage::store::Store;
use uchite_storage::store_contract;
use uchite_storage::view::{MemoryView, OpenOptions, SledView};

mod view_support;
use view_support::{Forgetful, TINY};

fn folder() -> std::path::PathBuf {
    // The folder goes when the system empties its temporary files: the store is still open when we return.
    tempfile::tempdir().unwrap().keep().join("view")
}

store_contract!(memory_view, || -> Arc<dyn Store> { Arc::new(MemoryView::in_memory()) });

store_contract!(sled_view, || -> Arc<dyn Store> {
    Arc::new(SledView::open(&folder(), OpenOptions::default()).unwrap().0)
});

// Nothing stays in memory that need not, and pages are of a few cards.
store_contract!(sled_view_without_memory, || -> Arc<dyn Store> {
    Arc::new(Forgetful(SledView::open(&folder(), TINY).unwrap().0))
});
