use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Invitation, Invitations, Offer, access,
    joining::Joining,
    service::{about, token_hash},
    standing::{check_standing, over},
};
use crate::{
    accounts::{self, NewAccount, User},
    auth::AccountName,
    kernel::{Actor, Caller, Check, Error, InvitationId, Origin, Outcome, Role, UserId, parse, retry_conflicts},
    mappings::UserPatientRelation,
    ports::{RepoError, UnitOfWork},
};

/// Who accepts an invitation without being signed in. Where the address has an account, the password is that account's, and
/// nothing else matters.
#[derive(Clone)]
pub struct Newcomer {
    /// The password in clear.
    pub password: String,
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
}

impl Newcomer {
    /// The account to be opened at this address, if its password and name will do.
    fn into_account(self, email: String) -> Outcome<NewAccount> {
        let Self { password, name, first_name, last_name } = self;
        let mut check = Check::default();
        let password = check.required("password", Some(password), parse::new_password);
        let name = check.required("name", name, parse::name);
        check.build(|| {
            let (password, name) = (password?, name?);
            Some(NewAccount { email, password, name, first_name, last_name, contact: None, address: None })
        })
    }
}

/// What came of an acceptance.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// An account was opened.
    Opened(User),
    /// The offer was added to an account that has just proven itself, by the password with this hash.
    Added(User, String),
    /// The offer was added to an account that signs in with a code too; it does so as always.
    SignInNext,
}

impl Invitations {
    /// Accepts an invitation by its token. An address without an account gets one, proven by the mail, with the role that
    /// was offered; a doctor or patient who has one adds the offer to it by giving its password.
    pub async fn accept(&self, token: &str, newcomer: Newcomer, origin: &Origin) -> Outcome<Accepted> {
        let token = token_hash(token);
        let (invitation, known) = {
            let mut session = self.core.store.read().await?;
            let invitation = session.invitations().with_token(&token).await?;
            let invitation = invitation.ok_or(Error::unknown("invitation", "token"))?;
            let known = session.auth().credential(&AccountName::Email(invitation.email.clone())).await?;
            (invitation, known)
        };
        if !invitation.is_live(self.core.fresh.now()) {
            return Err(over());
        }
        if let Some(known) = known {
            return self.add(&token, &invitation, &known.user, &newcomer.password, origin).await;
        }
        let account = newcomer.into_account(invitation.email)?;
        let hash = self.passwords.hash(&account.password).await?;
        retry_conflicts(async || self.open(&token, &account, &hash, origin).await).await.map(Accepted::Opened)
    }

