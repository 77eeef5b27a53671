use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::max, prelude::*};
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{ClinicalFactId, HospitalId, Page, PageRequest, PatientId, TextEnum, UserId, fold, like_pattern},
    mappings::Relation,
    patients::{
        BloodGroup, ClinicalFact, ClinicalFactSource, Gender, LinkedUser, Patient, PatientFilter, PatientKey,
        PatientRepo, PatientScope, StoredRecord, access::ChangePermit,
    },
    ports::{RepoError, RepoResult},
};
use serde_json::Value;

use super::{
    clinical_facts::{FactRow, NewFactRow},
    page::{after_id, page_of, readable, rows_wanted},
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch, lock_row, lock_row_keeping_key},
    error::{conflict_on, corrupt, failed, word},
    prepared::Prepare,
    schema::{
        ai_sessions, appointments, case_histories, chats, clinical_facts, doctor_patient_mappings, documents,
        hospital_patient_mappings, hospitals, messages, patients, reports, user_patient_relations, users,
    },
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = patients, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
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

    async fn record(&mut self, key: PatientKey) -> RepoResult<Option<StoredRecord>> {
        type Row = (PatientRow, Option<FactRow>, Option<(DbUuid, String, Option<String>)>);
        let live_facts = clinical_facts::patient_id.eq(patients::id).and(clinical_facts::ended_at.is_null());
        let own_relation = user_patient_relations::patient_id
            .eq(patients::id)
            .and(user_patient_relations::relation.eq(Relation::Own.as_str()))
            .and(user_patient_relations::ended_at.is_null());
        let account = users::id.nullable().eq(user_patient_relations::user_id.nullable());
        let query = patients::table
            .left_join(clinical_facts::table.on(live_facts))
            .left_join(user_patient_relations::table.on(own_relation))
            .left_join(users::table.on(account))
            .order(clinical_facts::id.asc())
            .select((
                PatientRow::as_select(),
                Option::<FactRow>::as_select(),
                (users::id, users::name, users::email).nullable(),
            ))
            .into_boxed();
        let query = match key {
            PatientKey::Id(scope, patient) => {
                within_patients!(query.filter(patients::id.eq(db(patient))), patients::id, scope)
            }
            PatientKey::Own(user) => query.filter(users::id.eq(db(user))),
        };
        let mut rows = query.load::<Row>(self.conn()?).await.map_err(failed)?.into_iter();
        let Some((patient, first, user)) = rows.next() else { return Ok(None) };
        let facts = first.into_iter().chain(rows.filter_map(|(_, fact, _)| fact));
        let user = user.map(|(user, name, email)| LinkedUser { id: id(user), name, email });
        let facts = readable(facts, ClinicalFact::try_from)?;
        Ok(Some(StoredRecord { patient: patient.try_into()?, facts, user }))
    }

    async fn list(
        &mut self,
        scope: PatientScope,
        filter: &PatientFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<Patient>> {
        let conn = self.conn()?;
        let listed = || {
            let mut query = within_patients!(patients::table.into_boxed(), patients::id, scope);
            if scope != PatientScope::All {
                query = query.filter(patients::is_active.eq(true));
            }
            if let Some(search) = &filter.search {
                query = query.filter(patients::search_key.like(like_pattern(search)).escape('\\'));
            }
            if let Some(group) = filter.blood_group {
                query = query.filter(patients::blood_group.eq(group.as_str()));
            }
            query
        };
        let total =
            if page.wants_total() { Some(listed().count().get_result(conn).await.map_err(failed)?) } else { None };
        let mut query = listed();
        if let Some(cursor) = page.after() {
            query = query.filter(patients::id.lt(db(cursor.id)));
        }
        let rows: Vec<PatientRow> = query
            .order(patients::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select(PatientRow::as_select())
            .load(conn)
            .await
            .map_err(failed)?;
        page_of(rows, page, total, |row: &PatientRow| after_id(row.id), Patient::try_from)
    }

    async fn own(&mut self, user: UserId) -> RepoResult<Option<PatientId>> {
        use user_patient_relations as r;
        let own: Option<DbUuid> = r::table
            .filter(r::user_id.eq(db(user)))
            .filter(r::relation.eq(Relation::Own.as_str()))
            .filter(r::ended_at.is_null())
            .select(r::patient_id)
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        Ok(own.map(id))
    }

    async fn lock(&mut self, patient: PatientId) -> RepoResult<Option<Patient>> {
        let row: Option<PatientRow> = lock_row!(patients::table.find(db(patient)).select(PatientRow::as_select()))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Patient::try_from).transpose()
    }

    async fn next_record_number(&mut self, hospital: HospitalId) -> RepoResult<String> {
        let desk = hospitals::table.find(db(hospital)).select(hospitals::id);
        lock_row_keeping_key!(desk).execute(self.conn()?).await.map_err(failed)?;
        let last: Option<String> = patients::table
            .filter(patients::registered_by_hospital_id.eq(db(hospital)))
            .select(max(patients::record_number))
            .first(self.conn()?)
            .await
            .map_err(failed)?;
        let last = last.as_deref().unwrap_or("0");
        let last: u64 = last.parse().map_err(|_| corrupt("patients", "record_number", hospital))?;
        Ok(format!("{:08}", last + 1))
    }

    async fn insert(&mut self, patient: &Patient) -> RepoResult<()> {
        diesel::insert_into(patients::table)
            .values(PatientRow::from(patient))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["record_number", "hospital"]))?;
        Ok(())
    }

    async fn update(&mut self, permit: &ChangePermit, patient: &Patient) -> RepoResult<()> {
        diesel::update(patients::table.find(db(permit.id())))
            .set(PatientRow::from(patient))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["record_number"]))?;
        Ok(())
    }

    async fn live_facts(&mut self, patient: PatientId) -> RepoResult<Vec<ClinicalFact>> {
        let rows: Vec<FactRow> = clinical_facts::table
            .filter(clinical_facts::patient_id.eq(db(patient)))
            .filter(clinical_facts::ended_at.is_null())
            .order(clinical_facts::id.asc())
            .select(FactRow::as_select())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        rows.into_iter().map(ClinicalFact::try_from).collect()
    }

    async fn insert_facts(&mut self, facts: &[ClinicalFact]) -> RepoResult<()> {
        let rows: Vec<NewFactRow<'_>> = facts.iter().map(NewFactRow::from).collect();
        let conn = self.conn()?;
        insert_batch!(conn, clinical_facts::table, &rows).map_err(|error| conflict_on(error, &["patient"]))?;
        Ok(())
    }

    async fn end_facts(
        &mut self,
        permit: &ChangePermit,
        facts: &[ClinicalFactId],
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        use clinical_facts as f;
        let ids: Vec<DbUuid> = facts.iter().copied().map(db).collect();
        let live =
            f::table.filter(f::patient_id.eq(db(permit.id()))).filter(f::id.eq_any(ids)).filter(f::ended_at.is_null());
        diesel::update(live)
            .set((f::ended_at.eq(now), f::ended_by.eq(db(by)), f::updated_at.eq(now)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn has_clinical_data(&mut self, patient: PatientId) -> RepoResult<bool> {
        use diesel::dsl::exists;
        let patient = db(patient);
        let others_facts = clinical_facts::table
            .filter(clinical_facts::patient_id.eq(patient))
            .filter(clinical_facts::source.ne(ClinicalFactSource::Patient.as_str()));
        let written = messages::table.inner_join(chats::table).filter(chats::patient_id.eq(patient));
        diesel::select(
            exists(others_facts)
                .or(exists(case_histories::table.filter(case_histories::patient_id.eq(patient))))
                .or(exists(reports::table.filter(reports::patient_id.eq(patient))))
                .or(exists(documents::table.filter(documents::patient_id.eq(patient))))
                .or(exists(appointments::table.filter(appointments::patient_id.eq(patient))))
                .or(exists(ai_sessions::table.filter(ai_sessions::patient_id.eq(patient))))
                .or(exists(written)),
        )
        .get_result(self.conn()?)
        .await
        .map_err(failed)
    }

    async fn is_blank(&mut self, patient: PatientId) -> RepoResult<bool> {
        use diesel::dsl::exists;
        use doctor_patient_mappings as d;
        use hospital_patient_mappings as h;
        if self.has_clinical_data(patient).await? {
            return Ok(false);
        }
        let patient = db(patient);
        let is_tied: bool = diesel::select(
            exists(clinical_facts::table.filter(clinical_facts::patient_id.eq(patient)))
                .or(exists(chats::table.filter(chats::patient_id.eq(patient))))
                .or(exists(d::table.filter(d::patient_id.eq(patient))))
                .or(exists(h::table.filter(h::patient_id.eq(patient)))),
        )
        .get_result(self.conn()?)
        .await
        .map_err(failed)?;
        Ok(!is_tied)
    }

    async fn end_mappings(&mut self, permit: &ChangePermit, by: UserId, now: DateTime<Utc>) -> RepoResult<()> {
        use doctor_patient_mappings as d;
        use hospital_patient_mappings as h;
        let (patient, by) = (db(permit.id()), db(by));
        let conn = self.conn()?;
        diesel::update(d::table.filter(d::patient_id.eq(patient)).filter(d::ended_at.is_null()))
            .set((d::ended_at.eq(now), d::ended_by.eq(by), d::updated_at.eq(now)))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(h::table.filter(h::patient_id.eq(patient)).filter(h::ended_at.is_null()))
            .set((h::ended_at.eq(now), h::ended_by.eq(by), h::updated_at.eq(now)))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
