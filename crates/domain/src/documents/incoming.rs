//! A file on its way in: inspected while it streams into the store, so that nothing holds it as a whole and what is
//! refused leaves nothing behind.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_core::Stream;

use super::{ContentType, Document, Inspected, Inspector, Place, Refusal, SafeFileName, ScanStatus};
use crate::{
    kernel::{Caller, DocumentId, Error, Outcome, PatientId},
    ports::{ByteStream, FileError},
};

/// A file as its sender gives it. An `Err` in the content, or its end before the sender's, aborts.
pub struct Incoming {
    /// The name, as sent.
    pub file_name: String,
    /// The bytes.
    pub content: ByteStream,
}

/// What may come in at one place, where that is less than what documents may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Files of these types.
    pub types: &'static [ContentType],
    /// Files of up to this many bytes, whatever their type allows.
    pub ceiling_bytes: u64,
}

impl Door {
    /// Whatever a document may be.
    pub const ANY: Self = Self { types: &ContentType::ALL, ceiling_bytes: u64::MAX };

    /// Refuses what is none of these types.
    pub(super) fn check(&self, inspected: &Inspected) -> Outcome<()> {
        let found = inspected.content_type;
        if self.types.contains(&found) {
            return Ok(());
        }
        let accepted: Vec<&str> = self.types.iter().map(|one| one.extension()).collect();
        let message = format!("{} is not accepted here; send one of {}", found.extension(), accepted.join(", "));
        Err(Error::UnsupportedType { field: "file", message: message.into() })
    }
}

/// A file that is stored and has no row yet. It becomes a document with the row, or is discarded.
#[derive(Clone, Debug)]
pub struct Received {
    pub(super) id: DocumentId,
    pub(super) storage_key: String,
    pub(super) file_name: SafeFileName,
    pub(super) inspected: Inspected,
}

impl Received {
    /// The id that the document will have.
    pub const fn id(&self) -> DocumentId {
        self.id
    }
    /// Its name, made safe and with an extension that fits.
    pub fn file_name(&self) -> SafeFileName {
        self.file_name.clone().for_content(self.inspected.content_type)
    }
    /// What its bytes turned out to be.
    pub const fn inspected(&self) -> &Inspected {
        &self.inspected
    }
    /// The document of this patient, uploaded by this caller now.
    pub fn document(
        &self,
        caller: &Caller,
        patient: PatientId,
        place: Place,
        remark: Option<String>,
        now: DateTime<Utc>,
    ) -> Document {
        Document {
            id: self.id,
            patient_id: patient,
            category: place.category(),
            case_history_id: None,
            report_id: place.report(),
            message_id: place.message(),
            file_name: self.file_name(),
            content_type: self.inspected.content_type,
            size: self.inspected.size,
            sha256: self.inspected.sha256.clone(),
            storage_key: self.storage_key.clone(),
            tags: Vec::new(),
            remark,
            uploaded_by: caller.actor.role(),
            uploaded_by_user_id: caller.actor.user(),
            upload_timestamp: now,
            scan_status: ScanStatus::NotScanned,
            created_at: now,
            updated_at: now,
        }
    }
}

/// The first segment of every key that this room makes.
pub(super) const KEY_ROOT: &str = "patients";

/// Under which key a document's bytes are stored: in the patient's folder, or in one of their own where it is not known
/// yet whose they are.
pub(super) fn storage_key(patient: Option<PatientId>, document: DocumentId) -> String {
    let folder = patient.map_or(document.0, |patient| patient.0);
    format!("{KEY_ROOT}/{folder}/{document}")
}

/// What the inspection of a stream came to; none before its end.
#[derive(Clone, Default)]
pub(super) struct Verdict(Arc<Mutex<Option<Result<Inspected, Refusal>>>>);

impl Verdict {
    pub(super) fn take(&self) -> Option<Result<Inspected, Refusal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
    fn set(&self, verdict: Result<Inspected, Refusal>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
    }
}

/// The same bytes, inspected as they pass; a refusal ends them with an error.
pub(super) fn inspected(content: ByteStream, ceiling_bytes: u64) -> (ByteStream, Verdict) {
    let verdict = Verdict::default();
    let inspector = Some(Inspector::with_ceiling(ceiling_bytes));
    let stream = Inspecting { content, inspector, verdict: verdict.clone() };
    (Box::pin(stream), verdict)
}

struct Inspecting {
    content: ByteStream,
    inspector: Option<Inspector>,
    verdict: Verdict,
}

impl Inspecting {
    fn refuse(&mut self, refusal: Refusal) -> Result<Bytes, FileError> {
        self.inspector = None;
        self.verdict.set(Err(refusal.clone()));
        Err(refusal.into())
    }
    fn pass(&mut self, chunk: Bytes) -> Result<Bytes, FileError> {
        match self.inspector.as_mut().map(|inspector| inspector.push(&chunk)) {
            Some(Err(refusal)) => self.refuse(refusal),
            Some(Ok(())) | None => Ok(chunk),
        }
    }
    fn end(&mut self) -> Option<Result<Bytes, FileError>> {
        match self.inspector.take()?.finish() {
            Ok(inspected) => {
                self.verdict.set(Ok(inspected));
                None
            }
            Err(refusal) => Some(self.refuse(refusal)),
        }
    }
}

impl Stream for Inspecting {
    type Item = Result<Bytes, FileError>;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.inspector.is_none() {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.content.as_mut().poll_next(context)) {
            Some(Ok(chunk)) => Some(self.pass(chunk)),
            Some(Err(error)) => {
                self.inspector = None;
                Some(Err(error))
            }
            None => self.end(),
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_door_lets_in_only_its_types() {
        let found = |content_type| Inspected { content_type, size: 1, sha256: String::new() };
        let narrow = Door { types: &[ContentType::Png], ceiling_bytes: 10 };
        assert!(narrow.check(&found(ContentType::Png)).is_ok() && Door::ANY.check(&found(ContentType::Gif)).is_ok());
        let refused = narrow.check(&found(ContentType::Gif)).unwrap_err();
        assert!(matches!(refused, Error::UnsupportedType { field: "file", .. }));
        assert_eq!(refused.to_string(), "gif is not accepted here; send one of png");
    }

    #[test]
    fn a_file_of_nobody_yet_has_a_folder_of_its_own() {
        let (patient, document) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(storage_key(Some(patient.into()), document.into()), format!("patients/{patient}/{document}"));
        assert_eq!(storage_key(None, document.into()), format!("patients/{document}/{document}"));
    }
}
