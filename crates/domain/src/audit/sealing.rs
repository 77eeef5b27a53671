use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Anchor, Checkpoint, Seal, Tail, TrailRow,
    chain::{GENESIS, seal_hash},
    entity::{first_id_at, instant_of},
};
use crate::{
    kernel::{Core, Error, Outcome},
    ports::{Notary, RepoError},
};

/// Rows sealed in one transaction at most.
const BATCH: i64 = 1_000;
/// Seals after which the chain is signed at the latest, and the time after which it is if there are new ones.
const SEALS_BETWEEN_CHECKPOINTS: i64 = 1_000;
const TIME_BETWEEN_CHECKPOINTS: TimeDelta = TimeDelta::minutes(5);

/// How far back unsealed rows are looked for. Ids are in the order of time, but a row becomes visible only when its
/// transaction commits: one with an older id may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookBack {
    /// Beyond the longest usual transaction.
    Seconds,
    /// Beyond whatever held a transaction up.
    AnHour,
    /// From the beginning.
    Everything,
}

/// What one round came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Rows that were sealed.
    pub rows: usize,
    /// Points of the chain that were signed: to be written down where whoever changes the database does not reach.
    pub signed: Vec<Anchor>,
}

/// Seals the audit trail. Any number of servers may do so at once: each place in the chain is given once, and who comes
/// second with it gives up until his next turn.
#[derive(Clone)]
pub struct Sealer {
    core: Core,
    notary: Arc<dyn Notary>,
}

impl Sealer {
    /// From what use cases share, and who signs.
    pub fn new(core: Core, notary: Arc<dyn Notary>) -> Self {
        Self { core, notary }
    }

    /// Seals rows that are not sealed yet, and signs the chain when it is time.
    pub async fn seal(&self, back: LookBack) -> Outcome<Sealed> {
        self.run(back, false).await
    }

    /// The same, and signs the end of the chain whatever the time: for a server that stops.
    pub async fn close(&self) -> Outcome<Sealed> {
        self.run(LookBack::Seconds, true).await
    }

    async fn run(&self, back: LookBack, closing: bool) -> Outcome<Sealed> {
        let mut done = Sealed::default();
        let mut above = None;
        loop {
            let Some(batch) = self.look(back, above, closing).await? else { return Ok(done) };
            if !self.keep(&batch).await? {
                return Ok(done);
            }
            let Batch { seals, checkpoint } = batch;
            done.rows += seals.len();
            done.signed.extend(checkpoint.map(|signed| Anchor { seq: signed.seq, hash: signed.hash }));
            match seals.last().filter(|_| is_full(seals.len())) {
                Some(last) => above = Some(last.audit_id.0),
                None => return Ok(done),
            }
        }
    }

    /// What is to be written next; none where there is nothing.
    async fn look(&self, back: LookBack, above: Option<Uuid>, closing: bool) -> Outcome<Option<Batch>> {
        let now = self.core.fresh.now();
        let mut session = self.core.store.read().await?;
        let tail = session.seals().tail().await?;
        let above = above.unwrap_or_else(|| back.start(&tail, now));
        let rows = session.seals().unsealed(above, BATCH).await?;
        let full = is_full(rows.len());
        let seals = chained(&tail, rows, now);
        let checkpoint = self.checkpoint(&tail, &seals, closing && !full, now)?;
        let batch = Batch { seals, checkpoint };
        Ok(Some(batch).filter(|batch| !batch.seals.is_empty() || batch.checkpoint.is_some()))
    }

