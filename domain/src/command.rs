//! Commands on a deal: what a member wants, in the imperative.

use serde::Serialize;

use crate::{
    Correction, FileReport, NewNextMove, NewReply, NextMoveChanges, NextMoveId, ReactionKind, ReplyId,
    ReportId,
};

/// What a member wants of a deal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum DealCommand {
    /// File a report on it.
    FileReport(Box<FileReport>),
    /// Correct a report.
    CorrectReport {
        /// Which.
        report: ReportId,
        /// What of it.
        correction: Correction,
    },
    /// Reply to a report.
    Reply {
        /// To which.
        report: ReportId,
        /// The reply.
        reply: NewReply,
    },
    /// Set or take back a reaction.
    React {
        /// On which report.
        report: ReportId,
        /// Which reaction.
        kind: ReactionKind,
        /// Set, or taken back.
        on: bool,
    },
    /// Take note of a report.
    Acknowledge {
        /// Of which.
        report: ReportId,
    },
    /// Take a consult on.
    ClaimConsult {
        /// Of which report.
        report: ReportId,
    },
    /// Take a reply as the answer.
    AcceptAnswer {
        /// Of which report.
        report: ReportId,
        /// Which reply.
        reply: ReplyId,
    },
    /// Say that the answer is not enough.
    ReopenConsult {
        /// Of which report.
        report: ReportId,
    },
    /// Set a next move.
    SetNextMove {
        /// Which.
        next_move: NewNextMove,
    },
    /// Change a next move.
    ChangeNextMove {
        /// Which.
        next_move: NextMoveId,
        /// What of it.
        changes: NextMoveChanges,
    },
    /// Agree to a slot.
    AcceptSlot {
        /// Of which next move.
        next_move: NextMoveId,
        /// By its place.
        slot: usize,
    },
    /// Change the deal itself.
    ChangeDeal {
        /// A merge patch of its fields.
        #[serde(serialize_with = "in_key_order")]
        patch: serde_json::Value,
    },
}

impl DealCommand {
    /// The report that it is about, if it is about one that is there already.
    #[must_use]
    pub fn report(&self) -> Option<ReportId> {
        match self {
            DealCommand::CorrectReport { report, .. }
            | DealCommand::Reply { report, .. }
            | DealCommand::React { report, .. }
            | DealCommand::Acknowledge { report }
            | DealCommand::ClaimConsult { report }
            | DealCommand::AcceptAnswer { report, .. }
            | DealCommand::ReopenConsult { report } => Some(*report),
            _ => None,
        }
    }

    /// SHA-256 of the command's canonical JSON, in hexadecimal: two commands under one reference are the
    /// same if their digests are.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self)
    }
}

/// A patch with its keys in order, whatever order its sender chose.
pub(crate) fn in_key_order<S: serde::Serializer>(
    patch: &serde_json::Value,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    fn ordered(value: &serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::Object(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                entries.into_iter().map(|(key, value)| (key.clone(), ordered(value))).collect()
            }
            Value::Array(all) => all.iter().map(ordered).collect(),
            other => other.clone(),
        }
    }
    ordered(patch).serialize(serializer)
}

/// SHA-256 of a value's JSON, in hexadecimal. Fields stand in the order of their declaration, and maps and
/// patches in the order of their keys, so equal values give equal digests.
pub fn digest(value: &impl Serialize) -> String {
    use sha2::Digest;
    // Our own types always serialise: string keys, no failing implementations.
    let json = serde_json::to_vec(value).unwrap_or_default();
    let mut text = String::with_capacity(64);
    for byte in sha2::Sha256::digest(&json) {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
    }
    text
}
