//! Who may see and change doctors' profiles.

use crate::kernel::{Actor, DoctorId, Error, HospitalId, Outcome, Permit, Role, Roles, UserId};

/// Roles that may ever add, verify or deactivate a doctor.
pub const MAY_ADMINISTER: Roles = Roles::ADMIN;
/// Roles that may ever change a profile.
pub const MAY_CHANGE: Roles = Roles::of(&[Role::Doctor]);

/// A set of doctors, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoctorScope {
    /// Every one.
    All,
    /// Those who are verified and active.
    Listed,
    /// Those, and this one.
    ListedAnd(DoctorId),
}

/// The right to change a profile.
#[derive(Debug)]
pub struct ChangeDoctor;

/// Everybody knows the verified and active doctors; a doctor also knows himself.
pub const fn read_doctors(actor: Option<&Actor>) -> DoctorScope {
    match actor {
        Some(Actor::Admin { .. }) => DoctorScope::All,
        Some(Actor::Doctor { doctor, .. }) => DoctorScope::ListedAnd(*doctor),
        Some(Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. })
        | None => DoctorScope::Listed,
    }
}

/// Of the doctors mapped to a hospital, that hospital and its staff know all; others those whom everybody knows.
pub fn read_doctors_of(actor: &Actor, hospital: HospitalId) -> DoctorScope {
    match actor {
        Actor::Hospital { hospital: own, .. }
        | Actor::Nurse { hospital: own, .. }
        | Actor::Receptionist { hospital: own, .. }
            if *own == hospital =>
        {
            DoctorScope::All
        }
        Actor::Admin { .. }
        | Actor::Doctor { .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => read_doctors(Some(actor)),
    }
}

/// Whether this caller sees a doctor's licence number, contact, account and standing: administrators and the doctor.
pub fn sees_private(actor: Option<&Actor>, id: DoctorId) -> bool {
    match actor {
        Some(Actor::Admin { .. }) => true,
        Some(Actor::Doctor { doctor, .. }) => *doctor == id,
        Some(Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. })
        | None => false,
    }
}

/// The patient account whose chats stand beside the doctors it sees.
pub const fn sees_chats(actor: Option<&Actor>) -> Option<UserId> {
    match actor {
        Some(Actor::Patient { user }) => Some(*user),
        Some(
            Actor::Admin { .. }
            | Actor::Doctor { .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. },
        )
        | None => None,
    }
}

/// Administrators change every profile, a doctor the own one.
pub fn change_doctor(actor: &Actor, id: DoctorId) -> Outcome<Permit<ChangeDoctor, DoctorId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(id)),
        Actor::Doctor { doctor, .. } if *doctor == id => Ok(Permit::grant(id)),
        Actor::Doctor { .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("you may change your own profile only")),
    }
}

/// Whoever changes the hospital's time zone, or maps the doctor to it, moves the days of the doctors who have that zone.
pub(super) fn follow_hospital(id: DoctorId) -> Permit<ChangeDoctor, DoctorId> {
    Permit::grant(id)
}

/// Only administrators add, verify and deactivate doctors.
pub fn administer_doctor(actor: &Actor, id: DoctorId) -> Outcome<Permit<ChangeDoctor, DoctorId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(id)),
        Actor::Doctor { .. }
        | Actor::Hospital { .. }
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
    fn a_doctor_sees_and_changes_the_own_profile_even_unverified_and_no_other() {
        let [own, other] = [1, 2].map(|n| DoctorId(Uuid::from_u128(n)));
        let actor = Actor::Doctor { user: UserId(Uuid::nil()), doctor: own, verified: false };
        assert_eq!(read_doctors(Some(&actor)), DoctorScope::ListedAnd(own));
        assert!(sees_private(Some(&actor), own) && !sees_private(Some(&actor), other) && !sees_private(None, own));
        assert!(change_doctor(&actor, own).is_ok() && change_doctor(&actor, other).is_err());
        assert!(administer_doctor(&actor, own).is_err());
    }

    #[test]
    fn only_the_hospital_itself_knows_its_unlisted_doctors() {
        let [own, other] = [1, 2].map(|n| HospitalId(Uuid::from_u128(n)));
        let actor = Actor::Hospital { user: UserId(Uuid::nil()), hospital: own, verified: true };
        assert_eq!(read_doctors_of(&actor, own), DoctorScope::All);
        assert_eq!(read_doctors_of(&actor, other), DoctorScope::Listed);
    }
}
