use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    appointments::{
        Appointment, AppointmentFilter, AppointmentRepo, AppointmentScope, AppointmentStatus, AppointmentView,
        Bookable, BookedPatient, Clash, Interval, Told,
        access::{Book, ChangeAppointment},
    },
    doctors::access::ChangeDoctor,
    kernel::{AppointmentId, Cursor, DoctorId, HospitalId, Page, PageRequest, PatientId, Permit, TextEnum, UserId},
    mappings::Relation,
    patients::PatientScope,
    ports::{RepoError, RepoResult},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    page::{page_of, readable, rows_wanted},
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, corrupt, failed, word},
    prepared::Prepare,
    schema::{
        appointments, clinical_facts, doctor_patient_mappings as treated, doctors,
        hospital_patient_mappings as registered, hospitals, patients, user_patient_relations as family,
    },
    session::DbSession,
};

mod parties;

const LIVE: [&str; 3] = ["held", "scheduled", "confirmed"];
const PARTIES: [&str; 3] = ["doctor", "patient", "hospital"];

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = appointments, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
struct AppointmentRow {
    id: DbUuid,
    doctor_id: DbUuid,
    patient_id: DbUuid,
    hospital_id: Option<DbUuid>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    starts_on: NaiveDate,
    kind: String,
    status: String,
    reason: Option<String>,
    symptoms: Option<String>,
    notes: Option<String>,
    extras: Option<Value>,
    ai_preliminary_analysis: Option<Value>,
    cancelled_by: Option<DbUuid>,
    cancellation_reason: Option<String>,
    booked_by: DbUuid,
    booked_by_patient_side: bool,
    overbooked: bool,
    overbooking_reason: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl AppointmentRow {
    fn new(appointment: &Appointment, day: NaiveDate) -> Self {
        let appointment = appointment.clone();
        Self {
            id: db(appointment.id),
            doctor_id: db(appointment.doctor_id),
            patient_id: db(appointment.patient_id),
            hospital_id: appointment.hospital_id.map(db),
            starts_at: appointment.time.starts_at(),
            ends_at: appointment.time.ends_at(),
            starts_on: day,
            kind: appointment.kind.as_str().to_owned(),
            status: appointment.status.as_str().to_owned(),
            reason: appointment.reason,
            symptoms: appointment.symptoms,
            notes: appointment.notes,
            extras: appointment.extras,
            ai_preliminary_analysis: appointment.analysis,
            cancelled_by: appointment.cancelled_by.map(db),
            cancellation_reason: appointment.cancellation_reason,
            booked_by: db(appointment.booked_by),
            booked_by_patient_side: appointment.booked_by_patient_side,
            overbooked: appointment.overbooking_reason.is_some(),
            overbooking_reason: appointment.overbooking_reason,
            created_at: appointment.created_at,
            updated_at: appointment.updated_at,
        }
    }
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = RepoError;
    fn try_from(row: AppointmentRow) -> RepoResult<Self> {
        let appointment: AppointmentId = id(row.id);
        Ok(Self {
            id: appointment,
            doctor_id: id(row.doctor_id),
            patient_id: id(row.patient_id),
            hospital_id: row.hospital_id.map(id),
            time: Interval::stored(row.starts_at, row.ends_at),
            kind: word(&row.kind, "appointments", "kind", appointment)?,
            status: word(&row.status, "appointments", "status", appointment)?,
            reason: row.reason,
            symptoms: row.symptoms,
            notes: row.notes,
            extras: row.extras,
            analysis: row.ai_preliminary_analysis,
            cancelled_by: row.cancelled_by.map(id),
            cancellation_reason: row.cancellation_reason,
            booked_by: id(row.booked_by),
            booked_by_patient_side: row.booked_by_patient_side,
            overbooking_reason: row.overbooking_reason.filter(|_| row.overbooked),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// An appointment with the names and the zone that stand beside it.
#[derive(Queryable)]
struct ViewRow {
    appointment: AppointmentRow,
    doctor_name: String,
    zone: String,
    patient_name: String,
    hospital_name: Option<String>,
    is_treated: bool,
    is_registered: bool,
}

impl TryFrom<ViewRow> for AppointmentView {
    type Error = RepoError;
    fn try_from(row: ViewRow) -> RepoResult<Self> {
        let appointment = Appointment::try_from(row.appointment)?;
        Ok(Self {
            zone: zone(&row.zone, appointment.doctor_id)?,
            appointment,
            doctor_name: row.doctor_name,
            patient_name: row.patient_name,
            hospital_name: row.hospital_name,
            is_treated: row.is_treated,
            is_registered: row.is_registered,
        })
    }
}

type ToldRow = (
    DbUuid,
    DbUuid,
    Option<String>,
    Option<String>,
    bool,
    Option<NaiveDate>,
    Option<String>,
    Option<serde_json::Value>,
);

fn zone(text: &str, doctor: DoctorId) -> RepoResult<Tz> {
    text.parse().map_err(|_| corrupt("doctors", "timezone", doctor))
}

/// Appointments with what stands beside them.
macro_rules! views {
    () => {
        appointments::table
            .inner_join(doctors::table)
            .inner_join(patients::table)
            .left_join(hospitals::table)
            .filter(appointments::status.ne(AppointmentStatus::Held.as_str()))
            .select((
                AppointmentRow::as_select(),
                doctors::name,
                doctors::timezone,
                patients::name,
                hospitals::name.nullable(),
                diesel::dsl::exists(
                    treated::table
                        .filter(treated::doctor_id.eq(appointments::doctor_id))
                        .filter(treated::patient_id.eq(appointments::patient_id))
                        .filter(treated::ended_at.is_null()),
                ),
                diesel::dsl::exists(
                    registered::table
                        .filter(registered::hospital_id.nullable().eq(appointments::hospital_id))
                        .filter(registered::patient_id.eq(appointments::patient_id))
                        .filter(registered::ended_at.is_null()),
                ),
            ))
    };
}

/// Narrows a boxed query to a scope.
macro_rules! taken_part_in {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            AppointmentScope::All => within_patients!(query, appointments::patient_id, PatientScope::All),
            AppointmentScope::Nobody => within_patients!(query, appointments::patient_id, PatientScope::Nobody),
            AppointmentScope::Family(user) => {
                within_patients!(query, appointments::patient_id, PatientScope::Family(user))
            }
            AppointmentScope::Doctor(doctor) => query.filter(appointments::doctor_id.eq(db(doctor))),
            AppointmentScope::Hospital(hospital) => query.filter(appointments::hospital_id.eq(db(hospital))),
        }
    }};
}

/// Narrows a boxed query by what the caller asked.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &AppointmentFilter) = ($query, $filter);
        if !filter.statuses.is_empty() {
            let words: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
            query = query.filter(appointments::status.eq_any(words));
        }
        if let Some(day) = filter.date_from {
            query =
                query.filter(appointments::starts_on.ge(day)).filter(appointments::starts_at.ge(surely_before(day)));
        }
        if let Some(day) = filter.date_to {
            query = query.filter(appointments::starts_on.le(day)).filter(appointments::starts_at.lt(surely_after(day)));
        }
        if let Some(doctor) = filter.doctor {
            query = query.filter(appointments::doctor_id.eq(db(doctor)));
        }
        if let Some(patient) = filter.patient {
            query = query.filter(appointments::patient_id.eq(db(patient)));
        }
        if let Some(hospital) = filter.hospital {
            query = query.filter(appointments::hospital_id.eq(db(hospital)));
        }
        query
    }};
}

