use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    chats::ChatSummary,
    doctors::Doctor,
    hospitals::Hospital,
    kernel::{Cursor, DoctorId, HospitalId, MappingId, Page, PageRequest, PatientId},
    patients::{CareRepo, CaringDoctor, Patient, PatientInCare, PatientScope, access::ChatSide},
    ports::RepoResult,
};
use uuid::Uuid;

use super::{
    doctors::DoctorRow, hospitals::HospitalRow, page::rows_wanted, patients::PatientRow, scope::within_patients,
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
        let mut found = Vec::new();
        for (mapping, doctor, chat) in rows {
            if let ((Some(mapping), Some(since)), Some(doctor)) = (mapping, doctor) {
                let doctor: Doctor = doctor.try_into()?;
                let chat = summary(chat, side, doctor.id);
                found.push(CaringDoctor { mapping: id(mapping), doctor, since, chat });
            }
        }
        Ok(Some(Page::from_rows(found, page, total, |row: &CaringDoctor| Cursor::by_id(row.mapping))))
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
        let mut found: Vec<(MappingId, Hospital)> = Vec::new();
        for (mapping, hospital) in rows {
            if let (Some(mapping), Some(hospital)) = (mapping, hospital) {
                found.push((id(mapping), hospital.try_into()?));
            }
        }
        let found = Page::from_rows(found, page, total, |(mapping, _)| Cursor::by_id(*mapping));
        Ok(Some(found.map(|(_, hospital)| hospital)))
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
        let found = rows.into_iter().filter_map(|(mapping, patient, chat)| {
            in_care(mapping, patient, summary(chat, ChatSide::Doctor(doctor), doctor)).transpose()
        });
        let found = found.collect::<RepoResult<Vec<_>>>()?;
        Ok(Some(Page::from_rows(found, page, total, |row: &PatientInCare| Cursor::by_id(row.mapping))))
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
        let found = rows.into_iter().map(|((mapping, since), patient)| {
            Ok(PatientInCare { mapping: id(mapping), patient: patient.try_into()?, since, chat: None })
        });
        let found = found.collect::<RepoResult<Vec<_>>>()?;
        Ok(Some(Page::from_rows(found, page, total, |row: &PatientInCare| Cursor::by_id(row.mapping))))
    }
}

fn in_care(
    mapping: MappingRow,
    patient: Option<PatientRow>,
    chat: Option<ChatSummary>,
) -> RepoResult<Option<PatientInCare>> {
    let ((Some(mapping), Some(since)), Some(patient)) = (mapping, patient) else { return Ok(None) };
    Ok(Some(PatientInCare { mapping: id(mapping), patient: Patient::try_from(patient)?, since, chat }))
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
