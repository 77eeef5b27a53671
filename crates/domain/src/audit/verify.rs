//! What a look along the whole chain finds. Pure: it is fed seal by seal, in the order of their places, and keeps no more
//! of them than the last.

use std::{collections::BTreeMap, fmt};

use uuid::Uuid;

use super::{
    Anchor, Checkpoint, SealedRow,
    chain::{GENESIS, seal_hash},
};
use crate::{kernel::AuditId, ports::SignatureCheck};

/// The server signs at least once in a thousand seals, and once more in a batch of a thousand: a longer stretch without a
/// checkpoint has lost some.
const LONGEST_UNSIGNED: i64 = 2_000;

/// Something that is not as the server left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The row is not what was sealed.
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
    /// The row was never sealed, though it is old.
    UnsealedRow {
        /// Which row.
        id: Uuid,
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
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EditedRow { seq, id } => write!(f, "edited row {id} (seal {seq}): it is not what was sealed"),
            Self::DeletedRow { seq, id } => write!(f, "deleted row {id} (seal {seq}): its seal is there, it is not"),
            Self::AlteredSeal { seq, id } => {
                write!(f, "altered seal {seq} (row {id}): it was replaced, or stands where another one was")
            }
            Self::MissingSeals { from, to } if from == to => write!(f, "missing seal {from}"),
            Self::MissingSeals { from, to } => write!(f, "missing seals {from} to {to}"),
            Self::UnsealedRow { id } => write!(f, "unsealed row {id}: it should have been sealed long ago"),
            Self::TruncatedTail { checkpoint, last } => {
                write!(f, "truncated tail: seal {checkpoint} was signed, the last one there is {last}")
            }
            Self::ForgedCheckpoint { seq } => write!(f, "forged checkpoint at seal {seq}: its signature is wrong"),
            Self::RewrittenChain { seq } => {
                write!(f, "rewritten chain: when seal {seq} was signed, it had another hash")
            }
            Self::UnknownKey { seq, key_id } => {
                write!(f, "unknown key {key_id} signed the checkpoint at seal {seq}: it cannot be checked")
            }
            Self::UnsignedStretch { from, to } => write!(f, "unsigned stretch: no checkpoint from seal {from} to {to}"),
            Self::BrokenAnchor { seq } => write!(f, "broken anchor: seal {seq} has another hash than expected"),
            Self::MissingAnchor { seq } => write!(f, "missing anchor: the chain does not reach seal {seq}"),
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
}

/// A hash that does not fit its row: whether row or seal was changed, the next seal tells, which holds the hash again.
struct Doubt {
    seq: i64,
    id: AuditId,
    computed: String,
}

/// The seal before the one at hand.
struct Before {
    seq: i64,
    id: Option<AuditId>,
    hash: String,
}

/// One look along the chain.
pub struct Verification {
    anchors: BTreeMap<i64, String>,
    last: Before,
    doubt: Option<Doubt>,
    altered: i64,
    signed: i64,
    tally: Tally,
    found: Vec<Finding>,
}

impl Verification {
    /// A look that also expects these points.
    pub fn expecting(anchors: impl IntoIterator<Item = Anchor>) -> Self {
        Self {
            anchors: anchors.into_iter().map(|anchor| (anchor.seq, anchor.hash)).collect(),
            last: Before { seq: 0, id: None, hash: GENESIS.to_owned() },
            doubt: None,
            altered: 0,
            signed: 0,
            tally: Tally::default(),
            found: Vec::new(),
        }
    }

