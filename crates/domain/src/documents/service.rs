use std::{collections::BTreeSet, ops::Range, sync::Arc};

use chrono::{SubsecRound, TimeDelta};

use super::{
    Document, DocumentCategory, DocumentFilter, DocumentLink, DocumentScope, Door, Incoming, Place, Received,
    SafeFileName, SignedLink,
    access::{self, AddDocuments},
    incoming::{inspected, storage_key},
};
use crate::{
    kernel::{Caller, Core, DocumentId, Error, Origin, Outcome, Page, PageRequest, PatientId, Permit, ReportId},
    patients::access::admit,
    ports::{ByteStream, Files, Links, RepoError, Session},
};

/// The use cases of documents.
#[derive(Clone)]
pub struct Documents {
    pub(super) core: Core,
    pub(super) files: Arc<dyn Files>,
    links: Arc<dyn Links>,
    link_lifetime: TimeDelta,
}

impl Documents {
    /// From its ports; links are good for `link_lifetime`.
    pub fn new(core: Core, files: Arc<dyn Files>, links: Arc<dyn Links>, link_lifetime: TimeDelta) -> Self {
        Self { core, files, links, link_lifetime }
    }

    /// Stores one file and its row: [`Self::check_upload`], [`Self::receive`] and [`Self::keep`] in their order.
    pub async fn store(
        &self,
        caller: &Caller,
        patient: PatientId,
        place: Place,
        file: Incoming,
        remark: Option<String>,
    ) -> Outcome<Document> {
        self.check_upload(caller, patient, place).await?;
        let received = self.receive(Some(patient), &Door::ANY, file).await?;
        let kept = self.keep(caller, patient, place, vec![received], remark).await?;
        kept.into_iter().next().ok_or_else(|| Error::Internal("a stored file became no document".into()))
    }

    /// Refuses an upload that has nowhere to go before its bytes are taken in.
    pub async fn check_upload(&self, caller: &Caller, patient: PatientId, place: Place) -> Outcome<()> {
        let mut session = self.core.store.read().await?;
        admit_upload(&mut *session, caller, patient, place).await?;
        Ok(())
    }

    /// Takes a file in: inspects it while it streams into the store. On an error nothing is stored. No connection of the
    /// database is held. What this gives must go through [`Self::keep`] or [`Self::settle`]. The patient is left out where
    /// a sender names him only after the file.
    pub async fn receive(&self, patient: Option<PatientId>, door: &Door, file: Incoming) -> Outcome<Received> {
        let id = self.core.fresh.id();
        let key = storage_key(patient, id);
        let (content, verdict) = inspected(file.content, door.ceiling_bytes);
        // The type is known after the first bytes only; who asks for the file is told it from the row.
        let stored = self.files.put(&key, "application/octet-stream", content).await;
        match (stored, verdict.take()) {
            (_, Some(Err(refusal))) => Err(refusal.into()),
            (Err(error), _) => Err(error.into()),
            (Ok(_), Some(Ok(inspected))) => {
                let accepted = door.check(&inspected);
                let file_name = SafeFileName::parse(&file.file_name);
                let received = Received { id, storage_key: key, file_name, inspected };
                self.settle(std::slice::from_ref(&received), accepted).await?;
                Ok(received)
            }
            (Ok(_), None) => {
                self.files.delete(&key).await?;
                Err(Error::Internal("the store took a file without reading it to its end".into()))
            }
        }
    }

    /// Writes the rows of files that were received, or discards the files.
    pub async fn keep(
        &self,
        caller: &Caller,
        patient: PatientId,
        place: Place,
        received: Vec<Received>,
        remark: Option<String>,
    ) -> Outcome<Vec<Document>> {
        let outcome = self.insert(caller, patient, place, &received, remark).await;
        self.settle(&received, outcome).await
    }

    /// Ends what [`Self::receive`] began where another room writes the rows: discards the files if the outcome is an error.
    pub async fn settle<T>(&self, received: &[Received], outcome: Outcome<T>) -> Outcome<T> {
        if !Self::may_be_written(&outcome) {
            self.discard(received).await;
        }
        outcome
    }

    /// Whether rows may have been written though this is the outcome. Of a transaction whose answer was lost it is not
    /// known: the sweep looks again later.
    pub const fn may_be_written<T>(outcome: &Outcome<T>) -> bool {
        matches!(outcome, Ok(_) | Err(Error::Repo(RepoError::Unavailable(_))))
    }

    /// Removes files that will have no row.
    pub async fn discard(&self, received: &[Received]) {
        for file in received {
            if self.files.delete(&file.storage_key).await.is_err() {
                // The store does not answer; the daily sweep removes what has no row.
                return;
            }
        }
    }

    async fn insert(
        &self,
        caller: &Caller,
        patient: PatientId,
        place: Place,
        received: &[Received],
        remark: Option<String>,
    ) -> Outcome<Vec<Document>> {
        let now = self.core.fresh.now();
        let mut documents: Vec<Document> =
            received.iter().map(|file| file.document(caller, patient, place, remark.clone(), now)).collect();
        let mut work = self.core.store.begin().await?;
        let permit = admit_upload(&mut *work, caller, patient, place).await?;
        let current = match place {
            Place::CaseHistory => work.case_histories().lock_current(patient).await?,
            Place::Report(_) | Place::Message(_) => None,
        };
        for document in &mut documents {
            document.case_history_id = current.as_ref().map(|version| version.id);
        }
        work.documents().insert_documents(&permit, &documents).await?;
        if let Some(current) = current {
            let ids: Vec<DocumentId> = documents.iter().map(|document| document.id).collect();
            work.case_histories().attach(current.id, &ids, now).await?;
        }
        let uploaded = |document: &Document| caller.audit("document.upload").on(document.id).patient(patient);
        let [first, others @ ..] = documents.as_slice() else { return Ok(documents) };
        for document in others {
            work.also(uploaded(document));
        }
        work.commit(uploaded(first)).await?;
        Ok(documents)
    }

