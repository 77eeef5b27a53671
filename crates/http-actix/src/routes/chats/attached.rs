//! What a message shows beside its words: its document, and what the rules for emergencies found.

use domain::{
    assistant::{RedFlag, Screening},
    chats::Attachment,
    kernel::TextEnum,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::BASE;

/// The document that goes with a message.
#[derive(Serialize, ToSchema)]
pub struct AttachmentBody {
    /// The document's id.
    id: Uuid,
    /// The path of its download.
    #[schema(example = "/api/v1/documents/0192f0c1-7d1e-7c3a-9a51-3f6f0c2b7a10/download")]
    link: String,
    /// Its name.
    #[schema(example = "rash.jpg")]
    file_name: String,
    /// Its type, as found in its bytes.
    #[schema(example = "image/jpeg")]
    content_type: &'static str,
    /// Its length in bytes.
    #[schema(example = 48213)]
    size: u64,
    /// The SHA-256 of its bytes in hexadecimal digits.
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    sha256: String,
}

impl From<Attachment> for AttachmentBody {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: attachment.id.into(),
            link: format!("{BASE}/documents/{}/download", attachment.id),
            file_name: attachment.file_name.to_string(),
            content_type: attachment.content_type.mime(),
            size: attachment.size,
            sha256: attachment.sha256,
        }
    }
}

/// A danger that the rules found in a patient's words.
#[derive(Serialize, ToSchema)]
pub struct RedFlagBody {
    /// The rule's stable name.
    #[schema(example = "chest_pain_emergency")]
    rule: String,
    /// routine, soon, urgent or emergency.
    #[schema(example = "emergency")]
    urgency: &'static str,
    /// The danger, in the patient's language.
    detects: String,
    /// What to do until help comes, in the patient's language.
    advice: String,
    /// The guidance that the rule follows.
    source: String,
}

impl From<RedFlag> for RedFlagBody {
    fn from(flag: RedFlag) -> Self {
        Self {
            rule: flag.rule,
            urgency: flag.urgency.as_str(),
            detects: flag.detects,
            advice: flag.advice,
            source: flag.source,
        }
    }
}

/// What the rules for emergencies found in the words of the patient's side. Both sides see it; the advice is meant for who
/// wrote. No person and no model was asked.
#[derive(Serialize, ToSchema)]
pub struct ScreeningBody {
    /// How soon the patient must be seen: routine, soon, urgent or emergency.
    #[schema(example = "emergency")]
    urgency: &'static str,
    /// The dangers found. None where the words are in a language that the rules cannot read.
    red_flags: Vec<RedFlagBody>,
    /// What to do now, in the patient's language.
    advice: Option<String>,
    /// Always rules.
    #[schema(example = "rules")]
    source: &'static str,
}

impl From<Screening> for ScreeningBody {
    fn from(screening: Screening) -> Self {
        Self {
            urgency: screening.urgency.as_str(),
            red_flags: screening.flags.into_iter().map(Into::into).collect(),
            advice: screening.advice,
            source: "rules",
        }
    }
}
