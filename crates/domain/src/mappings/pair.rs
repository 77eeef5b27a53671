use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::{DoctorId, HospitalId, MappingId, PatientId, UserId};

/// What kind of parties a mapping joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingKind {
    /// A doctor works at a hospital.
    HospitalDoctor,
    /// A patient is registered at a hospital.
    HospitalPatient,
    /// A doctor treats a patient.
    DoctorPatient,
}

/// The two parties of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// A doctor works at a hospital.
    HospitalDoctor(HospitalId, DoctorId),
    /// A patient is registered at a hospital.
    HospitalPatient(HospitalId, PatientId),
    /// A doctor treats a patient.
    DoctorPatient(DoctorId, PatientId),
}

impl Pair {
    /// The kind.
    pub const fn kind(self) -> MappingKind {
        match self {
            Self::HospitalDoctor(..) => MappingKind::HospitalDoctor,
            Self::HospitalPatient(..) => MappingKind::HospitalPatient,
            Self::DoctorPatient(..) => MappingKind::DoctorPatient,
        }
    }
    /// Both parties, in the order of the kind's name.
    pub const fn parties(self) -> (PartyId, PartyId) {
        match self {
            Self::HospitalDoctor(hospital, doctor) => (PartyId::Hospital(hospital), PartyId::Doctor(doctor)),
            Self::HospitalPatient(hospital, patient) => (PartyId::Hospital(hospital), PartyId::Patient(patient)),
            Self::DoctorPatient(doctor, patient) => (PartyId::Doctor(doctor), PartyId::Patient(patient)),
        }
    }
    /// Both ids, in the order of the kind's name.
    pub fn ids(self) -> (Uuid, Uuid) {
        match self {
            Self::HospitalDoctor(hospital, doctor) => (hospital.into(), doctor.into()),
            Self::HospitalPatient(hospital, patient) => (hospital.into(), patient.into()),
            Self::DoctorPatient(doctor, patient) => (doctor.into(), patient.into()),
        }
    }
    /// The patient, where one is a party.
    pub const fn patient(self) -> Option<PatientId> {
        match self {
            Self::HospitalPatient(_, patient) | Self::DoctorPatient(_, patient) => Some(patient),
            Self::HospitalDoctor(..) => None,
        }
    }
    /// A pair of this kind from two ids in the order of the kind's name.
    pub fn of(kind: MappingKind, first: Uuid, second: Uuid) -> Self {
        match kind {
            MappingKind::HospitalDoctor => Self::HospitalDoctor(first.into(), second.into()),
            MappingKind::HospitalPatient => Self::HospitalPatient(first.into(), second.into()),
            MappingKind::DoctorPatient => Self::DoctorPatient(first.into(), second.into()),
        }
    }
}

/// A live mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its id.
    pub id: MappingId,
    /// Whom it joins.
    pub pair: Pair,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A live mapping with the names of both, in the order of the kind's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMapping {
    /// The mapping.
    pub mapping: Mapping,
    /// The first party's name.
    pub first_name: String,
    /// The second party's name.
    pub second_name: String,
}

/// Which mappings a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MappingFilter {
    /// With this hospital.
    pub hospital: Option<HospitalId>,
    /// With this doctor.
    pub doctor: Option<DoctorId>,
    /// With this patient.
    pub patient: Option<PatientId>,
}

/// One end of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyId {
    /// A hospital.
    Hospital(HospitalId),
    /// A doctor.
    Doctor(DoctorId),
    /// A patient.
    Patient(PatientId),
}

impl PartyId {
    /// What it is, as a noun.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Hospital(_) => "hospital",
            Self::Doctor(_) => "doctor",
            Self::Patient(_) => "patient",
        }
    }
    /// The field of a body that names it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Hospital(_) => "hospital_id",
            Self::Doctor(_) => "doctor_id",
            Self::Patient(_) => "patient_id",
        }
    }
}

/// What must be known of somebody to map them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name.
    pub name: String,
    /// The account behind a doctor or hospital.
    pub user: Option<UserId>,
    /// Whether an administrator verified it; patients need none.
    pub is_verified: bool,
    /// Whether it is in use.
    pub is_active: bool,
}
