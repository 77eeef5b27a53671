//! Who reaches which patients. A rule is a total function from the actor to the set of patients for whom he may do a thing;
//! queries take the set, so the filter is inside them, and a change takes the permit that [`admit`] gives.

use crate::{
    kernel::{Actor, DoctorId, Error, HospitalId, Outcome, PatientId, Permit, Role, Roles, UserId},
    ports::Session,
};

/// A set of patients, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PatientScope {
    /// Every patient.
    All,
    /// Those to whom this account has a live relation.
    Family(UserId),
    /// Those whom this doctor treats: a live doctor–patient mapping.
    Treated(DoctorId),
    /// Those of this hospital: a live hospital–patient mapping.
    Hospital(HospitalId),
    /// None.
    Nobody,
}

/// What may be done to a patient's record, and for whose patients.
pub trait PatientRule {
    /// The rule's name in the access matrix.
    const NAME: &'static str;
    /// The patients for whom this actor may do it.
    fn scope(actor: &Actor) -> PatientScope;
}

/// Reading clinical data: the family, the treating doctor, the nurses of the patient's hospital.
#[derive(Debug)]
pub struct ReadClinical;
impl PatientRule for ReadClinical {
    const NAME: &'static str = "read clinical data";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Nurse { hospital, .. } => PatientScope::Hospital(*hospital),
            Actor::Doctor { verified: false, .. } | Actor::Hospital { .. } | Actor::Receptionist { .. } => {
                PatientScope::Nobody
            }
        }
    }
}

/// Reading who a patient is: those who read clinical data, and the hospital with all its staff.
#[derive(Debug)]
pub struct ReadDemographics;
impl PatientRule for ReadDemographics {
    const NAME: &'static str = "read demographics";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Hospital { hospital, verified: true, .. }
            | Actor::Nurse { hospital, .. }
            | Actor::Receptionist { hospital, .. } => PatientScope::Hospital(*hospital),
            Actor::Doctor { verified: false, .. } | Actor::Hospital { verified: false, .. } => PatientScope::Nobody,
        }
    }
}

/// The permit to do what `Rule` says to this patient's record. Outside the actor's patients the record does not exist.
pub async fn admit<Rule: PatientRule>(
    session: &mut dyn Session,
    actor: &Actor,
    patient: PatientId,
) -> Outcome<Permit<Rule, PatientId>> {
    let scope = Rule::scope(actor);
    if scope != PatientScope::Nobody && session.patients().is_in_scope(scope, patient).await? {
        Ok(Permit::grant(patient))
    } else {
        Err(Error::not_found("patient"))
    }
}

/// Roles that may ever add a patient.
pub const MAY_REGISTER: Roles = Roles::of(&[Role::Hospital, Role::Nurse, Role::Receptionist, Role::Patient]);
/// Roles that may ever search patients.
pub const MAY_SEARCH: Roles = Roles::of(&[Role::Hospital, Role::Doctor, Role::Nurse, Role::Receptionist]);
/// Roles that may ever change a record.
pub const MAY_CHANGE: Roles = Roles::of(&[Role::Doctor, Role::Nurse, Role::Receptionist, Role::Patient]);
/// Roles that may ever remove a patient, and those with an own record.
pub const FAMILIES: Roles = Roles::of(&[Role::Patient]);
/// Roles that may ever see who cares for a patient.
pub const MAY_LIST_CARE: Roles = Roles::of(&[Role::Hospital, Role::Doctor, Role::Patient]);
/// Roles that may ever see a hospital's patients.
pub const MAY_LIST_OF_HOSPITAL: Roles = Roles::of(&[Role::Hospital, Role::Doctor, Role::Nurse, Role::Receptionist]);
/// Roles that may ever see a doctor's patients.
pub const MAY_LIST_OF_DOCTOR: Roles = Roles::of(&[Role::Doctor]);

/// Writing who a patient is: the family and the staff of the patient's hospital.
#[derive(Debug)]
pub struct WriteDemographics;
impl PatientRule for WriteDemographics {
    const NAME: &'static str = "write demographics";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Nurse { hospital, .. } | Actor::Receptionist { hospital, .. } => PatientScope::Hospital(*hospital),
            Actor::Doctor { .. } | Actor::Hospital { .. } => PatientScope::Nobody,
        }
    }
}

/// Writing allergies, medicines, conditions and history: the family, the treating doctor, the hospital's nurses.
#[derive(Debug)]
pub struct WriteClinical;
impl PatientRule for WriteClinical {
    const NAME: &'static str = "write clinical facts";
    fn scope(actor: &Actor) -> PatientScope {
        ReadClinical::scope(actor)
    }
}

/// Seeing who cares for a patient: the family, the treating doctor, the patient's hospital.
#[derive(Debug)]
pub struct ReadCare;
impl PatientRule for ReadCare {
    const NAME: &'static str = "read who cares for a patient";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Hospital { hospital, verified: true, .. } => PatientScope::Hospital(*hospital),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { verified: false, .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. } => PatientScope::Nobody,
        }
    }
}

/// The right to change a record.
#[derive(Debug)]
pub struct ChangeRecord;

/// The proof that a record may be changed.
pub type ChangePermit = Permit<ChangeRecord, PatientId>;

