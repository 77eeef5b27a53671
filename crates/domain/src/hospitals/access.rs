//! Who may see and change hospitals.

use crate::kernel::{Actor, Error, HospitalId, Outcome, Permit, Role, Roles};

/// Roles that may ever add, verify or delete a hospital.
pub const MAY_ADMINISTER: Roles = Roles::ADMIN;
/// Roles that may ever change one.
pub const MAY_CHANGE: Roles = Roles::of(&[Role::Hospital]);

/// A set of hospitals, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HospitalScope {
    /// Every one.
    All,
    /// The verified ones, and this one.
    VerifiedAnd(HospitalId),
    /// The verified ones.
    Verified,
    /// This one alone.
    Only(HospitalId),
}

/// The right to change a hospital's fields.
#[derive(Debug)]
pub struct ChangeHospital;
/// The right to add, verify and delete hospitals.
#[derive(Debug)]
pub struct AdministerHospitals;

/// Verified hospitals are known to everybody who is signed in; an unverified one sees only itself.
pub const fn read_hospitals(actor: &Actor) -> HospitalScope {
    match actor {
        Actor::Admin { .. } => HospitalScope::All,
        Actor::Hospital { hospital, verified: false, .. } => HospitalScope::Only(*hospital),
        Actor::Hospital { hospital, verified: true, .. }
        | Actor::Nurse { hospital, .. }
        | Actor::Receptionist { hospital, .. } => HospitalScope::VerifiedAnd(*hospital),
        Actor::Doctor { .. } | Actor::Patient { .. } => HospitalScope::Verified,
    }
}

/// The hospitals known to somebody who may not be signed in.
pub const fn read_hospitals_if(actor: Option<&Actor>) -> HospitalScope {
    match actor {
        Some(actor) => read_hospitals(actor),
        None => HospitalScope::Verified,
    }
}

/// Administrators change every hospital, a hospital's account its own.
pub fn change_hospital(actor: &Actor, id: HospitalId) -> Outcome<Permit<ChangeHospital, HospitalId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(id)),
        Actor::Hospital { hospital, .. } if *hospital == id => Ok(Permit::grant(id)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("you may change your own hospital only")),
    }
}

/// Only administrators add, verify and delete hospitals.
pub fn administer_hospital(actor: &Actor, id: HospitalId) -> Outcome<Permit<AdministerHospitals, HospitalId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(id)),
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
    use crate::kernel::UserId;

    #[test]
    fn an_unverified_hospital_sees_and_changes_itself_alone() {
        let [own, other] = [1, 2].map(|n| HospitalId(Uuid::from_u128(n)));
        let actor = Actor::Hospital { user: UserId(Uuid::nil()), hospital: own, verified: false };
        assert_eq!(read_hospitals(&actor), HospitalScope::Only(own));
        assert!(change_hospital(&actor, own).is_ok() && change_hospital(&actor, other).is_err());
        assert!(administer_hospital(&actor, own).is_err());
    }
}
