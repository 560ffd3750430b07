//! What Uchite keeps: the event log, the read model, attachments, the data folder that holds them, and
//! backups of it.

pub mod backup;
pub mod catch_up;
pub mod data_folder;
pub mod files;
#[doc(hidden)]
pub mod fixture;
pub mod log;
mod packing;
pub mod store;
#[doc(hidden)]
pub mod store_contract;
pub mod view;
pub mod volatile;
