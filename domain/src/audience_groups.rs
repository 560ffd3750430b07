//! How an audience is written down: a group for each run of members who have it for the same reasons.
//!
//! A report for a thousand mostly has a handful of reasons, so they stand there once: in the log, on the disk and
//! in memory. Many members stand there as the first one's number and the steps from each to the next, which are a
//! third of their numbers' length and nearly all the same, so that packing them takes no time. An audience that was
//! written as a list of its entries is read too.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::Error;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{AudienceEntry, How, MemberId, Reason};

/// Members from which on steps are written: for a few, names that the packing's dictionary knows are shorter.
const MANY: usize = 16;

/// Members beside each other who have it for the same reasons, or one alone, as an entry always was written.
#[derive(Serialize)]
struct Group<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberId>,
    #[serde(skip_serializing_if = "<[MemberId]>::is_empty")]
    members: &'a [MemberId],
    /// In place of members: the first one's number, then what each next one's number is more, modulo 2^64.
    #[serde(skip_serializing_if = "<[i64]>::is_empty")]
    steps: &'a [i64],
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
    #[serde(default)]
    steps: Vec<i64>,
    reasons: Option<Arc<[Reason]>>,
    how: Option<How>,
    like: Option<usize>,
}

/// Writes an audience.
pub(crate) fn serialize<S: Serializer>(audience: &[AudienceEntry], to: S) -> Result<S::Ok, S::Error> {
    let mut groups = to.serialize_seq(None)?;
    let mut known: HashMap<(&[Reason], How), usize> = HashMap::new();
    for (place, run) in audience.chunk_by(AudienceEntry::is_like).enumerate() {
        let Some(AudienceEntry { member, reasons, how }) = run.first() else { continue };
        let alone = run.len() == 1;
        let why = match known.get(&(&**reasons, *how)) {
            Some(like) => Why::Like { like: *like },
            None => {
                known.insert((reasons, *how), place);
                Why::New { reasons, how: *how }
            }
        };
        let (mut members, mut steps) = (Vec::new(), Vec::new());
        if run.len() >= MANY {
            let mut before = 0;
            steps.extend(run.iter().map(|AudienceEntry { member: MemberId(number), .. }| {
                number.wrapping_sub(std::mem::replace(&mut before, *number)).cast_signed()
            }));
        } else if !alone {
            members.extend(run.iter().map(|entry| entry.member));
        }
        let member = alone.then_some(*member);
        groups.serialize_element(&Group { member, members: &members, steps: &steps, why })?;
    }
    groups.end()
}

/// Reads an audience.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<AudienceEntry>>, D::Error> {
    let mut audience: Vec<AudienceEntry> = Vec::new();
    let mut groups: Vec<(Arc<[Reason]>, How)> = Vec::new();
    for Read { member, members, steps, reasons, how, like } in Vec::<Read>::deserialize(from)? {
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
        let mut number = 0_u64;
        audience.extend(steps.into_iter().map(|step| {
            number = number.wrapping_add_signed(step);
            entry(MemberId(number))
        }));
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
            entries in proptest::collection::vec((prop_oneof![0..9_u64, any::<u64>()], reasons(), how()), 0..40)
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
    fn many_members_stand_there_as_steps_from_one_to_the_next() {
        let added: Arc<[Reason]> = [Reason::Added].into();
        let entry = |number| AudienceEntry {
            member: MemberId(number),
            reasons: Arc::clone(&added),
            how: How::Notify,
        };
        let written = |members: &[u64]| {
            let holder = Holder { audience: Arc::new(members.iter().copied().map(entry).collect()) };
            let text = serde_json::to_string(&holder).unwrap();
            assert_eq!(serde_json::from_str::<Holder>(&text).unwrap(), holder);
            text
        };
        let why = r#""reasons":[{"why":"added"}],"how":"notify"}]}"#;
        let many: Vec<u64> = (0..16).map(|place| 700 + place * 2).collect();
        let steps = r#"{"audience":[{"steps":[700,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2],"#;
        assert_eq!(written(&many), format!("{steps}{why}"));
        assert!(written(&many[1..]).starts_with(r#"{"audience":[{"members":[702,704,"#));
        // In no order, and as far apart as can be.
        written(&[u64::MAX, 0, 1, u64::MAX, 1 << 63, 7, 6, 5, 4, 3, 2, 1, 9, 1 << 62, 2, 1, 3]);
    }

    #[test]
    fn what_is_no_audience_is_refused() {
        for wrong in [
            r#"{"members":[1],"like":0}"#,
            r#"{"members":[1]}"#,
            r#"{"member":1,"how":"notify"}"#,
            r#"{"steps":[9223372036854775808],"reasons":[{"why":"added"}],"how":"notify"}"#,
            r#"{"steps":[1.5],"reasons":[{"why":"added"}],"how":"notify"}"#,
        ] {
            let text = format!("{{\"audience\":[{wrong}]}}");
            assert!(serde_json::from_str::<Holder>(&text).is_err(), "{wrong}");
        }
    }
}
