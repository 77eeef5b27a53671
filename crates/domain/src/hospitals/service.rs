use super::{Hospital, HospitalChange, HospitalFilter, access};
use crate::{
    accounts, doctors,
    kernel::{Caller, Core, DoctorId, Error, Event, HospitalId, Outcome, Page, PageRequest, retry_conflicts},
    ports::RepoError,
};

/// The use cases of hospitals.
#[derive(Clone)]
pub struct Hospitals {
    core: Core,
}

impl Hospitals {
    /// From its ports.
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Hospitals that the caller may know and that pass the filter, newest first.
    pub async fn list(&self, caller: &Caller, filter: &HospitalFilter, page: &PageRequest) -> Outcome<Page<Hospital>> {
        let scope = access::read_hospitals(&caller.actor);
        Ok(self.core.store.read().await?.hospitals().list(scope, filter, page.by_id()?).await?)
    }

    /// Where a doctor works, as far as the caller may know.
    pub async fn of_doctor(&self, caller: &Caller, doctor: DoctorId, page: &PageRequest) -> Outcome<Page<Hospital>> {
        let filter = HospitalFilter { doctor: Some(doctor), ..HospitalFilter::default() };
        let scope = access::read_hospitals(&caller.actor);
        let page = page.by_id()?;
        let mut session = self.core.store.read().await?;
        let found = session.hospitals().list(scope, &filter, page).await?;
        if found.items.is_empty() {
            let doctors = crate::doctors::access::read_doctors(Some(&caller.actor));
            session.doctors().find_in(doctors, None, doctor).await?.ok_or_else(|| Error::not_found("doctor"))?;
        }
        Ok(found)
    }

    /// One hospital.
    pub async fn one(&self, caller: &Caller, id: HospitalId) -> Outcome<Hospital> {
        let scope = access::read_hospitals(&caller.actor);
        let hospital = self.core.store.read().await?.hospitals().find_in(scope, id).await?;
        hospital.ok_or_else(|| Error::not_found("hospital"))
    }

    /// An administrator adds a hospital without an account; his word is its verification unless he says otherwise.
    pub async fn add(
        &self,
        caller: &Caller,
        name: String,
        details: HospitalChange,
        is_verified: Option<bool>,
    ) -> Outcome<Hospital> {
        let (id, now): (HospitalId, _) = (self.core.fresh.id(), self.core.fresh.now());
        access::administer_hospital(&caller.actor, id)?;
        let mut hospital = Hospital::new(id, name, self.core.settings.default_timezone.clone(), now);
        details.apply(&mut hospital, now);
        hospital.is_verified = is_verified.unwrap_or(true);
        let mut work = self.core.store.begin().await?;
        work.hospitals().insert(&hospital).await.map_err(taken)?;
        work.commit(caller.audit("hospital.add").on(id)).await?;
        Ok(hospital)
    }

    /// Changes the fields given; whether it is verified only where an administrator says so.
    pub async fn change(
        &self,
        caller: &Caller,
        id: HospitalId,
        details: HospitalChange,
        is_verified: Option<bool>,
    ) -> Outcome<Hospital> {
        retry_conflicts(async || self.change_once(caller, id, details.clone(), is_verified).await).await
    }

    async fn change_once(
        &self,
        caller: &Caller,
        id: HospitalId,
        details: HospitalChange,
        is_verified: Option<bool>,
    ) -> Outcome<Hospital> {
        let permit = access::change_hospital(&caller.actor, id)?;
        if is_verified.is_some() {
            access::administer_hospital(&caller.actor, id)?;
        }
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let mut hospital = work.hospitals().find_for_change(id).await?.ok_or_else(|| Error::not_found("hospital"))?;
        let mut fields = details.apply(&mut hospital, now);
        let moves = fields.contains(&"timezone");
        let was_verified = hospital.is_verified;
        hospital.is_verified = is_verified.unwrap_or(was_verified);
        if was_verified != hospital.is_verified {
            fields.push("is_verified");
        }
        work.hospitals().update(&permit, &hospital).await.map_err(taken)?;
        if moves {
            doctors::follow_hospital(&mut *work, &caller.audit("doctor.change"), id, None, now).await?;
        }
        let accounts = if was_verified == hospital.is_verified {
            Vec::new()
        } else {
            work.accounts().with_profile(id.into()).await?
        };
        work.commit(caller.audit("hospital.change").on(id).changed(fields)).await?;
        for user in accounts {
            self.core.events.publish(Event::UserChanged { user }).await;
        }
        Ok(hospital)
    }

    /// Verifies a hospital, or takes the verification back.
    pub async fn verify(&self, caller: &Caller, id: HospitalId, is_verified: bool) -> Outcome<Hospital> {
        self.change(caller, id, HospitalChange::default(), Some(is_verified)).await
    }

    /// Deletes a hospital: it is found no more, its address is free again, its account is deactivated, and what others
    /// recorded about it stays. Refused while doctors or patients are mapped to it, unless `force` ends the mappings.
    pub async fn delete(&self, caller: &Caller, id: HospitalId, force: bool) -> Outcome<()> {
        let (rule, permit) =
            (access::administer_hospital(&caller.actor, id)?, access::change_hospital(&caller.actor, id)?);
        let (by, now) = (caller.actor.user(), self.core.fresh.now());
        let mut work = self.core.store.begin().await?;
        let mut hospital = work.hospitals().find_for_change(id).await?.ok_or_else(|| Error::not_found("hospital"))?;
        let mapped = work.hospitals().live_mappings(id).await?;
        if mapped > 0 && !force {
            return Err(Error::conflict(format!(
                "{mapped} doctors and patients are still mapped to this hospital; end the mappings, or use force=true"
            )));
        }
        work.hospitals().end_mappings(&rule, by, now).await?;
        (hospital.is_active, hospital.is_verified, hospital.email, hospital.updated_at) = (false, false, None, now);
        work.hospitals().update(&permit, &hospital).await?;
        let accounts = work.accounts().with_profile(id.into()).await?;
        for user in &accounts {
            let permit = accounts::access::change_account(&caller.actor, *user)?;
            accounts::deactivate_within(&mut *work, &permit, now).await?;
        }
        work.commit(caller.audit("hospital.delete").on(id)).await?;
        for user in accounts {
            self.core.events.publish(Event::UserSessionsEnded { user, except: None }).await;
        }
        Ok(())
    }
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("email") => Error::conflict("a hospital with this email exists already"),
        RepoError::Conflict(_) | RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
