use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Doctor, DoctorFilter, DoctorOrder, DoctorRecord,
    access::{ChangeDoctor, DoctorScope},
};
use crate::{
    kernel::{DoctorId, HospitalId, Page, PageRequest, Permit, SpecialtyId, UserId},
    ports::RepoResult,
};

/// Storage of doctors' profiles. Where a `viewer` is given, records carry the doctor's chat with that account's own patient.
#[async_trait]
pub trait DoctorRepo: Send {
    /// The profile with this id.
    async fn find(&mut self, id: DoctorId) -> RepoResult<Option<Doctor>>;
    /// The profile with this id, if it is in the scope.
    async fn find_in(
        &mut self,
        scope: DoctorScope,
        viewer: Option<UserId>,
        id: DoctorId,
    ) -> RepoResult<Option<DoctorRecord>>;
    /// The profile with this id, locked until the end of the unit of work.
    async fn find_for_change(&mut self, id: DoctorId) -> RepoResult<Option<Doctor>>;
    /// Profiles in the scope that pass the filter, in this order.
    async fn list(
        &mut self,
        scope: DoctorScope,
        viewer: Option<UserId>,
        filter: &DoctorFilter,
        order: &DoctorOrder,
        page: &PageRequest,
    ) -> RepoResult<Page<DoctorRecord>>;
    /// Adds one. A used licence number is a conflict on `license_number`.
    async fn insert(&mut self, doctor: &Doctor) -> RepoResult<()>;
    /// Writes a changed one. A used licence number is a conflict on `license_number`.
    async fn update(&mut self, permit: &Permit<ChangeDoctor, DoctorId>, doctor: &Doctor) -> RepoResult<()>;
    /// Replaces the doctor's specialties. An unknown one is a conflict on `specialty`.
    async fn set_specialties(
        &mut self,
        permit: &Permit<ChangeDoctor, DoctorId>,
        specialties: &[SpecialtyId],
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Makes the profile of an account active or not, as the account is.
    async fn follow_account(&mut self, account: UserId, is_active: bool, now: DateTime<Utc>) -> RepoResult<()>;
    /// Gives the hospital's time zone to the doctors, or to this one, who named none and work there first. Answers it, and
    /// whose changed.
    async fn follow_hospital(
        &mut self,
        hospital: HospitalId,
        only: Option<DoctorId>,
        now: DateTime<Utc>,
    ) -> RepoResult<(String, Vec<DoctorId>)>;
}
