use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{PatientId, TextEnum, fold},
    patients::{BloodGroup, ClinicalFact, Gender, Patient, PatientRepo, PatientScope},
    ports::{RepoError, RepoResult},
};
use serde_json::Value;

use super::scope::within_patients;
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch},
    error::{conflict_on, corrupt, failed, word},
    schema::{clinical_facts, patients},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = patients, check_for_backend(Db), treat_none_as_null = true)]
pub struct PatientRow {
    id: DbUuid,
    name: String,
    first_name: Option<String>,
    last_name: Option<String>,
    dob: Option<NaiveDate>,
    gender: Option<String>,
    contact: Option<String>,
    photo: Option<String>,
    blood_group: Option<String>,
    height_cm: Option<f64>,
    weight_kg: Option<f64>,
    address: Option<String>,
    city: Option<String>,
    country: Option<String>,
    medical_history: Value,
    emergency_contact_name: Option<String>,
    emergency_contact_phone: Option<String>,
    record_number: Option<String>,
    registered_by_hospital_id: Option<DbUuid>,
    is_active: bool,
    search_key: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Patient> for PatientRow {
    fn from(patient: &Patient) -> Self {
        let patient = patient.clone();
        let record_number = patient.record_number.as_deref().unwrap_or_default();
        let search_key = fold(&format!("{} {record_number}", patient.name));
        Self {
            id: db(patient.id),
            name: patient.name,
            first_name: patient.first_name,
            last_name: patient.last_name,
            dob: patient.dob,
            gender: patient.gender.map(|gender| gender.as_str().to_owned()),
            contact: patient.contact,
            photo: patient.photo,
            blood_group: patient.blood_group.map(|group| group.as_str().to_owned()),
            height_cm: patient.height_cm,
            weight_kg: patient.weight_kg,
            address: patient.address,
            city: patient.city,
            country: patient.country,
            medical_history: Value::Object(patient.medical_history),
            emergency_contact_name: patient.emergency_contact_name,
            emergency_contact_phone: patient.emergency_contact_phone,
            record_number: patient.record_number,
            registered_by_hospital_id: patient.registered_by_hospital_id.map(db),
            is_active: patient.is_active,
            search_key,
            created_at: patient.created_at,
            updated_at: patient.updated_at,
        }
    }
}

impl TryFrom<PatientRow> for Patient {
    type Error = RepoError;
    fn try_from(row: PatientRow) -> RepoResult<Self> {
        let patient: PatientId = id(row.id);
        let gender = |text: String| word::<Gender>(&text, "patients", "gender", patient);
        let blood_group = |text: String| word::<BloodGroup>(&text, "patients", "blood_group", patient);
        let Value::Object(medical_history) = row.medical_history else {
            return Err(corrupt("patients", "medical_history", patient));
        };
        Ok(Self {
            id: patient,
            name: row.name,
            first_name: row.first_name,
            last_name: row.last_name,
            dob: row.dob,
            gender: row.gender.map(gender).transpose()?,
            contact: row.contact,
            photo: row.photo,
            blood_group: row.blood_group.map(blood_group).transpose()?,
            height_cm: row.height_cm,
            weight_kg: row.weight_kg,
            address: row.address,
            city: row.city,
            country: row.country,
            medical_history,
            emergency_contact_name: row.emergency_contact_name,
            emergency_contact_phone: row.emergency_contact_phone,
            record_number: row.record_number,
            registered_by_hospital_id: row.registered_by_hospital_id.map(id),
            is_active: row.is_active,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = clinical_facts)]
struct NewFactRow<'a> {
    id: DbUuid,
    patient_id: DbUuid,
    kind: &'a str,
    text: &'a str,
    source: &'a str,
    recorded_by: DbUuid,
    recorded_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl<'a> From<&'a ClinicalFact> for NewFactRow<'a> {
    fn from(fact: &'a ClinicalFact) -> Self {
        Self {
            id: db(fact.id),
            patient_id: db(fact.patient_id),
            kind: fact.kind.as_str(),
            text: &fact.text,
            source: fact.source.as_str(),
            recorded_by: db(fact.recorded_by),
            recorded_at: fact.recorded_at,
            created_at: fact.recorded_at,
            updated_at: fact.recorded_at,
        }
    }
}

#[async_trait]
impl PatientRepo for DbSession {
    async fn is_in_scope(&mut self, scope: PatientScope, patient: PatientId) -> RepoResult<bool> {
        let one = patients::table.find(db(patient)).select(patients::id).into_boxed();
        let found: Option<DbUuid> =
            within_patients!(one, patients::id, scope).first(self.conn()?).await.optional().map_err(failed)?;
        Ok(found.is_some())
    }

    async fn in_scope_among(
        &mut self,
        reaches: &[(PatientScope, PatientId)],
    ) -> RepoResult<Vec<(PatientScope, PatientId)>> {
        self.reached_among(reaches).await
    }

    async fn insert(&mut self, patient: &Patient) -> RepoResult<()> {
        diesel::insert_into(patients::table)
            .values(PatientRow::from(patient))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["record_number", "hospital"]))?;
        Ok(())
    }

    async fn insert_facts(&mut self, facts: &[ClinicalFact]) -> RepoResult<()> {
        let rows: Vec<NewFactRow<'_>> = facts.iter().map(NewFactRow::from).collect();
        let conn = self.conn()?;
        insert_batch!(conn, clinical_facts::table, &rows).map_err(|error| conflict_on(error, &["patient"]))?;
        Ok(())
    }
}
