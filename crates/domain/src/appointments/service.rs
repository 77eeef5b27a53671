use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    Appointment, AppointmentChange, AppointmentFilter, AppointmentStatus, AppointmentView, Clash, Interval, access,
    analysis,
};
use crate::{
    kernel::{
        AppointmentId, Caller, Change, Core, DoctorId, Error, HospitalId, Job, Outcome, Page, PageRequest, PatientId,
        retry_conflicts,
    },
    mappings::{self, Mapping, Pair},
    patients::access::admit,
    ports::{LanguageModel, RepoError, UnitOfWork},
};

/// The use cases of appointments.
#[derive(Clone)]
pub struct Appointments {
    pub(super) core: Core,
    pub(super) model: Option<Arc<dyn LanguageModel>>,
}

/// Under whose roof an appointment was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's.
    Anybody,
    /// This doctor's.
    Doctor(DoctorId),
    /// This patient's.
    Patient(PatientId),
}

/// How one attempt went.
enum Attempt {
    Changed(Box<AppointmentView>),
    /// Everything was so already.
    Same(Box<AppointmentView>),
    Clashed(Box<Appointment>, &'static str),
}

impl Appointments {
    /// From what use cases share, and the language model if there is one.
    pub fn new(core: Core, model: Option<Arc<dyn LanguageModel>>) -> Self {
        Self { core, model }
    }

    /// One appointment in which the caller takes part.
    pub async fn open(&self, caller: &Caller, id: AppointmentId) -> Outcome<AppointmentView> {
        let scope = access::takes_part_in(&caller.actor);
        let found = self.core.store.read().await?.appointments().find(scope, id).await?;
        Ok(self.shown(caller, found.ok_or_else(not_found)?).await)
    }

    /// What of it the caller may read, and that he does.
    async fn shown(&self, caller: &Caller, view: AppointmentView) -> AppointmentView {
        let view = view.seen_by(&caller.actor);
        self.core.shown(caller, "appointment", view.is_clinical().then_some(view.appointment.patient_id)).await;
        view
    }

    /// The appointments in which the caller takes part.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &AppointmentFilter,
        page: &PageRequest,
    ) -> Outcome<Page<AppointmentView>> {
        if let Some(cursor) = page.after() {
            cursor.instant()?;
        }
        let scope = access::takes_part_in(&caller.actor);
        let found = self.core.store.read().await?.appointments().list(scope, filter, page).await?;
        let found = found.map(|view| view.seen_by(&caller.actor));
        let clinical = found.items.iter().filter(|view| view.is_clinical());
        self.core.shown(caller, "appointments", clinical.map(|view| view.appointment.patient_id)).await;
        Ok(found)
    }

    /// The appointments of the doctor who asks.
    pub async fn of_own_practice(
        &self,
        caller: &Caller,
        filter: AppointmentFilter,
        page: &PageRequest,
    ) -> Outcome<Page<AppointmentView>> {
        let doctor = caller.actor.doctor().ok_or_else(|| Error::forbidden("only doctors have a practice"))?;
        self.of_doctor(caller, doctor, filter, page).await
    }

    /// A doctor's appointments, for that doctor.
    pub async fn of_doctor(
        &self,
        caller: &Caller,
        doctor: DoctorId,
        filter: AppointmentFilter,
        page: &PageRequest,
    ) -> Outcome<Page<AppointmentView>> {
        access::ask_by_doctor(&caller.actor, doctor)?;
        self.list(caller, &AppointmentFilter { doctor: Some(doctor), ..filter }, page).await
    }

    /// A hospital's appointments, for its people.
    pub async fn of_hospital(
        &self,
        caller: &Caller,
        hospital: HospitalId,
        filter: AppointmentFilter,
        page: &PageRequest,
    ) -> Outcome<Page<AppointmentView>> {
        access::ask_by_hospital(&caller.actor, hospital)?;
        self.list(caller, &AppointmentFilter { hospital: Some(hospital), ..filter }, page).await
    }

    /// A patient's appointments, for those who act for the patient. Whether the caller does is only asked when there is
    /// nothing to show: a row in his scope proves it.
    pub async fn of_patient(
        &self,
        caller: &Caller,
        patient: PatientId,
        filter: AppointmentFilter,
        page: &PageRequest,
    ) -> Outcome<Page<AppointmentView>> {
        let found = self.list(caller, &AppointmentFilter { patient: Some(patient), ..filter }, page).await?;
        if found.items.is_empty() {
            admit::<access::Book>(&mut *self.core.store.read().await?, &caller.actor, patient).await?;
        }
        Ok(found)
    }

