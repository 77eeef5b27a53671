use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    Appointment, AppointmentKind, AppointmentStatus, Interval, TimeForms,
    access::{self, ChangeAppointment, WantedChange},
};
use crate::kernel::{Actor, AppointmentId, Change, Changed, DoctorId, Error, HospitalId, Outcome, PatientId, Permit};

/// What a partial update does to the status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusChange {
    /// Nothing.
    #[default]
    Keep,
    /// It is to be this one; fine if it is already.
    Be(AppointmentStatus),
    /// It is to become this one; refused if it is already.
    Become(AppointmentStatus),
}

/// What a caller may change about an appointment.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of Appointment")]
pub struct AppointmentChange {
    pub doctor_id: Option<DoctorId>,
    pub patient_id: Option<PatientId>,
    pub hospital_id: Change<HospitalId>,
    pub time: TimeForms,
    pub kind: Option<AppointmentKind>,
    pub status: StatusChange,
    pub reason: Change<String>,
    pub symptoms: Change<String>,
    pub notes: Change<String>,
    pub extras: Change<Value>,
    pub cancellation_reason: Change<String>,
    /// Why the new time may be that of another appointment; none when it may not.
    pub overbooking_reason: Option<String>,
}

impl AppointmentChange {
    /// Calls it off.
    pub fn cancel(reason: Option<String>) -> Self {
        Self {
            status: StatusChange::Become(AppointmentStatus::Cancelled),
            cancellation_reason: reason.into(),
            ..Self::default()
        }
    }

