use chrono::{DateTime, Utc};
use domain::{
    documents::{Document, DocumentLink, SignedLink},
    kernel::TextEnum,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::BASE;

/// The parts of an upload. Other parts are ignored.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts; Upload reads them as they come")]
pub struct UploadForm {
    /// One part per file, one to ten. Images may have 50 MiB, documents and sound 10 MiB.
    #[schema(value_type = Vec<String>, content_media_type = "application/octet-stream")]
    pub file: Vec<String>,
    /// What is to be said about the files; at most 1,000 characters.
    #[schema(example = "taken at rest")]
    pub remark: Option<String>,
}

/// A stored file.
#[derive(Serialize, ToSchema)]
pub struct DocumentBody {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub patient_id: Uuid,
    /// `case_history`, report, message, lab or file.
    #[schema(example = "report")]
    pub category: &'static str,
    /// The version of the case history that was current when it was uploaded for it.
    pub case_history_id: Option<Uuid>,
    /// The report it belongs to.
    pub report_id: Option<Uuid>,
    /// The message it belongs to.
    pub message_id: Option<Uuid>,
    /// The path of its download.
    #[schema(example = "/api/v1/documents/0192f0c1-7d1e-7c3a-9a51-3f6f0c2b7a10/download")]
    pub link: String,
    /// Its name.
    #[schema(example = "ecg.pdf")]
    pub file_name: String,
    /// Its type, as found in its bytes.
    #[schema(example = "application/pdf")]
    pub content_type: &'static str,
    /// Its length in bytes.
    #[schema(example = 48213)]
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal digits.
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub sha256: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What the uploader said about it.
    pub remark: Option<String>,
    /// The uploader's role.
    #[schema(example = "doctor")]
    pub uploaded_by: &'static str,
    /// The uploader's account.
    pub uploaded_by_user_id: Uuid,
    /// clean, pending, infected or `not_scanned`.
    #[schema(example = "not_scanned")]
    pub scan_status: &'static str,
    /// When it was uploaded.
    pub upload_timestamp: DateTime<Utc>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<Document> for DocumentBody {
    fn from(document: Document) -> Self {
        Self {
            id: document.id.into(),
            patient_id: document.patient_id.into(),
            category: document.category.as_str(),
            case_history_id: document.case_history_id.map(Into::into),
            report_id: document.report_id.map(Into::into),
            message_id: document.message_id.map(Into::into),
            link: format!("{BASE}/documents/{}/download", document.id),
            file_name: document.file_name.to_string(),
            content_type: document.content_type.mime(),
            size: document.size,
            sha256: document.sha256,
            tags: document.tags,
            remark: document.remark,
            uploaded_by: document.uploaded_by.as_str(),
            uploaded_by_user_id: document.uploaded_by_user_id.into(),
            scan_status: document.scan_status.as_str(),
            upload_timestamp: document.upload_timestamp,
            created_at: document.created_at,
        }
    }
}

/// A link that needs no sign-in. Whoever has it has the file until it expires.
#[derive(Serialize, ToSchema)]
pub struct LinkBody {
    /// The address.
    pub url: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

impl LinkBody {
    /// A link signed here leads to this server, which clients reach at `server`.
    pub fn new(link: DocumentLink, server: &str) -> Self {
        match link {
            DocumentLink::Store { url, expires_at } => Self { url, expires_at },
            DocumentLink::Signed(link) => {
                let SignedLink { document, user, role, expires_at, signature } = link;
                let expires = expires_at.timestamp();
                let query = format!("expires={expires}&user_id={user}&role={role}&signature={signature}");
                let url = format!("{server}{BASE}/documents/{document}/content?{query}");
                Self { url, expires_at }
            }
        }
    }
}
