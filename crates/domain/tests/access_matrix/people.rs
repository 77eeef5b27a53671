use domain::{
    accounts::access::{self as accounts, administer_accounts, change_account, open_account},
    audit::access::{self as audit, read_trail},
    doctors::{
        DoctorScope,
        access::{
            self as doctors, administer_doctor, change_doctor, read_doctors, read_doctors_of, sees_chats, sees_private,
        },
    },
    hospitals::{
        HospitalScope,
        access::{self as hospitals, administer_hospital, change_hospital, read_hospitals, read_hospitals_if},
    },
    jobs::access::{self as jobs, tend},
    kernel::{Actor, DoctorId, HospitalId, Roles, SpecialtyId},
    mappings::{
        MappingKind,
        access::{self as mappings, MappingScope, RelationScope, endable, map, relations, visible},
    },
    specialties::access::{self as specialties, change_specialty},
};
use uuid::Uuid;

use crate::{
    actors::{DOCTOR, EVERYBODY, HOSPITAL, OTHER_DOCTOR, OTHER_HOSPITAL, OTHER_USER, USER},
    table::{Cell, Table, decided, shown, within},
};

pub fn accounts() -> Table {
    let rules = [
        "accounts::open_account",
        "accounts::change_account",
        "accounts::administer_accounts",
        "accounts::MAY_OPEN",
        "accounts::MAY_ADMINISTER",
        "mappings::relations",
        "mappings::MAY_RELATE",
    ];
    let note = "Nobody but an administrator changes a role or whether an account is active. Relations say for which patients an\n\
        account acts; only administrators relate an account to a patient who exists already.";
    let columns = [
        "open for others",
        "read, change the own",
        "read, change another's",
        "list, deactivate",
        "relations of the own account",
        "relations of another",
    ];
    let mut table = Table::new("Accounts and their families", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        let related = |user| {
            let reached = match relations(&actor) {
                RelationScope::All => true,
                RelationScope::Of(own) => own == user,
            };
            within(mappings::MAY_RELATE, &actor, reached)
        };
        let cells = vec![
            decided(accounts::MAY_OPEN, &actor, open_account(&actor)),
            decided(Roles::ALL, &actor, change_account(&actor, USER)),
            decided(Roles::ALL, &actor, change_account(&actor, OTHER_USER)),
            decided(accounts::MAY_ADMINISTER, &actor, administer_accounts(&actor)),
            related(USER),
            related(OTHER_USER),
        ];
        table.row(name, cells);
    }
    table
}

fn callers() -> Vec<(&'static str, Option<Actor>)> {
    let signed_in = EVERYBODY.iter().map(|(name, actor)| (*name, Some(*actor)));
    std::iter::once(("not signed in", None)).chain(signed_in).collect()
}

pub fn doctors() -> Table {
    let rules = [
        "doctors::read_doctors",
        "doctors::read_doctors_of",
        "doctors::sees_private",
        "doctors::sees_chats",
        "doctors::change_doctor",
        "doctors::administer_doctor",
        "doctors::MAY_CHANGE",
        "doctors::MAY_ADMINISTER",
    ];
    let note = "Listed is verified and active. Private are licence number, contact, account and standing.";
    let columns = [
        "see listed",
        "see unlisted",
        "see oneself unlisted",
        "unlisted of the own hospital",
        "private of oneself",
        "private of others",
        "chat beside each",
        "change oneself",
        "change others",
        "add, verify, deactivate",
    ];
    let mut table = Table::new("Doctors", note, &rules, &columns);
    for (name, actor) in callers() {
        let sees = |scope: DoctorScope, doctor: DoctorId, is_listed: bool| match scope {
            DoctorScope::All => true,
            DoctorScope::Listed => is_listed,
            DoctorScope::ListedAnd(own) => is_listed || own == doctor,
        };
        let all = read_doctors(actor.as_ref());
        let of_own = actor.as_ref().map_or(all, |actor| read_doctors_of(actor, HOSPITAL));
        assert_eq!(actor.as_ref().map_or(all, |actor| read_doctors_of(actor, OTHER_HOSPITAL)), all, "{name}");
        let by = |decide: &dyn Fn(&Actor) -> Cell| actor.as_ref().map_or_else(|| "401".to_owned(), decide);
        let is_doctor = actor.is_some_and(|actor| actor.doctor().is_some());
        let own = |cell: Cell| if is_doctor { cell } else { "–".to_owned() };
        let cells = vec![
            shown(sees(all, OTHER_DOCTOR, true)),
            shown(sees(all, OTHER_DOCTOR, false)),
            own(shown(sees(all, DOCTOR, false))),
            shown(sees(of_own, OTHER_DOCTOR, false)),
            own(shown(sees_private(actor.as_ref(), DOCTOR))),
            shown(sees_private(actor.as_ref(), OTHER_DOCTOR)),
            shown(sees_chats(actor.as_ref()).is_some()),
            own(by(&|actor| decided(doctors::MAY_CHANGE, actor, change_doctor(actor, DOCTOR)))),
            by(&|actor| decided(doctors::MAY_CHANGE, actor, change_doctor(actor, OTHER_DOCTOR))),
            by(&|actor| decided(doctors::MAY_ADMINISTER, actor, administer_doctor(actor, OTHER_DOCTOR))),
        ];
        table.row(name, cells);
    }
    table
}