/// An instant at which the day has begun nowhere yet; it lets the indexes on `starts_at` find the day.
fn surely_before(day: NaiveDate) -> DateTime<Utc> {
    day.checked_sub_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN).and_utc()
}

/// An instant at which the day is over everywhere. No appointment is after year 9999; instants beyond it, which SQLite
/// compares as text, would come before all others.
fn surely_after(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    day.checked_add_days(Days::new(2)).unwrap_or(last).min(last).and_time(NaiveTime::MIN).and_utc()
}

/// The last row of the page before; the cursor was checked where the page was asked for.
fn position(page: &PageRequest) -> Option<(DateTime<Utc>, Uuid)> {
    page.after().and_then(|cursor| Some((cursor.instant().ok()?, cursor.id)))
}

#[async_trait]
impl AppointmentRepo for DbSession {
    async fn lock_doctor(&mut self, doctor: DoctorId, at: Option<HospitalId>) -> RepoResult<Option<Bookable>> {
        self.locked_doctor(doctor, at).await
    }

    async fn lock_patient(&mut self, patient: PatientId) -> RepoResult<()> {
        self.locked_patient(patient).await
    }

    async fn lock_parties(
        &mut self,
        doctor: DoctorId,
        at: Option<HospitalId>,
        scope: PatientScope,
        patient: PatientId,
    ) -> RepoResult<Option<(Bookable, BookedPatient)>> {
        self.locked_parties(doctor, at, scope, patient).await
    }

    async fn default_patient(&mut self, user: UserId) -> RepoResult<Option<PatientId>> {
        let own = family::relation.eq(Relation::Own.as_str());
        let reachable: Vec<(DbUuid, bool)> = family::table
            .filter(family::user_id.eq(db(user)))
            .filter(family::ended_at.is_null())
            .order((own.desc(), family::id))
            .limit(2)
            .select((family::patient_id, own))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(match reachable.as_slice() {
            [(patient, true), ..] | [(patient, false)] => Some(id(*patient)),
            _ => None,
        })
    }

