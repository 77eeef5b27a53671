//! Another e-mail address or telephone number: by the password and a code that is sent to the new one. The old one is told.

use super::{
    AccountName, Auth, CodeAsked, CodeProof, CodeRequest, Deed, Pledge, codes::wrong_code, sending::address_of,
};
use crate::{
    accounts::{User, access},
    kernel::{AuditEntry, Caller, Error, Event, Outcome, TextEnum},
    limits::Place,
    outbox::{self, Address, Message, Outgoing},
    ports::{CodePurpose, RepoError},
};

/// What the caller shows besides the session.
#[derive(Clone, Debug)]
pub enum Confirmation {
    /// The password.
    Password(String),
    /// A code that was sent for this deed; for accounts without a password.
    Code(CodeProof),
    /// Nothing yet.
    None,
}

/// What came of asking for something that needs a code.
#[derive(Clone, Debug)]
pub enum Asked<T> {
    /// It is done.
    Done(T),
    /// A code was sent and is to be given with the same request.
    CodeAsked(CodeAsked),
}

impl Auth {
    /// Asks for another address or number. An account without a password first confirms by a code to the one that it has.
    pub async fn change_address(&self, caller: &Caller, confirmation: Confirmation, to: Address) -> Outcome<CodeAsked> {
        match confirmation {
            Confirmation::Password(password) => {
                self.checked(caller, "current_password", &password).await?;
            }
            Confirmation::Code(proof) => self.confirm(caller, Deed::ChangeAddress, proof).await?,
            Confirmation::None if self.has_password(caller).await? => {
                return Err(Error::invalid("current_password", "is required"));
            }
            Confirmation::None => return self.ask_confirmation(caller, Deed::ChangeAddress).await,
        }
        let user = caller.actor.user();
        let pledge = Pledge::NewAddress { user, to };
        self.ask_own_code(caller, CodePurpose::NewAddress, pledge).await
    }

    /// Sets the address or number that the code proves.
    pub async fn confirm_address(&self, caller: &Caller, code: CodeProof) -> Outcome<User> {
        let proof = CodeProof { account: Some(AccountName::Id(caller.actor.user())), ..code };
        let redeemed = self.redeem(&proof, &[CodePurpose::NewAddress], &caller.origin).await?;
        let Pledge::NewAddress { user, to } = redeemed.pledge else { return Err(wrong_code()) };
        if user != caller.actor.user() {
            return Err(wrong_code());
        }
        let permit = access::change_account(&caller.actor, user)?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let account = work.accounts().find_for_change(user).await?;
        // It may have been erased since the code was taken.
        let mut account = account.filter(|account| account.is_active).ok_or_else(wrong_code)?;
        let old = match to {
            Address::Email(address) => account.email.replace(address).map(Address::Email),
            Address::Phone(number) => account.phone.replace(number).map(Address::Phone),
        };
        (account.is_verified, account.updated_at) = (true, now);
        work.accounts().update(&permit, &account).await.map_err(taken)?;
        if let Some(old) = old.filter(|old| Some(old) != address_of(&account).as_ref()) {
            let told = Outgoing { to: old, message: Message::AddressChanged, expires_at: None };
            outbox::post(&self.core, &mut *work, &told).await?;
        }
        work.commit(caller.audit("user.change_address").on(user).changed(["email", "phone"])).await?;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(account)
    }

    /// Asks for a code that confirms a deed of the caller.
    pub(crate) async fn ask_confirmation(&self, caller: &Caller, deed: Deed) -> Outcome<CodeAsked> {
        let pledge = Pledge::Confirmation { user: caller.actor.user(), deed };
        self.ask_own_code(caller, CodePurpose::Confirmation, pledge).await
    }

    /// Refuses where the code is not one for this deed of this caller.
    pub(crate) async fn confirm(&self, caller: &Caller, wanted: Deed, proof: CodeProof) -> Outcome<()> {
        let proof = CodeProof { account: Some(AccountName::Id(caller.actor.user())), ..proof };
        let redeemed = self.redeem(&proof, &[CodePurpose::Confirmation], &caller.origin).await?;
        match redeemed.pledge {
            Pledge::Confirmation { user, deed } if user == caller.actor.user() && deed == wanted => Ok(()),
            _ => Err(wrong_code()),
        }
    }

    /// Forgets every code that waits for this account, by whichever of its names it was asked for.
    pub(crate) async fn forget_codes(&self, account: &User) -> Outcome<()> {
        let by_mail = account.email.clone().map(AccountName::Email);
        let by_phone = account.phone.clone().map(AccountName::Phone);
        for name in [Some(AccountName::Id(account.id)), by_mail, by_phone].into_iter().flatten() {
            for (_, purpose) in CodePurpose::WORDS {
                self.codes.forget(*purpose, &name).await?;
            }
        }
        Ok(())
    }

    async fn ask_own_code(&self, caller: &Caller, purpose: CodePurpose, pledge: Pledge) -> Outcome<CodeAsked> {
        let place = Place::new(caller.origin.ip.as_deref(), true);
        let by: AuditEntry = caller.audit("code.ask");
        let request = CodeRequest {
            transaction: self.core.fresh.random_id(),
            purpose,
            account: AccountName::Id(caller.actor.user()),
            asked_from: caller.origin.ip.clone(),
            pledge: Some(pledge),
            again: false,
            link_only: false,
        };
        self.ask_code(request, &place, by).await
    }

    async fn has_password(&self, caller: &Caller) -> Outcome<bool> {
        let name = AccountName::Id(caller.actor.user());
        let credential = self.core.store.read().await?.auth().credential(&name).await?;
        Ok(credential.is_some_and(|credential| credential.password_hash.is_some()))
    }
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("email") => Error::conflict("an account with this email exists already"),
        RepoError::Conflict("phone") => Error::conflict("an account with this phone exists already"),
        other => other.into(),
    }
}
