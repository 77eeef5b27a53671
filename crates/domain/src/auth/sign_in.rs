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
        Ok(LogIn::Done(Box::new(self.open_checked(user, &hash, origin).await?)))
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
        let signed_in = self.signed_in_by(redeemed.pledge.clone(), origin).await;
        self.or_put_back(&redeemed, signed_in).await
    }

    async fn signed_in_by(&self, pledge: Pledge, origin: &Origin) -> Outcome<SignedIn> {
        let (user, password_hash) = match pledge {
            Pledge::Registration(pending) => (self.sign_up.registered(*pending, origin).await?, None),
            Pledge::SignIn { user, password_hash } => (self.active(user).await?, password_hash),
            _ => return Err(wrong_code()),
        };
        let opening = Opening { checked: password_hash.as_deref(), proven: true, ..Opening::default() };
        self.open_by(user, opening, origin).await
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
        match self.limits.try_codes(address).await {
            Err(Error::TooMany { .. }) if self.is_own(proof, purposes, address).await? => {}
            counted => counted?,
        }
        match self.codes.redeem(proof, purposes, origin).await {
            Ok(redeemed) => {
                let forgiven = self.limits.right_code(named, address).await;
                self.or_put_back(&redeemed, forgiven).await?;
                Ok(redeemed)
            }
            Err(wrong @ Error::Unauthorized(_)) => {
                self.limits.wrong_code(named, address).await?;
                Err(wrong)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether a proof means a request that nobody else can name, or an account for which a code was asked for from there,
    /// whether or not there is such an account. Only others could try digits on many accounts.
    async fn is_own(&self, proof: &CodeProof, purposes: &[CodePurpose], address: Option<&str>) -> Outcome<bool> {
        let Some(name) = &proof.account else { return Ok(proof.transaction.or(proof.cookie).is_some()) };
        if proof.transaction.is_some() || matches!(name, AccountName::Id(_)) {
            return Ok(true);
        }
        self.limits.asked_there(purposes, &self.codes.account(name), address).await
    }

    /// What came of a right code. It is good once more where that was nothing: another password may be better, and another
    /// moment.
    pub(crate) async fn or_put_back<T>(&self, redeemed: &Redeemed, done: Outcome<T>) -> Outcome<T> {
        if let Err(
            Error::Invalid(_)
            | Error::Busy { .. }
            | Error::TooMany { .. }
            | Error::Unavailable(_)
            | Error::Repo(_)
            | Error::Internal(_),
        ) = &done
        {
            self.codes.put_back(redeemed).await?;
        }
        done
    }

    pub(super) async fn active(&self, user: crate::kernel::UserId) -> Outcome<User> {
        let user = self.core.store.read().await?.accounts().find(user).await?;
        user.filter(|user| user.is_active).ok_or_else(wrong_code)
    }
}
