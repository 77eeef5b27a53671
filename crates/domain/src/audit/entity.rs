use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::chain::key_of;
use crate::{
    kernel::AuditId,
    ports::{Notary, Signature, SignatureCheck},
};

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
    /// The hash over the hash before it, place, time and row, behind the name of the key that made it: `KEY.MAC`.
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

/// A point of the chain that the server has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The seal.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// The seal of the checkpoint before it, 0 for none.
    pub previous: i64,
    /// Over [`Checkpoint::text`].
    pub signature: Signature,
    /// When it was signed.
    pub created_at: DateTime<Utc>,
}

impl Checkpoint {
    /// What is signed.
    pub fn text(seq: i64, hash: &str, previous: i64, created_at: DateTime<Utc>) -> String {
        format!("lifeline audit checkpoint 2|{seq}|{hash}|{previous}|{}", created_at.timestamp_micros())
    }

    /// What its signature is worth.
    pub fn check(&self, notary: &dyn Notary) -> SignatureCheck {
        notary.check(&Self::text(self.seq, &self.hash, self.previous, self.created_at), &self.signature)
    }
}

/// A point of the chain that was written down outside the database: beside it by the server, on paper, in the log of
/// another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The seal.
    pub seq: i64,
    /// The hash it had.
    pub hash: String,
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl std::str::FromStr for Anchor {
    type Err = &'static str;
    /// Reads `SEQ:HASH`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (seq, hash) = text.split_once(':').ok_or("write it as SEQ:HASH")?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or("SEQ is a number from 1")?;
        match key_of(hash) {
            Some(_) => Ok(Self { seq, hash: hash.to_owned() }),
            None => Err("HASH is the name of a key, a dot and 64 hexadecimal digits"),
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
    /// The last checkpoint on the chain as it is. One beyond its end is none: it says that the end was cut off.
    pub checkpoint: Option<Checkpoint>,
}

/// The smallest id that a row written at this instant can have: ids begin with the time in milliseconds.
pub fn first_id_at(at: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis().clamp(0, 0xffff_ffff_ffff)).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// The smallest id above this one; none above the last of all.
pub fn id_after(id: Uuid) -> Option<Uuid> {
    id.as_u128().checked_add(1).map(Uuid::from_u128)
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
    fn an_anchor_is_a_place_and_a_hash_and_is_written_as_it_is_read() {
        let hash = format!("Key-1.{}", "a".repeat(64));
        let anchor = Anchor { seq: 7, hash: hash.clone() };
        assert_eq!(format!("7:{hash}").parse(), Ok(anchor.clone()));
        assert_eq!(anchor.to_string().parse(), Ok(anchor));
        let keyless = format!("7:{}", "a".repeat(64));
        for bad in
            ["", "7", "7:", "0:aa", "-1:aa", "x:aa", &keyless, &format!("7:k.{}", "g".repeat(64)), &format!("0:{hash}")]
        {
            assert!(bad.parse::<Anchor>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_checkpoint_signs_everything_that_it_says() {
        let text = |seq, hash, previous, micros| Checkpoint::text(seq, hash, previous, at(micros));
        let whole = text(7, "k.a", 3, 5);
        assert_eq!(whole, "lifeline audit checkpoint 2|7|k.a|3|5");
        for other in [text(8, "k.a", 3, 5), text(7, "l.a", 3, 5), text(7, "k.a", 2, 5), text(7, "k.a", 3, 6)] {
            assert_ne!(other, whole);
        }
    }

    fn at(micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    #[test]
    fn ids_tell_when_they_were_made() {
        let at = DateTime::from_timestamp_millis(1_772_438_400_123).unwrap();
        assert_eq!(instant_of(AuditId(first_id_at(at))), at);
        assert!(first_id_at(at) < first_id_at(at + chrono::TimeDelta::milliseconds(1)));
        assert_eq!(first_id_at(DateTime::from_timestamp_millis(-5).unwrap()), Uuid::nil());
    }
}
