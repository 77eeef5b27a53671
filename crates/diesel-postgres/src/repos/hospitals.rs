use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    hospitals::{
        Hospital, HospitalFilter, HospitalRepo, HospitalScope,
        access::{AdministerHospitals, ChangeHospital},
    },
    kernel::{HospitalId, Page, PageRequest, Permit, UserId, field_pattern, like_pattern},
    ports::{RepoError, RepoResult},
};
use uuid::Uuid;

use super::{
    page::{after_id, page_of, rows_wanted},
    scope::hospital_conditions,
};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, corrupt, failed},
    prepared::Prepare,
    schema::{hospital_doctor_mappings, hospital_patient_mappings, hospitals, staff_members},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = hospitals, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
pub struct HospitalRow {
    id: DbUuid,
    name: String,
    address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
    contact: Option<String>,
    pin_code: Option<String>,
    email: Option<String>,
    specialities: serde_json::Value,
    link: Option<String>,
    website: Option<String>,
    timezone: String,
    is_verified: bool,
    is_active: bool,
    search_key: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    model_refused_at: Option<DateTime<Utc>>,
}

impl From<&Hospital> for HospitalRow {
    fn from(hospital: &Hospital) -> Self {
        let search_key = hospital.search_key();
        let hospital = hospital.clone();
        Self {
            id: db(hospital.id),
            name: hospital.name,
            address: hospital.address,
            city: hospital.city,
            state: hospital.state,
            country: hospital.country,
            contact: hospital.contact,
            pin_code: hospital.pin_code,
            email: hospital.email,
            specialities: hospital.specialities.into(),
            link: hospital.link,
            website: hospital.website,
            timezone: hospital.timezone,
            is_verified: hospital.is_verified,
            is_active: hospital.is_active,
            search_key,
            created_at: hospital.created_at,
            updated_at: hospital.updated_at,
            model_refused_at: hospital.model_refused_at,
        }
    }
}

