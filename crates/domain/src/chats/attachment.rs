use serde::{Deserialize, Serialize};

use crate::{
    documents::{ContentKind, ContentType, Document, DocumentCategory, Door, SafeFileName, access},
    kernel::{Actor, DocumentId},
};

use super::MessageKind;

/// What a message shows of the document that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The document.
    pub id: DocumentId,
    /// What it was uploaded for.
    pub category: DocumentCategory,
    /// Its name.
    pub file_name: SafeFileName,
    /// Its type, as found in its bytes.
    pub content_type: ContentType,
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
}

impl From<&Document> for Attachment {
    fn from(document: &Document) -> Self {
        Self {
            id: document.id,
            category: document.category,
            file_name: document.file_name.clone(),
            content_type: document.content_type,
            size: document.size,
            sha256: document.sha256.clone(),
        }
    }
}

impl Attachment {
    /// Whether this actor, who sees the message, sees the document too: the patient's private collection is shown to the
    /// patient's side alone, even where it was sent in a message.
    pub fn is_shown_to(&self, actor: &Actor) -> bool {
        access::readable(actor).contains(&self.category)
    }
}

/// What comes in by the route of threads: pictures and documents that every device shows.
pub const THREAD_DOOR: Door = Door {
    types: &[ContentType::Png, ContentType::Jpeg, ContentType::Pdf],
    ceiling_bytes: ContentKind::Document.limit_bytes(),
};

/// What a message with such a file is.
pub(super) const fn kind_of(content_type: ContentType) -> MessageKind {
    match content_type.kind() {
        ContentKind::Image => MessageKind::Image,
        ContentKind::Audio => MessageKind::Audio,
        ContentKind::Document => MessageKind::File,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_private_collection_is_not_shown_to_the_other_side() {
        let attachment = |category| Attachment {
            id: Uuid::nil().into(),
            category,
            file_name: SafeFileName::parse("diary.png"),
            content_type: ContentType::Png,
            size: 1,
            sha256: String::new(),
        };
        let user = Uuid::nil().into();
        let doctor = Actor::Doctor { user, doctor: Uuid::nil().into(), verified: true };
        for (actor, sees) in [(doctor, false), (Actor::Admin { user }, false), (Actor::Patient { user }, true)] {
            assert_eq!(attachment(DocumentCategory::File).is_shown_to(&actor), sees, "{actor:?}");
            assert!(attachment(DocumentCategory::Message).is_shown_to(&actor), "{actor:?}");
        }
    }

    #[test]
    fn what_a_message_is_follows_from_its_file() {
        let kinds = [ContentType::Jpeg, ContentType::Dicom, ContentType::Ogg, ContentType::Docx].map(kind_of);
        assert_eq!(kinds, [MessageKind::Image, MessageKind::Image, MessageKind::Audio, MessageKind::File]);
        assert_eq!(THREAD_DOOR.ceiling_bytes, 10 * 1024 * 1024);
    }

    #[test]
    fn on_the_bus_an_attachment_stays_what_it_is() {
        let sent = Attachment {
            id: Uuid::from_u128(1).into(),
            category: DocumentCategory::Message,
            file_name: SafeFileName::parse("Élodie – scan.pdf"),
            content_type: ContentType::Pdf,
            size: 7,
            sha256: "ab".into(),
        };
        let heard: Attachment = serde_json::from_str(&serde_json::to_string(&sent).unwrap()).unwrap();
        assert_eq!(heard, sent);
    }
}
