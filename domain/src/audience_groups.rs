//! How an audience is written down: a group for each run of members who have it for the same reasons.
//!
//! A report for a thousand mostly has a handful of reasons, so they stand there once: in the log, on the disk and
//! in memory. An audience that was written as a list of its entries is read too.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::Error;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{AudienceEntry, How, MemberId, Reason};

/// Members beside each other who have it for the same reasons, or one alone, as an entry always was written.
#[derive(Serialize)]
struct Group<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberId>,
    #[serde(skip_serializing_if = "<[MemberId]>::is_empty")]
    members: &'a [MemberId],
    #[serde(flatten)]
    why: Why<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Why<'a> {
    New {
        reasons: &'a [Reason],
        how: How,
    },
    /// As an earlier group, by its place.
    Like {
        like: usize,
    },
}

/// A group as it is read.
#[derive(Deserialize)]
struct Read {
    member: Option<MemberId>,
    #[serde(default)]
    members: Vec<MemberId>,
    reasons: Option<Arc<[Reason]>>,
    how: Option<How>,
    like: Option<usize>,
}

/// Writes an audience.
pub(crate) fn serialize<S: Serializer>(audience: &[AudienceEntry], to: S) -> Result<S::Ok, S::Error> {
    let mut groups = to.serialize_seq(None)?;
    let mut known: HashMap<(&[Reason], How), usize> = HashMap::new();
    let mut members = Vec::new();
    for (place, run) in audience.chunk_by(AudienceEntry::is_like).enumerate() {
        members.clear();
        members.extend(run.iter().map(|entry| entry.member));
        let Some(AudienceEntry { member, reasons, how }) = run.first() else { continue };
        let alone = run.len() == 1;
        let why = match known.get(&(&**reasons, *how)) {
            Some(like) => Why::Like { like: *like },
            None => {
                known.insert((reasons, *how), place);
                Why::New { reasons, how: *how }
            }
        };
        let members = if alone { &[][..] } else { &members };
        groups.serialize_element(&Group { member: alone.then_some(*member), members, why })?;
    }
    groups.end()
}

/// Reads an audience.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<AudienceEntry>>, D::Error> {
    let mut audience: Vec<AudienceEntry> = Vec::new();
    let mut groups: Vec<(Arc<[Reason]>, How)> = Vec::new();
    for Read { member, members, reasons, how, like } in Vec::<Read>::deserialize(from)? {
        let (reasons, how) = match (reasons, how, like) {
            (Some(reasons), Some(how), None) => {
                // Entries that were written one by one share what neighbours have in common, too.
                let last = groups.last().filter(|(last, _)| *last == reasons);
                (last.map_or(reasons, |(last, _)| Arc::clone(last)), how)
            }
            (None, None, Some(like)) => groups
                .get(like)
                .cloned()
                .ok_or_else(|| D::Error::custom("a group is like one that does not stand before it"))?,
            _ => return Err(D::Error::custom("a group says its reasons, or which other it is like")),
        };
        let entry = |member| AudienceEntry { member, reasons: Arc::clone(&reasons), how };
        audience.extend(member.into_iter().chain(members).map(entry));
        groups.push((reasons, how));
    }
    Ok(Arc::new(audience))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{PurposeId, Via};
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "super")]
        audience: Arc<Vec<AudienceEntry>>,
    }

    fn reasons() -> impl Strategy<Value = Vec<Reason>> {
        let purpose = (0..3_u64).prop_map(|number| Reason::Purpose {
            purpose: PurposeId(number),
            version: 1,
            name: format!("目的 {number}"),
            via: Via::Department,
        });
        let reason = prop_oneof![Just(Reason::Author), Just(Reason::Added), purpose];
        proptest::collection::vec(reason, 1..3)
    }

    fn how() -> impl Strategy<Value = How> {
        prop_oneof![Just(How::Notify), Just(How::Timeline), Just(How::Digest)]
    }

    proptest! {
        #[test]
        fn an_audience_is_read_as_it_was_written_grouped_or_one_by_one(
            entries in proptest::collection::vec((0..9_u64, reasons(), how()), 0..40)
        ) {
            let audience: Vec<AudienceEntry> = entries
                .into_iter()
                .map(|(member, reasons, how)| AudienceEntry { member: MemberId(member), reasons: reasons.into(), how })
                .collect();
            let one_by_one = format!("{{\"audience\":{}}}", serde_json::to_string(&audience).unwrap());
            let holder = Holder { audience: Arc::new(audience) };
            let grouped = serde_json::to_string(&holder).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Holder>(&grouped).unwrap(), &holder);
            prop_assert_eq!(&serde_json::from_str::<Holder>(&one_by_one).unwrap(), &holder);
        }
    }

    #[test]
    fn the_same_reasons_stand_there_once() {
        let entry = |number, reason: &Arc<[Reason]>, how| AudienceEntry {
            member: MemberId(number),
            reasons: Arc::clone(reason),
            how,
        };
        let (author, added): (Arc<[Reason]>, Arc<[Reason]>) =
            ([Reason::Author].into(), [Reason::Added].into());
        let audience = Arc::new(vec![
            entry(7, &author, How::Timeline),
            entry(1, &added, How::Notify),
            entry(2, &added, How::Notify),
            entry(3, &author, How::Timeline),
            entry(4, &added, How::Notify),
        ]);
        let text = serde_json::to_string(&Holder { audience }).unwrap();
        let expected = r#"{"audience":[{"member":7,"reasons":[{"why":"author"}],"how":"timeline"},{"members":[1,2],"reasons":[{"why":"added"}],"how":"notify"},{"member":3,"like":0},{"member":4,"like":1}]}"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_no_audience_is_refused() {
        for wrong in [r#"{"members":[1],"like":0}"#, r#"{"members":[1]}"#, r#"{"member":1,"how":"notify"}"#] {
            let text = format!("{{\"audience\":[{wrong}]}}");
            assert!(serde_json::from_str::<Holder>(&text).is_err(), "{wrong}");
        }
    }
}