    /// The next seal.
    pub fn seal(&mut self, SealedRow { seal, row }: SealedRow) {
        self.tally.seals += 1;
        let (seq, id) = (seal.seq, seal.audit_id);
        if seq <= self.last.seq {
            // The server gives places from 1.
            return self.found(Finding::AlteredSeal { seq, id });
        }
        let follows = seq == self.last.seq + 1;
        let explained = self.settle(follows.then_some(seal.previous_hash.as_str()));
        if !follows {
            self.found(Finding::MissingSeals { from: self.last.seq + 1, to: seq - 1 });
        }
        let computed = row.map(|row| seal_hash(&seal.previous_hash, seq, &row));
        let fits = computed.as_ref() == Some(&seal.hash);
        if follows && !explained && seal.previous_hash != self.last.hash {
            // A seal that fits its row was made after the one that stood before it then.
            match self.last.id.filter(|_| fits) {
                Some(before) => self.altered(self.last.seq, before),
                None => self.altered(seq, id),
            }
        }
        match computed {
            None => self.found(Finding::DeletedRow { seq, id }),
            Some(computed) if !fits && self.altered != seq => self.doubt = Some(Doubt { seq, id, computed }),
            Some(_) => {}
        }
        if self.anchors.remove(&seq).is_some_and(|expected| expected != seal.hash) {
            self.found(Finding::BrokenAnchor { seq });
        }
        self.last = Before { seq, id: Some(id), hash: seal.hash };
    }

    /// A checkpoint, what its signature is worth, and the hash of the seal that it names if that is there. Comes after that
    /// seal, or after the last one of all.
    pub fn checkpoint(&mut self, checkpoint: &Checkpoint, check: SignatureCheck, sealed: Option<&str>) {
        self.tally.checkpoints += 1;
        let seq = checkpoint.seq;
        match check {
            SignatureCheck::UnknownKey => {
                self.found(Finding::UnknownKey { seq, key_id: checkpoint.signature.key_id.clone() });
            }
            SignatureCheck::Forged => self.found(Finding::ForgedCheckpoint { seq }),
            SignatureCheck::Genuine => {
                match sealed {
                    Some(hash) if hash != checkpoint.hash => self.found(Finding::RewrittenChain { seq }),
                    None if seq > self.last.seq => {
                        self.found(Finding::TruncatedTail { checkpoint: seq, last: self.last.seq });
                    }
                    // A seal that is missing in between was named when the next one came.
                    Some(_) | None => {}
                }
                self.stretch_to(seq - 1);
                self.signed = self.signed.max(seq);
            }
        }
    }

    /// A row without a seal that is old enough to have one.
    pub fn unsealed(&mut self, id: Uuid) {
        self.found(Finding::UnsealedRow { id });
    }

    /// There are no more seals: what the last one leaves open is settled. Checkpoints beyond it may follow.
    pub fn end_of_seals(&mut self) {
        self.settle(None);
        for seq in std::mem::take(&mut self.anchors).into_keys() {
            if seq > self.last.seq {
                self.found(Finding::MissingAnchor { seq });
            } else {
                self.found(Finding::BrokenAnchor { seq });
            }
        }
    }

    /// There is nothing more to look at.
    pub fn end(&mut self) {
        self.stretch_to(self.last.seq);
    }

    /// What was found since the last time this was asked.
    pub fn findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.found)
    }

    /// What was looked at so far.
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Settles a doubt, by the hash that the next seal holds where that follows at once. Answers whether it was the seal that
    /// was changed, which then explains why the next one does not fit it.
    fn settle(&mut self, next: Option<&str>) -> bool {
        let Some(Doubt { seq, id, computed }) = self.doubt.take() else { return false };
        let seal_was_changed = next == Some(computed.as_str());
        if seal_was_changed {
            self.altered(seq, id);
        } else {
            self.found(Finding::EditedRow { seq, id });
        }
        seal_was_changed
    }

    /// Names an altered seal, once.
    fn altered(&mut self, seq: i64, id: AuditId) {
        if self.altered < seq {
            self.altered = seq;
            self.found(Finding::AlteredSeal { seq, id });
        }
    }

    fn stretch_to(&mut self, to: i64) {
        if to - self.signed > LONGEST_UNSIGNED {
            self.found(Finding::UnsignedStretch { from: self.signed + 1, to });
        }
    }

    fn found(&mut self, finding: Finding) {
        self.tally.findings += 1;
        self.found.push(finding);
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
