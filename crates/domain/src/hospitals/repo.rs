use async_trait::async_trait;

use super::Hospital;
use crate::{kernel::HospitalId, ports::RepoResult};

/// Storage of hospitals.
#[async_trait]
pub trait HospitalRepo: Send {
    /// The hospital with this id.
    async fn find(&mut self, id: HospitalId) -> RepoResult<Option<Hospital>>;
    /// Adds one. A used e-mail address is a conflict on `email`.
    async fn insert(&mut self, hospital: &Hospital) -> RepoResult<()>;
}
