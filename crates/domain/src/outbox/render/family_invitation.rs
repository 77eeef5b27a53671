use uuid::Uuid;

use super::{
    draft::Draft,
    link::link,
    names::{Names, spoken},
};

pub(super) fn draft(by: &Names, from: &str, invitation: Uuid, token: &str) -> Draft {
    let id = invitation.to_string();
    let page = link(by, "family-invitation", &[("id", &id), ("token", token)]);
    let from = Some(spoken(from)).filter(|name| !name.is_empty()).unwrap_or_else(|| "A relative".to_owned());
    Draft::new(
        "you are invited to help care for a relative",
        format!("an invitation to help care for a relative: {page}"),
    )
    .words(format!(
        "Somebody with the name \"{from}\" invites you at {} to act for a patient together. Accept only if you know \
             each other.",
        by.organisation
    ))
    .words("To accept, sign in and open this page:")
    .link(page, token)
    .words("The id of the invitation, should your app ask for it:")
    .proof(&id)
    .words("It works once and only for a few days. If you do not expect this invitation, ignore this message.")
}
