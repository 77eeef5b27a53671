use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Message;
use crate::kernel::{ChatId, DoctorId, PatientId, text_enum};

text_enum! {
    /// The two sides of a chat.
    pub enum ChatSide {
        /// The doctor.
        Doctor = "doctor",
        /// The patient and whoever acts for him.
        Patient = "patient",
    }
}

impl ChatSide {
    /// The side across.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Doctor => Self::Patient,
            Self::Patient => Self::Doctor,
        }
    }
}

text_enum! {
    /// Whether a chat takes messages.
    pub enum ChatStatus {
        /// It does.
        Open = "open",
        /// It is for reading only, until somebody opens it again.
        Closed = "closed",
    }
}

/// The conversation of one doctor and one patient; there is at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Its id.
    pub id: ChatId,
    /// The doctor.
    pub doctor_id: DoctorId,
    /// The patient.
    pub patient_id: PatientId,
    /// Whether it waits for the doctor.
    pub is_active_for_doctor: bool,
    /// Whether it waits for the patient's side.
    pub is_active_for_patient: bool,
    /// Whether it takes messages.
    pub status: ChatStatus,
    /// The number of the next message, from 1 without gaps.
    pub next_sequence: i64,
    /// Messages of the patient's side that the doctor has not read.
    pub unread_for_doctor: i32,
    /// Messages of the doctor that the patient's side has not read.
    pub unread_for_patient: i32,
    /// When the last message was sent.
    pub last_message_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Chat {
    /// A new one: open, and active for nobody.
    pub const fn new(id: ChatId, doctor_id: DoctorId, patient_id: PatientId, now: DateTime<Utc>) -> Self {
        Self {
            id,
            doctor_id,
            patient_id,
            is_active_for_doctor: false,
            is_active_for_patient: false,
            status: ChatStatus::Open,
            next_sequence: 1,
            unread_for_doctor: 0,
            unread_for_patient: 0,
            last_message_at: None,
            created_at: now,
            updated_at: now,
        }
    }
    /// When something last happened in it; lists are in this order.
    pub fn stirred_at(&self) -> DateTime<Utc> {
        self.last_message_at.unwrap_or(self.created_at)
    }
    /// Whether it is active for a side, or for any where the viewer takes none.
    pub const fn is_active_for(&self, side: Option<ChatSide>) -> bool {
        match side {
            Some(ChatSide::Doctor) => self.is_active_for_doctor,
            Some(ChatSide::Patient) => self.is_active_for_patient,
            None => self.is_active_for_doctor || self.is_active_for_patient,
        }
    }
    /// What a side has not read; nothing where the viewer takes none.
    pub const fn unread_for(&self, side: Option<ChatSide>) -> i32 {
        match side {
            Some(ChatSide::Doctor) => self.unread_for_doctor,
            Some(ChatSide::Patient) => self.unread_for_patient,
            None => 0,
        }
    }
    /// Sets whether it is active for a side, or for both.
    pub const fn set_active(&mut self, side: Option<ChatSide>, active: bool) {
        match side {
            Some(ChatSide::Doctor) => self.is_active_for_doctor = active,
            Some(ChatSide::Patient) => self.is_active_for_patient = active,
            None => (self.is_active_for_doctor, self.is_active_for_patient) = (active, active),
        }
    }
    /// The profile behind a side: the doctor's or the patient's id.
    pub const fn profile(&self, side: ChatSide) -> Uuid {
        match side {
            ChatSide::Doctor => self.doctor_id.0,
            ChatSide::Patient => self.patient_id.0,
        }
    }
}

/// Who a side is, for showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name.
    pub name: String,
    /// A link to a photo.
    pub photo: Option<String>,
}

/// A chat with all that a list shows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatView {
    /// The chat.
    pub chat: Chat,
    /// The doctor.
    pub doctor: Party,
    /// The patient.
    pub patient: Party,
    /// The newest message.
    pub last_message: Option<Message>,
    /// Whether the viewer has put it away.
    pub is_archived: bool,
}

/// What of a chat decides whether somebody who sees it may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correspondence {
    /// The chat.
    pub chat_id: ChatId,
    /// Its patient.
    pub patient_id: PatientId,
    /// Whether the doctor can answer: verified, and active.
    pub doctor_answers: bool,
    /// Whether the doctor still treats the patient.
    pub is_treated: bool,
    /// Whether any account has put it away.
    pub is_archived: bool,
}

/// Which chats a list is to hold; what is absent does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatFilter {
    /// Active for the viewer's side, or not.
    pub is_active: Option<bool>,
    /// With unread messages for the viewer's side, or without.
    pub unread: Option<bool>,
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// Of this doctor.
    pub doctor: Option<DoctorId>,
    /// Open or closed.
    pub status: Option<ChatStatus>,
    /// In whose names or messages this text occurs.
    pub search: Option<String>,
    /// Those too that the viewer has put away.
    pub include_archived: bool,
}

/// What is unread over all chats that the viewer has not put away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Messages.
    pub messages: i64,
    /// Chats that have some.
    pub chats: i64,
}

text_enum! {
    /// How a chat is to stand: open or closed for both sides, put away or not for the own account.
    pub enum Standing {
        /// Takes messages.
        Open = "open",
        /// Takes none.
        Closed = "closed",
        /// Put away.
        Archived = "archived",
        /// Back in the list.
        Unarchived = "unarchived",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_chat_is_active_for_nobody() {
        let nobody = Uuid::nil();
        let mut chat = Chat::new(nobody.into(), nobody.into(), nobody.into(), DateTime::UNIX_EPOCH);
        assert!(!chat.is_active_for(None));
        chat.set_active(Some(ChatSide::Patient), true);
        assert!(chat.is_active_for(Some(ChatSide::Patient)) && !chat.is_active_for(Some(ChatSide::Doctor)));
        chat.set_active(None, false);
        assert!(!chat.is_active_for(None));
    }
}
