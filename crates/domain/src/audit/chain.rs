//! What a seal covers, and the keyed hash over it that makes the seals a chain.

use chrono::{DateTime, Utc};

use super::{TRAIL_COLUMNS, TrailRow, encoding::Encoding};
use crate::ports::{Notary, Signature};

/// What stands before the first seal.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Tells these texts from any others, and from those of another encoding.
const FORM: &str = "lifeline audit seal 2";

/// What the seal at `seq` on this row covers, after the seal with hash `previous`: all of them and when it was sealed.
pub fn seal_text(previous: &str, seq: i64, sealed_at: DateTime<Utc>, row: &TrailRow) -> Vec<u8> {
    let mut text = Encoding::of(FORM);
    text.put(previous);
    text.put(&seq.to_string());
    text.put(&sealed_at.timestamp_micros().to_string());
    text.columns(&TRAIL_COLUMNS, &row.columns);
    text.into_bytes()
}

/// The hash of a seal over this text by the key in use: `KEY.MAC`. Because it begins with the key's name, the seal after
/// it, checkpoints and anchors hold that too, and nobody can say later that it was another key.
pub fn seal_hash(notary: &dyn Notary, text: &[u8]) -> String {
    let Signature { key_id, value } = notary.mac(text);
    hash_of(&key_id, &value)
}

/// The same by the key of this name; none where nobody here has it.
pub(super) fn seal_hash_by(notary: &dyn Notary, key_id: &str, text: &[u8]) -> Option<String> {
    notary.mac_by(key_id, text).map(|value| hash_of(key_id, &value))
}

/// The name of the key that made a hash; none where it is no hash of a seal.
pub(super) fn key_of(hash: &str) -> Option<&str> {
    let (key, value) = hash.split_once('.')?;
    let is_value = value.len() == 64 && value.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let is_name =
        (1..=100).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    Some(key).filter(|_| is_name && is_value)
}

fn hash_of(key_id: &str, value: &str) -> String {
    format!("{key_id}.{value}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use sha2::{Digest, Sha256};
    use uuid::Uuid;

    use super::{super::test_notary::TestNotary, *};
    use crate::kernel::{AuditId, hex};

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn row() -> TrailRow {
        let id = AuditId(Uuid::from_u128(7));
        TrailRow { id, columns: std::array::from_fn(|column| (column % 2 == 0).then(|| format!("value {column}"))) }
    }

    #[test]
    fn every_part_changes_what_is_covered() {
        let mut texts = HashSet::from([
            seal_text(GENESIS, 1, AT, &row()),
            seal_text(GENESIS, 2, AT, &row()),
            seal_text(GENESIS, 1, AT + chrono::TimeDelta::microseconds(1), &row()),
            seal_text(&"1".repeat(64), 1, AT, &row()),
        ]);
        assert_eq!(texts.len(), 4);
        for column in 0..TRAIL_COLUMNS.len() {
            for value in [None, Some(String::new()), Some("other".to_owned())] {
                let mut changed = row();
                if changed.columns[column] != value {
                    changed.columns[column] = value;
                    assert!(texts.insert(seal_text(GENESIS, 1, AT, &changed)), "{column}");
                }
            }
        }
    }

    #[test]
    fn a_text_cannot_move_into_the_next_column() {
        let (mut one, mut other) = (row(), row());
        (one.columns[4], one.columns[5]) = (Some("report.create".into()), Some("report".into()));
        (other.columns[4], other.columns[5]) = (Some("report.creater".into()), Some("eport".into()));
        assert_ne!(seal_text(GENESIS, 1, AT, &one), seal_text(GENESIS, 1, AT, &other));
    }

    #[test]
    fn a_hash_is_made_by_a_key_and_names_it() {
        let text = seal_text(GENESIS, 1, AT, &row());
        let hash = seal_hash(&TestNotary(&["new", "old"]), &text);
        assert_eq!(key_of(&hash), Some("new"));
        let by = |key| seal_hash_by(&TestNotary(&["new", "old"]), key, &text);
        assert_eq!(by("new"), Some(hash.clone()));
        assert!(by("old").is_some_and(|other| other != hash) && by("lost").is_none());
        let value = "a".repeat(64);
        assert_eq!(key_of(&format!("k-_9.{value}")), Some("k-_9"));
        for bad in [value.clone(), format!(".{value}"), format!("k.{value}a"), format!("k.x.{value}"), "k.A".into()] {
            assert_eq!(key_of(&bad), None, "{bad}");
        }
    }

    /// Trails that exist were sealed over this very encoding: a change of it needs another form beside it.
    #[test]
    fn the_encoding_stays_as_it_is() {
        let digest = hex(&Sha256::digest(seal_text(GENESIS, 1, AT + chrono::TimeDelta::microseconds(5), &row())));
        assert_eq!(digest, "5fe0da68fbe5042d745a6247ad273c54876d4a66808fb2d74382ea7acf820f98");
    }
}
