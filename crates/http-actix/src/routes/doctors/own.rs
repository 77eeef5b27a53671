use actix_web::web::Data;
use domain::kernel::{Caller, Check, DoctorId, Error, Outcome};

use super::{
    DoctorBody, DoctorFields,
    body::{OwnProfile, SpecialtiesField, read_profile},
};
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Both, SignedIn},
    wire::Services,
};

fn own(caller: &Caller) -> Outcome<DoctorId> {
    caller.actor.doctor().ok_or_else(|| Error::not_found("doctor"))
}

/// The own profile.
#[utoipa::path(get, path = "/doctors/me/profile", tag = "doctors",
    responses((status = 200, description = "The profile", body = Envelope<DoctorBody>),
        (status = 404, description = "The account is not a doctor's.")))]
pub async fn own_profile(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<DoctorBody>> {
    let doctor = services.doctors.one(Some(&caller.actor), own(&caller)?).await?;
    Ok(ok("your profile", doctor.into()))
}

/// Change the own profile: only the fields present, null clears. Another licence number ends the verification.
#[utoipa::path(method(put, patch, post), path = "/doctors/me/profile", tag = "doctors", request_body = OwnProfile,
    responses((status = 200, description = "The profile as it is now", body = Envelope<DoctorBody>),
        (status = 404, description = "The account is not a doctor's.")))]
pub async fn change_own_profile(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Both(fields, specialties): Both<DoctorFields, SpecialtiesField>,
) -> Answer<One<DoctorBody>> {
    let mut check = Check::default();
    let profile = read_profile(fields, specialties, &mut check);
    let profile = check.build(|| Some(profile))?;
    let doctor = services.doctors.change(&caller, own(&caller)?, profile, None).await?;
    Ok(ok("profile changed", doctor.into()))
}
