use super::Credential;
use crate::{accounts::User, kernel::Role};

/// How accounts come to be by `/auth/register`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// After a code that was sent to the address.
    Otp,
    /// At once.
    Direct,
}

/// What the operator asks of those who sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How accounts come to be.
    pub registration: Registration,
    /// Roles that need a code beside the password.
    pub second_factor: Vec<Role>,
    /// Whether something is there that sends mail.
    pub can_mail: bool,
    /// Whether something is there that sends text messages.
    pub can_text: bool,
}

impl Policy {
    /// Whether this role cannot do without a code.
    pub fn requires_code(&self, role: Role) -> bool {
        self.second_factor.contains(&role)
    }
    /// Whether this account signs in with a code beside the password.
    pub fn asks_code(&self, user: &User) -> bool {
        user.second_factor || self.requires_code(user.role)
    }
    /// Whether a code by telephone alone opens a browser's session: for the portal's roles, and not where the sign-in by
    /// password would ask for a code besides.
    pub fn opens_by_phone(&self, known: &Credential) -> bool {
        let Credential { user, password_hash } = known;
        let has_two_factors = password_hash.is_some() && self.asks_code(user);
        user.is_active && matches!(user.role, Role::Patient | Role::Doctor) && !has_two_factors
    }
}
