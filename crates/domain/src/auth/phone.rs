//! Sign-up and sign-in by telephone: a number, a code, a cookie.

use uuid::Uuid;

use super::{
    AccountName, Auth, CodeAsked, CodeProof, CookieSession, PendingPhone, Pledge,
    codes::{Redeemed, wrong_code},
};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Error, Origin, Outcome, Role, UserId},
    limits::CodeFor,
    ports::CodePurpose,
};

impl Auth {
    /// Asks for the code of a sign-up. Whoever has an account with this number hears so by a message; the answer is the same.
    pub async fn phone_sign_up(&self, pending: PendingPhone, origin: &Origin) -> Outcome<CodeAsked> {
        if !matches!(pending.role, Role::Patient | Role::Doctor) {
            return Err(Error::invalid("role", "must be patient or doctor"));
        }
        self.count_sign_up(origin).await?;
        let phone = pending.phone.clone();
        self.ask_phone_code(CodePurpose::PhoneSignUp, phone, Some(Pledge::PhoneSignUp(pending)), origin).await
    }

    /// Asks for the code of a sign-in. The answer is the same for a number that nobody has.
    pub async fn phone_sign_in(&self, phone: String, origin: &Origin) -> Outcome<CodeAsked> {
        self.ask_phone_code(CodePurpose::PhoneSignIn, phone, None, origin).await
    }

    /// Sends a code anew to whoever asked for it; `remembered` is the request that the browser's cookie names.
    pub async fn phone_code_again(
        &self,
        purpose: CodePurpose,
        phone: String,
        remembered: Option<Uuid>,
        origin: &Origin,
    ) -> Outcome<CodeAsked> {
        self.ask_again(AccountName::Phone(phone), purpose, remembered, origin).await
    }

    async fn ask_phone_code(
        &self,
        purpose: CodePurpose,
        phone: String,
        pledge: Option<Pledge>,
        origin: &Origin,
    ) -> Outcome<CodeAsked> {
        let account = AccountName::Phone(phone);
        let place = self.place(&account, origin).await?;
        let request = self.request(purpose, account, pledge, origin);
        self.ask_code(request, &place, CodeFor::Anybody, AuditEntry::by("code.ask", None, origin)).await
    }

    /// Finishes a sign-up or sign-in by telephone, whichever this request is, and opens a session of a browser.
    pub async fn verify_phone(
        &self,
        purpose: CodePurpose,
        transaction: Uuid,
        code: String,
        origin: &Origin,
    ) -> Outcome<CookieSession> {
        let proof = CodeProof { code, transaction: Some(transaction), ..CodeProof::default() };
        let redeemed = self.redeem(&proof, &[purpose], origin).await?;
        let opened = async {
            let user = match redeemed.pledge.clone() {
                Pledge::PhoneSignUp(pending) => self.sign_up.by_phone(pending, origin).await?,
                Pledge::SignIn { user, .. } => self.opened_by_phone(user, &redeemed).await?,
                _ => return Err(wrong_code()),
            };
            self.open_cookie(user, origin).await
        };
        let opened = opened.await;
        self.or_put_back(&redeemed, opened).await
    }

    /// The account may have changed since the code was sent, and its number too.
    async fn opened_by_phone(&self, user: UserId, redeemed: &Redeemed) -> Outcome<User> {
        let known = self.core.store.read().await?.auth().credential(&AccountName::Id(user)).await?;
        let known = known.filter(|known| self.policy.opens_by_phone(known)).ok_or_else(wrong_code)?;
        let number = known.user.phone.clone().map(AccountName::Phone);
        if number.is_some_and(|number| self.codes.was_for(redeemed, &number)) {
            Ok(known.user)
        } else {
            Err(wrong_code())
        }
    }
}
