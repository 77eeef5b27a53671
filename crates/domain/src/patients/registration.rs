use chrono::{DateTime, Utc};

use super::{
    ClinicalChange, ClinicalFact, ClinicalFactSource, NewPatient, Patient, PatientChange, PatientRecord, Patients,
    access::{self, Keeper, MAY_WRITE_CLINICAL},
    service::latest_today,
};
use crate::{
    kernel::{Caller, Core, Error, HospitalId, Outcome, PatientId, UserId},
    mappings::{self, Mapping, Pair, Relation, UserPatientRelation},
    ports::{RepoError, RepoResult, UnitOfWork},
};

/// Adds patients: how, depends on who does it.
#[derive(Clone)]
pub struct Registrar {
    core: Core,
    patients: Patients,
}

/// The record, and whether it was opened now.
pub type RegistrationOutcome = (PatientRecord, bool);

impl Registrar {
    /// From its ports.
    pub fn new(core: Core) -> Self {
        Self { patients: Patients::new(core.clone()), core }
    }

    /// Adds a patient. A family adds a member by naming the relation; without one, or as `self`, it fills in its own person.
    /// A hospital's patient is mapped to it.
    pub async fn register(
        &self,
        caller: &Caller,
        name: Option<String>,
        relation: Option<Relation>,
        details: PatientChange,
        clinical: ClinicalChange,
    ) -> Outcome<RegistrationOutcome> {
        let keeper = access::keeper(&caller.actor)?;
        if !clinical.states_nothing() && !MAY_WRITE_CLINICAL.contains(caller.actor.role()) {
            return Err(Error::forbidden("your role may not state clinical fields"));
        }
        if let (Keeper::Family(user), None | Some(Relation::Own)) = (keeper, relation)
            && self.core.store.read().await?.patients().own(user).await?.is_some()
        {
            return Ok((self.patients.change_own(caller, details, clinical).await?, false));
        }
        let name = name.ok_or_else(|| Error::invalid("name", "is required"))?;
        let new = NewPatient { name, details, clinical };
        let patient = match keeper {
            Keeper::Admin => self.open(caller, new, None, None).await?,
            Keeper::Hospital(hospital) => self.open(caller, new, Some(hospital), None).await?,
            Keeper::Family(user) => {
                self.open(caller, new, None, Some((user, relation.unwrap_or(Relation::Own)))).await?
            }
        };
        Ok((self.patients.get(caller, patient).await?, true))
    }

    async fn open(
        &self,
        caller: &Caller,
        new: NewPatient,
        hospital: Option<HospitalId>,
        relation: Option<(UserId, Relation)>,
    ) -> Outcome<PatientId> {
        let now = self.core.fresh.now();
        check_new(&new, now)?;
        let mut work = self.core.store.begin().await?;
        let patient = add_patient(&mut *work, &self.core, caller, new, hospital, now).await?;
        if let Some(hospital) = hospital {
            let pair = Pair::HospitalPatient(hospital, patient);
            let created_by = caller.actor.user();
            let wanted = Mapping { id: self.core.fresh.id(), pair, created_by, created_at: now };
            let (mapping, _) = mappings::ensure(&mut *work, &wanted).await?;
            work.also(mappings::mapped(caller, &mapping));
        }
        if let Some((user_id, relation)) = relation {
            let granted_by = caller.actor.user();
            let id = self.core.fresh.id();
            let row = UserPatientRelation {
                id,
                user_id,
                patient_id: patient,
                relation,
                granted_by,
                created_at: now,
                updated_at: now,
            };
            work.relations().insert(&row).await.map_err(self_taken)?;
        }
        work.commit(caller.audit("patient.create").on(patient).patient(patient)).await?;
        Ok(patient)
    }
}

/// Refuses what cannot be true of anybody.
pub(crate) fn check_new(new: &NewPatient, now: DateTime<Utc>) -> Outcome<()> {
    new.details.check(latest_today(now))
}

/// Opens a record with what is stated of the patient's health.
pub(crate) async fn add_patient(
    work: &mut dyn UnitOfWork,
    core: &Core,
    caller: &Caller,
    new: NewPatient,
    hospital: Option<HospitalId>,
    now: DateTime<Utc>,
) -> RepoResult<PatientId> {
    let mut patient = Patient::new(core.fresh.id(), new.name, now);
    new.details.apply(&mut patient, now);
    if let Some(hospital) = hospital {
        patient.registered_by_hospital_id = Some(hospital);
        patient.record_number = Some(work.patients().next_record_number(hospital).await?);
    }
    patient.medical_history = new.clinical.medical_history.clone().unwrap_or_default();
    work.patients().insert(&patient).await?;
    let source = ClinicalFactSource::of(caller.actor.role());
    let facts: Vec<ClinicalFact> = source
        .into_iter()
        .flat_map(|source| new.clinical.clone().entries().into_iter().map(move |entry| (source, entry)))
        .map(|(source, (kind, text))| ClinicalFact {
            id: core.fresh.id(),
            patient_id: patient.id,
            kind,
            text,
            source,
            recorded_by: caller.actor.user(),
            recorded_at: now,
        })
        .collect();
    if !facts.is_empty() {
        work.patients().insert_facts(&facts).await?;
    }
    Ok(patient.id)
}

/// The account has an own person already, or the patient is somebody's.
pub(crate) fn self_taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict(_) => Error::conflict("this account has a patient with relation self already"),
        RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
