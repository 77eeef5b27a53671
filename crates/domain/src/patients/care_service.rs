use super::{
    CaringDoctor, PatientInCare, PatientRule, PatientScope,
    access::{ReadCare, chat_side},
};
use crate::{
    hospitals::Hospital,
    kernel::{Actor, Caller, Core, DoctorId, Error, HospitalId, Outcome, Page, PageRequest, PatientId},
};

/// The use cases around who cares for whom.
#[derive(Clone)]
pub struct Care {
    core: Core,
}

impl Care {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// The doctors of a patient, each with the chat as the caller's side sees it.
    pub async fn doctors_of(
        &self,
        caller: &Caller,
        patient: PatientId,
        page: &PageRequest,
    ) -> Outcome<Page<CaringDoctor>> {
        let scope = reach(&caller.actor)?;
        let mut session = self.core.store.read().await?;
        let found = session.care().doctors_of(scope, patient, chat_side(&caller.actor), page.by_id()?).await?;
        found.ok_or(Error::not_found("patient"))
    }

    /// The hospitals of a patient.
    pub async fn hospitals_of(
        &self,
        caller: &Caller,
        patient: PatientId,
        page: &PageRequest,
    ) -> Outcome<Page<Hospital>> {
        let scope = reach(&caller.actor)?;
        let found = self.core.store.read().await?.care().hospitals_of(scope, patient, page.by_id()?).await?;
        found.ok_or(Error::not_found("patient"))
    }

    /// The patients of a doctor: for that doctor and for administrators.
    pub async fn patients_of_doctor(
        &self,
        caller: &Caller,
        doctor: DoctorId,
        page: &PageRequest,
    ) -> Outcome<Page<PatientInCare>> {
        match &caller.actor {
            Actor::Admin { .. } => {}
            Actor::Doctor { doctor: own, verified: true, .. } if *own == doctor => {}
            Actor::Doctor { .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. }
            | Actor::Patient { .. } => return Err(Error::not_found("doctor")),
        }
        let found = self.core.store.read().await?.care().patients_of_doctor(doctor, page.by_id()?).await?;
        Ok(self.shown(caller, found.ok_or(Error::not_found("doctor"))?).await)
    }

    /// The patients of a hospital: for the hospital and its staff all, for its doctors their own.
    pub async fn patients_of_hospital(
        &self,
        caller: &Caller,
        hospital: HospitalId,
        page: &PageRequest,
    ) -> Outcome<Page<PatientInCare>> {
        let of = match &caller.actor {
            Actor::Admin { .. } => None,
            Actor::Hospital { hospital: own, verified: true, .. }
            | Actor::Nurse { hospital: own, .. }
            | Actor::Receptionist { hospital: own, .. }
                if *own == hospital =>
            {
                None
            }
            Actor::Doctor { doctor, verified: true, .. } => Some(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. }
            | Actor::Patient { .. } => return Err(Error::not_found("hospital")),
        };
        let found = self.core.store.read().await?.care().patients_of_hospital(hospital, of, page.by_id()?).await?;
        Ok(self.shown(caller, found.ok_or(Error::not_found("hospital"))?).await)
    }

    /// The same; of whom it tells something of the health is noted.
    async fn shown(&self, caller: &Caller, found: Page<PatientInCare>) -> Page<PatientInCare> {
        let telling = found.items.iter().filter(|row| row.patient.tells_of_health());
        self.core.shown(caller, "patients", telling.map(|row| row.patient.id)).await;
        found
    }
}

fn reach(actor: &Actor) -> Outcome<PatientScope> {
    match ReadCare::scope(actor) {
        PatientScope::Nobody => Err(Error::not_found("patient")),
        scope
        @ (PatientScope::All | PatientScope::Family(_) | PatientScope::Treated(_) | PatientScope::Hospital(_)) => {
            Ok(scope)
        }
    }
}
