use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    Appointment, AppointmentKind, AppointmentStatus, AppointmentView, Appointments, Bookable, Interval, TimeForms,
    access, analysis,
};
use crate::{
    idempotency::Completion,
    kernel::{Actor, Caller, DoctorId, Error, HospitalId, Job, Outcome, PatientId, retry_conflicts},
    mappings::Pair,
    ports::{RepoError, UnitOfWork},
};

/// What is needed to book.
#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    /// With whom; a doctor may leave it out.
    pub doctor_id: Option<DoctorId>,
    /// For whom; left out by an account that acts for one patient or for its own person.
    pub patient_id: Option<PatientId>,
    /// Where, if at a hospital.
    pub hospital_id: Option<HospitalId>,
    /// When.
    pub time: TimeForms,
    /// What kind of visit.
    pub kind: AppointmentKind,
    /// Why.
    pub reason: Option<String>,
    /// What the patient complains of.
    pub symptoms: Option<String>,
    /// Whatever the client keeps with it.
    pub extras: Option<Value>,
    /// Why it may be booked over another appointment; none when it may not.
    pub overbooking_reason: Option<String>,
}

/// Who is booked with whom, once the caller's words are resolved.
#[derive(Clone, Copy)]
struct Parties {
    doctor: DoctorId,
    patient: PatientId,
    hospital: Option<HospitalId>,
}

/// How one attempt went.
enum Attempt {
    Booked(Box<AppointmentView>),
    Clashed(Interval, &'static str),
}

impl Appointments {
    /// Books. Of several callers who want the same time of a doctor or patient, one gets it.
    pub async fn book(
        &self,
        caller: &Caller,
        booking: &Booking,
        once: Option<&Completion<'_, AppointmentView>>,
    ) -> Outcome<AppointmentView> {
        let (doctor, hospital) = access::place(&caller.actor, booking.doctor_id, booking.hospital_id)?;
        if booking.overbooking_reason.is_some() {
            access::overbook(&caller.actor)?;
        }
        let patient = self.patient_meant(&caller.actor, booking.patient_id).await?;
        let parties = Parties { doctor, patient, hospital };
        let analysis = analysis::pending(booking.symptoms.as_deref(), booking.reason.as_deref());
        match retry_conflicts(async || self.try_booking(caller, booking, parties, &analysis, once).await).await? {
            Attempt::Booked(view) => Ok(*view),
            Attempt::Clashed(time, subject) => Err(self.clash(doctor, patient, time, None, subject).await),
        }
    }

    async fn patient_meant(&self, actor: &Actor, given: Option<PatientId>) -> Outcome<PatientId> {
        match (given, actor) {
            (Some(patient), _) => Ok(patient),
            (None, Actor::Patient { user }) => {
                let meant = self.core.store.read().await?.appointments().default_patient(*user).await?;
                meant.ok_or_else(|| Error::invalid("patient_id", "is required: you act for several patients or none"))
            }
            (
                None,
                Actor::Admin { .. }
                | Actor::Doctor { .. }
                | Actor::Hospital { .. }
                | Actor::Nurse { .. }
                | Actor::Receptionist { .. },
            ) => Err(Error::invalid("patient_id", "is required")),
        }
    }

    async fn try_booking(
        &self,
        caller: &Caller,
        booking: &Booking,
        parties: Parties,
        analysis: &Value,
        once: Option<&Completion<'_, AppointmentView>>,
    ) -> Outcome<Attempt> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let Parties { doctor, patient, hospital } = parties;
        let Some((permit, doctor, patient)) =
            access::book(&mut *work, &caller.actor, doctor, patient, hospital).await?
        else {
            return Err(refusal(&mut *work, caller, booking, parties, now).await?);
        };
        let doctor = check_place(Some(doctor), &caller.actor, hospital)?;
        let time = booking.time.interval(doctor.zone, None, now)?;
        let mut appointment = self.appointment(caller, booking, parties, time, now);
        appointment.analysis = Some(analysis.clone());
        if booking.overbooking_reason.is_some() {
            let clash = work.appointments().clash(parties.doctor, parties.patient, time, None).await?;
            if clash.doctor || clash.patient {
                appointment.overbooking_reason.clone_from(&booking.overbooking_reason);
            }
        }
        match work.appointments().insert(&permit, &appointment, time.day(doctor.zone)).await {
            Err(RepoError::Conflict(subject)) => return Ok(Attempt::Clashed(time, subject)),
            other => other?,
        }
        let job = Job::AnalyseAppointment { appointment: appointment.id };
        work.jobs().enqueue(&self.core.fresh, &job, now).await?;
        let joins = hospital.filter(|_| appointment.booked_by_patient_side && !patient.is_registered);
        if let Some(hospital) = joins {
            let pair = Pair::HospitalPatient(hospital, parties.patient);
            self.map(&mut *work, caller, pair).await?;
        }
        let action = if appointment.overbooking_reason.is_some() { "appointment.overbook" } else { "appointment.book" };
        let audit = caller.audit(action).on(appointment.id).patient(parties.patient);
        let view = AppointmentView {
            appointment,
            doctor_name: doctor.name,
            zone: doctor.zone,
            patient_name: patient.name,
            hospital_name: doctor.hospital_name,
            is_treated: matches!(caller.actor, Actor::Doctor { .. }),
            is_registered: patient.is_registered || joins.is_some(),
        }
        .seen_by(&caller.actor);
        if let Some(once) = once {
            once.store(&mut *work, &view).await?;
        }
        work.commit(audit).await?;
        Ok(Attempt::Booked(Box::new(view)))
    }

    fn appointment(
        &self,
        caller: &Caller,
        booking: &Booking,
        parties: Parties,
        time: Interval,
        now: DateTime<Utc>,
    ) -> Appointment {
        Appointment {
            id: self.core.fresh.id(),
            doctor_id: parties.doctor,
            patient_id: parties.patient,
            hospital_id: parties.hospital,
            time,
            kind: booking.kind,
            status: AppointmentStatus::Scheduled,
            reason: booking.reason.clone(),
            symptoms: booking.symptoms.clone(),
            notes: None,
            extras: booking.extras.clone(),
            analysis: None,
            cancelled_by: None,
            cancellation_reason: None,
            booked_by: caller.actor.user(),
            booked_by_patient_side: access::is_patient_side(&caller.actor),
            overbooking_reason: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// What is wrong where there is no such doctor or no such patient for the caller.
async fn refusal(
    work: &mut dyn UnitOfWork,
    caller: &Caller,
    booking: &Booking,
    parties: Parties,
    now: DateTime<Utc>,
) -> Outcome<Error> {
    let doctor = work.appointments().lock_doctor(parties.doctor, parties.hospital).await?;
    let doctor = check_place(doctor, &caller.actor, parties.hospital)?;
    booking.time.interval(doctor.zone, None, now)?;
    Ok(Error::unknown("patient", "patient_id"))
}

/// A doctor who may be booked, and who works at the hospital if there is one.
fn check_place(doctor: Option<Bookable>, actor: &Actor, hospital: Option<HospitalId>) -> Outcome<Bookable> {
    let unknown_doctor = || Error::unknown("doctor", "doctor_id");
    let doctor = doctor.filter(|doctor| doctor.is_bookable).ok_or_else(unknown_doctor)?;
    if hospital.is_none() || doctor.hospital_name.is_some() {
        return Ok(doctor);
    }
    // A hospital need not name itself: then it is the doctor who is not one of its own.
    if actor.hospital().is_some() { Err(unknown_doctor()) } else { Err(Error::unknown("hospital", "hospital_id")) }
}
