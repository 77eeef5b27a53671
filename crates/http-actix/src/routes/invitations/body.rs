use chrono::{DateTime, Utc};
use domain::{
    invitations::{Invitation, SentInvitation},
    kernel::TextEnum,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An invitation to work for a hospital.
#[derive(Serialize, ToSchema)]
pub struct StaffInvitationBody {
    /// Its id.
    pub id: Uuid,
    /// To whom it went.
    #[schema(example = "karim@mustapha.example")]
    pub email: String,
    /// As what: doctor, nurse or receptionist.
    #[schema(example = "nurse")]
    pub role: Option<&'static str>,
    /// Where.
    pub hospital_id: Option<Uuid>,
    /// The account that invited.
    pub invited_by: Uuid,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

impl From<Invitation> for StaffInvitationBody {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id.into(),
            role: invitation.offer.staff_role().map(TextEnum::as_str),
            hospital_id: invitation.offer.hospital().map(Into::into),
            email: invitation.email,
            invited_by: invitation.invited_by.into(),
            expires_at: invitation.expires_at,
            created_at: invitation.created_at,
        }
    }
}

/// An invitation to act for a patient.
#[derive(Serialize, ToSchema)]
pub struct PatientInvitationBody {
    /// Its id.
    pub id: Uuid,
    /// claim where a hospital or an administrator offers the record, family where a relative shares the patient.
    #[schema(example = "family")]
    pub kind: &'static str,
    /// To whom it went.
    #[schema(example = "omar@family.example")]
    pub email: String,
    /// The patient.
    pub patient_id: Option<Uuid>,
    /// What the patient is to the recipient.
    #[schema(example = "child")]
    pub relation: Option<&'static str>,
    /// The account that invited.
    pub invited_by: Uuid,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

impl From<Invitation> for PatientInvitationBody {
    fn from(invitation: Invitation) -> Self {
        let relation = invitation.offer.relation();
        Self {
            id: invitation.id.into(),
            kind: invitation.offer.kind().as_str(),
            email: invitation.email,
            patient_id: relation.map(|(patient, _)| patient.into()),
            relation: relation.map(|(_, relation)| relation.as_str()),
            invited_by: invitation.invited_by.into(),
            expires_at: invitation.expires_at,
            created_at: invitation.created_at,
        }
    }
}

/// A live invitation in a list.
#[derive(Serialize, ToSchema)]
pub struct Sent<T> {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: T,
    /// The name of whoever invited.
    #[schema(example = "Nadia Haddad")]
    pub from: String,
}

impl<T: From<Invitation>> From<SentInvitation> for Sent<T> {
    fn from(sent: SentInvitation) -> Self {
        Self { invitation: sent.invitation.into(), from: sent.from }
    }
}
