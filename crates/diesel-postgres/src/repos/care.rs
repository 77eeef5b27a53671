use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    chats::ChatSummary,
    doctors::Doctor,
    hospitals::Hospital,
    kernel::{DoctorId, HospitalId, Page, PageRequest, PatientId},
    patients::{CareRepo, CaringDoctor, PatientInCare, PatientScope, access::ChatSide},
    ports::RepoResult,
};
use uuid::Uuid;

use super::{
    doctors::DoctorRow,
    hospitals::HospitalRow,
    page::{after_id, page_of, rows_wanted},
    patients::PatientRow,
    scope::within_patients,
};
use crate::{
    backend::{DbUuid, db, id},
    error::failed,
    schema::{
        chats, doctor_patient_mappings as treated, doctors, hospital_doctor_mappings as employed,
        hospital_patient_mappings as registered, hospitals, patients,
    },
    session::DbSession,
};

/// Doctor's and patient's flag, doctor's and patient's unread messages, last message.
type ChatRow = (DbUuid, bool, bool, i32, i32, Option<DateTime<Utc>>);
/// Mapping and its beginning; none where the list is empty.
type MappingRow = (Option<DbUuid>, Option<DateTime<Utc>>);

macro_rules! chat_columns {
    () => {
        (
            chats::id,
            chats::is_active_for_doctor,
            chats::is_active_for_patient,
            chats::unread_for_doctor,
            chats::unread_for_patient,
            chats::last_message_at,
        )
            .nullable()
    };
}

fn summary(row: Option<ChatRow>, side: ChatSide, with: DoctorId) -> Option<ChatSummary> {
    let (chat, for_doctor, for_patient, unread_doctor, unread_patient, last_message_at) = row?;
    let (is_active, unread_count) = match side {
        ChatSide::Patient => (for_patient, unread_patient),
        ChatSide::Doctor(doctor) if doctor == with => (for_doctor, unread_doctor),
        ChatSide::Doctor(_) | ChatSide::Neither => return None,
    };
    Some(ChatSummary { id: id(chat), is_active, unread_count, last_message_at })
}

/// A mapping and its beginning, where there is one.
fn begun((mapping, since): MappingRow) -> Option<(DbUuid, DateTime<Utc>)> {
    mapping.zip(since)
}

/// Only mappings before this one: the page's start is part of the join, so that an empty page still proves that the one
/// whose list it is was found.
fn before(page: &PageRequest) -> DbUuid {
    db(page.after().map_or(Uuid::max(), |cursor| cursor.id))
}

/// Whether nothing was found at all. Beyond the last page by number, that is no proof.
fn nothing<T>(rows: &[T], page: &PageRequest) -> bool {
    rows.is_empty() && page.offset() == 0
}

#[async_trait]
impl CareRepo for DbSession {
    async fn doctors_of(
        &mut self,
        scope: PatientScope,
        patient: PatientId,
        side: ChatSide,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<CaringDoctor>>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let live = treated::table.filter(treated::patient_id.eq(db(patient))).filter(treated::ended_at.is_null());
            let live = within_patients!(live.into_boxed(), treated::patient_id, scope);
            Some(live.count().get_result(conn).await.map_err(failed)?)
        } else {
            None
        };
        let live =
            treated::patient_id.eq(patients::id).and(treated::ended_at.is_null()).and(treated::id.lt(before(page)));
        let query = patients::table
            .left_join(treated::table.on(live))
            .left_join(doctors::table.on(doctors::id.nullable().eq(treated::doctor_id.nullable())))
            .left_join(chats::table.on(
                chats::patient_id.eq(patients::id).and(chats::doctor_id.nullable().eq(treated::doctor_id.nullable())),
            ))
            .filter(patients::id.eq(db(patient)))
            .order(treated::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select((
                (treated::id.nullable(), treated::created_at.nullable()),
                Option::<DoctorRow>::as_select(),
                chat_columns!(),
            ))
            .into_boxed();
        let rows: Vec<(MappingRow, Option<DoctorRow>, Option<ChatRow>)> =
            within_patients!(query, patients::id, scope).load(conn).await.map_err(failed)?;
        if nothing(&rows, page) {
            return Ok(None);
        }
        let rows = rows.into_iter().filter_map(|(mapping, doctor, chat)| Some((begun(mapping)?, doctor?, chat)));
        let read = |((mapping, since), doctor, chat): (_, DoctorRow, _)| {
            let doctor = Doctor::try_from(doctor)?;
            let chat = summary(chat, side, doctor.id);
            Ok(CaringDoctor { mapping: id(mapping), doctor, since, chat })
        };
        page_of(rows.collect(), page, total, |((mapping, _), ..)| after_id(*mapping), read).map(Some)
    }

