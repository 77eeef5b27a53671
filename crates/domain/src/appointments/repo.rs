use async_trait::async_trait;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use super::{
    Appointment, AppointmentScope, AppointmentStatus, AppointmentView, Interval,
    access::{Book, ChangeAppointment},
};
use crate::{
    doctors::access::ChangeDoctor,
    kernel::{AppointmentId, DoctorId, HospitalId, Page, PageRequest, PatientId, Permit, UserId},
    patients::{ClinicalFactKind, Gender, PatientScope},
    ports::RepoResult,
};

/// A doctor whose row is locked, as far as booking asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookable {
    /// The doctor's name.
    pub name: String,
    /// The zone in which the doctor's dates and times are meant.
    pub zone: Tz,
    /// Whether the doctor may be booked: verified and active.
    pub is_bookable: bool,
    /// The name of the hospital that was asked for, if the doctor works there.
    pub hospital_name: Option<String>,
}

/// A patient whose row is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedPatient {
    /// The patient's name.
    pub name: String,
    /// Whether the hospital that was asked for has the patient registered.
    pub is_registered: bool,
}

/// Who has another live appointment in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    /// The doctor.
    pub doctor: bool,
    /// The patient.
    pub patient: bool,
}

/// What a booking tells the assistant, and what the record knows beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// About whom.
    pub patient_id: PatientId,
    /// The reason given.
    pub reason: Option<String>,
    /// The symptoms given.
    pub symptoms: Option<String>,
    /// Who booked.
    pub booked_by: UserId,
    /// Whether the patient's own account booked.
    pub booked_by_own_person: bool,
    /// The patient's date of birth.
    pub dob: Option<NaiveDate>,
    /// The patient's gender.
    pub gender: Option<Gender>,
    /// Live entries of the record.
    pub facts: Vec<(ClinicalFactKind, String)>,
    /// What was made of it, or that this is pending.
    pub analysis: Option<Value>,
}

/// Which appointments a list shows. Days are those of the doctor's calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppointmentFilter {
    /// Of one of these statuses; of any when there is none.
    pub statuses: Vec<AppointmentStatus>,
    /// On this day or later.
    pub date_from: Option<NaiveDate>,
    /// On this day or earlier.
    pub date_to: Option<NaiveDate>,
    /// Of this doctor.
    pub doctor: Option<DoctorId>,
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// At this hospital.
    pub hospital: Option<HospitalId>,
}

/// Storage of appointments. A change that would put the doctor or the patient in two places at once is a conflict on
/// `doctor` or `patient`.
#[async_trait]
pub trait AppointmentRepo: Send {
    /// Locks the doctor's row until the end of the transaction. Lock it before the patient's. Others may still refer to a
    /// locked row, for they do so in either order.
    async fn lock_doctor(&mut self, doctor: DoctorId, at: Option<HospitalId>) -> RepoResult<Option<Bookable>>;
    /// Locks the patient's row.
    async fn lock_patient(&mut self, patient: PatientId) -> RepoResult<()>;
    /// Locks the doctor's row, then that of the patient, who must be active and in the scope; none where one is missing.
    async fn lock_parties(
        &mut self,
        doctor: DoctorId,
        at: Option<HospitalId>,
        scope: PatientScope,
        patient: PatientId,
    ) -> RepoResult<Option<(Bookable, BookedPatient)>>;
    /// The patient meant by an account that names none: its own person, else the only one for whom it acts.
    async fn default_patient(&mut self, user: UserId) -> RepoResult<Option<PatientId>>;
    /// Who has another live appointment then, `except` left aside.
    async fn clash(
        &mut self,
        doctor: DoctorId,
        patient: PatientId,
        time: Interval,
        except: Option<AppointmentId>,
    ) -> RepoResult<Clash>;
    /// Adds an appointment that begins on this day of the doctor's calendar.
    async fn insert(
        &mut self,
        permit: &Permit<Book, PatientId>,
        appointment: &Appointment,
        day: NaiveDate,
    ) -> RepoResult<()>;
    /// The appointment, if it is in the scope. Held slots are none.
    async fn find(&mut self, scope: AppointmentScope, id: AppointmentId) -> RepoResult<Option<AppointmentView>>;
    /// Locks the appointment's row until the end of the transaction.
    async fn lock(&mut self, id: AppointmentId) -> RepoResult<Option<Appointment>>;
    /// Stores a changed appointment.
    async fn update(
        &mut self,
        permit: &Permit<ChangeAppointment, AppointmentId>,
        appointment: &Appointment,
        day: NaiveDate,
    ) -> RepoResult<()>;
    /// Counts the days of a doctor's appointments anew, in the zone in which they are meant from now on.
    async fn set_zone(&mut self, permit: &Permit<ChangeDoctor, DoctorId>, zone: Tz) -> RepoResult<()>;
    /// Appointments in the scope by time, then id.
    async fn list(
        &mut self,
        scope: AppointmentScope,
        filter: &AppointmentFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<AppointmentView>>;
    /// What the assistant needs to analyse a booking.
    async fn told(&mut self, id: AppointmentId) -> RepoResult<Option<Told>>;
    /// Keeps what the assistant makes of a booking.
    async fn set_analysis(&mut self, id: AppointmentId, analysis: &Value) -> RepoResult<()>;
}
