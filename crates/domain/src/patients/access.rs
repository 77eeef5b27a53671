//! Who reaches which patients. A rule is a total function from the actor to the set of patients for whom he may do a thing;
//! queries take the set, so the filter is inside them, and a change takes the permit that [`admit`] gives.

use crate::{
    kernel::{Actor, DoctorId, Error, HospitalId, Outcome, PatientId, Permit, UserId},
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
