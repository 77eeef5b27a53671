//! The audit entry: who did what to which resource. No unit of work commits without one.

use uuid::Uuid;

use super::{Origin, PatientId, Role, UserId};

/// Who did what to which resource. Times and ids are given by the storage adapter's unit of work when it commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The account and its role; none for what the system does by itself or an anonymous visitor did.
    pub actor: Option<(UserId, Role)>,
    /// The patient for whom a patient's account acts. It may be the account's own: who reads the trail tells them apart,
    /// because an actor is not known by the patient that he is.
    pub on_behalf_of: Option<PatientId>,
    /// A verb under a noun: `appointment.book`.
    pub action: &'static str,
    /// The kind of resource: `appointment`.
    pub resource: &'static str,
    /// Which one.
    pub resource_id: Option<Uuid>,
    /// The patient whose record is touched.
    pub patient: Option<PatientId>,
    /// Names of the fields that changed; never clinical values.
    pub changes: Vec<&'static str>,
    /// From where.
    pub origin: Origin,
}

impl AuditEntry {
    /// An entry for this action. The part of the action before the dot is the resource until [`Self::on`] says otherwise.
    pub fn by(action: &'static str, actor: Option<(UserId, Role)>, origin: &Origin) -> Self {
        Self {
            actor,
            on_behalf_of: None,
            action,
            resource: action.split('.').next().unwrap_or(action),
            resource_id: None,
            patient: None,
            changes: Vec::new(),
            origin: origin.clone(),
        }
    }
    /// What the system does by itself.
    pub fn system(action: &'static str) -> Self {
        Self::by(action, None, &Origin::default())
    }
    /// The resource it was done to.
    #[must_use]
    pub fn on(mut self, id: impl Into<Uuid>) -> Self {
        self.resource_id = Some(id.into());
        self
    }
    /// The patient whose record it touches.
    #[must_use]
    pub fn patient(mut self, patient: PatientId) -> Self {
        self.patient = Some(patient);
        if self.actor.is_some_and(|(_, role)| role == Role::Patient) {
            self.on_behalf_of = Some(patient);
        }
        self
    }
    /// The fields that changed.
    #[must_use]
    pub fn changed(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.changes.extend(fields);
        self
    }
}
