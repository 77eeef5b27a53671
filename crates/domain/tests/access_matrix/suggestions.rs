use domain::{
    kernel::{Actor, DoctorId, Role},
    suggestions::{
        FeedbackTally, Suggestion, SuggestionScope,
        access::{MAY_READ, MAY_WRITE, author, scope, write},
    },
};
use uuid::Uuid;

use crate::{
    actors::{
        ADMIN, DOCTOR, NURSE, OTHER_DOCTOR, OTHER_USER, PATIENT, RECEPTIONIST, UNVERIFIED_DOCTOR, USER,
        VERIFIED_DOCTOR, VERIFIED_HOSPITAL,
    },
    table::{Table, decided, within},
};

/// What joins a caller to the doctor of a suggestion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    Own,
    Colleague { shared: bool },
    PatientOf,
    Nothing,
}

const READERS: [(&str, Actor, Tie); 11] = [
    ("administrator", ADMIN, Tie::Nothing),
    ("doctor: the owner", VERIFIED_DOCTOR, Tie::Own),
    ("doctor, unverified: the owner", UNVERIFIED_DOCTOR, Tie::Own),
    ("doctor: a colleague in a hospital, shared", VERIFIED_DOCTOR, Tie::Colleague { shared: true }),
    ("doctor: a colleague in a hospital, not shared", VERIFIED_DOCTOR, Tie::Colleague { shared: false }),
    ("doctor: another one", VERIFIED_DOCTOR, Tie::Nothing),
    ("patient: the doctor treats one of the family", PATIENT, Tie::PatientOf),
    ("patient: somebody else", PATIENT, Tie::Nothing),
    ("nurse", NURSE, Tie::Nothing),
    ("receptionist", RECEPTIONIST, Tie::Nothing),
    ("hospital", VERIFIED_HOSPITAL, Tie::Nothing),
];

pub fn suggestions() -> Table {
    let rules = [
        "suggestions::MAY_READ",
        "suggestions::MAY_WRITE",
        "suggestions::scope",
        "suggestions::write",
        "suggestions::author",
    ];
    let columns = ["read and rate", "change and remove", "add for a named doctor", "add without naming one"];
    let note = "An administrator names the doctor; a doctor may name nobody but himself.";
    let mut table = Table::new("Suggestions", note, &rules, &columns);
    for (name, actor, tie) in READERS {
        let seen = match scope(&actor) {
            SuggestionScope::All => true,
            SuggestionScope::OwnAndShared(doctor) => {
                doctor == DOCTOR && matches!(tie, Tie::Own | Tie::Colleague { shared: true })
            }
            SuggestionScope::OfTreatingDoctors(user) => user == USER && tie == Tie::PatientOf,
            SuggestionScope::Nobody => false,
        };
        let owner = if tie == Tie::Own { DOCTOR } else { OTHER_DOCTOR };
        let changes = || decided(MAY_WRITE, &actor, write(&actor, &suggestion(owner)));
        let cells = vec![
            within(MAY_READ, &actor, seen),
            if seen { changes() } else { within(MAY_WRITE, &actor, false) },
            decided(MAY_WRITE, &actor, author(&actor, Some(OTHER_DOCTOR))),
            decided(MAY_WRITE, &actor, author(&actor, None)),
        ];
        assert!(actor.role() == Role::Doctor || tie != Tie::Own);
        table.row(name, cells);
    }
    table
}

fn suggestion(doctor: DoctorId) -> Suggestion {
    let then = chrono::DateTime::UNIX_EPOCH;
    Suggestion {
        id: Uuid::from_u128(51).into(),
        doctor_id: doctor,
        problem: String::new(),
        description: None,
        shared: true,
        created_by: OTHER_USER,
        created_at: then,
        updated_at: then,
        feedback: FeedbackTally::default(),
    }
}
