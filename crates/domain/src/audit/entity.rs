use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{kernel::AuditId, ports::Signature};

/// The columns of the trail that a seal covers, in the order in which a [`TrailRow`] holds them.
pub const TRAIL_COLUMNS: [&str; 12] = [
    "id",
    "actor_user_id",
    "actor_role",
    "on_behalf_of",
    "action",
    "resource",
    "resource_id",
    "patient_id",
    "changes",
    "ip",
    "request_id",
    "created_at",
];

/// One row of the trail, each column as text of one form whatever the database: ids hyphenated and in lower case, JSON
/// without spaces and with sorted keys, instants in microseconds since 1970. A value that cannot be read as what it should
/// be stands as it is stored, so that a seal does not fit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// Which row.
    pub id: AuditId,
    /// Its columns, in the order of [`TRAIL_COLUMNS`].
    pub columns: [Option<String>; TRAIL_COLUMNS.len()],
}

/// The seal on one row: a link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its place in the chain, from 1 and without a gap.
    pub seq: i64,
    /// The row.
    pub audit_id: AuditId,
    /// The hash of the seal before it.
    pub previous_hash: String,
    /// The hash over place, hash before it, and row.
    pub hash: String,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
}

/// A seal and the row under it, if that is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The seal.
    pub seal: Seal,
    /// The row.
    pub row: Option<TrailRow>,
}

/// A point of the chain that the server has signed: up to there it cannot be made anew without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The seal.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// Over [`Checkpoint::text`].
    pub signature: Signature,
    /// When it was signed.
    pub created_at: DateTime<Utc>,
}

impl Checkpoint {
    /// What is signed.
    pub fn text(seq: i64, hash: &str) -> String {
        format!("{seq}|{hash}")
    }
}

/// A point of the chain that was written down outside: on paper, in the log of another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The seal.
    pub seq: i64,
    /// The hash it had.
    pub hash: String,
}

impl std::str::FromStr for Anchor {
    type Err = &'static str;
    /// Reads `SEQ:HASH`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (seq, hash) = text.split_once(':').ok_or("write it as SEQ:HASH")?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or("SEQ is a number from 1")?;
        let hash = hash.to_ascii_lowercase();
        if hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()) {
            Ok(Self { seq, hash })
        } else {
            Err("HASH is 64 hexadecimal digits")
        }
    }
}

/// The end of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// The last seal's place and hash.
    pub last: Option<(i64, String)>,
    /// The newest row that is sealed; the last seal may be on an older one that came late.
    pub newest: Option<AuditId>,
    /// The last checkpoint's place, and when it was signed.
    pub checkpoint: Option<(i64, DateTime<Utc>)>,
}

/// The smallest id that a row written at this instant can have: ids begin with the time in milliseconds.
pub fn first_id_at(at: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis().clamp(0, 0xffff_ffff_ffff)).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// When the row with this id was written, to the millisecond.
pub fn instant_of(id: AuditId) -> DateTime<Utc> {
    let millis = i64::try_from(id.0.as_u128() >> 80).unwrap_or(0);
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_a_place_and_a_hash() {
        let hash = "A".repeat(64);
        assert_eq!(format!("7:{hash}").parse(), Ok(Anchor { seq: 7, hash: "a".repeat(64) }));
        for bad in ["", "7", "7:", "0:aa", "-1:aa", "x:aa", &format!("7:{}", "g".repeat(64)), &format!("0:{hash}")] {
            assert!(bad.parse::<Anchor>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_tell_when_they_were_made() {
        let at = DateTime::from_timestamp_millis(1_772_438_400_123).unwrap();
        assert_eq!(instant_of(AuditId(first_id_at(at))), at);
        assert!(first_id_at(at) < first_id_at(at + chrono::TimeDelta::milliseconds(1)));
        assert_eq!(first_id_at(DateTime::from_timestamp_millis(-5).unwrap()), Uuid::nil());
    }
}
