//! Who looks into the trail.

use crate::{
    kernel::{Actor, Error, Outcome, Permit, Roles, UserId},
    patients::{PatientRule, PatientScope},
};

/// Roles that may ever read the whole trail.
pub const MAY_READ_TRAIL: Roles = Roles::ADMIN;

/// The right to read the whole trail.
#[derive(Debug)]
pub struct ReadTrail;

/// Only administrators read what everybody did.
pub fn read_trail(actor: &Actor) -> Outcome<Permit<ReadTrail, UserId>> {
    match actor {
        Actor::Admin { user } => Ok(Permit::grant(*user)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators read the audit trail")),
    }
}

/// Seeing who opened or changed a patient's record: the family, whose right it is to know.
#[derive(Debug)]
pub struct ReadAccessLog;
impl PatientRule for ReadAccessLog {
    const NAME: &'static str = "see who opened a record";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Hospital { .. } | Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
                PatientScope::Nobody
            }
        }
    }
}
