use chrono::{DateTime, Utc};

use super::{
    Doctor, DoctorChange, DoctorFilter, DoctorOrder, DoctorRecord, DoctorSort, DoctorView,
    access::{self, ChangeDoctor},
};
use crate::{
    accounts::{self, User},
    hospitals,
    kernel::{
        Actor, AuditEntry, Caller, Core, DoctorId, Error, Event, HospitalId, Outcome, Page, PageRequest, Permit, Role,
        SpecialtyId, UserId, retry_conflicts,
    },
    ports::{RepoError, UnitOfWork},
};

/// What is given for a profile: its fields and its specialties, which replace those it has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileChange {
    /// The fields.
    pub details: DoctorChange,
    /// The specialties, if they are to be replaced.
    pub specialties: Option<Vec<SpecialtyId>>,
}

/// What only an administrator may say about a doctor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoctorStanding {
    /// Whether the licence is verified.
    pub is_verified: Option<bool>,
    /// Whether the doctor practises here.
    pub is_active: Option<bool>,
}

/// The use cases of doctors' profiles.
#[derive(Clone)]
pub struct Doctors {
    core: Core,
}

impl Doctors {
    /// From its ports.
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Doctors that the caller may know and that pass the filter.
    pub async fn list(
        &self,
        actor: Option<&Actor>,
        filter: &DoctorFilter,
        sort: DoctorSort,
        page: &PageRequest,
    ) -> Outcome<Page<DoctorView>> {
        let (scope, viewer, order) =
            (access::read_doctors(actor), access::sees_chats(actor), DoctorOrder::new(sort, page)?);
        let found = self.core.store.read().await?.doctors().list(scope, viewer, filter, &order, page).await?;
        Ok(found.map(|record| view(actor, record)))
    }

    /// The doctors who work in a hospital that the caller may know.
    pub async fn of_hospital(
        &self,
        caller: &Caller,
        hospital: HospitalId,
        page: &PageRequest,
    ) -> Outcome<Page<DoctorView>> {
        let actor = &caller.actor;
        let known = hospitals::access::read_hospitals(actor);
        let filter = DoctorFilter { hospital: Some((known, hospital)), ..DoctorFilter::default() };
        let (scope, viewer) = (access::read_doctors_of(actor, hospital), access::sees_chats(Some(actor)));
        let order = DoctorOrder::new(DoctorSort::Newest, page)?;
        let mut session = self.core.store.read().await?;
        let found = session.doctors().list(scope, viewer, &filter, &order, page).await?;
        if found.items.is_empty() {
            session.hospitals().find_in(known, hospital).await?.ok_or_else(|| Error::not_found("hospital"))?;
        }
        Ok(found.map(|record| view(Some(actor), record)))
    }

    /// One profile.
    pub async fn one(&self, actor: Option<&Actor>, id: DoctorId) -> Outcome<DoctorView> {
        let (scope, viewer) = (access::read_doctors(actor), access::sees_chats(actor));
        let record = self.core.store.read().await?.doctors().find_in(scope, viewer, id).await?;
        Ok(view(actor, record.ok_or_else(|| Error::not_found("doctor"))?))
    }

    /// An administrator adds a doctor who has no account; his word is the verification unless he says otherwise.
    pub async fn add(
        &self,
        caller: &Caller,
        name: String,
        profile: ProfileChange,
        standing: DoctorStanding,
    ) -> Outcome<DoctorView> {
        let (id, now): (DoctorId, _) = (self.core.fresh.id(), self.core.fresh.now());
        let permit = access::administer_doctor(&caller.actor, id)?;
        let mut doctor = Doctor::new(id, None, name, self.core.settings.default_timezone.clone(), now);
        profile.details.apply(&mut doctor, now);
        doctor.is_verified = standing.is_verified.unwrap_or(true);
        doctor.is_active = standing.is_active.unwrap_or(true);
        let mut work = self.core.store.begin().await?;
        work.doctors().insert(&doctor).await.map_err(taken)?;
        self.set_specialties(&mut *work, &permit, profile.specialties).await?;
        let record = recorded(&mut *work, id).await?;
        work.commit(caller.audit("doctor.add").on(id)).await?;
        Ok(view(Some(&caller.actor), record))
    }

