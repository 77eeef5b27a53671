use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    ClinicalChange, ClinicalFact, ClinicalFactSource, PatientChange, PatientFilter, PatientKey, PatientRecord,
    PatientRule, PatientScope, Replacement, StoredRecord,
    access::{self, ChangePermit, Keeper, ReadClinical, ReadDemographics},
};
use crate::{
    kernel::{Actor, Caller, ClinicalFactId, Core, Error, Event, Outcome, Page, PageRequest, PatientId, UserId},
    ports::UnitOfWork,
};

/// The use cases of patients' records.
#[derive(Clone)]
pub struct Patients {
    core: Core,
}

impl Patients {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// The day on which ages are counted.
    pub fn today(&self) -> NaiveDate {
        self.core.fresh.now().date_naive()
    }

    /// One record, with what of it the caller may read.
    pub async fn get(&self, caller: &Caller, patient: PatientId) -> Outcome<PatientRecord> {
        let scope = ReadDemographics::scope(&caller.actor);
        self.seen(caller, PatientKey::Id(scope, patient)).await
    }

    /// The record of the caller's own person.
    pub async fn own(&self, caller: &Caller) -> Outcome<PatientRecord> {
        self.seen(caller, PatientKey::Own(caller.actor.user())).await
    }

    async fn seen(&self, caller: &Caller, key: PatientKey) -> Outcome<PatientRecord> {
        let stored = self.core.store.read().await?.patients().record(key).await?;
        let stored = stored.ok_or(Error::not_found("patient"))?;
        let record = shown(stored, &caller.actor, self.today());
        if record.is_clinical() {
            self.core.shown(caller, "record", [record.patient.id]).await;
        }
        Ok(record)
    }

