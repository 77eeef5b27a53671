use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    hospitals::{Hospital, HospitalRepo},
    kernel::{HospitalId, UserId, fold},
    ports::{RepoError, RepoResult},
};
use uuid::Uuid;

use crate::{
    backend::{Db, DbUuid, db, id},
    error::{conflict_on, corrupt, failed},
    schema::{hospitals, staff_members},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = hospitals, check_for_backend(Db), treat_none_as_null = true)]
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
    search_key: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Hospital> for HospitalRow {
    fn from(hospital: &Hospital) -> Self {
        let hospital = hospital.clone();
        let city = hospital.city.as_deref().unwrap_or_default();
        let search_key = fold(&format!("{} {city} {}", hospital.name, hospital.specialities.join(" ")));
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
            search_key,
            created_at: hospital.created_at,
            updated_at: hospital.updated_at,
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
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[async_trait]
impl HospitalRepo for DbSession {
    async fn find(&mut self, hospital: HospitalId) -> RepoResult<Option<Hospital>> {
        let row: Option<HospitalRow> = hospitals::table
            .find(db(hospital))
            .select(HospitalRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Hospital::try_from).transpose()
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
}
