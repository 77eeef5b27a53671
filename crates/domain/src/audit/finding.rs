use std::fmt;

use uuid::Uuid;

use crate::kernel::AuditId;

/// Something that is not as the server left it, or cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The row is not what was sealed, or was sealed at another time.
    EditedRow {
        /// Its place in the chain.
        seq: i64,
        /// Which row.
        id: AuditId,
    },
    /// The row that was sealed is gone.
    DeletedRow {
        /// Its place in the chain.
        seq: i64,
        /// Which row.
        id: AuditId,
    },
    /// The row came long after those around it.
    LateRow {
        /// Its place in the chain.
        seq: i64,
        /// Which row.
        id: AuditId,
    },
    /// The row says that it was written at another time than its id.
    MisdatedRow {
        /// Its place in the chain.
        seq: i64,
        /// Which row.
        id: AuditId,
    },
    /// What stands in the row is no id or no instant, so it can be neither used nor found otherwise.
    UnreadableRow {
        /// The table.
        table: &'static str,
        /// What stands in the place of its id, or the place of a seal or checkpoint.
        id: String,
    },
    /// The seal was replaced, or stands where another one was.
    AlteredSeal {
        /// Its place in the chain.
        seq: i64,
        /// The row that it names.
        id: AuditId,
    },
    /// Seals are gone.
    MissingSeals {
        /// The first place without one.
        from: i64,
        /// The last.
        to: i64,
    },
    /// The row was never sealed, though later ones were.
    UnsealedRow {
        /// Which row.
        id: Uuid,
    },
    /// The row was not sealed so far, and no later one: nothing is known about it.
    NotSealedYet {
        /// Which row.
        id: Uuid,
    },
    /// Nobody here has the key of these seals, so nothing is known about their rows.
    UnknownSealKey {
        /// The first seal.
        from: i64,
        /// The last.
        to: i64,
        /// The key's name.
        key_id: String,
    },
    /// The chain goes on to a signed point, but its end is gone.
    TruncatedTail {
        /// The signed seal that is gone.
        checkpoint: i64,
        /// The last seal that is there.
        last: i64,
    },
    /// The signature is not one that the server's key made over this point.
    ForgedCheckpoint {
        /// The seal that it names.
        seq: i64,
    },
    /// The checkpoint after it says that there was one.
    MissingCheckpoint {
        /// The seal that it named.
        seq: i64,
    },
    /// The checkpoint is genuine, and the seal there was another one when it was signed.
    RewrittenChain {
        /// The seal.
        seq: i64,
    },
    /// Nobody here has the key that signed, so nothing is known about this point.
    UnknownKey {
        /// The seal that it names.
        seq: i64,
        /// The key's name.
        key_id: String,
    },
    /// So long a stretch without a checkpoint does not come by itself.
    UnsignedStretch {
        /// The first seal that no checkpoint covers.
        from: i64,
        /// The last.
        to: i64,
    },
    /// The seal there is not the one that was written down outside.
    BrokenAnchor {
        /// The seal.
        seq: i64,
    },
    /// The chain does not reach the seal that was written down outside.
    MissingAnchor {
        /// The seal.
        seq: i64,
    },
    /// Reads that were noted together are gone from the log of reads.
    MissingReads {
        /// The place of their entry in the chain.
        seq: i64,
        /// That entry, which is their batch.
        batch: AuditId,
        /// How many rows are gone.
        gone: usize,
    },
    /// Reads that were noted together are not what was noted.
    EditedReads {
        /// The place of their entry in the chain.
        seq: i64,
        /// That entry, which is their batch.
        batch: AuditId,
    },
    /// A row of the log of reads that no entry of the trail tells of.
    StrayRead {
        /// Which row.
        id: Uuid,
    },
}

