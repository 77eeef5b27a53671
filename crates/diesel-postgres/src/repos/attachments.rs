//! What messages show of their documents, read together with the messages.

use diesel::prelude::*;
use domain::{
    chats::{Attachment, Message},
    documents::{ContentType, SafeFileName},
    kernel::DocumentId,
    ports::{RepoError, RepoResult},
};

use super::messages::MessageRow;
use crate::{
    backend::{Db, DbUuid, id},
    error::{corrupt, word},
    schema::documents,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents, check_for_backend(Db))]
pub struct AttachmentRow {
    id: DbUuid,
    category: String,
    file_name: String,
    content_type: String,
    size: i64,
    sha256: String,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = RepoError;
    fn try_from(row: AttachmentRow) -> RepoResult<Self> {
        let document: DocumentId = id(row.id);
        let broken = |column| corrupt("documents", column, document);
        Ok(Self {
            id: document,
            category: word(&row.category, "documents", "category", document)?,
            file_name: SafeFileName::parse(&row.file_name),
            content_type: ContentType::from_mime(&row.content_type).ok_or_else(|| broken("content_type"))?,
            size: u64::try_from(row.size).map_err(|_| broken("size"))?,
            sha256: row.sha256,
        })
    }
}

/// A message and the document that goes with it, unless that was deleted.
pub type Attached = (MessageRow, Option<AttachmentRow>);

/// The message of a row.
pub fn message((message, attachment): Attached) -> RepoResult<Message> {
    let attachment = attachment.map(Attachment::try_from).transpose()?;
    Ok(Message { attachment, ..message.try_into()? })
}

/// The documents of the messages of a query, to be joined from the left.
macro_rules! attachments {
    () => {{
        use $crate::schema::{documents, messages};
        documents::table.on(documents::id.nullable().eq(messages::document_id).and(documents::deleted_at.is_null()))
    }};
}
pub(super) use attachments;
