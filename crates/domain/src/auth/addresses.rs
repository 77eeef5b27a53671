//! Another e-mail address or telephone number: by the password and a code that is sent to the new one. The old one is told.

use super::{
    AccountName, Auth, CodeAsked, CodeProof, Deed, Pledge,
    codes::{Redeemed, wrong_code},
    sending::named_by,
};
use crate::{
    accounts::{User, access},
    kernel::{Caller, Error, Event, Outcome, TextEnum},
    limits::CodeFor,
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
                self.ask_new_address(caller, to).await
            }
            Confirmation::Code(proof) => {
                let redeemed = self.confirm(caller, Deed::ChangeAddress, proof).await?;
                let asked = self.ask_new_address(caller, to).await;
                self.or_put_back(&redeemed, asked).await
            }
            Confirmation::None if self.has_password(caller).await? => {
                Err(Error::invalid("current_password", "is required"))
            }
            Confirmation::None => self.ask_confirmation(caller, Deed::ChangeAddress).await,
        }
    }

    async fn ask_new_address(&self, caller: &Caller, to: Address) -> Outcome<CodeAsked> {
        self.limits.new_address(&self.codes.account(&named_by(&to))).await?;
        let pledge = Pledge::NewAddress { user: caller.actor.user(), to };
        self.ask_own_code(caller, CodePurpose::NewAddress, pledge).await
    }

    /// Sets the address or number that the code proves.
    pub async fn confirm_address(&self, caller: &Caller, code: CodeProof) -> Outcome<User> {
        let proof = CodeProof { account: Some(AccountName::Id(caller.actor.user())), ..code };
        let redeemed = self.redeem(&proof, &[CodePurpose::NewAddress], &caller.origin).await?;
        let set = self.set_address(caller, redeemed.pledge.clone()).await;
        self.or_put_back(&redeemed, set).await
    }

    async fn set_address(&self, caller: &Caller, pledge: Pledge) -> Outcome<User> {
        let Pledge::NewAddress { user, to } = pledge else { return Err(wrong_code()) };
        if user != caller.actor.user() {
            return Err(wrong_code());
        }
        let permit = access::change_account(&caller.actor, user)?;
        let now = self.core.fresh.now();
        let before = self.core.store.read().await?.accounts().find(user).await?.ok_or_else(wrong_code)?;
        self.forget_codes_of(&replaced(&before, &to)).await?;
        let mut work = self.core.store.begin().await?;
        let account = work.accounts().find_for_change(user).await?;
        // It may have been erased since the code was taken, or taken over by whoever has its address.
        let mut account = account.filter(|account| account.is_active).ok_or_else(wrong_code)?;
        work.auth().live_session(caller.session, now).await?.ok_or_else(wrong_code)?;
        let before = account.clone();
        match to.clone() {
            Address::Email(address) => (account.email, account.is_verified) = (Some(address), true),
            // It proves nothing about the e-mail address that stands beside it.
            Address::Phone(number) => account.phone = Some(number),
        }
        account.updated_at = now;
        work.accounts().update(&permit, &account).await.map_err(taken)?;
        for told in told_of(&before, &to) {
            let told = Outgoing { to: told, message: Message::AddressChanged, expires_at: None };
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

    /// Uses up a code for this deed of this caller; refuses any other. What comes of the deed goes through `or_put_back`.
    pub(crate) async fn confirm(&self, caller: &Caller, wanted: Deed, proof: CodeProof) -> Outcome<Redeemed> {
        let proof = CodeProof { account: Some(AccountName::Id(caller.actor.user())), ..proof };
        let redeemed = self.redeem(&proof, &[CodePurpose::Confirmation], &caller.origin).await?;
        match redeemed.pledge {
            Pledge::Confirmation { user, deed } if user == caller.actor.user() && deed == wanted => Ok(redeemed),
            _ => Err(wrong_code()),
        }
    }

    /// Forgets every code that waits for this account, by whichever of its names it was asked for.
    pub(crate) async fn forget_codes(&self, account: &User) -> Outcome<()> {
        let by_mail = account.email.clone().map(AccountName::Email);
        let by_phone = account.phone.clone().map(AccountName::Phone);
        let names: Vec<_> = [Some(AccountName::Id(account.id)), by_mail, by_phone].into_iter().flatten().collect();
        self.forget_codes_of(&names).await
    }

    async fn forget_codes_of(&self, names: &[AccountName]) -> Outcome<()> {
        for name in names {
            for (_, purpose) in CodePurpose::WORDS {
                self.codes.forget(*purpose, name).await?;
            }
        }
        Ok(())
    }

    async fn ask_own_code(&self, caller: &Caller, purpose: CodePurpose, pledge: Pledge) -> Outcome<CodeAsked> {
        let account = AccountName::Id(caller.actor.user());
        let place = self.place(&account, &caller.origin).await?;
        let request = self.request(purpose, account, Some(pledge), &caller.origin);
        self.ask_code(request, &place, CodeFor::Checked, caller.audit("code.ask")).await
    }

    pub(super) async fn has_password(&self, caller: &Caller) -> Outcome<bool> {
        let name = AccountName::Id(caller.actor.user());
        let credential = self.core.store.read().await?.auth().credential(&name).await?;
        Ok(credential.is_some_and(|credential| credential.password_hash.is_some()))
    }
}

/// Who hears of it: the address or number that was replaced, and the other one that the account has. A number that is added is
/// a new way in, which whoever reads the mail should know of.
fn told_of(before: &User, to: &Address) -> Vec<Address> {
    let (mail, phone) = (before.email.clone().map(Address::Email), before.phone.clone().map(Address::Phone));
    let told = match to {
        Address::Email(_) if mail.is_some() => vec![mail],
        Address::Email(_) => vec![phone],
        Address::Phone(_) => vec![phone, mail],
    };
    told.into_iter().flatten().filter(|told| told != to).collect()
}

/// The name that the account had in place of this one.
fn replaced(before: &User, by: &Address) -> Vec<AccountName> {
    let name = match by {
        Address::Email(_) => before.email.clone().map(AccountName::Email),
        Address::Phone(_) => before.phone.clone().map(AccountName::Phone),
    };
    name.into_iter().collect()
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("email") => Error::conflict("an account with this email exists already"),
        RepoError::Conflict("phone") => Error::conflict("an account with this phone exists already"),
        other => other.into(),
    }
}