impl Finding {
    /// Whether somebody changed something. What remains could not be checked.
    pub const fn is_tampering(&self) -> bool {
        // A server that may not sign goes on sealing; a checkpoint that was taken away is named by the next one.
        !matches!(
            self,
            Self::UnknownKey { .. }
                | Self::UnknownSealKey { .. }
                | Self::NotSealedYet { .. }
                | Self::UnsignedStretch { .. }
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EditedRow { seq, id } => write!(f, "edited row {id} (seal {seq}): it is not what was sealed"),
            Self::DeletedRow { seq, id } => write!(f, "deleted row {id} (seal {seq}): its seal is there, it is not"),
            Self::LateRow { seq, id } => write!(f, "late row {id} (seal {seq}): later ones were sealed long before it"),
            Self::MisdatedRow { seq, id } => write!(f, "misdated row {id} (seal {seq}): its id tells of another time"),
            Self::UnreadableRow { table, id } => {
                write!(f, "unreadable row {} in {table}: it holds what nobody wrote", id.escape_debug())
            }
            Self::AlteredSeal { seq, id } => {
                write!(f, "altered seal {seq} (row {id}): it was replaced, or stands where another one was")
            }
            Self::MissingSeals { from, to } if from == to => write!(f, "missing seal {from}"),
            Self::MissingSeals { from, to } => write!(f, "missing seals {from} to {to}"),
            Self::UnsealedRow { id } => write!(f, "unsealed row {id}: it should have been sealed long ago"),
            Self::NotSealedYet { id } => write!(f, "row {id} is not sealed yet: the next server that starts seals it"),
            Self::UnknownSealKey { from, to, key_id } => {
                write!(
                    f,
                    "unknown key {} made seals {from} to {to}: unless you gave it up, they are forged",
                    key_id.escape_debug()
                )
            }
            Self::TruncatedTail { checkpoint, last } => {
                write!(f, "truncated tail: seal {checkpoint} was signed, the last one there is {last}")
            }
            Self::ForgedCheckpoint { seq } => write!(f, "forged checkpoint at seal {seq}: its signature is wrong"),
            Self::MissingCheckpoint { seq } => write!(f, "missing checkpoint at seal {seq}: the next one names it"),
            Self::RewrittenChain { seq } => {
                write!(f, "rewritten chain: when seal {seq} was signed, it had another hash")
            }
            Self::UnknownKey { seq, key_id } => {
                write!(
                    f,
                    "unknown key {} signed the checkpoint at seal {seq}: it cannot be checked",
                    key_id.escape_debug()
                )
            }
            Self::UnsignedStretch { from, to } => write!(f, "unsigned stretch: no checkpoint from seal {from} to {to}"),
            Self::BrokenAnchor { seq } => write!(f, "broken anchor: seal {seq} has another hash than expected"),
            Self::MissingAnchor { seq } => write!(f, "missing anchor: the chain does not reach seal {seq}"),
            Self::MissingReads { seq, batch, gone } => {
                write!(f, "missing reads of batch {batch} (seal {seq}): {gone} rows of access_log are gone")
            }
            Self::EditedReads { seq, batch } => {
                write!(f, "edited reads of batch {batch} (seal {seq}): they are not what was noted")
            }
            Self::StrayRead { id } => write!(f, "stray read {id}: no entry of the trail tells of it"),
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Seals.
    pub seals: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// What was found.
    pub findings: u64,
    /// Those of them that somebody made.
    pub tampered: u64,
}

/// What a look along the whole chain comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as the server left it.
    Whole,
    /// Something could not be checked; nothing else is wrong.
    Unproven,
    /// Somebody changed something.
    Tampered,
}

impl Tally {
    /// The verdict.
    pub const fn verdict(&self) -> Verdict {
        match (self.tampered, self.findings) {
            (0, 0) => Verdict::Whole,
            (0, _) => Verdict::Unproven,
            (_, _) => Verdict::Tampered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_checked_is_no_tampering() {
        let key_id = "k".to_owned();
        for unproven in [
            Finding::UnknownKey { seq: 1, key_id: key_id.clone() },
            Finding::UnknownSealKey { from: 1, to: 2, key_id },
            Finding::NotSealedYet { id: Uuid::nil() },
            Finding::UnsignedStretch { from: 1, to: 3_000 },
        ] {
            assert!(!unproven.is_tampering(), "{unproven}");
        }
        assert!(Finding::MissingAnchor { seq: 1 }.is_tampering());
        let verdict = |findings, tampered| Tally { findings, tampered, ..Tally::default() }.verdict();
        assert_eq!(
            (verdict(0, 0), verdict(2, 0), verdict(2, 1)),
            (Verdict::Whole, Verdict::Unproven, Verdict::Tampered)
        );
    }

    #[test]
    fn every_finding_is_told_in_one_line() {
        let id = AuditId(Uuid::nil());
        let told = [
            Finding::LateRow { seq: 7, id }.to_string(),
            Finding::UnreadableRow { table: "audit_log", id: "x\ny".to_owned() }.to_string(),
            Finding::UnknownKey { seq: 7, key_id: "x\ny".to_owned() }.to_string(),
            Finding::UnknownSealKey { from: 1, to: 7, key_id: "x\ny".to_owned() }.to_string(),
            Finding::MissingReads { seq: 7, batch: id, gone: 2 }.to_string(),
            Finding::MissingSeals { from: 7, to: 9 }.to_string(),
        ];
        assert!(told.iter().all(|line| !line.is_empty() && !line.contains('\n')), "{told:?}");
    }
}
