//! What Uchite keeps: the event log, attachments, the data folder that holds them, and backups of it.

pub mod backup;
pub mod data_folder;
pub mod files;
pub mod log;
