use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    StandingChange, Tier, User, UserChange, UserFilter,
    access::{self, ChangeAccount},
};
use crate::{
    kernel::{Caller, Core, Error, Event, Outcome, Page, PageRequest, Permit, Role, UserId},
    ports::{RepoResult, UnitOfWork},
};

/// The use cases of accounts that exist.
#[derive(Clone)]
pub struct Accounts {
    core: Core,
}

impl Accounts {
    /// From its ports.
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// All accounts that pass the filter, newest first; for administrators.
    pub async fn list(&self, caller: &Caller, filter: &UserFilter, page: &PageRequest) -> Outcome<Page<User>> {
        access::administer_accounts(&caller.actor)?;
        Ok(self.core.store.read().await?.accounts().list(filter, page.by_id()?).await?)
    }

    /// One account.
    pub async fn one(&self, caller: &Caller, id: UserId) -> Outcome<User> {
        access::change_account(&caller.actor, id)?;
        let user = self.core.store.read().await?.accounts().find(id).await?;
        user.ok_or_else(|| Error::not_found("user"))
    }

    /// Changes an account; its standing only where an administrator says so. Whoever is deactivated is signed out
    /// everywhere, and a doctor is no longer listed.
    pub async fn change(
        &self,
        caller: &Caller,
        id: UserId,
        change: UserChange,
        standing: Option<StandingChange>,
    ) -> Outcome<User> {
        let permit = access::change_account(&caller.actor, id)?;
        if standing.is_some() {
            access::administer_accounts(&caller.actor)?;
        }
        let StandingChange { role, is_active } = standing.unwrap_or_default();
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let admins = match is_active {
            Some(false) => work.accounts().lock_active_admins().await?,
            Some(true) | None => Vec::new(),
        };
        let mut user = work.accounts().find_for_change(id).await?.ok_or_else(|| Error::not_found("user"))?;
        if caller.actor.user() == id && !user.is_active {
            // It was erased or deactivated since the gate let the caller in.
            return Err(Error::Unauthorized("the session is over".into()));
        }
        if role.is_some_and(|role| role != user.role) {
            return Err(Error::invalid("role", "never changes: it belongs together with the profile"));
        }
        let mut fields = change.apply(&mut user, now)?;
        let was_active = user.is_active;
        user.is_active = is_active.unwrap_or(was_active);
        if was_active != user.is_active {
            fields.push("is_active");
            if was_active {
                may_be_missed(caller, &user, &admins)?;
            }
            self.follow(&mut *work, &user, now).await?;
        }
        work.accounts().update(&permit, &user).await?;
        work.commit(caller.audit("user.change").on(id).changed(fields)).await?;
        if was_active && !user.is_active {
            self.core.events.publish(Event::UserSessionsEnded { user: id, except: None }).await;
        }
        Ok(user)
    }

    /// Lets an account make more requests, or as many as usual.
    pub async fn set_tier(&self, caller: &Caller, id: UserId, tier: Tier) -> Outcome<User> {
        access::administer_accounts(&caller.actor)?;
        let permit = access::change_account(&caller.actor, id)?;
        let mut work = self.core.store.begin().await?;
        let mut user = work.accounts().find_for_change(id).await?.ok_or_else(|| Error::not_found("user"))?;
        (user.tier, user.updated_at) = (tier, self.core.fresh.now());
        work.accounts().update(&permit, &user).await?;
        work.commit(caller.audit("user.set_tier").on(id).changed(["tier"])).await?;
        self.core.events.publish(Event::UserChanged { user: id }).await;
        Ok(user)
    }

    /// Deactivates an account and ends its sessions. Doing it again is fine.
    pub async fn deactivate(&self, caller: &Caller, id: UserId) -> Outcome<User> {
        let standing = StandingChange { role: None, is_active: Some(false) };
        self.change(caller, id, UserChange::default(), Some(standing)).await
    }

    /// What goes with an account's being active or not.
    async fn follow(&self, work: &mut dyn UnitOfWork, user: &User, now: DateTime<Utc>) -> RepoResult<()> {
        if !user.is_active {
            work.auth().end_sessions_of(user.id, None, now).await?;
        }
        if user.role == Role::Doctor {
            work.doctors().follow_account(user.id, user.is_active, now).await?;
        }
        Ok(())
    }
}

/// Deactivates the account behind a profile that goes, inside that unit of work.
pub(crate) async fn deactivate_within(
    work: &mut dyn UnitOfWork,
    permit: &Permit<ChangeAccount, UserId>,
    now: DateTime<Utc>,
) -> RepoResult<()> {
    work.accounts().deactivate(permit, now).await?;
    work.auth().end_sessions_of(permit.id(), None, now).await?;
    Ok(())
}

/// Opens the account behind a profile that comes back, inside that unit of work.
pub(crate) async fn reactivate_within(
    work: &mut dyn UnitOfWork,
    permit: &Permit<ChangeAccount, UserId>,
    now: DateTime<Utc>,
) -> RepoResult<()> {
    let Some(mut user) = work.accounts().find_for_change(permit.id()).await? else { return Ok(()) };
    (user.is_active, user.updated_at) = (true, now);
    work.accounts().update(permit, &user).await
}

/// Notes inside that unit of work that the address of an active account was proven, and which profile it has from now on,
/// where that changes; answers the account.
pub(crate) async fn prove_within(
    work: &mut dyn UnitOfWork,
    id: UserId,
    profile: Option<Uuid>,
    now: DateTime<Utc>,
) -> RepoResult<Option<User>> {
    let Some(mut user) = work.accounts().find_for_change(id).await?.filter(|user| user.is_active) else {
        return Ok(None);
    };
    (user.is_verified, user.profile_id, user.updated_at) = (true, profile.or(user.profile_id), now);
    work.accounts().update(&access::prove(id), &user).await?;
    Ok(Some(user))
}

/// An installation keeps an administrator, and nobody locks himself out.
fn may_be_missed(caller: &Caller, user: &User, active_admins: &[UserId]) -> Outcome<()> {
    if caller.actor.user() == user.id {
        return Err(Error::conflict("you cannot deactivate your own account; ask another administrator"));
    }
    let others = active_admins.iter().any(|admin| *admin != user.id);
    if user.role == Role::Admin && !others {
        return Err(Error::conflict("the last active administrator cannot be deactivated"));
    }
    Ok(())
}
