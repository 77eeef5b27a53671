use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Anchor, Finding, ReadBatch, ReadRow, Tally, TrailRow, Verification, entity::id_after};
use crate::{
    kernel::{AuditId, Core, Outcome},
    ports::{Notary, Session},
};

/// Seals read at a time.
const PAGE: i64 = 1_000;
/// Batches of reads looked at together, of at most some hundred rows each.
const BATCHES: usize = 50;
/// A row that is older than this should be sealed.
const SEALED_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// Looks along the whole chain, page by page: it takes no more memory for a long one than for a short one.
pub struct Verifier {
    core: Core,
    notary: Arc<dyn Notary>,
}

impl Verifier {
    /// From what use cases share, and who knows the keys.
    pub fn new(core: Core, notary: Arc<dyn Notary>) -> Self {
        Self { core, notary }
    }

    /// Looks at everything, tells each finding as it comes, and answers how much was looked at.
    pub async fn verify(
        &self,
        anchors: impl IntoIterator<Item = Anchor>,
        mut tell: impl FnMut(Finding),
    ) -> Outcome<Tally> {
        let mut look = Verification::expecting(self.notary.clone(), anchors);
        let mut session = self.core.store.read().await?;
        // What is signed while we look may stand on seals that we have not seen.
        let signed = session.seals().last_checkpoint().await?.unwrap_or(0);
        let mut from = Some(i64::MIN);
        while let Some(first) = from {
            let page = session.seals().sealed(first, PAGE).await?;
            let Some(end) = page.last().map(|sealed| sealed.seal.seq) else { break };
            let hashes = page.iter().map(|sealed| (sealed.seal.seq, sealed.seal.hash.clone())).collect();
            let rows = page.iter().filter_map(|sealed| Some((sealed.seal.seq, sealed.row.as_ref()?)));
            let entries: Vec<_> =
                rows.filter(|(_, row)| ReadBatch::is_told_by(row)).map(|(seq, row)| (seq, row.clone())).collect();
            for sealed in page {
                look.seal(sealed);
            }
            self.checkpoints(&mut *session, &mut look, (first, end), &hashes).await?;
            reads(&mut *session, &mut look, &entries).await?;
            look.findings().into_iter().for_each(&mut tell);
            from = end.checked_add(1);
        }
        look.end_of_seals();
        if let Some(first) = from {
            self.checkpoints(&mut *session, &mut look, (first, signed), &HashMap::new()).await?;
        }
        look.end();
        look.findings().into_iter().for_each(&mut tell);
        self.unsealed(&mut *session, &mut look, &mut tell).await?;
        stray_reads(&mut *session, &mut look, &mut tell).await?;
        for (table, id) in session.seals().unreadable(PAGE).await? {
            look.unreadable(table, id);
        }
        look.findings().into_iter().for_each(&mut tell);
        Ok(look.tally())
    }

    /// The checkpoints of a stretch, against the hashes of its seals.
    async fn checkpoints(
        &self,
        session: &mut dyn Session,
        look: &mut Verification,
        (first, up_to): (i64, i64),
        hashes: &HashMap<i64, String>,
    ) -> Outcome<()> {
        let mut from = Some(first);
        while let Some(first) = from {
            let page = session.seals().checkpoints(first, up_to, PAGE).await?;
            for checkpoint in &page {
                let check = checkpoint.check(&*self.notary);
                look.checkpoint(checkpoint, check, hashes.get(&checkpoint.seq).map(String::as_str));
            }
            from = page.last().and_then(|end| end.seq.checked_add(1));
        }
        Ok(())
    }

    async fn unsealed(
        &self,
        session: &mut dyn Session,
        look: &mut Verification,
        tell: &mut impl FnMut(Finding),
    ) -> Outcome<()> {
        let before = self.core.fresh.now() - SEALED_WITHIN;
        let mut from = Some(Uuid::nil());
        while let Some(first) = from {
            let page = session.seals().left_unsealed(first, before, PAGE).await?;
            from = page.last().and_then(|end| id_after(*end));
            for id in page {
                look.unsealed(id);
            }
            look.findings().into_iter().for_each(&mut *tell);
        }
        Ok(())
    }
}

/// The reads of these entries against what the entries tell.
async fn reads(session: &mut dyn Session, look: &mut Verification, entries: &[(i64, TrailRow)]) -> Outcome<()> {
    for entries in entries.chunks(BATCHES) {
        let batches: Vec<AuditId> = entries.iter().map(|(_, entry)| entry.id).collect();
        let mut rows = HashMap::<String, Vec<ReadRow>>::new();
        for row in session.seals().reads_of(&batches).await? {
            rows.entry(row.batch().unwrap_or_default().to_owned()).or_default().push(row);
        }
        for (seq, entry) in entries {
            look.reads(*seq, entry, &rows.remove(&entry.id.to_string()).unwrap_or_default());
        }
    }
    Ok(())
}

async fn stray_reads(
    session: &mut dyn Session,
    look: &mut Verification,
    tell: &mut impl FnMut(Finding),
) -> Outcome<()> {
    let mut from = Some(Uuid::nil());
    while let Some(first) = from {
        let page = session.seals().stray_reads(first, PAGE).await?;
        from = page.last().and_then(|end| id_after(*end));
        for id in page {
            look.stray_read(id);
        }
        look.findings().into_iter().for_each(&mut *tell);
    }
    Ok(())
}
