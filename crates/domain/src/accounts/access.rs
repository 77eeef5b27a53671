//! Who may open, see and change accounts.

use crate::kernel::{Actor, Error, Outcome, Permit, Roles, UserId};

/// Roles that may ever open accounts for others.
pub const MAY_OPEN: Roles = Roles::ADMIN;

/// The right to open an account.
#[derive(Debug)]
pub struct OpenAccount;

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
