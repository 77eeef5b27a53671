use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Hospital;
use crate::{
    kernel::{HospitalId, UserId},
    ports::RepoResult,
};

/// Storage of hospitals.
#[async_trait]
pub trait HospitalRepo: Send {
    /// The hospital with this id.
    async fn find(&mut self, id: HospitalId) -> RepoResult<Option<Hospital>>;
    /// Adds one. A used e-mail address is a conflict on `email`.
    async fn insert(&mut self, hospital: &Hospital) -> RepoResult<()>;
    /// Notes that an account works for a hospital. One that works for one already is a conflict on `user_id`.
    async fn add_staff(&mut self, id: Uuid, user: UserId, hospital: HospitalId, now: DateTime<Utc>) -> RepoResult<()>;
}
