//! Who books for whom, who takes part in an appointment, and what each of them may change.

use super::{
    AppointmentStatus,
    repo::{Bookable, BookedPatient},
};
use crate::{
    kernel::{Actor, AppointmentId, DoctorId, Error, HospitalId, Outcome, PatientId, Permit, Role, Roles, UserId},
    patients::{PatientRule, PatientScope, access::ReadDemographics},
    ports::Session,
};

/// Roles that may ever set a status by itself.
pub const MAY_SET_STATUS: Roles = Roles::of(&[Role::Doctor, Role::Hospital, Role::Nurse, Role::Receptionist]);
/// Roles that may ever ask for a doctor's appointments by the doctor's id.
pub const MAY_ASK_BY_DOCTOR: Roles = Roles::of(&[Role::Doctor]);
/// Roles that may ever ask for a patient's appointments by the patient's id.
pub const MAY_ASK_BY_PATIENT: Roles = Roles::of(&[Role::Patient]);
/// Roles that may ever ask for a hospital's appointments by the hospital's id.
pub const MAY_ASK_BY_HOSPITAL: Roles = Roles::of(&[Role::Hospital, Role::Nurse, Role::Receptionist]);

/// A set of appointments, as a query filters by it: those in which somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentScope {
    /// Every appointment.
    All,
    /// Those of the patients for whom this account acts.
    Family(UserId),
    /// Those of this doctor.
    Doctor(DoctorId),
    /// Those at this hospital.
    Hospital(HospitalId),
    /// None.
    Nobody,
}

/// The appointments in which this actor takes part.
pub const fn takes_part_in(actor: &Actor) -> AppointmentScope {
    match actor {
        Actor::Admin { .. } => AppointmentScope::All,
        Actor::Patient { user } => AppointmentScope::Family(*user),
        Actor::Doctor { doctor, verified: true, .. } => AppointmentScope::Doctor(*doctor),
        Actor::Hospital { hospital, verified: true, .. }
        | Actor::Nurse { hospital, .. }
        | Actor::Receptionist { hospital, .. } => AppointmentScope::Hospital(*hospital),
        Actor::Doctor { verified: false, .. } | Actor::Hospital { verified: false, .. } => AppointmentScope::Nobody,
    }
}

/// Booking for a patient: whoever may know who the patient is.
#[derive(Debug)]
pub struct Book;
impl PatientRule for Book {
    const NAME: &'static str = "book appointments";
    fn scope(actor: &Actor) -> PatientScope {
        ReadDemographics::scope(actor)
    }
}

/// The permit to book for this patient with this doctor, whose rows are then locked until the end of the transaction; none
/// if there is no such doctor, or no patient for whom the actor books.
pub async fn book(
    session: &mut dyn Session,
    actor: &Actor,
    doctor: DoctorId,
    patient: PatientId,
    hospital: Option<HospitalId>,
) -> Outcome<Option<(Permit<Book, PatientId>, Bookable, BookedPatient)>> {
    let scope = Book::scope(actor);
    if scope == PatientScope::Nobody {
        return Ok(None);
    }
    let locked = session.appointments().lock_parties(doctor, hospital, scope, patient).await?;
    Ok(locked.map(|(doctor, booked)| (Permit::grant(patient), doctor, booked)))
}

/// In whose calendar and at which hospital this actor books: doctors in their own, hospitals and their staff at their own.
pub fn place(
    actor: &Actor,
    doctor: Option<DoctorId>,
    hospital: Option<HospitalId>,
) -> Outcome<(DoctorId, Option<HospitalId>)> {
    let required = || Error::invalid("doctor_id", "is required");
    match actor {
        Actor::Admin { .. } | Actor::Patient { .. } => Ok((doctor.ok_or_else(required)?, hospital)),
        Actor::Doctor { doctor: own, .. } => {
            if doctor.is_some_and(|doctor| doctor != *own) {
                return Err(Error::forbidden("a doctor books into the own calendar"));
            }
            Ok((*own, hospital))
        }
        Actor::Hospital { hospital: own, .. }
        | Actor::Nurse { hospital: own, .. }
        | Actor::Receptionist { hospital: own, .. } => {
            if hospital.is_some_and(|hospital| hospital != *own) {
                return Err(Error::unknown("hospital", "hospital_id"));
            }
            Ok((doctor.ok_or_else(required)?, Some(*own)))
        }
    }
}

/// Booking over another appointment is for doctors, hospitals and administrators.
pub fn overbook(actor: &Actor) -> Outcome<()> {
    match actor {
        Actor::Admin { .. } | Actor::Doctor { .. } | Actor::Hospital { .. } => Ok(()),
        Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. } => {
            Err(Error::forbidden("only doctors and hospitals may overbook"))
        }
    }
}