    /// An administrator fills in the profile of a doctor's account, which verifies it unless he says otherwise.
    pub async fn fill_in(
        &self,
        caller: &Caller,
        account: UserId,
        profile: ProfileChange,
        standing: DoctorStanding,
    ) -> Outcome<DoctorView> {
        accounts::access::administer_accounts(&caller.actor)?;
        let user = self.core.store.read().await?.accounts().find(account).await?;
        let id = profile_of(&user.ok_or_else(|| Error::unknown("user", "user_id"))?)?;
        let standing = DoctorStanding { is_verified: standing.is_verified.or(Some(true)), ..standing };
        self.change(caller, id, profile, Some(standing)).await
    }

    /// Changes what is given of a profile; its standing only where an administrator says so.
    pub async fn change(
        &self,
        caller: &Caller,
        id: DoctorId,
        profile: ProfileChange,
        standing: Option<DoctorStanding>,
    ) -> Outcome<DoctorView> {
        retry_conflicts(async || self.change_once(caller, id, profile.clone(), standing).await).await
    }

    async fn change_once(
        &self,
        caller: &Caller,
        id: DoctorId,
        profile: ProfileChange,
        standing: Option<DoctorStanding>,
    ) -> Outcome<DoctorView> {
        let permit = access::change_doctor(&caller.actor, id)?;
        if standing.is_some() {
            access::administer_doctor(&caller.actor, id)?;
        }
        let DoctorStanding { is_verified, is_active } = standing.unwrap_or_default();
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let account = match is_active {
            Some(is_active) => account_follows(&mut *work, caller, id, is_active, now).await?,
            None => None,
        };
        let mut doctor = work.doctors().find_for_change(id).await?.ok_or_else(|| Error::not_found("doctor"))?;
        let (was_verified, zone_before) = (doctor.is_verified, doctor.timezone.clone());
        let mut fields = profile.details.apply(&mut doctor, now);
        doctor.is_verified = is_verified.unwrap_or(doctor.is_verified);
        doctor.is_active = is_active.unwrap_or(doctor.is_active);
        fields.extend(is_verified.map(|_| "is_verified").into_iter().chain(is_active.map(|_| "is_active")));
        fields.extend(profile.specialties.is_some().then_some("specialties"));
        work.doctors().update(&permit, &doctor).await.map_err(taken)?;
        if doctor.timezone != zone_before {
            work.appointments().set_zone(&permit, zone(&doctor.timezone)?).await?;
        }
        self.set_specialties(&mut *work, &permit, profile.specialties).await?;
        let record = recorded(&mut *work, id).await?;
        work.commit(caller.audit("doctor.change").on(id).changed(fields)).await?;
        if let Some(user) = doctor.user_id.filter(|_| was_verified != doctor.is_verified) {
            self.core.events.publish(Event::UserChanged { user }).await;
        }
        if let Some(user) = account.filter(|_| !doctor.is_active) {
            self.core.events.publish(Event::UserSessionsEnded { user, except: None }).await;
        }
        Ok(view(Some(&caller.actor), record))
    }

    /// Verifies a doctor, or takes the verification back.
    pub async fn verify(&self, caller: &Caller, id: DoctorId, is_verified: bool) -> Outcome<DoctorView> {
        let standing = DoctorStanding { is_verified: Some(is_verified), is_active: None };
        self.change(caller, id, ProfileChange::default(), Some(standing)).await
    }

