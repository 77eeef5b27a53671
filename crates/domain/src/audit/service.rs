use super::{
    RecordAccess, TrailEntry, TrailFilter,
    access::{self, ReadAccessLog},
};
use crate::{
    kernel::{Caller, Core, Outcome, Page, PageRequest, PatientId},
    patients::access::admit,
};

/// The use cases of reading the trail.
#[derive(Clone)]
pub struct Trail {
    core: Core,
}

impl Trail {
    /// From what use cases share.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Entries, or what was opened, newest first; for administrators.
    pub async fn list(&self, caller: &Caller, filter: &TrailFilter, page: &PageRequest) -> Outcome<Page<TrailEntry>> {
        access::read_trail(&caller.actor)?;
        filter.check()?;
        let page = page.by_id()?;
        let mut session = self.core.store.read().await?;
        if filter.asks_for_reads() {
            Ok(session.audit().list_reads(filter, page).await?)
        } else {
            Ok(session.audit().list(filter, page).await?)
        }
    }

    /// Who opened or changed a patient's record, newest first; for the family.
    pub async fn of_patient(
        &self,
        caller: &Caller,
        patient: PatientId,
        page: &PageRequest,
    ) -> Outcome<Page<RecordAccess>> {
        let page = page.by_id()?;
        let mut session = self.core.store.read().await?;
        let permit = admit::<ReadAccessLog>(&mut *session, &caller.actor, patient).await?;
        Ok(session.audit().of_patient(&permit, page).await?)
    }
}
