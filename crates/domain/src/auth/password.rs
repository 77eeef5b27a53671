//! A new password: by the old one, by a code, by a link.

use super::{
    AccountName, Auth, CodeAsked, CodeProof, Credential, Pledge,
    by_password::Tried,
    codes::{Redeemed, wrong_code},
    sending::{RESET_SEALED_FOR, ResetToken, address_of},
};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Caller, Error, Event, Origin, Outcome, UserId},
    limits::CodeFor,
    outbox::{self, Address, Message, Outgoing},
    ports::CodePurpose,
};

/// How many of the last passwords may not come back.
const PASSWORDS_REMEMBERED: usize = 5;

/// What entitles to a new password.
#[derive(Clone, Debug)]
pub enum ResetProof {
    /// The token of the mailed link.
    Link(String),
    /// The mailed code.
    Code(CodeProof),
}

impl Auth {
    /// Asks for the way to a new password. The answer does not depend on whether there is such an account.
    pub async fn forgot_password(&self, email: &str, origin: &Origin) -> Outcome<CodeAsked> {
        let account = AccountName::email(email);
        let place = self.place(&account, origin).await?;
        let request = self.request(CodePurpose::PasswordReset, account, None, origin);
        self.ask_code(request, &place, CodeFor::Anybody, AuditEntry::by("code.ask", None, origin)).await
    }

    /// Sets a new password by link or code. Every session of the account ends, and its owner is told.
    pub async fn reset_password(&self, proof: ResetProof, new: &str, origin: &Origin) -> Outcome<()> {
        match proof {
            ResetProof::Link(token) => {
                let credential = self.reset_by_link(&token).await?;
                self.set_password(credential, new, origin).await
            }
            ResetProof::Code(proof) => {
                let proof = self.with_address(proof).await?;
                let redeemed = self.redeem(&proof, &[CodePurpose::PasswordReset], origin).await?;
                let Pledge::Reset { user } = redeemed.pledge else { return Err(wrong_code()) };
                let done = self.set_password_of(user, &redeemed, new, origin).await;
                self.or_put_back(&redeemed, done).await
            }
        }
    }

    /// Codes for a new password are found by the address; whoever names the account by its id means the same.
    async fn with_address(&self, proof: CodeProof) -> Outcome<CodeProof> {
        let Some(AccountName::Id(user)) = proof.account else { return Ok(proof) };
        let user = self.core.store.read().await?.accounts().find(user).await?;
        let address = user.and_then(|user| user.email).unwrap_or_default();
        Ok(CodeProof { account: Some(AccountName::Email(address)), ..proof })
    }

    async fn reset_by_link(&self, token: &str) -> Outcome<Credential> {
        let refused = || Error::Gone("the link is no longer good; ask for another one".into());
        let token: ResetToken = self.unseal(RESET_SEALED_FOR, token).ok_or_else(refused)?;
        if token.expires_at <= self.core.fresh.now() {
            return Err(refused());
        }
        let credential = self.core.store.read().await?.auth().credential(&AccountName::Id(token.user)).await?;
        let credential = credential.filter(|known| known.user.is_active).ok_or_else(refused)?;
        if self.fingerprint(&credential) != token.password {
            return Err(refused());
        }
        Ok(credential)
    }

    /// The account may have another address since the code was sent.
    async fn set_password_of(&self, user: UserId, redeemed: &Redeemed, new: &str, origin: &Origin) -> Outcome<()> {
        let known = self.core.store.read().await?.auth().credential(&AccountName::Id(user)).await?;
        let known = known.filter(|known| known.user.is_active).ok_or_else(wrong_code)?;
        let address = known.user.email.clone().map(AccountName::Email);
        if !address.is_some_and(|address| self.codes.was_for(redeemed, &address)) {
            return Err(wrong_code());
        }
        self.set_password(known, new, origin).await
    }

    /// Sets a password in place of the one of this credential; another one that came meanwhile stays. The way to it was mailed,
    /// so it proves the address; whoever opened the account without proving it keeps no way in.
    async fn set_password(&self, credential: Credential, new: &str, origin: &Origin) -> Outcome<()> {
        let Credential { user, password_hash } = credential;
        self.must_be_new(user.id, new).await?;
        let hash = self.passwords.hash(new).await?;
        self.forget_ways_in(&user).await?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.auth().set_password(user.id, password_hash.as_deref(), &hash, now).await? {
            return Err(Error::conflict("the password was changed a moment ago"));
        }
        let mut changed = vec!["password"];
        let user = work.accounts().find(user.id).await?.ok_or_else(wrong_code)?;
        work.auth().take_over(user.id, now).await?;
        if let Some(number) = user.phone.clone().filter(|_| !user.is_verified) {
            changed.push("phone");
            for to in [Address::Phone(number)].into_iter().chain(address_of(&user)) {
                let told = Outgoing { to, message: Message::NumberRemoved, expires_at: None };
                outbox::post(&self.core, &mut *work, &told).await?;
            }
        }
        work.auth().end_sessions_of(user.id, None, now).await?;
        self.tell(&mut *work, &user, Message::PasswordChanged).await?;
        let audit = AuditEntry::by("user.reset_password", Some((user.id, user.role)), origin);
        work.commit(audit.on(user.id).changed(changed)).await?;
        self.core.events.publish(Event::UserSessionsEnded { user: user.id, except: None }).await;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(())
    }

    /// What was asked for with the password until now opens nothing any more.
    async fn forget_ways_in(&self, user: &User) -> Outcome<()> {
        let Some(address) = &user.email else { return Ok(()) };
        for purpose in [CodePurpose::Login, CodePurpose::PasswordReset] {
            self.codes.forget(purpose, &AccountName::Email(address.clone())).await?;
        }
        Ok(())
    }

    /// Changes the caller's password and ends all other sessions.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Outcome<()> {
        let (user, old) = self.checked(caller, "current_password", current).await?;
        self.must_be_new(user.id, new).await?;
        let hash = self.passwords.hash(new).await?;
        self.forget_ways_in(&user).await?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.auth().set_password(user.id, Some(&old), &hash, now).await? {
            return Err(Error::invalid("current_password", "is wrong"));
        }
        work.auth().end_sessions_of(user.id, Some(caller.session), now).await?;
        self.tell(&mut *work, &user, Message::PasswordChanged).await?;
        work.commit(caller.audit("user.change_password").on(user.id).changed(["password"])).await?;
        self.core.events.publish(Event::UserSessionsEnded { user: user.id, except: Some(caller.session) }).await;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(())
    }

    /// The caller's account and its hash, if the password that came in this field is right.
    pub(super) async fn checked(
        &self,
        caller: &Caller,
        field: &'static str,
        password: &str,
    ) -> Outcome<(User, String)> {
        let name = AccountName::Id(caller.actor.user());
        match self.try_password(&name, password, &caller.origin).await? {
            Tried::Right { user, hash, .. } => Ok((user, hash)),
            Tried::Wrong(_) => Err(Error::invalid(field, "is wrong")),
        }
    }

    async fn must_be_new(&self, user: UserId, password: &str) -> Outcome<()> {
        let recent = self.core.store.read().await?.auth().recent_password_hashes(user).await?;
        for used in recent.iter().take(PASSWORDS_REMEMBERED) {
            if self.passwords.verify(password, Some(used)).await? {
                return Err(Error::invalid("new_password", "must differ from your last five passwords"));
            }
        }
        Ok(())
    }
}