pub fn hospitals() -> Table {
    let rules = [
        "hospitals::read_hospitals",
        "hospitals::read_hospitals_if",
        "hospitals::change_hospital",
        "hospitals::administer_hospital",
        "hospitals::MAY_CHANGE",
        "hospitals::MAY_ADMINISTER",
    ];
    let note = "Whoever is not signed in sees no hospital but as a filter of doctors, and then the verified ones.";
    let columns = [
        "see verified",
        "see unverified",
        "see the own, unverified",
        "change the own",
        "change others",
        "add, verify, delete",
    ];
    let mut table = Table::new("Hospitals", note, &rules, &columns);
    for (name, actor) in callers() {
        let scope = read_hospitals_if(actor.as_ref());
        assert!(actor.is_none_or(|actor| read_hospitals(&actor) == scope));
        let sees = |hospital: HospitalId, is_verified: bool| match scope {
            HospitalScope::All => true,
            HospitalScope::Verified => is_verified,
            HospitalScope::VerifiedAnd(own) => is_verified || own == hospital,
            HospitalScope::Only(own) => own == hospital,
        };
        let by = |decide: &dyn Fn(&Actor) -> Cell| actor.as_ref().map_or_else(|| "401".to_owned(), decide);
        let has_own = actor.is_some_and(|actor| actor.hospital().is_some());
        let own = |cell: Cell| if has_own { cell } else { "–".to_owned() };
        let cells = vec![
            shown(sees(OTHER_HOSPITAL, true)),
            shown(sees(OTHER_HOSPITAL, false)),
            own(shown(sees(HOSPITAL, false))),
            own(by(&|actor| decided(hospitals::MAY_CHANGE, actor, change_hospital(actor, HOSPITAL)))),
            by(&|actor| decided(hospitals::MAY_CHANGE, actor, change_hospital(actor, OTHER_HOSPITAL))),
            by(&|actor| decided(hospitals::MAY_ADMINISTER, actor, administer_hospital(actor, OTHER_HOSPITAL))),
        ];
        table.row(name, cells);
    }
    table
}

pub fn mappings() -> Table {
    let rules = [
        "mappings::map",
        "mappings::visible",
        "mappings::endable",
        "mappings::MAY_MAP",
        "mappings::MAY_END_HOSPITALS",
        "mappings::MAY_END_TREATMENT",
    ];
    let note = "\"The own\" are those of the own hospital, of the doctor, or of the patients for whom the account acts; others are\n\
        not found.";
    let columns = ["make", "see", "end hospital–doctor", "end hospital–patient", "end doctor–patient"];
    let mut table = Table::new("Mappings", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        let ends = |kind: MappingKind, gate: Roles| {
            if gate.contains(actor.role()) { word(&actor, endable(kind, &actor)) } else { "403".to_owned() }
        };
        let cells = vec![
            decided(mappings::MAY_MAP, &actor, map(&actor)),
            word(&actor, visible(&actor)),
            ends(MappingKind::HospitalDoctor, mappings::MAY_END_HOSPITALS),
            ends(MappingKind::HospitalPatient, mappings::MAY_END_HOSPITALS),
            ends(MappingKind::DoctorPatient, mappings::MAY_END_TREATMENT),
        ];
        table.row(name, cells);
    }
    table
}

fn word(actor: &Actor, scope: MappingScope) -> Cell {
    let is_own = match scope {
        MappingScope::All => return "all".to_owned(),
        MappingScope::Nobody => return "none".to_owned(),
        MappingScope::Hospital(hospital) => actor.hospital() == Some(hospital),
        MappingScope::Doctor(doctor) => actor.doctor() == Some(doctor),
        MappingScope::Family(user) => actor.user() == user,
    };
    assert!(is_own, "{actor:?} reaches {scope:?}");
    "the own".to_owned()
}

pub fn specialties() -> Table {
    let rules = ["specialties::change_specialty", "specialties::MAY_CHANGE"];
    let mut table = Table::new("Specialties", "Everybody reads them.", &rules, &["add, change, delete"]);
    for (name, actor) in EVERYBODY {
        let specialty = SpecialtyId(Uuid::from_u128(61));
        table.row(name, vec![decided(specialties::MAY_CHANGE, &actor, change_specialty(&actor, specialty))]);
    }
    table
}

pub fn administration() -> Table {
    let rules = ["audit::read_trail", "audit::MAY_READ_TRAIL", "jobs::tend", "jobs::MAY_TEND"];
    let note = "What the server did and does, for everybody.";
    let columns = ["read the audit trail", "see jobs, retry what was given up"];
    let mut table = Table::new("Administration", note, &rules, &columns);
    for (name, actor) in EVERYBODY {
        let cells = vec![
            decided(audit::MAY_READ_TRAIL, &actor, read_trail(&actor)),
            decided(jobs::MAY_TEND, &actor, tend(&actor)),
        ];
        table.row(name, cells);
    }
    table
}
