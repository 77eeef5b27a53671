use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountName, CodeProof, CodeRequest, Pledge};
use crate::{
    kernel::{Core, Error, Origin, Outcome},
    ports::{Binding, CodePurpose, CodeSlot, CodeTry, Kept, LiveCode, OtpStore, Tried},
};

/// So often other digits are drawn when some are taken. With a hundred thousand live codes one draw in ten is taken.
const DRAWS: usize = 20;
const SEALED_FOR: &str = "code";

/// One-time codes: drawn, kept and tried.
#[derive(Clone)]
pub struct Codes {
    core: Core,
    store: Arc<dyn OtpStore>,
}

/// What a right code brought.
pub struct Redeemed {
    /// What it was for.
    pub pledge: Pledge,
    code: LiveCode,
    hash: String,
}

/// How long a code is good.
pub const fn lifetime(purpose: CodePurpose) -> TimeDelta {
    match purpose {
        CodePurpose::PhoneSignUp | CodePurpose::PhoneSignIn => TimeDelta::minutes(5),
        CodePurpose::Registration
        | CodePurpose::Login
        | CodePurpose::PasswordReset
        | CodePurpose::NewAddress
        | CodePurpose::Confirmation => TimeDelta::minutes(10),
    }
}

impl Codes {
    /// From its ports.
    pub fn new(core: Core, store: Arc<dyn OtpStore>) -> Self {
        Self { core, store }
    }

    /// Under which an account is counted and its codes are found.
    pub fn account(&self, name: &AccountName) -> String {
        self.core.secrets.keyed_hash("account", &name.text())
    }

    /// Succeeds when codes can be kept.
    pub async fn check(&self) -> Outcome<()> {
        Ok(self.store.check().await?)
    }

    /// Draws digits for a request and keeps them; answers the digits.
    pub async fn issue(&self, request: &CodeRequest, pledge: &Pledge) -> Outcome<String> {
        let text = serde_json::to_string(pledge).map_err(|error| Error::Internal(error.to_string()))?;
        let payload = self.core.secrets.seal(SEALED_FOR, &text);
        let payload = payload.ok_or_else(|| Error::Internal("a code's payload could not be sealed".into()))?;
        let (now, purpose) = (self.core.fresh.now(), request.purpose);
        let slot = CodeSlot { purpose, account: self.account(&request.account) };
        let (transaction, asked_from) = (request.transaction, request.asked_from.clone());
        let expires_at = now + lifetime(purpose);
        self.draw(LiveCode { slot, transaction, asked_from, payload, sent_at: now, expires_at }).await
    }

    /// Draws other digits for the code that lives in the request's slot; none where none lives.
    pub async fn issue_again(&self, request: &CodeRequest) -> Outcome<Option<(String, Pledge)>> {
        let (now, purpose) = (self.core.fresh.now(), request.purpose);
        let slot = CodeSlot { purpose, account: self.account(&request.account) };
        let Some(code) = self.store.live(&slot, now).await? else { return Ok(None) };
        let pledge = self.pledge(&code)?;
        let digits = self.draw(LiveCode { sent_at: now, expires_at: now + lifetime(purpose), ..code }).await?;
        Ok(Some((digits, pledge)))
    }

    async fn draw(&self, code: LiveCode) -> Outcome<String> {
        for _ in 0..DRAWS {
            let digits = self.core.fresh.code();
            if self.store.keep(&code, &self.hash(&digits), code.sent_at).await? == Kept::Kept {
                return Ok(digits);
            }
        }
        Err(Error::Busy { retry_after_seconds: 60 })
    }

    /// Tries a code. One that is wrong, over, burnt or asked for by somebody else gets the same answer.
    pub async fn redeem(&self, proof: &CodeProof, purposes: &[CodePurpose], origin: &Origin) -> Outcome<Redeemed> {
        let (hash, now) = (self.hash(&proof.code), self.core.fresh.now());
        let account = proof.account.as_ref().map(|name| self.account(name));
        for binding in bindings(proof, account.as_deref()) {
            let attempt = CodeTry { code_hash: &hash, binding, purposes, from: origin.ip.as_deref(), now };
            match self.store.attempt(&attempt).await? {
                Tried::Right(code) => {
                    let pledge = self.pledge(&code)?;
                    return Ok(Redeemed { pledge, code: *code, hash });
                }
                Tried::Wrong | Tried::Burnt => break,
                Tried::Unknown => {}
            }
        }
        Err(wrong_code())
    }

    /// Keeps a used code as it was, where nothing came of it.
    pub async fn put_back(&self, redeemed: &Redeemed) -> Outcome<()> {
        self.store.keep(&redeemed.code, &redeemed.hash, self.core.fresh.now()).await?;
        Ok(())
    }

    /// Ends the code that lives for this account and purpose.
    pub async fn forget(&self, purpose: CodePurpose, name: &AccountName) -> Outcome<()> {
        Ok(self.store.forget(&CodeSlot { purpose, account: self.account(name) }).await?)
    }

    /// Until when a code is good that is sent now.
    pub fn expiry(&self, purpose: CodePurpose) -> DateTime<Utc> {
        self.core.fresh.now() + lifetime(purpose)
    }

    fn hash(&self, digits: &str) -> String {
        self.core.secrets.keyed_hash(SEALED_FOR, digits)
    }

    fn pledge(&self, code: &LiveCode) -> Outcome<Pledge> {
        let text = self.core.secrets.unseal(SEALED_FOR, &code.payload).ok_or_else(wrong_code)?;
        serde_json::from_str(&text).map_err(|_| Error::Internal("a code's payload cannot be read".into()))
    }
}

/// The request that is named outright is the only one that is meant; what a browser remembers may be an older one.
fn bindings<'a>(proof: &CodeProof, account: Option<&'a str>) -> Vec<Binding<'a>> {
    if let Some(transaction) = proof.transaction {
        return vec![Binding::Transaction(transaction)];
    }
    // Whoever is signed in means the own code and no other.
    if let (Some(AccountName::Id(_)), Some(account)) = (&proof.account, account) {
        return vec![Binding::Account(account)];
    }
    let cookie = proof.cookie.map(Binding::Transaction);
    cookie.into_iter().chain(account.map(Binding::Account)).chain([Binding::Address]).collect()
}

/// The one answer to every code that does not fit.
pub fn wrong_code() -> Error {
    Error::Unauthorized("the code is wrong or no longer good".into())
}
