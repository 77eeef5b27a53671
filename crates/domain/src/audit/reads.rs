//! The log of reads: its rows, and the entry of the trail that proves those that were written together.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{TrailRow, encoding::Encoding};
use crate::{
    kernel::{AccessId, AuditId, TextEnum, hex},
    ports::{Access, RepoResult},
};

/// The action of the entry about reads that were written together.
pub const READ_BATCH: &str = "access_log.batch";

/// The columns of the log of reads that such an entry covers, in the order in which a [`ReadRow`] holds them.
pub const READ_COLUMNS: [&str; 10] =
    ["id", "batch_id", "user_id", "role", "patient_id", "what", "reads", "ip", "request_id", "created_at"];

/// Tells these digests from any others.
const FORM: &str = "lifeline reads 1";

/// Reads of one thing by one account within a moment, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The row's id.
    pub id: AccessId,
    /// The first of them.
    pub first: Access,
    /// How many there were.
    pub count: i32,
}

/// One row of the log of reads, each column as text in the form of a [`TrailRow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// Its columns, in the order of [`READ_COLUMNS`].
    pub columns: [Option<String>; READ_COLUMNS.len()],
}

impl ReadRow {
    /// These reads as a row of this batch.
    pub fn new(reads: &Reads, batch: AuditId) -> Self {
        let Reads { id, first, count } = reads;
        let columns = [
            Some(id.to_string()),
            Some(batch.to_string()),
            Some(first.user.to_string()),
            Some(first.role.as_str().to_owned()),
            Some(first.patient.to_string()),
            Some(first.what.to_owned()),
            Some(count.to_string()),
            first.ip.clone(),
            first.request_id.clone(),
            Some(first.at.timestamp_micros().to_string()),
        ];
        Self { columns }
    }

    /// The batch that it says it is of, as text.
    pub fn batch(&self) -> Option<&str> {
        let [_, batch, ..] = &self.columns;
        batch.as_deref()
    }
}

/// What the trail holds about reads that were written together. The batch has the id of that entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadBatch {
    /// How many rows there are.
    pub rows: usize,
    /// SHA-256 over them in the order of their ids, in hexadecimal. The seal on the entry keeps it from being made anew.
    pub sha256: String,
}

impl ReadBatch {
    /// About these rows.
    pub fn of(rows: &[ReadRow]) -> Self {
        let mut in_order: Vec<&ReadRow> = rows.iter().collect();
        in_order.sort_unstable_by(|one, other| one.columns.cmp(&other.columns));
        let mut text = Encoding::of(FORM);
        for row in in_order {
            text.put("row");
            text.columns(&READ_COLUMNS, &row.columns);
        }
        Self { rows: rows.len(), sha256: hex(&Sha256::digest(text.into_bytes())) }
    }

    /// Whether a row of the trail is about a batch.
    pub fn is_told_by(row: &TrailRow) -> bool {
        let [_, _, _, _, action, ..] = &row.columns;
        action.as_deref() == Some(READ_BATCH)
    }

    /// What a row of the trail tells about its batch, if it can be read.
    pub fn told_by(row: &TrailRow) -> Option<Self> {
        let [.., changes, _, _, _] = &row.columns;
        serde_json::from_str(changes.as_deref()?).ok()
    }
}

/// Storage of the log of reads.
#[async_trait]
pub trait ReadLogRepo: Send {
    /// Adds rows as one batch, and with them the entry of the trail that proves it. One that is there already is a conflict,
    /// and then none is added.
    async fn add_reads(&mut self, reads: &[Reads]) -> RepoResult<()>;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::audit::TRAIL_COLUMNS;
    use crate::kernel::{PatientId, Role, UserId};

    fn reads(n: u128) -> Reads {
        let first = Access {
            user: UserId(Uuid::from_u128(n)),
            role: Role::Doctor,
            patient: PatientId(Uuid::from_u128(n + 1)),
            what: "record",
            ip: Some("10.0.0.1".to_owned()),
            request_id: None,
            at: DateTime::UNIX_EPOCH,
        };
        Reads { id: AccessId(Uuid::from_u128(n + 2)), first, count: 3 }
    }
    fn row(n: u128) -> ReadRow {
        ReadRow::new(&reads(n), AuditId(Uuid::from_u128(9)))
    }

    #[test]
    fn a_row_holds_what_was_noted_and_names_its_batch() {
        let row = row(1);
        assert_eq!(row.batch(), Some("00000000-0000-0000-0000-000000000009"));
        let named =
            |name: &str| row.columns[READ_COLUMNS.iter().position(|column| *column == name).unwrap()].as_deref();
        assert_eq!((named("role"), named("what"), named("reads")), (Some("doctor"), Some("record"), Some("3")));
        assert_eq!((named("ip"), named("request_id"), named("created_at")), (Some("10.0.0.1"), None, Some("0")));
    }

    #[test]
    fn a_batch_is_the_same_in_any_order_and_another_one_with_any_change() {
        let whole = ReadBatch::of(&[row(1), row(5)]);
        assert_eq!(ReadBatch::of(&[row(5), row(1)]), whole);
        let mut others = HashSet::from([whole.sha256, ReadBatch::of(&[row(1)]).sha256, ReadBatch::of(&[]).sha256]);
        for column in 0..READ_COLUMNS.len() {
            for value in [None, Some("other".to_owned())] {
                let mut changed = row(5);
                if changed.columns[column] != value {
                    changed.columns[column] = value;
                    assert!(others.insert(ReadBatch::of(&[row(1), changed]).sha256), "{column}");
                }
            }
        }
    }

    #[test]
    fn the_trail_tells_of_a_batch_what_was_written_about_it() {
        let batch = ReadBatch::of(&[row(1)]);
        let mut entry = TrailRow { id: AuditId(Uuid::nil()), columns: Default::default() };
        let place = |name| TRAIL_COLUMNS.iter().position(|column| *column == name).unwrap();
        entry.columns[place("changes")] = Some(serde_json::to_string(&batch).unwrap());
        assert!(!ReadBatch::is_told_by(&entry));
        entry.columns[place("action")] = Some(READ_BATCH.to_owned());
        assert!(ReadBatch::is_told_by(&entry));
        assert_eq!(ReadBatch::told_by(&entry), Some(batch));
        entry.columns[place("changes")] = Some(r#"["title"]"#.to_owned());
        assert_eq!(ReadBatch::told_by(&entry), None);
    }
}
