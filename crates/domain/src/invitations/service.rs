use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::{Invitation, Offer, access};
use crate::{
    accounts::User,
    auth::Auth,
    kernel::{AuditEntry, Caller, Core, Error, InvitationId, Outcome, hex},
    limits::Limits,
    outbox::{self, Address, Message, Outgoing},
    ports::{Passwords, RepoError, UnitOfWork},
};

/// How long a token is good.
const LIFETIME: TimeDelta = TimeDelta::hours(72);

/// One that was sent a moment ago is not sent again before so much time is over.
const COOL_DOWN: TimeDelta = TimeDelta::minutes(1);

/// The use cases of invitations.
#[derive(Clone)]
pub struct Invitations {
    pub(super) core: Core,
    pub(super) passwords: Arc<dyn Passwords>,
    pub(super) auth: Auth,
    limits: Limits,
}

impl Invitations {
    /// From its ports, what is counted, and sign-in, which knows how accounts prove themselves.
    pub const fn new(core: Core, passwords: Arc<dyn Passwords>, limits: Limits, auth: Auth) -> Self {
        Self { core, passwords, auth, limits }
    }

    /// Writes an invitation and its mail into the unit of work; what it replaces is revoked. It counts against the inviter and
    /// the address. Nothing tells whether the address has an account.
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
        let replaced = work.invitations().replace(&sent).await?;
        for last in replaced.iter().filter(|replaced| replaced.email == email) {
            check_cooled(last.created_at, now)?;
        }
        self.limits.invite(sent.invited_by, &self.auth.counted_as(&email)).await?;
        for replaced in replaced {
            work.also(about(caller.audit("invitation.revoke"), offer).on(replaced.id));
        }
        work.invitations().insert(&sent, &token_hash(&token)).await.map_err(sent_in_between)?;
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

/// Whether enough time is over since the same was sent.
fn check_cooled(last: DateTime<Utc>, now: DateTime<Utc>) -> Outcome<()> {
    let wait = (last + COOL_DOWN - now).num_milliseconds();
    if wait <= 0 {
        return Ok(());
    }
    let seconds = u32::try_from((wait + 999) / 1_000).unwrap_or(u32::MAX);
    let message = format!("the same invitation was sent a moment ago; try again in {seconds} s");
    Err(Error::TooMany { message: message.into(), retry_after_seconds: seconds })
}

/// The form in which a token is stored. A token cannot be guessed, so its hash needs no key, and outlives those of the server.
pub(super) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// The account that invites; its own address must be proven.
pub(super) async fn inviter(work: &mut dyn UnitOfWork, caller: &Caller) -> Outcome<User> {
    let user = work.accounts().find(caller.actor.user()).await?.ok_or(Error::not_found("user"))?;
    if user.is_verified {
        Ok(user)
    } else {
        Err(Error::forbidden("prove your e-mail address by a code first, then invite"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_sent_again_after_a_minute() {
        let sent = DateTime::UNIX_EPOCH;
        let refused = |seconds| match check_cooled(sent, sent + TimeDelta::seconds(seconds)) {
            Err(Error::TooMany { retry_after_seconds, .. }) => Some(retry_after_seconds),
            _ => None,
        };
        assert_eq!([0, 1, 59, 60, 61].map(refused), [Some(60), Some(59), Some(1), None, None]);
    }
}