    /// Deactivates a doctor: unlisted at once, the account deactivated and signed out. What was recorded stays, and doing
    /// it again is fine.
    pub async fn deactivate(&self, caller: &Caller, id: DoctorId) -> Outcome<DoctorView> {
        let permit = access::administer_doctor(&caller.actor, id)?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let account = account_follows(&mut *work, caller, id, false, now).await?;
        let mut doctor = work.doctors().find_for_change(id).await?.ok_or_else(|| Error::not_found("doctor"))?;
        (doctor.is_active, doctor.updated_at) = (false, now);
        work.doctors().update(&permit, &doctor).await?;
        let record = recorded(&mut *work, id).await?;
        work.commit(caller.audit("doctor.deactivate").on(id).changed(["is_active"])).await?;
        if let Some(user) = account {
            self.core.events.publish(Event::UserSessionsEnded { user, except: None }).await;
        }
        Ok(view(Some(&caller.actor), record))
    }

    async fn set_specialties(
        &self,
        work: &mut dyn UnitOfWork,
        permit: &Permit<ChangeDoctor, DoctorId>,
        specialties: Option<Vec<SpecialtyId>>,
    ) -> Outcome<()> {
        let Some(specialties) = specialties else { return Ok(()) };
        let set = work.doctors().set_specialties(permit, &specialties, self.core.fresh.now()).await;
        set.map_err(|error| match error {
            RepoError::Conflict(_) => Error::unknown("specialty", "specialties"),
            RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
        })
    }
}

/// The account behind a profile is active as long as the profile is. Before the profile, since whoever changes an account
/// locks it first.
async fn account_follows(
    work: &mut dyn UnitOfWork,
    caller: &Caller,
    id: DoctorId,
    is_active: bool,
    now: DateTime<Utc>,
) -> Outcome<Option<UserId>> {
    let doctor = work.doctors().find(id).await?.ok_or_else(|| Error::not_found("doctor"))?;
    let Some(account) = doctor.user_id else { return Ok(None) };
    let permit = accounts::access::change_account(&caller.actor, account)?;
    if is_active {
        accounts::reactivate_within(work, &permit, now).await?;
    } else {
        accounts::deactivate_within(work, &permit, now).await?;
    }
    Ok(Some(account))
}

async fn recorded(work: &mut dyn UnitOfWork, id: DoctorId) -> Outcome<DoctorRecord> {
    let record = work.doctors().find_in(access::DoctorScope::All, None, id).await?;
    record.ok_or_else(|| Error::Internal(format!("doctor {id} is gone while locked")))
}

fn view(actor: Option<&Actor>, record: DoctorRecord) -> DoctorView {
    let shows_private = access::sees_private(actor, record.doctor.id);
    DoctorView { record, shows_private, viewer: access::sees_chats(actor) }
}

/// A zone in which days are meant; it was checked when it was given.
fn zone(name: &str) -> Outcome<chrono_tz::Tz> {
    name.parse().map_err(|_| Error::Internal(format!("a stored time zone is not known: {name}")))
}

/// Doctors who named no time zone get that of the hospital where they work first, and their appointments its days: all of
/// them when the hospital's zone changes, one when he begins there.
pub(crate) async fn follow_hospital(
    work: &mut dyn UnitOfWork,
    changed: &AuditEntry,
    hospital: HospitalId,
    only: Option<DoctorId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (name, doctors) = work.doctors().follow_hospital(hospital, only, now).await?;
    for doctor in doctors {
        work.appointments().set_zone(&access::follow_hospital(doctor), zone(&name)?).await?;
        work.also(changed.clone().on(doctor).changed(["timezone"]));
    }
    Ok(())
}

/// The profile behind a doctor's account.
fn profile_of(user: &User) -> Outcome<DoctorId> {
    if user.role != Role::Doctor {
        return Err(Error::conflict(format!("this account's role is {}; open an account of role doctor", user.role)));
    }
    user.profile_id.map(DoctorId).ok_or_else(|| Error::Internal(format!("doctor's account {} has no profile", user.id)))
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("license_number") => Error::conflict("a doctor with this license_number exists already"),
        RepoError::Conflict(_) | RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
