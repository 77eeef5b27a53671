//! Chats: the one conversation of a doctor and a patient, in which the patient's family takes part.

mod summary;

pub use summary::ChatSummary;
