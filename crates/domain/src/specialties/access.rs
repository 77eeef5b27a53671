//! Who may change specialties; everybody may read them.

use crate::kernel::{Actor, Error, Outcome, Permit, Roles, SpecialtyId};

/// Roles that may ever add, change or delete a specialty.
pub const MAY_CHANGE: Roles = Roles::ADMIN;

/// The right to add, change and delete a specialty.
#[derive(Debug)]
pub struct ChangeSpecialty;

/// Only administrators add, change and delete specialties.
pub fn change_specialty(actor: &Actor, id: SpecialtyId) -> Outcome<Permit<ChangeSpecialty, SpecialtyId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(id)),
        Actor::Doctor { .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators may do this")),
    }
}