    /// A patient's documents, newest first.
    pub async fn list(
        &self,
        caller: &Caller,
        patient: PatientId,
        category: Option<DocumentCategory>,
        page: &PageRequest,
    ) -> Outcome<Page<Document>> {
        let scope = DocumentScope::of(&caller.actor);
        let filter = DocumentFilter { categories: scope.narrowed(category), report: None };
        let found =
            self.core.store.read().await?.documents().documents_of(scope, patient, &filter, page.by_id()?).await?;
        let found = found.ok_or_else(|| Error::not_found("patient"))?;
        self.core.shown(caller, "documents", [patient]).await;
        Ok(found)
    }

    /// A report's documents, newest first.
    pub async fn of_report(
        &self,
        caller: &Caller,
        patient: PatientId,
        report: ReportId,
        page: &PageRequest,
    ) -> Outcome<Page<Document>> {
        let scope = DocumentScope::of(&caller.actor);
        let filter = DocumentFilter { categories: scope.narrowed(None), report: Some(report) };
        let found =
            self.core.store.read().await?.documents().documents_of(scope, patient, &filter, page.by_id()?).await?;
        let found = found.ok_or_else(|| Error::not_found("report"))?;
        self.core.shown(caller, "documents", [patient]).await;
        Ok(found)
    }

    /// One document.
    pub async fn find(&self, caller: &Caller, document: DocumentId) -> Outcome<Document> {
        let found = self.load(DocumentScope::of(&caller.actor), document).await?;
        self.core.shown(caller, "document", [found.patient_id]).await;
        Ok(found)
    }

    /// A document's bytes, or these of them, which come from the store as they are read; no database connection is held
    /// meanwhile.
    pub async fn content(&self, document: &Document, part: Option<Range<u64>>) -> Outcome<ByteStream> {
        Ok(match part {
            None => self.files.get(&document.storage_key).await?,
            Some(bytes) => self.files.get_part(&document.storage_key, bytes).await?,
        })
    }

    /// A link that needs no sign-in. Whoever has it has the document until it expires.
    pub async fn link(&self, caller: &Caller, document: DocumentId) -> Outcome<DocumentLink> {
        let expires_at = (self.core.fresh.now() + self.link_lifetime).trunc_subsecs(0);
        let document = {
            let mut work = self.core.store.begin().await?;
            let found = work.documents().document(DocumentScope::of(&caller.actor), document).await?;
            let found = found.ok_or_else(|| Error::not_found("document"))?;
            let audit = caller.audit("document.link").on(found.id).patient(found.patient_id);
            work.commit(audit).await?;
            found
        };
        let lifetime = self.link_lifetime.to_std().unwrap_or_default();
        let (name, kind) = (document.file_name.as_str(), document.content_type.mime());
        Ok(match self.files.link(&document.storage_key, name, kind, lifetime).await? {
            Some(url) => DocumentLink::Store { url, expires_at },
            None => DocumentLink::Signed(SignedLink::made_for(&caller.actor, document.id, expires_at, &*self.links)),
        })
    }

    /// What a signed link stands for, as long as it is good and the document is there. Who opens it need not be the one for
    /// whom it was made, who answers for it.
    pub async fn find_by_link(&self, link: &SignedLink, opened_from: &Origin) -> Outcome<Document> {
        link.check(&*self.links, self.core.fresh.now())?;
        let found = self.load(DocumentScope::EVERY, link.document).await?;
        let patients = BTreeSet::from([found.patient_id]);
        self.core.shown_to((link.user, link.role), opened_from, "document", patients).await;
        Ok(found)
    }

    /// Deletes a document: nobody sees it any more. Its bytes stay as long as its row does.
    pub async fn delete(&self, caller: &Caller, document: DocumentId) -> Outcome<()> {
        let now = self.core.fresh.now();
        let missing = || Error::not_found("document");
        let mut work = self.core.store.begin().await?;
        let found = work.documents().document(DocumentScope::of(&caller.actor), document).await?.ok_or_else(missing)?;
        let permit = access::delete(&caller.actor, &found)?;
        if !work.documents().delete_document(&permit, now).await? {
            return Err(missing());
        }
        work.commit(caller.audit("document.delete").on(found.id).patient(found.patient_id)).await?;
        Ok(())
    }

    async fn load(&self, scope: DocumentScope, document: DocumentId) -> Outcome<Document> {
        let found = self.core.store.read().await?.documents().document(scope, document).await?;
        found.ok_or_else(|| Error::not_found("document"))
    }
}

/// The permit to add documents there; the report must be one of the patient.
async fn admit_upload(
    session: &mut dyn Session,
    caller: &Caller,
    patient: PatientId,
    place: Place,
) -> Outcome<Permit<AddDocuments, PatientId>> {
    let permit = admit::<AddDocuments>(session, &caller.actor, patient).await?;
    if let Some(report) = place.report()
        && !session.reports().has_report(patient, report).await?
    {
        return Err(Error::not_found("report"));
    }
    Ok(permit)
}
