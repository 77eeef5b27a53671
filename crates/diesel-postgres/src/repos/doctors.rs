mod search;

use async_trait::async_trait;
use chrono::{DateTime, NaiveTime, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use diesel_async::RunQueryDsl;
use domain::{
    doctors::{Doctor, DoctorFilter, DoctorOrder, DoctorRecord, DoctorRepo, DoctorScope, access::ChangeDoctor},
    kernel::{DoctorId, HospitalId, Money, Page, PageRequest, Permit, SpecialtyId, UserId},
    ports::{RepoError, RepoResult},
};

use self::search::{RecordRow, filtered, ordered, record, recorded};
use super::page::{page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch, lock_row},
    error::{conflict_on, corrupt, failed},
    prepared::Prepare,
    schema::{doctor_specialties, doctors, hospital_doctor_mappings, hospitals},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = doctors, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
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
    timezone_is_own: bool,
}

fn time_of_day(text: Option<String>, column: &str, doctor: DoctorId) -> RepoResult<Option<NaiveTime>> {
    let read =
        |text: String| NaiveTime::parse_from_str(&text, "%H:%M:%S").map_err(|_| corrupt("doctors", column, doctor));
    text.map(read).transpose()
}

impl From<&Doctor> for DoctorRow {
    fn from(doctor: &Doctor) -> Self {
        let search_key = doctor.search_key();
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
            timezone_is_own: doctor.timezone_is_own,
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
            timezone_is_own: row.timezone_is_own,
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

    async fn find_in(
        &mut self,
        scope: DoctorScope,
        viewer: Option<UserId>,
        doctor: DoctorId,
    ) -> RepoResult<Option<DoctorRecord>> {
        let query = filtered!(recorded!(viewer), scope, &DoctorFilter::default());
        let row: Option<RecordRow> =
            query.filter(doctors::id.eq(db(doctor))).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(record).transpose()
    }

    async fn find_for_change(&mut self, doctor: DoctorId) -> RepoResult<Option<Doctor>> {
        let query = doctors::table.find(db(doctor)).select(DoctorRow::as_select());
        let row: Option<DoctorRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Doctor::try_from).transpose()
    }

    async fn list(
        &mut self,
        scope: DoctorScope,
        viewer: Option<UserId>,
        filter: &DoctorFilter,
        order: &DoctorOrder,
        page: &PageRequest,
    ) -> RepoResult<Page<DoctorRecord>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let all = filtered!(doctors::table.select(diesel::dsl::count_star()).into_boxed::<Db>(), scope, filter);
            Some(all.first(conn).await.map_err(failed)?)
        } else {
            None
        };
        let query = ordered!(filtered!(recorded!(viewer), scope, filter), order);
        let rows: Vec<RecordRow> =
            query.limit(rows_wanted(page)).offset(page.offset()).load(conn).await.map_err(failed)?;
        let cursor =
            |(row, ..): &RecordRow| order.cursor(id(row.id), &row.search_key, row.avg_rating, row.experience_years);
        page_of(rows, page, total, cursor, record)
    }

    async fn insert(&mut self, doctor: &Doctor) -> RepoResult<()> {
        diesel::insert_into(doctors::table)
            .values(DoctorRow::from(doctor))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["license_number", "user_id"]))?;
        Ok(())
    }

    async fn update(&mut self, permit: &Permit<ChangeDoctor, DoctorId>, doctor: &Doctor) -> RepoResult<()> {
        diesel::update(doctors::table.find(db(permit.id())))
            .set(DoctorRow::from(doctor))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["license_number", "user_id"]))?;
        Ok(())
    }

    async fn set_specialties(
        &mut self,
        permit: &Permit<ChangeDoctor, DoctorId>,
        specialties: &[SpecialtyId],
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        use doctor_specialties as has;
        let (doctor, conn) = (db(permit.id()), self.conn()?);
        diesel::delete(has::table.filter(has::doctor_id.eq(doctor))).execute(conn).await.map_err(failed)?;
        let row = |specialty: &SpecialtyId| {
            (has::doctor_id.eq(doctor), has::specialty_id.eq(db(*specialty)), has::created_at.eq(now))
        };
        let rows: Vec<_> = specialties.iter().map(row).collect();
        insert_batch!(conn, has::table, &rows).map_err(|error| conflict_on(error, &["specialty"]))?;
        Ok(())
    }

    async fn follow_account(&mut self, account: UserId, is_active: bool, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(doctors::table.filter(doctors::user_id.eq(db(account))))
            .set((doctors::is_active.eq(is_active), doctors::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn follow_hospital(
        &mut self,
        hospital: HospitalId,
        only: Option<DoctorId>,
        now: DateTime<Utc>,
    ) -> RepoResult<(String, Vec<DoctorId>)> {
        use hospital_doctor_mappings as works;
        let zone: String = hospitals::table
            .find(db(hospital))
            .select(hospitals::timezone)
            .first(self.conn()?)
            .await
            .map_err(failed)?;
        let earlier = earlier_works
            .filter(earlier_works.field(works::doctor_id).eq(works::doctor_id))
            .filter(earlier_works.field(works::ended_at).is_null())
            .filter(earlier_works.field(works::id).lt(works::id));
        let works_first = works::table
            .filter(works::hospital_id.eq(db(hospital)))
            .filter(works::ended_at.is_null())
            .filter(not(exists(earlier)))
            .select(works::doctor_id);
        let followers = doctors::table
            .filter(not(doctors::timezone_is_own))
            .filter(doctors::timezone.ne(zone.clone()))
            .filter(doctors::id.eq_any(works_first));
        let mut moving = diesel::update(followers)
            .set((doctors::timezone.eq(zone.clone()), doctors::updated_at.eq(now)))
            .into_boxed();
        if let Some(doctor) = only {
            moving = moving.filter(doctors::id.eq(db(doctor)));
        }
        let moved: Vec<DbUuid> =
            moving.returning(doctors::id).prepared().get_results(self.conn()?).await.map_err(failed)?;
        Ok((zone, moved.into_iter().map(id).collect()))
    }
}

diesel::alias!(hospital_doctor_mappings as earlier_works: EarlierWorks);
