use chrono::{DateTime, Utc};

use super::{
    Leaving,
    access::{self, EraseOwn},
    anonymous,
};
use crate::{
    accounts::{self, User},
    auth::{Asked, Auth, CodeProof, Deed, address_of},
    doctors,
    hospitals::{self, access::ChangeHospital},
    kernel::{
        Actor, Caller, Core, DoctorId, Error, Event, HospitalId, Outcome, PatientId, Permit, Role, UserId,
        retry_conflicts,
    },
    outbox::{self, Message, Outgoing},
    patients::Patient,
    ports::UnitOfWork,
};

/// The use case of having oneself erased.
#[derive(Clone)]
pub struct Erasure {
    core: Core,
    auth: Auth,
}

/// What others have to hear of once it is done.
#[derive(Default)]
struct Ended {
    relations: Vec<PatientId>,
    treatments: Vec<(DoctorId, PatientId)>,
}

/// One attempt at an erasure.
struct Attempt<'a> {
    core: &'a Core,
    caller: &'a Caller,
    permit: Permit<EraseOwn, UserId>,
    now: DateTime<Utc>,
    ended: Ended,
}

impl Erasure {
    /// From what use cases share, and sign-in, which knows the codes.
    pub const fn new(core: Core, auth: Auth) -> Self {
        Self { core, auth }
    }

    /// Erases the caller's account and, of the patients for whom nobody else acts, what the law does not keep. It needs a
    /// fresh code: without one, one is sent. Answers when it was done.
    pub async fn erase(&self, caller: &Caller, code: Option<CodeProof>) -> Outcome<Asked<DateTime<Utc>>> {
        let account = self.leavable(caller).await?;
        let Some(code) = code else {
            return self.auth.ask_confirmation(caller, Deed::Erase).await.map(Asked::CodeAsked);
        };
        let redeemed = self.auth.confirm(caller, Deed::Erase, code).await?;
        let done = async {
            self.auth.forget_codes(&account).await?;
            retry_conflicts(async || self.attempt(caller).await).await
        };
        let done = done.await;
        let (done_at, ended) = self.auth.or_put_back(&redeemed, done).await?;
        self.tell(caller.actor.user(), ended).await;
        Ok(Asked::Done(done_at))
    }

    /// The caller's account, if the installation can do without it.
    async fn leavable(&self, caller: &Caller) -> Outcome<User> {
        let found = self.core.store.read().await?.accounts().find(caller.actor.user()).await?;
        let account = found.ok_or_else(session_over)?;
        if account.role == Role::Admin {
            let mut work = self.core.store.begin().await?;
            may_be_missed(&account, &work.accounts().lock_active_admins().await?)?;
        }
        Ok(account)
    }

    async fn attempt(&self, caller: &Caller) -> Outcome<(DateTime<Utc>, Ended)> {
        let now = self.core.fresh.now();
        let permit = access::erase_own(&caller.actor);
        let mut work = self.core.store.begin().await?;
        let mut attempt = Attempt { core: &self.core, caller, permit, now, ended: Ended::default() };
        let account = attempt.hold(&mut *work).await?;
        attempt.leave_practice(&mut *work).await?;
        attempt.leave_family(&mut *work).await?;
        attempt.leave_hospital(&mut *work, &account).await?;
        attempt.leave(&mut *work, account).await?;
        work.commit(caller.audit("user.erase").on(caller.actor.user())).await?;
        Ok((now, attempt.ended))
    }

    async fn tell(&self, user: UserId, ended: Ended) {
        let treatments = ended.treatments.into_iter();
        let relations = ended.relations.into_iter().map(|patient| Event::RelationEnded { user, patient });
        let events = [Event::UserSessionsEnded { user, except: None }, Event::JobWaiting]
            .into_iter()
            .chain(relations)
            .chain(treatments.map(|(doctor, patient)| Event::TreatmentEnded { doctor, patient }));
        for event in events {
            self.core.events.publish(event).await;
        }
    }
}

