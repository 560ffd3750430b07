//! Every key of the database: a letter for what it is, then ids and numbers, big-endian, so that keys sort
//! as the numbers do.

use uchite_domain::{
    CompetitorId, ContactId, CustomerId, DealId, DepartmentId, DeviceId, MemberId, ProductId, PurposeId,
    Subject, TemplateId, TokenId, Touched,
};

use super::inbox::PageKey;

/// A key. None is longer than 19 bytes.
pub(super) type Key = Vec<u8>;

/// What stands behind a key, by its first byte.
pub(super) mod kind {
    pub(in crate::view) const SCHEMA: u8 = b'A';
    pub(in crate::view) const APPLIED: u8 = b'B';
    pub(in crate::view) const SETTINGS: u8 = b'C';
    pub(in crate::view) const MEMBER: u8 = b'D';
    pub(in crate::view) const DEPARTMENT: u8 = b'E';
    pub(in crate::view) const CUSTOMER: u8 = b'F';
    pub(in crate::view) const CONTACT: u8 = b'G';
    pub(in crate::view) const PRODUCT: u8 = b'H';
    pub(in crate::view) const COMPETITOR: u8 = b'I';
    pub(in crate::view) const TEMPLATE: u8 = b'J';
    pub(in crate::view) const PURPOSE: u8 = b'K';
    pub(in crate::view) const DEAL: u8 = b'L';
    pub(in crate::view) const REVISION: u8 = b'M';
    pub(in crate::view) const PASSWORD: u8 = b'N';
    pub(in crate::view) const TOKEN: u8 = b'O';
    pub(in crate::view) const DEVICE: u8 = b'P';
    pub(in crate::view) const REPORTS: u8 = b'Q';
    pub(in crate::view) const FACTS: u8 = b'R';
    pub(in crate::view) const REFS: u8 = b'S';
    pub(in crate::view) const INBOXES: u8 = b'T';
    pub(in crate::view) const PAGE: u8 = b'U';
    pub(in crate::view) const BOOKMARKS: u8 = b'V';
    /// A further part of a long value; see `disk`.
    pub(in crate::view) const PART: u8 = b'X';
}

fn numbered(kind: u8, number: u64) -> Key {
    let mut key = Vec::with_capacity(9);
    key.push(kind);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The version of the schema.
pub(super) fn schema() -> Key {
    vec![kind::SCHEMA]
}

/// Which events have been applied.
pub(super) fn applied() -> Key {
    vec![kind::APPLIED]
}

/// The key of what an event touched.
pub(super) fn touched(touched: Touched) -> Key {
    match touched {
        Touched::Settings => vec![kind::SETTINGS],
        Touched::Member(MemberId(n)) => numbered(kind::MEMBER, n),
        Touched::Department(DepartmentId(n)) => numbered(kind::DEPARTMENT, n),
        Touched::Customer(CustomerId(n)) => numbered(kind::CUSTOMER, n),
        Touched::Contact(ContactId(n)) => numbered(kind::CONTACT, n),
        Touched::Product(ProductId(n)) => numbered(kind::PRODUCT, n),
        Touched::Competitor(CompetitorId(n)) => numbered(kind::COMPETITOR, n),
        Touched::Template(TemplateId(n)) => numbered(kind::TEMPLATE, n),
        Touched::Purpose(PurposeId(n)) => numbered(kind::PURPOSE, n),
        Touched::Deal(DealId(n)) => numbered(kind::DEAL, n),
    }
}

/// The revision of a subject.
pub(super) fn revision(subject: Subject) -> Key {
    let (letter, number) = match subject {
        Subject::Organisation => (b'o', 0),
        Subject::Deal(DealId(n)) => (b'd', n),
        Subject::Member(MemberId(n)) => (b'm', n),
    };
    let mut key = vec![kind::REVISION, letter];
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The subject whose revision stands behind this key.
pub(super) fn subject_of(key: &[u8]) -> Option<Subject> {
    let number = u64::from_be_bytes(key.get(2..10)?.try_into().ok()?);
    match key[1] {
        b'o' => Some(Subject::Organisation),
        b'd' => Some(Subject::Deal(DealId(number))),
        b'm' => Some(Subject::Member(MemberId(number))),
        _ => None,
    }
}

/// The number in a key of one letter and one number.
pub(super) fn number_of(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(1..9)?.try_into().ok()?))
}

/// A member's password.
pub(super) fn password(member: MemberId) -> Key {
    numbered(kind::PASSWORD, member.0)
}

/// A token.
pub(super) fn token(token: TokenId) -> Key {
    numbered(kind::TOKEN, token.0)
}

/// A device.
pub(super) fn device(device: DeviceId) -> Key {
    numbered(kind::DEVICE, device.0)
}

/// A member's bookmarks.
pub(super) fn bookmarks(member: MemberId) -> Key {
    numbered(kind::BOOKMARKS, member.0)
}

/// A group of reports.
pub(super) fn reports(group: u64) -> Key {
    numbered(kind::REPORTS, group)
}

/// A page of facts, by its place.
pub(super) fn facts(page: u64) -> Key {
    numbered(kind::FACTS, page)
}

/// A page of clients' references, by its place.
pub(super) fn refs(page: u64) -> Key {
    numbered(kind::REFS, page)
}

/// A group of inboxes: their directories and last pages.
pub(super) fn inboxes(group: u64) -> Key {
    numbered(kind::INBOXES, group)
}

/// A page of a member's inbox that is not the last one.
pub(super) fn page(page: PageKey) -> Key {
    let mut key = numbered(kind::PAGE, page.member.0);
    key.extend_from_slice(&page.bound.to_be_bytes());
    key
}

/// A further part of the value of a key.
pub(super) fn part(of: &[u8], part: u16) -> Key {
    let mut key = vec![kind::PART];
    key.extend_from_slice(of);
    key.extend_from_slice(&part.to_be_bytes());
    key
}
