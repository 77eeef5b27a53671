//! Who takes part in which chats, and on which side.

use super::{ChatSide, ChatView, Correspondence};
use crate::{
    documents::access::AddDocuments,
    kernel::{Actor, ChatId, DoctorId, Error, Outcome, PatientId, Permit, Role, Roles, UserId},
    patients::{PatientRule, PatientScope},
};

/// Roles that ever see chats.
pub const MAY_SEE: Roles = Roles::of(&[Role::Patient, Role::Doctor]);
/// Roles that may delete a chat.
pub const MAY_DELETE: Roles = Roles::ADMIN;

/// Taking part in a chat: the patient's family, and the doctor while he treats the patient.
#[derive(Debug)]
pub struct TakePart;
impl PatientRule for TakePart {
    const NAME: &'static str = "take part in a patient's chat";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. } => PatientScope::Nobody,
        }
    }
}

/// Through whose eyes chats are seen: queries filter by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub user: UserId,
    /// The patients whose chats it sees.
    pub patients: PatientScope,
    /// The doctor whose chats alone it sees, where it is a doctor.
    pub doctor: Option<DoctorId>,
    /// The side it takes; none for administrators, who only look on.
    pub side: Option<ChatSide>,
}

impl Viewer {
    /// As this actor sees chats.
    pub fn of(actor: &Actor) -> Self {
        Self { user: actor.user(), patients: TakePart::scope(actor), doctor: actor.doctor(), side: side(actor) }
    }
}

fn side(actor: &Actor) -> Option<ChatSide> {
    match actor {
        Actor::Doctor { .. } => Some(ChatSide::Doctor),
        Actor::Patient { .. } => Some(ChatSide::Patient),
        Actor::Admin { .. } | Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => None,
    }
}

/// Changing how a chat stands: for the own side, or for both as an administrator.
#[derive(Debug)]
pub struct Arrange;

/// Whoever sees a chat may arrange it.
pub fn arrange(view: &ChatView) -> Permit<Arrange, ChatId> {
    Permit::grant(view.chat.id)
}

/// Writing into a chat.
#[derive(Debug)]
pub struct Write;

/// The permit to write into a chat that the actor sees, and the side on which he writes. Once the doctor no longer treats
/// the patient, the patient's side may read on but not write; while the doctor cannot answer, nobody writes either.
pub fn write(actor: &Actor, seen: &Correspondence) -> Outcome<(Permit<Write, ChatId>, ChatSide)> {
    match side(actor) {
        None => Err(Error::forbidden("only the doctor and the patient's side write into their chat")),
        Some(_) if !seen.is_treated => Err(Error::forbidden("this doctor no longer treats this patient")),
        Some(_) if !seen.doctor_answers => {
            Err(Error::conflict("this doctor cannot answer at present; nothing can be sent"))
        }
        Some(side) => Ok((Permit::grant(seen.chat_id), side)),
    }
}

/// Whoever writes into a chat may put a document into the patient's record with it: the family and the treating doctor,
/// the same people who may add documents anyway.
pub(super) const fn attach(_: &Permit<Write, ChatId>, seen: &Correspondence) -> Permit<AddDocuments, PatientId> {
    Permit::grant(seen.patient_id)
}

/// Marking messages as read.
#[derive(Debug)]
pub struct Read;

/// The side for which this actor reads; administrators read for nobody.
pub fn read(actor: &Actor) -> Outcome<ChatSide> {
    side(actor).ok_or_else(|| Error::forbidden("only the receiving side marks messages as read"))
}

/// The permit to mark messages of a chat that the actor sees.
pub(super) fn read_in(chat: ChatId) -> Permit<Read, ChatId> {
    Permit::grant(chat)
}

/// Deleting a chat.
#[derive(Debug)]
pub struct Delete;

/// Administrators alone delete chats.
pub fn delete(actor: &Actor, chat: ChatId) -> Outcome<Permit<Delete, ChatId>> {
    match actor {
        Actor::Admin { .. } => Ok(Permit::grant(chat)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators delete chats")),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::kernel::HospitalId;

    #[test]
    fn hospitals_their_staff_and_unverified_doctors_see_no_chat() {
        let (user, hospital) = (UserId(Uuid::nil()), HospitalId(Uuid::nil()));
        let outsiders = [
            Actor::Hospital { user, hospital, verified: true },
            Actor::Nurse { user, hospital },
            Actor::Receptionist { user, hospital },
            Actor::Doctor { user, doctor: DoctorId(Uuid::nil()), verified: false },
        ];
        for actor in outsiders {
            assert_eq!(Viewer::of(&actor).patients, PatientScope::Nobody, "{actor:?}");
        }
    }

    #[test]
    fn who_writes_into_a_chat_may_add_documents_anyway() {
        let user = UserId(Uuid::nil());
        let writers = [Actor::Patient { user }, Actor::Doctor { user, doctor: DoctorId(Uuid::nil()), verified: true }];
        for actor in writers {
            assert_eq!(TakePart::scope(&actor), AddDocuments::scope(&actor), "{actor:?}");
        }
    }

    #[test]
    fn administrators_look_on_without_a_side() {
        let admin = Actor::Admin { user: UserId(Uuid::nil()) };
        assert_eq!(Viewer::of(&admin).side, None);
        assert!(read(&admin).is_err() && delete(&admin, ChatId(Uuid::nil())).is_ok());
        assert!(delete(&Actor::Patient { user: UserId(Uuid::nil()) }, ChatId(Uuid::nil())).is_err());
    }
}
