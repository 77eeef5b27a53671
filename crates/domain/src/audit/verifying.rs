use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Anchor, Checkpoint, Finding, Tally, Verification};
use crate::{
    kernel::{Core, Outcome},
    ports::{Notary, Session},
};

/// Seals read at a time.
const PAGE: i64 = 1_000;
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
        let mut look = Verification::expecting(anchors);
        let mut session = self.core.store.read().await?;
        // What is signed while we look may stand on seals that we have not seen.
        let signed = session.seals().tail().await?.checkpoint.map_or(0, |(seq, _)| seq);
        let mut last = i64::MIN;
        loop {
            let page = session.seals().sealed(last, PAGE).await?;
            let Some(end) = page.last().map(|sealed| sealed.seal.seq) else { break };
            let hashes = page.iter().map(|sealed| (sealed.seal.seq, sealed.seal.hash.clone())).collect();
            for sealed in page {
                look.seal(sealed);
            }
            self.checkpoints(&mut *session, &mut look, (last, end), &hashes).await?;
            look.findings().into_iter().for_each(&mut tell);
            last = end;
        }
        look.end_of_seals();
        self.checkpoints(&mut *session, &mut look, (last, signed), &HashMap::new()).await?;
        look.end();
        look.findings().into_iter().for_each(&mut tell);
        self.unsealed(&mut *session, &mut look, &mut tell).await?;
        Ok(look.tally())
    }

    /// The checkpoints of a stretch, against the hashes of its seals.
    async fn checkpoints(
        &self,
        session: &mut dyn Session,
        look: &mut Verification,
        (mut after, up_to): (i64, i64),
        hashes: &HashMap<i64, String>,
    ) -> Outcome<()> {
        loop {
            let page = session.seals().checkpoints(after, up_to, PAGE).await?;
            let Some(end) = page.last().map(|checkpoint| checkpoint.seq) else { return Ok(()) };
            for checkpoint in &page {
                let text = Checkpoint::text(checkpoint.seq, &checkpoint.hash);
                let check = self.notary.check(&text, &checkpoint.signature);
                look.checkpoint(checkpoint, check, hashes.get(&checkpoint.seq).map(String::as_str));
            }
            after = end;
        }
    }

    async fn unsealed(
        &self,
        session: &mut dyn Session,
        look: &mut Verification,
        tell: &mut impl FnMut(Finding),
    ) -> Outcome<()> {
        let before = self.core.fresh.now() - SEALED_WITHIN;
        let mut above = Uuid::nil();
        loop {
            let page = session.seals().left_unsealed(above, before, PAGE).await?;
            let Some(end) = page.last() else { return Ok(()) };
            above = *end;
            for id in page {
                look.unsealed(id);
            }
            look.findings().into_iter().for_each(&mut *tell);
        }
    }
}
