use async_trait::async_trait;

use super::Doctor;
use crate::{kernel::DoctorId, ports::RepoResult};

/// Storage of doctors' profiles.
#[async_trait]
pub trait DoctorRepo: Send {
    /// The profile with this id.
    async fn find(&mut self, id: DoctorId) -> RepoResult<Option<Doctor>>;
    /// Adds one. A used licence number is a conflict on `license_number`.
    async fn insert(&mut self, doctor: &Doctor) -> RepoResult<()>;
}
