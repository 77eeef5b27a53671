//! Who may hold an interview and who may read one.

use crate::{
    kernel::{Actor, DoctorId, Role, Roles},
    patients::{PatientRule, PatientScope},
};

/// Roles that may ever hold an interview.
pub const MAY_HOLD: Roles = Roles::of(&[Role::Patient]);
/// Roles that may ever read one.
pub const MAY_READ: Roles = Roles::of(&[Role::Patient, Role::Doctor]);
/// Roles that may ever ask for a suggested response.
pub const MAY_ASK: Roles = Roles::of(&[Role::Doctor]);

/// Holding an interview about a patient: the family.
#[derive(Debug)]
pub struct HoldInterview;
impl PatientRule for HoldInterview {
    const NAME: &'static str = "hold an interview";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Hospital { .. } | Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
                PatientScope::Nobody
            }
        }
    }
}

/// Asking for a suggested response to a patient: the treating doctor.
#[derive(Debug)]
pub struct AskForReply;
impl PatientRule for AskForReply {
    const NAME: &'static str = "ask for a suggested response";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. }
            | Actor::Patient { .. } => PatientScope::Nobody,
        }
    }
}

/// The interviews that an actor may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterviewScope {
    /// Those about these patients.
    Of(PatientScope),
    /// Those that were sent to this doctor by a message, while the doctor treats the patient.
    SentTo(DoctorId),
}

/// The interviews that this actor may read: the family all of the patient's, a doctor those sent to him.
pub fn readable(actor: &Actor) -> InterviewScope {
    match actor {
        Actor::Admin { .. } => InterviewScope::Of(PatientScope::All),
        Actor::Patient { user } => InterviewScope::Of(PatientScope::Family(*user)),
        Actor::Doctor { doctor, verified: true, .. } => InterviewScope::SentTo(*doctor),
        Actor::Doctor { verified: false, .. }
        | Actor::Hospital { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. } => InterviewScope::Of(PatientScope::Nobody),
    }
}