    /// Changes an appointment in which the caller takes part.
    pub async fn change(
        &self,
        caller: &Caller,
        id: AppointmentId,
        whose: Whose,
        change: &AppointmentChange,
    ) -> Outcome<AppointmentView> {
        if let Whose::Doctor(doctor) = whose {
            access::ask_by_doctor(&caller.actor, doctor)?;
        }
        match retry_conflicts(async || self.try_change(caller, id, whose, change.clone()).await).await? {
            Attempt::Changed(view) => Ok(view.seen_by(&caller.actor)),
            Attempt::Same(view) => Ok(self.shown(caller, *view).await),
            Attempt::Clashed(wanted, subject) => {
                let (doctor, patient) = (wanted.doctor_id, wanted.patient_id);
                Err(self.clash(doctor, patient, wanted.time, Some(id), subject).await)
            }
        }
    }

    async fn try_change(
        &self,
        caller: &Caller,
        id: AppointmentId,
        whose: Whose,
        change: AppointmentChange,
    ) -> Outcome<Attempt> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let scope = access::takes_part_in(&caller.actor);
        let found = work.appointments().find(scope, id).await?.filter(|view| whose.owns(&view.appointment));
        let mut view = found.ok_or_else(|| whose.missing())?;
        lock_parties(&mut *work, &mut view, &change).await?;
        let mut appointment = work.appointments().lock(id).await?.ok_or_else(|| whose.missing())?;
        let before = appointment.status;
        let time = if change.time.is_empty() {
            appointment.time
        } else {
            change.time.interval(view.zone, Some(appointment.time), now)?
        };
        let overbooking = change.overbooking_reason.clone().filter(|_| time != appointment.time);
        let (permit, fields) = change.apply(&mut appointment, time, &caller.actor, now)?;
        let overbooks = overbook(&mut *work, &mut appointment, overbooking).await?;
        view.appointment = appointment;
        if fields.is_empty() {
            return Ok(Attempt::Same(Box::new(view)));
        }
        if fields.iter().any(|field| ["reason", "symptoms"].contains(field)) {
            let told = (view.appointment.symptoms.as_deref(), view.appointment.reason.as_deref());
            view.appointment.analysis = Some(analysis::pending(told.0, told.1));
            work.jobs().enqueue(&self.core.fresh, &Job::AnalyseAppointment { appointment: id }, now).await?;
        }
        match work.appointments().update(&permit, &view.appointment, time.day(view.zone)).await {
            Err(RepoError::Conflict(subject)) => return Ok(Attempt::Clashed(Box::new(view.appointment), subject)),
            other => other?,
        }
        if let Some(pair) = Self::joined_by(caller, &view.appointment, before, &fields) {
            let is_new = self.join(&mut *work, caller, pair, view.appointment.created_at).await?;
            view.is_treated |= is_new && matches!(pair, Pair::DoctorPatient(..));
        }
        let action = match before == view.appointment.status {
            _ if overbooks => "appointment.overbook",
            true => "appointment.change",
            false => "appointment.set_status",
        };
        work.commit(caller.audit(action).on(id).patient(view.appointment.patient_id).changed(fields)).await?;
        Ok(Attempt::Changed(Box::new(view)))
    }

    /// Whom a change joins: a doctor who confirms or completes what the patient's side booked treats the patient from then
    /// on, and a hospital that the patient's side chooses has the patient registered.
    fn joined_by(
        caller: &Caller,
        appointment: &Appointment,
        before: AppointmentStatus,
        fields: &[&'static str],
    ) -> Option<Pair> {
        let taken_on = appointment.status != before
            && matches!(appointment.status, AppointmentStatus::Confirmed | AppointmentStatus::Completed);
        if taken_on && appointment.booked_by_patient_side && caller.actor.doctor().is_some() {
            return Some(Pair::DoctorPatient(appointment.doctor_id, appointment.patient_id));
        }
        let chosen = appointment.hospital_id.filter(|_| fields.contains(&"hospital_id"))?;
        access::is_patient_side(&caller.actor).then_some(Pair::HospitalPatient(chosen, appointment.patient_id))
    }

    /// Makes the mapping that a change brings, and answers whether it is new. None comes of it where one of the two is there
    /// no more, or where they were parted since the booking: that was no consent to a treatment which the patient ended
    /// after it.
    async fn join(
        &self,
        work: &mut dyn UnitOfWork,
        caller: &Caller,
        pair: Pair,
        booked_at: DateTime<Utc>,
    ) -> Outcome<bool> {
        let parts = matches!(pair, Pair::DoctorPatient(..));
        if parts && (work.mappings().ended_since(pair, booked_at).await? || !work.mappings().are_active(pair).await?) {
            return Ok(false);
        }
        let is_new = self.map(work, caller, pair).await?;
        if parts && is_new && work.mappings().ended_since(pair, booked_at).await? {
            // It was ended between the two statements.
            return Err(RepoError::Retry.into());
        }
        Ok(is_new)
    }

    /// Maps a pair inside this unit of work, and answers whether it was not mapped before.
    pub(super) async fn map(&self, work: &mut dyn UnitOfWork, caller: &Caller, pair: Pair) -> Outcome<bool> {
        let (id, created_at) = (self.core.fresh.id(), self.core.fresh.now());
        let wanted = Mapping { id, pair, created_by: caller.actor.user(), created_at };
        let (mapping, is_new) = mappings::ensure(work, &wanted).await?;
        if is_new {
            work.also(mappings::mapped(caller, &mapping));
        }
        Ok(is_new)
    }

    /// Why a time cannot be had, told after the attempt.
    pub(super) async fn clash(
        &self,
        doctor: DoctorId,
        patient: PatientId,
        time: Interval,
        except: Option<AppointmentId>,
        subject: &'static str,
    ) -> Error {
        let looked_up = async {
            let mut session = self.core.store.read().await?;
            session.appointments().clash(doctor, patient, time, except).await
        };
        match looked_up.await {
            Ok(found) => clash_error(found, subject),
            Err(error) => error.into(),
        }
    }
}

