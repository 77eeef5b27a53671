//! Specialties: read by everybody, kept by administrators.

mod body;

use actix_web::web::Data;
use domain::{
    kernel::{Check, SpecialtyId},
    specialties::access,
};

use self::body::{SpecialtyBody, SpecialtyFields, SpecialtySearch};
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created, listed, ok},
    extract::{Body, Paging, PagingParams, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Public, list_specialties));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), add_specialty).requires(&["name"]));
    api.add(op!(Gate::Public, one_specialty));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), change_specialty));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), delete_specialty));
}

/// The specialties, by name.
#[utoipa::path(get, path = "/specialties", tag = "specialties", params(SpecialtySearch, PagingParams),
    responses((status = 200, description = "The specialties", body = ListEnvelope<SpecialtyBody>)))]
pub async fn list_specialties(
    services: Data<Services>,
    Query(search): Query<SpecialtySearch>,
    Paging(page): Paging,
) -> Answer<Listed<SpecialtyBody>> {
    let search = search.read()?;
    let found = services.specialties.list(search.as_deref(), &page).await?;
    Ok(listed("specialties", &page, found.map(SpecialtyBody::from)))
}

/// Add a specialty.
#[utoipa::path(post, path = "/specialties", tag = "specialties", request_body = SpecialtyFields,
    responses((status = 201, description = "The specialty was added", body = Envelope<SpecialtyBody>)))]
pub async fn add_specialty(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<SpecialtyFields>,
) -> Answer<One<SpecialtyBody>> {
    let (name, description) = fields.read_new()?;
    let specialty = services.specialties.add(&caller, name, description).await?;
    Ok(created("specialty added", format!("/api/v1/specialties/{}", specialty.id), specialty.into()))
}

/// One specialty.
#[utoipa::path(get, path = "/specialties/{specialty_id}", tag = "specialties", params(("specialty_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The specialty", body = Envelope<SpecialtyBody>)))]
pub async fn one_specialty(services: Data<Services>, Path(id): Path<SpecialtyId>) -> Answer<One<SpecialtyBody>> {
    Ok(ok("specialty", services.specialties.one(id).await?.into()))
}

/// Change a specialty: only the fields present, null clears.
#[utoipa::path(method(put, patch), path = "/specialties/{specialty_id}", tag = "specialties",
    params(("specialty_id" = uuid::Uuid, Path)), request_body = SpecialtyFields,
    responses((status = 200, description = "The specialty as it is now", body = Envelope<SpecialtyBody>)))]
pub async fn change_specialty(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SpecialtyId>,
    Body(fields): Body<SpecialtyFields>,
) -> Answer<One<SpecialtyBody>> {
    let mut check = Check::default();
    let change = fields.read(&mut check);
    let change = check.build(|| Some(change))?;
    Ok(ok("specialty changed", services.specialties.change(&caller, id, change).await?.into()))
}

/// Delete a specialty that no doctor has.
#[utoipa::path(delete, path = "/specialties/{specialty_id}", tag = "specialties",
    params(("specialty_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The specialty is deleted", body = Envelope<Nothing>)))]
pub async fn delete_specialty(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SpecialtyId>,
) -> Answer<One<Nothing>> {
    services.specialties.delete(&caller, id).await?;
    Ok(ok("specialty deleted", Nothing))
}
