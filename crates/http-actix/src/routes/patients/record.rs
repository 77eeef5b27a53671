use actix_web::web::Data;
use domain::{
    kernel::{Change, Check, Outcome, PatientId, like_pattern, parse},
    mappings::Relation,
    patients::{ClinicalChange, PatientChange, PatientFilter},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{PatientBody, PatientFields};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created_or_found, listed, ok},
    extract::{Body, Both, Field, Paging, PagingParams, Path, Query, SignedIn},
    routes::auth::full_name,
    wire::Services,
};

/// What a new patient is to the account that adds them.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct RelationField {
    /// self, wife, husband, child, parent, sibling, guardian, spouse, friend or other. Families give it for a new member.
    #[schema(value_type = Option<String>, example = "child")]
    pub relation: Field<String>,
}

/// A new patient.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct NewPatientFields {
    #[serde(flatten)]
    relation: RelationField,
    #[serde(flatten)]
    patient: PatientFields,
}

/// Which patients.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PatientQuery {
    /// Whose name or record number has this in it, without regard to case and accents.
    q: Option<String>,
    /// Of this blood group.
    #[param(example = "O+")]
    blood_group: Option<String>,
}

impl PatientQuery {
    fn read(self) -> Outcome<PatientFilter> {
        let mut check = Check::default();
        let search = check.optional("q", self.q, parse::short_text);
        // A plus sign that was not escaped arrives as a space.
        let group = self.blood_group.map(|group| if group.ends_with(' ') { group.replace(' ', "+") } else { group });
        let blood_group = check.optional("blood_group", group, parse::word);
        check.build(|| Some(PatientFilter { search: search.filter(|q| like_pattern(q) != "%%"), blood_group }))
    }
}

/// The name and everything else of a patient's body.
pub fn read_patient(fields: PatientFields, check: &mut Check) -> (Option<String>, PatientChange, ClinicalChange) {
    let (details, clinical) = fields.read(check);
    let (first, last) = (details.first_name.clone().value(), details.last_name.clone().value());
    let name = match (&details.name, first, last) {
        (None, Some(first), Some(last)) => full_name(check, Change::Keep, Some(&first), Some(&last)),
        (name, _, _) => name.clone(),
    };
    (name, details, clinical)
}

/// The patients whom the caller sees, newest first, without clinical fields: administrators all, families their own, doctors
/// those they treat, hospitals and staff those of the hospital.
#[utoipa::path(get, path = "/patients", tag = "patients", params(PatientQuery, PagingParams),
    responses((status = 200, description = "The patients", body = ListEnvelope<PatientBody>)))]
pub async fn list_patients(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<PatientQuery>,
    Paging(page): Paging,
) -> Answer<Listed<PatientBody>> {
    let found = services.patients.list(&caller, &query.read()?, &page).await?;
    Ok(listed("patients", &page, found.map(Into::into)))
}

/// Search among the patients whom the caller sees.
#[utoipa::path(get, path = "/patients/search", tag = "patients", params(PatientQuery, PagingParams),
    responses((status = 200, description = "The patients", body = ListEnvelope<PatientBody>)))]
pub async fn search_patients(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<PatientQuery>,
    Paging(page): Paging,
) -> Answer<Listed<PatientBody>> {
    let found = services.patients.list(&caller, &query.read()?, &page).await?;
    Ok(listed("patients", &page, found.map(Into::into)))
}

/// Add a patient.
///
/// A family adds a member by naming the relation; without one it fills in its own person (200). A hospital's
/// or its staff's new patient is mapped to the hospital; its desk states no clinical fields.
#[utoipa::path(post, path = "/patients", tag = "patients", request_body = NewPatientFields,
    responses(
        (status = 201, description = "Added", body = Envelope<PatientBody>),
        (status = 200, description = "The own person was filled in", body = Envelope<PatientBody>)))]
pub async fn create_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Both(relation, patient): Both<RelationField, PatientFields>,
) -> Answer<One<PatientBody>> {
    let mut check = Check::default();
    let relation = check.optional("relation", relation.relation, parse::word::<Relation>);
    let (name, details, clinical) = read_patient(patient, &mut check);
    check.build(|| Some(()))?;
    let (record, is_new) = services.registrar.register(&caller, name, relation, details, clinical).await?;
    let body = PatientBody::from(record);
    Ok(created_or_found(is_new, "patient", format!("/api/v1/patients/{}", body.id), body))
}

/// One patient. Receptionists and hospitals see demographics only.
#[utoipa::path(get, path = "/patients/{patient_id}", tag = "patients", params(("patient_id" = Uuid, Path)),
    responses((status = 200, description = "The patient", body = Envelope<PatientBody>)))]
pub async fn get_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
) -> Answer<One<PatientBody>> {
    Ok(ok("patient", services.patients.get(&caller, patient).await?.into()))
}

/// Change the fields that are given.
///
/// Demographics: the family and the hospital's staff. Allergies, medicines, conditions and
/// history: the family, the treating doctor, the hospital's nurses; a list replaces the live entries, what it leaves out ends.
#[utoipa::path(method(put, patch), path = "/patients/{patient_id}", tag = "patients", request_body = PatientFields,
    params(("patient_id" = Uuid, Path)),
    responses((status = 200, description = "The patient as it is now", body = Envelope<PatientBody>)))]
pub async fn change_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Body(fields): Body<PatientFields>,
) -> Answer<One<PatientBody>> {
    let mut check = Check::default();
    let (details, clinical) = fields.read(&mut check);
    check.build(|| Some(()))?;
    Ok(ok("patient changed", services.patients.change(&caller, patient, details, clinical).await?.into()))
}

/// Deactivate a patient.
///
/// A family may do so with a member, not the own person, of whom there is no clinical data and for whom
/// nobody else acts.
#[utoipa::path(delete, path = "/patients/{patient_id}", tag = "patients", params(("patient_id" = Uuid, Path)),
    responses((status = 200, description = "Deactivated", body = Envelope<Nothing>)))]
pub async fn remove_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
) -> Answer<One<Nothing>> {
    services.patients.remove(&caller, patient).await?;
    Ok(ok("patient deactivated", Nothing))
}
