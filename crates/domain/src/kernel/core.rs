//! What every use case needs: storage, time and chance, and the bus.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;

use super::{Caller, Error, Fresh, Origin, Outcome, PatientId, Role, UserId};
use crate::ports::{Access, AccessLog, EventBus, RepoError, Secrets, Store};

/// The ports that every room's service holds.
#[derive(Clone)]
pub struct Core {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Time, ids, secrets.
    pub fresh: Fresh,
    /// Where committed changes are told.
    pub events: Arc<dyn EventBus>,
    /// Where it is noted who was shown clinical data.
    pub accesses: Arc<dyn AccessLog>,
    /// Hashes and seals with the server's keys.
    pub secrets: Arc<dyn Secrets>,
    /// What the operator chose.
    pub settings: Arc<Settings>,
}

impl Core {
    /// Notes that the caller is shown this (a noun) of these patients. Once for each answer with clinical data, by the use
    /// case that gives it.
    pub async fn shown(&self, caller: &Caller, what: &'static str, patients: impl IntoIterator<Item = PatientId>) {
        let patients: BTreeSet<PatientId> = patients.into_iter().collect();
        self.shown_to((caller.actor.user(), caller.actor.role()), &caller.origin, what, patients).await;
    }

    /// The same where nobody signed in: in the name of this account, in this role.
    pub async fn shown_to(
        &self,
        (user, role): (UserId, Role),
        origin: &Origin,
        what: &'static str,
        patients: BTreeSet<PatientId>,
    ) {
        for patient in patients {
            let (ip, request_id) = (origin.ip.clone(), origin.request_id.clone());
            self.accesses.note(Access { user, role, patient, what, ip, request_id, at: self.fresh.now() }).await;
        }
    }
}

/// The operator's choices that use cases need.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The IANA name of the time zone of doctors and hospitals that name none.
    pub default_timezone: String,
    /// How long a session lives without a refresh.
    pub session_lifetime: TimeDelta,
}

/// Runs a unit of work again, up to three times, when another transaction was in its way (deadlock, serialization failure).
pub async fn retry_conflicts<T>(mut work: impl AsyncFnMut() -> Outcome<T>) -> Outcome<T> {
    for _ in 0..3 {
        match work().await {
            Err(Error::Repo(RepoError::Retry)) => {}
            done => return done,
        }
    }
    work().await
}
