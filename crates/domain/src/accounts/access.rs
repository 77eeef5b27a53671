//! Who may open, see and change accounts.

use crate::kernel::{Actor, Error, Outcome, Permit, Roles, UserId};

/// Roles that may ever open accounts for others.
pub const MAY_OPEN: Roles = Roles::ADMIN;
/// Roles that may ever list accounts, or deactivate one.
pub const MAY_ADMINISTER: Roles = Roles::ADMIN;

/// The right to open an account.
#[derive(Debug)]
pub struct OpenAccount;
/// The right to see and change an account.
#[derive(Debug)]
pub struct ChangeAccount;
/// The right to see all accounts and to deactivate any.
#[derive(Debug)]
pub struct AdministerAccounts;

/// Only administrators open accounts for others.
pub fn open_account(actor: &Actor) -> Outcome<Permit<OpenAccount, UserId>> {
    match actor {
        Actor::Admin { user } => Ok(Permit::grant(*user)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators open accounts for others")),
    }
}

/// Administrators see and change every account, others their own. Somebody else's does not exist for them.
pub fn change_account(actor: &Actor, account: UserId) -> Outcome<Permit<ChangeAccount, UserId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(account)),
        Actor::Hospital { user, .. }
        | Actor::Doctor { user, .. }
        | Actor::Nurse { user, .. }
        | Actor::Receptionist { user, .. }
        | Actor::Patient { user }
            if *user == account =>
        {
            Ok(Permit::grant(account))
        }
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::not_found("user")),
    }
}

/// The permit to note that an account's address was proven, by a code or token that went there.
pub(super) const fn prove(account: UserId) -> Permit<ChangeAccount, UserId> {
    Permit::grant(account)
}

/// Only administrators list accounts and decide who may sign in.
pub fn administer_accounts(actor: &Actor) -> Outcome<Permit<AdministerAccounts, UserId>> {
    match actor {
        Actor::Admin { user } => Ok(Permit::grant(*user)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators may do this")),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_account_is_its_own_and_the_administrators() {
        let [one, two] = [1, 2].map(|n| UserId(Uuid::from_u128(n)));
        let (admin, patient) = (Actor::Admin { user: one }, Actor::Patient { user: one });
        assert!(change_account(&admin, two).is_ok() && change_account(&patient, one).is_ok());
        assert!(matches!(change_account(&patient, two), Err(Error::NotFound { .. })));
        assert!(administer_accounts(&admin).is_ok() && administer_accounts(&patient).is_err());
    }
}
