use domain::{
    invitations::access::{
        self as invitations, InvitationScope, OfferClaim, Share, onboard, revocable, staff, to_patients,
    },
    kernel::{Actor, Roles},
    patients::PatientRule,
};

use crate::{
    actors::{EVERYBODY, HOSPITAL, OTHER_HOSPITAL, TIED, reaches},
    table::{Cell, Table, decided, within},
};

pub fn staff_and_families() -> Table {
    let rules = [
        "invitations::onboard",
        "invitations::staff",
        "invitations::to_patients",
        "invitations::revocable",
        "invitations::MAY_ONBOARD",
        "invitations::MAY_SHARE",
    ];
    let note = "Whoever invites has proven the own address. \"The own\" are those to work for the own hospital, and those that the\n\
        account sent; seen are also those to patients that were sent to its proven address.";
    let columns = [
        "invite to the own hospital",
        "invite to another",
        "invite to the only one",
        "see, revoke to work somewhere",
        "see to patients",
        "revoke to patients",
    ];
    let mut table = Table::new("Invitations", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        let cells = vec![
            decided(invitations::MAY_ONBOARD, &actor, onboard(&actor, Some(HOSPITAL))),
            decided(invitations::MAY_ONBOARD, &actor, onboard(&actor, Some(OTHER_HOSPITAL))),
            decided(invitations::MAY_ONBOARD, &actor, onboard(&actor, None)),
            scope(invitations::MAY_ONBOARD, &actor, staff(&actor)),
            scope(invitations::MAY_SHARE, &actor, to_patients(&actor)),
            scope(invitations::MAY_SHARE, &actor, revocable(&actor)),
        ];
        table.row(name, cells);
    }
    table
}

pub fn to_a_patient() -> Table {
    let rules = ["invitations::OfferClaim", "invitations::Share", "invitations::MAY_OFFER_CLAIM"];
    let note = "A hospital offers a record only while nobody acts for the patient.";
    let columns = ["offer the record, take it back", "share the patient"];
    let mut table = Table::new("Invitations to a patient", note, &rules, &columns);
    for (name, actor, tie) in TIED {
        let cells = vec![
            within(invitations::MAY_OFFER_CLAIM, &actor, reaches(OfferClaim::scope(&actor), &actor, tie)),
            within(invitations::MAY_SHARE, &actor, reaches(Share::scope(&actor), &actor, tie)),
        ];
        table.row(name, cells);
    }
    table
}

fn scope(gate: Roles, actor: &Actor, scope: InvitationScope) -> Cell {
    let is_own = match scope {
        _ if !gate.contains(actor.role()) => return "403".to_owned(),
        InvitationScope::Staff | InvitationScope::Patients => return "all".to_owned(),
        InvitationScope::Nobody => return "none".to_owned(),
        InvitationScope::StaffOf(hospital) => actor.hospital() == Some(hospital),
        InvitationScope::SentBy(user) | InvitationScope::SentByOrTo(user) => actor.user() == user,
    };
    assert!(is_own, "{actor:?} reaches {scope:?}");
    "the own".to_owned()
}
