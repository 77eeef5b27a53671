use actix_web::web::Data;
use domain::{kernel::Check, mappings::Relation};

use super::{PatientBody, PatientFields, record::read_patient};
use crate::{
    envelope::{Answer, Envelope, One, created_or_found, ok},
    extract::{Body, SignedIn},
    wire::Services,
};

/// The record of the caller's own person.
#[utoipa::path(get, path = "/patients/me", tag = "patients",
    responses((status = 200, description = "The patient", body = Envelope<PatientBody>),
        (status = 404, description = "The account has no such record.")))]
pub async fn get_own_patient(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<PatientBody>> {
    Ok(ok("patient", services.patients.own(&caller).await?.into()))
}

/// Fill in the record of the caller's own person; an account without one gets it.
#[utoipa::path(post, path = "/patients/me", tag = "patients", request_body = PatientFields,
    responses(
        (status = 200, description = "Filled in", body = Envelope<PatientBody>),
        (status = 201, description = "The account had none; opened", body = Envelope<PatientBody>)))]
pub async fn fill_in_own_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<PatientFields>,
) -> Answer<One<PatientBody>> {
    let mut check = Check::default();
    let (name, details, clinical) = read_patient(fields, &mut check);
    check.build(|| Some(()))?;
    let own = Some(Relation::Own);
    let (record, is_new) = services.registrar.register(&caller, name, own, details, clinical).await?;
    Ok(created_or_found(is_new, "patient", "/api/v1/patients/me".to_owned(), record.into()))
}

/// Change the fields that are given of the caller's own person.
#[utoipa::path(method(put, patch), path = "/patients/me", tag = "patients", request_body = PatientFields,
    responses((status = 200, description = "The patient as it is now", body = Envelope<PatientBody>),
        (status = 404, description = "The account has no such record.")))]
pub async fn change_own_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<PatientFields>,
) -> Answer<One<PatientBody>> {
    let mut check = Check::default();
    let (details, clinical) = fields.read(&mut check);
    check.build(|| Some(()))?;
    Ok(ok("patient changed", services.patients.change_own(&caller, details, clinical).await?.into()))
}