impl Attempt<'_> {
    /// The account, locked. Of two who erase it at once the second finds it gone.
    async fn hold(&self, work: &mut dyn UnitOfWork) -> Outcome<User> {
        let admins = match self.caller.actor.role() {
            Role::Admin => work.accounts().lock_active_admins().await?,
            Role::Hospital | Role::Doctor | Role::Nurse | Role::Receptionist | Role::Patient => Vec::new(),
        };
        let account = work.erasures().hold_account(&self.permit).await?;
        let account = account.filter(|account| account.is_active).ok_or_else(session_over)?;
        may_be_missed(&account, &admins)?;
        Ok(account)
    }

    async fn leave_practice(&mut self, work: &mut dyn UnitOfWork) -> Outcome<()> {
        let Some(id) = self.caller.actor.doctor() else { return Ok(()) };
        let permit = doctors::access::change_doctor(&self.caller.actor, id)?;
        work.appointments().lock_doctor(id, None).await?;
        let mut doctor = work.doctors().find(id).await?.ok_or_else(session_over)?;
        self.end_care(work, &Leaving::Doctor(&permit)).await?;
        anonymous::doctor(&mut doctor, self.now);
        work.doctors().update(&permit, &doctor).await?;
        work.also(self.caller.audit("doctor.erase").on(id));
        Ok(())
    }

    /// A patient for whom somebody else acts too stays as he is.
    async fn leave_family(&mut self, work: &mut dyn UnitOfWork) -> Outcome<()> {
        for patient in work.erasures().hold_family(&self.permit).await? {
            self.ended.relations.push(patient.id);
            if !work.relations().others_act_for(patient.id, self.permit.id()).await? {
                self.anonymise(work, patient).await?;
            }
        }
        for (relation, patient) in work.erasures().end_relations(&self.permit, self.now).await? {
            work.also(self.caller.audit("user_patient_relation.end").on(relation).patient(patient));
        }
        Ok(())
    }

    /// Each patient finds in the access log what ended.
    async fn end_care(&mut self, work: &mut dyn UnitOfWork, leaving: &Leaving<'_>) -> Outcome<()> {
        let ended = work.erasures().end_care(leaving, self.permit.id(), self.now).await?;
        for (mapping, doctor, patient) in ended.treatments {
            work.also(self.caller.audit("doctor_patient_mapping.end").on(mapping).patient(patient));
            self.ended.treatments.push((doctor, patient));
        }
        for (visit, patient) in ended.visits {
            work.also(self.caller.audit("appointment.set_status").on(visit).patient(patient).changed(["status"]));
        }
        Ok(())
    }

    async fn anonymise(&mut self, work: &mut dyn UnitOfWork, mut patient: Patient) -> Outcome<()> {
        let permit = access::anonymise(patient.id);
        self.end_care(work, &Leaving::Patient(&permit)).await?;
        work.erasures().delete_private(&permit).await?;
        let has_clinical_data = work.patients().has_clinical_data(patient.id).await?;
        if !has_clinical_data {
            work.erasures().delete_statements(&permit).await?;
        }
        anonymous::patient(&mut patient, has_clinical_data, self.now);
        work.patients().update(&permit, &patient).await?;
        work.also(self.caller.audit("patient.erase").on(patient.id).patient(patient.id));
        Ok(())
    }

    /// A hospital stays what it is; but where its public address is that of the account, that goes.
    async fn leave_hospital(&self, work: &mut dyn UnitOfWork, account: &User) -> Outcome<()> {
        let Actor::Hospital { hospital: id, .. } = self.caller.actor else { return Ok(()) };
        let permit: Permit<ChangeHospital, HospitalId> = hospitals::access::change_hospital(&self.caller.actor, id)?;
        let Some(mut hospital) = work.hospitals().find_for_change(id).await? else { return Ok(()) };
        if hospital.email.is_some() && hospital.email == account.email {
            (hospital.email, hospital.updated_at) = (None, self.now);
            work.hospitals().update(&permit, &hospital).await?;
            work.also(self.caller.audit("hospital.change").on(id).changed(["email"]));
        }
        Ok(())
    }

    /// The account itself, and last: from here on nobody else may refer to its row until the end.
    async fn leave(&self, work: &mut dyn UnitOfWork, mut account: User) -> Outcome<()> {
        let permit = accounts::access::change_account(&self.caller.actor, account.id)?;
        if let Some(to) = address_of(&account) {
            let told = Outgoing { to, message: Message::Erased, expires_at: None };
            outbox::post(self.core, work, &told).await?;
        }
        work.auth().end_sessions_of(account.id, None, self.now).await?;
        work.erasures().delete_traces(&self.permit).await?;
        let address = account.email.clone().unwrap_or_default();
        anonymous::account(&mut account, self.core.fresh.random_id(), self.now);
        let nobodys = account.email.as_deref().unwrap_or_default();
        work.erasures().void_invitations(&self.permit, &address, nobodys, self.now).await?;
        Ok(work.accounts().update(&permit, &account).await?)
    }
}

fn session_over() -> Error {
    Error::Unauthorized("the session is over".into())
}

fn may_be_missed(account: &User, active_admins: &[UserId]) -> Outcome<()> {
    if account.role == Role::Admin && active_admins.iter().all(|admin| *admin == account.id) {
        return Err(Error::conflict("the last active administrator cannot be erased; appoint another one first"));
    }
    Ok(())
}
