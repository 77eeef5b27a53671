//! What a look along the whole chain finds. It is fed seal by seal, in the order of their places, and keeps no more of them
//! than the last.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Anchor, Checkpoint, Finding, ReadBatch, ReadRow, Seal, SealedRow, Tally, TrailRow,
    chain::{GENESIS, key_of, seal_hash_by, seal_text},
    entity::instant_of,
};
use crate::{
    kernel::AuditId,
    ports::{Notary, SignatureCheck},
};

/// The server signs at least once in a thousand seals, and once more in a batch of a thousand: a longer stretch without a
/// checkpoint has lost some.
const LONGEST_UNSIGNED: i64 = 2_000;
/// A row that is sealed longer than this after a later one came by no transaction of the server; no clock of one of several
/// servers is so far ahead of another.
const LATE: TimeDelta = TimeDelta::hours(1);
/// A row is dated within this of the moment at which its id was made.
const SAME_TIME: TimeDelta = TimeDelta::minutes(1);

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

/// How a seal and its row stand to each other.
enum Fit {
    Fits,
    /// The row is another one, or the seal: this is the hash that it should have.
    Differs(String),
    /// There is no row.
    Gone,
    /// What stands in the place of the hash is none.
    NoHash,
    /// Nobody here has the key.
    UnknownKey(String),
}

/// Seals of one key that nobody here has.
struct Unknown {
    from: i64,
    to: i64,
    key_id: String,
}

/// One look along the chain.
pub struct Verification {
    notary: Arc<dyn Notary>,
    anchors: BTreeMap<i64, BTreeSet<String>>,
    last: Before,
    doubt: Option<Doubt>,
    unknown: Option<Unknown>,
    altered: i64,
    /// The newest row that was sealed so far, and the latest time that can be believed of one.
    newest: Uuid,
    newest_at: DateTime<Utc>,
    /// The last checkpoint that was there, and the last one that was genuine.
    marked: i64,
    signed: i64,
    tally: Tally,
    found: Vec<Finding>,
}

impl Verification {
    /// A look with these keys that also expects these points.
    pub fn expecting(notary: Arc<dyn Notary>, anchors: impl IntoIterator<Item = Anchor>) -> Self {
        let mut expected = BTreeMap::<i64, BTreeSet<String>>::new();
        for Anchor { seq, hash } in anchors {
            expected.entry(seq).or_default().insert(hash);
        }
        Self {
            notary,
            anchors: expected,
            last: Before { seq: 0, id: None, hash: GENESIS.to_owned() },
            doubt: None,
            unknown: None,
            altered: 0,
            newest: Uuid::nil(),
            newest_at: DateTime::UNIX_EPOCH,
            marked: 0,
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
        let fit = self.fit(&seal, row.as_ref());
        if follows && !explained && seal.previous_hash != self.last.hash {
            // A seal that fits its row was made after the one that stood before it then.
            match self.last.id.filter(|_| matches!(fit, Fit::Fits)) {
                Some(before) => self.altered(self.last.seq, before),
                None => self.altered(seq, id),
            }
        }
        self.judge(&seal, row.as_ref(), fit);
        let expected = self.anchors.remove(&seq).unwrap_or_default();
        if expected.iter().any(|expected| *expected != seal.hash) {
            self.found(Finding::BrokenAnchor { seq });
        }
        self.last = Before { seq, id: Some(id), hash: seal.hash };
    }

    fn fit(&self, seal: &Seal, row: Option<&TrailRow>) -> Fit {
        let Some(key) = key_of(&seal.hash) else { return Fit::NoHash };
        let Some(row) = row else { return Fit::Gone };
        let text = seal_text(&seal.previous_hash, seal.seq, seal.sealed_at, row);
        match seal_hash_by(&*self.notary, key, &text) {
            None => Fit::UnknownKey(key.to_owned()),
            Some(computed) if computed == seal.hash => Fit::Fits,
            Some(computed) => Fit::Differs(computed),
        }
    }

    fn judge(&mut self, seal: &Seal, row: Option<&TrailRow>, fit: Fit) {
        let (seq, id) = (seal.seq, seal.audit_id);
        if !matches!(fit, Fit::UnknownKey(_)) {
            self.end_of_unknown();
        }
        if let (Fit::Fits, Some(row)) = (&fit, row) {
            self.date(seal, row);
        }
        match fit {
            Fit::Differs(computed) if self.altered != seq => self.doubt = Some(Doubt { seq, id, computed }),
            Fit::Fits | Fit::Differs(_) => {}
            Fit::Gone => self.found(Finding::DeletedRow { seq, id }),
            Fit::NoHash => self.altered(seq, id),
            Fit::UnknownKey(key_id) => self.unknown(seq, key_id),
        }
        self.newest = self.newest.max(id.0);
        // A clock that ran ahead must not make everybody else late.
        self.newest_at = self.newest_at.max(instant_of(id).min(seal.sealed_at));
    }

    /// Whether a row came when its id says, and says the same itself.
    fn date(&mut self, seal: &Seal, row: &TrailRow) {
        let (seq, id) = (seal.seq, seal.audit_id);
        let written_at = instant_of(id);
        // Until the clock that made the newest ids was set right, every row is behind it.
        if self.newest_at.min(seal.sealed_at) - written_at > LATE {
            self.found(Finding::LateRow { seq, id });
        }
        let [.., created_at] = &row.columns;
        let said = created_at.as_deref().and_then(|micros| DateTime::from_timestamp_micros(micros.parse().ok()?));
        let is_ahead = written_at - seal.sealed_at > LATE;
        if is_ahead || said.is_none_or(|said| (said - written_at).abs() > SAME_TIME) {
            self.found(Finding::MisdatedRow { seq, id });
        }
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
            SignatureCheck::Genuine => self.genuine(checkpoint, sealed),
        }
        self.marked = self.marked.max(seq);
    }