    /// Applies it, with `time` as the new time, if the actor may and the appointment's state allows. Answers the permit and
    /// the names of the fields that changed; none when everything was so already. What was booked over another appointment
    /// was so at its old time: at a new one the clash rule holds for it again.
    pub fn apply(
        self,
        appointment: &mut Appointment,
        time: Interval,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Outcome<(Permit<ChangeAppointment, AppointmentId>, Vec<&'static str>)> {
        self.check_parties(appointment)?;
        if self.overbooking_reason.is_some() {
            access::overbook(actor)?;
        }
        let before = appointment.status;
        let next = match self.status {
            StatusChange::Become(next) => Some(next),
            StatusChange::Be(next) => Some(next).filter(|next| *next != before),
            StatusChange::Keep => None,
        };
        let mut changed = Changed::default();
        let (mut starts_at, mut ends_at) = (appointment.time.starts_at(), appointment.time.ends_at());
        changed.replace("starts_at", &mut starts_at, Some(time.starts_at()));
        changed.replace("ends_at", &mut ends_at, Some(time.ends_at()));
        changed.change("hospital_id", &mut appointment.hospital_id, self.hospital_id);
        changed.replace("type", &mut appointment.kind, self.kind);
        changed.change("reason", &mut appointment.reason, self.reason);
        changed.change("symptoms", &mut appointment.symptoms, self.symptoms);
        changed.change("notes", &mut appointment.notes, self.notes);
        changed.change("extras", &mut appointment.extras, self.extras);
        changed.change("cancellation_reason", &mut appointment.cancellation_reason, self.cancellation_reason);
        let mut fields = changed.fields();
        if next.is_some() {
            fields.push("status");
        }
        let permit = access::change(actor, appointment.id, WantedChange { fields: &fields, status: next })?;
        if fields.contains(&"cancellation_reason") && next != Some(AppointmentStatus::Cancelled) {
            return Err(Error::invalid("cancellation_reason", "is given only with the status cancelled"));
        }
        if before.is_over() && fields.iter().any(|field| *field != "notes") {
            return Err(Error::conflict(format!("the appointment is {before}; only its notes may still change")));
        }
        if appointment.time != time {
            (appointment.time, appointment.overbooking_reason) = (time, None);
        }
        if let Some(next) = next {
            appointment.go_on_to(next, actor.user(), now)?;
        }
        if !fields.is_empty() {
            appointment.updated_at = now;
        }
        Ok((permit, fields))
    }

    /// Who meets whom is settled by the booking.
    fn check_parties(&self, appointment: &Appointment) -> Outcome<()> {
        let issue = "cannot change; cancel the appointment and book another one";
        if self.doctor_id.is_some_and(|doctor| doctor != appointment.doctor_id) {
            return Err(Error::invalid("doctor_id", issue));
        }
        if self.patient_id.is_some_and(|patient| patient != appointment.patient_id) {
            return Err(Error::invalid("patient_id", issue));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn appointment(status: AppointmentStatus) -> Appointment {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Appointment {
            id: Uuid::from_u128(1).into(),
            doctor_id: Uuid::from_u128(2).into(),
            patient_id: Uuid::from_u128(3).into(),
            hospital_id: None,
            time: Interval::stored(start, start + TimeDelta::minutes(30)),
            kind: AppointmentKind::Regular,
            status,
            reason: None,
            symptoms: None,
            notes: None,
            extras: None,
            analysis: None,
            cancelled_by: None,
            cancellation_reason: None,
            booked_by: Uuid::from_u128(4).into(),
            booked_by_patient_side: true,
            overbooking_reason: None,
            created_at: start,
            updated_at: start,
        }
    }
    fn doctor() -> Actor {
        Actor::Doctor { user: Uuid::from_u128(5).into(), doctor: Uuid::from_u128(2).into(), verified: true }
    }
    fn apply(change: AppointmentChange, status: AppointmentStatus, hours: i64) -> Outcome<Vec<&'static str>> {
        let mut appointment = appointment(status);
        let (time, now) = (appointment.time, appointment.time.starts_at() + TimeDelta::hours(hours));
        change.apply(&mut appointment, time, &doctor(), now).map(|(_, fields)| fields)
    }

    #[test]
    fn completed_and_no_show_wait_for_the_start() {
        let become_ =
            |status| AppointmentChange { status: StatusChange::Become(status), ..AppointmentChange::default() };
        for status in [AppointmentStatus::Completed, AppointmentStatus::NoShow] {
            assert!(matches!(apply(become_(status), AppointmentStatus::Confirmed, -1), Err(Error::Conflict { .. })));
            assert_eq!(apply(become_(status), AppointmentStatus::Confirmed, 1).unwrap(), ["status"]);
        }
    }

    #[test]
    fn what_is_cancelled_does_not_come_back_but_the_same_again_is_no_change() {
        let be = |status| AppointmentChange { status: StatusChange::Be(status), ..AppointmentChange::default() };
        let cancelled = AppointmentStatus::Cancelled;
        assert!(matches!(apply(be(AppointmentStatus::Scheduled), cancelled, 0), Err(Error::Conflict { .. })));
        assert!(matches!(apply(AppointmentChange::cancel(None), cancelled, 0), Err(Error::Conflict { .. })));
        assert!(apply(be(cancelled), cancelled, 0).unwrap().is_empty());
    }

    #[test]
    fn at_a_new_time_the_clash_rule_holds_again() {
        let mut overbooked = appointment(AppointmentStatus::Scheduled);
        overbooked.overbooking_reason = Some("urgent".into());
        let (time, hour) = (overbooked.time, TimeDelta::hours(1));
        let now = time.starts_at() - hour;
        AppointmentChange::default().apply(&mut overbooked, time, &doctor(), now).unwrap();
        assert!(overbooked.overbooking_reason.is_some(), "it was not moved");
        let later = Interval::stored(time.starts_at() + hour, time.ends_at() + hour);
        AppointmentChange::default().apply(&mut overbooked, later, &doctor(), now).unwrap();
        assert_eq!((overbooked.time, overbooked.overbooking_reason), (later, None));
        let asks = AppointmentChange { overbooking_reason: Some("urgent".into()), ..AppointmentChange::default() };
        let patient = Actor::Patient { user: Uuid::from_u128(4).into() };
        let refused = asks.apply(&mut appointment(AppointmentStatus::Scheduled), later, &patient, now);
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }

    #[test]
    fn only_notes_change_once_it_is_over() {
        let notes = AppointmentChange { notes: Change::Set("fine".into()), ..AppointmentChange::default() };
        let reason = AppointmentChange { reason: Change::Set("other".into()), ..AppointmentChange::default() };
        assert_eq!(apply(notes, AppointmentStatus::Completed, 1).unwrap(), ["notes"]);
        assert!(matches!(apply(reason, AppointmentStatus::Completed, 1), Err(Error::Conflict { .. })));
    }
}
