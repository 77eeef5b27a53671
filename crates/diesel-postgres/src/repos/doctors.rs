use async_trait::async_trait;
use chrono::{DateTime, NaiveTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    doctors::{Doctor, DoctorRepo},
    kernel::{DoctorId, Money, fold},
    ports::{RepoError, RepoResult},
};

use crate::{
    backend::{Db, DbUuid, db, id},
    error::{conflict_on, corrupt, failed},
    schema::doctors,
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = doctors, check_for_backend(Db), treat_none_as_null = true)]
pub struct DoctorRow {
    id: DbUuid,
    user_id: Option<DbUuid>,
    name: String,
    first_name: Option<String>,
    last_name: Option<String>,
    photo: Option<String>,
    designation: Option<String>,
    experience_years: Option<i32>,
    details: Option<String>,
    contact: Option<String>,
    shift_time_start: Option<String>,
    shift_time_end: Option<String>,
    specialization: Option<String>,
    license_number: Option<String>,
    qualification: Option<String>,
    consultation_fee_minor: Option<i64>,
    bio: Option<String>,
    clinic_address: Option<String>,
    city: Option<String>,
    country: Option<String>,
    timezone: String,
    is_verified: bool,
    is_active: bool,
    avg_rating: f64,
    rating_count: i32,
    search_key: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

fn search_key(doctor: &Doctor) -> String {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    fold(&format!(
        "{} {} {} {}",
        doctor.name,
        text(&doctor.specialization),
        text(&doctor.designation),
        text(&doctor.city)
    ))
}

fn time_of_day(text: Option<String>, column: &str, doctor: DoctorId) -> RepoResult<Option<NaiveTime>> {
    let read =
        |text: String| NaiveTime::parse_from_str(&text, "%H:%M:%S").map_err(|_| corrupt("doctors", column, doctor));
    text.map(read).transpose()
}

impl From<&Doctor> for DoctorRow {
    fn from(doctor: &Doctor) -> Self {
        let search_key = search_key(doctor);
        let doctor = doctor.clone();
        let stored = |time: NaiveTime| time.format("%H:%M:%S").to_string();
        Self {
            id: db(doctor.id),
            user_id: doctor.user_id.map(db),
            name: doctor.name,
            first_name: doctor.first_name,
            last_name: doctor.last_name,
            photo: doctor.photo,
            designation: doctor.designation,
            experience_years: doctor.experience_years,
            details: doctor.details,
            contact: doctor.contact,
            shift_time_start: doctor.shift_time_start.map(stored),
            shift_time_end: doctor.shift_time_end.map(stored),
            specialization: doctor.specialization,
            license_number: doctor.license_number,
            qualification: doctor.qualification,
            consultation_fee_minor: doctor.consultation_fee.map(Money::minor),
            bio: doctor.bio,
            clinic_address: doctor.clinic_address,
            city: doctor.city,
            country: doctor.country,
            timezone: doctor.timezone,
            is_verified: doctor.is_verified,
            is_active: doctor.is_active,
            avg_rating: doctor.avg_rating,
            rating_count: doctor.rating_count,
            search_key,
            created_at: doctor.created_at,
            updated_at: doctor.updated_at,
        }
    }
}

impl TryFrom<DoctorRow> for Doctor {
    type Error = RepoError;
    fn try_from(row: DoctorRow) -> RepoResult<Self> {
        let doctor: DoctorId = id(row.id);
        Ok(Self {
            id: doctor,
            user_id: row.user_id.map(id),
            name: row.name,
            first_name: row.first_name,
            last_name: row.last_name,
            photo: row.photo,
            designation: row.designation,
            experience_years: row.experience_years,
            details: row.details,
            contact: row.contact,
            shift_time_start: time_of_day(row.shift_time_start, "shift_time_start", doctor)?,
            shift_time_end: time_of_day(row.shift_time_end, "shift_time_end", doctor)?,
            specialization: row.specialization,
            license_number: row.license_number,
            qualification: row.qualification,
            consultation_fee: row.consultation_fee_minor.map(Money::from_minor),
            bio: row.bio,
            clinic_address: row.clinic_address,
            city: row.city,
            country: row.country,
            timezone: row.timezone,
            is_verified: row.is_verified,
            is_active: row.is_active,
            avg_rating: row.avg_rating,
            rating_count: row.rating_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[async_trait]
impl DoctorRepo for DbSession {
    async fn find(&mut self, doctor: DoctorId) -> RepoResult<Option<Doctor>> {
        let row: Option<DoctorRow> = doctors::table
            .find(db(doctor))
            .select(DoctorRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Doctor::try_from).transpose()
    }

    async fn insert(&mut self, doctor: &Doctor) -> RepoResult<()> {
        diesel::insert_into(doctors::table)
            .values(DoctorRow::from(doctor))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["license_number", "user_id"]))?;
        Ok(())
    }
}
