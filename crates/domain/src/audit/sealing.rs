use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Anchor, Checkpoint, Seal, Tail, TrailRow,
    chain::{GENESIS, seal_hash, seal_text},
    entity::{first_id_at, instant_of},
};
use crate::{
    kernel::{Core, Error, Outcome},
    ports::{AnchorKeeper, Notary, RepoError, RepoResult, SignatureCheck, Unavailable},
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
    /// Whether somebody else took a place in the chain first.
    pub collided: bool,
    /// Whether the chain was compared with what was written down outside, and holds it.
    pub agreed: bool,
    /// Why the chain was not signed, or what was signed not written down outside.
    pub unsigned: Option<Unsigned>,
}

/// Why the chain is not signed any further. It goes on being sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsigned {
    /// It does not hold this point, which was written down outside: it was cut off or made anew.
    Contradicted(Anchor),
    /// The place outside cannot be read or written, for this reason.
    Unreachable(String),
}

/// Seals the audit trail. Any number of servers may do so at once: each place in the chain is given once, and who comes
/// second with it gives up until his next turn.
#[derive(Clone)]
pub struct Sealer {
    core: Core,
    notary: Arc<dyn Notary>,
    anchors: Arc<dyn AnchorKeeper>,
}

impl Sealer {
    /// From what use cases share, who signs, and where signed points are written down outside.
    pub fn new(core: Core, notary: Arc<dyn Notary>, anchors: Arc<dyn AnchorKeeper>) -> Self {
        Self { core, notary, anchors }
    }

    /// Seals rows that are not sealed yet, and signs the chain when it is time. A longer look back also compares the chain
    /// with the point that was written down outside, and moves that to the newest one signed, whoever signed it.
    pub async fn seal(&self, back: LookBack) -> Outcome<Sealed> {
        self.run(back, false).await
    }

    /// The same, and signs the end of the chain whatever the time: for a server that stops.
    pub async fn close(&self) -> Outcome<Sealed> {
        self.run(LookBack::Seconds, true).await
    }

    async fn run(&self, back: LookBack, closing: bool) -> Outcome<Sealed> {
        let mut done = Sealed::default();
        let mut tail = self.core.store.read().await?.seals().tail().await?;
        if back != LookBack::Seconds {
            self.follow(&tail, &mut done).await?;
        }
        let mut from = back.start(&tail, self.core.fresh.now());
        loop {
            // What a round that was broken off left unsigned comes before more is added.
            self.sign(&mut tail, false, &mut done).await?;
            let rows = self.core.store.read().await?.seals().unsealed(from, BATCH).await?;
            let seals = chained(&*self.notary, &tail, rows, self.core.fresh.now())?;
            let Some(end) = seals.last() else { break };
            if !self.keep_seals(&seals).await? {
                done.collided = true;
                return Ok(done);
            }
            done.rows += seals.len();
            tail.last = Some((end.seq, end.hash.clone()));
            from = end.audit_id.0;
            if !is_full(seals.len()) {
                break;
            }
        }
        self.sign(&mut tail, closing, &mut done).await?;
        Ok(done)
    }

    /// Signs the end of the chain when that is due, unless the chain lacks what was written down outside.
    async fn sign(&self, tail: &mut Tail, closing: bool, done: &mut Sealed) -> Outcome<()> {
        let Some((seq, hash)) = tail.last.clone() else { return Ok(()) };
        let now = self.core.fresh.now();
        if !is_due(self.signed(tail), seq, closing, now) {
            return Ok(());
        }
        // What was signed last may have been taken away; the point outside still names it.
        let Some(agreed) = self.agreed(done).await?.filter(|agreed| *agreed < seq) else { return Ok(()) };
        let previous = tail.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.seq).max(agreed);
        let text = Checkpoint::text(seq, &hash, previous, now);
        let signature = self.notary.sign(&text).map_err(Error::Internal)?;
        let checkpoint = Checkpoint { seq, hash, previous, signature, created_at: now };
        if self.keep_checkpoint(&checkpoint).await? {
            let anchor = Anchor { seq, hash: checkpoint.hash.clone() };
            self.write_down(&anchor, done).await;
            done.signed.push(anchor);
            tail.checkpoint = Some(checkpoint);
        }
        Ok(())
    }

    /// Moves the point outside to the newest one that was signed, whichever server signed it.
    async fn follow(&self, tail: &Tail, done: &mut Sealed) -> Outcome<()> {
        let Some(agreed) = self.agreed(done).await? else { return Ok(()) };
        let Some(newest) = tail.checkpoint.as_ref().filter(|newest| newest.seq > agreed) else { return Ok(()) };
        let there = self.core.store.read().await?.seals().hash_at(newest.seq).await?;
        if there.as_ref() == Some(&newest.hash) && newest.check(&*self.notary) == SignatureCheck::Genuine {
            self.write_down(&Anchor { seq: newest.seq, hash: newest.hash.clone() }, done).await;
        }
        Ok(())
    }

    /// Up to which place the chain is known to hold what was written down outside, 0 where nothing was; none where it does
    /// not, or where that cannot be told.
    async fn agreed(&self, done: &mut Sealed) -> Outcome<Option<i64>> {
        let anchor = match self.anchors.last().await {
            Ok(Some(anchor)) => anchor,
            Ok(None) => {
                done.agreed = true;
                return Ok(Some(0));
            }
            Err(error) => {
                done.unsigned = Some(out_of_reach(&error));
                return Ok(None);
            }
        };
        let there = self.core.store.read().await?.seals().hash_at(anchor.seq).await?;
        if there.as_ref() == Some(&anchor.hash) {
            done.agreed = true;
            return Ok(Some(anchor.seq));
        }
        done.unsigned = Some(Unsigned::Contradicted(anchor));
        Ok(None)
    }

    async fn write_down(&self, anchor: &Anchor, done: &mut Sealed) {
        if let Err(error) = self.anchors.keep(anchor).await {
            done.unsigned = Some(out_of_reach(&error));
        }
    }

    /// Where the chain was signed last, and when if the signature is one of ours.
    fn signed(&self, tail: &Tail) -> Option<(i64, Option<DateTime<Utc>>)> {
        let last = tail.checkpoint.as_ref()?;
        let genuine = last.check(&*self.notary) == SignatureCheck::Genuine;
        Some((last.seq, genuine.then_some(last.created_at)))
    }

    /// Writes seals in one transaction. Answers whether; where another server was faster it is not.
    async fn keep_seals(&self, seals: &[Seal]) -> Outcome<bool> {
        let mut books = self.core.store.begin_bookkeeping().await?;
        let written = async {
            books.add_seals(seals).await?;
            books.keep().await
        };
        is_kept(written.await)
    }

    /// The same for a checkpoint: apart, so that one in its place does not keep rows from being sealed.
    async fn keep_checkpoint(&self, checkpoint: &Checkpoint) -> Outcome<bool> {
        let mut books = self.core.store.begin_bookkeeping().await?;
        let written = async {
            books.add_checkpoint(checkpoint).await?;
            books.keep().await
        };
        is_kept(written.await)
    }
}