    fn genuine(&mut self, checkpoint: &Checkpoint, sealed: Option<&str>) {
        let seq = checkpoint.seq;
        match sealed {
            Some(hash) if hash != checkpoint.hash => self.found(Finding::RewrittenChain { seq }),
            None if seq > self.last.seq => {
                self.found(Finding::TruncatedTail { checkpoint: seq, last: self.last.seq });
            }
            // A seal that is missing in between was named when the next one came.
            Some(_) | None => {}
        }
        // Of two servers that signed at once the later place may name the same one before it.
        if checkpoint.previous > self.marked {
            self.found(Finding::MissingCheckpoint { seq: checkpoint.previous });
        }
        self.stretch_to(seq - 1);
        self.signed = self.signed.max(seq);
    }

    /// An entry about reads that were noted together, and those of them that are there.
    pub fn reads(&mut self, seq: i64, entry: &TrailRow, rows: &[ReadRow]) {
        let batch = entry.id;
        match ReadBatch::told_by(entry) {
            Some(told) if rows.len() < told.rows => {
                self.found(Finding::MissingReads { seq, batch, gone: told.rows - rows.len() });
            }
            Some(told) if told == ReadBatch::of(rows) => {}
            Some(_) | None => self.found(Finding::EditedReads { seq, batch }),
        }
    }

    /// A row of the log of reads whose batch has no entry.
    pub fn stray_read(&mut self, id: Uuid) {
        self.found(Finding::StrayRead { id });
    }

    /// A row that cannot be read.
    pub fn unreadable(&mut self, table: &'static str, id: String) {
        self.found(Finding::UnreadableRow { table, id });
    }

    /// A row without a seal that is old enough to have one. Comes after the last seal: where none is on a later row, no
    /// server may have run since.
    pub fn unsealed(&mut self, id: Uuid) {
        self.found(if id > self.newest { Finding::NotSealedYet { id } } else { Finding::UnsealedRow { id } });
    }

    /// There are no more seals: what the last one leaves open is settled. Checkpoints beyond it may follow.
    pub fn end_of_seals(&mut self) {
        self.settle(None);
        self.end_of_unknown();
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

    fn unknown(&mut self, seq: i64, key_id: String) {
        if let Some(stretch) = &mut self.unknown
            && stretch.to + 1 == seq
            && stretch.key_id == key_id
        {
            stretch.to = seq;
            return;
        }
        self.end_of_unknown();
        self.unknown = Some(Unknown { from: seq, to: seq, key_id });
    }

    fn end_of_unknown(&mut self) {
        if let Some(Unknown { from, to, key_id }) = self.unknown.take() {
            self.found(Finding::UnknownSealKey { from, to, key_id });
        }
    }

    fn stretch_to(&mut self, to: i64) {
        if to.saturating_sub(self.signed) > LONGEST_UNSIGNED {
            self.found(Finding::UnsignedStretch { from: self.signed + 1, to });
        }
    }

    fn found(&mut self, finding: Finding) {
        self.tally.findings += 1;
        self.tally.tampered += u64::from(finding.is_tampering());
        self.found.push(finding);
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
