use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Patient, PatientScope, access::ChatSide};
use crate::{
    chats::ChatSummary,
    doctors::Doctor,
    hospitals::Hospital,
    kernel::{DoctorId, HospitalId, MappingId, Page, PageRequest, PatientId},
    ports::RepoResult,
};

/// A doctor who treats a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct CaringDoctor {
    /// The mapping.
    pub mapping: MappingId,
    /// The doctor.
    pub doctor: Doctor,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Their chat, as the caller's side sees it.
    pub chat: Option<ChatSummary>,
}

/// A patient of a doctor or hospital.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientInCare {
    /// The mapping.
    pub mapping: MappingId,
    /// The patient.
    pub patient: Patient,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The chat with the doctor, where the list is a doctor's.
    pub chat: Option<ChatSummary>,
}

/// Storage of who cares for whom. Every list is one query, newest mapping first. `None` where the one whose list it is does
/// not exist or is out of scope.
#[async_trait]
pub trait CareRepo: Send {
    /// The doctors of a patient.
    async fn doctors_of(
        &mut self,
        scope: PatientScope,
        patient: PatientId,
        side: ChatSide,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<CaringDoctor>>>;
    /// The hospitals of a patient.
    async fn hospitals_of(
        &mut self,
        scope: PatientScope,
        patient: PatientId,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Hospital>>>;
    /// The active patients of a doctor, each with their chat as the doctor sees it.
    async fn patients_of_doctor(
        &mut self,
        doctor: DoctorId,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<PatientInCare>>>;
    /// The active patients of a hospital; with `of`, which must be a doctor of the hospital, only that doctor's.
    async fn patients_of_hospital(
        &mut self,
        hospital: HospitalId,
        of: Option<DoctorId>,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<PatientInCare>>>;
}
