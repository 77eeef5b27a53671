//! Signing in: by password, by password and code, by the code of a registration.

use uuid::Uuid;

use super::{
    AccountName, Again, Auth, CodeAsked, CodeProof, CodeRequest, Pledge, SignedIn,
    by_password::Tried,
    codes::{Redeemed, wrong_code},
    service::Opening,
};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Error, Origin, Outcome},
    limits::{CodeFor, Place},
    ports::CodePurpose,
};

/// What came of e-mail and password.
#[derive(Clone, Debug)]
pub enum LogIn {
    /// A session.
    Done(Box<SignedIn>),
    /// A code was sent, and is to be given.
    CodeAsked(CodeAsked),
}

impl Auth {
    /// Signs in by e-mail and password. Unknown address, wrong password and deactivated account get the same answer after
    /// the same work.
    pub async fn log_in(&self, email: &str, password: &str, origin: &Origin) -> Outcome<LogIn> {
        let name = AccountName::email(email);
        let (user, hash, place) = match self.try_password(&name, password, origin).await? {
            Tried::Right { user, hash, place } => (user, hash, place),
            Tried::Wrong(known) => return Err(self.refusal(known.as_ref())),
        };
        let hash = self.renewed(&user, password, hash, origin).await?;
        if self.policy.asks_code(&user) {
            return self.ask_login_code(name, user, hash, origin, &place).await.map(LogIn::CodeAsked);
        }
        let opening = Opening { checked: Some(&hash), proven: false };
        Ok(LogIn::Done(Box::new(self.open_by(user, opening, origin).await?)))
    }

    async fn ask_login_code(
        &self,
        account: AccountName,
        user: User,
        password_hash: String,
        origin: &Origin,
        place: &Place,
    ) -> Outcome<CodeAsked> {
        let by = AuditEntry::by("code.ask", Some((user.id, user.role)), origin);
        let pledge = Pledge::SignIn { user: user.id, password_hash: Some(password_hash) };
        let request = self.request(CodePurpose::Login, account, Some(pledge), origin);
        self.ask_code(request, place, CodeFor::Checked, by).await
    }

    /// Finishes a registration or a sign-in by its code.
    pub async fn verify_code(&self, proof: &CodeProof, origin: &Origin) -> Outcome<SignedIn> {
        let redeemed = self.redeem(proof, &[CodePurpose::Registration, CodePurpose::Login], origin).await?;
        let (user, password_hash) = match redeemed.pledge {
            Pledge::Registration(pending) => (self.sign_up.registered(*pending, origin).await?, None),
            Pledge::SignIn { user, password_hash } => (self.active(user).await?, password_hash),
            _ => return Err(wrong_code()),
        };
        self.open_by(user, Opening { checked: password_hash.as_deref(), proven: true }, origin).await
    }

    /// Sends a code anew to whoever asked for it. `purpose` is registration, login or password reset; `remembered` is the
    /// request that the browser's cookie names.
    pub async fn resend_code(
        &self,
        email: &str,
        purpose: CodePurpose,
        remembered: Option<Uuid>,
        origin: &Origin,
    ) -> Outcome<CodeAsked> {
        self.ask_again(AccountName::email(email), purpose, remembered, origin).await
    }

    pub(super) async fn ask_again(
        &self,
        account: AccountName,
        purpose: CodePurpose,
        remembered: Option<Uuid>,
        origin: &Origin,
    ) -> Outcome<CodeAsked> {
        let place = self.place(&account, origin).await?;
        let again = remembered.map_or(Again::SameAddress, Again::Request);
        let request = CodeRequest { again, ..self.request(purpose, account, None, origin) };
        self.ask_code(request, &place, CodeFor::Anybody, AuditEntry::by("code.ask", None, origin)).await
    }

    /// Uses up a code.
    pub(super) async fn redeem(
        &self,
        proof: &CodeProof,
        purposes: &[CodePurpose],
        origin: &Origin,
    ) -> Outcome<Redeemed> {
        let named = self.codes.named(proof);
        let (address, named) = (origin.ip.as_deref(), named.as_deref());
        self.limits.try_code(named, address).await?;
        let redeemed = self.codes.redeem(proof, purposes, origin).await;
        match redeemed {
            Ok(_) => self.limits.right_code(named, address).await?,
            Err(Error::Unauthorized(_)) => self.limits.wrong_code(named, address).await?,
            Err(_) => {}
        }
        redeemed
    }

    pub(super) async fn active(&self, user: crate::kernel::UserId) -> Outcome<User> {
        let user = self.core.store.read().await?.accounts().find(user).await?;
        user.filter(|user| user.is_active).ok_or_else(wrong_code)
    }
}