    /// The patients whom the caller sees, newest first, without facts and history.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &PatientFilter,
        page: &PageRequest,
    ) -> Outcome<Page<PatientRecord>> {
        let scope = ReadDemographics::scope(&caller.actor);
        let found = self.core.store.read().await?.patients().list(scope, filter, page.by_id()?).await?;
        let telling = found.items.iter().filter(|patient| patient.tells_of_health());
        self.core.shown(caller, "patients", telling.map(|patient| patient.id)).await;
        let today = self.today();
        Ok(found.map(|patient| PatientRecord::demographics(patient, today)))
    }

    /// Changes what is given. Lists replace the live entries: what is left out ends, what stays keeps its id.
    pub async fn change(
        &self,
        caller: &Caller,
        patient: PatientId,
        details: PatientChange,
        clinical: ClinicalChange,
    ) -> Outcome<PatientRecord> {
        details.check(latest_today(self.core.fresh.now()))?;
        let mut work = self.core.store.begin().await?;
        let touched = (!details.is_empty(), !clinical.is_empty());
        let permit = access::change(&mut *work, &caller.actor, patient, touched).await?;
        self.apply(work, caller, &permit, details, clinical).await?;
        self.get(caller, patient).await
    }

    /// Fills in the record of the caller's own person.
    pub async fn change_own(
        &self,
        caller: &Caller,
        details: PatientChange,
        clinical: ClinicalChange,
    ) -> Outcome<PatientRecord> {
        details.check(latest_today(self.core.fresh.now()))?;
        let mut work = self.core.store.begin().await?;
        let own = work.patients().own(caller.actor.user()).await?.ok_or(Error::not_found("patient"))?;
        self.apply(work, caller, &access::own(own), details, clinical).await?;
        self.own(caller).await
    }

    async fn apply(
        &self,
        mut work: Box<dyn UnitOfWork>,
        caller: &Caller,
        permit: &ChangePermit,
        details: PatientChange,
        clinical: ClinicalChange,
    ) -> Outcome<()> {
        let now = self.core.fresh.now();
        let mut patient = work.patients().lock(permit.id()).await?.ok_or(Error::not_found("patient"))?;
        // Whoever acted for the patient may have left while this waited for the row.
        if !work.patients().is_in_scope(ReadDemographics::scope(&caller.actor), permit.id()).await? {
            return Err(Error::not_found("patient"));
        }
        let mut changed = details.apply(&mut patient, now);
        if let Some(history) = clinical.medical_history.clone().filter(|history| *history != patient.medical_history) {
            patient.medical_history = history;
            changed.push("medical_history");
        }
        changed.extend(self.replace_facts(&mut *work, caller, permit, clinical, now).await?);
        if changed.is_empty() {
            return Ok(());
        }
        work.patients().update(permit, &patient).await?;
        let entry = caller.audit("patient.update").on(permit.id()).patient(permit.id()).changed(changed);
        Ok(work.commit(entry).await?)
    }

    async fn replace_facts(
        &self,
        work: &mut dyn UnitOfWork,
        caller: &Caller,
        permit: &ChangePermit,
        clinical: ClinicalChange,
        now: DateTime<Utc>,
    ) -> Outcome<Vec<&'static str>> {
        if clinical.lists.is_empty() {
            return Ok(Vec::new());
        }
        let source = ClinicalFactSource::of(caller.actor.role())
            .ok_or_else(|| Error::forbidden("your role may not change clinical fields"))?;
        let live = work.patients().live_facts(permit.id()).await?;
        let (mut ended, mut added, mut changed) = (Vec::<ClinicalFactId>::new(), Vec::new(), Vec::new());
        for (kind, wanted) in clinical.lists {
            let replaced = Replacement::of(&live, kind, wanted);
            if !replaced.is_empty() {
                changed.push(kind.list());
            }
            ended.extend(replaced.ended);
            added.extend(replaced.added.into_iter().map(|text| ClinicalFact {
                id: self.core.fresh.id(),
                patient_id: permit.id(),
                kind,
                text,
                source,
                recorded_by: caller.actor.user(),
                recorded_at: now,
            }));
        }
        if !ended.is_empty() {
            work.patients().end_facts(permit, &ended, caller.actor.user(), now).await?;
        }
        if !added.is_empty() {
            work.patients().insert_facts(&added).await?;
        }
        Ok(changed)
    }

    /// Deactivates a patient. Administrators do so with anybody; a family only with a member, not the own person, of whom
    /// there is no clinical data and for whom nobody else acts; relation and mappings then end too.
    pub async fn remove(&self, caller: &Caller, patient: PatientId) -> Outcome<()> {
        let keeper = access::keeper(&caller.actor)?;
        let (now, by) = (self.core.fresh.now(), caller.actor.user());
        let mut work = self.core.store.begin().await?;
        let permit = access::admit::<ReadDemographics>(&mut *work, &caller.actor, patient).await?;
        let permit = access::remove(permit.id());
        let mut record = work.patients().lock(patient).await?.ok_or(Error::not_found("patient"))?;
        let family = match keeper {
            Keeper::Admin => false,
            Keeper::Hospital(_) => {
                return Err(Error::forbidden("only the family or an administrator removes a patient"));
            }
            Keeper::Family(user) => {
                may_leave(&mut *work, user, patient).await?;
                work.relations().end_of_pair(&permit, user, by, now).await?;
                work.patients().end_mappings(&permit, by, now).await?;
                true
            }
        };
        record.is_active = false;
        record.updated_at = now;
        work.patients().update(&permit, &record).await?;
        work.commit(caller.audit("patient.deactivate").on(patient).patient(patient)).await?;
        if family {
            self.core.events.publish(Event::RelationEnded { user: by, patient }).await;
        }
        Ok(())
    }
}

/// Whether this account may give up this patient altogether.
async fn may_leave(work: &mut dyn UnitOfWork, user: UserId, patient: PatientId) -> Outcome<()> {
    if work.patients().own(user).await? == Some(patient) {
        return Err(Error::conflict("your own record cannot be removed"));
    }
    if work.relations().others_act_for(patient, user).await? {
        return Err(Error::conflict("others act for this patient too; end your own relation instead"));
    }
    if work.patients().has_clinical_data(patient).await? {
        return Err(Error::conflict("this patient has clinical data and cannot be removed"));
    }
    Ok(())
}

/// The latest day that it is anywhere on earth.
pub(crate) fn latest_today(now: DateTime<Utc>) -> NaiveDate {
    (now + TimeDelta::hours(14)).date_naive()
}

/// What of a record this actor may read.
pub(super) fn shown(stored: StoredRecord, actor: &Actor, today: NaiveDate) -> PatientRecord {
    let mut record = PatientRecord::demographics(stored.patient, today);
    if ReadClinical::scope(actor) == PatientScope::Nobody {
        record.patient.medical_history.clear();
    } else {
        record.facts = Some(stored.facts);
    }
    record.user = stored.user.map(|mut user| {
        if !matches!(actor, Actor::Admin { .. } | Actor::Patient { .. }) {
            user.email = None;
        }
        user
    });
    record
}
