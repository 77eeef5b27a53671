use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountName, Again, CodeProof, CodeRequest, Pledge};
use crate::{
    kernel::{Core, Error, Origin, Outcome},
    limits::household,
    ports::{Binding, CodePurpose, CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, Tried},
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

    /// Draws digits for a request and keeps them; answers the digits. None where a later request was faster.
    pub async fn issue(&self, request: &CodeRequest, pledge: &Pledge) -> Outcome<Option<String>> {
        let text = serde_json::to_string(pledge).map_err(|error| Error::Internal(error.to_string()))?;
        let payload = self.core.secrets.seal(SEALED_FOR, &text);
        let payload = payload.ok_or_else(|| Error::Internal("a code's payload could not be sealed".into()))?;
        let (now, purpose) = (self.core.fresh.now(), request.purpose);
        let code = LiveCode {
            slot: self.slot(request),
            transaction: request.transaction,
            asked_from: request.asked_from.clone(),
            payload,
            asked_at: request.asked_at,
            sent_at: now,
            expires_at: now + lifetime(purpose),
        };
        self.draw(&code, InPlaceOf::Earlier).await
    }

    /// Draws other digits for the code of the request that is to be sent again; none where it does not live.
    pub async fn issue_again(&self, request: &CodeRequest) -> Outcome<Option<(String, Pledge)>> {
        let Some(code) = self.live(request).await? else { return Ok(None) };
        let (pledge, now) = (self.pledge(&code)?, self.core.fresh.now());
        let again = LiveCode { sent_at: now, expires_at: now + lifetime(request.purpose), ..code.clone() };
        Ok(self.draw(&again, InPlaceOf::This(&code)).await?.map(|digits| (digits, pledge)))
    }

    /// The code in the slot of a request, if the same asked for it: a browser that remembers its request, or anybody at the
    /// address that it was asked from.
    pub async fn live(&self, request: &CodeRequest) -> Outcome<Option<LiveCode>> {
        let code = self.store.live(&self.slot(request), self.core.fresh.now()).await?;
        Ok(code.filter(|code| {
            let remembered = request.again == Again::Request(code.transaction);
            remembered || (request.asked_from.is_some() && request.asked_from == code.asked_from)
        }))
    }

    fn slot(&self, request: &CodeRequest) -> CodeSlot {
        CodeSlot { purpose: request.purpose, account: self.account(&request.account) }
    }

    async fn draw(&self, code: &LiveCode, instead: InPlaceOf<'_>) -> Outcome<Option<String>> {
        for _ in 0..DRAWS {
            let digits = self.core.fresh.code();
            match self.store.keep(code, &self.hash(&digits), instead, code.sent_at).await? {
                Kept::Kept => return Ok(Some(digits)),
                Kept::Late => return Ok(None),
                Kept::Taken => {}
            }
        }
        Err(Error::Busy { retry_after_seconds: 60 })
    }

    /// Tries a code. One that is wrong, over, burnt or asked for by somebody else gets the same answer.
    pub async fn redeem(&self, proof: &CodeProof, purposes: &[CodePurpose], origin: &Origin) -> Outcome<Redeemed> {
        let (hash, now) = (self.hash(&proof.code), self.core.fresh.now());
        let account = proof.account.as_ref().map(|name| self.account(name));
        let from = household(origin.ip.as_deref());
        for (binding, after_cookie) in bindings(proof, account.as_deref()) {
            // Who wrote a registration in this browser does not mean one that somebody else wrote.
            let meant: Vec<CodePurpose> =
                purposes.iter().copied().filter(|purpose| !after_cookie || purpose.is_found_from_elsewhere()).collect();
            let attempt = CodeTry { code_hash: &hash, binding, purposes: &meant, from: from.as_deref(), now };
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

    /// Keeps a used code as it was, where nothing came of it and no other has its place or its digits by now.
    pub async fn put_back(&self, redeemed: &Redeemed) -> Outcome<()> {
        let now = self.core.fresh.now();
        self.store.keep(&redeemed.code, &redeemed.hash, InPlaceOf::Nothing, now).await?;
        Ok(())
    }

    /// Whether a right code was asked for by this name.
    pub fn was_for(&self, redeemed: &Redeemed, name: &AccountName) -> bool {
        redeemed.code.slot.account == self.account(name)
    }

    /// The account or request that a proof names, to count its tries.
    pub fn named(&self, proof: &CodeProof) -> Option<String> {
        let account = proof.account.as_ref().map(|name| self.account(name));
        account.or_else(|| proof.transaction.or(proof.cookie).map(|transaction| transaction.to_string()))
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

/// In which ways a proof means a code, and whether its browser remembers a request besides. The request that is named outright
/// is the only one that is meant; what a browser remembers may be an older one, for something else.
fn bindings<'a>(proof: &CodeProof, account: Option<&'a str>) -> Vec<(Binding<'a>, bool)> {
    if let Some(transaction) = proof.transaction {
        return vec![(Binding::Transaction(transaction), false)];
    }
    // Whoever is signed in means the own code and no other.
    if let (Some(AccountName::Id(_)), Some(account)) = (&proof.account, account) {
        return vec![(Binding::Account(account), false)];
    }
    let cookie = proof.cookie.map(|transaction| (Binding::Transaction(transaction), false));
    let account = account.map(|account| (Binding::Account(account), proof.cookie.is_some()));
    let named: Vec<_> = cookie.into_iter().chain(account).collect();
    if named.is_empty() { vec![(Binding::Address, false)] } else { named }
}

/// The one answer to every code that does not fit.
pub fn wrong_code() -> Error {
    Error::Unauthorized("the code is wrong or no longer good".into())
}
