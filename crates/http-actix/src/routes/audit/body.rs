use chrono::{DateTime, Utc};
use domain::{
    audit::{ActionFilter, RecordAccess, TrailEntry, TrailFilter},
    kernel::{Check, Outcome, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which entries are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrailQuery {
    /// Of this account.
    user_id: Option<Uuid>,
    /// Of this action, or of every action with this verb; `read` for clinical data that was opened.
    #[param(example = "report.create")]
    action: Option<String>,
    /// About this kind of resource; `access` for clinical data that was opened, whatever it was.
    #[param(example = "report")]
    resource: Option<String>,
    /// About this patient's record.
    patient_id: Option<Uuid>,
    /// On this day (UTC) or later.
    #[param(example = "2026-12-21")]
    from_date: Option<String>,
    /// On this day (UTC) or earlier.
    #[param(example = "2026-12-22")]
    to_date: Option<String>,
}

impl TrailQuery {
    /// Reads them all.
    pub fn read(self) -> Outcome<TrailFilter> {
        let mut check = Check::default();
        let action = check.optional("action", self.action, ActionFilter::parse);
        let resource = check.optional("resource", self.resource, parse::noun);
        let from = check.optional("from_date", self.from_date, parse::date);
        let to = check.optional("to_date", self.to_date, parse::date);
        let (user, patient) = (self.user_id.map(Into::into), self.patient_id.map(Into::into));
        check.build(|| Some(TrailFilter { user, action, resource, patient, from, to }))
    }
}

/// One entry of the trail.
#[derive(Serialize, ToSchema)]
pub struct TrailEntryBody {
    /// Its id.
    pub id: Uuid,
    /// The account that acted; null for the system and for visitors.
    pub user_id: Option<Uuid>,
    /// Its role then.
    #[schema(example = "doctor")]
    pub role: Option<&'static str>,
    /// The patient for whom a relative acted.
    pub on_behalf_of: Option<Uuid>,
    /// What was done.
    #[schema(example = "report.create")]
    pub action: String,
    /// The kind of resource.
    #[schema(example = "report")]
    pub resource: String,
    /// Which one.
    pub resource_id: Option<Uuid>,
    /// The patient whose record was touched.
    pub patient_id: Option<Uuid>,
    /// Names of the fields that changed.
    #[schema(example = json!(["title"]))]
    pub changes: Vec<String>,
    /// From which address.
    #[schema(example = "203.0.113.7")]
    pub ip_address: Option<String>,
    /// By which request.
    pub request_id: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl From<TrailEntry> for TrailEntryBody {
    fn from(entry: TrailEntry) -> Self {
        Self {
            id: entry.id.into(),
            user_id: entry.user_id.map(Into::into),
            role: entry.role.map(TextEnum::as_str),
            on_behalf_of: entry.on_behalf_of.map(Into::into),
            action: entry.action,
            resource: entry.resource,
            resource_id: entry.resource_id,
            patient_id: entry.patient_id.map(Into::into),
            changes: entry.changes,
            ip_address: entry.ip_address,
            request_id: entry.request_id,
            created_at: entry.created_at,
        }
    }
}

/// That somebody opened or changed a patient's record.
#[derive(Serialize, ToSchema)]
pub struct RecordAccessBody {
    /// Its id.
    pub id: Uuid,
    /// read or change.
    #[schema(example = "read")]
    pub kind: &'static str,
    /// The account; null for the system.
    pub user_id: Option<Uuid>,
    /// Its name.
    #[schema(example = "Dr. Amina Benali")]
    pub user_name: Option<String>,
    /// Its role then.
    #[schema(example = "doctor")]
    pub role: Option<&'static str>,
    /// The patient for whom a relative acted.
    pub on_behalf_of: Option<Uuid>,
    /// What was opened, or what was done.
    #[schema(example = "case_history")]
    pub what: String,
    /// How often within a moment.
    #[schema(example = 1)]
    pub times: i32,
    /// When, for the first time of several.
    pub at: DateTime<Utc>,
}

impl From<RecordAccess> for RecordAccessBody {
    fn from(access: RecordAccess) -> Self {
        Self {
            id: access.id,
            kind: access.kind.as_str(),
            user_id: access.user_id.map(Into::into),
            user_name: access.user_name,
            role: access.role.map(TextEnum::as_str),
            on_behalf_of: access.on_behalf_of.map(Into::into),
            what: access.what,
            times: access.times,
            at: access.at,
        }
    }
}
