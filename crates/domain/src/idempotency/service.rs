use super::{Begun, Claim, KeyedRequest, StoredAnswer};
use crate::kernel::{Caller, Core, Error, Outcome};

/// The use cases of repeated requests.
#[derive(Clone)]
pub struct Idempotency {
    core: Core,
}

impl Idempotency {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Begins a keyed request: it is the first, or it has been answered. While the first is running, and for another body
    /// under the same key, it is a conflict.
    pub async fn begin(&self, caller: &Caller, request: KeyedRequest) -> Outcome<Begun> {
        let now = self.core.fresh.now();
        let KeyedRequest { key, request_hash } = request;
        let claim = Claim { user: caller.actor.user(), key, request_hash, claimed_at: now };
        let mut session = self.core.store.unaudited().await?;
        if session.idempotency().claim(&claim).await? {
            return Ok(Begun::First(claim));
        }
        let running = || Error::conflict("the first request with this Idempotency-Key is still running");
        let known = session.idempotency().known(claim.user, &claim.key).await?.ok_or_else(running)?;
        let is_over = known.expires_at <= now;
        if !is_over && known.request_hash != claim.request_hash {
            return Err(Error::conflict("this Idempotency-Key was used for another request"));
        }
        match known.answer {
            Some(answer) if !is_over => return Ok(Begun::Replayed(answer)),
            None if !is_over && known.claimed_at + Claim::STANDS > now => return Err(running()),
            Some(_) | None => {}
        }
        if session.idempotency().take_over(&claim, known.claimed_at).await? {
            Ok(Begun::First(claim))
        } else {
            Err(running())
        }
    }

    /// Keeps and gives the answer of work that changed nothing.
    pub async fn settle(&self, claim: &Claim, answer: StoredAnswer) -> Outcome<StoredAnswer> {
        self.core.store.unaudited().await?.idempotency().complete(claim, &answer).await?;
        Ok(answer)
    }

    /// Gives the key free again: the work was refused or failed, and the same request may be sent once more.
    pub async fn give_up(&self, claim: &Claim) -> Outcome<()> {
        Ok(self.core.store.unaudited().await?.idempotency().release(claim).await?)
    }
}
