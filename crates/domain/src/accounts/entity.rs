use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::{Role, UserId, fold, text_enum};

text_enum! {
    /// How many requests an account may make.
    pub enum Tier {
        /// The usual number.
        Standard = "standard",
        /// A higher one, set by an administrator.
        Premium = "premium",
    }
}

/// An account. Its password hash stays in the storage adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// E-mail address in lower case, unique.
    pub email: Option<String>,
    /// Telephone number in E.164 form with which one signs in, unique.
    pub phone: Option<String>,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// What the account may be.
    pub role: Role,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// The doctor, hospital or patient behind the account.
    pub profile_id: Option<Uuid>,
    /// How many requests it may make.
    pub tier: Tier,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether its e-mail address or number was proven.
    pub is_verified: bool,
    /// Whether sign-in asks for a code too.
    pub second_factor: bool,
    /// Preferred language, a BCP 47 tag.
    pub locale: Option<String>,
    /// When it last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl User {
    /// What a search looks in.
    pub fn search_key(&self) -> String {
        fold(&format!("{} {}", self.name, self.email.as_deref().unwrap_or_default()))
    }
}

/// What is needed to open an account.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// E-mail address in lower case.
    pub email: String,
    /// The password in clear, to be hashed at once.
    pub password: String,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Street address.
    pub address: Option<String>,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount").finish_non_exhaustive()
    }
}

impl NewAccount {
    /// The account that comes of it.
    pub fn into_user(self, id: UserId, role: Role, profile_id: Option<Uuid>, now: DateTime<Utc>) -> User {
        User {
            id,
            email: Some(self.email),
            phone: None,
            name: self.name,
            first_name: self.first_name,
            last_name: self.last_name,
            role,
            contact: self.contact,
            address: self.address,
            profile_id,
            tier: Tier::Standard,
            is_active: true,
            is_verified: false,
            second_factor: false,
            locale: None,
            last_sign_in_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Of this role.
    pub role: Option<Role>,
    /// Whose name or e-mail address has this in it.
    pub search: Option<String>,
    /// Active or deactivated ones.
    pub is_active: Option<bool>,
}
