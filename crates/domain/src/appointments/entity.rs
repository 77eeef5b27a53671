use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::Interval;
use crate::kernel::{Actor, AppointmentId, DoctorId, Error, HospitalId, Outcome, PatientId, UserId, text_enum};

text_enum! {
    /// What kind of visit.
    pub enum AppointmentKind {
        /// At the doctor's place.
        Regular = "regular",
        /// By video or telephone.
        Remote = "remote",
        /// At the doctor's place, urgent.
        Emergency = "emergency",
    }
}

text_enum! {
    /// How far an appointment is.
    pub enum AppointmentStatus {
        /// Kept free for a few minutes, not booked yet.
        Held = "held",
        /// Booked.
        Scheduled = "scheduled",
        /// Confirmed by the doctor's side.
        Confirmed = "confirmed",
        /// It took place.
        Completed = "completed",
        /// It was called off.
        Cancelled = "cancelled",
        /// The patient did not come.
        NoShow = "no_show",
    }
}

impl AppointmentStatus {
    /// Whether the one may follow the other. Nothing follows completed, cancelled and `no_show`.
    pub const fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Scheduled, Self::Confirmed)
            | (Self::Scheduled | Self::Confirmed, Self::Completed | Self::NoShow | Self::Cancelled) => true,
            (
                Self::Held | Self::Completed | Self::Cancelled | Self::NoShow | Self::Scheduled | Self::Confirmed,
                Self::Held | Self::Scheduled | Self::Confirmed | Self::Completed | Self::Cancelled | Self::NoShow,
            ) => false,
        }
    }
    /// Whether nothing follows.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::NoShow)
    }
    /// Whether it is said about a visit that has begun.
    const fn needs_start(self) -> bool {
        matches!(self, Self::Completed | Self::NoShow)
    }
}

/// A booked visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// Whom the patient sees.
    pub doctor_id: DoctorId,
    /// Who is seen.
    pub patient_id: PatientId,
    /// Where, if at a hospital.
    pub hospital_id: Option<HospitalId>,
    /// When.
    pub time: Interval,
    /// What kind of visit.
    pub kind: AppointmentKind,
    /// How far it is.
    pub status: AppointmentStatus,
    /// Why the patient comes, in a few words.
    pub reason: Option<String>,
    /// What the patient complains of.
    pub symptoms: Option<String>,
    /// Notes of the doctor's side.
    pub notes: Option<String>,
    /// Whatever the client keeps with it.
    pub extras: Option<Value>,
    /// What the assistant makes of reason and symptoms.
    pub analysis: Option<Value>,
    /// Who called it off.
    pub cancelled_by: Option<UserId>,
    /// Why.
    pub cancellation_reason: Option<String>,
    /// Who booked it.
    pub booked_by: UserId,
    /// Whether that was the patient or a relative.
    pub booked_by_patient_side: bool,
    /// Why it was booked over another one. It then neither blocks nor is blocked.
    pub overbooking_reason: Option<String>,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Appointment {
    /// Goes on to the next status, if that may follow and its time has come.
    pub fn go_on_to(&mut self, next: AppointmentStatus, by: UserId, now: DateTime<Utc>) -> Outcome<()> {
        if !self.status.may_become(next) {
            return Err(Error::conflict(format!("an appointment that is {} cannot become {next}", self.status)));
        }
        if next.needs_start() && now < self.time.starts_at() {
            return Err(Error::conflict(format!("an appointment cannot become {next} before it starts")));
        }
        self.status = next;
        if next == AppointmentStatus::Cancelled {
            self.cancelled_by = Some(by);
        }
        Ok(())
    }
}

/// An appointment with what callers want to see beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentView {
    /// The appointment.
    pub appointment: Appointment,
    /// The doctor's name.
    pub doctor_name: String,
    /// The zone in which its date and time are meant.
    pub zone: Tz,
    /// The patient's name.
    pub patient_name: String,
    /// The hospital's name.
    pub hospital_name: Option<String>,
    /// Whether the doctor treats the patient.
    pub is_treated: bool,
    /// Whether the patient is registered at the hospital.
    pub is_registered: bool,
}

impl AppointmentView {
    /// Whether it tells something of the patient's health.
    pub const fn is_clinical(&self) -> bool {
        let Appointment { symptoms, notes, analysis, .. } = &self.appointment;
        symptoms.is_some() || notes.is_some() || analysis.is_some()
    }
    /// Without what this caller may not read: hospitals and their desks see no clinical content, nor do nurses where the
    /// patient is not registered at their hospital, and a doctor who does not treat the patient sees what was written to him
    /// but not what draws on the record.
    #[must_use]
    pub fn seen_by(mut self, actor: &Actor) -> Self {
        match actor {
            Actor::Admin { .. } | Actor::Patient { .. } => {}
            Actor::Nurse { .. } if self.is_registered => {}
            Actor::Doctor { .. } => {
                if !self.is_treated {
                    self.appointment.analysis = None;
                }
            }
            Actor::Nurse { .. } | Actor::Hospital { .. } | Actor::Receptionist { .. } => {
                self.appointment.symptoms = None;
                self.appointment.notes = None;
                self.appointment.analysis = None;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use AppointmentStatus::{Cancelled, Completed, Confirmed, Held, NoShow, Scheduled};

    use super::*;
    use crate::kernel::TextEnum;

    #[test]
    fn the_table_of_statuses() {
        let allowed = [
            (Scheduled, Confirmed),
            (Scheduled, Completed),
            (Scheduled, NoShow),
            (Scheduled, Cancelled),
            (Confirmed, Completed),
            (Confirmed, NoShow),
            (Confirmed, Cancelled),
        ];
        for (_, from) in AppointmentStatus::WORDS {
            for (_, to) in AppointmentStatus::WORDS {
                assert_eq!(from.may_become(*to), allowed.contains(&(*from, *to)), "{from} to {to}");
            }
        }
        assert!([Completed, Cancelled, NoShow].iter().all(|status| status.is_over()));
        assert!([Held, Scheduled, Confirmed].iter().all(|status| !status.is_over()));
    }
}
