//! The port to the log of who opened whose clinical data.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::kernel::{PatientId, Role, UserId};

/// That somebody was shown clinical data of a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who.
    pub user: UserId,
    /// In which role.
    pub role: Role,
    /// Whose data.
    pub patient: PatientId,
    /// What of it, as a noun: `report`.
    pub what: &'static str,
    /// From which address.
    pub ip: Option<String>,
    /// By which request.
    pub request_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Access {
    /// What equal accesses have in common.
    pub fn key(&self) -> AccessKey {
        (self.user, self.role, self.patient, self.what, self.ip.clone())
    }
}

/// Those accesses that are one row: who, in which role, whose record, what of it, from which address.
pub type AccessKey = (UserId, Role, PatientId, &'static str, Option<String>);

/// Takes note of reads, in the background: no read waits for storage, but for room where too many are on their way. What
/// was noted outlives a server that is stopped in order.
#[async_trait]
pub trait AccessLog: Send + Sync {
    /// Notes it.
    async fn note(&self, access: Access);
    /// Waits until everything noted so far is stored.
    async fn flush(&self);
}
