//! A code beside the password: the user's own choice, where the role leaves one.

use super::{
    Auth, Deed,
    addresses::{Asked, Confirmation},
};
use crate::{
    accounts::access,
    kernel::{Caller, Error, Event, Outcome},
    outbox::Message,
    ports::Unavailable,
};

/// Whether an account signs in with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether it does.
    pub is_enabled: bool,
    /// Whether the role leaves no choice.
    pub is_required: bool,
}

impl Auth {
    /// The caller's second factor.
    pub async fn second_factor(&self, caller: &Caller) -> Outcome<SecondFactor> {
        let user = self.active(caller.actor.user()).await?;
        let is_required = self.policy.requires_code(user.role);
        Ok(SecondFactor { is_enabled: is_required || user.second_factor, is_required })
    }

    /// Switches it on. The code has to reach somebody, so only an account whose address is proven may; and it is the second
    /// one after a password.
    pub async fn switch_second_factor_on(&self, caller: &Caller) -> Outcome<SecondFactor> {
        if !self.has_password(caller).await? {
            return Err(Error::forbidden("add an e-mail address by /auth/change-email and choose a password first"));
        }
        if !self.active(caller.actor.user()).await?.is_verified {
            return Err(Error::forbidden("prove your address first: ask for a code to it by /auth/change-email"));
        }
        if !self.policy.can_mail {
            return Err(Unavailable::new("mail", "it is not set up").into());
        }
        self.set_second_factor(caller, true).await
    }

    /// Switches it off by password and code; the code is sent by the first request, without one.
    pub async fn switch_second_factor_off(
        &self,
        caller: &Caller,
        password: &str,
        code: Confirmation,
    ) -> Outcome<Asked<SecondFactor>> {
        if self.policy.requires_code(caller.actor.role()) {
            return Err(Error::forbidden("your role signs in with a code; an administrator decides this"));
        }
        self.checked(caller, "current_password", password).await?;
        match code {
            Confirmation::Code(proof) => {
                let redeemed = self.confirm(caller, Deed::SecondFactorOff, proof).await?;
                let set = self.set_second_factor(caller, false).await;
                self.or_put_back(&redeemed, set).await.map(Asked::Done)
            }
            Confirmation::Password(_) | Confirmation::None => {
                self.ask_confirmation(caller, Deed::SecondFactorOff).await.map(Asked::CodeAsked)
            }
        }
    }

    async fn set_second_factor(&self, caller: &Caller, is_enabled: bool) -> Outcome<SecondFactor> {
        let user = caller.actor.user();
        let permit = access::change_account(&caller.actor, user)?;
        let mut work = self.core.store.begin().await?;
        let account = work.accounts().find_for_change(user).await?;
        let mut account = account.ok_or_else(|| Error::not_found("user"))?;
        (account.second_factor, account.updated_at) = (is_enabled, self.core.fresh.now());
        work.accounts().update(&permit, &account).await?;
        if !is_enabled {
            self.tell(&mut *work, &account, Message::SecondFactorOff).await?;
        }
        work.commit(caller.audit("user.second_factor").on(user).changed(["second_factor"])).await?;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(SecondFactor { is_enabled, is_required: self.policy.requires_code(account.role) })
    }
}