    async fn hospitals_of(
        &mut self,
        scope: PatientScope,
        patient: PatientId,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Hospital>>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let live =
                registered::table.filter(registered::patient_id.eq(db(patient))).filter(registered::ended_at.is_null());
            let live = within_patients!(live.into_boxed(), registered::patient_id, scope);
            Some(live.count().get_result(conn).await.map_err(failed)?)
        } else {
            None
        };
        let live = registered::patient_id
            .eq(patients::id)
            .and(registered::ended_at.is_null())
            .and(registered::id.lt(before(page)));
        let query = patients::table
            .left_join(registered::table.on(live))
            .left_join(hospitals::table.on(hospitals::id.nullable().eq(registered::hospital_id.nullable())))
            .filter(patients::id.eq(db(patient)))
            .order(registered::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select((registered::id.nullable(), Option::<HospitalRow>::as_select()))
            .into_boxed();
        let rows: Vec<(Option<DbUuid>, Option<HospitalRow>)> =
            within_patients!(query, patients::id, scope).load(conn).await.map_err(failed)?;
        if nothing(&rows, page) {
            return Ok(None);
        }
        let rows = rows.into_iter().filter_map(|(mapping, hospital)| mapping.zip(hospital)).collect();
        page_of(rows, page, total, |(mapping, _)| after_id(*mapping), |(_, hospital)| hospital.try_into()).map(Some)
    }

    async fn patients_of_doctor(
        &mut self,
        doctor: DoctorId,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<PatientInCare>>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let live = treated::table
                .inner_join(patients::table)
                .filter(treated::doctor_id.eq(db(doctor)))
                .filter(treated::ended_at.is_null())
                .filter(patients::is_active.eq(true));
            Some(live.count().get_result(conn).await.map_err(failed)?)
        } else {
            None
        };
        let live =
            treated::doctor_id.eq(doctors::id).and(treated::ended_at.is_null()).and(treated::id.lt(before(page)));
        let active = patients::id.nullable().eq(treated::patient_id.nullable()).and(patients::is_active.eq(true));
        let rows: Vec<(MappingRow, Option<PatientRow>, Option<ChatRow>)> = doctors::table
            .left_join(treated::table.inner_join(patients::table.on(active)).on(live))
            .left_join(
                chats::table
                    .on(chats::doctor_id.eq(doctors::id).and(chats::patient_id.nullable().eq(patients::id.nullable()))),
            )
            .filter(doctors::id.eq(db(doctor)))
            .order(treated::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select((
                (treated::id.nullable(), treated::created_at.nullable()),
                Option::<PatientRow>::as_select(),
                chat_columns!(),
            ))
            .load(conn)
            .await
            .map_err(failed)?;
        if nothing(&rows, page) {
            return Ok(None);
        }
        let rows = rows.into_iter().filter_map(|(mapping, patient, chat)| Some((begun(mapping)?, patient?, chat)));
        let read = |((mapping, since), patient, chat): (_, PatientRow, _)| {
            let chat = summary(chat, ChatSide::Doctor(doctor), doctor);
            Ok(PatientInCare { mapping: id(mapping), patient: patient.try_into()?, since, chat })
        };
        page_of(rows.collect(), page, total, |((mapping, _), ..)| after_id(*mapping), read).map(Some)
    }

    async fn patients_of_hospital(
        &mut self,
        hospital: HospitalId,
        of: Option<DoctorId>,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<PatientInCare>>> {
        let scope = of.map_or(PatientScope::All, PatientScope::Treated);
        let conn = self.conn()?;
        let listed = || {
            let query = registered::table
                .inner_join(patients::table)
                .filter(registered::hospital_id.eq(db(hospital)))
                .filter(registered::ended_at.is_null())
                .filter(patients::is_active.eq(true))
                .into_boxed();
            let query = within_patients!(query, patients::id, scope);
            match of {
                None => query,
                Some(doctor) => query.filter(diesel::dsl::exists(
                    employed::table
                        .filter(employed::hospital_id.eq(db(hospital)))
                        .filter(employed::doctor_id.eq(db(doctor)))
                        .filter(employed::ended_at.is_null()),
                )),
            }
        };
        let total =
            if page.wants_total() { Some(listed().count().get_result(conn).await.map_err(failed)?) } else { None };
        let rows: Vec<((DbUuid, DateTime<Utc>), PatientRow)> = listed()
            .filter(registered::id.lt(before(page)))
            .order(registered::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select(((registered::id, registered::created_at), PatientRow::as_select()))
            .load(conn)
            .await
            .map_err(failed)?;
        if nothing(&rows, page) && !has_list(conn, hospital, of).await.map_err(failed)? {
            return Ok(None);
        }
        let read = |((mapping, since), patient): (_, PatientRow)| {
            Ok(PatientInCare { mapping: id(mapping), patient: patient.try_into()?, since, chat: None })
        };
        page_of(rows, page, total, |((mapping, _), _)| after_id(*mapping), read).map(Some)
    }
}

/// Whether an empty list is that of a hospital that exists and, for a doctor, of one where the doctor works.
async fn has_list(conn: &mut crate::backend::Conn, hospital: HospitalId, of: Option<DoctorId>) -> QueryResult<bool> {
    match of {
        None => diesel::select(diesel::dsl::exists(hospitals::table.find(db(hospital)))).get_result(conn).await,
        Some(doctor) => {
            let work = employed::table
                .filter(employed::hospital_id.eq(db(hospital)))
                .filter(employed::doctor_id.eq(db(doctor)))
                .filter(employed::ended_at.is_null());
            diesel::select(diesel::dsl::exists(work)).get_result(conn).await
        }
    }
}
