//! The hash that makes the seals a chain.

use sha2::{Digest, Sha256};

use super::{TRAIL_COLUMNS, TrailRow};
use crate::kernel::hex;

/// What stands before the first seal.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Tells these hashes from any others, and from those of another encoding.
const FORM: &str = "lifeline audit seal 1";

/// The hash of the seal at `seq` on this row, after the seal with hash `previous`: SHA-256 in hexadecimal over all of them,
/// each text behind its length, each column that holds something behind its name. Columns that are added later and left
/// empty in old rows leave the hashes of those as they are.
pub fn seal_hash(previous: &str, seq: i64, row: &TrailRow) -> String {
    let mut digest = Sha256::new();
    let mut put = |text: &str| {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text.as_bytes());
    };
    put(FORM);
    put(previous);
    put(&seq.to_string());
    for (name, value) in TRAIL_COLUMNS.iter().zip(&row.columns) {
        if let Some(value) = value {
            put(name);
            put(value);
        }
    }
    hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::*;
    use crate::kernel::AuditId;

    fn row() -> TrailRow {
        let id = AuditId(Uuid::from_u128(7));
        TrailRow { id, columns: std::array::from_fn(|column| (column % 2 == 0).then(|| format!("value {column}"))) }
    }

    #[test]
    fn every_part_changes_the_hash() {
        let mut hashes = HashSet::from([
            seal_hash(GENESIS, 1, &row()),
            seal_hash(GENESIS, 2, &row()),
            seal_hash(&"1".repeat(64), 1, &row()),
        ]);
        for column in 0..TRAIL_COLUMNS.len() {
            for value in [None, Some(String::new()), Some("other".to_owned())] {
                let mut changed = row();
                if changed.columns[column] != value {
                    changed.columns[column] = value;
                    assert!(hashes.insert(seal_hash(GENESIS, 1, &changed)), "{column}");
                }
            }
        }
    }

    #[test]
    fn a_text_cannot_move_into_the_next_column() {
        let (mut one, mut other) = (row(), row());
        (one.columns[4], one.columns[5]) = (Some("report.create".into()), Some("report".into()));
        (other.columns[4], other.columns[5]) = (Some("report.creater".into()), Some("eport".into()));
        assert_ne!(seal_hash(GENESIS, 1, &one), seal_hash(GENESIS, 1, &other));
    }

    /// Trails that exist were sealed by this very encoding: a change of it needs another form beside it.
    #[test]
    fn the_encoding_stays_as_it_is() {
        assert_eq!(seal_hash(GENESIS, 1, &row()), "37ec9e760d4aae66cc822ca8ce81cec4ee9c9a60c6d5a9dd2b296bc586233544");
    }
}
