//! Who reads and who writes case histories.

use crate::{
    kernel::{Actor, Role, Roles},
    patients::{PatientRule, PatientScope},
};

/// Roles that may ever read one.
pub const MAY_READ: Roles = Roles::of(&[Role::Patient, Role::Doctor, Role::Nurse]);
/// Roles that may ever write one.
pub const MAY_WRITE: Roles = Roles::of(&[Role::Doctor]);

/// Writing the case history: the treating doctor and administrators.
#[derive(Debug)]
pub struct WriteCaseHistory;
impl PatientRule for WriteCaseHistory {
    const NAME: &'static str = "write the case history";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. }
            | Actor::Patient { .. } => PatientScope::Nobody,
        }
    }
}
