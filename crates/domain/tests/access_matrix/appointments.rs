use domain::{
    appointments::{
        AppointmentScope, AppointmentStatus,
        access::{
            MAY_ASK_BY_DOCTOR, MAY_ASK_BY_HOSPITAL, MAY_SET_STATUS, WantedChange, ask_by_doctor, ask_by_hospital,
            change, is_patient_side, overbook, place, takes_part_in,
        },
    },
    kernel::{Actor, AppointmentId, Roles},
};
use uuid::Uuid;

use crate::{
    actors::{
        ADMIN, DOCTOR, EVERYBODY, HOSPITAL, NURSE, OTHER_DOCTOR, OTHER_HOSPITAL, PATIENT, RECEPTIONIST,
        UNVERIFIED_DOCTOR, UNVERIFIED_HOSPITAL, VERIFIED_DOCTOR, VERIFIED_HOSPITAL,
    },
    table::{Cell, Table, decided, shown, within},
};

/// A caller and whether the appointment is of his family, in his calendar, or at his hospital.
const PARTIES: [(&str, Actor, bool); 13] = [
    ("administrator", ADMIN, false),
    ("patient: the appointment's", PATIENT, true),
    ("patient: somebody else", PATIENT, false),
    ("doctor: the appointment's", VERIFIED_DOCTOR, true),
    ("doctor: another one", VERIFIED_DOCTOR, false),
    ("doctor, unverified: the appointment's", UNVERIFIED_DOCTOR, true),
    ("nurse: it is at her hospital", NURSE, true),
    ("nurse: it is elsewhere", NURSE, false),
    ("receptionist: it is at his hospital", RECEPTIONIST, true),
    ("receptionist: it is elsewhere", RECEPTIONIST, false),
    ("hospital: it is there", VERIFIED_HOSPITAL, true),
    ("hospital: it is elsewhere", VERIFIED_HOSPITAL, false),
    ("hospital, unverified: it is there", UNVERIFIED_HOSPITAL, true),
];

fn takes_part(actor: &Actor, is_theirs: bool) -> bool {
    match takes_part_in(actor) {
        AppointmentScope::All => true,
        AppointmentScope::Family(user) => is_theirs && user == actor.user(),
        AppointmentScope::Doctor(doctor) => is_theirs && Some(doctor) == actor.doctor(),
        AppointmentScope::Hospital(hospital) => is_theirs && Some(hospital) == actor.hospital(),
        AppointmentScope::Nobody => false,
    }
}

pub fn appointments() -> Table {
    let rules = ["appointments::takes_part_in", "appointments::change", "appointments::MAY_SET_STATUS"];
    let note = "\"By status\" is the route for the status alone.";
    let columns = [
        "read",
        "cancel",
        "move, change the reason",
        "change symptoms",
        "write notes",
        "move to another hospital",
        "confirm or complete",
        "by status",
    ];
    let mut table = Table::new("An appointment", note, &rules, &columns);
    for (name, actor, is_theirs) in PARTIES {
        let part = takes_part(&actor, is_theirs);
        let changes = |gate: Roles, fields: &[&'static str], status: Option<AppointmentStatus>| -> Cell {
            if !part {
                return within(gate, &actor, false);
            }
            let id = AppointmentId(Uuid::from_u128(41));
            decided(gate, &actor, change(&actor, id, WantedChange { fields, status }))
        };
        let confirmed = Some(AppointmentStatus::Confirmed);
        let cells = vec![
            within(Roles::ALL, &actor, part),
            changes(Roles::ALL, &["status"], Some(AppointmentStatus::Cancelled)),
            changes(Roles::ALL, &["starts_at", "ends_at", "reason"], None),
            changes(Roles::ALL, &["symptoms"], None),
            changes(Roles::ALL, &["notes"], None),
            changes(Roles::ALL, &["hospital_id"], None),
            changes(Roles::ALL, &["status"], confirmed),
            changes(MAY_SET_STATUS, &["status"], confirmed),
        ];
        table.row(name, cells);
    }
    table
}

pub fn booking() -> Table {
    let rules = [
        "appointments::place",
        "appointments::overbook",
        "appointments::is_patient_side",
        "appointments::ask_by_doctor",
        "appointments::ask_by_hospital",
        "appointments::MAY_ASK_BY_DOCTOR",
        "appointments::MAY_ASK_BY_HOSPITAL",
    ];
    let note = "For whom one may book is in the table of a patient's care. When the patient's side books and the doctor takes it \
        on,\nhe treats the patient from then on.";
    let columns = [
        "book with any doctor",
        "book at any hospital",
        "overbook",
        "is the patient's side",
        "list by own doctor",
        "list by another doctor",
        "list by own hospital",
        "list by another hospital",
    ];
    let mut table = Table::new("Booking and lists", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        let own_doctor = Some(actor.doctor().unwrap_or(OTHER_DOCTOR));
        let cells = vec![
            decided(Roles::ALL, &actor, place(&actor, Some(OTHER_DOCTOR), None)),
            decided(Roles::ALL, &actor, place(&actor, own_doctor, Some(OTHER_HOSPITAL))),
            decided(Roles::ALL, &actor, overbook(&actor)),
            shown(is_patient_side(&actor)),
            decided(MAY_ASK_BY_DOCTOR, &actor, ask_by_doctor(&actor, DOCTOR)),
            decided(MAY_ASK_BY_DOCTOR, &actor, ask_by_doctor(&actor, OTHER_DOCTOR)),
            decided(MAY_ASK_BY_HOSPITAL, &actor, ask_by_hospital(&actor, HOSPITAL)),
            decided(MAY_ASK_BY_HOSPITAL, &actor, ask_by_hospital(&actor, OTHER_HOSPITAL)),
        ];
        table.row(name, cells);
    }
    table
}