    /// Opens the account that was invited.
    async fn open(&self, token: &str, account: &NewAccount, hash: &str, origin: &Origin) -> Outcome<User> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let (invitation, inviter) = standing(&mut *work, token, now).await?;
        let (profile, role) = (self.new_profile(invitation.offer), invitation.offer.account_role());
        let mut user = account.clone().into_user(self.core.fresh.id(), role, profile, now);
        user.is_verified = true;
        work.accounts().insert(&user, Some(hash)).await.map_err(has_account)?;
        let joining =
            Joining { core: &self.core, invitation: &invitation, inviter: &inviter, user: &user, origin, now };
        work.also(joining.signed_up());
        joining.open(&mut *work).await?;
        use_up(work, &joining).await?;
        Ok(user)
    }

    /// Adds what is offered to an account that exists, by its password. That is counted as at sign-in.
    async fn add(
        &self,
        token: &str,
        invitation: &Invitation,
        known: &User,
        password: &str,
        origin: &Origin,
    ) -> Outcome<Accepted> {
        let (role, offered) = (known.role, invitation.offer.account_role());
        if role != offered || !matches!(role, Role::Doctor | Role::Patient) || !known.is_active {
            return Err(refused());
        }
        let (checked, hash) = self.auth.by_password(&invitation.email, password, origin).await?.ok_or_else(refused)?;
        let user = retry_conflicts(async || self.add_once(token, checked.id, &hash, origin).await).await?;
        Ok(if self.auth.asks_code(&user) { Accepted::SignInNext } else { Accepted::Added(user, hash) })
    }

    async fn add_once(&self, token: &str, checked: UserId, hash: &str, origin: &Origin) -> Outcome<User> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        // While the slow hash was compared, the password may have changed.
        let unchanged = work.auth().credential(&AccountName::Id(checked)).await?;
        let unchanged = unchanged.is_some_and(|now| now.password_hash.as_deref() == Some(hash) && now.user.is_active);
        if !unchanged {
            return Err(refused());
        }
        self.join(work, token, checked, origin, now).await.map(|(user, _)| user)
    }

    /// A signed-in patient's account accepts an invitation to a patient, sent to its own address.
    pub async fn accept_signed_in(
        &self,
        caller: &Caller,
        id: InvitationId,
        token: &str,
    ) -> Outcome<UserPatientRelation> {
        let Actor::Patient { user } = caller.actor else {
            return Err(Error::forbidden("only accounts of the role patient act for patients"));
        };
        let token = token_hash(token);
        retry_conflicts(async || self.accept_as(user, id, &token, &caller.origin).await).await
    }

    async fn accept_as(
        &self,
        user: UserId,
        id: InvitationId,
        token: &str,
        origin: &Origin,
    ) -> Outcome<UserPatientRelation> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let account = work.accounts().find(user).await?.ok_or(Error::not_found("user"))?;
        let found = work.invitations().with_token(token).await?.filter(|found| found.id == id);
        let found = found.ok_or(Error::unknown("invitation", "token"))?;
        if account.email.as_ref() != Some(&found.email) || found.offer.account_role() != Role::Patient {
            return Err(Error::not_found("invitation"));
        }
        let (_, relation) = self.join(work, token, user, origin, now).await?;
        relation.ok_or_else(|| Error::Internal("an invitation to a patient made no relation".into()))
    }

    async fn join(
        &self,
        mut work: Box<dyn UnitOfWork>,
        token: &str,
        user: UserId,
        origin: &Origin,
        now: DateTime<Utc>,
    ) -> Outcome<(User, Option<UserPatientRelation>)> {
        let (invitation, inviter) = standing(&mut *work, token, now).await?;
        let own = invitation.offer.own_patient().map(Into::into);
        let user = accounts::prove_within(&mut *work, user, own, now).await?.ok_or(Error::not_found("user"))?;
        let joining =
            Joining { core: &self.core, invitation: &invitation, inviter: &inviter, user: &user, origin, now };
        let (relation, event) = joining.add(&mut *work).await?;
        use_up(work, &joining).await?;
        if let Some(event) = event {
            self.core.events.publish(event).await;
        }
        Ok((user, relation))
    }

    fn new_profile(&self, offer: Offer) -> Option<Uuid> {
        match offer.account_role() {
            Role::Doctor => Some(self.core.fresh.id()),
            Role::Patient => offer.own_patient().map(Into::into).or_else(|| Some(self.core.fresh.id())),
            Role::Admin | Role::Hospital | Role::Nurse | Role::Receptionist => None,
        }
    }
}

/// The invitation, held until the end of the unit of work, and who invites; if it can still be accepted.
async fn standing(work: &mut dyn UnitOfWork, token: &str, now: DateTime<Utc>) -> Outcome<(Invitation, User)> {
    let found = work.invitations().lock_with_token(token).await?;
    let found = found.filter(|found| found.is_live(now)).ok_or_else(over)?;
    let inviter = check_standing(work, &found).await?;
    Ok((found, inviter))
}

async fn use_up(mut work: Box<dyn UnitOfWork>, joining: &Joining<'_>) -> Outcome<()> {
    let permit = access::accept(joining.invitation.id);
    if !work.invitations().accept(&permit, joining.user.id, joining.now).await? {
        return Err(over());
    }
    let entry = about(joining.audit("invitation.accept"), joining.invitation.offer);
    Ok(work.commit(entry.on(joining.invitation.id)).await?)
}

/// The account of the address does not take the offer.
fn refused() -> Error {
    Error::conflict("this address has an account already; give its password, if its role allows this")
}

/// The account came while the password was hashed.
fn has_account(error: RepoError) -> Error {
    match error {
        RepoError::Conflict(_) => Error::conflict("an account with this address has just been opened; try again"),
        RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