fn is_kept(written: RepoResult<()>) -> Outcome<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(RepoError::Conflict(_) | RepoError::Retry) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

fn out_of_reach(error: &Unavailable) -> Unsigned {
    Unsigned::Unreachable(format!("{error}: {}", error.cause))
}

fn is_full(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows == BATCH)
}

impl LookBack {
    /// From which id on to look. A row from a server whose clock runs ahead must not hide what others write now.
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
fn chained(notary: &dyn Notary, tail: &Tail, rows: Vec<TrailRow>, now: DateTime<Utc>) -> Outcome<Vec<Seal>> {
    let (mut seq, mut previous) = tail.last.clone().unwrap_or_else(|| (0, GENESIS.to_owned()));
    let mut seals = Vec::with_capacity(rows.len());
    for row in rows {
        seq = seq.checked_add(1).ok_or_else(|| {
            Error::Internal(format!("no place is left in the chain of audit seals after seal {seq}, which nobody made"))
        })?;
        let hash = seal_hash(notary, &seal_text(&previous, seq, now, &row));
        let previous_hash = std::mem::replace(&mut previous, hash.clone());
        seals.push(Seal { seq, audit_id: row.id, previous_hash, hash, sealed_at: now });
    }
    Ok(seals)
}

/// Whether the chain, which ends at `seq`, is to be signed now: it was last at a place, and at a time if that is known.
fn is_due(signed: Option<(i64, Option<DateTime<Utc>>)>, seq: i64, closing: bool, now: DateTime<Utc>) -> bool {
    match signed {
        None => true,
        Some((signed, _)) if signed >= seq => false,
        Some((signed, at)) => {
            // A time to come, from a clock that ran ahead, says nothing.
            let is_old = at.is_none_or(|at| at > now || now - at >= TIME_BETWEEN_CHECKPOINTS);
            closing || is_old || seq - signed >= SEALS_BETWEEN_CHECKPOINTS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::test_notary::TestNotary, *};
    use crate::kernel::AuditId;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_438_400 + seconds, 0).unwrap()
    }
    fn tail(newest: DateTime<Utc>) -> Tail {
        Tail { newest: Some(AuditId(first_id_at(newest))), ..Tail::default() }
    }

    #[test]
    fn the_chain_is_signed_at_its_start_and_after_a_thousand_seals_or_five_minutes() {
        let signed = Some((10, Some(at(0))));
        assert!(is_due(None, 1, false, at(0)), "the first seal");
        let due = |seq, seconds| is_due(signed, seq, false, at(seconds));
        assert!(!due(11, 299) && due(11, 300) && !due(10, 3_000), "five minutes, and something new");
        assert!(!due(1_009, 1) && due(1_010, 1), "a thousand seals");
        assert!(is_due(signed, 11, true, at(1)) && !is_due(signed, 10, true, at(1)), "the end");
    }

    #[test]
    fn a_time_that_nobody_signed_and_one_to_come_put_nothing_off() {
        for unknown in [None, Some(at(900_000))] {
            let due = |seq| is_due(Some((10, unknown)), seq, false, at(1));
            assert!(due(11) && !due(10), "{unknown:?}");
        }
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
        let chained = |tail: &Tail, rows| chained(&TestNotary(&["key"]), tail, rows, at(0)).unwrap();
        let row = |n| TrailRow { id: AuditId(Uuid::from_u128(n)), columns: Default::default() };
        let first = chained(&Tail::default(), vec![row(1), row(2)]);
        assert_eq!((first[0].seq, first[0].previous_hash.as_str()), (1, GENESIS));
        assert_eq!((first[1].seq, &first[1].previous_hash), (2, &first[0].hash));
        let end = Tail { last: Some((2, first[1].hash.clone())), ..Tail::default() };
        let next = chained(&end, vec![row(3)]);
        assert_eq!((next[0].seq, &next[0].previous_hash), (3, &first[1].hash));
    }

    #[test]
    fn a_chain_without_a_place_left_is_an_error() {
        let row = TrailRow { id: AuditId(Uuid::nil()), columns: Default::default() };
        let end = Tail { last: Some((i64::MAX, GENESIS.to_owned())), ..Tail::default() };
        let refused = chained(&TestNotary(&["key"]), &end, vec![row], at(0)).unwrap_err();
        assert!(refused.to_string().contains(&i64::MAX.to_string()), "{refused}");
    }
}
