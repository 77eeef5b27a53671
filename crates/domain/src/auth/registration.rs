//! Registration as `/auth/register` offers it: patients, at once or after a code.

use super::{AccountName, Auth, CodeAsked, PendingRegistration, Pledge, Registration, SignedIn};
use crate::{
    accounts::{NewAccount, NewPatientProfile, Profile},
    kernel::{AuditEntry, Origin, Outcome},
    limits::CodeFor,
    ports::CodePurpose,
};

/// What came of a registration.
#[derive(Clone, Debug)]
pub enum Registered {
    /// An account with a session.
    Done(Box<SignedIn>),
    /// A mail is on its way: a code, or the word that there is an account.
    CodeAsked(CodeAsked),
}

impl Auth {
    /// One more sign-up from where the request comes.
    pub async fn count_sign_up(&self, origin: &Origin) -> Outcome<()> {
        self.limits.sign_up(origin.ip.as_deref()).await
    }

    /// Registers a patient. Where a code is asked for, the answer does not depend on whether the address has an account, and
    /// neither does the work that it takes.
    pub async fn register(
        &self,
        account: NewAccount,
        profile: NewPatientProfile,
        origin: &Origin,
    ) -> Outcome<Registered> {
        self.count_sign_up(origin).await?;
        if self.policy.registration == Registration::Direct {
            let user = self.sign_up.by_person(account, Profile::Patient(Box::new(profile)), origin).await?;
            return Ok(Registered::Done(Box::new(self.open(user, origin).await?)));
        }
        self.sign_up.check_patient(&profile)?;
        let password_hash = self.passwords.hash(&account.password).await?;
        let name = AccountName::Email(account.email.clone());
        let place = self.place(&name, origin).await?;
        let pending = PendingRegistration { account, password_hash, profile };
        let pledge = Pledge::Registration(Box::new(pending));
        let request = self.request(CodePurpose::Registration, name, Some(pledge), origin);
        let by = AuditEntry::by("code.ask", None, origin);
        let asked = self.ask_code(request, &place, CodeFor::Anybody, by).await?;
        Ok(Registered::CodeAsked(asked))
    }
}
