use super::{
    CaseHistory, CaseHistoryChange, CaseHistoryVersion,
    access::{MAY_WRITE, WriteCaseHistory},
};
use crate::{
    documents::{DocumentScope, access::readable},
    kernel::{Caller, Core, Cursor, DocumentId, Error, Outcome, Page, PageRequest, PatientId, Permit},
    patients::access::admit,
    ports::{RepoError, UnitOfWork},
};

/// The use cases of case histories.
#[derive(Clone)]
pub struct CaseHistories {
    core: Core,
}

impl CaseHistories {
    /// From what use cases share.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// The current version.
    pub async fn current(&self, caller: &Caller, patient: PatientId) -> Outcome<CaseHistory> {
        let scope = DocumentScope::of(&caller.actor);
        let found = self.core.store.read().await?.case_histories().case_history(scope, patient).await?;
        let found = found.ok_or_else(missing)?;
        self.core.shown(caller, "case_history", [patient]).await;
        Ok(found)
    }

    /// The current version; where there is none, a caller who may write one opens it with an empty summary.
    pub async fn current_or_opened(&self, caller: &Caller, patient: PatientId) -> Outcome<CaseHistory> {
        let found = self.current(caller, patient).await;
        if !matches!(found, Err(Error::NotFound { .. })) || !MAY_WRITE.contains(caller.actor.role()) {
            return found;
        }
        match self.open(caller, patient, String::new(), None).await {
            // Somebody else opened it in between.
            Err(Error::Conflict { .. }) => self.current(caller, patient).await,
            opened => opened,
        }
    }

    /// Every version, newest first, the current one included.
    pub async fn versions(
        &self,
        caller: &Caller,
        patient: PatientId,
        page: &PageRequest,
    ) -> Outcome<Page<CaseHistory>> {
        let scope = DocumentScope::of(&caller.actor);
        let before = page.after().map(number_of).transpose()?;
        let found = self.core.store.read().await?.case_histories().versions(scope, patient, page, before).await?;
        let found = found.ok_or_else(missing)?;
        self.core.shown(caller, "case_history_versions", [patient]).await;
        Ok(found)
    }

    /// Writes the first version. With no documents named it takes those that were uploaded for it before.
    pub async fn open(
        &self,
        caller: &Caller,
        patient: PatientId,
        summary: String,
        documents: Option<Vec<DocumentId>>,
    ) -> Outcome<CaseHistory> {
        let mut work = self.core.store.begin().await?;
        let permit = admit::<WriteCaseHistory>(&mut *work, &caller.actor, patient).await?;
        if work.case_histories().lock_current(patient).await?.is_some() {
            return Err(Error::conflict("the patient has a case history already; change it with PUT or PATCH"));
        }
        let documents = self.chosen(&mut *work, caller, patient, documents).await?;
        let version = self.version(caller, patient, 1, summary);
        write(&mut *work, &permit, &version, documents, None).await?;
        let audit = caller.audit("case_history.create").on(version.id).patient(patient);
        work.commit(audit.changed(["summary", "documents"])).await?;
        self.current(caller, patient).await
    }

    /// Writes a new version with these changes, unless nothing changes.
    pub async fn change(&self, caller: &Caller, patient: PatientId, change: CaseHistoryChange) -> Outcome<CaseHistory> {
        let CaseHistoryChange { summary, documents, based_on } = change;
        let read = self.latest_number(caller, patient).await?;
        let mut work = self.core.store.begin().await?;
        let permit = admit::<WriteCaseHistory>(&mut *work, &caller.actor, patient).await?;
        let current = work.case_histories().lock_current(patient).await?.ok_or_else(missing)?;
        let documents = self.chosen(&mut *work, caller, patient, documents).await?;
        if current.number != based_on.or(read).unwrap_or(current.number) {
            return Err(stale());
        }
        let mut fields = Vec::new();
        let summary = match summary.filter(|summary| *summary != current.summary) {
            Some(summary) => {
                fields.push("summary");
                summary
            }
            None => current.summary.clone(),
        };
        if documents.is_some() {
            fields.push("documents");
        }
        if fields.is_empty() {
            drop(work);
        } else {
            let version = self.version(caller, patient, current.number.saturating_add(1), summary);
            write(&mut *work, &permit, &version, documents, Some(&current)).await?;
            let audit = caller.audit("case_history.change").on(version.id).patient(patient);
            work.commit(audit.changed(fields)).await?;
        }
        self.current(caller, patient).await
    }

    /// The number of the version that stood when the request came: of changes sent at once, one wins.
    async fn latest_number(&self, caller: &Caller, patient: PatientId) -> Outcome<Option<i32>> {
        let scope = DocumentScope::of(&caller.actor);
        let found = self.core.store.read().await?.case_histories().case_history(scope, patient).await?;
        Ok(found.map(|found| found.version.number))
    }

    /// The documents that the caller named, each known to him as one of this patient.
    async fn chosen(
        &self,
        work: &mut dyn UnitOfWork,
        caller: &Caller,
        patient: PatientId,
        documents: Option<Vec<DocumentId>>,
    ) -> Outcome<Option<Vec<DocumentId>>> {
        let Some(documents) = documents else { return Ok(None) };
        let known = work.documents().known_among(patient, readable(&caller.actor), &documents).await?;
        let mut chosen: Vec<DocumentId> = Vec::with_capacity(documents.len());
        for (index, document) in documents.into_iter().enumerate() {
            if !known.contains(&document) {
                return Err(Error::unknown("document", format!("documents[{index}]")));
            }
            if !chosen.contains(&document) {
                chosen.push(document);
            }
        }
        Ok(Some(chosen))
    }

    fn version(&self, caller: &Caller, patient: PatientId, number: i32, summary: String) -> CaseHistoryVersion {
        CaseHistoryVersion {
            id: self.core.fresh.id(),
            patient_id: patient,
            number,
            summary,
            author: caller.actor.user(),
            created_at: self.core.fresh.now(),
        }
    }
}

/// Writes a version with the documents that were chosen, or with those of the version before.
async fn write(
    work: &mut dyn UnitOfWork,
    permit: &Permit<WriteCaseHistory, PatientId>,
    version: &CaseHistoryVersion,
    documents: Option<Vec<DocumentId>>,
    before: Option<&CaseHistoryVersion>,
) -> Outcome<()> {
    let documents = match documents {
        Some(documents) => documents,
        None => work.case_histories().attached(version.patient_id, before.map(|before| before.id)).await?,
    };
    work.case_histories().insert_version(permit, version).await.map_err(lost_race)?;
    work.case_histories().attach(version.id, &documents, version.created_at).await?;
    Ok(())
}

fn number_of(cursor: &Cursor) -> Outcome<i32> {
    cursor.text()?.parse().map_err(|_| Error::invalid("cursor", "is not one this list gave out"))
}

fn missing() -> Error {
    Error::not_found("case history")
}

fn stale() -> Error {
    Error::conflict("somebody else has changed the case history; read it again")
}

fn lost_race(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("version") => stale(),
        RepoError::Conflict(_) | RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