/// The right to change an appointment.
#[derive(Debug)]
pub struct ChangeAppointment;

/// What a change wants, as far as the rule looks at it.
#[derive(Clone, Copy, Debug)]
pub struct WantedChange<'a> {
    /// The fields that would be other than now.
    pub fields: &'a [&'static str],
    /// The status that would follow.
    pub status: Option<AppointmentStatus>,
}

/// Whether somebody who takes part may change this much. The patient's side sets no status but cancels; clinical content is
/// not for the desk; a hospital does not send its appointments to another one.
pub fn change(
    actor: &Actor,
    id: AppointmentId,
    wanted: WantedChange<'_>,
) -> Outcome<Permit<ChangeAppointment, AppointmentId>> {
    let refused = |fields: &[&str]| wanted.fields.iter().find(|field| fields.contains(field)).copied();
    let field = match actor {
        Actor::Admin { .. } | Actor::Doctor { .. } => None,
        Actor::Nurse { .. } => refused(&["hospital_id"]),
        Actor::Hospital { .. } | Actor::Receptionist { .. } => refused(&["hospital_id", "symptoms", "notes"]),
        Actor::Patient { .. } => match wanted.status {
            None | Some(AppointmentStatus::Cancelled) => refused(&["notes"]),
            Some(_) => Some("status"),
        },
    };
    match field {
        Some(field) => Err(Error::forbidden(format!("your role may not change {field} of an appointment"))),
        None => Ok(Permit::grant(id)),
    }
}

/// Whether what this actor books, confirms or completes is done for the patient or by the patient's side.
pub const fn is_patient_side(actor: &Actor) -> bool {
    match actor {
        Actor::Patient { .. } => true,
        Actor::Admin { .. }
        | Actor::Doctor { .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. } => false,
    }
}

/// A doctor's appointments are asked for by that doctor and administrators.
pub fn ask_by_doctor(actor: &Actor, doctor: DoctorId) -> Outcome<()> {
    match actor {
        Actor::Admin { .. } => Ok(()),
        Actor::Doctor { doctor: own, .. } if *own == doctor => Ok(()),
        Actor::Doctor { .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("another doctor's appointments are not yours to see")),
    }
}

/// A hospital's appointments are asked for by its own people and administrators.
pub fn ask_by_hospital(actor: &Actor, hospital: HospitalId) -> Outcome<()> {
    match (actor, actor.hospital()) {
        (Actor::Admin { .. }, _) => Ok(()),
        (_, Some(own)) if own == hospital => Ok(()),
        (_, _) => Err(Error::forbidden("another hospital's appointments are not yours to see")),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id<Id: From<Uuid>>(number: u128) -> Id {
        Uuid::from_u128(number).into()
    }

    #[test]
    fn hospitals_book_at_home_and_doctors_for_themselves() {
        let desk = Actor::Receptionist { user: id(1), hospital: id(2) };
        assert_eq!(place(&desk, Some(id(9)), None).unwrap(), (id(9), Some(id(2))));
        assert!(matches!(place(&desk, Some(id(9)), Some(id(3))), Err(Error::NotFound { .. })));
        let doctor = Actor::Doctor { user: id(1), doctor: id(9), verified: true };
        assert_eq!(place(&doctor, None, None).unwrap(), (id(9), None));
        assert!(matches!(place(&doctor, Some(id(8)), None), Err(Error::Forbidden(_))));
    }

    #[test]
    fn the_patient_cancels_but_sets_no_other_status_and_writes_no_notes() {
        let patient = Actor::Patient { user: id(1) };
        let wants = |fields: &[&'static str], status| change(&patient, id(5), WantedChange { fields, status }).is_ok();
        assert!(wants(&["status"], Some(AppointmentStatus::Cancelled)));
        assert!(wants(&["starts_at", "ends_at", "symptoms"], None));
        assert!(!wants(&["status"], Some(AppointmentStatus::Confirmed)));
        assert!(!wants(&["notes"], None));
    }

    #[test]
    fn an_unverified_doctor_or_hospital_takes_part_in_nothing() {
        let doctor = Actor::Doctor { user: id(1), doctor: id(9), verified: false };
        let hospital = Actor::Hospital { user: id(1), hospital: id(9), verified: false };
        assert_eq!(takes_part_in(&doctor), AppointmentScope::Nobody);
        assert_eq!(takes_part_in(&hospital), AppointmentScope::Nobody);
    }
}
