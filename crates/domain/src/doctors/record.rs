use super::Doctor;
use crate::{
    chats::ChatSummary,
    kernel::{SpecialtyId, UserId},
};

/// A specialty of a doctor, as the profile shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct SpecialtyName {
    /// Its id.
    pub id: SpecialtyId,
    /// Its name.
    pub name: String,
}

/// A profile with what is shown beside it, as one query gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct DoctorRecord {
    /// The profile.
    pub doctor: Doctor,
    /// The doctor's specialties, by name.
    pub specialties: Vec<SpecialtyName>,
    /// The doctor's chat with the viewer's own patient, if there is one.
    pub chat: Option<ChatSummary>,
}

/// A profile as one caller sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct DoctorView {
    /// What was found.
    pub record: DoctorRecord,
    /// Whether the caller sees the private fields: licence number, contact, account and standing.
    pub shows_private: bool,
    /// The patient account that looks, whose chat with the doctor is shown.
    pub viewer: Option<UserId>,
}