    /// The end of the chain, signed, when that is due.
    fn checkpoint(
        &self,
        tail: &Tail,
        seals: &[Seal],
        closing: bool,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Checkpoint>> {
        let end = seals.last().map(|seal| (seal.seq, seal.hash.clone())).or_else(|| tail.last.clone());
        let Some((seq, hash)) = end else { return Ok(None) };
        if !is_due(tail.checkpoint, seq, closing, now) {
            return Ok(None);
        }
        let signature = self.notary.sign(&Checkpoint::text(seq, &hash)).map_err(Error::Internal)?;
        Ok(Some(Checkpoint { seq, hash, signature, created_at: now }))
    }

    /// Writes a batch in one transaction. Answers whether; where another server was faster it is not.
    async fn keep(&self, batch: &Batch) -> Outcome<bool> {
        let mut books = self.core.store.begin_bookkeeping().await?;
        let written = async {
            books.add_seals(&batch.seals).await?;
            if let Some(checkpoint) = &batch.checkpoint {
                books.add_checkpoint(checkpoint).await?;
            }
            books.keep().await
        };
        match written.await {
            Ok(()) => Ok(true),
            Err(RepoError::Conflict(_) | RepoError::Retry) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

struct Batch {
    seals: Vec<Seal>,
    checkpoint: Option<Checkpoint>,
}

fn is_full(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows == BATCH)
}

impl LookBack {
    /// Above which id to look. A row from a server whose clock runs ahead must not hide what others write now.
    fn start(self, tail: &Tail, now: DateTime<Utc>) -> Uuid {
        let Some(newest) = tail.newest else { return Uuid::nil() };
        let newest = instant_of(newest).min(now);
        match self {
            Self::Seconds => first_id_at(newest - TimeDelta::seconds(10)),
            Self::AnHour => first_id_at(newest - TimeDelta::hours(1)),
            Self::Everything => Uuid::nil(),
        }
    }
}

/// Seals on these rows that go on where the chain ends.
fn chained(tail: &Tail, rows: Vec<TrailRow>, now: DateTime<Utc>) -> Vec<Seal> {
    let (mut seq, mut previous) = tail.last.clone().unwrap_or_else(|| (0, GENESIS.to_owned()));
    let mut seals = Vec::with_capacity(rows.len());
    for row in rows {
        seq += 1;
        let hash = seal_hash(&previous, seq, &row);
        let previous_hash = std::mem::replace(&mut previous, hash.clone());
        seals.push(Seal { seq, audit_id: row.id, previous_hash, hash, sealed_at: now });
    }
    seals
}

/// Whether the chain, which ends at `seq`, is to be signed now.
fn is_due(signed: Option<(i64, DateTime<Utc>)>, seq: i64, closing: bool, now: DateTime<Utc>) -> bool {
    match signed {
        None => true,
        Some((signed, _)) if signed >= seq => false,
        Some((signed, at)) => {
            closing || seq - signed >= SEALS_BETWEEN_CHECKPOINTS || now - at >= TIME_BETWEEN_CHECKPOINTS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::AuditId;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_438_400 + seconds, 0).unwrap()
    }
    fn tail(newest: DateTime<Utc>) -> Tail {
        Tail { newest: Some(AuditId(first_id_at(newest))), ..Tail::default() }
    }

    #[test]
    fn the_chain_is_signed_at_its_start_and_after_a_thousand_seals_or_five_minutes() {
        assert!(is_due(None, 1, false, at(0)), "the first seal");
        let due = |seq, seconds| is_due(Some((10, at(0))), seq, false, at(seconds));
        assert!(!due(11, 299) && due(11, 300) && !due(10, 3_000), "five minutes, and something new");
        assert!(!due(1_009, 1) && due(1_010, 1), "a thousand seals");
        assert!(is_due(Some((10, at(0))), 11, true, at(1)) && !is_due(Some((10, at(0))), 10, true, at(1)), "the end");
    }

    #[test]
    fn it_is_looked_back_from_the_newest_sealed_row_but_never_from_the_future() {
        let start = |back: LookBack, newest, now| back.start(&tail(at(newest)), at(now));
        assert_eq!(start(LookBack::Seconds, 100, 5_000), first_id_at(at(90)));
        assert_eq!(start(LookBack::Seconds, 9_000, 5_000), first_id_at(at(4_990)));
        assert_eq!(start(LookBack::AnHour, 9_000, 5_000), first_id_at(at(1_400)));
        assert_eq!(start(LookBack::Everything, 100, 5_000), Uuid::nil());
        assert_eq!(LookBack::Seconds.start(&Tail::default(), at(0)), Uuid::nil());
    }

    #[test]
    fn seals_follow_one_another_from_where_the_chain_ends() {
        let row = |n| TrailRow { id: AuditId(Uuid::from_u128(n)), columns: Default::default() };
        let first = chained(&Tail::default(), vec![row(1), row(2)], at(0));
        assert_eq!((first[0].seq, first[0].previous_hash.as_str()), (1, GENESIS));
        assert_eq!((first[1].seq, &first[1].previous_hash), (2, &first[0].hash));
        let end = Tail { last: Some((2, first[1].hash.clone())), ..Tail::default() };
        let next = chained(&end, vec![row(3)], at(0));
        assert_eq!((next[0].seq, &next[0].previous_hash), (3, &first[1].hash));
    }
}
