//! The number of an event, and the ids that are such numbers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An event's number in the log: one order for the whole organisation, assigned at commit.
///
/// Starts at 1 and has no gaps; 0 means "before the first". Stays under 2^53, so that it is exact as a
/// JavaScript `number`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = u64, example = 4711)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first event.
    pub const ZERO: Seq = Seq(0);
    /// The largest number that is exact in a JavaScript `number`.
    pub const MAX: Seq = Seq((1 << 53) - 1);

    /// The number that follows.
    #[must_use]
    pub fn next(self) -> Seq {
        Seq(self.0 + 1)
    }

    /// The number before, or zero.
    #[must_use]
    pub fn previous(self) -> Seq {
        Seq(self.0.saturating_sub(1))
    }
}

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = u64)]
        pub struct $name(pub u64);

        impl From<Seq> for $name {
            fn from(seq: Seq) -> Self {
                $name(seq.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

// An id is the Seq of the event that created the thing: unique, ordered, short enough to say aloud.
ids! {
    /// A person with an account.
    MemberId
    /// A department.
    DepartmentId
    /// A company we sell to.
    CustomerId
    /// A person at a customer.
    ContactId
    /// What a report belongs to. The general deal of a customer has the number of its customer.
    DealId
    /// Something we sell.
    ProductId
    /// A company that sells against us.
    CompetitorId
    /// Who shares what with whom.
    PurposeId
    /// A form of report.
    TemplateId
    /// A filed report; its card has the same number.
    ReportId
    /// An answer on a report.
    ReplyId
    /// What is done next on a deal. One that was set inside a report has the report's number.
    NextMoveId
    /// A personal access token or a browser's sign-in.
    TokenId
    /// A device that takes push notifications.
    DeviceId
}

impl CustomerId {
    /// The general deal (案件外) of this customer.
    #[must_use]
    pub fn general_deal(self) -> DealId {
        DealId(self.0)
    }
}

impl ReportId {
    /// The event that filed the report.
    #[must_use]
    pub fn seq(self) -> Seq {
        Seq(self.0)
    }
}

/// A step of a deal's way, by its place in the organisation's list of stages (0 is the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = u8, maximum = 255)]
pub struct StageId(pub u8);

/// An attachment: the lower-case hexadecimal SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct FileId(String);

impl FileId {
    /// Takes 64 lower-case hexadecimal digits; anything else is no file id.
    #[must_use]
    pub fn parse(text: &str) -> Option<FileId> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| FileId(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        FileId::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("a file id is 64 lower-case hexadecimal digits"))
    }
}
