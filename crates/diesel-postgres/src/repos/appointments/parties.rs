//! The doctor and the patient of a booking: their locked rows, and the days of the doctor's calendar.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    appointments::{Bookable, BookedPatient},
    kernel::{DoctorId, HospitalId, PatientId},
    patients::PatientScope,
    ports::RepoResult,
};
use uuid::Uuid;

use super::zone;
use crate::{
    backend::{DbUuid, db, lock_row_keeping_key},
    error::failed,
    repos::scope::within_patients,
    schema::{
        appointments, doctors, hospital_doctor_mappings as works, hospital_patient_mappings as registered, hospitals,
        patients,
    },
    session::DbSession,
};

/// A doctor's name, zone, whether verified and active, and the name of the hospital if the doctor works there.
type BookableRow = (String, String, bool, bool, Option<String>);

fn bookable(row: BookableRow, doctor: DoctorId) -> RepoResult<Bookable> {
    let (name, timezone, is_verified, is_active, hospital_name) = row;
    Ok(Bookable { name, zone: zone(&timezone, doctor)?, is_bookable: is_verified && is_active, hospital_name })
}

/// The columns of a [`BookableRow`].
macro_rules! bookable_columns {
    ($doctor:expr, $at:expr) => {
        (
            doctors::name,
            doctors::timezone,
            doctors::is_verified,
            doctors::is_active,
            works::table
                .inner_join(hospitals::table)
                .filter(works::hospital_id.eq(hospital_or_none($at)))
                .filter(works::doctor_id.eq(db($doctor)))
                .filter(works::ended_at.is_null())
                .select(hospitals::name)
                .single_value(),
        )
    };
}

/// No hospital has the nil id.
fn hospital_or_none(hospital: Option<HospitalId>) -> DbUuid {
    db(hospital.map_or(Uuid::nil(), Uuid::from))
}

impl DbSession {
    pub(super) async fn locked_doctor(
        &mut self,
        doctor: DoctorId,
        at: Option<HospitalId>,
    ) -> RepoResult<Option<Bookable>> {
        let query = doctors::table.find(db(doctor)).select(bookable_columns!(doctor, at));
        let row: Option<BookableRow> =
            lock_row_keeping_key!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(|row| bookable(row, doctor)).transpose()
    }

    pub(super) async fn locked_patient(&mut self, patient: PatientId) -> RepoResult<()> {
        let query = patients::table.find(db(patient)).select(patients::id);
        lock_row_keeping_key!(query).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }

    pub(super) async fn locked_parties(
        &mut self,
        doctor: DoctorId,
        at: Option<HospitalId>,
        scope: PatientScope,
        patient: PatientId,
    ) -> RepoResult<Option<(Bookable, BookedPatient)>> {
        let registration = registered::table
            .filter(registered::hospital_id.eq(hospital_or_none(at)))
            .filter(registered::patient_id.eq(patients::id))
            .filter(registered::ended_at.is_null());
        let reachable = patients::table.find(db(patient)).select(patients::id).into_boxed();
        let reachable = within_patients!(reachable, patients::id, scope);
        // PostgreSQL locks the rows in the order of the tables: the doctor's first.
        let query = doctors::table
            .inner_join(patients::table.on(patients::id.eq(db(patient))))
            .filter(doctors::id.eq(db(doctor)))
            .filter(patients::id.eq_any(reachable))
            .filter(patients::is_active.eq(true))
            .select((bookable_columns!(doctor, at), (patients::name, diesel::dsl::exists(registration))));
        let row: Option<(BookableRow, (String, bool))> =
            lock_row_keeping_key!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(|(row, (name, is_registered))| Ok((bookable(row, doctor)?, BookedPatient { name, is_registered })))
            .transpose()
    }

    /// Counts the days of a doctor's appointments anew.
    pub(super) async fn recounted_days(&mut self, doctor: DoctorId, zone: Tz) -> RepoResult<()> {
        let conn = self.conn()?;
        let rows: Vec<(DbUuid, DateTime<Utc>, NaiveDate)> = appointments::table
            .filter(appointments::doctor_id.eq(db(doctor)))
            .select((appointments::id, appointments::starts_at, appointments::starts_on))
            .load(conn)
            .await
            .map_err(failed)?;
        let mut moved: BTreeMap<NaiveDate, Vec<DbUuid>> = BTreeMap::new();
        for (appointment, starts_at, starts_on) in rows {
            let day = starts_at.with_timezone(&zone).date_naive();
            if day != starts_on {
                moved.entry(day).or_default().push(appointment);
            }
        }
        for (day, appointments_of_day) in moved {
            diesel::update(appointments::table.filter(appointments::id.eq_any(appointments_of_day)))
                .set(appointments::starts_on.eq(day))
                .execute(conn)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }
}
