use super::{
    draft::Draft,
    link::link,
    names::{Names, spoken},
};

pub(super) fn draft(by: &Names, hospital: Option<&str>, token: &str) -> Draft {
    let hospital = hospital.map(spoken).filter(|name| !name.is_empty());
    let page = link(by, "accept-invitation", &[("token", token)]);
    let who = match hospital {
        Some(hospital) => format!("{hospital} invites you to {}", by.organisation),
        None => format!("{} invites you", by.organisation),
    };
    Draft::new("you are invited", format!("you are invited to open your account here: {page}"))
        .words(format!("{who}: with an account you see what is kept for you or for a relative of yours."))
        .words("To accept, open this page:")
        .link(page, token)
        .words("It works once and only for a few days. Give it to no one: whoever has it can accept in your place.")
        .words("If you do not expect this invitation, ignore this message.")
}