/// The permit for a change that touches demographics, clinical fields, both or neither. A part that the caller's role never
/// writes is refused as such; a patient out of reach does not exist.
pub async fn change(
    session: &mut dyn Session,
    actor: &Actor,
    patient: PatientId,
    (demographics, clinical): (bool, bool),
) -> Outcome<ChangePermit> {
    let role = actor.role();
    if demographics && !MAY_WRITE_DEMOGRAPHICS.contains(role) {
        return Err(Error::forbidden("your role may change clinical fields only"));
    }
    if clinical && !MAY_WRITE_CLINICAL.contains(role) {
        return Err(Error::forbidden("your role may not change clinical fields"));
    }
    // Where one actor may write both, it is for the same patients.
    match (demographics, clinical) {
        (_, true) => admit::<WriteClinical>(session, actor, patient).await.map(drop)?,
        (true, false) => admit::<WriteDemographics>(session, actor, patient).await.map(drop)?,
        (false, false) => admit::<ReadDemographics>(session, actor, patient).await.map(drop)?,
    }
    Ok(Permit::grant(patient))
}

/// Roles that write who a patient is, for those patients whom they see.
const MAY_WRITE_DEMOGRAPHICS: Roles = Roles::of(&[Role::Nurse, Role::Receptionist, Role::Patient]);
/// Roles that write clinical fields, for those patients whom they see.
pub(super) const MAY_WRITE_CLINICAL: Roles = Roles::of(&[Role::Doctor, Role::Nurse, Role::Patient]);

/// In what way somebody adds or removes patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// An administrator: anybody.
    Admin,
    /// A family: its members.
    Family(UserId),
    /// A hospital or its staff: new patients of that hospital.
    Hospital(HospitalId),
}

/// How this actor keeps the register of patients.
pub fn keeper(actor: &Actor) -> Outcome<Keeper> {
    match actor {
        Actor::Admin { .. } => Ok(Keeper::Admin),
        Actor::Patient { user } => Ok(Keeper::Family(*user)),
        Actor::Hospital { hospital, verified: true, .. }
        | Actor::Nurse { hospital, .. }
        | Actor::Receptionist { hospital, .. } => Ok(Keeper::Hospital(*hospital)),
        Actor::Hospital { verified: false, .. } => {
            Err(Error::forbidden("an administrator must verify the hospital first"))
        }
        Actor::Doctor { .. } => Err(Error::forbidden("doctors do not add or remove patients")),
    }
}

/// The permit to remove a patient whom [`keeper`] lets this actor remove and whom he reaches.
pub(super) const fn remove(patient: PatientId) -> ChangePermit {
    Permit::grant(patient)
}

/// The permit to fill in the own record, which was found through the account.
pub(super) const fn own(patient: PatientId) -> ChangePermit {
    Permit::grant(patient)
}

/// On which side of a chat somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatSide {
    /// The patient's family.
    Patient,
    /// This doctor, in the doctor's own chats.
    Doctor(DoctorId),
    /// Neither: chats are not shown.
    Neither,
}

/// The side on which this actor sees chats.
pub const fn chat_side(actor: &Actor) -> ChatSide {
    match actor {
        Actor::Patient { .. } => ChatSide::Patient,
        Actor::Doctor { doctor, .. } => ChatSide::Doctor(*doctor),
        Actor::Admin { .. } | Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
            ChatSide::Neither
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn actors() -> Vec<Actor> {
        let (user, doctor) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let hospital = Uuid::from_u128(3).into();
        vec![
            Actor::Admin { user },
            Actor::Hospital { user, hospital, verified: true },
            Actor::Hospital { user, hospital, verified: false },
            Actor::Doctor { user, doctor, verified: true },
            Actor::Doctor { user, doctor, verified: false },
            Actor::Nurse { user, hospital },
            Actor::Receptionist { user, hospital },
            Actor::Patient { user },
        ]
    }

    #[test]
    fn whoever_writes_or_reads_clinical_data_reads_demographics_of_the_same_patients() {
        for actor in actors() {
            let seen = ReadDemographics::scope(&actor);
            for scope in [
                ReadClinical::scope(&actor),
                WriteClinical::scope(&actor),
                WriteDemographics::scope(&actor),
                ReadCare::scope(&actor),
            ] {
                assert!(scope == PatientScope::Nobody || scope == seen, "{actor:?}");
            }
        }
    }

    #[test]
    fn the_roles_of_a_change_are_those_whose_rule_reaches_somebody() {
        for actor in actors() {
            if WriteDemographics::scope(&actor) != PatientScope::Nobody {
                assert!(MAY_WRITE_DEMOGRAPHICS.contains(actor.role()));
            }
            if WriteClinical::scope(&actor) != PatientScope::Nobody {
                assert!(MAY_WRITE_CLINICAL.contains(actor.role()));
            }
        }
        assert!(!MAY_WRITE_DEMOGRAPHICS.contains(Role::Doctor) && !MAY_WRITE_CLINICAL.contains(Role::Receptionist));
    }

    #[test]
    fn an_unverified_doctor_or_hospital_reaches_nobody() {
        for actor in actors() {
            if let Actor::Doctor { verified: false, .. } | Actor::Hospital { verified: false, .. } = actor {
                assert_eq!(ReadDemographics::scope(&actor), PatientScope::Nobody);
            }
        }
    }
}
