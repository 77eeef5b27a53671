//! Typed ids over UUIDv7, so that a patient's id can never stand where a doctor's belongs.

use uuid::Uuid;

macro_rules! ids { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    pub struct $name(pub Uuid);

    impl From<Uuid> for $name {
        fn from(id: Uuid) -> Self {
            Self(id)
        }
    }
    impl From<$name> for Uuid {
        fn from(id: $name) -> Self {
            id.0
        }
    }
    impl std::fmt::Display for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fmt(f)
        }
    }
)* } }

ids! {
    /// An account that signs in.
    UserId,
    /// One sign-in of one user on one device.
    SessionId,
    /// A hospital.
    HospitalId,
    /// A doctor's profile.
    DoctorId,
    /// A person with a medical record.
    PatientId,
    /// A medical specialty.
    SpecialtyId,
    /// A hospital–doctor, hospital–patient or doctor–patient mapping.
    MappingId,
    /// A user's relation to a patient.
    RelationId,
    /// One live or ended entry of a patient's allergies, medicines or conditions.
    ClinicalFactId,
    /// One version of a case history.
    CaseHistoryId,
    /// A titled medical document set.
    ReportId,
    /// A stored document.
    DocumentId,
    /// The conversation of one doctor and one patient.
    ChatId,
    /// One message.
    MessageId,
    /// One interview about one patient.
    AiSessionId,
    /// One row of the log of reads.
    AccessId,
    /// One entry of the audit trail.
    AuditId,
    /// One turn of an interview.
    AiMessageId,
    /// One suggested response.
    AiSuggestionId,
    /// A medical problem suggestion.
    SuggestionId,
    /// An appointment.
    AppointmentId,
    /// An invitation to an account, a record or a workplace.
    InvitationId,
    /// A job of the outbox.
    JobId,
}
