//! Whose data may be taken along and erased: one's own, whatever the role.

use super::Subject;
use crate::{
    kernel::{Actor, PatientId, Permit, UserId},
    patients::access::ChangePermit,
};

/// The right to take along what is kept about an account.
#[derive(Debug)]
pub struct ExportOwn;
/// The right to erase an account.
#[derive(Debug)]
pub struct EraseOwn;

/// Everybody takes along the own data, and an administrator no more than that.
pub const fn export_own(actor: &Actor) -> Permit<ExportOwn, UserId> {
    Permit::grant(actor.user())
}

/// Everybody erases the own account.
pub const fn erase_own(actor: &Actor) -> Permit<EraseOwn, UserId> {
    Permit::grant(actor.user())
}

/// As what somebody asks for the own data. Only an account that acts for patients takes their records along: what others
/// read by their office is not theirs.
pub const fn subject(actor: &Actor) -> Subject {
    match actor {
        Actor::Patient { .. } => Subject::Family,
        Actor::Doctor { .. } => Subject::Doctor,
        Actor::Hospital { .. } => Subject::Hospital,
        Actor::Admin { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => Subject::Account,
    }
}

/// The permit to anonymise a patient for whom nobody but the erased account acts.
pub(super) const fn anonymise(patient: PatientId) -> ChangePermit {
    Permit::grant(patient)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_read_by_office_is_not_taken_along() {
        let (user, doctor) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        assert_eq!(subject(&Actor::Admin { user }), Subject::Account);
        assert_eq!(subject(&Actor::Doctor { user, doctor, verified: true }), Subject::Doctor);
        assert_eq!(subject(&Actor::Patient { user }), Subject::Family);
        let hospital = Uuid::from_u128(3).into();
        assert_eq!(subject(&Actor::Hospital { user, hospital, verified: false }), Subject::Hospital);
        assert_eq!(subject(&Actor::Nurse { user, hospital }), Subject::Account);
        assert_eq!(export_own(&Actor::Admin { user }).id(), user);
        assert_eq!(erase_own(&Actor::Patient { user }).id(), user);
    }
}