impl TryFrom<HospitalRow> for Hospital {
    type Error = RepoError;
    fn try_from(row: HospitalRow) -> RepoResult<Self> {
        let hospital: HospitalId = id(row.id);
        Ok(Self {
            id: hospital,
            name: row.name,
            address: row.address,
            city: row.city,
            state: row.state,
            country: row.country,
            contact: row.contact,
            pin_code: row.pin_code,
            email: row.email,
            specialities: serde_json::from_value(row.specialities)
                .map_err(|_| corrupt("hospitals", "specialities", hospital))?,
            link: row.link,
            website: row.website,
            timezone: row.timezone,
            is_verified: row.is_verified,
            is_active: row.is_active,
            model_refused_at: row.model_refused_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Narrows a boxed query of `hospitals` to those in the scope that pass the filter.
macro_rules! filtered {
    ($query:expr, $scope:expr, $filter:expr) => {{
        let (verified, own) = hospital_conditions($scope);
        let known = hospitals::is_verified.eq_any(verified).or(hospitals::id.eq(own));
        let (mut query, filter) = ($query.filter(hospitals::is_active.eq(true)).filter(known), $filter);
        if let Some(search) = &filter.search {
            query = query.filter(hospitals::search_key.like(like_pattern(search)).escape('\\'));
        }
        for (index, part) in [&filter.name, &filter.city].into_iter().enumerate() {
            if let Some(part) = part {
                let pattern = field_pattern(index, Hospital::SEARCH_FIELDS, part);
                query = query.filter(hospitals::search_key.like(pattern).escape('\\'));
            }
        }
        if let Some(is_verified) = filter.is_verified {
            query = query.filter(hospitals::is_verified.eq(is_verified));
        }
        if let Some(doctor) = filter.doctor {
            use hospital_doctor_mappings as works;
            let places = works::table.filter(works::doctor_id.eq(db(doctor))).filter(works::ended_at.is_null());
            query = query.filter(hospitals::id.eq_any(places.select(works::hospital_id)));
        }
        query
    }};
}

#[async_trait]
impl HospitalRepo for DbSession {
    async fn find(&mut self, hospital: HospitalId) -> RepoResult<Option<Hospital>> {
        self.find_in(HospitalScope::All, hospital).await
    }

    async fn find_in(&mut self, scope: HospitalScope, hospital: HospitalId) -> RepoResult<Option<Hospital>> {
        let (verified, own) = hospital_conditions(scope);
        let row: Option<HospitalRow> = hospitals::table
            .find(db(hospital))
            .filter(hospitals::is_active.eq(true))
            .filter(hospitals::is_verified.eq_any(verified).or(hospitals::id.eq(own)))
            .select(HospitalRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Hospital::try_from).transpose()
    }

    async fn find_for_change(&mut self, hospital: HospitalId) -> RepoResult<Option<Hospital>> {
        let query =
            hospitals::table.find(db(hospital)).filter(hospitals::is_active.eq(true)).select(HospitalRow::as_select());
        let row: Option<HospitalRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Hospital::try_from).transpose()
    }

    async fn list(
        &mut self,
        scope: HospitalScope,
        filter: &HospitalFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<Hospital>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let all = filtered!(hospitals::table.select(diesel::dsl::count_star()).into_boxed::<Db>(), scope, filter);
            Some(all.first(conn).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = filtered!(hospitals::table.select(HospitalRow::as_select()).into_boxed(), scope, filter);
        if let Some(after) = page.after() {
            query = query.filter(hospitals::id.lt(db(after.id)));
        }
        let query = query.order(hospitals::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<HospitalRow> = query.load(conn).await.map_err(failed)?;
        page_of(rows, page, total, |row: &HospitalRow| after_id(row.id), Hospital::try_from)
    }

    async fn insert(&mut self, hospital: &Hospital) -> RepoResult<()> {
        diesel::insert_into(hospitals::table)
            .values(HospitalRow::from(hospital))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["email"]))?;
        Ok(())
    }

    async fn add_staff(
        &mut self,
        member: Uuid,
        user: UserId,
        hospital: HospitalId,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        let row = (
            staff_members::id.eq(db(member)),
            staff_members::user_id.eq(db(user)),
            staff_members::hospital_id.eq(db(hospital)),
            staff_members::created_at.eq(now),
            staff_members::updated_at.eq(now),
        );
        diesel::insert_into(staff_members::table)
            .values(row)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["user_id"]))?;
        Ok(())
    }

    async fn update(&mut self, permit: &Permit<ChangeHospital, HospitalId>, hospital: &Hospital) -> RepoResult<()> {
        diesel::update(hospitals::table.find(db(permit.id())))
            .set(HospitalRow::from(hospital))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["email"]))?;
        Ok(())
    }

    async fn live_mappings(&mut self, hospital: HospitalId) -> RepoResult<i64> {
        use hospital_doctor_mappings as doctors;
        use hospital_patient_mappings as patients;
        let conn = self.conn()?;
        let doctors = doctors::table.filter(doctors::hospital_id.eq(db(hospital))).filter(doctors::ended_at.is_null());
        let doctors: i64 = doctors.count().get_result(conn).await.map_err(failed)?;
        let patients =
            patients::table.filter(patients::hospital_id.eq(db(hospital))).filter(patients::ended_at.is_null());
        let patients: i64 = patients.count().get_result(conn).await.map_err(failed)?;
        Ok(doctors + patients)
    }

    async fn end_mappings(
        &mut self,
        permit: &Permit<AdministerHospitals, HospitalId>,
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        use hospital_doctor_mappings as doctors;
        use hospital_patient_mappings as patients;
        let (hospital, conn) = (db(permit.id()), self.conn()?);
        diesel::update(doctors::table.filter(doctors::hospital_id.eq(hospital)).filter(doctors::ended_at.is_null()))
            .set((doctors::ended_at.eq(now), doctors::ended_by.eq(db(by)), doctors::updated_at.eq(now)))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(patients::table.filter(patients::hospital_id.eq(hospital)).filter(patients::ended_at.is_null()))
            .set((patients::ended_at.eq(now), patients::ended_by.eq(db(by)), patients::updated_at.eq(now)))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
