use domain::{
    assistant::access::{InterviewScope, MAY_READ, readable},
    chats::{
        Chat, ChatView, Correspondence, Party, Viewer,
        access::{MAY_DELETE, MAY_SEE, arrange, delete, read, write},
    },
    kernel::{Actor, DoctorId},
};
use uuid::Uuid;

use crate::{
    actors::{
        ADMIN, DOCTOR, NURSE, OTHER_DOCTOR, PATIENT, RECEPTIONIST, Tie, UNVERIFIED_DOCTOR, VERIFIED_DOCTOR,
        VERIFIED_HOSPITAL, reaches,
    },
    table::{Table, decided, within},
};

/// A caller, what ties him to the patient, whose chat it is, and whether its doctor still treats the patient.
const SEEN: [(&str, Actor, Tie, DoctorId, bool); 11] = [
    ("administrator", ADMIN, Tie::Nothing, OTHER_DOCTOR, true),
    ("patient: acts for the patient", PATIENT, Tie::Family, OTHER_DOCTOR, true),
    ("patient: acts for the patient, treatment ended", PATIENT, Tie::Family, OTHER_DOCTOR, false),
    ("patient: somebody else", PATIENT, Tie::Nothing, OTHER_DOCTOR, true),
    ("doctor: of the chat, treats the patient", VERIFIED_DOCTOR, Tie::Treats, DOCTOR, true),
    ("doctor: of the chat, treatment ended", VERIFIED_DOCTOR, Tie::Nothing, DOCTOR, false),
    ("doctor: another one who treats the patient", VERIFIED_DOCTOR, Tie::Treats, OTHER_DOCTOR, true),
    ("doctor, unverified: of the chat", UNVERIFIED_DOCTOR, Tie::Treats, DOCTOR, true),
    ("nurse: of the patient's hospital", NURSE, Tie::Registered, OTHER_DOCTOR, true),
    ("receptionist: of the patient's hospital", RECEPTIONIST, Tie::Registered, OTHER_DOCTOR, true),
    ("hospital: the patient is registered", VERIFIED_HOSPITAL, Tie::Registered, OTHER_DOCTOR, true),
];

pub fn chats() -> Table {
    let rules = ["chats::MAY_SEE", "chats::MAY_DELETE", "chats::of", "chats::write", "chats::read", "chats::delete"];
    let columns = ["read", "arrange (activate, close, put away)", "write", "mark as read", "delete"];
    let note = "Administrators look on: a message has a doctor or a patient as its sender.";
    let mut table = Table::new("Chats", note, &rules, &columns);
    for (name, actor, tie, doctor, is_treated) in SEEN {
        let (view, viewer) = (view(doctor), Viewer::of(&actor));
        let open = correspondence(&view.chat, is_treated);
        let seen = reaches(viewer.patients, &actor, tie) && viewer.doctor.is_none_or(|own| own == doctor);
        let only_if_seen = |cell: String| if seen || cell == "403" { cell } else { within(MAY_SEE, &actor, false) };
        let arranged = if seen { within(MAY_SEE, &actor, arrange(&view).id() == view.chat.id) } else { String::new() };
        let cells = vec![
            within(MAY_SEE, &actor, seen),
            if seen { arranged } else { within(MAY_SEE, &actor, false) },
            if seen { decided(MAY_SEE, &actor, write(&actor, &open)) } else { within(MAY_SEE, &actor, false) },
            only_if_seen(decided(MAY_SEE, &actor, read(&actor))),
            only_if_seen(decided(MAY_DELETE, &actor, delete(&actor, view.chat.id))),
        ];
        table.row(name, cells);
    }
    table
}

pub fn interviews() -> Table {
    let rules = ["assistant::MAY_READ", "assistant::readable"];
    let note = "A doctor reads an interview that was sent to him by a message, while he treats the patient.";
    let columns = ["read, not sent to a doctor", "read, sent to this doctor"];
    let mut table = Table::new("Interviews of the assistant", note, &rules, &columns);
    for (name, actor, tie) in crate::actors::TIED {
        let reads = |sent: bool| {
            let reached = match readable(&actor) {
                InterviewScope::Of(patients) => reaches(patients, &actor, tie),
                InterviewScope::SentTo(doctor) => sent && tie == Tie::Treats && Some(doctor) == actor.doctor(),
            };
            within(MAY_READ, &actor, reached)
        };
        table.row(name, vec![reads(false), reads(true)]);
    }
    table
}

fn view(doctor: DoctorId) -> ChatView {
    let id = Uuid::from_u128(31);
    let party = || Party { name: String::new(), photo: None };
    ChatView {
        chat: Chat::new(id.into(), doctor, id.into(), chrono::DateTime::UNIX_EPOCH),
        doctor: party(),
        patient: party(),
        last_message: None,
        is_archived: false,
    }
}

fn correspondence(chat: &Chat, is_treated: bool) -> Correspondence {
    let (chat_id, patient_id) = (chat.id, chat.patient_id);
    Correspondence { chat_id, patient_id, doctor_answers: true, is_treated, is_archived: false }
}
