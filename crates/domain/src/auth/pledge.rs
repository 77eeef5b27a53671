use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AccountName;
use crate::{
    accounts::{NewAccount, NewPatientProfile},
    kernel::{Role, UserId},
    limits::CodeBudget,
    outbox::Address,
    ports::CodePurpose,
};

/// A registration that waits for its code. Nothing else of it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PendingRegistration {
    /// The account; its password is only here as a hash.
    pub account: NewAccount,
    /// The password's hash.
    pub password_hash: String,
    /// The patient.
    pub profile: NewPatientProfile,
}

/// A sign-up by telephone that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingPhone {
    /// The number, E.164.
    pub phone: String,
    /// Full name.
    pub name: String,
    /// Patient or doctor.
    pub role: Role,
}

/// What cannot be taken back and needs a fresh code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Erasing the account.
    Erase,
    /// Switching the second factor off.
    SecondFactorOff,
    /// Changing the address or number of an account that has no password.
    ChangeAddress,
}

/// What the right code brings about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Pledge {
    /// An account.
    Registration(Box<PendingRegistration>),
    /// A session.
    SignIn {
        /// Whose.
        user: UserId,
        /// The hash of the password that was right.
        password_hash: Option<String>,
    },
    /// A new password.
    Reset {
        /// Whose.
        user: UserId,
    },
    /// An account with a number.
    PhoneSignUp(PendingPhone),
    /// A new address or number.
    NewAddress {
        /// Whose.
        user: UserId,
        /// Which.
        to: Address,
    },
    /// A deed.
    Confirmation {
        /// Whose.
        user: UserId,
        /// Which.
        deed: Deed,
    },
}

/// Which code is asked for. Whether there is an account to which it can be sent is found out later, so that the answer is the
/// same either way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeRequest {
    /// The request.
    pub transaction: Uuid,
    /// What for.
    pub purpose: CodePurpose,
    /// For which account.
    pub account: AccountName,
    /// The household of the client's address.
    pub asked_from: Option<String>,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// What it brings about, where that is known already.
    pub pledge: Option<Pledge>,
    /// Whether the code that lives is to be sent anew instead.
    pub again: Again,
    /// What may be sent.
    pub budget: CodeBudget,
}

/// Whether a code that lives is to be sent anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Again {
    /// It is not: this asks for a new one.
    No,
    /// The one that was asked for from the same address.
    SameAddress,
    /// That, or the one of this request, which the browser remembers.
    Request(Uuid),
}

impl Again {
    /// The request that is remembered.
    pub(super) const fn request(self) -> Option<Uuid> {
        match self {
            Self::Request(request) => Some(request),
            Self::No | Self::SameAddress => None,
        }
    }
}

/// A code as somebody gives it, and what binds it to the request that asked for it.
#[derive(Clone, Default)]
pub struct CodeProof {
    /// The digits.
    pub code: String,
    /// The request.
    pub transaction: Option<Uuid>,
    /// The request, as the browser's cookie remembers it.
    pub cookie: Option<Uuid>,
    /// The account.
    pub account: Option<AccountName>,
}

impl std::fmt::Debug for CodeProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeProof").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}
