use serde::{Deserialize, Serialize};

use crate::kernel::UserId;

/// What names an account before anybody has signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountName {
    /// Its e-mail address, folded.
    Email(String),
    /// Its telephone number in E.164 form.
    Phone(String),
    /// Its id.
    Id(UserId),
}

impl AccountName {
    /// An e-mail address as somebody typed it.
    pub fn email(text: &str) -> Self {
        Self::Email(text.trim().to_lowercase())
    }
    /// The form that is hashed: names of different kinds never meet.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Email(address) => format!("email:{address}"),
            Self::Phone(number) => format!("phone:{number}"),
            Self::Id(user) => format!("id:{user}"),
        }
    }
}

/// Names are personal.
impl std::fmt::Debug for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Phone(_) => "Phone(…)",
            Self::Id(_) => "Id(…)",
        })
    }
}