    async fn clash(
        &mut self,
        doctor: DoctorId,
        patient: PatientId,
        time: Interval,
        except: Option<AppointmentId>,
    ) -> RepoResult<Clash> {
        let (doctor, patient) = (db(doctor), db(patient));
        let busy: Vec<(DbUuid, DbUuid)> = appointments::table
            .filter(appointments::doctor_id.eq(doctor).or(appointments::patient_id.eq(patient)))
            .filter(appointments::starts_at.lt(time.ends_at()))
            .filter(appointments::ends_at.gt(time.starts_at()))
            .filter(appointments::status.eq_any(LIVE))
            .filter(appointments::overbooked.eq(false))
            .filter(appointments::id.ne(db(except.map_or(Uuid::nil(), Uuid::from))))
            .limit(100)
            .select((appointments::doctor_id, appointments::patient_id))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(Clash {
            doctor: busy.iter().any(|(busy, _)| *busy == doctor),
            patient: busy.iter().any(|(_, busy)| *busy == patient),
        })
    }

    async fn insert(
        &mut self,
        _: &Permit<Book, PatientId>,
        appointment: &Appointment,
        day: NaiveDate,
    ) -> RepoResult<()> {
        diesel::insert_into(appointments::table)
            .values(AppointmentRow::new(appointment, day))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &PARTIES))?;
        Ok(())
    }

    async fn find(&mut self, scope: AppointmentScope, wanted: AppointmentId) -> RepoResult<Option<AppointmentView>> {
        let query = views!().filter(appointments::id.eq(db(wanted))).into_boxed();
        let row: Option<ViewRow> = taken_part_in!(query, scope).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(AppointmentView::try_from).transpose()
    }

    async fn lock(&mut self, wanted: AppointmentId) -> RepoResult<Option<Appointment>> {
        let query = appointments::table.find(db(wanted)).select(AppointmentRow::as_select());
        let row: Option<AppointmentRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Appointment::try_from).transpose()
    }

    async fn update(
        &mut self,
        permit: &Permit<ChangeAppointment, AppointmentId>,
        appointment: &Appointment,
        day: NaiveDate,
    ) -> RepoResult<()> {
        diesel::update(appointments::table.find(db(permit.id())))
            .set(AppointmentRow::new(appointment, day))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &PARTIES))?;
        Ok(())
    }

    async fn set_zone(&mut self, permit: &Permit<ChangeDoctor, DoctorId>, zone: Tz) -> RepoResult<()> {
        self.recounted_days(permit.id(), zone).await
    }

    async fn list(
        &mut self,
        scope: AppointmentScope,
        filter: &AppointmentFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<AppointmentView>> {
        let total = if page.wants_total() {
            let all = appointments::table.filter(appointments::status.ne(AppointmentStatus::Held.as_str()));
            let all = filtered!(taken_part_in!(all.into_boxed(), scope), filter);
            Some(all.count().get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = filtered!(taken_part_in!(views!().into_boxed(), scope), filter);
        if let Some((at, last)) = position(page) {
            query = query
                .filter(appointments::starts_at.ge(at))
                .filter(appointments::starts_at.gt(at).or(appointments::id.gt(db(last))));
        }
        let rows: Vec<ViewRow> = query
            .order((appointments::starts_at, appointments::id))
            .limit(rows_wanted(page))
            .offset(page.offset())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let cursor =
            |row: &ViewRow| Cursor::by_instant(row.appointment.starts_at, id::<AppointmentId>(row.appointment.id));
        page_of(rows, page, total, cursor, AppointmentView::try_from)
    }

    async fn told(&mut self, wanted: AppointmentId) -> RepoResult<Option<Told>> {
        let own = family::table
            .filter(family::user_id.eq(appointments::booked_by))
            .filter(family::patient_id.eq(appointments::patient_id))
            .filter(family::relation.eq(Relation::Own.as_str()));
        let row: Option<ToldRow> = appointments::table
            .inner_join(patients::table)
            .filter(appointments::id.eq(db(wanted)))
            .select((
                appointments::patient_id,
                appointments::booked_by,
                appointments::reason,
                appointments::symptoms,
                diesel::dsl::exists(own),
                patients::dob,
                patients::gender,
                appointments::ai_preliminary_analysis,
            ))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        let Some((patient, booked_by, reason, symptoms, booked_by_own_person, dob, gender, analysis)) = row else {
            return Ok(None);
        };
        let facts: Vec<(String, String)> = clinical_facts::table
            .filter(clinical_facts::patient_id.eq(patient))
            .filter(clinical_facts::ended_at.is_null())
            .order(clinical_facts::id)
            .limit(500)
            .select((clinical_facts::kind, clinical_facts::text))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let patient_id: PatientId = id(patient);
        let gender = gender.map(|text| word(&text, "patients", "gender", patient_id)).transpose()?;
        let fact = |(kind, text): (String, String)| Ok((word(&kind, "clinical_facts", "kind", patient_id)?, text));
        let facts = readable(facts, fact)?;
        let booked_by = id(booked_by);
        Ok(Some(Told { patient_id, booked_by, reason, symptoms, booked_by_own_person, dob, gender, facts, analysis }))
    }

    async fn set_analysis(&mut self, wanted: AppointmentId, analysis: &Value) -> RepoResult<()> {
        diesel::update(appointments::table.find(db(wanted)))
            .set(appointments::ai_preliminary_analysis.eq(analysis))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
