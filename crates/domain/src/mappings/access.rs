//! Who makes, sees and ends mappings.

use super::MappingKind;
use crate::kernel::{Actor, DoctorId, Error, HospitalId, MappingId, Outcome, Permit, RelationId, Role, Roles, UserId};

/// Roles that may ever make mappings: a hospital gets the patients its staff register, never one it names.
pub const MAY_MAP: Roles = Roles::ADMIN;
/// Roles that may ever end a mapping of a hospital.
pub const MAY_END_HOSPITALS: Roles = Roles::of(&[Role::Hospital]);
/// Roles that may ever end a treatment.
pub const MAY_END_TREATMENT: Roles = Roles::of(&[Role::Doctor, Role::Patient]);

/// The right to make a mapping.
#[derive(Debug)]
pub struct Map;

/// The right to end one mapping.
#[derive(Debug)]
pub struct End;

/// The proof that a mapping may be ended.
pub type EndPermit = Permit<End, MappingId>;

/// A set of mappings of one kind, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingScope {
    /// Every one.
    All,
    /// With this hospital; of doctor–patient mappings those of its patients.
    Hospital(HospitalId),
    /// With this doctor; of hospital–patient mappings those of the doctor's patients.
    Doctor(DoctorId),
    /// Of the patients for whom this account acts; of hospital–doctor mappings, which are no secret, those that are
    /// listed publicly: hospital and doctor verified, the doctor active.
    Family(UserId),
    /// None.
    Nobody,
}

/// The permit to make mappings: administrators only.
pub fn map(actor: &Actor) -> Outcome<Permit<Map, UserId>> {
    match actor {
        Actor::Admin { user } => Ok(Permit::grant(*user)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators make mappings")),
    }
}

/// The mappings that this actor sees.
pub const fn visible(actor: &Actor) -> MappingScope {
    match actor {
        Actor::Admin { .. } => MappingScope::All,
        Actor::Hospital { hospital, verified: true, .. }
        | Actor::Nurse { hospital, .. }
        | Actor::Receptionist { hospital, .. } => MappingScope::Hospital(*hospital),
        Actor::Doctor { doctor, verified: true, .. } => MappingScope::Doctor(*doctor),
        Actor::Patient { user } => MappingScope::Family(*user),
        Actor::Hospital { verified: false, .. } | Actor::Doctor { verified: false, .. } => MappingScope::Nobody,
    }
}

/// The mappings of this kind that this actor may end: a hospital its own, both sides their treatment.
pub const fn endable(kind: MappingKind, actor: &Actor) -> MappingScope {
    match (kind, actor) {
        (_, Actor::Admin { .. }) => MappingScope::All,
        (MappingKind::HospitalDoctor | MappingKind::HospitalPatient, Actor::Hospital { hospital, .. }) => {
            MappingScope::Hospital(*hospital)
        }
        (MappingKind::DoctorPatient, Actor::Doctor { doctor, .. }) => MappingScope::Doctor(*doctor),
        (MappingKind::DoctorPatient, Actor::Patient { user }) => MappingScope::Family(*user),
        (MappingKind::HospitalDoctor | MappingKind::HospitalPatient, Actor::Doctor { .. } | Actor::Patient { .. })
        | (MappingKind::DoctorPatient, Actor::Hospital { .. })
        | (_, Actor::Nurse { .. } | Actor::Receptionist { .. }) => MappingScope::Nobody,
    }
}

/// Roles that may ever relate accounts to patients.
pub const MAY_RELATE: Roles = Roles::of(&[Role::Patient]);

/// The right to change or end one relation.
#[derive(Debug)]
pub struct ChangeRelation;

/// The proof that a relation may be changed or ended.
pub type RelationPermit = Permit<ChangeRelation, RelationId>;

/// Whose relations this actor makes and changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationScope {
    /// Everybody's.
    All,
    /// Those of this account.
    Of(UserId),
}

/// The relations that this actor may see, make and change: the account's own.
pub const fn relations(actor: &Actor) -> RelationScope {
    match actor {
        Actor::Admin { .. } => RelationScope::All,
        Actor::Hospital { user, .. }
        | Actor::Doctor { user, .. }
        | Actor::Nurse { user, .. }
        | Actor::Receptionist { user, .. }
        | Actor::Patient { user } => RelationScope::Of(*user),
    }
}

/// The permit for a relation that was found within [`relations`].
pub(super) const fn change_relation(found: RelationId) -> RelationPermit {
    Permit::grant(found)
}

/// The permit for a mapping that was found within [`endable`].
pub(super) const fn end(found: MappingId) -> EndPermit {
    Permit::grant(found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_but_administrators_maps() {
        let user = Uuid::from_u128(1).into();
        assert!(map(&Actor::Admin { user }).is_ok());
        let hospital = Uuid::from_u128(2).into();
        assert!(map(&Actor::Hospital { user, hospital, verified: true }).is_err());
        assert!(map(&Actor::Patient { user }).is_err());
    }

    #[test]
    fn a_hospital_ends_only_what_it_is_a_party_of() {
        let (user, hospital) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let actor = Actor::Hospital { user, hospital, verified: true };
        assert_eq!(endable(MappingKind::HospitalPatient, &actor), MappingScope::Hospital(hospital));
        assert_eq!(endable(MappingKind::DoctorPatient, &actor), MappingScope::Nobody);
    }
}
