//! Hospitals.

mod body;

use actix_web::web::Data;
use domain::{
    hospitals::access,
    kernel::{Check, HospitalId, parse},
};

use self::body::{Forced, HospitalEntry, HospitalSearch, VerifiedField};
pub use self::body::{HospitalBody, HospitalFields, Verification};
use super::doctors::DoctorBody;
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created, listed, ok},
    extract::{Both, OptionalBody, Paging, PagingParams, Parts, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::ANY, list_hospitals));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), add_hospital).requires(&["name"]));
    api.add(op!(Gate::ANY, one_hospital));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), change_hospital));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), delete_hospital));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), verify_hospital));
    api.add(op!(Gate::ANY, doctors_of_hospital));
}

/// Verified hospitals, newest first. A hospital sees itself too, while it is unverified nothing else; administrators see
/// all.
#[utoipa::path(get, path = "/hospitals", tag = "hospitals", params(HospitalSearch, PagingParams),
    responses((status = 200, description = "The hospitals", body = ListEnvelope<HospitalBody>)))]
pub async fn list_hospitals(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(search): Query<HospitalSearch>,
    Paging(page): Paging,
) -> Answer<Listed<HospitalBody>> {
    let found = services.hospitals.list(&caller, &search.read()?, &page).await?;
    Ok(listed("hospitals", &page, found.map(HospitalBody::from)))
}

/// Add a hospital without an account. It is verified unless the body says otherwise.
#[utoipa::path(post, path = "/hospitals", tag = "hospitals", request_body = HospitalEntry,
    responses((status = 201, description = "The hospital was added", body = Envelope<HospitalBody>)))]
pub async fn add_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Both(fields, standing): Both<HospitalFields, VerifiedField>,
) -> Answer<One<HospitalBody>> {
    let mut check = Check::default();
    let name = check.required("name", fields.name.clone(), parse::name);
    let details = HospitalFields { name: crate::extract::Field::default(), ..fields }.read(&mut check);
    let is_verified = check.replace("is_verified", standing.is_verified, parse::any);
    let (name, details) = check.build(|| Some((name?, details)))?;
    let hospital = services.hospitals.add(&caller, name, details, is_verified).await?;
    Ok(created("hospital added", format!("/api/v1/hospitals/{}", hospital.id), hospital.into()))
}

/// One hospital.
#[utoipa::path(get, path = "/hospitals/{hospital_id}", tag = "hospitals", params(("hospital_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The hospital", body = Envelope<HospitalBody>)))]
pub async fn one_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<HospitalId>,
) -> Answer<One<HospitalBody>> {
    Ok(ok("hospital", services.hospitals.one(&caller, id).await?.into()))
}

/// Change a hospital: only the fields present, null clears.
///
/// A hospital's account changes its own, administrators any and whether it is verified.
#[utoipa::path(method(put, patch), path = "/hospitals/{hospital_id}", tag = "hospitals",
    params(("hospital_id" = uuid::Uuid, Path)), request_body = HospitalEntry,
    responses((status = 200, description = "The hospital as it is now", body = Envelope<HospitalBody>)))]
pub async fn change_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<HospitalId>,
    parts: Parts,
) -> Answer<One<HospitalBody>> {
    let mut check = Check::default();
    let details = parts.read::<HospitalFields>()?.read(&mut check);
    let is_verified = match access::administer_hospital(&caller.actor, id) {
        Ok(_) => check.replace("is_verified", parts.read::<VerifiedField>()?.is_verified, parse::any),
        Err(_) => None,
    };
    let details = check.build(|| Some(details))?;
    Ok(ok("hospital changed", services.hospitals.change(&caller, id, details, is_verified).await?.into()))
}

/// Delete a hospital: it is found no more and its account is deactivated; what was recorded there stays.
#[utoipa::path(delete, path = "/hospitals/{hospital_id}", tag = "hospitals",
    params(("hospital_id" = uuid::Uuid, Path), Forced),
    responses((status = 200, description = "The hospital is deleted", body = Envelope<Nothing>)))]
pub async fn delete_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<HospitalId>,
    Query(forced): Query<Forced>,
) -> Answer<One<Nothing>> {
    services.hospitals.delete(&caller, id, forced.force.unwrap_or(false)).await?;
    Ok(ok("hospital deleted", Nothing))
}

/// Verify a hospital, or take the verification back.
#[utoipa::path(put, path = "/hospitals/{hospital_id}/verify", tag = "hospitals",
    params(("hospital_id" = uuid::Uuid, Path)), request_body(content = Option<Verification>),
    responses((status = 200, description = "The hospital as it is now", body = Envelope<HospitalBody>)))]
pub async fn verify_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<HospitalId>,
    OptionalBody(verification): OptionalBody<Verification>,
) -> Answer<One<HospitalBody>> {
    let hospital = services.hospitals.verify(&caller, id, verification.read()?).await?;
    Ok(ok("verification decided", hospital.into()))
}

/// The doctors who work in a hospital, last added first. The hospital itself sees the unverified ones too; a patient sees
/// the chat with each.
#[utoipa::path(get, path = "/hospitals/{hospital_id}/doctors", tag = "hospitals",
    params(("hospital_id" = uuid::Uuid, Path), PagingParams),
    responses((status = 200, description = "The doctors", body = ListEnvelope<DoctorBody>)))]
pub async fn doctors_of_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<HospitalId>,
    Paging(page): Paging,
) -> Answer<Listed<DoctorBody>> {
    let found = services.doctors.of_hospital(&caller, id, &page).await?;
    Ok(listed("doctors", &page, found.map(DoctorBody::from)))
}
