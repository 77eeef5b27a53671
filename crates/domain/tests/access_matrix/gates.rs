use domain::{
    accounts::access as accounts, appointments::access as appointments, assistant::access as assistant,
    audit::access as audit, case_histories::access as case_histories, chats::access as chats,
    doctors::access as doctors, documents::access as documents, hospitals::access as hospitals,
    invitations::access as invitations, jobs::access as jobs, kernel::Roles, mappings::access as mappings,
    patients::access as patients, reports::access as reports, specialties::access as specialties,
    suggestions::access as suggestions,
};

use crate::table::Table;

macro_rules! gates { ($($room:ident::$gate:ident),* $(,)?) => {
    const GATES: &[(&str, Roles)] = &[$((concat!(stringify!($room), "::", stringify!($gate)), $room::$gate)),*];
} }
gates!(
    accounts::MAY_ADMINISTER,
    accounts::MAY_OPEN,
    appointments::MAY_ASK_BY_DOCTOR,
    appointments::MAY_ASK_BY_HOSPITAL,
    appointments::MAY_ASK_BY_PATIENT,
    appointments::MAY_SET_STATUS,
    assistant::MAY_ASK,
    assistant::MAY_HOLD,
    assistant::MAY_READ,
    audit::MAY_READ_TRAIL,
    case_histories::MAY_READ,
    case_histories::MAY_WRITE,
    chats::MAY_DELETE,
    chats::MAY_SEE,
    doctors::MAY_ADMINISTER,
    doctors::MAY_CHANGE,
    documents::MAY_ADD,
    documents::MAY_READ,
    hospitals::MAY_ADMINISTER,
    hospitals::MAY_CHANGE,
    invitations::MAY_OFFER_CLAIM,
    invitations::MAY_ONBOARD,
    invitations::MAY_SHARE,
    jobs::MAY_TEND,
    mappings::MAY_END_HOSPITALS,
    mappings::MAY_END_TREATMENT,
    mappings::MAY_MAP,
    mappings::MAY_RELATE,
    patients::FAMILIES,
    patients::MAY_CHANGE,
    patients::MAY_LIST_CARE,
    patients::MAY_LIST_OF_DOCTOR,
    patients::MAY_LIST_OF_HOSPITAL,
    patients::MAY_REGISTER,
    patients::MAY_SEARCH,
    reports::MAY_USE,
    specialties::MAY_CHANGE,
    suggestions::MAY_READ,
    suggestions::MAY_WRITE,
);

/// The gates: the first thing that a signed-in caller meets. Here the rows are gates.
pub fn gates() -> Table {
    let names: Vec<&str> = GATES.iter().map(|(name, _)| *name).collect();
    let columns = ["admin", "hospital", "doctor", "nurse", "receptionist", "patient"];
    let note = "Roles that may ever pass; whom and what they reach behind it is in the tables above. The gate of each operation \
        is\n`x-roles` in the OpenAPI document.";
    let mut table = Table::new("Gates", note, &names, &columns);
    for (name, roles) in GATES {
        let passes = Roles::ALL.iter().map(|role| if roles.contains(role) { "yes" } else { "403" }.to_owned());
        table.row(&format!("`{name}`"), passes.collect());
    }
    table
}
