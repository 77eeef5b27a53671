use super::{
    draft::Draft,
    link::link,
    names::{Names, spoken},
};
use crate::kernel::Role;

pub(super) fn draft(by: &Names, hospital: Option<&str>, role: Role, token: &str) -> Draft {
    let (hospital, post) = (hospital.map(spoken).filter(|name| !name.is_empty()), post(role));
    let page = link(by, "accept-invitation", &[("token", token)]);
    let place = match hospital {
        Some(hospital) => format!("{hospital} at {}", by.organisation),
        None => by.organisation.clone(),
    };
    Draft::new(
        format!("you are invited as {post}"),
        format!("you are invited as {post}. Accept here, with a password of your choice: {page}"),
    )
    .words(format!("You are invited to join {place} as {post}."))
    .words("To accept, open this page and choose a password:")
    .link(page, token)
    .words("It works once and only for a few days. Give it to no one: whoever has it can accept in your place.")
    .words("If you do not expect this invitation, ignore this message.")
}

fn post(role: Role) -> &'static str {
    match role {
        Role::Admin => "an administrator",
        Role::Hospital => "a hospital's account",
        Role::Doctor => "a doctor",
        Role::Nurse => "a nurse",
        Role::Receptionist => "a receptionist",
        Role::Patient => "a patient",
    }
}
