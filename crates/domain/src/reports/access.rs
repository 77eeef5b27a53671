//! Who reads and writes reports.

use crate::{
    kernel::{Actor, Role, Roles},
    patients::{PatientRule, PatientScope},
};

/// Roles that may ever read or write reports.
pub const MAY_USE: Roles = Roles::of(&[Role::Patient, Role::Doctor]);

/// Reading and writing reports: the family, the treating doctor, administrators.
#[derive(Debug)]
pub struct UseReports;
impl PatientRule for UseReports {
    const NAME: &'static str = "read and write reports";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. } => PatientScope::Nobody,
        }
    }
}
