use domain::{
    appointments::access::Book,
    assistant::access::{AskForReply, HoldInterview, MAY_ASK, MAY_HOLD},
    audit::access::ReadAccessLog,
    case_histories::access::{self as case_histories, WriteCaseHistory},
    chats::access::{MAY_SEE, TakePart},
    documents::{
        ContentType, Document, DocumentCategory, DocumentScope, SafeFileName, ScanStatus,
        access::{self as documents, AddDocuments, delete},
    },
    kernel::{Actor, Error, Role, Roles, UserId},
    patients::{
        PatientRule, PatientScope,
        access::{
            ChatSide, Keeper, MAY_CHANGE, MAY_LIST_CARE, MAY_REGISTER, ReadCare, ReadClinical, ReadDemographics,
            WriteClinical, WriteDemographics, chat_side, keeper,
        },
    },
    reports::access::{MAY_USE, UseReports},
};
use uuid::Uuid;

use crate::{
    actors::{EVERYBODY, OTHER_USER, TIED, Tie, USER, reaches},
    table::{Cell, Table, decided, shown, within},
};

fn by<Rule: PatientRule>(gate: Roles, actor: &Actor, tie: Tie) -> Cell {
    within(gate, actor, reaches(Rule::scope(actor), actor, tie))
}

/// The roles of which somebody is reached by the rule: others are refused by role.
fn of_some<Rule: PatientRule>() -> Roles {
    let reached = |role: Role| {
        EVERYBODY.iter().any(|(_, actor)| actor.role() == role && Rule::scope(actor) != PatientScope::Nobody)
    };
    Roles::ALL.iter().filter(|role| reached(*role)).fold(Roles::ADMIN, with)
}

fn with(roles: Roles, one: Role) -> Roles {
    let all: Vec<Role> = roles.iter().chain([one]).collect();
    Roles::of(&all)
}

pub fn records() -> Table {
    let rules = [
        "patients::ReadDemographics",
        "patients::WriteDemographics",
        "patients::ReadClinical",
        "patients::WriteClinical",
        "patients::MAY_CHANGE",
    ];
    let note = "Demographics are who a patient is; clinical are allergies, medicines, conditions and history. Where clinical \
        fields\nare not shown, the rest of the record is.";
    let columns = ["read demographics", "change demographics", "read clinical", "change clinical", "change anything"];
    let mut table = Table::new("A patient's record", note, &rules, &columns);
    for (name, actor, tie) in TIED {
        let seen = reaches(ReadDemographics::scope(&actor), &actor, tie);
        let clinical = reaches(ReadClinical::scope(&actor), &actor, tie);
        let cells = vec![
            within(Roles::ALL, &actor, seen),
            by::<WriteDemographics>(of_some::<WriteDemographics>(), &actor, tie),
            if seen { shown(clinical) } else { "404".to_owned() },
            by::<WriteClinical>(of_some::<WriteClinical>(), &actor, tie),
            within(MAY_CHANGE, &actor, seen),
        ];
        table.row(name, cells);
    }
    table
}

