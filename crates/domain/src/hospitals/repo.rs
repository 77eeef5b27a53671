use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Hospital, HospitalFilter,
    access::{AdministerHospitals, ChangeHospital, HospitalScope},
};
use crate::{
    kernel::{HospitalId, Page, PageRequest, Permit, UserId},
    ports::RepoResult,
};

/// Storage of hospitals. Deleted ones are not found.
#[async_trait]
pub trait HospitalRepo: Send {
    /// The hospital with this id.
    async fn find(&mut self, id: HospitalId) -> RepoResult<Option<Hospital>>;
    /// The hospital with this id, if it is in the scope.
    async fn find_in(&mut self, scope: HospitalScope, id: HospitalId) -> RepoResult<Option<Hospital>>;
    /// The hospital with this id, locked until the end of the unit of work.
    async fn find_for_change(&mut self, id: HospitalId) -> RepoResult<Option<Hospital>>;
    /// Hospitals in the scope that pass the filter, newest first.
    async fn list(
        &mut self,
        scope: HospitalScope,
        filter: &HospitalFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<Hospital>>;
    /// Adds one. A used e-mail address is a conflict on `email`.
    async fn insert(&mut self, hospital: &Hospital) -> RepoResult<()>;
    /// Notes that an account works for a hospital. One that works for one already is a conflict on `user_id`.
    async fn add_staff(&mut self, id: Uuid, user: UserId, hospital: HospitalId, now: DateTime<Utc>) -> RepoResult<()>;
    /// Writes a changed one. A used e-mail address is a conflict on `email`.
    async fn update(&mut self, permit: &Permit<ChangeHospital, HospitalId>, hospital: &Hospital) -> RepoResult<()>;
    /// How many doctors and patients are mapped to it now.
    async fn live_mappings(&mut self, id: HospitalId) -> RepoResult<i64>;
    /// Ends its mappings to doctors and patients.
    async fn end_mappings(
        &mut self,
        permit: &Permit<AdministerHospitals, HospitalId>,
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
}
