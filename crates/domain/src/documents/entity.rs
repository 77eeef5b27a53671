use chrono::{DateTime, Utc};

use super::{ContentType, SafeFileName};
use crate::kernel::{CaseHistoryId, DocumentId, MessageId, PatientId, ReportId, Role, UserId, text_enum};

text_enum! {
    /// What a document was uploaded for.
    pub enum DocumentCategory {
        /// The case history.
        CaseHistory = "case_history",
        /// A report.
        Report = "report",
        /// A chat message.
        Message = "message",
        /// A laboratory result.
        Lab = "lab",
        /// The patient's own collection: private to the patient side.
        File = "file",
    }
}

text_enum! {
    /// What a virus scanner said.
    pub enum ScanStatus {
        /// Nothing was found.
        Clean = "clean",
        /// It has not answered yet.
        Pending = "pending",
        /// Something was found.
        Infected = "infected",
        /// No scanner is configured.
        NotScanned = "not_scanned",
    }
}

/// What a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The patient's case history.
    CaseHistory,
    /// This report of the patient.
    Report(ReportId),
    /// This message; its id may be given before the message is written.
    Message(MessageId),
}

impl Place {
    /// The category that follows from it.
    pub const fn category(self) -> DocumentCategory {
        match self {
            Self::CaseHistory => DocumentCategory::CaseHistory,
            Self::Report(_) => DocumentCategory::Report,
            Self::Message(_) => DocumentCategory::Message,
        }
    }
    /// The report it names.
    pub const fn report(self) -> Option<ReportId> {
        match self {
            Self::Report(report) => Some(report),
            Self::CaseHistory | Self::Message(_) => None,
        }
    }
    /// The message it names.
    pub const fn message(self) -> Option<MessageId> {
        match self {
            Self::Message(message) => Some(message),
            Self::CaseHistory | Self::Report(_) => None,
        }
    }
}

/// A stored file of a patient. What the row says about the content was found in its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Whose.
    pub patient_id: PatientId,
    /// What it was uploaded for.
    pub category: DocumentCategory,
    /// The version of the case history that was current when it was uploaded for it.
    pub case_history_id: Option<CaseHistoryId>,
    /// The report it belongs to.
    pub report_id: Option<ReportId>,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// Its name.
    pub file_name: SafeFileName,
    /// Its type.
    pub content_type: ContentType,
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
    /// Under which key the file store has it.
    pub storage_key: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What the uploader said about it.
    pub remark: Option<String>,
    /// The uploader's role.
    pub uploaded_by: Role,
    /// The uploader.
    pub uploaded_by_user_id: UserId,
    /// When it was uploaded.
    pub upload_timestamp: DateTime<Utc>,
    /// What a virus scanner said.
    pub scan_status: ScanStatus,
    /// When its row was made.
    pub created_at: DateTime<Utc>,
    /// When its row last changed.
    pub updated_at: DateTime<Utc>,
}
