//! The port that keeps one-time codes while they live. Nothing of a code outlives its time, its use or its last wrong try.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Unavailable;
use crate::kernel::text_enum;

/// Wrong tries after which a code is burnt: those by its transaction, or by its account from the address that asked for it.
pub const CODE_TRIES: u32 = 5;

/// Wrong tries by the account from other addresses after which a code is no longer to be had in that way, and wrong tries
/// that name nothing after which it is no longer to be had in that one. Each way has its own, so that those who name an
/// account from elsewhere close nothing for its owner; see [`guesses_per_code`].
pub const STRAY_TRIES: u32 = 3;

/// How many digits can be tried on one code in all, from however many addresses and in whichever ways.
pub const fn guesses_per_code() -> u32 {
    CODE_TRIES + 2 * STRAY_TRIES
}

text_enum! {
    /// What a code is for.
    pub enum CodePurpose {
        /// To finish a registration by e-mail.
        Registration = "registration",
        /// To finish a sign-in whose password was right.
        Login = "login",
        /// To choose a new password.
        PasswordReset = "password_reset",
        /// To finish a sign-up by telephone.
        PhoneSignUp = "phone_sign_up",
        /// To sign in by telephone.
        PhoneSignIn = "phone_sign_in",
        /// To prove a new e-mail address or telephone number.
        NewAddress = "new_address",
        /// To confirm something that a signed-in user cannot take back.
        Confirmation = "confirmation",
    }
}

impl CodePurpose {
    /// Whether naming the account finds the code from another address than the one that asked. It does not for an account
    /// that is still to be: several may have asked for it, and the code of one must not finish what another one wrote.
    pub const fn is_found_from_elsewhere(self) -> bool {
        !matches!(self, Self::Registration | Self::PhoneSignUp)
    }
}

/// Where a code lives: there is at most one for each account and purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodeSlot {
    /// What it is for.
    pub purpose: CodePurpose,
    /// A keyed hash of what names the account: its address, its number or its id.
    pub account: String,
}

/// A code that was asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCode {
    /// Where it lives.
    pub slot: CodeSlot,
    /// The request that asked for it. A code that is sent again keeps it; no two slots share one.
    pub transaction: Uuid,
    /// The client's address that asked for it. An address that is not known is like no other.
    pub asked_from: Option<String>,
    /// What the code stands for; sealed by the caller where it is personal.
    pub payload: String,
    /// When it was asked for. A code that is sent again keeps it.
    pub asked_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for LiveCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveCode").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}

/// What a code may take the place of.
#[derive(Clone, Copy, Debug)]
pub enum InPlaceOf<'a> {
    /// Nothing, or a code that was asked for no later.
    Earlier,
    /// This very code as it was read, which is sent again.
    This(&'a LiveCode),
    /// Nothing: the code was taken a moment ago and comes back.
    Nothing,
}

/// Whether a code was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It lives now, and what lived in its slot before does not.
    Kept,
    /// Another live code has the same digits: draw others. Nothing changed.
    Taken,
    /// Something else lives in the slot by now, or nothing any more. Nothing changed.
    Late,
}

/// How a try says which code it means. Only a code of one of the purposes that the try names is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding<'a> {
    /// By the request that asked for it.
    Transaction(Uuid),
    /// By the account. Where several of its codes are meant, the digits of any of them are right, and wrong digits are
    /// wrong for all.
    Account(&'a str),
    /// By nothing but coming from the address that asked for it.
    Address,
}

/// One try.
#[derive(Clone, Copy, Debug)]
pub struct CodeTry<'a> {
    /// The keyed hash of the digits.
    pub code_hash: &'a str,
    /// Which code is meant.
    pub binding: Binding<'a>,
    /// What it may be for.
    pub purposes: &'a [CodePurpose],
    /// The client's address.
    pub from: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The digits were right; the code is used up.
    Right(Box<LiveCode>),
    /// The digits were wrong, and the code lives on.
    Wrong,
    /// The digits were wrong for the last time: the code is no more.
    Burnt,
    /// There is no such code for this binding, or no longer.
    Unknown,
}

/// Keeps one-time codes. Of two right tries at once one wins, and no digits are looked at before the try is counted, so that
/// many tries at once are worth no more than one after another.
///
/// A wrong try burns a code at the [`CODE_TRIES`]th time where it comes by the transaction, or by the account from the
/// address that asked for the code. A wrong try by the account from elsewhere is counted apart, and apart from that again one
/// that names nothing, on every code that was asked for from its address: after [`STRAY_TRIES`] of a kind the code is no
/// longer to be had in that way, and lives on for whoever asked for it. From elsewhere an account leads only to codes whose
/// purpose [allows](CodePurpose::is_found_from_elsewhere) it. A try that names nothing finds its code by the digits, and then
/// only from the address that asked for it; where it finds none it learns no more than that.
#[async_trait]
pub trait OtpStore: Send + Sync {
    /// Keeps a code in its slot, with no tries used, if what lives there is what it may replace. A store that is full is not
    /// available.
    async fn keep(
        &self,
        code: &LiveCode,
        code_hash: &str,
        instead: InPlaceOf<'_>,
        now: DateTime<Utc>,
    ) -> Result<Kept, Unavailable>;
    /// Tries digits.
    async fn attempt(&self, attempt: &CodeTry<'_>) -> Result<Tried, Unavailable>;
    /// The code that lives in a slot.
    async fn live(&self, slot: &CodeSlot, now: DateTime<Utc>) -> Result<Option<LiveCode>, Unavailable>;
    /// Ends the code of a slot, if there is one.
    async fn forget(&self, slot: &CodeSlot) -> Result<(), Unavailable>;
    /// Succeeds when the store answers.
    async fn check(&self) -> Result<(), Unavailable>;
}

/// Keeps what may be taken once, under the hash of a secret.
#[async_trait]
pub trait Tickets: Send + Sync {
    /// Keeps it until it expires. A store that is full is not available.
    async fn issue(
        &self,
        hash: &str,
        payload: &str,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Unavailable>;
    /// Takes it; of two who ask at once one gets it.
    async fn redeem(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<String>, Unavailable>;
}
