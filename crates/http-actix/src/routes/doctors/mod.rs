//! Doctors: the public list, their profiles, and what administrators decide about them.

mod answer;
mod body;
mod own;
mod search;

use actix_web::web::Data;
use domain::{
    doctors::access,
    hospitals::access::read_hospitals_if,
    kernel::{Change, Check, DoctorId},
};

pub use self::{answer::DoctorBody, body::DoctorFields};
use self::{
    body::{AccountField, DoctorEntry, DoctorStandingFields, NewDoctor, read_profile},
    search::DoctorSearch,
};
use super::{
    auth::full_name,
    hospitals::{HospitalBody, Verification},
};
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created, listed, ok},
    extract::{OptionalBody, Paging, PagingParams, Parts, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Optional, list_doctors).alias("/doctors/search"));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), add_doctor).requires(&["name|first_name+last_name|user_id"]));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), own::own_profile));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), own::change_own_profile));
    api.add(op!(Gate::Optional, one_doctor));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), change_doctor));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), deactivate_doctor));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), verify_doctor));
    api.add(op!(Gate::ANY, hospitals_of_doctor));
}

/// Verified doctors. Administrators see all; patients who sign in see their chat with each.
#[utoipa::path(get, path = "/doctors", tag = "doctors", params(DoctorSearch, PagingParams),
    responses((status = 200, description = "The doctors", body = ListEnvelope<DoctorBody>)))]
pub async fn list_doctors(
    caller: Option<SignedIn>,
    services: Data<Services>,
    Query(search): Query<DoctorSearch>,
    Paging(page): Paging,
) -> Answer<Listed<DoctorBody>> {
    let actor = caller.map(|SignedIn(caller)| caller.actor);
    let (filter, sort) = search.read(read_hospitals_if(actor.as_ref()))?;
    let found = services.doctors.list(actor.as_ref(), &filter, sort, &page).await?;
    Ok(listed("doctors", &page, found.map(DoctorBody::from)))
}

/// Add a doctor without an account, or fill in the profile of a doctor's account.
///
/// The doctor is then verified, unless the body says otherwise.
#[utoipa::path(post, path = "/doctors", tag = "doctors", request_body = NewDoctor,
    responses((status = 201, description = "The doctor was added", body = Envelope<DoctorBody>),
        (status = 200, description = "The account's profile was filled in", body = Envelope<DoctorBody>)))]
pub async fn add_doctor(SignedIn(caller): SignedIn, services: Data<Services>, parts: Parts) -> Answer<One<DoctorBody>> {
    let mut check = Check::default();
    let account = parts.read::<AccountField>()?.read(&mut check);
    let mut profile = read_profile(parts.read()?, parts.read()?, &mut check);
    let standing = parts.read::<DoctorStandingFields>()?.read(&mut check);
    if let Some(account) = account {
        let profile = check.build(|| Some(profile))?;
        let doctor = services.doctors.fill_in(&caller, account, profile, standing).await?;
        return Ok(ok("profile filled in", doctor.into()));
    }
    let (first, last) = (profile.details.first_name.clone().value(), profile.details.last_name.clone().value());
    let name = Change::from(profile.details.name.take());
    let name = full_name(&mut check, name, first.as_deref(), last.as_deref());
    let (name, profile) = check.build(|| Some((name?, profile)))?;
    let doctor = services.doctors.add(&caller, name, profile, standing).await?;
    Ok(created("doctor added", format!("/api/v1/doctors/{}", doctor.record.doctor.id), doctor.into()))
}

/// One doctor: a verified one; administrators and the doctor himself see unverified ones and the private fields.
#[utoipa::path(get, path = "/doctors/{doctor_id}", tag = "doctors", params(("doctor_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The doctor", body = Envelope<DoctorBody>)))]
pub async fn one_doctor(
    caller: Option<SignedIn>,
    services: Data<Services>,
    Path(id): Path<DoctorId>,
) -> Answer<One<DoctorBody>> {
    let actor = caller.map(|SignedIn(caller)| caller.actor);
    Ok(ok("doctor", services.doctors.one(actor.as_ref(), id).await?.into()))
}

/// Change a doctor's profile: only the fields present, null clears. Another licence number ends the verification.
///
/// Ratings come from reviews alone; whether a doctor is verified and active is said by administrators.
#[utoipa::path(method(put, patch), path = "/doctors/{doctor_id}", tag = "doctors",
    params(("doctor_id" = uuid::Uuid, Path)), request_body = DoctorEntry,
    responses((status = 200, description = "The doctor as he is now", body = Envelope<DoctorBody>)))]
pub async fn change_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<DoctorId>,
    parts: Parts,
) -> Answer<One<DoctorBody>> {
    let mut check = Check::default();
    let profile = read_profile(parts.read()?, parts.read()?, &mut check);
    let standing = match access::administer_doctor(&caller.actor, id) {
        Ok(_) => Some(parts.read::<DoctorStandingFields>()?.read(&mut check)),
        Err(_) => None,
    };
    let profile = check.build(|| Some(profile))?;
    Ok(ok("doctor changed", services.doctors.change(&caller, id, profile, standing).await?.into()))
}

/// Deactivate a doctor: listed no more, the account deactivated and signed out. Doing it again is fine.
#[utoipa::path(delete, path = "/doctors/{doctor_id}", tag = "doctors", params(("doctor_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The doctor, deactivated", body = Envelope<DoctorBody>)))]
pub async fn deactivate_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<DoctorId>,
) -> Answer<One<DoctorBody>> {
    Ok(ok("doctor deactivated", services.doctors.deactivate(&caller, id).await?.into()))
}

/// Verify a doctor, or take the verification back.
#[utoipa::path(put, path = "/doctors/{doctor_id}/verify", tag = "doctors", params(("doctor_id" = uuid::Uuid, Path)),
    request_body(content = Option<Verification>),
    responses((status = 200, description = "The doctor as he is now", body = Envelope<DoctorBody>)))]
pub async fn verify_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<DoctorId>,
    OptionalBody(verification): OptionalBody<Verification>,
) -> Answer<One<DoctorBody>> {
    let doctor = services.doctors.verify(&caller, id, verification.read()?).await?;
    Ok(ok("verification decided", doctor.into()))
}

/// The hospitals where a doctor works, as far as the caller may know them.
#[utoipa::path(get, path = "/doctors/{doctor_id}/hospitals", tag = "doctors",
    params(("doctor_id" = uuid::Uuid, Path), PagingParams),
    responses((status = 200, description = "The hospitals", body = ListEnvelope<HospitalBody>)))]
pub async fn hospitals_of_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<DoctorId>,
    Paging(page): Paging,
) -> Answer<Listed<HospitalBody>> {
    let found = services.hospitals.of_doctor(&caller, id, &page).await?;
    Ok(listed("hospitals", &page, found.map(HospitalBody::from)))
}