/// Puts an appointment over another one at its new time, if there is one and the caller gave a reason; answers whether.
async fn overbook(work: &mut dyn UnitOfWork, appointment: &mut Appointment, reason: Option<String>) -> Outcome<bool> {
    let (doctor, patient) = (appointment.doctor_id, appointment.patient_id);
    if reason.is_some() {
        let clash = work.appointments().clash(doctor, patient, appointment.time, Some(appointment.id)).await?;
        appointment.overbooking_reason = reason.filter(|_| clash.doctor || clash.patient);
        return Ok(appointment.overbooking_reason.is_some());
    }
    Ok(false)
}

/// What a move or another hospital needs to be settled: first the doctor's row, then the patient's.
async fn lock_parties(
    work: &mut dyn UnitOfWork,
    view: &mut AppointmentView,
    change: &AppointmentChange,
) -> Outcome<()> {
    let (doctor, patient) = (view.appointment.doctor_id, view.appointment.patient_id);
    let hospital =
        change.hospital_id.clone().value().filter(|hospital| Some(*hospital) != view.appointment.hospital_id);
    if change.hospital_id == Change::Clear {
        view.hospital_name = None;
    }
    if change.time.is_empty() && hospital.is_none() {
        return Ok(());
    }
    let doctor = work.appointments().lock_doctor(doctor, hospital).await?.ok_or_else(not_found)?;
    if hospital.is_some() {
        let name = doctor.hospital_name.ok_or_else(|| Error::unknown("hospital", "hospital_id"))?;
        view.hospital_name = Some(name);
    }
    if !change.time.is_empty() {
        if !doctor.is_bookable {
            return Err(Error::conflict("this doctor sees no patients at present; the appointment cannot be moved"));
        }
        work.appointments().lock_patient(patient).await?;
    }
    Ok(())
}

fn not_found() -> Error {
    Error::not_found("appointment")
}

fn clash_error(found: Clash, subject: &'static str) -> Error {
    let doctor = found.doctor || subject == "doctor";
    let patient = found.patient || subject == "patient";
    let mut reasons = Vec::new();
    if doctor {
        reasons.push("the doctor has another appointment at this time".to_owned());
    }
    if patient {
        reasons.push("the patient has another appointment at this time".to_owned());
    }
    Error::Conflict { message: "this time is taken; choose another one".into(), reasons }
}

impl Whose {
    fn owns(self, appointment: &Appointment) -> bool {
        match self {
            Self::Anybody => true,
            Self::Doctor(doctor) => appointment.doctor_id == doctor,
            Self::Patient(patient) => appointment.patient_id == patient,
        }
    }
    /// Where the id stood in the body, the error names its field.
    fn missing(self) -> Error {
        match self {
            Self::Anybody => not_found(),
            Self::Doctor(_) | Self::Patient(_) => Error::unknown("appointment", "appointment_id"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clash_names_everybody_who_is_busy() {
        let reasons = |found, subject| match clash_error(found, subject) {
            Error::Conflict { reasons, .. } => reasons.len(),
            other => panic!("{other}"),
        };
        assert_eq!(reasons(Clash { doctor: true, patient: true }, "doctor"), 2);
        assert_eq!(reasons(Clash::default(), "patient"), 1);
        assert_eq!(reasons(Clash { doctor: true, patient: false }, "patient"), 2);
    }
}
