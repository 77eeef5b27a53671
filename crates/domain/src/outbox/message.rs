use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{kernel::Role, ports::CodePurpose};

/// Whom a message goes to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// An e-mail address.
    Email(String),
    /// A telephone number in E.164 form.
    Phone(String),
}

impl Address {
    /// The address of either kind.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) | Self::Phone(address) => address,
        }
    }
}

/// Addresses are personal.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Phone(_) => "Phone(…)",
        })
    }
}

/// What is said. No message carries clinical text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum Message {
    /// A one-time code.
    Code {
        /// What it is for.
        purpose: CodePurpose,
        /// Its digits.
        code: String,
        /// How long it is good.
        minutes: i64,
        /// For a new password: the token of the link that does the same.
        reset_token: Option<String>,
    },
    /// The link to a new password alone.
    ResetLink {
        /// The token in the link.
        reset_token: String,
    },
    /// Somebody tried to register with an address that has an account.
    AlreadyRegistered,
    /// Somebody tried to sign in by a telephone that alone does not open the account.
    SignInByPassword,
    /// The password of the account was changed.
    PasswordChanged,
    /// The account's address or number was changed; goes to the old one.
    AddressChanged,
    /// The account's number was removed, because it was added before the e-mail address was proven; goes to both.
    NumberRemoved,
    /// The second factor was switched off.
    SecondFactorOff,
    /// A refresh token came twice, so a session was ended.
    SessionEndedForSafety,
    /// The account and its data were erased.
    Erased,
    /// An invitation to work for a hospital.
    StaffInvitation {
        /// The hospital's name, where it is for one.
        hospital: Option<String>,
        /// As what.
        role: Role,
        /// The token in the link.
        token: String,
    },
    /// An invitation to the record that a hospital keeps of the recipient or of a relative.
    ClaimInvitation {
        /// The hospital's name, where one invites.
        hospital: Option<String>,
        /// The token in the link.
        token: String,
    },
    /// An invitation to act for a patient together with whoever invites.
    FamilyInvitation {
        /// Who invites, by name.
        from: String,
        /// The invitation's id, which accepting it names.
        invitation: uuid::Uuid,
        /// The token in the link.
        token: String,
    },
}

/// Codes and tokens are secrets.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Message(…)")
    }
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// To whom.
    pub to: Address,
    /// What.
    pub message: Message,
    /// From when on sending it makes no sense; the runner's own patience where there is none.
    pub expires_at: Option<DateTime<Utc>>,
}
