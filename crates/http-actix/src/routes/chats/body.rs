use chrono::{DateTime, Utc};
use domain::{
    chats::{ChatView, Party, Viewer},
    kernel::{Caller, Check, DoctorId, Outcome, PatientId, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::message_body::MessageBody;
use crate::extract::Field;

/// A side of a chat.
#[derive(Serialize, ToSchema)]
pub struct PartyBody {
    /// The doctor's or patient's id.
    id: Uuid,
    /// The name.
    #[schema(example = "Dr. Amina Benali")]
    name: String,
    /// A link to a photo.
    photo: Option<String>,
}

impl PartyBody {
    fn new(id: impl Into<Uuid>, party: Party) -> Self {
        Self { id: id.into(), name: party.name, photo: party.photo }
    }
}

/// The conversation of a doctor and a patient.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the API shows each side's flag by its own name")]
pub struct ChatBody {
    /// Its id.
    id: Uuid,
    /// The doctor's id.
    doctor_id: Uuid,
    /// The patient's id.
    patient_id: Uuid,
    /// The doctor.
    doctor: PartyBody,
    /// The patient.
    patient: PartyBody,
    /// Whether it waits for the doctor.
    is_active_for_doctor: bool,
    /// Whether it waits for the patient's side.
    is_active_for_patient: bool,
    /// Whether it waits for the caller's side.
    is_active: bool,
    /// open or closed.
    #[schema(example = "open")]
    status: &'static str,
    /// Whether the caller has put it away.
    is_archived: bool,
    /// Messages that the caller's side has not read.
    #[schema(example = 2)]
    unread_count: i32,
    /// The newest message.
    last_message: Option<MessageBody>,
    /// When it was sent.
    last_message_at: Option<DateTime<Utc>>,
    /// When the chat was opened.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

impl ChatBody {
    /// As the caller sees it.
    pub fn new(view: ChatView, caller: &Caller) -> Self {
        let (chat, side) = (view.chat, Viewer::of(&caller.actor).side);
        Self {
            id: chat.id.into(),
            doctor_id: chat.doctor_id.into(),
            patient_id: chat.patient_id.into(),
            doctor: PartyBody::new(chat.doctor_id, view.doctor),
            patient: PartyBody::new(chat.patient_id, view.patient),
            is_active_for_doctor: chat.is_active_for_doctor,
            is_active_for_patient: chat.is_active_for_patient,
            is_active: chat.is_active_for(side),
            status: chat.status.as_str(),
            is_archived: view.is_archived,
            unread_count: chat.unread_for(side),
            last_message: view.last_message.map(|last| MessageBody::new(last, &caller.actor)),
            last_message_at: chat.last_message_at,
            created_at: chat.created_at,
            updated_at: chat.updated_at,
        }
    }
}

/// Whose chat is to be opened.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewChatFields {
    /// The doctor, who must treat the patient.
    #[schema(value_type = Option<Uuid>)]
    pub doctor_id: Field<Uuid>,
    /// The patient.
    #[schema(value_type = Option<Uuid>)]
    pub patient_id: Field<Uuid>,
}

impl NewChatFields {
    /// The doctor and the patient.
    pub fn read(self) -> Outcome<(DoctorId, PatientId)> {
        let mut check = Check::default();
        let doctor = check.required("doctor_id", self.doctor_id, parse::any);
        let patient = check.required("patient_id", self.patient_id, parse::any);
        check.build(|| Some((doctor?.into(), patient?.into())))
    }
}