pub fn file() -> Table {
    let rules = [
        "case_histories::MAY_READ",
        "case_histories::MAY_WRITE",
        "case_histories::WriteCaseHistory",
        "reports::MAY_USE",
        "reports::UseReports",
        "documents::MAY_READ",
        "documents::MAY_ADD",
        "documents::of",
        "documents::readable",
        "documents::AddDocuments",
        "documents::delete",
    ];
    let note = "The private collection is documents of category `file`. A document is deleted by who uploaded it; \"own\" and\n\
        \"another's\" say who that was.";
    let columns = [
        "read the case history",
        "write it",
        "use reports",
        "read documents",
        "read the private collection",
        "upload",
        "delete an own upload",
        "delete another's",
    ];
    let mut table = Table::new("A patient's clinical file", note, &rules, &columns);
    for (name, actor, tie) in TIED {
        let scope = DocumentScope::of(&actor);
        let reached = reaches(scope.patients, &actor, tie);
        let of = |category| reached && documents::readable(&actor).contains(&category);
        let deletes = |uploader: UserId| {
            if reached {
                decided(documents::MAY_ADD, &actor, delete(&actor, &document(uploader)))
            } else {
                within(documents::MAY_ADD, &actor, false)
            }
        };
        let cells = vec![
            by::<ReadClinical>(case_histories::MAY_READ, &actor, tie),
            by::<WriteCaseHistory>(case_histories::MAY_WRITE, &actor, tie),
            by::<UseReports>(MAY_USE, &actor, tie),
            within(documents::MAY_READ, &actor, of(DocumentCategory::CaseHistory)),
            within(documents::MAY_READ, &actor, of(DocumentCategory::File)),
            by::<AddDocuments>(documents::MAY_ADD, &actor, tie),
            deletes(USER),
            deletes(OTHER_USER),
        ];
        table.row(name, cells);
    }
    table
}

pub fn care() -> Table {
    let rules = [
        "patients::ReadCare",
        "patients::MAY_LIST_CARE",
        "appointments::Book",
        "assistant::MAY_HOLD",
        "assistant::HoldInterview",
        "assistant::MAY_ASK",
        "assistant::AskForReply",
        "chats::TakePart",
        "audit::ReadAccessLog",
    ];
    let columns = [
        "see doctors and hospitals of the patient",
        "book for the patient",
        "hold an interview",
        "ask for a suggested response",
        "take part in the patient's chats",
        "see who opened the record",
    ];
    let note = "A doctor takes part in the own chats only; see below.";
    let mut table = Table::new("Care of a patient", note, &rules, &columns);
    for (name, actor, tie) in TIED {
        let cells = vec![
            by::<ReadCare>(MAY_LIST_CARE, &actor, tie),
            by::<Book>(Roles::ALL, &actor, tie),
            by::<HoldInterview>(MAY_HOLD, &actor, tie),
            by::<AskForReply>(MAY_ASK, &actor, tie),
            by::<TakePart>(MAY_SEE, &actor, tie),
            by::<ReadAccessLog>(Roles::ALL, &actor, tie),
        ];
        table.row(name, cells);
    }
    table
}

pub fn keeping() -> Table {
    let rules = ["patients::keeper", "patients::MAY_REGISTER", "patients::chat_side"];
    let columns = ["adds patients", "sees the chat beside doctors and patients"];
    let mut table = Table::new("The register of patients", "", &rules, &columns);
    for (name, actor) in EVERYBODY {
        let keeps = match keeper(&actor) {
            _ if !MAY_REGISTER.contains(actor.role()) => "403",
            Ok(Keeper::Admin) => "anybody",
            Ok(Keeper::Family(_)) => "own family",
            Ok(Keeper::Hospital(_)) => "of the own hospital",
            Err(Error::Forbidden(_)) => "403",
            Err(other) => panic!("{other}"),
        };
        let side = match chat_side(&actor) {
            ChatSide::Patient => "the family's",
            ChatSide::Doctor(_) => "the own",
            ChatSide::Neither => "–",
        };
        table.row(name, vec![keeps.to_owned(), side.to_owned()]);
    }
    table
}

fn document(uploader: UserId) -> Document {
    let (id, then) = (Uuid::from_u128(21), chrono::DateTime::UNIX_EPOCH);
    Document {
        id: id.into(),
        patient_id: id.into(),
        category: DocumentCategory::CaseHistory,
        case_history_id: None,
        report_id: None,
        message_id: None,
        file_name: SafeFileName::parse("scan.png"),
        content_type: ContentType::Png,
        size: 1,
        sha256: String::new(),
        storage_key: String::new(),
        tags: Vec::new(),
        remark: None,
        uploaded_by: Role::Patient,
        uploaded_by_user_id: uploader,
        upload_timestamp: then,
        scan_status: ScanStatus::NotScanned,
        created_at: then,
        updated_at: then,
    }
}
