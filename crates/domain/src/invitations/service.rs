use std::sync::Arc;

use chrono::TimeDelta;

use super::{Invitation, Offer, access};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Caller, Core, Error, InvitationId, Outcome},
    outbox::{self, Address, Message, Outgoing},
    ports::{Passwords, RepoError, UnitOfWork},
};

/// How long a token is good.
const LIFETIME: TimeDelta = TimeDelta::hours(72);
/// What tokens are hashed for.
const HASHED_FOR: &str = "invitation";

/// The use cases of invitations.
#[derive(Clone)]
pub struct Invitations {
    pub(super) core: Core,
    pub(super) passwords: Arc<dyn Passwords>,
}

impl Invitations {
    /// From its ports.
    pub fn new(core: Core, passwords: Arc<dyn Passwords>) -> Self {
        Self { core, passwords }
    }

    /// The form in which a token is stored.
    pub(super) fn token_hash(&self, token: &str) -> String {
        self.core.secrets.keyed_hash(HASHED_FOR, token)
    }

    /// Writes an invitation and its mail into the unit of work; what it replaces is revoked. Nothing tells whether the
    /// address has an account.
    pub(super) async fn send(
        &self,
        work: &mut dyn UnitOfWork,
        caller: &Caller,
        (email, offer): (String, Offer),
        message: impl FnOnce(InvitationId, String) -> Message + Send,
    ) -> Outcome<Invitation> {
        let (token, now) = (self.core.fresh.token(), self.core.fresh.now());
        let sent = Invitation {
            id: self.core.fresh.id(),
            email: email.clone(),
            offer,
            invited_by: caller.actor.user(),
            expires_at: now + LIFETIME,
            accepted_at: None,
            revoked_at: None,
            created_at: now,
        };
        for replaced in work.invitations().replace(&sent).await? {
            work.also(about(caller.audit("invitation.revoke"), offer).on(replaced));
        }
        work.invitations().insert(&sent, &self.token_hash(&token)).await.map_err(sent_in_between)?;
        let mail =
            Outgoing { to: Address::Email(email), message: message(sent.id, token), expires_at: Some(sent.expires_at) };
        outbox::post(&self.core, work, &mail).await?;
        Ok(sent)
    }

    /// Revokes an invitation that was found within the caller's reach.
    pub(super) async fn revoke_found(
        &self,
        mut work: Box<dyn UnitOfWork>,
        caller: &Caller,
        found: Option<Invitation>,
    ) -> Outcome<()> {
        let found = found.ok_or(Error::not_found("invitation"))?;
        if !work.invitations().revoke(&access::revoke(found.id), self.core.fresh.now()).await? {
            return Err(Error::not_found("invitation"));
        }
        Ok(work.commit(about(caller.audit("invitation.revoke"), found.offer).on(found.id)).await?)
    }
}

/// The account that invites; its own address must be proven.
pub(super) async fn inviter(work: &mut dyn UnitOfWork, caller: &Caller) -> Outcome<User> {
    let user = work.accounts().find(caller.actor.user()).await?.ok_or(Error::not_found("user"))?;
    if user.is_verified {
        Ok(user)
    } else {
        Err(Error::forbidden("prove your e-mail address or telephone number by a code first, then invite"))
    }
}

/// An entry about the patient of an offer, where there is one.
pub(super) fn about(entry: AuditEntry, offer: Offer) -> AuditEntry {
    match offer.relation() {
        Some((patient, _)) => entry.patient(patient),
        None => entry,
    }
}

/// Somebody else invited the same at the same time: done again, this one replaces that one.
fn sent_in_between(error: RepoError) -> RepoError {
    match error {
        RepoError::Conflict(_) => RepoError::Retry,
        RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error,
    }
}
